"""Every address, question and verb × every role, inside and outside its area, as nsc/access/matrix.py declares."""

import importlib
import inspect
import io
import logging
import pkgutil
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

import nsc.access
import nsc.casework
import nsc.intake
import nsc.privacy
import nsc.registry
import nsc.reports
import nsc.secretariat
import nsc.surveys
import nsc.tambon
import nsc.welfare
from nsc.access import (
    alerts,
    audit,
    glass,
    handover,
    identities,
    invitations,
    keyring,
    line,
    matrix,
    notices,
    organisations,
    passkeys,
    reach,
    scope,
    second_factor,
    sessions,
    staffing,
    tokens,
    trail,
    users,
)
from nsc.access.models import Alert, Assignment, Emergency, LineLink, Organisation, Unattended, User
from nsc.access.roles import OPERATOR, ROLES, Permission
from nsc.areas import authorities
from nsc.casework import cases, criteria, evidence, forums, holidays, meetings, proposals, rolls, targets, verifications, worklist
from nsc.casework.models import Roll, Target, Verification
from nsc.casework.rules import STEPS
from nsc.errors import NotAllowed, Refused
from nsc.files import uploads as store
from nsc.files.models import StoredFile
from nsc.intake import imports, mapping, profiles, staff, uploads
from nsc.intake import lists as file_lists
from nsc.jobs import work
from nsc.privacy import activities, breaches, copies, desk, erasure, finding, members, notice, requests, retention
from nsc.registry import consents, photographs
from nsc.reports import emergency as emergencies
from nsc.reports import figures, household, money, multidimensional, overview, persons, place, ranked, targeted, targeting, who_saw
from nsc.surveys import batches, lists, residents, rounds
from nsc.surveys.models import Batch, ListedHousehold, Member, Round
from tests.casework.conftest import agree_to_pictures
from tests.files import pictures
from tests.intake import deliveries
from tests.survey_files import house_code
from tests.surveyed import OURS, THEIRS, bring_in, household_id, second_round
from tests.web import asked as parts_asked
from tests.web.asked import referrals as of_referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


NOBODYS = 999_999_999
PARTS = [importlib.import_module(f"{parts_asked.__name__}.{found.name}") for found in pkgutil.iter_modules(parts_asked.__path__)]


def routes() -> Iterator[str]:
    waiting = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name, and so cannot be declared"
            yield pattern.name
        else:
            waiting += pattern.url_patterns


