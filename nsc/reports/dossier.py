"""The household's file on the screen (แฟ้มครัวเรือน) and the page of one person of it: everything known of them that this reader may see, at
one opening and in a fixed number of queries.

Each part says what its own room would say to this reader: needs, plan, referrals, help, consents, entitlements. What it adds is what lies
between the rooms: what was measured again at the door beside the survey, what sources say differently, and one line of everything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from django.utils import timezone

from nsc import bulk
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, help_given, needs, plans, referral_desk, visit_rules
from nsc.casework.models import Event, MemberChange, Need, Observation, Target, Visit, VisitPhotograph
from nsc.poverty.masks import indicators_in
from nsc.registry import consents
from nsc.reports import differing, household, rights, story
from nsc.reports.differing import Difference, Said, Topic
from nsc.surveys import people, residents, responses, rounds, sets
from nsc.surveys.models import ListedHousehold, Member, Response
from nsc.welfare.eligibility import State
from nsc.welfare.models import HelpRow

MOVES = (  # after which it is somebody's turn
    "case.open", "case.triage", "case.assign", "case.reopen", "case.close", "handoff.give", "handoff.take", "handoff.return",
    "handoff.escalate", "visit.record", "plan.agree", "plan.approve", "plan.return", "plan.supersede", "step.finish",
)  # fmt: skip


@dataclass(frozen=True)
class Visited:
    """`set_code` "" where the survey's questions were not asked. What only names may tell is None for who may not read them."""

    number: int
    case: int
    purpose: str
    state: str
    on: date | None
    planned_on: date | None
    planned_for: str
    by: str
    view: Mapping[str, str]
    people: int | None
    income: float | None
    debt_formal: int | None
    debt_informal: int | None
    set_code: str
    survey_year: int | None  # CE, of the round whose questions were asked again
    answers: str
    pattern: int | None
    threshold: int | None  # baht a person a year, of that round
    photographs: tuple[int, ...]
    has_file: bool


@dataclass(frozen=True)
class OnRoll:
    number: int
    fiscal_year: int
    group: str
    state: str
    level: int | None


@dataclass(frozen=True)
class Paper:
    """Of a record of the target's road, as casework.evidence opens it. `kind`: verification, forum or meeting."""

    kind: str
    number: int
    on: date


@dataclass(frozen=True)
class Dossier:
    """`case`: the newest, None where there is none."""

    file: household.File
    on: date
    rights: rights.OfHousehold
    known: cases.Known
    case: cases.File | None
    needs: tuple[needs.Line, ...]
    plan: plans.Plans | None
    referrals: tuple[referral_desk.Line, ...]
    help: tuple[help_given.InCase, ...]
    visits: tuple[Visited, ...]  # appointments and what was done, newest first
    consents: consents.Sheet
    rolls: tuple[OnRoll, ...]
    differing: tuple[Difference, ...]
    papers: tuple[Paper, ...]
    story: story.Page
    since: date | None  # it is that turn since
    may: Callable[[Permission], bool]


@dataclass(frozen=True)
class Lived:
    """Where a round found somebody. `household` None where this reader does not see that household; then nothing of it is told."""

    year: int  # CE
    surveyed_on: date | None
    household: int | None
    is_here: bool
    area_code: str
    pattern: int | None
    set_code: str
    age: int | None
    relation: str
    occupation: str
    education: str
    certain: tuple[int, ...]
    possible: tuple[int, ...]


@dataclass(frozen=True)
class Noticed:
    """At a visit: something seen of this person, or that they came, left or died. `kind`: a dimension, or a value of MemberChange.Kind."""

    visit: int
    on: date | None
    kind: str
    is_change: bool


@dataclass(frozen=True)
class Somebody:
    """One person of a household. `lived`: newest first. What was noticed only for who may read names."""

    dossier: Dossier
    person: household.Resident
    sealed: residents.Resident
    lived: tuple[Lived, ...]
    noticed: tuple[Noticed, ...]


def of_household(user: User, household_id: int, *, at: datetime, group: str = "", before: story.Before | None = None) -> Dossier:
    """Recorded as one opening, or as one refused. OutOfSight as household.file has it. `group`, `before`: of the story."""
    return _told(user, household.opened(user, household_id, at=at), at=at, group=group, before=before)


def of_person(user: User, household_id: int, person: int, *, at: datetime) -> Somebody:
    """Recorded as one opening of this person. OutOfSight, too, where the newest answer does not find them there."""
    opened = household.opened(user, household_id, at=at, person=person)
    told = _told(user, opened, at=at)
    found = next(each for each in told.file.residents if each.person_id == person)
    assert opened.resident  # it was opened of somebody
    return Somebody(told, found, opened.resident, _lived(user, opened, person), _noticed(opened, person) if told.file.has_names else ())


