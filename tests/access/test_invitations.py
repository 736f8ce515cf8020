"""The way into an account: nobody but its owner ever knows a password."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from nsc.access import invitations, notices, scope, users
from nsc.access.models import AuditLine, Delivery, User
from nsc.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
PASSWORD = "ดอกไม้ริมน้ำ-2569"


def last_verb():
    return AuditLine.objects.order_by("id").last().verb


def again(user):
    return User.objects.get(pk=user.pk)


def path(link):
    return urlsplit(link.address).path


def in_use(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a_new_account_is_entered_by_its_link_once(client, provincial_officer, at):
    malee = users.create(by=provincial_officer, at=at, username="malee", display_name="มาลี")
    link = invitations.issue(by=provincial_officer, at=at, user=malee)
    assert last_verb() == "user.invite" and not link.is_new_way_in
    page = client.get(path(link))
    assert page.status_code == 302 and page["Location"].endswith("/set-password/")  # the token has left the address
    asked = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(page["Location"], asked)["Location"] == "/sign-in/"
    assert again(malee).check_password(PASSWORD) and last_verb() == "user.accept"
    assert "ใช้ไม่ได้แล้ว" in client.get(path(link)).content.decode()
    assert "มาลี" not in " ".join(AuditLine.objects.values_list("detail", flat=True))


def test_a_weak_password_is_told_why_and_the_link_stays_good(client, provincial_officer, at):
    malee = users.create(by=provincial_officer, at=at, username="malee", display_name="มาลี")
    form = client.get(path(invitations.issue(by=provincial_officer, at=at, user=malee)))["Location"]
    page = client.post(form, {"new_password1": "12345", "new_password2": "12345"})
    assert page.status_code == 200 and 'role="alert"' in page.content.decode() and not again(malee).has_usable_password()
    assert client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302


def test_a_link_is_void_after_three_days_after_a_newer_one_and_after_closing(provincial_officer, administrator, at, monkeypatch):
    malee = users.create(by=provincial_officer, at=at, username="malee", display_name="มาลี")
    first = invitations.issue(by=provincial_officer, at=at, user=malee).address.rstrip("/").rpartition("/")[2]
    assert invitations.tokens.check_token(again(malee), first)
    second = invitations.issue(by=provincial_officer, at=at + timedelta(hours=1), user=again(malee)).address.rstrip("/").rpartition("/")[2]
    assert not invitations.tokens.check_token(again(malee), first) and invitations.tokens.check_token(again(malee), second)
    now = invitations.tokens._now()
    monkeypatch.setattr(invitations.tokens, "_now", lambda: now + timedelta(days=3, minutes=1))
    assert not invitations.tokens.check_token(again(malee), second)
    monkeypatch.undo()
    users.close(by=administrator, at=at, user=malee, because="ลาออก")
    assert not invitations.tokens.check_token(again(malee), second)


def test_a_new_way_in_ends_the_password_and_every_session_and_its_owner_hears_of_it(client, provincial_officer, somjai, at):
    client.force_login(in_use(somjai))
    assert client.get("/roles/").status_code == 200
    link = invitations.issue(by=provincial_officer, at=at, user=somjai, because="โทรศัพท์หาย")
    assert link.is_new_way_in and last_verb() == "user.way-in"
    assert not again(somjai).has_usable_password() and client.get("/roles/").status_code == 302
    assert [notice.kind for notice in notices.of(somjai)] == ["user.way-in"]


def test_a_district_invites_whom_it_made_but_opens_no_account_that_is_in_use(district_officer, prasit, somjai, at):
    own = users.create(by=district_officer, at=at, username="malee", display_name="มาลี")
    assert invitations.issue(by=district_officer, at=at, user=own)
    with pytest.raises(NotAllowed):
        invitations.issue(by=district_officer, at=at, user=in_use(somjai))
    with pytest.raises(scope.OutOfSight):
        invitations.issue(by=district_officer, at=at, user=prasit)


def test_a_district_makes_no_way_into_an_account_that_holds_more_than_it_could_give(district_officer, operator, hire, at):
    """Of somebody who has never come in: the link lies in the hand of who makes it."""
    steward = hire("thana", "ธนา", "data_steward", "6009")
    with pytest.raises(Refused):
        invitations.issue(by=district_officer, at=at, user=steward)
    provincial = hire("kanya", "กัญญา", "mentor", "600908")
    users.assign(by=operator, at=at, user=provincial, role="executive", area="60")
    with pytest.raises(NotAllowed):
        invitations.issue(by=district_officer, at=at, user=provincial)
    assert invitations.issue(by=district_officer, at=at, user=hire("malee", "มาลี", "mentor", "600908"))


def test_of_an_account_out_of_sight_it_is_not_told_whether_it_is_in_use(district_officer, governor, prasit, settings, at):
    """Nor, by the answer that no mail is set, that there is one."""
    for account in (prasit, in_use(prasit)):
        for by in (district_officer, governor):
            for verb in (invitations.issue, invitations.send):
                with pytest.raises(scope.OutOfSight):
                    verb(by=by, at=at, user=account)


def test_nobody_makes_a_way_into_an_account_whose_duties_are_kept_apart_from_the_own(administrator, operator, auditor, at):
    with pytest.raises(Refused):
        invitations.issue(by=administrator, at=at, user=auditor)
    assert not again(auditor).invited_at
    assert invitations.issue(by=operator, at=at, user=auditor)  # by written order, at the command line


def test_a_closed_account_and_the_command_line_have_no_way_in(operator, administrator, somjai, at):
    users.close(by=administrator, at=at, user=somjai, because="ลาออก")
    with pytest.raises(Refused):
        invitations.issue(by=administrator, at=at, user=somjai)
    with pytest.raises(scope.OutOfSight):
        invitations.issue(by=administrator, at=at, user=operator)


def test_by_e_mail_the_link_is_nowhere_stored(provincial_officer, settings, at):
    malee = users.create(by=provincial_officer, at=at, username="malee", display_name="มาลี", email="malee@example.go.th")
    with pytest.raises(Refused):  # no mail server is set
        invitations.send(by=provincial_officer, at=at, user=malee)
    settings.EMAIL_IS_SET = True
    invitations.send(by=provincial_officer, at=at, user=malee)
    waiting = Delivery.objects.select_related("notice").get()
    assert waiting.channel == "email" and waiting.notice.values == {"days": 3} and waiting.notice.href == ""
    assert notices.unread(malee) == 0 and not notices.of(malee).exists()


def test_a_password_is_set_once(provincial_officer, at):
    malee = users.create(by=provincial_officer, at=at, username="malee", display_name="มาลี")
    invitations.accept(user=malee, at=timezone.now(), password=PASSWORD)
    with pytest.raises(NotAllowed):
        invitations.accept(user=malee, at=timezone.now(), password="อีกคำหนึ่งซึ่งยาวพอ")
