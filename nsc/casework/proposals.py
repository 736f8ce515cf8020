"""The missed (ตกหล่น): households and people that no list knows. Proposed, looked for among the known, visited with the survey's own
questions; who is found poor becomes a target like any other, on a roll of its own.

Officers propose, and citizens by the public form (tickets.py); what a citizen proposed is first looked for among the known by an officer.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import BinaryIO

import polars as pl
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz

from nsc import bulk, sounds, thai
from nsc.access import audit, notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, codes, places
from nsc.casework import evidence, measuring, rolls, rules, sight
from nsc.casework.models import Forum, Proposal, ProposalVisit, State, Target, Verification
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.registry import households, people
from nsc.registry.models import Household, Person
from nsc.surveys import lists, responses, rounds
from nsc.surveys.models import Member, Round

ALIKE = 86  # of 100: names of one tambon that sound the same to whoever wrote them down
PER_PAGE = 50
SHORTEST = 2  # letters that a name is looked for by
LOOKED_THROUGH = 5_000  # of the newest proposals: more were never open at once
Kind = Proposal.Kind
KINDS = Kind.choices
BY_CITIZENS = (Kind.HOUSEHOLD, Kind.AWAY, Kind.STATELESS, Kind.HOMELESS)  # who is missing from a listed household, only an officer can say
NAMELESS = _("ไม่ทราบชื่อ")  # where a citizen does not know it
STATES = tuple(rules.PROPOSAL_NAMES.items())
OPEN = ("proposed", "accepted")


@dataclass(frozen=True)
class Who:
    """Whom somebody proposes. The national id as typed; it is sealed and never shown again."""

    kind: str
    area: str  # a village, or a tambon where there is no house
    first_name: str
    last_name: str = ""
    title: str = ""
    national_id: str = ""
    house_code: str = ""
    house_no: str = ""
    whereabouts: str = ""


@dataclass(frozen=True)
class Match:
    """Somebody or a house already known, that may be the same. `by`: id, house, name or proposal."""

    by: str
    household_id: int | None
    area_code: str
    house_no: str
    name: str
    score: int
    groups: tuple[str, ...]  # rolls in use that list the household
    proposal: int | None = None


@dataclass(frozen=True)
class Visit:
    number: int
    on: date
    by: str
    people: int
    pattern: int
    answers: str
    note: str
    has_file: bool


@dataclass(frozen=True)
class Proposed:
    """A proposal as a face shows it; the name, the reason and the notes only to who may read names there."""

    number: int
    fiscal_year: int
    kind: str
    state: str
    area_code: str
    house_no: str
    whereabouts: str
    name: str
    has_name: bool
    has_national_id: bool
    reason: str
    closed_because: str
    is_of_a_citizen: bool
    is_checked: bool  # that no list knows them
    by: str  # "" of a citizen
    at: datetime
    household_id: int | None
    target: int | None
    forum: int | None
    may_visit: bool
    visits: tuple[Visit, ...] = ()


# — verbs —


@transaction.atomic
def propose(
    *, by: User, at: datetime, fiscal_year: int, who: Who, reason: str, household: int | None = None, forum: int | None = None
) -> Proposal:
    """`household`: the listed one from which the person is missing. Somebody with the same national id is proposed once a year: again, the
    first proposal stands. Refused where that person's household is a target already."""
    place = places.find(who.area)
    if place is None or len(place.code) < codes.LENGTH[codes.TAMBON]:
        raise Refused(_("โปรดเลือกหมู่บ้าน หรือตำบลถ้าไม่มีบ้าน"))
    owner = authorities.of_villages([place.code]).get(place.code)
    scope.require(by, Permission.TARGET_TELL, place=place.code, household=household, authority=owner)
    told = _told(who, reason, place.code)
    found = _person(who.national_id)
    if found and (before := Proposal.objects.filter(fiscal_year=fiscal_year, person=found, state__in=OPEN).first()):
        return before
    if found:
        _refuse_a_target(found, fiscal_year)
    if who.kind == Kind.PERSON and (household is None or households.find(household) is None):
        raise Refused(_("โปรดเลือกครัวเรือนในข้อมูลที่คนนี้ตกหล่นไป"))
    if forum and not Forum.objects.filter(pk=forum, fiscal_year=fiscal_year, area_code=place.code).exists():
        raise Refused(_("ประชาคมนี้ไม่ใช่ของหมู่บ้านนี้ โปรดเปิดหน้าใหม่"))
    told |= {"fiscal_year": fiscal_year, "person": found, "household_id": household, "authority_id": owner, "forum_id": forum}
    with once():
        made = Proposal.objects.create(**told, by=by, at=at)
    audit.record(by=by, at=at, verb="target.propose", on=made, place=place.code, count=1, detail=who.kind)
    _tell_the_district(made, at, besides=by)
    return made


