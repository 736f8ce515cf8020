"""Coming in by a provider of identities: a real one, on the loopback."""

import base64
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from nsc import settings as shipped
from nsc.access import identities, rules, second_factor
from nsc.access.models import AuditLine, User
from nsc.errors import NotAllowed, Refused
from tests.identity_provider import IdentityProvider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_door")]
BACK = "/sign-in/provider/back/"


@pytest.fixture(scope="module")
def running():
    provider = IdentityProvider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings):
    """Honest again before every test."""
    running.key, running.algorithm, running.kid, running.called = running.shown, "RS256", "one", None
    running.moved = False
    running.subject, running.claims = "1-9901-00000-00-1", {}
    running.asked.clear()
    settings.OIDC = running.settings()
    return running


@pytest.fixture
def link(provider, operator, at):
    """Links the person at the provider to an account, as an administrator does."""

    def link(user):
        identities.link(by=operator, at=at, user=user, subject=provider.subject, because="คำสั่งที่ 1/2569")
        return user

    return link


def go(client, **asked) -> str:
    """To the provider's page; its address."""
    response = client.get(reverse("sign-in-oidc"), asked)
    assert response.status_code == 302
    return response["Location"]


def come_back(client, provider, address: str):
    back = urlsplit(provider.visit(address))
    return client.get(f"{back.path}?{back.query}")


def sign_in(client, provider, **asked):
    return come_back(client, provider, go(client, **asked))


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_button_is_there_only_where_a_provider_is_set(client, provider, settings):
    assert "เข้าสู่ระบบด้วย ThaID" in client.get("/sign-in/").content.decode()
    settings.OIDC = {}
    assert "ThaID" not in client.get("/sign-in/").content.decode()
    assert client.get(reverse("sign-in-oidc")).status_code == client.get(BACK).status_code == 404


def test_a_linked_identity_signs_in_and_comes_to_the_page_that_was_wanted(client, provider, link, citizen):
    link(citizen)
    assert sign_in(client, provider, next="/definitions/")["Location"] == "/definitions/"
    assert int(client.session["_auth_user_id"]) == citizen.pk
    assert AuditLine.objects.filter(by=citizen, verb="sign-in").get().detail == "oidc"


def test_what_goes_to_the_provider_is_bound_to_this_browser(client, provider, link, citizen):
    link(citizen)
    sign_in(client, provider)
    (asked,) = provider.asked
    assert asked["scope"] == "openid" and asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 40 and len(asked["state"]) >= 16


@pytest.mark.parametrize("extra", ["scope=email", "auth_params=prompt%3Dnone", "process=connect"])
def test_an_address_adds_nothing_to_what_the_provider_is_asked(client, provider, extra):
    asked = parse_qs(urlsplit(client.get(f"{reverse('sign-in-oidc')}?{extra}")["Location"]).query)
    assert asked["scope"] == ["openid"] and "prompt" not in asked


def test_one_is_not_led_to_another_site(client, provider, link, citizen):
    link(citizen)
    assert sign_in(client, provider, next="https://elsewhere.example/")["Location"] == reverse("home")


def test_an_identity_nobody_linked_is_refused_plainly_and_makes_no_account(client, provider, citizen):
    before = User.objects.count()
    response = sign_in(client, provider)
    assert response["Location"] == "/sign-in/?because=unlinked" and not is_in(client)
    assert "ยังไม่ได้เชื่อมกับบัญชีใด" in client.get(response["Location"]).content.decode()
    assert User.objects.count() == before and not SocialAccount.objects.exists()
    assert AuditLine.objects.filter(verb="sign-in.fail").get().detail == "oidc unlinked"


def test_the_same_subject_of_another_provider_is_somebody_else(client, provider, link, citizen, settings):
    link(citizen)
    assert identities.index("https://other.example", provider.subject) != SocialAccount.objects.get().uid


def test_a_closed_account_is_not_opened(client, provider, link, citizen):
    link(citizen)
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    assert sign_in(client, provider)["Location"] == "/sign-in/?because=unlinked" and not is_in(client)


OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
WRONG = {
    "nonce of another sign-in": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "audience": {"claims": {"aud": "somebody else"}},
    "audience of many, made for another": {"claims": {"aud": ["nsc", "other"], "azp": "other"}},
    "issuer": {"claims": {"iss": "https://elsewhere.example"}},
    "expired": {"claims": {"exp": int(time.time()) - 600}},
    "no expiry": {"claims": {"exp": None}},
    "not yet": {"claims": {"nbf": int(time.time()) + 3600}},
    "no subject": {"claims": {"sub": None}},
    "subject that is no text": {"claims": {"sub": ""}},
    "signed with another key": {"key": OTHER},
    "signed with a key that is not shown": {"key": OTHER, "kid": "two"},
    "signed with our own secret": {"key": "shared-with-nsc" * 3, "algorithm": "HS256"},
    "not signed": {"key": None, "algorithm": "none"},
    "calls itself by another name": {"called": "https://elsewhere.example"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_token_that_is_not_good_to_the_letter_opens_nothing(client, provider, link, citizen, wrong):
    link(citizen)
    begun = go(client)
    for name, value in wrong.items():
        setattr(provider, name, value)
    response = come_back(client, provider, begun)
    assert response["Location"] == "/sign-in/?because=not-told" and not is_in(client)
    assert "ไม่ได้ยืนยันว่าท่านคือใคร" in client.get(response["Location"]).content.decode()
    assert AuditLine.objects.filter(verb="sign-in.fail").get().detail == "oidc"


def test_a_state_that_was_not_given_to_this_browser_is_refused(client, provider, link, citizen):
    link(citizen)
    go(client)
    assert client.get(BACK, {"code": "x", "state": "made-up"})["Location"] == "/sign-in/?because=not-told"
    stolen = urlsplit(provider.visit(go(client)))
    client.cookies.clear()
    assert client.get(f"{stolen.path}?{stolen.query}")["Location"] == "/sign-in/?because=not-told"


def test_what_came_back_once_does_not_come_back_again(client, provider, link, citizen):
    link(citizen)
    back = urlsplit(provider.visit(go(client)))
    client.get(f"{back.path}?{back.query}")
    client.post(reverse("sign-out"))
    assert client.get(f"{back.path}?{back.query}")["Location"] == "/sign-in/?because=not-told"


def test_who_says_no_at_the_provider_stands_at_the_door_again(client, provider):
    state = parse_qs(urlsplit(go(client)).query)["state"][0]
    assert client.get(BACK, {"error": "access_denied", "state": state})["Location"] == "/sign-in/?because=not-told"


@pytest.mark.parametrize(("site", "goes_on"), [("cross-site", False), ("same-site", False), ("same-origin", True), ("none", True)])
def test_no_other_site_signs_anybody_in(client, provider, site, goes_on):
    answer = client.get(reverse("sign-in-oidc"), headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 302 and (answer["Location"] != "/sign-in/") is goes_on


def test_a_provider_that_sends_us_elsewhere_is_not_followed(client, provider, link, citizen):
    link(citizen)
    begun = go(client)
    provider.moved = True
    assert come_back(client, provider, begun)["Location"] == "/sign-in/?because=not-told" and not is_in(client)


def test_a_provider_that_does_not_answer_is_no_error_page(client, provider, settings):
    settings.OIDC = provider.settings(issuer="http://127.0.0.1:9")
    assert client.get(reverse("sign-in-oidc"))["Location"] == "/sign-in/?because=not-told"


# — the second factor ——————————————————————————————————————————————————————————————


def with_app(user, at) -> bytes:
    secret = second_factor.new_secret()
    second_factor.share(by=user, at=at, user=user, secret=secret)
    return base64.b32decode(secret)


def test_the_provider_is_one_factor_unless_the_operator_says_its_words_mean_two(client, provider, link, governor, at):
    provider.claims = {"acr": "urn:two", "amr": ["pwd", "otp"]}
    key = with_app(link(governor), at)
    assert sign_in(client, provider)["Location"] == reverse("sign-in-code") and not is_in(client)
    response = client.post(reverse("sign-in-code"), {"code": rules.code_of(key, rules.step_of(datetime.now(UTC)))})
    assert response["Location"] == reverse("home") and is_in(client)
    assert AuditLine.objects.filter(by=governor, verb="sign-in").get().detail == "oidc totp"


def test_who_has_no_factor_of_his_own_sets_one_up(client, provider, link, governor):
    link(governor)
    sign_in(client, provider)
    assert client.get("/overview/")["Location"].startswith(reverse("totp"))


@pytest.mark.parametrize("claims", [{"acr": "urn:two"}, {"amr": ["pwd", "urn:two"]}])
def test_words_the_operator_takes_for_two_factors_are_two(client, provider, link, governor, at, settings, claims):
    settings.OIDC = provider.settings(proves=frozenset({"urn:two"}))
    provider.claims = claims
    with_app(link(governor), at)
    assert sign_in(client, provider)["Location"] == reverse("home") and is_in(client)
    assert client.get("/account/").status_code == 200


def test_words_of_which_the_operator_said_nothing_are_none(client, provider, link, governor, at, settings):
    settings.OIDC = provider.settings(proves=frozenset({"urn:three"}))
    provider.claims = {"acr": "urn:two"}
    with_app(link(governor), at)
    assert sign_in(client, provider)["Location"] == reverse("sign-in-code")


# — linking ———————————————————————————————————————————————————————————————————————


def begin_linking(client) -> str:
    page = client.post(reverse("identity-link")).content.decode()
    return page.split('href="http://127')[1].split('"')[0].replace("&amp;", "&").join(["http://127", ""])


def test_a_user_links_an_identity_himself_and_comes_in_by_it(client, provider, citizen):
    client.force_login(citizen)
    assert come_back(client, provider, begin_linking(client))["Location"] == reverse("security")
    assert AuditLine.objects.filter(by=citizen, verb="identity.link").exists()
    client.post(reverse("sign-out"))
    sign_in(client, provider)
    assert int(client.session["_auth_user_id"]) == citizen.pk


def test_an_identity_belongs_to_one_account(client, provider, link, citizen, governor, operator, at):
    link(governor)
    client.force_login(citizen)
    come_back(client, provider, begin_linking(client))
    assert SocialAccount.objects.get().user == governor
    assert "เชื่อมกับบัญชีอื่นอยู่แล้ว" in client.get("/account/").content.decode()
    with pytest.raises(Refused):
        identities.link(by=operator, at=at, user=citizen, subject=provider.subject, because="ผิดคน")


def test_linking_begun_by_one_is_not_finished_by_another(client, provider, citizen, governor):
    client.force_login(citizen)
    begun = begin_linking(client)
    states = client.session["socialaccount_states"]
    client.force_login(governor)
    moved = client.session
    moved["socialaccount_states"] = states
    moved.save()
    come_back(client, provider, begun)
    assert not SocialAccount.objects.exists()


def test_what_was_linked_can_be_unlinked(client, provider, link, citizen):
    link(citizen)
    client.force_login(citizen)
    client.post(reverse("identity-unlink"))
    assert not SocialAccount.objects.exists()
    assert AuditLine.objects.filter(by=citizen, verb="identity.unlink").exists()


def test_an_administrator_of_another_district_links_nobody(provider, somjai, prasit, administrator, at):
    with pytest.raises(NotAllowed):
        identities.link(by=prasit, at=at, user=somjai, subject="x", because="ลอง")
    identities.link(by=administrator, at=at, user=somjai, subject="x", because="คำสั่ง")
    assert AuditLine.objects.filter(by=administrator, verb="identity.link", on_id=str(somjai.pk)).exists()


def test_nothing_of_the_person_is_kept(client, provider, link, citizen):
    """The subject may be the national id; the claims hold names."""
    provider.claims = {"name": "สมมุติ นามสมมุติ", "pid": "9901000000001"}
    link(citizen)
    sign_in(client, provider)
    row = SocialAccount.objects.get()
    assert row.extra_data == {} and len(row.uid) == 32 and provider.subject not in row.uid
    kept = "".join(str(each.get_decoded()) for each in Session.objects.all())
    assert provider.subject not in kept and "สมมุติ" not in kept


# — settings ——————————————————————————————————————————————————————————————————————


def test_the_provider_comes_from_the_environment():
    told = {"NSC_OIDC_ISSUER": "https://id.example", "NSC_OIDC_CLIENT_ID": "a", "NSC_OIDC_CLIENT_SECRET": "b", "NSC_OIDC_PROVES": "one two"}
    found = shipped.oidc(told)
    assert found["name"] == "ThaID" and found["proves"] == {"one", "two"} and found["subject"] == "sub"
    assert shipped.oidc({}) == {}
    with pytest.raises(ImproperlyConfigured):
        shipped.oidc(told | {"NSC_OIDC_ISSUER": "http://id.example"})