@pytest.fixture
def send(operator, monkeypatch):
    """Sends a file, and has it checked."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)

    def send(file, name: str) -> int:
        sent = uploads.receive(by=operator, at=timezone.now(), file=file, name=name, year=2018)
        act(uploads.check, operator, sent)
        return sent

    return send


def act(verb, by, upload: int, **told) -> None:
    verb(by=by, at=timezone.now(), upload=upload, **told)
    while work.run_one(threading.Event(), beat=timedelta(minutes=5)):
        pass


@pytest.fixture
def target_list(send, operator) -> int:
    """A list of one household of our amphoe."""
    sent = send(deliveries.target_list(deliveries.listed(1, "10010", village=OURS)), "เป้าหมาย.csv")
    act(uploads.map, operator, sent, columns={}, save_as="TPMAP")
    act(uploads.import_, operator, sent)
    return uploads.of(operator, sent).target_list


@pytest.fixture
def upload(send, operator) -> int:
    """A file that waits for its import, with wrong cells and a workbook that marks them."""
    return send(deliveries.survey(5, spoilt=2), "จปฐ 2561.zip")


@pytest.fixture
def emergency(hire) -> int:
    """Our household, opened in one by somebody else."""
    now, somebody = timezone.now(), hire("somebody", "ใครบางคน", "mentor", THEIRS[:6])
    told = {"reason": "other", "because": "ทดสอบ", "opened_at": now, "until": now + timedelta(hours=1)}
    return Emergency.objects.create(user=somebody, household_id=household_id(1), place=OURS, **told).pk


@pytest.fixture
def alert(hire) -> int:
    now, somebody = timezone.now(), hire("raised", "ใครอีกคน", "mentor", THEIRS[:6])
    return Alert.objects.create(kind="off_hours", user=somebody, since=now, until=now, count=9, limit=1, found_at=now).pk


@pytest.fixture
def photograph(operator) -> int:
    """Of a house of our tambon."""
    file = io.BytesIO(pictures.photograph())
    agree_to_pictures(household_id(1), operator, timezone.localdate())
    return photographs.add(by=operator, at=timezone.now(), household=household_id(1), file=file, kind="house").id


class Papers(NamedTuple):
    """Requests are about somebody of our household; `received` waits for the proof of who asks. `assessed`: a breach without risk."""

    request: int
    received: int
    correction: int
    erasure: int
    breach: int
    assessed: int
    consent: int
    restriction: int


@pytest.fixture
def papers(operator) -> Papers:
    """All received and reported by the operator; the request for access has its copy, the consent its paper."""
    at, ours = timezone.now(), household_id(1)
    today = timezone.localdate(at)
    person = members.of(operator, ours)[0].person

    def received(kind: str, identity: str = "card") -> int:
        told = {"words": "ขอดูทั้งหมด", "contact": "ผ่านผู้ใหญ่บ้าน", "received_on": today}
        number = requests.receive(by=operator, at=at, kind=kind, identity=identity, **told).pk
        if identity:
            requests.name_person(by=operator, at=at, request=number, person=person, household=ours)
        return number

    def reported() -> int:
        return breaches.report(by=operator, at=at, title="สมุดหาย", facts="หายที่ตลาด", data="ที่อยู่", aware_at=at - timedelta(hours=1)).pk

    request, assessed = received("access"), reported()
    copies.assemble(by=operator, at=at, request=request)
    breaches.assess(by=operator, at=at, breach=assessed, risk="none", because="พบในห้องเก็บของ", persons=None)
    paper = {"how": "paper", "notice": 1, "evidence": io.BytesIO(b"%PDF-1.7 signed")}
    consent = consents.record(by=operator, at=at, household=ours, purpose="partner", given_on=today, **paper).pk
    restriction = consents.restrict(by=operator, at=at, household=ours, purpose="referral", because="ขอระงับ").pk
    others = received("access", identity=""), received("correct"), received("erase")
    return Papers(request, *others, reported(), assessed, consent, restriction)


class Casework(NamedTuple):
    """Numbers of records; `year`: the fiscal year that is under way. All of them are of our village but the lists of targets."""

    year: int
    roll: int
    draft: int
    target: int
    verification: int
    forum: int
    meeting: int
    resolution: int
    next_meeting: int
    proposal: int
    case: int
    parts: dict[str, object]  # what each of tests/web/asked has made, by its name


@pytest.fixture
def casework(operator) -> Casework:
    """Household 1 is a target, kept by the forum and endorsed, household 2 exempted; somebody was missed; another list is a draft."""
    at, today = timezone.now(), timezone.localdate()
    told = {"by": operator, "at": at}
    year = rolls.fiscal_year(today)
    roll = rolls.freeze(**told, roll=rolls.draw_up(**told, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest()))
    draft = rolls.draw_up(**told, fiscal_year=year, group="vulnerable", rule="vulnerable", round=rounds.newest())
    target, exempted = (Target.objects.get(roll=roll, household=household_id(number)).pk for number in (1, 2))
    verifications.verify(**told, targets=[target, exempted], result="still_poor", on=today, file=io.BytesIO(pictures.photograph()))
    paper = io.BytesIO(b"%PDF-1.7 signed")
    forum = forums.hold(**told, **held(year), on=today, file=paper, decisions={target: None, exempted: None})
    meeting, later = (meetings.convene(**told, **called(number), on=today) for number in ("1", "2"))
    resolution = meetings.resolve(**told, meeting=meeting.pk, roll=roll, exemptions={exempted: "รอเอกสาร"})
    proposal = proposals.propose(**told, fiscal_year=year, who=MISSED, reason="ไม่มีใครสำรวจ")
    seen = Verification.objects.get(target=target).pk
    case = cases.open_(**told, household=household_id(1)).pk
    parts = {part.__name__: part.make(operator, case) for part in PARTS}
    return Casework(year, roll.pk, draft.pk, target, seen, forum.pk, meeting.pk, resolution.pk, later.pk, proposal.pk, case, parts)


MISSED = proposals.Who("household", OURS, "บุญมี")
ALL_WELL = "1" * 31


def held(year: int) -> dict[str, object]:
    return {"fiscal_year": year, "village": OURS, "place": "ศาลา", "chair": "ประธาน", "attendance": 9}


def called(number: str) -> dict[str, str]:
    return {"area": OURS[:4], "number": number, "place": "อำเภอ", "chair": "ประธาน"}


@pytest.fixture
def addresses(upload, target_list, colleague, hospital, emergency, alert, photograph, papers, casework, operator, at) -> dict[str, str]:
    """Each of them for our tambon, its household, the upload and the batch, somebody of our tambon and what is another's."""
    account, given_role, office = colleague.pk, colleague.assignments.get().pk, hospital.pk
    notice = told(colleague)
    staff_file = staff.receive(**now_by(operator), file=staff_sheet(), name="รายชื่อ.csv")
    home, person = household_id(1), Member.objects.filter(response__household=household_id(1)).latest("pk").person_id
    resident = {"household_id": home, "person": person}
    given = {
        "household": {"household_id": home},
        "resident": resident,
        "resident-name": resident,
        **{f"resident-{act}": resident | {"field": "phone"} for act in ("reveal", "record", "erase")},
        "photograph-add": {"household_id": home},
        **{name: {"photograph": photograph} for name in ("photograph", "photograph-preview", "photograph-remove")},
        "who-saw-household": {"household_id": household_id(1)},
        "who-saw-csv": {"household_id": household_id(1)},
        "glass-end": {"emergency_id": emergency},
        "glass-review": {"emergency_id": emergency},
        "alert-review": {"alert": alert},
        "import-template": {"code": "2560-2564"},
        "import-act": {"upload": upload, "verb": "check"},
        "import-undo": {"batch": newest_batch()},
        "import-list-undo": {"target_list": target_list},
        "sample": {"name": "overview"},
        "passkey-remove": {"passkey": NOBODYS},
        "session-end": {"session": NOBODYS},
        "organisation": {"organisation": office},
        "organisation-merge": {"organisation": office},
        "organisation-close": {"organisation": office},
        "account-end": {"account": account, "given": given_role},
        "notice": {"notice": notice},
        "welcome": {"uidb64": "MQ", "token": "void"},
        "privacy-request": {"number": papers.request},
        "privacy-request-find": {"number": papers.request},
        "privacy-request-act": {"number": papers.request, "act": "refuse"},
        "privacy-copy": {"number": papers.request, "kind": "json"},
        "privacy-breach": {"number": papers.breach},
        "privacy-breach-act": {"number": papers.breach, "act": "assess"},
        "privacy-breach-register": {"kind": "csv"},
        "privacy-activity": {"key": "survey"},
        "privacy-activity-register": {"kind": "csv"},
        "privacy-retention-switch": {"key": "notices"},
        "privacy-notice-version": {"number": 1},
        "consents": {"household_id": household_id(1)},
        "consent-withdraw": {"household_id": household_id(1), "consent": papers.consent},
        "consent-evidence": {"household_id": household_id(1), "consent": papers.consent},
    } | {f"import-{name}": {"upload": upload} for name in ("file", "progress", "marked", "marked-workbook", "errors", "map", "choose")}
    given |= {
        name: {"account": account}
        for name in (
            "account",
            "account-change",
            "account-give",
            "account-invite",
            "account-close",
            "account-second-factor",
            "account-sessions",
        )
    }
    given |= {
        "target": {"target": casework.target},
        "target-remove": {"target": casework.target},
        "target-evidence": {"kind": "verification", "number": casework.verification},
        "target-roll": {"roll": casework.roll},
        "target-roll-act": {"roll": casework.roll, "verb": "freeze"},
        "target-forum": {"forum": casework.forum},
        "target-meeting": {"meeting": casework.meeting},
        "target-meeting-resolve": {"meeting": casework.meeting},
        **{name: told for part in PARTS for name, told in part.addresses(casework.parts[part.__name__]).items()},
        "target-missed-one": {"proposal": casework.proposal},
        "target-missed-visit": {"proposal": casework.proposal},
        "target-missed-close": {"proposal": casework.proposal},
    }
    given |= {name: {"file": staff_file} for name in ("staff-look", "staff-problems")}
    given |= {"api-area": {"code": OURS}, "api-area-children": {"code": OURS}, "api-household": {"household_id": household_id(1)}}
    given["api-unknown"] = {"rest": "nothing"}
    return {name: reverse(name, kwargs=given.get(name)) + asked(name) for name in matrix.ADDRESSES}


def asked(name: str) -> str:
    """The options: our village. The API refuses those it does not know."""
    tables = dict.fromkeys(("api-figures", "api-indicators", "api-patterns"), f"?year=2564&level=village&area={OURS}")
    of_api = tables | {"api-areas": "?q=ไพศาลี"} | dict.fromkeys(("api-overview", "api-households"), f"?area={OURS}")
    return of_api.get(name, "") if name.startswith("api") else f"?area={OURS}"


def told(user) -> int:
    """A notice to them."""
    notices.tell(users=[user], at=timezone.now(), kind="user.welcome")
    return notices.of(user).get().pk


def staff_sheet() -> io.BytesIO:
    return io.BytesIO("ชื่อผู้ใช้,ชื่อ,บทบาท,พื้นที่\nmalee,มาลี,mentor,600908\n".encode())