def _tell_the_district(made: Proposal, at: datetime, besides: User | None = None) -> None:
    ready = notices.holders(Permission.TARGET_ENDORSE, made.area_code[:4])
    notices.tell(users=[user for user in ready if user != besides], at=at, kind="target.propose", href=f"/targets/missed/{made.pk}/")


def of_a_citizen(*, at: datetime, who: Who, reason: str) -> Proposal:
    """Of nobody in the office: for tickets.report, which asks no right and joins its own transaction. No national id is taken here."""
    place = places.find(who.area)
    if place is None or len(place.code) < codes.LENGTH[codes.TAMBON] or not codes.contains(settings.PROVINCE, place.code):
        raise Refused(_("โปรดเลือกหมู่บ้าน หรือตำบลถ้าไม่มีบ้าน"))
    if who.kind not in BY_CITIZENS:
        raise Refused(_("โปรดเลือกว่าตกหล่นแบบใด"))
    if not (who.first_name or who.house_no or who.whereabouts):
        raise Refused(_("โปรดบอกชื่อ บ้านเลขที่ หรือที่สังเกตอย่างใดอย่างหนึ่ง เพื่อให้เจ้าหน้าที่ไปพบได้"))
    told = _told(replace(who, first_name=who.first_name or NAMELESS, house_code=""), reason, place.code)
    owner = authorities.of_villages([place.code]).get(place.code)
    year = rolls.fiscal_year(timezone.localdate(at))
    made = Proposal.objects.create(**told, fiscal_year=year, authority_id=owner, is_of_a_citizen=True, at=at)
    audit.record(by=None, at=at, verb="proposal.report", on=made, place=place.code, count=1, detail=who.kind)
    _tell_the_district(made, at)
    return made


@transaction.atomic
def check(*, by: User, at: datetime, proposal: int) -> Proposal:
    """An officer has looked: no list knows whom the citizen means, and they are to be visited. Said again, the first stands."""
    row = _locked(by, Permission.TARGET_VERIFY, proposal)
    if row.checked_at or not row.is_of_a_citizen:
        return row
    if row.state != Proposal.State.PROPOSED:
        raise Refused(_("ข้อเสนอนี้ปิดแล้ว จึงไม่ต้องตรวจอีก"))
    row.checked_by, row.checked_at = by, at
    row.save(update_fields=["checked_by", "checked_at"])
    audit.record(by=by, at=at, verb="proposal.check", on=row, place=row.area_code)
    return row


def _told(who: Who, reason: str, area: str) -> dict[str, object]:
    first = thai.clean(who.first_name)[:100]
    said = thai.clean(reason)[:500]
    if who.kind not in Kind.values or not first or not said:
        raise Refused(_("โปรดบอกประเภท ชื่อ และเหตุที่เห็นว่าตกหล่น"))
    code = thai.bare(who.house_code)
    if code and (len(code) != 11 or not code.isdigit()):
        raise Refused(_("รหัสบ้านมี 11 หลัก โปรดตรวจ หรือเว้นว่างไว้"))
    return {
        "kind": who.kind,
        "area_code": area,
        "house_code": code,
        "house_no": thai.clean(who.house_no)[:50],
        "whereabouts": thai.clean(who.whereabouts)[:200],
        "title": thai.clean(who.title)[:40],
        "first_name": first,
        "last_name": thai.clean(who.last_name)[:100],
        "reason": said,
    }