def _told(user: User, opened: household.Opened, *, at: datetime, group: str = "", before: story.Before | None = None) -> Dossier:
    file, home, newest = opened.file, opened.home, opened.answers[0]
    on = timezone.localdate(at)

    def may(permission: Permission) -> bool:
        return scope.may(user, permission, home.area_code, home.pk, home.authority_id)

    known = cases.of_household(user, home.pk, at=at)
    beside = story.read(user, home, opened.answers)
    visits = _visits(home.pk, may_read=file.has_names, may_look=may(Permission.PHOTOGRAPH_SEE))
    standing = rights.standing(newest, on=on, may_read=file.has_names)
    helps = tuple(help_given.of_household(user, home.pk))
    return Dossier(
        file=file,
        on=on,
        rights=standing,
        known=known,
        case=cases.find(user, known.number, at=at) if known.number else None,
        needs=_needs(file),
        plan=plans.of_case(user, known.number, on=on) if known.number else None,
        referrals=tuple(referral_desk.of_household(user, home.pk)) if known.number else (),
        help=helps,
        visits=visits,
        consents=beside.consents,
        rolls=tuple(OnRoll(each.pk, each.roll.fiscal_year, each.roll.group, each.state, each.level) for each in beside.targets),
        papers=tuple(_papers(user, beside, has_names=file.has_names)),
        differing=_differing(opened, visits, beside, standing),
        story=story.page(user, home, story.besides(beside, may_read=file.has_names), group=group, before=before),
        since=_since(known.number),
        may=may,
    )


def _needs(file: household.File) -> tuple[needs.Line, ...]:
    """Unfinished first; what was withdrawn stands on the page of needs."""
    rows = list(Need.objects.filter(household=file.household_id).exclude(state="withdrawn").order_by("-on", "-pk"))
    rows.sort(key=lambda row: row.state not in needs.UNFINISHED)
    return needs.shown(rows, {each.person_id: each.name for each in file.residents}, may_read=file.has_names)


def _visits(home: int, *, may_read: bool, may_look: bool) -> tuple[Visited, ...]:
    """Of all its cases, without what was called off."""
    told = ("planned_for", "by", "round__indicator_set")
    rows = list(Visit.objects.filter(case__household=home).exclude(state="withdrawn").select_related(*told))
    rows.sort(key=lambda row: (row.on or row.planned_on, row.pk), reverse=True)
    pictures: dict[int, tuple[int, ...]] = {}
    if may_look and rows:
        for visit, photograph in VisitPhotograph.objects.filter(visit__in=rows).order_by("pk").values_list("visit", "photograph"):
            pictures[visit] = (*pictures.get(visit, ()), photograph)
    return tuple(_visited(row, pictures.get(row.pk, ()), may_read) for row in rows)


def _visited(row: Visit, photographs: tuple[int, ...], may_read: bool) -> Visited:
    told = {name: getattr(row, name) if may_read else None for name in ("people", "debt_formal", "debt_informal")}
    indicators = sets.of_code(row.round.indicator_set_id) if row.round else None
    return Visited(
        number=row.pk,
        case=row.case_id,
        purpose=row.purpose,
        state=row.state,
        on=row.on,
        planned_on=row.planned_on,
        planned_for=row.planned_for.display_name if row.planned_for else "",
        by=row.by.display_name,
        view=visit_rules.seen_as(row.view),
        income=row.income_per_person if may_read else None,
        set_code=indicators.code if indicators else "",
        survey_year=row.round.survey_year if row.round else None,
        answers=row.answers,
        pattern=row.pattern,
        threshold=sets.threshold(indicators, row.round.survey_year) if indicators and row.round else None,
        photographs=photographs,
        has_file=may_read and row.evidence_id is not None,
        **told,
    )


def _papers(user: User, beside: story.Beside, *, has_names: bool) -> Iterator[Paper]:
    """Those that this user may open: who that is, casework.evidence says."""

    def works_there(place: str) -> bool:
        return scope.may(user, Permission.TARGET_PROPOSE, place)

    for found in beside.verifications:
        if found.evidence_id and has_names:
            yield Paper("verification", found.pk, found.on)
    for forum in {each.forum for each in beside.forums}:
        if forum.minutes_file_id and works_there(forum.area_code):
            yield Paper("forum", forum.pk, forum.on)
    resolved = [resolution for each in beside.targets for resolution in (each.endorsed_by, each.certified_by) if resolution]
    for meeting in {each.meeting for each in resolved}:
        if meeting.minutes_file_id and works_there(meeting.area_code):
            yield Paper("meeting", meeting.pk, meeting.on)