@pytest.fixture
def colleague(hire):
    """A village head of our village, who has never signed in."""
    return hire("colleague", "เพื่อนร่วมงาน", "village_head", OURS)


@pytest.fixture
def someone(hire, operator):
    """Somebody of that role: inside over our area, and with our household handed over where the role is for such; outside elsewhere."""

    def someone(who: str, *, is_inside: bool):
        if who == matrix.NO_ROLE:
            return hire("nobody", "ไม่มีบทบาท")
        if who == OPERATOR.key:
            return operator
        digits = matrix.DIGITS.get(who, matrix.PROVINCE)
        area = OURS[:digits] if is_inside else THEIRS[: max(digits, 4)]
        is_of_office = Permission.REFERRAL_ANSWER in ROLES[who].handed
        office = Organisation.objects.filter(name=of_referrals.OFFICE).first() if is_of_office else None
        user = hire(f"{who}-{is_inside}".lower(), who, who, area, office)
        if is_inside and ROLES[who].handed:
            reach.give(household=household_id(1), to=user, purpose="mentor")
        return user

    return someone


def newest_batch() -> int:
    return Batch.objects.filter(state=Batch.State.PUBLISHED).latest("pk").pk


@pytest.fixture(autouse=True)
def the_disk_stays(monkeypatch):
    """What a verb throws away there, or seals with a new key, no rolled-back transaction brings back for the next role."""
    monkeypatch.setattr(store, "drop", lambda stored, at: None)
    monkeypatch.setattr(keyring.keys, "make_next", keyring.keys.newest)
    monkeypatch.setattr(keyring, "_pass_until_nothing_is_left", lambda tick: (0, ()))


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_address_is_declared_and_nothing_else():
    assert set(routes()) == set(matrix.ADDRESSES)


# Seven parts, that several processes share. Who opens most is asked on every database, the others on one: what a role may is decided in
# Python, and the same statements go out for all of them.
MOST = (matrix.SIGNED_OUT, "provincial_centre", "administrator")  # in this order: one browser signs in as each
OTHERS = [who for who in matrix.WHO if who not in MOST]
by_parts = pytest.mark.parametrize(
    "among",
    [pytest.param(MOST, id="most"), *(pytest.param(OTHERS[n::6], id=f"others{n}", marks=pytest.mark.one_database) for n in range(6))],
)


def cast(someone, among=matrix.WHO, *, but: tuple[str, ...] = ()) -> Iterator[tuple[str, bool, object]]:
    """Each of them, inside and outside: the role, whether inside, the person (None where nobody has signed in)."""
    for who in among:
        for is_inside in (True, False) if who in ROLES and who != OPERATOR.key else (True,):
            if who not in but:
                yield who, is_inside, None if who == matrix.SIGNED_OUT else someone(who, is_inside=is_inside)


@by_parts
def test_an_address_answers_as_declared(among, client, addresses, someone, caplog):
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals, each with its line
    found, declared = {}, {}
    for who, is_inside, user in cast(someone, among):
        if user:
            client.force_login(user)
        signed_in = {name: cookie.value for name, cookie in client.cookies.items()}
        for name, rules in matrix.ADDRESSES.items():
            for method, rule in zip((client.get, client.post), rules, strict=True):
                client.cookies = SimpleCookie(signed_in)
                with undone():
                    response = method(addresses[name])
                key = (who, is_inside, method.__name__, name)
                found[key], declared[key] = response.status_code, matrix.expected(rule, who, is_inside=is_inside)
    assert unlike(found, declared) == {}


def unlike(found: dict, declared: dict) -> dict:
    """What was found and what was declared, where they differ."""
    return {key: (found[key], declared[key]) for key in found | declared if found[key] != declared[key]}


def test_the_operator_has_no_way_in_by_the_pages():
    rule = matrix.ADDRESSES["overview"][0]
    assert matrix.expected(rule, OPERATOR.key, is_inside=True) == matrix.SENT_ON


@pytest.mark.one_database
def test_a_key_opens_what_its_user_may_see(client, addresses, someone, operator):
    """The API once more, asked by another system in the name of each."""
    routes = {name: get for name, (get, _post) in matrix.ADDRESSES.items() if name.startswith("api-")}
    found, declared = {}, {}
    for who, is_inside, user in cast(someone, but=(matrix.SIGNED_OUT, OPERATOR.key)):
        key = tokens.issue(**now_by(operator), user=user, purpose="ทดลอง", until=timezone.localdate())
        for name, rule in routes.items():
            response = client.get(addresses[name], headers={"Authorization": f"Bearer {key.secret}"})
            found[who, is_inside, name] = response.status_code
            declared[who, is_inside, name] = matrix.expected(rule, who, is_inside=is_inside)
    assert unlike(found, declared) == {}


def test_what_was_handed_over_opens_nothing_beside_it(client, someone):
    """Of the same village, to a mentor, an agency and a partner."""
    for who in (key for key, role in ROLES.items() if role.handed):
        client.force_login(someone(who, is_inside=True))
        assert client.get(f"/households/{household_id(2)}/").status_code == 404


@pytest.mark.parametrize("verb", ["check", "ask", "import", "mark", "cancel", "discard"])
def test_an_upload_is_acted_on_by_nobody_but_those_who_import(client, someone, upload, verb):
    for who in (key for key, role in ROLES.items() if key != OPERATOR.key):
        client.force_login(someone(who, is_inside=False))
        assert client.post(f"/import/{upload}/{verb}/").status_code == 403, who


class Files(NamedTuple):
    """What the questions are asked about."""

    upload: int
    target_list: int
    listed: int
    round: Round
    staged: Batch
    token: int
    mentor: Assignment  # over our village
    colleague: Assignment  # of an administrator, over our village
    profile: mapping.Profile
    photograph: int
    person: int
    emergency: int
    alert: int
    account: User  # of a village head of our village, who has never come in
    in_use: User  # the same, who has
    officer: User  # for data protection
    hospital: Organisation  # where nobody works yet
    left_by: int  # whose household nobody has taken up
    notice: int  # this and the two below are another's
    session: int
    passkey: int
    staff_file: int
    papers: Papers
    work: Casework

    @property
    def asked(self) -> dict[str, object]:
        return {"household": household_id(1), "person": self.person, "because": "นัดเยี่ยมบ้าน"}

    @property
    def consent(self) -> dict[str, int]:
        return {"household": household_id(1), "consent": self.papers.consent}

    @property
    def asked_in_need(self) -> dict[str, str]:
        return {"reason": "illness", "because": "ผู้ป่วยหมดสติ ต้องส่งโรงพยาบาล"}


