"""Keys for other systems: they carry their user's rights and no more, always end, and leave a trail."""

import hashlib
from datetime import date, timedelta

import pytest
from django.utils import timezone

from nsc.access import scope, tokens, users
from nsc.access.models import ApiToken, AuditLine
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused
from nsc.reports import household
from tests.surveyed import OURS, household_id, two_rounds

pytestmark = pytest.mark.django_db

JUNE = date(2026, 6, 30)


@pytest.fixture
def reporting(operator, at):
    """The account of another system: it reads figures of the province and cannot sign in."""
    user = users.create(by=operator, at=at, username="reporting", display_name="ระบบรายงานจังหวัด", may_sign_in=False)
    users.assign(by=operator, at=at, user=user, role="executive", area="60")
    return user


@pytest.fixture
def key(operator, at, reporting):
    return tokens.issue(by=operator, at=at, user=reporting, purpose="ระบบรายงาน", until=JUNE)


def test_a_key_opens_what_its_user_may_see(key, reporting, at):
    held = tokens.holder(key.secret, at=at)
    assert held == reporting
    assert scope.areas(held, Permission.FIGURES_SEE) == ("60",)
    assert scope.areas(held, Permission.NAME_SEE) == ()


def test_only_a_fingerprint_of_the_secret_is_kept(key):
    stored = ApiToken.objects.get(pk=key.number)
    assert stored.digest == hashlib.sha256(key.secret.split("_", 2)[2].encode()).hexdigest()
    written = [str(value) for row in (*ApiToken.objects.values(), *AuditLine.objects.values()) for value in row.values()]
    assert not [value for value in written if key.secret.split("_", 2)[2] in value]


def test_issuing_and_taking_back_are_on_the_record_with_the_number(key, operator, reporting, at):
    tokens.revoke(by=operator, at=at, token=key.number, because="เลิกใช้ระบบ")
    issued, revoked = AuditLine.objects.filter(verb__startswith="token.").order_by("pk")
    assert (issued.verb, issued.by, issued.on_id) == ("token.issue", operator, str(reporting.pk))
    assert (revoked.verb, revoked.because, revoked.detail) == ("token.revoke", "เลิกใช้ระบบ", f"token {key.number}")
    assert f"token {key.number}" in issued.detail


@pytest.mark.parametrize("who", ["provincial_officer", "district_officer", "data_steward", "governor", "auditor", "citizen", "somjai"])
def test_nobody_issues_or_takes_back_keys_but_administrators(request, who, key, reporting, at):
    user = request.getfixturevalue(who)
    for act in (
        lambda: tokens.issue(by=user, at=at, user=reporting, purpose="ทดลอง", until=JUNE),
        lambda: tokens.revoke(by=user, at=at, token=key.number, because="ทดลอง"),
        lambda: tokens.listed(user, at=at),
    ):
        with pytest.raises((NotAllowed, scope.OutOfSight)):
            act()
    assert tokens.holder(key.secret, at=at)


def test_an_administrator_cannot_make_a_key_to_what_they_may_not_see(administrator, provincial_officer, at, hire):
    """The secret is shown to whoever issues it."""
    with pytest.raises(Refused, match="ศจพ"):
        tokens.issue(by=administrator, at=at, user=provincial_officer, purpose="ทดลอง", until=JUNE)
    colleague = hire("second", "ผู้ดูแลระบบอีกคน", "administrator")
    assert tokens.issue(by=administrator, at=at, user=colleague, purpose="เฝ้าระวังระบบ", until=JUNE).number


def test_the_command_line_itself_has_no_key(operator, at):
    with pytest.raises(Refused, match="บัญชีนี้ไม่ได้"):
        tokens.issue(by=operator, at=at, user=operator, purpose="ทดลอง", until=JUNE)


def test_no_key_for_a_closed_account_without_a_purpose_or_without_an_end(operator, reporting, at):
    today = timezone.localdate(at)
    for until in (today - timedelta(days=1), today + timedelta(days=366)):
        with pytest.raises(Refused):
            tokens.issue(by=operator, at=at, user=reporting, purpose="ระบบรายงาน", until=until)
    with pytest.raises(Refused, match="ใช้ทำอะไร"):
        tokens.issue(by=operator, at=at, user=reporting, purpose="  ", until=today)
    assert tokens.issue(by=operator, at=at, user=reporting, purpose="ระบบรายงาน", until=today + timedelta(days=365))
    users.close(by=operator, at=at, user=reporting, because="เลิกใช้")
    with pytest.raises(Refused, match="ปิดแล้ว"):
        tokens.issue(by=operator, at=at, user=reporting, purpose="ระบบรายงาน", until=today)


