"""The way in, step by step: who somebody says to be, then the second factor of those who have one, then the session.

The steps between are django-allauth's (adapters.CodeStage); each of these gives the answer to send to the browser.
"""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.contrib.auth import get_backends
from django.http import HttpRequest, HttpResponse

from nsc.access import sign_in
from nsc.access.adapters import CodeStage
from nsc.access.models import User


def may_enter(user: User) -> bool:
    return any(backend.user_can_authenticate(user) for backend in get_backends() if hasattr(backend, "user_can_authenticate"))


def by_password(request: HttpRequest, user: User, then: str) -> HttpResponse:
    """Name and password were right. `then`: the page that was wanted, checked to be ours; "" for the first."""
    return _enter(request, user, then, "password")


def by_passkey(request: HttpRequest, user: User, then: str) -> HttpResponse:
    return _enter(request, user, then, "passkey", proved=True)


def by_identity(request: HttpRequest, user: User, then: str, *, proved: bool) -> HttpResponse:
    """The provider told who it is. `proved`: it has asked for two factors, in words the operator takes for that."""
    return _enter(request, user, then, "oidc", proved=proved)


def waiting(request: HttpRequest) -> User | None:
    """Who has to give the second factor in this browser now."""
    stage = _stage(request)
    return stage.login.user if stage else None


def wanted(request: HttpRequest) -> str:
    """The page that who is waiting wanted."""
    stage = _stage(request)
    return (stage.login.redirect_url or "") if stage else ""


def start_again(request: HttpRequest) -> None:
    """Who stands at the first step waits for no second."""
    clear_login(request)


def by_code(request: HttpRequest, method: str) -> HttpResponse:
    """The second factor was right. `method`: second_factor.TOTP or RECOVERY."""
    stage = _stage(request)
    record_authentication(request, stage.login.user, method)
    sign_in.prove(request, stage.login.user)
    return stage.exit()


def _enter(request: HttpRequest, user: User, then: str, method: str, *, proved: bool = False) -> HttpResponse:
    record_authentication(request, user, method)
    request.proved_elsewhere = proved
    if proved:
        sign_in.prove(request, user)
    return perform_login(request, Login(user=user, redirect_url=then or None))


def _stage(request: HttpRequest) -> CodeStage | None:
    return None if request.user.is_authenticated else LoginStageController.enter(request, CodeStage.key)