def _person(national_id: str) -> Person | None:
    """The person of that number, registered where new."""
    number = thai.bare(national_id)
    if not number:
        return None
    if not thai.has_right_check_digit(number):
        raise Refused(_("เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจเลข 13 หลัก หรือเว้นว่างไว้ถ้าไม่มี"))
    column = pl.Series([number])
    return Person.objects.get(pk=int(people.enrol(column, people.indexed(column))[0]))


def _refuse_a_target(person: Person, year: int) -> None:
    home = lists.homes_of(pl.Series([person.pk], dtype=pl.Int64))
    if home.height and sight.in_use().filter(roll__fiscal_year=year, household=home["household_id"][0]).exists():
        raise Refused(_("คนนี้อยู่ในครัวเรือนที่เป็นเป้าหมายของปีนี้อยู่แล้ว จึงไม่ต้องเสนอ"))


@transaction.atomic
def visit(
    *,
    by: User,
    at: datetime,
    proposal: int,
    round: Round,
    on: date,
    people: int,
    answers: str,
    income: float | None = None,
    note: str = "",
    file: BinaryIO | None = None,
) -> ProposalVisit:
    """The survey's questions, asked at their door; `answers` in the form of surveys.Response, to the indicator set of `round`. Poor in any
    dimension, the household is registered and becomes a target. Recorded again in the same words, nothing is added. Whoever told of them
    may also ask them: the forum and the district are still to be heard."""
    is_own = Proposal.objects.filter(pk=proposal, by=by).exists()
    row = _locked(by, Permission.TARGET_TELL if is_own else Permission.TARGET_VERIFY, proposal)
    if row.is_of_a_citizen and not row.checked_at:
        raise Refused(_("ประชาชนเป็นผู้แจ้ง โปรดตรวจก่อนว่ามีในข้อมูลแล้วหรือไม่ แล้วจึงบันทึกการเยี่ยม"))
    rules.check_day(on, today=timezone.localdate(at), fiscal_year=row.fiscal_year)
    if people < 1:
        raise Refused(_("โปรดตอบให้ครบทุกข้อ และบอกจำนวนคนที่อยู่ในบ้าน"))
    found = measuring.measured(round, answers, income)
    before = row.visits.order_by("-pk").first()
    if before and (before.by_id, before.on, before.answers, before.people) == (by.pk, on, found.answers, people):
        return before
    to = Proposal.State.ACCEPTED if found.pattern else Proposal.State.DECLINED
    row.state = rules.step(row.state, to, rules.PROPOSAL_NEXT, rules.PROPOSAL_NAMES)
    told = {"people": people, "income_per_person": income, **asdict(found)}
    told |= {"note": thai.clean(note)[:500], "evidence": evidence.keep(file, by=by, at=at)}
    made = ProposalVisit.objects.create(proposal=row, round=round, on=on, by=by, at=at, **told)
    if found.pattern:
        _become_a_target(row, made, by, at)
    row.save()
    verb, households_ = Permission.TARGET_VERIFY.value, [row.household_id] if row.household_id else []
    audit.record(by=by, at=at, verb=verb, on=row, place=row.area_code, count=1, detail=row.state, households=households_)
    return made


