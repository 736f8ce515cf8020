"""Every address × every role, inside and outside its area, as nsc/access/matrix.py declares; and every question, as the outsider."""

import inspect
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from nsc.access import audit, matrix, reach, scope, trail, users
from nsc.access.models import Assignment, AuditLine
from nsc.access.roles import OPERATOR, ROLES
from nsc.areas import authorities
from nsc.casework import evidence, forums, meetings, proposals, rolls, targets, verifications, worklist
from nsc.casework.models import Roll, Target, Verification
from nsc.errors import NotAllowed
from nsc.intake import imports, profiles, uploads
from nsc.jobs import work
from nsc.reports import figures, household, money, multidimensional, overview, persons, place, ranked, targeted, targeting
from nsc.surveys import batches, lists, rounds
from nsc.surveys.models import Batch, ListedHousehold
from tests.intake import deliveries
from tests.surveyed import OURS, THEIRS, bring_in, household_id, second_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


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
    sent = send(deliveries.target_list(deliveries.listed(1, "10010")), "เป้าหมาย.csv")
    act(uploads.map, operator, sent, columns={}, save_as="TPMAP")
    act(uploads.import_, operator, sent)
    return uploads.of(operator, sent).target_list


@pytest.fixture
def upload(send, operator) -> int:
    """A file that waits for its import, with wrong cells and a workbook that marks them."""
    return send(deliveries.survey(5, spoilt=2), "จปฐ 2561.zip")


class Casework(NamedTuple):
    """Numbers of records; `year`: the fiscal year that is under way."""

    year: int
    roll: int
    target: int
    verification: int
    forum: int
    meeting: int
    resolution: int
    proposal: int