def _since(case: int | None) -> date | None:
    """When the case last moved, or was handed over."""
    found = Event.objects.filter(case=case, kind__in=MOVES) if case else Event.objects.none()
    return found.order_by("-on", "-pk").values_list("on", flat=True).first()


# — what sources say differently —


def _differing(
    opened: household.Opened,
    visits: Sequence[Visited],
    beside: story.Beside,
    standing: rights.OfHousehold,
) -> tuple[Difference, ...]:
    """Only the newest visit that measured, the newest roll and the newest list speak."""
    newest, has_names = opened.answers[0], opened.file.has_names
    measured = next((each for each in visits if each.state == "done" and each.pattern is not None), None)
    sources = [
        _of_survey(newest, measured, has_names),
        _of_register(opened, has_names),
        *([_of_visit(measured, newest)] if measured else []),
        *([_of_roll(beside.targets[0])] if beside.targets else []),
        *([_of_list(beside.listed[0], has_names)] if beside.listed else []),
    ]
    found = differing.joined(*sources)
    if has_names:
        found |= differing.joined(*_of_agencies(opened, standing)) | _of_doors(opened) | _of_logbook(opened)
    return differing.differences(found)


def _of_survey(answer: Response, measured: Visited | None, has_names: bool) -> dict[Topic, Said]:
    when = {"on": answer.surveyed_on, "year": answer.round.survey_year}
    told = {
        Topic("place"): Said(differing.SURVEY, answer.area_code, **when),
        Topic("people"): Said(differing.SURVEY, answer.people, **when),
    }
    told |= differing.dimensions(differing.SURVEY, answer.pattern, **when)
    if measured and measured.set_code == answer.round.indicator_set_id:
        told |= _indicators(differing.SURVEY, answer.answers, **when)
    if has_names:
        money = getattr(answer, "money", None)  # files without the sheet have no row
        debts = {name: getattr(money, name) for name in ("debt_formal", "debt_informal")} if money else {}
        values = {"house_no": answer.house_no, "income": answer.income_per_person, **debts}
        told |= {Topic(kind): Said(differing.SURVEY, value, **when) for kind, value in values.items()}
    return told


def _indicators(source: str, answers: str, **when) -> dict[Topic, Said]:
    return {Topic("indicator", str(number)): Said(source, verdict, **when) for number, verdict in enumerate(answers, 1)}


def _of_register(opened: household.Opened, has_names: bool) -> dict[Topic, Said]:
    """Its place follows the newest answer, unless somebody mended it since: of when, nobody wrote down."""
    home = opened.home
    told = {Topic("place"): Said(differing.REGISTER, home.area_code)}
    return told | ({Topic("house_no"): Said(differing.REGISTER, home.house_no)} if has_names else {})


def _of_visit(visit: Visited, newest: Response) -> dict[Topic, Said]:
    values = {"people": visit.people, "income": visit.income, "debt_formal": visit.debt_formal, "debt_informal": visit.debt_informal}
    told = {Topic(kind): Said(differing.VISIT, value, visit.on) for kind, value in values.items()}
    if visit.set_code == newest.round.indicator_set_id:
        told |= _indicators(differing.VISIT, visit.answers, on=visit.on)
    return told | differing.dimensions(differing.VISIT, visit.pattern, on=visit.on)


def _of_roll(row: Target) -> dict[Topic, Said]:
    when = {"on": row.roll.source_on, "name": row.roll.source}
    told = {Topic("place"): Said(differing.ROLL, row.area_code, **when), Topic("people"): Said(differing.ROLL, row.people, **when)}
    return told | (differing.dimensions(differing.ROLL, row.pattern, **when) if row.pattern else {})


def _of_list(row: ListedHousehold, has_names: bool) -> dict[Topic, Said]:
    when = {"year": row.target_list.survey_year, "name": row.target_list.source}
    told = {Topic("place"): Said(differing.LISTED, row.area_code, **when)} | differing.dimensions(differing.LISTED, row.pattern, **when)
    return told | ({Topic("house_no"): Said(differing.LISTED, row.house_no, **when)} if has_names else {})


def _of_agencies(opened: household.Opened, standing: rights.OfHousehold) -> Iterator[dict[Topic, Said]]:
    """Who stands on the register of the welfare card, or of help for the disabled, while the survey says no."""
    newest = opened.answers[0]
    when = {"on": newest.surveyed_on, "year": newest.round.survey_year}
    by_person = {each.person_id: each for each in opened.file.residents}
    for each in standing.standings:
        if each.person not in by_person or each.verdict.state != State.RECEIVES or each.as_of is None:
            continue
        who = by_person[each.person]
        if each.entry.is_card:
            topic, said = Topic("card", person=each.person), who.welfare_validated
        elif rights.is_telling(each.entry):
            topic, said = Topic("disabled", person=each.person), None if who.health is None else who.health == Member.Health.DISABLED
        else:
            continue
        yield {topic: Said(differing.SURVEY, said, **when)}
        yield {topic: Said(differing.AGENCY, True, each.as_of, name=each.entry.name)}