def _become_a_target(row: Proposal, made: ProposalVisit, by: User, at: datetime) -> None:
    """Verified by this visit; heard by the forum already, where a forum asked for it."""
    if row.household_id is None:
        row.household = _registered(row)
    roll = rolls.of_the_missed(row.fiscal_year, by=by, at=at)
    standing = State.KEPT if row.forum_id else State.VERIFIED
    told = {"area_code": row.area_code, "authority_id": row.authority_id, "house_no": row.house_no, "people": made.people}
    told |= {"pattern": made.pattern, "state": standing, "result": rules.STILL_POOR, "verified_on": made.on}
    target, is_new = Target.objects.get_or_create(roll=roll, household=row.household, defaults=told)
    if not is_new and Proposal.objects.filter(target=target).exists():
        raise Refused(_("ครัวเรือนนี้อยู่ในบัญชีผู้ตกหล่นแล้วจากข้อเสนออื่น โปรดปิดข้อเสนอนี้ว่ามีในข้อมูลแล้ว"))
    row.target = target
    Verification.objects.create(target=target, result=rules.STILL_POOR, on=made.on, evidence=made.evidence, by=by, at=at)


def _registered(row: Proposal) -> Household:
    """A house whose code is registered is that house."""
    known = Household.objects.filter(house_code=row.house_code).first() if row.house_code else None
    if known:
        return known
    place = {"house_code": row.house_code or None, "area_code": row.area_code, "part": "01", "authority_id": row.authority_id}
    schema = {"house_code": pl.String, **households.PLACE}
    enrolled = households.enrol(pl.DataFrame([place | {"house_no": row.house_no, "lat": None, "lon": None}], schema=schema))
    return Household.objects.get(pk=int(enrolled["household_id"][0]))


@transaction.atomic
def close(*, by: User, at: datetime, proposal: int, as_known: bool, because: str) -> Proposal:
    """As known already, or withdrawn as a mistake. Closed again the same way, it stays."""
    row = _locked(by, Permission.TARGET_VERIFY if as_known else Permission.TARGET_PROPOSE, proposal)
    to = Proposal.State.KNOWN if as_known else Proposal.State.WITHDRAWN
    if row.state == to:
        return row
    row.closed_because = rules.reason(because)
    row.state = rules.step(row.state, to, rules.PROPOSAL_NEXT, rules.PROPOSAL_NAMES)
    row.save()
    audit.record(by=by, at=at, verb="proposal.close", on=row, place=row.area_code, because=row.closed_because, detail=to)
    return row


