"""The door: passwords, and the lock after too many wrong ones. Kept in the database, so it holds over all processes.

Which names exist is never told: an unknown name is counted, locked and answered like a known one.
"""

from datetime import datetime

from django.contrib.auth import user_logged_in, user_logged_out
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nsc.access import audit, rules
from nsc.access.models import SignInFailure, User, tidy_username


class Door(ModelBackend):
    """Django's own check of name and password, behind the lock. Named in settings.AUTHENTICATION_BACKENDS."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        at = timezone.now()
        if locked_until(username, at):
            raise PermissionDenied
        # Counted as failed before it is tried: a hundred guesses sent at the same moment get no more tries than five sent in turn.
        attempt = SignInFailure.objects.create(who=_who(username), at=at)
        if _locked(_failures(username, at).exclude(pk=attempt.pk), at):
            attempt.delete()
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password)
        if user:
            SignInFailure.objects.filter(who=_who(username)).delete()
            return user
        known = User.objects.filter(username=tidy_username(username)).first()
        audit.record(by=None, at=at, verb="sign-in.fail", on=known, detail="locked" if locked_until(username, at) else "")
        return None

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and user.may_sign_in


def locked_until(username: str, at: datetime) -> datetime | None:
    """When this name may try again, or None when it may now. The same for names that don't exist."""
    return _locked(_failures(username, at), at)


def _locked(failures: QuerySet[SignInFailure], at: datetime) -> datetime | None:
    until = rules.locked_until(failures.values_list("at", flat=True))
    return until if until and until > at else None


def _failures(username: str, at: datetime) -> QuerySet[SignInFailure]:
    return SignInFailure.objects.filter(who=_who(username), at__gt=at - rules.WINDOW - rules.LOCKED)


def _who(username: str) -> str:
    return salted_hmac("nsc.sign-in", tidy_username(username), algorithm="sha256").hexdigest()


def forget_old_failures(at: datetime) -> int:
    """Those that lock no one any more; called by the worker."""
    return SignInFailure.objects.filter(at__lte=at - rules.WINDOW - rules.LOCKED).delete()[0]


# The house has no signals but these two: Django's views call login() and logout() themselves and offer no other place to leave a line.
def _signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    audit.record(by=user, at=timezone.now(), verb="sign-in", on=user)


def _signed_out(request: HttpRequest, user: User | None, **kwargs: object) -> None:
    if user is not None:
        audit.record(by=user, at=timezone.now(), verb="sign-out", on=user)


def listen() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="nsc.sign-in")
    user_logged_out.connect(_signed_out, dispatch_uid="nsc.sign-out")