def _of_doors(opened: household.Opened) -> dict[Topic, list[Said]]:
    """Who the survey found there, and who since left or died, as somebody heard at the door."""
    newest = opened.answers[0]
    there = {each.person_id for each in opened.file.residents}
    rows = (
        MemberChange.objects.filter(visit__case__household=opened.home, person__in=there)
        .select_related("visit")
        .order_by("visit__on", "pk")
    )
    when = {"on": newest.surveyed_on, "year": newest.round.survey_year}
    return {
        Topic("member", person=row.person_id): [
            Said(differing.SURVEY, "there", **when),
            Said(differing.VISIT, str(row.kind), row.visit.on),
        ]
        for row in rows
        if newest.surveyed_on is None or row.visit.on > newest.surveyed_on
    }


def _of_logbook(opened: household.Opened) -> dict[Topic, list[Said]]:
    """Help of which TPMAP Logbook says otherwise, or that only one of the two knows; until somebody has settled it."""
    rows = HelpRow.objects.filter(household=opened.home, state="waiting", why__in=["theirs", "ours", "unlike"]).select_related("ours")
    return {Topic("help", row.what): list(_logged(row)) for row in rows.order_by("pk")}


def _logged(row: HelpRow) -> Iterator[Said]:
    ours = row.ours
    yield Said(differing.OURS, ours.baht if ours and ours.baht is not None else "given" if ours else "unknown", ours and ours.on)
    yield Said(differing.LOGBOOK, "unknown" if row.why == "ours" else row.baht if row.baht is not None else "given", row.on)


# — one person —


def _lived(user: User, opened: household.Opened, person: int) -> tuple[Lived, ...]:
    """Round by round, whichever household it was; what concerned them there."""
    live = None
    for round in rounds.published():
        found = responses.live(round, prefix="response__")
        live = found if live is None else live | found
    if live is None:
        return ()
    rows = Member.objects.filter(live, person=person).select_related("response__round", "response__household").order_by("pk")
    return tuple(sorted((_found(user, opened, row) for row in rows), key=lambda each: -each.year))


def _found(user: User, opened: household.Opened, row: Member) -> Lived:
    answer, home = row.response, row.response.household
    told = {"year": answer.round.survey_year, "is_here": home.pk == opened.home.pk}
    if not scope.may(user, Permission.HOUSEHOLD_SEE, home.area_code, home.pk, home.authority_id):
        nothing = dict.fromkeys(("surveyed_on", "household", "pattern", "age"))
        words = dict.fromkeys(("area_code", "set_code", "relation", "occupation", "education"), "")
        return Lived(**told, **nothing, **words, certain=(), possible=())
    indicators = sets.of_code(answer.round.indicator_set_id)
    hidden = frozenset() if opened.file.has_names else people.telling(indicators)
    certain, possible = _concerned(row, answer, indicators)
    return Lived(
        **told,
        surveyed_on=answer.surveyed_on,
        household=home.pk,
        area_code=answer.area_code,
        pattern=answer.pattern,
        set_code=indicators.code,
        age=row.age,
        relation=row.relation,
        occupation=row.occupation,
        education=row.education,
        certain=tuple(each for each in certain if each not in hidden),
        possible=tuple(each for each in possible if each not in hidden),
    )


def _concerned(row: Member, answer: Response, indicators: sets.Set) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of the whole household, for what is certain of one depends on who else lives there."""
    kinds = responses.PERSONAL | {"age": pl.Int64, "person_id": pl.Int64}
    members = bulk.read(Member.objects.filter(response=answer).order_by("id"), kinds)
    concern = people.concerned(members, np.zeros(members.height, np.int64), np.array([answer.failed], np.int64), indicators)
    n = members["person_id"].to_list().index(row.person_id)
    return indicators_in(int(concern.certain[n])), indicators_in(int(concern.possible[n]))


def _noticed(opened: household.Opened, person: int) -> tuple[Noticed, ...]:
    home = opened.home.pk
    seen = Observation.objects.filter(visit__case__household=home, person=person).select_related("visit")
    changed = MemberChange.objects.filter(visit__case__household=home, person=person).select_related("visit")
    found = [Noticed(row.visit_id, row.visit.on, row.dimension, is_change=False) for row in seen]
    found += [Noticed(row.visit_id, row.visit.on, row.kind, is_change=True) for row in changed]
    return tuple(sorted(found, key=lambda each: (each.on or date.min, each.visit), reverse=True))