@pytest.fixture
def authority(tmp_path) -> int:
    """A local authority to which the households of our village belong."""
    homes, people = second_round()
    for home in homes:
        home["อปท."] = "อบต. ไพศาลี" if home["รหัสหมู่บ้าน"] == OURS else ""
    bring_in(tmp_path / "owned", 2564, homes, people)
    return authorities.by_name(["อบต. ไพศาลี"])["อบต. ไพศาลี"]


@pytest.fixture
def files(operator, at, hire, hospital, upload, target_list, authority, photograph, emergency, alert, papers, casework) -> Files:
    audit.seen(by=operator, at=at, what="household", on=("household", household_id(1)), place=OURS)
    act(uploads.mark, operator, upload)
    mentor, colleague = hire("mentor", "พี่เลี้ยง", "mentor", OURS), hire("colleague", "ผู้ดูแลระบบ", "administrator", OURS)
    person = Member.objects.filter(response__household=household_id(1)).latest("pk").person_id
    residents.record(by=operator, at=at, household=household_id(1), person=person, field="phone", value="0812345678")
    in_use, leaver = hire("in-use", "ผู้ช่วยผู้ใหญ่บ้าน", "village_head", OURS), hire("leaver", "พี่เลี้ยงคนก่อน")
    in_use.set_password("ทางเข้าของเจ้าของ")
    in_use.save()
    Unattended.objects.create(household_id=household_id(1), purpose="mentor", area_code=OURS[:6], left_by=leaver, at=at)
    LineLink.objects.create(user=in_use, code_hash="asked", code_until=at)
    round = rounds.newest()
    profile = profiles.visible_to(operator)[0]
    return Files(
        upload,
        target_list,
        ListedHousehold.objects.get(target_list=target_list).pk,
        round,
        Batch.objects.create(round=round, source="ค้าง", sha256="", by=operator, at=at),
        tokens.issue(by=operator, at=timezone.now(), user=mentor, purpose="ทดลอง", until=timezone.localdate()).number,
        mentor.assignments.get(),
        colleague.assignments.get(),
        profile.rules,
        photograph,
        person,
        emergency,
        alert,
        hire("head", "ผู้ใหญ่บ้าน", "village_head", OURS),
        in_use,
        hire("officer", "เจ้าหน้าที่คุ้มครองข้อมูล", "dpo"),
        hospital,
        leaver.pk,
        told(in_use),
        UserSession.objects.create(user=in_use, session_key="another", ip="::", user_agent="").pk,
        Authenticator.objects.create(user=in_use, type=Authenticator.Type.WEBAUTHN, data={"name": "โทรศัพท์"}).pk,
        staff.receive(**now_by(operator), file=staff_sheet(), name="รายชื่อ.csv"),
        papers,
        casework,
    )


