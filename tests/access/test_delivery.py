"""Notices on their way out: to a real mail server, and to one that stands in for LINE's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from nsc.access import delivery, invitations, line, notices, users
from nsc.access.models import Delivery, LineLink
from nsc.files import keys
from tests.access import peers
from tests.together import in_threads

pytestmark = pytest.mark.django_db
WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"


@pytest.fixture
def mail(settings):
    with peers.mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_IS_SET, settings.EMAIL_TIMEOUT = True, 2
        settings.DEFAULT_FROM_EMAIL = "จังหวัด <kaejon@example.go.th>"
        settings.SITE = "https://kaejon.example.go.th"
        yield server


@pytest.fixture
def line_peer(settings):
    with peers.line_server() as server:
        settings.LINE_API = "http://{}:{}".format(*server.server_address)
        settings.LINE_TOKEN, settings.LINE_SECRET, settings.LINE_TIMEOUT = "token", "secret", 0.5
        yield server
        server.held.set()


@pytest.fixture
def reader(somjai):
    somjai.email = "somjai@example.go.th"
    somjai.save()
    return somjai


def link(user, line_user="U0123"):
    index = keys.blind_index(line_user, purpose=line.PURPOSE)
    sealed = keys.seal(line_user.encode(), purpose=line.PURPOSE)
    LineLink.objects.create(user=user, sealed=sealed, index=index, linked_at=datetime(2026, 1, 1, tzinfo=UTC))


def tell(user, at, count=2, **more):
    notices.tell(users=[user], at=at, kind="work.received", href="/households/", count=count, **more)


def states(channel="email"):
    return list(Delivery.objects.filter(channel=channel).order_by("pk").values_list("state", flat=True))


# — e-mail —


def test_a_letter_has_the_words_and_the_link_and_nobodys_name(mail, reader, at):
    tell(reader, at)
    assert delivery.run(at) == 1 and states() == [SENT]
    (letter,) = mail.taken
    text = letter.get_content()
    assert letter["To"] == "somjai@example.go.th" and letter["Message-ID"].endswith("@example.go.th>")
    assert "2 รายการ" in text and "https://kaejon.example.go.th/households/" in text
    assert "สมใจ" not in letter.as_string() and "สมใจ" not in text


def test_what_waits_for_one_person_goes_out_as_one_letter_in_the_own_language(mail, reader, district_officer, at):
    district_officer.email, reader.language = "wichai@example.go.th", "en"
    district_officer.save()
    reader.save()
    for count in (1, 2, 3):
        tell(reader, at, count)
    tell(district_officer, at)
    assert delivery.run(at) == 2 and states() == [SENT] * 4
    by_person = {letter["To"]: letter for letter in mail.taken}
    assert by_person["somjai@example.go.th"].get_content().count("/households/") == 3
    assert "3" in by_person["somjai@example.go.th"]["Subject"] and "เรื่อง" not in by_person["somjai@example.go.th"]["Subject"]


def test_nothing_is_sent_twice(mail, reader, at):
    tell(reader, at)
    delivery.run(at)
    assert delivery.run(at + timedelta(days=1)) == 0 and len(mail.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_letter_once(mail, reader, at):
    tell(reader, at)
    assert sum(in_threads(lambda: delivery.run(at), lambda: delivery.run(at))) == 1 and len(mail.taken) == 1


def test_once_a_day_means_in_the_morning(mail, reader, at):
    reader.email_when = "daily"
    reader.save()
    tell(reader, at)
    tell(reader, at + timedelta(hours=2))
    assert delivery.run(at + timedelta(hours=20)) == 0
    assert delivery.run(at + timedelta(hours=21)) == 1 and len(mail.taken) == 1  # ten in the morning + 21 hours: seven


def test_what_was_read_here_muted_or_has_no_address_any_more_stays_here(mail, reader, at):
    tell(reader, at)
    notices.read(by=reader, at=at)
    users.settle(by=reader, at=at, email=reader.email, email_when="at_once", language="th", muted=[("work.received", "email")])
    tell(reader, at)
    assert states() == [WAITING]
    reader.refresh_from_db()
    notices.mute(by=reader, muted=[])
    tell(reader, at)
    reader.email = ""
    reader.save()
    assert delivery.run(at) == 0 and mail.taken == [] and states() == [DROPPED, DROPPED]


def test_a_leaver_gets_nothing_more(mail, reader, administrator, at):
    tell(reader, at)
    users.close(by=administrator, at=at, user=reader, because="ลาออก")
    assert delivery.run(at) == 0 and states() == [DROPPED]


def test_an_address_that_is_refused_is_given_up_and_shown(mail, reader, at):
    mail.refuses = "550 no such person"
    tell(reader, at)
    assert delivery.run(at) == 0 and states() == [FAILED]
    assert delivery.failed(at - timedelta(days=1)) == {("email", "refused"): 1}
    assert delivery.trouble_of(reader) == ("email", delivery.TROUBLES["refused"])


def test_a_busy_server_is_tried_again_with_growing_pauses_and_given_up_at_last(mail, reader, at):
    mail.refuses = "450 later"
    tell(reader, at)
    key, now = Delivery.objects.get().key, at
    for pause in delivery.PAUSES:
        assert delivery.run(now) == 0 and delivery.run(now + pause - timedelta(seconds=1)) == 0
        now += pause
        assert (Delivery.objects.get().state, Delivery.objects.get().key) == (WAITING, key)
    delivery.run(now)
    assert states() == [FAILED] and Delivery.objects.get().tries == delivery.TRIES
    assert sum(delivery.PAUSES, timedelta()) < timedelta(hours=24)  # LINE keeps a retry key no longer


def test_a_server_that_is_away_is_no_end(settings, mail, reader, at):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    tell(reader, at)
    assert delivery.run(at) == 0 and states() == [WAITING]
    settings.EMAIL_PORT = port
    assert delivery.run(at + delivery.PAUSES[0]) == 1 and len(mail.taken) == 1


def test_a_worker_that_dies_leaves_its_letter_to_the_next_with_the_same_number(mail, reader, at, monkeypatch):
    tell(reader, at)
    lost = delivery._take(at)  # and is killed
    assert delivery.run(at + delivery.LEASE - timedelta(seconds=1)) == 0
    assert delivery.run(at + delivery.LEASE) == 1
    assert str(lost.key) in mail.taken[0]["Message-ID"]


def test_one_letter_that_cannot_be_made_keeps_no_other_back(mail, reader, district_officer, at, monkeypatch, caplog):
    district_officer.email = "wichai@example.go.th"
    district_officer.save()
    tell(reader, at)
    tell(district_officer, at)
    made = notices.words

    def fails(notice, language=None):
        if notice.user_id == reader.pk:
            raise ValueError("somjai@example.go.th")
        return made(notice, language)

    monkeypatch.setattr(notices, "words", fails)
    assert delivery.run(at) == 1 and [letter["To"] for letter in mail.taken] == ["wichai@example.go.th"]
    assert "somjai" not in caplog.text and "ValueError" in caplog.text


def test_an_invitation_is_made_when_it_is_sent_and_opens_the_account(mail, provincial_officer, at):
    malee = users.create(by=provincial_officer, at=at, username="malee", display_name="มาลี", email="malee@example.go.th")
    invitations.send(by=provincial_officer, at=at, user=malee)
    assert delivery.run(at) == 1
    text = mail.taken[0].get_content()
    address = next(word for word in text.split() if "/welcome/" in word)
    assert address.startswith("https://kaejon.example.go.th/welcome/") and "มาลี" not in text
    page = Client().get(address.removeprefix("https://kaejon.example.go.th"))
    assert page.status_code == 302 and page["Location"].endswith("/set-password/")


def test_old_notices_are_forgotten_when_read(reader, at):
    tell(reader, at)
    tell(reader, at)
    notices.read(by=reader, at=at, notice=notices.of(reader).first().pk)
    delivery.forget(at + delivery.KEPT + timedelta(days=1))
    assert notices.of(reader).count() == notices.unread(reader) == 1


# — LINE —


def test_a_message_goes_to_the_person_with_its_key(line_peer, somjai, at):
    link(somjai)
    tell(somjai, at)
    assert delivery.run(at) == 1 and states("line") == [SENT]
    ((path, authorization, key, body),) = line_peer.asked
    assert (path, authorization, body["to"]) == ("/v2/bot/message/push", "Bearer token", "U0123")
    assert key == str(Delivery.objects.get().key)
    assert "2 รายการ" in body["messages"][0]["text"] and "สมใจ" not in body["messages"][0]["text"]


@pytest.mark.parametrize("answer", [429, 500, 503, 401, "silence"])
def test_line_being_busy_away_or_wrongly_set_is_tried_again_and_taken_once(line_peer, somjai, at, answer):
    link(somjai)
    tell(somjai, at)
    line_peer.answers = [answer]
    assert delivery.run(at) == 0 and states("line") == [WAITING]
    assert delivery.run(at + delivery.PAUSES[0]) == 1 and states("line") == [SENT]
    first, second = line_peer.asked
    assert first[2:] == second[2:]  # the same key and the same words


def test_our_token_follows_no_answer_elsewhere(line_peer, somjai, at):
    link(somjai)
    tell(somjai, at)
    line_peer.answers = [302]
    assert delivery.run(at) == 0 and states("line") == [WAITING]
    assert [path for path, *_ in line_peer.asked] == ["/v2/bot/message/push"]


def test_what_line_took_although_its_answer_was_lost_is_sent(line_peer, somjai, at):
    link(somjai)
    tell(somjai, at)
    line_peer.keys.add(str(Delivery.objects.get().key))
    assert delivery.run(at) == 1 and states("line") == [SENT]


def test_what_line_refuses_is_given_up(line_peer, somjai, at):
    link(somjai)
    tell(somjai, at)
    line_peer.answers = [400]
    assert delivery.run(at) == 0 and states("line") == [FAILED]


def test_who_unlinked_meanwhile_gets_nothing(line_peer, somjai, at):
    link(somjai)
    tell(somjai, at)
    line.unlink(by=somjai, at=at)
    assert delivery.run(at) == 0 and states("line") == [DROPPED] and line_peer.asked == []
