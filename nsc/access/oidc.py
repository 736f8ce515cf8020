"""OpenID Connect, checked to the letter. What django-allauth leaves out when a token comes straight from the provider is done here: the
signature against the provider's keys, and the nonce that ties the token to this browser."""

import logging
import secrets
from collections.abc import Mapping

import jwt
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from requests import RequestException, Session

from nsc.access import identities

ALGORITHMS = ["RS256", "PS256", "ES256"]  # never "none", never one that takes the client's secret for a key
LEEWAY = 60  # seconds by which the provider's clock may be off
NEEDED = ["exp", "iat", "iss", "aud"]
LOGIN, CONNECT = "login", "connect"
log = logging.getLogger(__name__)


class Failed(Exception):
    """The provider did not tell us who this is. Why is in the log; the person can only try again."""


class NotGood(OAuth2Error):
    """What we found wrong ourselves; the text holds nothing of a person."""


class Told(Exception):
    """Who came back: the account it is linked to, if any. Thrown through django-allauth's flow, which would otherwise go on by itself."""

    def __init__(self, login: SocialLogin) -> None:
        self.uid: str = login.account.uid
        self.user = login.user
        self.state: dict = login.state


class SocialAdapter(DefaultSocialAccountAdapter):
    """Named in settings.SOCIALACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

    def authenticate_by_email(self, login: object) -> None:
        """An address is not an identity: only what was linked signs in."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise Told(sociallogin)

    def on_authentication_error(self, request: HttpRequest, provider: object, exception: Exception | None = None, **kwargs: object) -> None:
        _note(exception)
        raise Failed from exception

    def get_requests_session(self) -> Session:
        """What the provider is asked goes to it alone, wherever an answer points."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def list_apps(self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """From the settings alone, never from a table."""
        told = settings.OIDC
        if not told or provider not in (None, identities.PROVIDER, "openid_connect"):
            return []
        more = {"server_url": told["issuer"].rstrip("/"), "scope": told["scope"], "oauth_pkce_enabled": True}
        app = SocialApp(provider="openid_connect", provider_id=identities.PROVIDER, name=told["name"], client_id=told["client_id"])
        app.secret, app.settings = told["secret"], more
        return [app]


class Adapter(OpenIDConnectOAuth2Adapter):
    """`nonce`: what this browser was sent off with. After `complete_login`, `proves`: did the provider ask for a second factor?"""

    nonce = ""
    proves = False

    @property
    def openid_config(self) -> dict:
        config = super().openid_config
        if config.get("issuer") != settings.OIDC["issuer"]:
            raise NotGood("the provider calls itself by another name")
        return config

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        return request.build_absolute_uri(reverse("sign-in-oidc-back"))

    def complete_login(self, request: HttpRequest, app: object, token: SocialToken, **kwargs: object) -> SocialLogin:
        claims = self._claims(str(kwargs["response"].get("id_token", "")), app.client_id)
        subject = claims.get(settings.OIDC["subject"])
        if not isinstance(subject, str) or not subject:
            raise NotGood("the token names nobody")
        self.proves = proves(claims)
        account = SocialAccount(provider=identities.PROVIDER, uid=identities.index(settings.OIDC["issuer"], subject))
        return SocialLogin(provider=self.get_provider(), account=account)

    def _claims(self, token: str, client: str) -> dict:
        try:
            key = self._key(jwt.get_unverified_header(token))
            options = {"require": NEEDED}
            claims = jwt.decode(
                token, key, algorithms=ALGORITHMS, audience=client, issuer=settings.OIDC["issuer"], leeway=LEEWAY, options=options
            )
        except jwt.PyJWTError as error:
            raise NotGood("the token is not good") from error
        if not self.nonce or not constant_time_compare(str(claims.get("nonce", "")), self.nonce):
            raise NotGood("the token was made for another sign-in")
        if claims.get("azp", client) != client:
            raise NotGood("the token was made for another client")
        return claims

    def _key(self, header: Mapping[str, str]) -> jwt.PyJWK:
        with SocialAdapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        known = jwt.PyJWKSet.from_dict(answer.json()).keys
        found = [key for key in known if "kid" not in header or key.key_id == header["kid"]]
        if len(found) != 1:
            raise NotGood("the token is signed with a key the provider does not show")
        return found[0]


def proves(claims: Mapping[str, object]) -> bool:
    """Did the provider ask for two factors? Only where the operator has said which of its words mean so (NSC_OIDC_PROVES)."""
    said = claims.get("amr", [])
    words = {claims.get("acr")} | set(said if isinstance(said, list) else [said])
    return bool(words & settings.OIDC["proves"])


class Provider(OpenIDConnectProvider):
    """Named in settings.SOCIALACCOUNT_PROVIDERS."""

    oauth2_adapter_class = Adapter

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, data: object = None, **kwargs: object):
        nonce = secrets.token_urlsafe(32)
        return super().redirect(request, process, next_url, data, nonce=nonce, auth_params={"nonce": nonce}, **kwargs)


class _Callback(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Provider):
        state, refused = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refused


def go(request: HttpRequest, process: str, next_url: str = "") -> str:
    """The address at the provider to send this browser to. Raises Failed where the provider can't be reached."""
    try:
        provider = SocialAdapter().get_provider(request, identities.PROVIDER)
        return provider.redirect(request, process, next_url or None, user=request.user.pk)["Location"]
    except (RequestException, OAuth2Error) as error:
        _note(error)
        raise Failed from error


def came_back(request: HttpRequest) -> tuple[Told, bool]:
    """Who it is, and whether the provider asked for a second factor. Raises Failed."""
    adapter = Adapter(request, identities.PROVIDER)
    try:
        _Callback.adapter_view(adapter)(request)
    except Told as told:
        return told, adapter.proves
    except (RequestException, OAuth2Error) as error:
        _note(error)
        raise Failed from error
    raise Failed


def _note(error: Exception | None) -> None:
    """The provider's own words may hold anything; only ours go into the log."""
    log.warning("sign-in by the provider of identities: %s", error if isinstance(error, NotGood) else type(error).__name__)