def _locked(by: User, permission: Permission, number: int) -> Proposal:
    row = Proposal.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    scope.require(by, permission, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row


# — questions —


def known(user: User, *, who: Who, year: int) -> list[Match]:
    """Who may be the same, the surest first: by national id, by house code, by name within the tambon, among proposals. Only what this user
    may see with its names."""
    tambon = who.area[: codes.LENGTH[codes.TAMBON]]
    scope.require(user, Permission.TARGET_PROPOSE, place=who.area)
    found = [*_by_person(who), *_by_house(who), *_by_name(who, tambon), *_by_proposal(who, tambon, year)]
    best: dict[object, Match] = {}
    for match in sorted(found, key=lambda each: -each.score):
        best.setdefault(match.household_id or ("proposal", match.proposal), match)
    return _with_groups([match for match in best.values() if _may_see(user, match)], year)[:10]


def known_of(user: User, *, proposal: int) -> list[Match]:
    """The same for whom a citizen has proposed."""
    row = Proposal.objects.filter(pk=proposal).first()
    if row is None:
        raise scope.OutOfSight(str(proposal))
    scope.require(user, Permission.TARGET_VERIFY, place=row.area_code, household=row.household_id, authority=row.authority_id)
    name = "" if row.first_name == NAMELESS else row.first_name
    who = Who(row.kind, row.area_code, name, row.last_name, row.title, house_code=row.house_code, house_no=row.house_no)
    return [match for match in known(user, who=who, year=row.fiscal_year) if match.proposal != row.pk]


def _may_see(user: User, match: Match) -> bool:
    return scope.may(user, Permission.NAME_SEE, match.area_code, match.household_id)


def _by_person(who: Who) -> Iterable[Match]:
    number = thai.bare(who.national_id)
    if not thai.has_right_check_digit(number):
        return
    registered = people.by_index(people.indexed(pl.Series([number])))
    for row in lists.homes_of(registered["person_id"]).iter_rows(named=True):
        yield Match("id", row["household_id"], row["area_code"], "", "", 100, ())


def _by_house(who: Who) -> Iterable[Match]:
    code = thai.bare(who.house_code)
    for home in Household.objects.filter(house_code=code) if code else ():
        yield Match("house", home.pk, home.area_code, home.house_no, "", 99, ())


def _by_name(who: Who, tambon: str) -> Iterable[Match]:
    asked = thai.clean(f"{who.first_name} {who.last_name}")
    newest = rounds.published()[-1:]
    if not asked or not newest:
        return
    schema = {"response__household_id": pl.Int64, "response__area_code": pl.String, "response__house_no": pl.String}
    schema |= {"title": pl.String, "first_name": pl.String, "last_name": pl.String}
    rows = Member.objects.filter(responses.live(newest[0], prefix="response__"), places.within(tambon, "response__area_code"))
    for home, area, house_no, title, first, last in bulk.read(rows, schema).iter_rows():
        score = int(fuzz.ratio(asked, f"{first} {last}".strip()))
        if score >= ALIKE:
            yield Match("name", home, area, house_no, thai.full_name(thai.Name(title, first, last)), score - 5, ())


def _by_proposal(who: Who, tambon: str, year: int) -> Iterable[Match]:
    asked = thai.clean(f"{who.first_name} {who.last_name}")
    if not asked:
        return
    for row in Proposal.objects.filter(places.within(tambon), fiscal_year=year, state__in=OPEN):
        if fuzz.ratio(asked, f"{row.first_name} {row.last_name}".strip()) >= ALIKE:
            yield Match("proposal", None, row.area_code, row.house_no, _name(row), 90, (), row.pk)


def _with_groups(found: list[Match], year: int) -> list[Match]:
    listed: dict[int, list[str]] = {}
    rows = sight.in_use().filter(roll__fiscal_year=year, household__in=[each.household_id for each in found if each.household_id])
    for household, group in rows.values_list("household", "roll__group"):
        listed.setdefault(household, []).append(group)
    return [replace(each, groups=tuple(sorted(listed.get(each.household_id or 0, ())))) for each in found]


def visible_to(user: User, *, at: datetime, year: int, area: str = "", state: str = "", page: int = 1) -> tuple[list[Proposed], int]:
    """One page, newest first, and how many there are, of places whose households the user may see. Where names are shown, the opening is
    recorded."""
    where = sight.place(user, Permission.HOUSEHOLD_SEE, area=area)
    rows = where.of(_seen(user)).filter(fiscal_year=year)
    rows = rows.filter(state=state) if state in Proposal.State.values else rows
    total, first = rows.count(), (max(page, 1) - 1) * PER_PAGE
    found = [_shown(row, user) for row in rows.order_by("-pk")[first : first + PER_PAGE]]
    if any(each.has_name for each in found):
        _seen_by(user, at, where.place.code, found)
    return found, total


def called(user: User, text: str, *, limit: int) -> list[Proposed]:
    """Who is proposed under a name that begins or sounds like what was typed, in either order, the newest first: of places where the user
    may read names. The opening is recorded by the search that asks."""
    typed = sounds.words(text)
    if not typed or len(sounds.plain(typed[0])) < SHORTEST or not scope.anywhere(user, Permission.NAME_SEE):
        return []
    rows = _named(user).order_by("-pk").values_list("pk", "first_name", "last_name")[:LOOKED_THROUGH]
    found = [pk for pk, first, last in rows if _answers(typed, (first, last))][:limit]
    return _in_order(user, found)


def of_people(user: User, person_ids: Iterable[int], *, limit: int) -> list[Proposed]:
    """Proposals of these people, where the user may read names: of who was looked for by the national id."""
    if not scope.anywhere(user, Permission.NAME_SEE):
        return []
    return _in_order(user, list(_named(user).filter(person__in=list(person_ids)).order_by("-pk").values_list("pk", flat=True)[:limit]))


def _named(user: User) -> QuerySet[Proposal]:
    return Proposal.objects.filter(sight.within(user, Permission.NAME_SEE), state__in=OPEN)


def _in_order(user: User, numbers: list[int]) -> list[Proposed]:
    rows = Proposal.objects.select_related("by").in_bulk(numbers)
    return [_shown(rows[number], user) for number in numbers]


def _answers(typed: list[str], names: tuple[str, str]) -> bool:
    """Each word that was typed is one of the names, another each."""
    first, rest = typed[0], "".join(typed[1:])
    if not rest:
        return any(_is_like(first, name) for name in names)
    return any(_is_like(first, one) and _is_like(rest, other) for one, other in (names, names[::-1]))


def _is_like(word: str, name: str) -> bool:
    letters = sounds.plain(name)
    if not letters:
        return False
    return letters.startswith(sounds.plain(word)) or (sounds.sound(word) != "" and sounds.sound(word) == sounds.sound(name))


def find(user: User, number: int, *, at: datetime) -> Proposed:
    row = Proposal.objects.select_related("by").filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    told = {"household": row.household_id, "authority": row.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, place=row.area_code, **told)
    shown = _shown(row, user, with_visits=True)
    if shown.has_name:
        _seen_by(user, at, row.area_code, [shown], row)
    return shown


def _seen_by(user: User, at: datetime, place: str, found: list[Proposed], on: Proposal | None = None) -> None:
    homes = [each.household_id for each in found if each.has_name and each.household_id]
    audit.seen(by=user, at=at, what="proposal", on=on, place=place, count=len(found), households=homes)


def _seen(user: User) -> QuerySet[Proposal]:
    mine = sight.within(user, Permission.HOUSEHOLD_SEE)
    return Proposal.objects.select_related("by").filter(mine)


def _name(row: Proposal) -> str:
    return thai.full_name(thai.Name(row.title, row.first_name, row.last_name))


def _shown(row: Proposal, user: User, *, with_visits: bool = False) -> Proposed:
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    may_read = scope.may(user, Permission.NAME_SEE, **told)
    visits = row.visits.select_related("by").order_by("-on", "-pk") if with_visits else ()
    return Proposed(
        number=row.pk,
        fiscal_year=row.fiscal_year,
        kind=row.kind,
        state=row.state,
        area_code=row.area_code,
        house_no=row.house_no if may_read else "",
        whereabouts=row.whereabouts if may_read else "",
        name=_name(row) if may_read else "",
        has_name=may_read,
        has_national_id=row.person_id is not None,
        reason=row.reason if may_read else "",
        closed_because=row.closed_because if may_read else "",
        is_of_a_citizen=row.is_of_a_citizen,
        is_checked=row.checked_at is not None,
        by=row.by.display_name if row.by else "",
        at=row.at,
        household_id=row.household_id,
        target=row.target_id,
        forum=row.forum_id,
        may_visit=row.state in rules.PROPOSAL_NEXT and scope.may(user, Permission.TARGET_VERIFY, **told),
        visits=tuple(
            Visit(
                each.pk,
                each.on,
                each.by.display_name,
                each.people,
                each.pattern,
                each.answers,
                each.note if may_read else "",
                may_read and bool(each.evidence_id),
            )
            for each in visits
        ),
    )


def waiting(user: User, *, year: int) -> int:
    """How many proposals wait for this user's visit."""
    rows = Proposal.objects.filter(sight.within(user, Permission.TARGET_VERIFY), fiscal_year=year, state=Proposal.State.PROPOSED)
    return rows.count()
