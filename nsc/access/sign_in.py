"""The door: passwords, the locks after too many wrong tries, and what a session has proved. Kept in the database: it holds over all
processes.

Which names exist is never told: an unknown name is counted, locked and answered like a known one.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import user_logged_in, user_logged_out
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nsc.access import audit, rules, scope, sessions
from nsc.access.models import SignInFailure, User, tidy_username
from nsc.statements import Statement

PROVEN, PROVED_AT = "nsc.proven", "nsc.proved_at"  # keys of the session


@dataclass(frozen=True)
class Lock:
    """So many failures of one `kind` (a name, an address, the codes of a user) within rules.WINDOW, and it is shut for rules.LOCKED."""

    kind: str
    limit: int = rules.FAILURES

    def until(self, what: str, at: datetime, but: int | None = None) -> datetime | None:
        """When it may be tried again, or None when it may now. `but`: a try that does not count."""
        recent = SignInFailure.objects.filter(who=self.who(what), at__gt=at - rules.WINDOW - rules.LOCKED).exclude(pk=but)
        until = rules.locked_until(recent.values_list("at", flat=True), self.limit)
        return until if until and until > at else None

    def take(self, what: str, at: datetime) -> SignInFailure | None:
        """One try, counted as failed before it is made: a hundred guesses sent at the same moment get no more tries than five sent in turn.
        None where it is shut. Who was right takes the row away, or calls `forget`."""
        if self.until(what, at):
            return None
        row = SignInFailure.objects.create(who=self.who(what), at=at)
        if self.until(what, at, but=row.pk):
            row.delete()
            return None
        return row

    def forget(self, what: str) -> None:
        SignInFailure.objects.filter(who=self.who(what)).delete()

    def who(self, what: str) -> str:
        return salted_hmac(f"nsc.sign-in.{self.kind}", what, algorithm="sha256").hexdigest()


NAME, CODE = Lock("name"), Lock("code")
ADDRESS = Lock("address", rules.FROM_ONE_ADDRESS)


class Door(ModelBackend):
    """Django's own check of name and password, behind the locks. Named in settings.AUTHENTICATION_BACKENDS."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        at, name, place = timezone.now(), tidy_username(username), network(request)
        if (place and ADDRESS.until(place, at)) or not NAME.take(name, at):
            raise PermissionDenied
        from_there = ADDRESS.take(place, at) if place else None
        if place and not from_there:
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password)
        if user:
            NAME.forget(name)
            if from_there:
                from_there.delete()  # not all of them: who guesses at many names would sign in as himself in between
            return user
        known = User.objects.filter(username=name).first()
        audit.record(by=None, at=at, verb="sign-in.fail", on=known, detail="locked" if NAME.until(name, at) else "")
        return None

    def get_user(self, user_id: int) -> User | None:
        user = _account.first(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and user.may_sign_in


_account: Statement[User] = Statement(lambda pk: User.objects.filter(pk=pk))


def locked_until(username: str, at: datetime) -> datetime | None:
    """When this name may try again, or None when it may now. The same for names that don't exist."""
    return NAME.until(tidy_username(username), at)


def address_locked_until(request: HttpRequest, at: datetime) -> datetime | None:
    place = network(request)
    return ADDRESS.until(place, at) if place else None


def address(request: HttpRequest | None) -> str:
    """Where a request comes from; "" when that is not known. Behind our own proxies (settings.PROXIES of them), what the outermost wrote
    into X-Forwarded-For; what a client writes there itself stands further left and is not believed."""
    meta = request.META if request else {}
    said = [each.strip() for each in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    text = said[-settings.PROXIES] if 0 < settings.PROXIES <= len(said) else meta.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def network(request: HttpRequest | None) -> str:
    """What failures are counted by: an IPv4 address, or the /64 that one subscriber has in IPv6. This machine itself is not counted: that
    is a proxy nobody told us of, and its lock would shut everyone out."""
    text = address(request)
    if not text or ipaddress.ip_address(text).is_loopback:
        return ""
    return text if "." in text else str(ipaddress.ip_network(f"{text}/64", strict=False))


def forget_old_failures(at: datetime) -> int:
    """Those that lock no one any more; called by the worker."""
    return SignInFailure.objects.filter(at__lte=at - rules.WINDOW - rules.LOCKED).delete()[0]


# — what a session has proved —————————————————————————————————————————————————————


def needs_second_factor(user: User) -> bool:
    """A role in force lets the user see names, or change who sees them."""
    return any(role.needs_second_factor for role in scope.roles(user))


def is_proven(request: HttpRequest) -> bool:
    """May this session be answered as its user? Signed in, and by a second factor too where a role asks for one.

    The pages are guarded by nsc.web.doorkeeper; whoever answers sessions by another way (the API) asks here.
    """
    user = request.user
    if not user.is_authenticated:
        return False
    return gave_second_factor(request) or not needs_second_factor(user)


def gave_second_factor(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.session.get(PROVEN) == request.user.pk


def prove(request: HttpRequest, user: User) -> None:
    """The second factor was given in this session. Bound to the user: a session that passes to another proves nothing."""
    request.session[PROVEN] = user.pk
    refresh(request)


def refresh(request: HttpRequest) -> None:
    request.session[PROVED_AT] = timezone.now().timestamp()


def is_fresh(request: HttpRequest, at: datetime) -> bool:
    """So lately that the user may change how he proves himself."""
    proved = request.session.get(PROVED_AT)
    return proved is not None and rules.is_fresh(sessions.moment(proved), at)


def idle_minutes(user: User) -> int:
    """After how many minutes unused a session ends: the least of the user's roles."""
    return min((role.idle_minutes for role in scope.roles(user)), default=60)


def over(request: HttpRequest, at: datetime) -> str:
    """Why the session has run out (rules.IDLE, rules.LIMIT); "" while it lasts."""
    began, seen = sessions.times(request)
    return rules.session_over(began=began, seen=seen, at=at, idle_minutes=idle_minutes(request.user))


# The house has no signals but these two: Django's views call login() and logout() themselves and offer no other place to leave a line.
def _signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    at = timezone.now()
    refresh(request)
    sessions.begin(request, user=user, at=at, address=address(request))
    audit.record(by=user, at=at, verb="sign-in", on=user, detail=_methods(request, user))


def _methods(request: HttpRequest, user: User) -> str:
    """How the user proved himself: "password totp", "passkey"."""
    return " ".join(each.get("type", each["method"]) for each in get_authentication_records(request, user))


def _signed_out(request: HttpRequest, user: User | None, **kwargs: object) -> None:
    if user is not None:
        sessions.forget(request.session.session_key)
        audit.record(by=user, at=timezone.now(), verb="sign-out", on=user, detail=getattr(request, "why_over", ""))


def listen() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="nsc.sign-in")
    user_logged_out.connect(_signed_out, dispatch_uid="nsc.sign-out")
