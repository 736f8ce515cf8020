"""How django-allauth is bent to this house. Nobody signs up, nothing goes by e-mail, what it would say we say ourselves, and its
secrets are sealed with our keys."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from nsc.access import sessions, sign_in
from nsc.files import keys

PURPOSE = "second_factor"


class CodeStage(AuthenticateStage):
    """After the password: the second factor of who has one, whatever the roles ask for."""

    urlname = "sign-in-code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        return (redirect(self.urlname) if self._should_handle(self.request) else None), True

    def _should_handle(self, request: HttpRequest) -> bool:
        return not getattr(request, "proved_elsewhere", False) and super()._should_handle(request)


class AccountAdapter(DefaultAccountAdapter):
    def get_login_stages(self) -> list[str]:
        return [f"{__name__}.CodeStage"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return sign_in.address(request) or sessions.UNKNOWN

    def respond_user_inactive(self, request: HttpRequest, user: object) -> HttpResponse:
        return redirect("sign-in")

    def is_safe_url(self, url: str | None) -> bool:
        """A bare word would be taken for the name of a page."""
        return "/" in (url or "") and super().is_safe_url(url)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Our pages say what has happened."""

    def send_mail(self, *args: object, **kwargs: object) -> None:
        """No flow of ours goes by e-mail."""

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        return False  # our views ask (sign_in.is_fresh)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("กุญแจผ่านนี้ใช้ไม่ได้ หรือหมดเวลา โปรดลองใหม่")}

    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.seal(text.encode(), purpose=PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.open(base64.b64decode(encrypted_text), purpose=PURPOSE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}