def now_by(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def done(result: object) -> bool:
    """Of a verb: it came through its door, whatever it gives back."""
    return True


def for_granter(user, of: Files) -> Assignment:
    """Whoever gives out roles gives none that they don't hold: an administrator an administrator's, all others a mentor's."""
    return of.colleague if scope.may(user, Permission.SYSTEM_SEE, OURS) else of.mentor


def merged(user, of: Files) -> Organisation:
    into = Organisation.objects.create(name="โรงพยาบาลใหญ่", kind="government")
    return organisations.merge(**now_by(user), organisation=of.hospital, into=into, because="ชื่อซ้ำ")


def staff_lines(user, of: Files) -> list[staffing.Line]:
    return [staffing.Line(number=2, username="fresh", display_name="มาใหม่", role=for_granter(user, of).role, area=OURS)]


def own_file(user, of: Files) -> int:
    StoredFile.objects.filter(pk=of.staff_file).update(by_user_id=user.pk)
    return of.staff_file


def another_file(user, of: Files) -> int:
    StoredFile.objects.filter(pk=of.staff_file).update(by_user_id=of.account.pk)
    return of.staff_file


def opened(user, verb: Callable[[], object]) -> object:
    """An emergency, which is undone: the user object is not to remember it."""
    try:
        return verb()
    finally:
        scope.forget(user)


def began(user, of: Files) -> bool:
    batch = batches.begin(**now_by(user), round=of.round, source="ทดลอง", sha256="")
    rounds.leave(batch)
    return done(batch)


def published(user, of: Files) -> bool:
    with rounds_door(of):
        return done(batches.publish(**now_by(user), batch=of.staged, counts=NO_ROWS, areas=set()))


@contextmanager
def rounds_door(of: Files):
    rounds.enter(of.round, of.staged)
    try:
        yield
    finally:
        rounds.leave(of.staged)


NO_ROWS = {"households": 0, "members": 0, "unchanged": 0, "left_out": 0, "cautions": 0}
NO_HOUSEHOLDS = pl.DataFrame(schema={"hid": pl.Int64, **dict.fromkeys(lists.HOUSEHOLD, pl.String)})
NO_PERSONS = pl.DataFrame(schema={"hid": pl.Int64, **dict.fromkeys(lists.PERSON, pl.String)})


def survey_parts() -> dict:
    return parts_of(deliveries.survey(2, start=500))


def list_parts() -> dict:
    return parts_of(deliveries.target_list(deliveries.listed(1, "10010", village=OURS)))


def parts_of(file) -> dict:
    with tempfile.NamedTemporaryFile(suffix=".zip" if zipfile.is_zipfile(file) else ".csv") as kept:
        kept.write(file.getvalue())
        kept.flush()
        return imports.read(Path(kept.name))


QUESTIONS = {
    "rounds.visible_to": lambda user, of: rounds.visible_to(user),
    "rounds.open_round": lambda user, of: done(rounds.open_round(**now_by(user), year=2019)),
    "rounds.describe": lambda user, of: done(rounds.describe(**now_by(user), round=of.round)),
    "batches.visible_to": lambda user, of: batches.visible_to(user),
    "batches.begin": began,
    "batches.publish": published,
    "batches.recount": lambda user, of: done(batches.recount(**now_by(user), round=of.round)),
    "batches.withdraw": lambda user, of: done(batches.withdraw(**now_by(user), batch=Batch.objects.get(pk=newest_batch()))),
    "lists.visible_to": lambda user, of: lists.visible_to(user),
    "lists.households": lambda user, of: lists.households(user, year=2018),
    "lists.counts": lambda user, of: lists.counts(user, year=2018, digits=6),
    "lists.sources": lambda user, of: lists.sources(user),
    "lists.names": lambda user, of: lists.names(**now_by(user), listed=of.listed),
    "lists.publish": lambda user, of: done(
        lists.publish(**now_by(user), year=2018, source="", sha256="1", households=NO_HOUSEHOLDS, persons=NO_PERSONS, left_out=0)
    ),
    "lists.withdraw": lambda user, of: done(lists.withdraw(**now_by(user), target_list=of.target_list)),
    "lists.dry_run": lambda user, of: done(file_lists.dry_run(**now_by(user), parts=list_parts(), year=2018)),
    "lists.run": lambda user, of: done(file_lists.run(**now_by(user), parts=list_parts(), year=2018, source="", sha256="1")),
    "uploads.visible_to": lambda user, of: uploads.visible_to(user),
    "uploads.of": lambda user, of: uploads.of(user, of.upload),
    "uploads.asked": lambda user, of: uploads.asked(user, of.upload),
    "uploads.kinds": lambda user, of: uploads.kinds(**now_by(user), upload=of.upload),
    "uploads.problems": lambda user, of: uploads.problems(**now_by(user), upload=of.upload),
    "uploads.errors_csv": lambda user, of: uploads.errors_csv(**now_by(user), upload=of.upload),
    "uploads.errors_workbook": lambda user, of: uploads.errors_workbook(**now_by(user), upload=of.upload),
    "uploads.template": lambda user, of: uploads.template(**now_by(user), year=2018),
    "uploads.receive": lambda user, of: uploads.receive(**now_by(user), file=io.BytesIO(b"x"), name="x.csv"),
    "uploads.check": lambda user, of: done(uploads.check(**now_by(user), upload=of.upload)),
    "uploads.ask": lambda user, of: done(uploads.ask(**now_by(user), upload=of.upload)),
    "uploads.choose": lambda user, of: done(uploads.choose(**now_by(user), upload=of.upload, profile="")),
    "uploads.map": lambda user, of: done(uploads.map(**now_by(user), upload=of.upload, columns={})),
    "uploads.import_": lambda user, of: done(uploads.import_(**now_by(user), upload=of.upload)),
    "uploads.mark": lambda user, of: done(uploads.mark(**now_by(user), upload=of.upload)),
    "uploads.cancel": lambda user, of: done(uploads.cancel(**now_by(user), upload=of.upload)),
    "uploads.discard": lambda user, of: done(uploads.discard(**now_by(user), upload=of.upload)),
    "profiles.visible_to": lambda user, of: profiles.visible_to(user),
    "profiles.save": lambda user, of: done(profiles.save(**now_by(user), name="อีกแบบ", rules=of.profile)),
    "profiles.delete": lambda user, of: done(profiles.delete(**now_by(user), name="TPMAP")),
    "imports.undo": lambda user, of: imports.undo(**now_by(user), batch=newest_batch(), because="ทดลอง"),
    "imports.dry_run": lambda user, of: done(imports.dry_run(**now_by(user), parts=survey_parts(), year=2018)),
    "imports.run": lambda user, of: done(imports.run(**now_by(user), parts=survey_parts(), year=2018, source="", sha256="")),
    "organisations.register": lambda user, of: done(organisations.register(**now_by(user), name="อนามัย", kind="government")),
    "organisations.listed": lambda user, of: organisations.listed(user),
    "organisations.office": lambda user, of: organisations.office(user, of.hospital.pk),
    "organisations.choices": lambda user, of: organisations.choices(user),
    "organisations.change": lambda user, of: organisations.change(**now_by(user), organisation=of.hospital, name="ใหม่", kind="government"),
    "organisations.merge": merged,
    "organisations.close": lambda user, of: organisations.close(**now_by(user), organisation=of.hospital, because="ทดลอง"),
    "users.listed": lambda user, of: users.listed(user),
    "users.visible_to": lambda user, of: list(users.visible_to(user).filter(pk=of.account.pk)),
    "users.found": lambda user, of: users.found(user, asked=users.Asked(text="ผู้ใหญ่บ้าน")).accounts,
    "users.get": lambda user, of: users.get(user, of.account.pk),
    "users.account": lambda user, of: users.account(user, of.account.pk),
    "users.assignment": lambda user, of: users.assignment(user, of.account, of.account.assignments.get().pk),
    "users.offers": lambda user, of: users.offers(user, of.account, OURS),
    "users.require_over": lambda user, of: done(users.require_over(user, Permission.USER_CHANGE, of.account)),
    "users.create": lambda user, of: done(users.create(**now_by(user), username="another", display_name="อีกคน")),
    "users.change": lambda user, of: users.change(**now_by(user), user=of.account, display_name="ชื่อใหม่", email="", language="th"),
    "users.assign": lambda user, of: done(
        users.assign(**now_by(user), user=users.named("newcomer"), role=for_granter(user, of).role, area=OURS)
    ),
    "users.end": lambda user, of: done(users.end(**now_by(user), assignment=for_granter(user, of), because="ทดลอง")),
    "users.close": lambda user, of: done(users.close(**now_by(user), user=of.mentor.user, because="ทดลอง")),
    "invitations.issue": lambda user, of: invitations.issue(**now_by(user), user=of.account),
    "invitations.issue.again": lambda user, of: invitations.issue(**now_by(user), user=of.in_use),
    "invitations.send": lambda user, of: done(invitations.send(**now_by(user), user=of.account)),
    "identities.link": lambda user, of: done(identities.link(**now_by(user), user=of.account, subject="1", because="ทดลอง")),
    "second_factor.reset": lambda user, of: done(second_factor.reset(**now_by(user), user=of.account, because="ทดลอง")),
    "sessions.end": lambda user, of: done(sessions.end(**now_by(user), session=of.session)),
    "sessions.end_all": lambda user, of: done(sessions.end_all(**now_by(user), user=of.in_use, because="ทดลอง")),
    "passkeys.remove": lambda user, of: done(passkeys.remove(**now_by(user), passkey=of.passkey)),
    "line.unlink.of_another": lambda user, of: done(line.unlink(**now_by(user), user=of.in_use)),
    "notices.find": lambda user, of: notices.find(user, of.notice),
    "handover.unattended": lambda user, of: handover.unattended(user),
    "handover.count_unattended": lambda user, of: handover.count_unattended(user) or None,
    "handover.take_up": lambda user, of: handover.take_up(**now_by(user), left_by=of.left_by, area=OURS[:6], to=of.account),
    "staffing.look": lambda user, of: staffing.look(user, staff_lines(user, of), at=timezone.now()),
    "staffing.give": lambda user, of: staffing.give(**now_by(user), lines=staff_lines(user, of), only_good=False),
    "staff.template": lambda user, of: staff.template(user),
    "staff.receive": lambda user, of: staff.receive(**now_by(user), file=staff_sheet(), name="รายชื่อ.csv"),
    "staff.look": lambda user, of: staff.look(user, own_file(user, of), at=timezone.now()),
    "staff.look.of_another": lambda user, of: staff.look(user, another_file(user, of), at=timezone.now()),
    "staff.give": lambda user, of: staff.give(**now_by(user), file=own_file(user, of), only_good=True),
    "staff.give.of_another": lambda user, of: staff.give(**now_by(user), file=another_file(user, of), only_good=True),
    "tokens.issue": lambda user, of: done(
        tokens.issue(**now_by(user), user=users.named("newcomer"), purpose="ทดลอง", until=timezone.localdate())
    ),
    "tokens.revoke": lambda user, of: done(tokens.revoke(**now_by(user), token=of.token, because="ทดลอง")),
    "tokens.listed": lambda user, of: tokens.listed(user, at=timezone.now()),
    "keyring.listed": lambda user, of: keyring.listed(user),
    "keyring.rotate": lambda user, of: keyring.rotate(**now_by(user)),
    "keyring.rotate_later": lambda user, of: keyring.rotate_later(**now_by(user)),
    "keyring.drop": lambda user, of: done(keyring.drop(**now_by(user), number=keyring.keys.newest())),
    "alerts.to_review": lambda user, of: alerts.to_review(user),
    "alerts.review": lambda user, of: alerts.review(**now_by(user), alert=of.alert, finding="explained", note="ทำงานกะกลางคืน"),
    "glass.require_to_ask": lambda user, of: done(glass.require_to_ask(user)),
    "glass.check_asking": lambda user, of: done(glass.check_asking(**now_by(user), **of.asked_in_need)),
    "glass.break_": lambda user, of: opened(
        user, lambda: glass.break_(**now_by(user), **of.asked_in_need, household=household_id(1), place=OURS, authority=None)
    ),
    "glass.end": lambda user, of: glass.end(**now_by(user), emergency=of.emergency),
    "glass.to_review": lambda user, of: glass.to_review(user, at=timezone.now()),
    "glass.review": lambda user, of: glass.review(**now_by(user), emergency=of.emergency, finding="justified", note="ส่งโรงพยาบาลจริง"),
    "emergency.ask": lambda user, of: opened(user, lambda: emergencies.ask(**now_by(user), **of.asked_in_need, typed=house_code(1))),
    "trail.require": lambda user, of: done(trail.require(user)),
    "trail.lines": lambda user, of: trail.lines(user, at=timezone.now(), asked=trail.Asked(household=household_id(1))).lines,
    "trail.export": lambda user, of: trail.export(**now_by(user), asked=trail.Asked(household=household_id(1)))[0] or None,
    "trail.who_has_seen": lambda user, of: trail.who_has_seen(user, at=timezone.now(), households=[household_id(1)]).lines,
    "trail.export_sight": lambda user, of: trail.export_sight(**now_by(user), household=household_id(1))[0] or None,
    "who_saw.require": lambda user, of: done(who_saw.require(user)),
    "who_saw.by_number": lambda user, of: who_saw.by_number(**now_by(user), typed=house_code(1)),
    "who_saw.by_name": lambda user, of: who_saw.by_name(**now_by(user), name="ทดสอบ1 สมมุติ", place=OURS),
    "who_saw.of_household": lambda user, of: who_saw.of_household(user, household_id(1), at=timezone.now()).sight.lines,
    "who_saw.export": lambda user, of: who_saw.export(**now_by(user), household=household_id(1))[0] or None,
    "consents.sheet": lambda user, of: consents.sheet(user, household_id(1)),
    "consents.require_recorder": lambda user, of: done(consents.require_recorder(user, household_id(1))),
    "consents.record": lambda user, of: consents.record(
        **now_by(user),
        household=household_id(1),
        purpose="publicity",
        how="spoken",
        notice=1,
        given_on=timezone.localdate(),
        note="บอกต่อหน้าผู้ใหญ่บ้าน",
    ),
    "consents.withdraw": lambda user, of: consents.withdraw(**now_by(user), **of.consent, because="ขอถอน"),
    "consents.evidence": lambda user, of: consents.evidence(**now_by(user), **of.consent),
    "consents.restrict": lambda user, of: consents.restrict(**now_by(user), household=household_id(1), purpose="mentor", because="ขอระงับ"),
    "consents.lift": lambda user, of: consents.lift(
        **now_by(user), household=household_id(1), restriction=of.papers.restriction, because="ขอให้ใช้ต่อ"
    ),
    "requests.require_receiver": lambda user, of: done(requests.require_receiver(user)),
    "requests.receive": lambda user, of: requests.receive(
        **now_by(user), kind="access", words="ขอดูทั้งหมด", contact="ผ่านผู้ใหญ่บ้าน", received_on=timezone.localdate()
    ),
    "requests.visible_to": lambda user, of: requests.visible_to(user, today=timezone.localdate()),
    "requests.of": lambda user, of: requests.of(user, of.papers.request, today=timezone.localdate()),
    "requests.answerers": lambda user, of: requests.answerers(user),
    "requests.verify": lambda user, of: requests.verify(**now_by(user), request=of.papers.received, identity="card"),
    "requests.assign": lambda user, of: requests.assign(**now_by(user), request=of.papers.request, to=of.officer),
    "requests.name_person": lambda user, of: requests.name_person(
        **now_by(user), request=of.papers.request, person=of.person, household=household_id(1)
    ),
    "requests.hand_on": lambda user, of: requests.hand_on(**now_by(user), request=of.papers.correction, to="ศจพ.อำเภอ"),
    "requests.answer": lambda user, of: requests.answer(**now_by(user), request=of.papers.request, text="มอบสำเนาแล้ว"),
    "requests.refuse": lambda user, of: requests.refuse(**now_by(user), request=of.papers.request, because="ไม่ใช่เจ้าของข้อมูล"),
    "requests.withdraw": lambda user, of: requests.withdraw(**now_by(user), request=of.papers.request, because="ไม่ต้องการแล้ว"),
    "copies.assemble": lambda user, of: copies.assemble(**now_by(user), request=of.papers.request),
    "copies.download": lambda user, of: copies.download(**now_by(user), request=of.papers.request, kind="pdf"),
    "erasure.anonymise_person": lambda user, of: done(
        erasure.anonymise_person(**now_by(user), request=of.papers.erasure, because="พ้นความจำเป็นแล้ว")
    ),
    "finding.find": lambda user, of: finding.find(**now_by(user), asked=finding.Asked(house_code=house_code(1))),
    "members.of": lambda user, of: members.of(user, household_id(1)),
    "breaches.require_reporter": lambda user, of: done(breaches.require_reporter(user)),
    "breaches.report": lambda user, of: breaches.report(
        **now_by(user), title="สมุดหาย", facts="หายที่ตลาด", data="ที่อยู่", aware_at=timezone.now() - timedelta(hours=1)
    ),
    "breaches.visible_to": lambda user, of: breaches.visible_to(user, now=timezone.now()),
    "breaches.of": lambda user, of: breaches.of(user, of.papers.breach, now=timezone.now()),
    "breaches.assess": lambda user, of: breaches.assess(
        **now_by(user), breach=of.papers.breach, risk="high", because="มีเลขบัตรประชาชน", persons=None
    ),
    "breaches.tell_office": lambda user, of: breaches.tell_office(
        **now_by(user), breach=of.papers.assessed, told_at=timezone.now() - timedelta(minutes=1)
    ),
    "breaches.tell_persons": lambda user, of: breaches.tell_persons(
        **now_by(user), breach=of.papers.breach, told_at=timezone.now() - timedelta(minutes=1)
    ),
    "breaches.close": lambda user, of: breaches.close(**now_by(user), breach=of.papers.assessed, measures="เก็บในตู้ที่มีกุญแจ"),
    "breaches.export": lambda user, of: breaches.export(**now_by(user)),
    "notice.publish": lambda user, of: notice.publish(**now_by(user), text="ประกาศ " * 40, change="ปรับถ้อยคำ"),
    "activities.visible_to": lambda user, of: activities.visible_to(user),
    "activities.history": lambda user, of: activities.history(user, "survey"),
    "activities.save": lambda user, of: activities.save(
        **now_by(user), key="own", told=dict.fromkeys(activities.COLUMNS, "ไม่มี"), because="กิจกรรมใหม่"
    ),
    "activities.export": lambda user, of: activities.export(**now_by(user)),
    "retention.plans": lambda user, of: retention.plans(user, at=timezone.now()),
    "retention.switch": lambda user, of: retention.switch(**now_by(user), key="notices", is_on=True, period=90, because="ครบกำหนด"),
    "retention.apply": lambda user, of: retention.apply(**now_by(user), chunks=1),
    "desk.of": lambda user, of: done(desk.of(user, at=timezone.now())),
    "place.here": lambda user, of: place.here(user, Permission.FIGURES_SEE, area=OURS),
    "overview.picture": lambda user, of: overview.picture(user, area=OURS),
    "overview.by_authority": lambda user, of: overview.by_authority(user),
    "money.of": lambda user, of: money.of(user, area=OURS),
    "figures.by_area": lambda user, of: figures.by_area(user, year=2021, level="village", area=OURS),
    "figures.by_area.authority": lambda user, of: figures.by_area(user, year=2021, level="local_authority"),
    "figures.by_indicator": lambda user, of: figures.by_indicator(user, year=2021, level="village", area=OURS),
    "figures.by_pattern": lambda user, of: figures.by_pattern(user, year=2021, level="village", area=OURS),
    "multidimensional.by_area": lambda user, of: multidimensional.by_area(user, year=2021, level="village", area=OURS),
    "multidimensional.change": lambda user, of: multidimensional.change(user, year=2021, since=2018, level="village", area=OURS),
    "ranked.households": lambda user, of: ranked.households(user, at=timezone.now(), area=OURS),
    "ranked.place": lambda user, of: ranked.place(user, area=OURS),
    "persons.ranked": lambda user, of: persons.ranked(user, at=timezone.now(), area=OURS),
    "residents.resident": lambda user, of: residents.resident(user, at=timezone.now(), household=household_id(1), person=of.person),
    "residents.require": lambda user, of: done(
        residents.require(user, Permission.SENSITIVE_REVEAL, household=household_id(1), person=of.person)
    ),
    "residents.reveal": lambda user, of: residents.reveal(**now_by(user), **of.asked, field="phone"),
    "residents.reveal_name": lambda user, of: residents.reveal_name(**now_by(user), **of.asked),
    "residents.record": lambda user, of: done(
        residents.record(**now_by(user), household=household_id(1), person=of.person, field="phone", value="0899999999")
    ),
    "residents.erase": lambda user, of: done(residents.erase(**now_by(user), **of.asked, field="phone")),
    "photographs.album": lambda user, of: photographs.album(user, household_id(1), at=timezone.now()).shown,
    "photographs.preview": lambda user, of: photographs.preview(user, of.photograph),
    "photographs.open": lambda user, of: photographs.open(**now_by(user), photograph=of.photograph),
    "photographs.lacking": lambda user, of: done(photographs.lacking(user, household_id(1), at=timezone.now())),
    "photographs.add": lambda user, of: photographs.add(
        **now_by(user), household=household_id(1), file=io.BytesIO(pictures.photograph()), kind="house"
    ),
    "photographs.remove": lambda user, of: photographs.remove(**now_by(user), photograph=of.photograph),
    "household.file": lambda user, of: household.file(user, household_id(1), at=timezone.now()),
    # casework
    "rolls.visible_to": lambda user, of: rolls.visible_to(user),
    "rolls.find": lambda user, of: rolls.find(user, of.work.roll),
    "rolls.history": lambda user, of: rolls.history(user, Roll.objects.get(pk=of.work.roll)),
    "rolls.counts": lambda user, of: rolls.counts(user, year=of.work.year, area=OURS),
    "rolls.counts_below": lambda user, of: rolls.counts_below(user, roll=Roll.objects.get(pk=of.work.roll), area=OURS, digits=8),
    "rolls.overlap": lambda user, of: rolls.overlap(user, year=of.work.year, area=OURS),
    "rolls.preview": lambda user, of: rolls.preview(user, group="tpmap", rule="mpi", round=of.round),
    "rolls.draw_up": lambda user, of: done(
        rolls.draw_up(**now_by(user), fiscal_year=of.work.year + 1, group="tpmap", rule="mpi", round=of.round)
    ),
    "rolls.freeze": lambda user, of: done(rolls.freeze(**now_by(user), roll=Roll.objects.get(pk=of.work.draft))),
    "rolls.set_deadlines": lambda user, of: done(
        rolls.set_deadlines(**now_by(user), roll=Roll.objects.get(pk=of.work.roll), days=dict.fromkeys(STEPS, timezone.localdate()))
    ),
    "rolls.withdraw": lambda user, of: done(rolls.withdraw(**now_by(user), roll=Roll.objects.get(pk=of.work.draft), because="ทดลอง")),
    "targets.file": lambda user, of: targets.file(user, of.work.target),
    "targets.add": lambda user, of: done(
        targets.add(**now_by(user), roll=Roll.objects.get(pk=of.work.roll), household=household_id(1), because="ทดลอง")
    ),
    "targets.remove": lambda user, of: done(targets.remove(**now_by(user), target=of.work.target, because="ทดลอง")),
    "verifications.verify": lambda user, of: done(
        verifications.verify(**now_by(user), targets=[of.work.target], result="still_poor", on=timezone.localdate())
    ),
    "evidence.download": lambda user, of: evidence.download(**now_by(user), kind="verification", number=of.work.verification),
    "evidence.download.of_a_forum": lambda user, of: evidence.download(**now_by(user), kind="forum", number=of.work.forum),
    "forums.visible_to": lambda user, of: forums.visible_to(user, year=of.work.year, area=OURS),
    "forums.find": lambda user, of: forums.find(user, of.work.forum),
    "forums.waiting": lambda user, of: done(forums.waiting(user, year=of.work.year, area=OURS)),
    "forums.to_decide": lambda user, of: forums.to_decide(user, year=of.work.year, village=OURS),
    "forums.hold": lambda user, of: done(
        forums.hold(**now_by(user), **held(of.work.year), on=timezone.localdate() - timedelta(days=1), minutes="มติ", decisions={})
    ),
    "meetings.visible_to": lambda user, of: meetings.visible_to(user, year=of.work.year, area=OURS),
    "meetings.find": lambda user, of: meetings.find(user, of.work.meeting),
    "meetings.waiting": lambda user, of: meetings.waiting(user, meeting=of.work.meeting, roll=Roll.objects.get(pk=of.work.roll)),
    "meetings.ready": lambda user, of: meetings.ready(user, meeting=of.work.meeting, roll=Roll.objects.get(pk=of.work.roll)),
    "meetings.convene": lambda user, of: done(meetings.convene(**now_by(user), **called("3"), on=timezone.localdate())),
    "meetings.resolve": lambda user, of: done(
        meetings.resolve(**now_by(user), meeting=of.work.next_meeting, roll=Roll.objects.get(pk=of.work.roll))
    ),
    "meetings.exempted": lambda user, of: meetings.exempted(user, of.work.resolution),
    "proposals.visible_to": lambda user, of: proposals.visible_to(user, at=timezone.now(), year=of.work.year, area=OURS)[0],
    "proposals.find": lambda user, of: proposals.find(user, of.work.proposal, at=timezone.now()),
    "proposals.known": lambda user, of: proposals.known(user, who=MISSED, year=of.work.year),
    "proposals.propose": lambda user, of: done(
        proposals.propose(**now_by(user), fiscal_year=of.work.year, who=replace(MISSED, first_name="อีกคน"), reason="ไม่มีใครสำรวจ")
    ),
    "proposals.visit": lambda user, of: done(
        proposals.visit(**now_by(user), proposal=of.work.proposal, round=of.round, on=timezone.localdate(), people=2, answers=ALL_WELL)
    ),
    "proposals.close": lambda user, of: done(proposals.close(**now_by(user), proposal=of.work.proposal, as_known=True, because="ทดลอง")),
    "proposals.close.as_a_mistake": lambda user, of: done(
        proposals.close(**now_by(user), proposal=of.work.proposal, as_known=False, because="ทดลอง")
    ),
    "proposals.waiting": lambda user, of: proposals.waiting(user, year=of.work.year) or None,
    "criteria.set_": lambda user, of: done(criteria.set_(**now_by(user), valid_from=timezone.localdate(), source="ทดลอง")),
    "holidays.add": lambda user, of: done(holidays.add(**now_by(user), on=date(2027, 2, 3), name="งานประเพณี")),
    "worklist.of": lambda user, of: [each for each in worklist.of(user, at=timezone.now(), year=of.work.year) if each.step == "visit"],
    "targeted.households": lambda user, of: targeted.households(user, at=timezone.now(), year=of.work.year, area=OURS).lines,
    "targeted.place": lambda user, of: targeted.place(user, area=OURS),
    "targeting.errors": lambda user, of: targeting.errors(user, year=of.work.year, area=OURS),
    "targeting.table": lambda user, of: targeting.table(**now_by(user), year=of.work.year, area=OURS),
}
ROOMS = (
    nsc.access,
    nsc.registry,
    nsc.surveys,
    nsc.intake,
    nsc.reports,
    nsc.privacy,
    nsc.casework,
    nsc.welfare,
    nsc.tambon,
    nsc.secretariat,
)


def of_part(part, asked: Callable) -> Callable:
    return lambda user, of: asked(user, of.work.parts[part.__name__])


for part in PARTS:
    QUESTIONS |= {name: of_part(part, asked) for name, asked in part.QUESTIONS.items()}


def answered(question, user, files) -> int:
    """How it ends, as the status that an address gives it."""
    try:
        with undone():
            told = question(user, files)
    except scope.OutOfSight:
        return matrix.NOT_THERE
    except NotAllowed:
        return matrix.NOT_YOURS
    except Refused:
        return matrix.NOT_NOW
    return matrix.NOTHING if told in (None, [], ()) else matrix.OK


def asking() -> Iterator[str]:
    """Every function of the rooms that takes who asks or does, as module.function."""
    for room in ROOMS:
        for found in pkgutil.iter_modules(room.__path__):
            module = importlib.import_module(f"{room.__name__}.{found.name}")
            for name, each in inspect.getmembers(module, inspect.isfunction):
                is_own = each.__module__ == module.__name__ and not name.startswith("_")
                if is_own and {"user", "by"} & set(inspect.signature(each).parameters):
                    yield f"{found.name}.{name}"


def test_every_question_and_verb_is_declared_and_tried():
    found, declared, tried = set(asking()), set(matrix.QUESTIONS), set(QUESTIONS)
    plain = {".".join(name.split(".")[:2]) for name in declared}
    where = "declare in nsc/access/matrix.py: QUESTIONS who may (and ask it in QUESTIONS of this file), or EXEMPT with the reason"
    assert found - plain - set(matrix.EXEMPT) == set(), where
    assert (plain | set(matrix.EXEMPT)) - found == set(), "declared in nsc/access/matrix.py, but there is no such function"
    assert plain & set(matrix.EXEMPT) == set(), "declared twice in nsc/access/matrix.py"
    assert declared ^ tried == set(), "QUESTIONS of nsc/access/matrix.py and of this file must name the same"


def test_no_two_questions_go_by_one_name():
    names = list(asking())
    assert sorted(names) == sorted(set(names))


@by_parts
def test_a_question_answers_as_declared(among, someone, hire, files):
    """By all roles, inside and outside: what it tells, or how it refuses."""
    hire("newcomer", "ผู้มาใหม่")
    found, declared = {}, {}
    for who, is_inside, user in cast(someone, among, but=(matrix.SIGNED_OUT,)):
        for name, rule in matrix.QUESTIONS.items():
            found[who, is_inside, name] = answered(QUESTIONS[name], user, files)
            declared[who, is_inside, name] = matrix.told(rule, who, is_inside=is_inside)
    assert unlike(found, declared) == {}


def test_a_local_authority_across_the_border_is_out_of_sight(someone, authority):
    """Its villages are another amphoe's."""
    assert overview.picture(someone("district_centre", is_inside=True), authority=authority).now.households == 3
    with pytest.raises((scope.OutOfSight, NotAllowed)):
        overview.picture(someone("district_centre", is_inside=False), authority=authority)


def test_a_role_that_ended_opens_nothing(client, someone, operator, at):
    user = someone("district_centre", is_inside=True)
    client.force_login(user)
    assert client.get(f"/households/{household_id(1)}/").status_code == 200
    users.end(by=operator, at=at, assignment=Assignment.objects.get(user=user), because="ย้าย")
    assert client.get(f"/households/{household_id(1)}/").status_code == 404