@pytest.fixture
def casework(operator) -> Casework:
    """Household 1 of our village is a target, verified and kept by its forum; its district has met; somebody there was missed."""
    at, today = timezone.now(), timezone.localdate()
    told = {"by": operator, "at": at}
    year = rolls.fiscal_year(today)
    roll = rolls.draw_up(**told, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    roll = rolls.freeze(**told, roll=roll)
    target = Target.objects.get(roll=roll, household=household_id(1)).pk
    sent = evidence.Sent(io.BytesIO(b"picture"), "บ้าน.jpg")
    verifications.verify(**told, targets=[target], result="still_poor", on=today, file=sent)
    held = {"fiscal_year": year, "village": OURS, "on": today, "place": "ศาลา", "chair": "ประธาน", "attendance": 9, "minutes": "มติ"}
    forum = forums.hold(**told, **held, decisions={target: None})
    meeting = meetings.convene(**told, area=OURS[:4], number="1", on=today, place="อำเภอ", chair="ประธาน")
    resolution = meetings.resolve(**told, meeting=meeting.pk, roll=roll)
    proposal = proposals.propose(**told, fiscal_year=year, who=proposals.Who("household", OURS, "บุญมี"), reason="ไม่มีใครสำรวจ")
    seen = Verification.objects.get().pk
    return Casework(year, roll.pk, target, seen, forum.pk, meeting.pk, resolution.pk, proposal.pk)


@pytest.fixture
def addresses(upload, target_list, casework) -> dict[str, str]:
    """Each of them for our tambon, its household, the upload and the batch."""
    given = {
        "household": {"household_id": household_id(1)},
        "import-template": {"code": "2560-2564"},
        "import-act": {"upload": upload, "verb": "check"},
        "import-undo": {"batch": newest_batch()},
        "import-list-undo": {"target_list": target_list},
        "sample": {"name": "overview"},
        "target": {"target": casework.target},
        "target-remove": {"target": casework.target},
        "target-evidence": {"kind": "verification", "number": casework.verification},
        "target-roll": {"roll": casework.roll},
        "target-roll-act": {"roll": casework.roll, "verb": "freeze"},
        "target-forum": {"forum": casework.forum},
        "target-meeting": {"meeting": casework.meeting},
        "target-meeting-resolve": {"meeting": casework.meeting},
        "target-missed-one": {"proposal": casework.proposal},
        "target-missed-visit": {"proposal": casework.proposal},
        "target-missed-close": {"proposal": casework.proposal},
    } | {f"import-{name}": {"upload": upload} for name in ("file", "progress", "marked", "marked-workbook", "errors", "map", "choose")}
    return {name: f"{reverse(name, kwargs=given.get(name))}?area={OURS}" for name in matrix.ADDRESSES}


@pytest.fixture
def someone(hire, operator):
    """Somebody of that role: inside over our area, and with our household handed over where the role is for such; outside elsewhere."""

    def someone(who: str, *, is_inside: bool):
        if who == matrix.NO_ROLE:
            return hire("nobody", "ไม่มีบทบาท")
        if who == OPERATOR.key:
            return operator
        digits = matrix.DIGITS.get(who, matrix.PROVINCE)
        user = hire(f"{who}-{is_inside}".lower(), who, who, OURS[:digits] if is_inside else THEIRS[: max(digits, 4)])
        if is_inside and ROLES[who].handed:
            reach.give(household=household_id(1), to=user, purpose="mentor")
        return user

    return someone


def newest_batch() -> int:
    return Batch.objects.filter(state=Batch.State.PUBLISHED).latest("pk").pk


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_address_is_declared_and_nothing_else():
    assert set(routes()) == set(matrix.ADDRESSES)


@pytest.mark.parametrize("who", matrix.WHO)
def test_an_address_answers_as_declared(client, addresses, someone, who):
    for is_inside in (True, False):
        if who != matrix.SIGNED_OUT and (who in ROLES or is_inside):
            client.force_login(someone(who, is_inside=is_inside))
        signed_in = deepcopy(client.cookies)
        found, declared = {}, {}
        for name, rules in matrix.ADDRESSES.items():
            for method, rule in zip((client.get, client.post), rules, strict=True):
                client.cookies = deepcopy(signed_in)
                with undone():
                    response = method(addresses[name])
                key = (method.__name__, name)
                found[key], declared[key] = response.status_code, matrix.expected(rule, who, is_inside=is_inside)
        assert found == declared


def test_the_operator_has_no_way_in_by_the_pages():
    rule = matrix.ADDRESSES["overview"][0]
    assert matrix.expected(rule, OPERATOR.key, is_inside=True) == matrix.SENT_ON


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
    upload: int
    target_list: int
    listed: int
    work: Casework


@pytest.fixture
def authority(tmp_path) -> int:
    """A local authority to which the households of our village belong."""
    homes, people = second_round()
    for home in homes:
        home["อปท."] = "อบต. ไพศาลี" if home["รหัสหมู่บ้าน"] == OURS else ""
    bring_in(tmp_path / "owned", 2564, homes, people)
    return authorities.by_name(["อบต. ไพศาลี"])["อบต. ไพศาลี"]


@pytest.fixture
def files(operator, at, upload, target_list, authority, casework) -> Files:
    audit.seen(by=operator, at=at, what="household", on=("household", household_id(1)), place=OURS)
    return Files(upload, target_list, ListedHousehold.objects.get(target_list=target_list).pk, casework)


QUESTIONS = {
    "rounds.visible_to": lambda user, of: rounds.visible_to(user),
    "batches.visible_to": lambda user, of: batches.visible_to(user),
    "lists.visible_to": lambda user, of: lists.visible_to(user),
    "lists.households": lambda user, of: lists.households(user, year=2018),
    "lists.counts": lambda user, of: lists.counts(user, year=2018, digits=6),
    "lists.sources": lambda user, of: lists.sources(user),
    "lists.names": lambda user, of: lists.names(by=user, at=timezone.now(), listed=of.listed),
    "uploads.visible_to": lambda user, of: uploads.visible_to(user),
    "uploads.of": lambda user, of: uploads.of(user, of.upload),
    "uploads.asked": lambda user, of: uploads.asked(user, of.upload),
    "uploads.kinds": lambda user, of: uploads.kinds(by=user, at=timezone.now(), upload=of.upload),
    "uploads.problems": lambda user, of: uploads.problems(by=user, at=timezone.now(), upload=of.upload),
    "uploads.errors_csv": lambda user, of: uploads.errors_csv(by=user, at=timezone.now(), upload=of.upload),
    "uploads.errors_workbook": lambda user, of: uploads.errors_workbook(by=user, at=timezone.now(), upload=of.upload),
    "uploads.template": lambda user, of: uploads.template(user, year=2018),
    "profiles.visible_to": lambda user, of: profiles.visible_to(user),
    "imports.undo": lambda user, of: imports.undo(by=user, at=timezone.now(), batch=newest_batch(), because="ทดลอง"),
    "users.listed": lambda user, of: users.listed(user),
    "trail.lines": lambda user, of: trail.lines(user, at=timezone.now(), asked=trail.Asked(household=household_id(1))).lines,
    "trail.export": lambda user, of: trail.export(by=user, at=timezone.now(), asked=trail.Asked(household=household_id(1)))[0] or None,
    "place.here": lambda user, of: place.here(user, "figures.see", area=OURS),
    "overview.picture": lambda user, of: overview.picture(user, area=OURS),
    "overview.map_of": lambda user, of: overview.map_of(user, area=OURS),
    "overview.by_authority": lambda user, of: overview.by_authority(user),
    "money.of": lambda user, of: money.of(user, area=OURS),
    "figures.by_area": lambda user, of: figures.by_area(user, year=2021, level="village", area=OURS),
    "figures.by_authority": lambda user, of: figures.by_area(user, year=2021, level="local_authority"),
    "figures.by_indicator": lambda user, of: figures.by_indicator(user, year=2021, level="village", area=OURS),
    "figures.by_pattern": lambda user, of: figures.by_pattern(user, year=2021, level="village", area=OURS),
    "multidimensional.by_area": lambda user, of: multidimensional.by_area(user, year=2021, level="village", area=OURS),
    "multidimensional.change": lambda user, of: multidimensional.change(user, year=2021, since=2018, level="village", area=OURS),
    "ranked.households": lambda user, of: ranked.households(user, at=timezone.now(), area=OURS),
    "ranked.place": lambda user, of: ranked.place(user, area=OURS),
    "persons.ranked": lambda user, of: persons.ranked(user, at=timezone.now(), area=OURS),
    "household.file": lambda user, of: household.file(user, household_id(1), at=timezone.now()),
    "rolls.visible_to": lambda user, of: rolls.visible_to(user),
    "rolls.find": lambda user, of: rolls.find(user, of.work.roll),
    "rolls.history": lambda user, of: rolls.history(user, rolls.find(user, of.work.roll)),
    "rolls.preview": lambda user, of: rolls.preview(user, group="tpmap", rule="mpi", round=rounds.newest()),
    "rolls.counts": lambda user, of: rolls.counts(user, year=of.work.year, area=OURS),
    "rolls.counts_below": lambda user, of: rolls.counts_below(user, roll=roll_of(of), area=OURS, digits=8),
    "rolls.households_below": lambda user, of: rolls.households_below(user, year=of.work.year, area=OURS, digits=8),
    "rolls.overlap": lambda user, of: rolls.overlap(user, year=of.work.year, area=OURS),
    "targets.file": lambda user, of: targets.file(user, of.work.target),
    "evidence.download": lambda user, of: evidence.download(by=user, at=timezone.now(), kind="verification", number=of.work.verification),
    "forums.visible_to": lambda user, of: forums.visible_to(user, year=of.work.year, area=OURS),
    "forums.find": lambda user, of: forums.find(user, of.work.forum),
    "forums.waiting": lambda user, of: forums.waiting(user, year=of.work.year, area=OURS),
    "forums.to_decide": lambda user, of: forums.to_decide(user, year=of.work.year, village=OURS),
    "meetings.visible_to": lambda user, of: meetings.visible_to(user, year=of.work.year, area=OURS),
    "meetings.find": lambda user, of: meetings.find(user, of.work.meeting),
    "meetings.waiting": lambda user, of: meetings.waiting(user, meeting=of.work.meeting, roll=roll_of(of)),
    "meetings.ready": lambda user, of: meetings.ready(user, meeting=of.work.meeting, roll=roll_of(of)),
    "meetings.exempted": lambda user, of: meetings.exempted(user, of.work.resolution),
    "proposals.known": lambda user, of: proposals.known(user, who=proposals.Who("household", OURS, "บุญมี"), year=of.work.year),
    "proposals.visible_to": lambda user, of: proposals.visible_to(user, at=timezone.now(), year=of.work.year, area=OURS)[0],
    "proposals.find": lambda user, of: proposals.find(user, of.work.proposal, at=timezone.now()),
    "proposals.waiting": lambda user, of: proposals.waiting(user, year=of.work.year) or None,
    "worklist.of": lambda user, of: [each for each in worklist.of(user, at=timezone.now(), year=of.work.year) if each.step == "visit"],
    "worklist.overdue": lambda user, of: worklist.overdue(user, at=timezone.now(), year=of.work.year, digits=8, area=OURS) or None,
    "targeted.place": lambda user, of: targeted.place(user, area=OURS),
    "targeted.households": lambda user, of: targeted.households(user, at=timezone.now(), year=of.work.year, area=OURS),
    "targeting.errors": lambda user, of: targeting.errors(user, year=of.work.year, area=OURS),
    "targeting.table": lambda user, of: targeting.table(by=user, at=timezone.now(), year=of.work.year, area=OURS),
}
# which years and lists of years there are, to who may see any figures; a meeting of one's own province is none's secret either
NO_SECRET = {"rounds.visible_to", "rolls.visible_to", "rolls.find", "rolls.history"}
NOTHING_YET = {
    "forums.to_decide",
    "meetings.ready",
    "meetings.exempted",
    "forums.waiting",
    "worklist.overdue",
}  # all of it was taken up, and nothing is late


def roll_of(files: Files):
    return Roll.objects.get(pk=files.work.roll)


def answered(question, user, files) -> object:
    """What the user gets out of it; nothing where it is refused."""
    try:
        with undone():
            return question(user, files)
    except (scope.OutOfSight, NotAllowed):
        return None


def test_to_the_operator_every_question_tells_something(operator, somjai, upload, files):
    """Else nothing would be proved by others hearing nothing."""
    act(uploads.mark, operator, upload)
    assert [name for name, ask in QUESTIONS.items() if answered(ask, operator, files) in (None, [], ()) and name not in NOTHING_YET] == []


@pytest.mark.parametrize("who", [matrix.NO_ROLE, *(key for key in ROLES if key != OPERATOR.key)])
def test_a_question_tells_the_outsider_nothing(someone, files, who):
    user = someone(who, is_inside=False)
    secret = {name: ask for name, ask in QUESTIONS.items() if who == matrix.NO_ROLE or name not in NO_SECRET}
    if "user.create" in {each for role in ROLES.values() if role.key == who for each in role.permissions}:
        del secret["users.listed"]
    assert {name: got for name, ask in secret.items() if (got := answered(ask, user, files))} == {}
    assert not AuditLine.objects.filter(by=user).exists()


def test_a_local_authority_across_the_border_is_out_of_sight(someone, authority):
    """Its villages are another amphoe's."""
    assert overview.picture(someone("district_centre", is_inside=True), authority=authority).now.households == 3
    with pytest.raises((scope.OutOfSight, NotAllowed)):
        overview.picture(someone("district_centre", is_inside=False), authority=authority)


def test_every_question_of_the_rooms_is_asked():
    """A module that grows a question of a user must put it here."""
    rooms = (trail, rounds, batches, lists, uploads, profiles, place, overview, money, figures)
    rooms += (multidimensional, ranked, persons, household)
    rooms += (rolls, targets, evidence, forums, meetings, proposals, worklist, targeted, targeting)
    found = {
        f"{room.__name__.rpartition('.')[2]}.{name}"
        for room in rooms
        for name, each in vars(room).items()
        if inspect.isfunction(each) and each.__module__ == room.__name__ and not name.startswith("_")
        if "user" in inspect.signature(each).parameters
    }
    own_rights = {"ranked.sees_only_handed", "targeted.sees_only_handed", "rolls.may_draw_up", "trail.require"}
    assert found - set(QUESTIONS) - own_rights - {"targeted.heads"} == set()


def test_a_role_that_ended_opens_nothing(client, someone, operator, at):
    user = someone("district_centre", is_inside=True)
    client.force_login(user)
    assert client.get(f"/households/{household_id(1)}/").status_code == 200
    users.end(by=operator, at=at, assignment=Assignment.objects.get(user=user), because="ย้าย")
    assert client.get(f"/households/{household_id(1)}/").status_code == 404