def test_a_key_ends_after_its_last_day(key, at):
    last_moment = timezone.make_aware(timezone.datetime(2026, 6, 30, 23, 59))
    assert tokens.holder(key.secret, at=last_moment)
    assert tokens.holder(key.secret, at=last_moment + timedelta(minutes=1)) is None


def test_a_key_taken_back_opens_nothing_and_is_not_taken_back_twice(key, operator, at):
    tokens.revoke(by=operator, at=at, token=key.number, because="รั่วไหล")
    assert tokens.holder(key.secret, at=at) is None
    with pytest.raises(Refused, match="ถูกถอนไปแล้ว"):
        tokens.revoke(by=operator, at=at, token=key.number, because="รั่วไหล")
    with pytest.raises(Refused, match="ไม่มีกุญแจ"):
        tokens.revoke(by=operator, at=at, token=key.number + 1, because="รั่วไหล")


def test_with_the_account_its_keys_are_dead_for_good(key, operator, reporting, at):
    users.close(by=operator, at=at, user=reporting, because="เลิกใช้ระบบ")
    assert tokens.holder(key.secret, at=at) is None
    assert ApiToken.objects.get(pk=key.number).ended_at == at


def test_a_role_taken_back_narrows_the_key_at_once(key, operator, reporting, at):
    users.end(by=operator, at=at, assignment=reporting.assignments.get(), because="ลดสิทธิ")
    assert scope.areas(tokens.holder(key.secret, at=at), Permission.FIGURES_SEE) == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda secret: "",
        lambda secret: secret[:-1],
        lambda secret: secret + "x",
        lambda secret: secret[:-1] + ("a" if secret[-1] != "a" else "b"),
        lambda secret: secret.replace("nsc_", "nsc_9", 1),
        lambda secret: secret.replace("nsc_", "nsc_99999999999999999999", 1),
        lambda secret: secret.replace("nsc_", "NSC_", 1),
        lambda secret: f"{secret}\n",
        lambda secret: secret.replace("nsc_", "nsc_๑", 1),
        lambda secret: "nsc_1_" + "é" * 43,
    ],
)
def test_what_is_not_the_secret_to_the_letter_opens_nothing(key, at, spoil):
    assert tokens.holder(spoil(key.secret), at=at) is None


def test_another_systems_secret_does_not_open_this_key(key, operator, reporting, at):
    other = tokens.issue(by=operator, at=at, user=reporting, purpose="อีกระบบ", until=JUNE)
    crossed = f"nsc_{key.number}_{other.secret.split('_', 2)[2]}"
    assert tokens.holder(crossed, at=at) is None


def test_use_is_written_down_at_most_once_a_minute(key, at, django_assert_num_queries):
    used = lambda: ApiToken.objects.get(pk=key.number).last_used_at  # noqa: E731
    tokens.holder(key.secret, at=at)
    assert used() == at
    with django_assert_num_queries(1):
        tokens.holder(key.secret, at=at + timedelta(seconds=59))
    assert used() == at
    tokens.holder(key.secret, at=at + timedelta(seconds=60))
    assert used() == at + timedelta(seconds=60)


def test_a_record_opened_by_a_key_says_by_which(key, at, tmp_path):
    two_rounds(tmp_path)
    household.file(tokens.holder(key.secret, at=at), household_id(1), at=at)
    line = AuditLine.objects.get(verb="household.see")
    assert (line.by.username, line.detail, line.place) == ("reporting", f"token {key.number}", OURS)


def test_the_list_tells_all_but_the_secret(key, operator, at):
    (token,) = tokens.listed(operator, at=at)
    assert (token.number, token.username, token.issued_by, token.until, token.is_alive) == (key.number, "reporting", "operator", JUNE, True)
    assert not tokens.listed(operator, at=at + timedelta(days=365))[0].is_alive


def test_another_systems_account_cannot_sign_in_but_can_be_closed(client, operator, reporting, at):
    client.force_login(reporting)
    assert client.get("/overview/").status_code == 302
    assert not users.close(by=operator, at=at, user=reporting, because="เลิกใช้").is_active
