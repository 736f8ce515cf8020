"""What a phone of the field application reads (docs/field.md): the households of who asks, and the farmers of their tambons, each whole,
and only those that are new to it.

A household is what its own pages would show to this reader: names, doors and what they tell only for who may read names there. All of it is
read in a fixed number of queries, and nothing in it is measured by the clock but the day: the same facts have the same digest all day long.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby, islice
from operator import itemgetter
from statistics import median
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext

from nsc import bulk
from nsc.access import audit, phones, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import family, help_given, needs, plans, sealing, sight, visit_rules
from nsc.casework import visits as visiting
from nsc.casework.models import Case, CasePlan, Event, Given, Need, State, Step, Visit
from nsc.poverty import priority, special
from nsc.poverty.union import DIMENSIONS
from nsc.registry import consents, doorstep, sensitive
from nsc.registry.models import Household, Photograph
from nsc.reports import bundle_farmers, bundle_marks, bundle_words, sifting
from nsc.reports.names import masked
from nsc.surveys import assessment, kinds, people, responses, rounds, sets
from nsc.surveys.models import Member, Round
from nsc.surveys.names import HEAD
from nsc.welfare.models import Assistance

FARMER = bundle_farmers.key(0)[0]  # how the keys of farmers begin
MOST = 2_000  # households of one phone: those in a hurry first
AFTERWARDS = timedelta(days=60)  # that a closed case of an area stays on its phones: visits after it
RECENT = timedelta(days=365)  # help that was given
VISITS, STORY, ROUNDS = 3, 4, 2  # the last of each
REASONS = 3  # that weigh most: the household's page has them all
DOES = {  # what may be done at a household, and the right it takes
    "visit": Permission.VISIT_RECORD,
    "need": Permission.NEED_RECORD,
    "plan": Permission.PLAN_WRITE,
    "verify": Permission.TARGET_VERIFY,
    "propose": Permission.TARGET_PROPOSE,
    "help": Permission.ASSISTANCE_GRANT,
    "consent": Permission.CONSENT_RECORD,
    "photograph": Permission.PHOTOGRAPH_ADD,
}
ASSESSED = ("id", "failed", "problems", "income_per_person", "pattern", "validated", "rounds_poor")  # as assessment takes them
SEX = {Member.Sex.MALE: "m", Member.Sex.FEMALE: "f"}
SEXES = {key: number for number, key in SEX.items()}

Told = dict[str, Any]  # a shape of core/types.ts


@dataclass(frozen=True)
class Bundle:
    """`households`, `farmers` and `words`: JSON, as it was hashed. `words` None where the phone has them. `ask`: something is new, and
    what depends on what the phone has: it asks again and says so."""

    now: str
    all: str
    households: tuple[str, ...]
    farmers: tuple[str, ...]
    gone: tuple[str, ...]
    words: str | None
    more: int  # households that would be theirs, beyond MOST
    more_farmers: int
    ask: bool = False

    @property
    def same(self) -> bool:
        return not self.households and not self.farmers and not self.gone and self.words is None and not self.ask

    def text(self) -> str:
        told = {"now": self.now, "all": self.all, "same": self.same, "gone": self.gone, "ask": self.ask}
        told |= {"more": self.more, "more_farmers": self.more_farmers}
        beside = f'"words":{self.words or "null"},"households":[{",".join(self.households)}],"farmers":[{",".join(self.farmers)}]'
        return f"{_json(told)[:-1]},{beside}}}"


def bundle(user: User, *, at: datetime, have: Mapping[str, str] | None, all_: str, words: str, notice: tuple[int, str]) -> Bundle:
    """What is not on the phone as it stands now. `have`: its households and their digests, None where `all_` says it; `all_` and `words`:
    the digests of all of them and of the words that it was given; where nothing that they are made of was written since, they are not made
    again (bundle_marks). `notice`: version and text of the privacy notice. What goes out with
    names is recorded, as one opening of all of them, and one of the farmers; where the phone has everything nothing is opened, and nothing
    recorded. NotAllowed or OutOfSight for who visits nobody anywhere."""
    if not phones.has_visits(user):
        sight.require_somewhere(user, Permission.VISIT_RECORD)
    today = timezone.localdate(at)
    chosen, followed = _chosen(user, today), bundle_farmers.known(user)
    mark = bundle_marks.mark(user, today, chosen.households, chosen.handed, chosen.more, followed, notice)
    if not have and bundle_marks.holds(mark, all_, words):
        return Bundle(at.isoformat(), all_, (), (), (), None, chosen.more, followed.more)
    known = _known(user, today, chosen)
    homes = list(_told(known)) if known.homes else []
    told = [_packed(each["key"], each) for each in (*homes, *bundle_farmers.told(user, followed.rows))]
    villages = dict.fromkeys(followed.villages) | _villages(homes)
    spoken = _packed("words", bundle_words.told(user, known.today, villages, notice, known.rounds[-1:]))
    everything = _digest(" ".join(sorted(each.digest for each in told)))
    is_known, ask = bool(all_) and bundle_marks.digest_of(all_) == everything, False
    if have is None:
        have, ask = {}, bool(all_) and not is_known
    new = [] if ask or (is_known and not have) else [each for each in told if have.get(each.key) != each.digest]
    _record(known, at, {each.key for each in new})
    _record_farmers(user, followed, at, {each.key for each in new})
    ours = {each.key for each in told}
    return Bundle(
        now=at.isoformat(),
        all=bundle_marks.sealed(mark, everything, spoken.digest),
        households=tuple(each.text for each in new if not each.key.startswith(FARMER)),
        farmers=tuple(each.text for each in new if each.key.startswith(FARMER)),
        gone=tuple(sorted(set(have) - ours)),
        words=None if ask or words == spoken.digest else spoken.text,
        more=chosen.more,
        more_farmers=followed.more,
        ask=ask,
    )


def _record(known: "Known", at: datetime, new: Collection[str]) -> None:
    homes = [home for home in known.homes if _key(home.pk) in new]
    named = [home.pk for home in homes if home.pk in known.named]
    if named:
        place = visiting.common([home.area_code for home in homes])
        audit.seen(by=known.user, at=at, what="bundle", place=place, count=len(homes), households=named)


def _record_farmers(user: User, followed: bundle_farmers.Followed, at: datetime, new: Collection[str]) -> None:
    """A line for each tambon, as for a list that is opened there."""
    for area in followed.tambons:
        count = sum(row.initiative.area_code == area and bundle_farmers.key(row.pk) in new for row in followed.rows)
        if count:
            audit.seen(by=user, at=at, what="farmer_bundle", place=area, count=count)


# — whose —


@dataclass(frozen=True)
class Known:
    """Whose households, and what may be done at each. `named`: whose names may be read; `handed`: that were handed to the user."""

    user: User
    today: date
    homes: Sequence[Household]
    may: Mapping[int, Collection[Permission]]
    named: Collection[int]
    handed: Collection[int]
    rounds: Sequence[Round]  # published, the oldest first
    targets: Mapping[int, int]  # by household, of those that nobody has verified

    @property
    def ids(self) -> list[int]:
        return [home.pk for home in self.homes]

    def holding(self, right: Permission) -> list[int]:
        return [home.pk for home in self.homes if right in self.may[home.pk]]


@dataclass(frozen=True)
class Chosen:
    """Numbers of households. `more`: how many there would be beyond MOST."""

    households: Sequence[int]
    handed: Collection[int]
    more: int


def _chosen(user: User, today: date) -> Chosen:
    """What is in a hurry comes first: an emergency, then what is due, then the priority."""
    handed = set(Household.objects.filter(scope.handed(user, Permission.VISIT_RECORD, "pk")).values_list("pk", flat=True))
    has_area = scope.areas(user, Permission.VISIT_RECORD) or scope.authorities(user, Permission.VISIT_RECORD)
    if not has_area and len(handed) <= MOST:
        return Chosen(sorted(handed), handed, 0)
    mine = sight.within(user, Permission.VISIT_RECORD)
    is_on = ~Q(state="closed") | Q(closed_on__gte=today - AFTERWARDS)
    rank: dict[int, tuple[bool, date, int]] = dict.fromkeys(handed, (True, date.max, 0))
    targets = sifting.targets(today).filter(mine).order_by("priority")
    rank |= {household: (True, date.max, -points) for household, points in targets.values_list("household", "priority")}
    cases = Case.objects.filter(mine, is_on, is_newest=True).values_list("household", "is_emergency", "state", "due_on", "priority")
    for household, is_emergency, state, due_on, points in cases:
        rank[household] = (not is_emergency, due_on if due_on and state != "closed" else date.max, -points)
    chosen = sorted(rank, key=lambda household: (*rank[household], household))[:MOST]
    return Chosen(chosen, handed, max(0, len(rank) - MOST))


def _known(user: User, today: date, chosen: Chosen) -> Known:
    seen = scope.within(user, Permission.VISIT_RECORD, household="pk", authority="authority_id")
    homes = list(Household.objects.filter(seen, pk__in=chosen.households).order_by("pk"))
    may = scope.over(user, ((home.pk, home.area_code, home.authority_id) for home in homes))
    named = {home.pk for home in homes if Permission.NAME_SEE in may[home.pk]}
    return Known(user, today, homes, may, named, chosen.handed, rounds.published(), _waiting(user, today, homes))


def _waiting(user: User, today: date, homes: Sequence[Household]) -> dict[int, int]:
    """Targets by household, of those that nobody has verified; of two rolls the more urgent, which comes last."""
    mine = sight.within(user, Permission.VISIT_RECORD)
    rows = sifting.targets(today).filter(mine, household__in=[home.pk for home in homes], state=State.LISTED)
    return dict(rows.order_by("priority", "-pk").values_list("household", "pk"))


# — a household —


@dataclass(frozen=True)
class Packed:
    key: str
    digest: str
    text: str


def _told(known: Known) -> Iterator[Told]:
    """One after the other. A fixed number of queries."""
    ids = known.ids
    answers = responses.answers_of_many(ids, known.rounds)
    newest = {row["household_id"]: row for row in answers.unique("household_id", keep="first", maintain_order=True).iter_rows(named=True)}
    members = _members([row["id"] for row in newest.values()])
    cases = {row.household_id: row for row in Case.objects.filter(household__in=ids, is_newest=True)}
    visits, said = _visits(ids), doorstep.standing_of(known.named)
    called = _to_be_called(known, visits)
    rows = list(Need.objects.filter(household__in=ids, state__in=needs.UNFINISHED).order_by("-on", "-pk"))
    parts = {
        "people": _people(known, members, newest, said, called),
        "clashes": _clashes(known, called),
        "rounds": _rounds(answers),
        "visits": {home: _shown(theirs, known.user) for home, theirs in visits.items()},
        "needs": _needs(known, rows),
        "offered": _offered(known, members, newest, rows),
        "help": _help(known),
        "consents": consents.held_by(ids, on=known.today),
        "photographs": _photographs(known),
        "story": _story(ids),
        "reasons": _reasons(known, members, newest),
    }
    plan, measured = _plans(known, cases), _measured(known, visits)
    for home in known.homes:
        of, answer = home.pk, newest.get(home.pk)
        told = {name: found.get(of, ()) for name, found in parts.items()} | _door(home, said.get(of, {}), has_names=of in known.named)
        told |= {"plan": plan.get(of), "measured": measured.get(of)}
        told |= {"target": known.targets.get(of) if Permission.TARGET_VERIFY in known.may[of] else None}
        told |= {"points": answer["priority"] if answer else None, "case": _case(cases.get(of), known.today)}
        yield told | {"may": [act for act, right in DOES.items() if right in known.may[of]]}


def _door(home: Household, said: Mapping[doorstep.Key, str], *, has_names: bool) -> Told:
    """Where it is; who may not read names learns the village alone, for any neighbour knows who lives at a door."""
    told = {"key": _key(home.pk), "id": home.pk, "area": home.area_code, "located": home.located_at is not None}
    if not has_names:
        return told | {"no": "", "code": "", "lat": None, "lon": None, "phone": ""}
    lat, lon = (None if each is None else round(each, 5) for each in (home.lat, home.lon))  # to a metre
    told |= {"lat": lat, "lon": lon, "code": (home.house_code or "")[-4:], "phone": said.get((None, doorstep.PHONE), "")}
    return told | {"no": said.get((None, doorstep.HOUSE_NO), home.house_no)}


def _clashes(known: Known, called: Collection[int]) -> dict[int, list[Told]]:
    """What two people said differently; a telephone number of somebody's only where it may be called."""
    found: dict[int, list[Told]] = {}
    for home, clashes in doorstep.open_of(known.named).items():
        for each in clashes:
            if each.person is None or each.field != doorstep.PHONE or home in called:
                told = {name: getattr(each, name) for name in ("number", "person", "field", "stands", "said", "stands_by", "said_by")}
                found.setdefault(home, []).append(told)
    return found


def _villages(homes: Sequence[Told]) -> dict[str, tuple[float, float] | None]:
    """Where they lie, by code, with the middle of the positions known there: to a hundred metres, which is enough to find the village."""
    stands: dict[str, list[tuple[float, float]]] = {}
    for each in homes:
        stands.setdefault(each["area"], []).extend([(each["lon"], each["lat"])] if each["lat"] is not None else [])
    return {code: _middle(points) for code, points in stands.items()}


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    lons, lats = zip(*points, strict=True) if points else ((), ())
    return (round(median(lons), 3), round(median(lats), 3)) if points else None


def _case(row: Case | None, today: date) -> Told | None:
    if row is None:
        return None
    is_late = row.state != "closed" and bool(row.escalations or (row.due_on and row.due_on < today))
    told = {"number": row.pk, "state": row.state, "turn": row.turn, "due": row.due_on, "late": is_late}
    return told | {"purposes": visit_rules.fitting(row.state, row.outcome), "emergency": row.is_emergency}


# — who lives there, and what they answered —


def _members(answers: list[int]) -> pl.DataFrame:
    """The head first, within each answer."""
    columns = responses.PERSONAL | {"age": pl.Int64, "person_id": pl.Int64, "response_id": pl.Int64}
    rows = bulk.read(Member.objects.filter(response__in=answers).order_by("id"), columns)
    return rows.with_columns(own=kinds.own()).sort(~pl.col("relation").str.starts_with(HEAD), maintain_order=True)


def _people(
    known: Known,
    members: pl.DataFrame,
    newest: Mapping[int, Told],
    said: Mapping[int, Mapping[doorstep.Key, str]],
    called: Collection[int],
) -> dict[int, list[Told]]:
    """As the survey found them; what was said at the door since lies over it (registry.doorstep). `called`: whose telephones are opened."""
    home_of = {row["id"]: home for home, row in newest.items()}
    at_hand = members.filter(pl.col("response_id").is_in([row["id"] for home, row in newest.items() if home in called]))
    phones = sensitive.phones_of(at_hand["person_id"].to_list())
    found: dict[int, list[Told]] = {}
    for row in members.iter_rows(named=True):
        home = home_of[row["response_id"]]
        theirs, answer = said.get(home, {}), newest[home]
        over = {name: value for name in doorstep.OF_PERSON if (value := theirs.get((row["person_id"], name))) is not None}
        told = _person(known, _as_said(row, over), answer, has_names=home in known.named)
        found.setdefault(home, []).append(told | {"phone": phones.get(row["person_id"], "")})
    for home, theirs in said.items():
        if (head := theirs.get((None, doorstep.HEAD))) and home in found:
            found[home].sort(key=lambda each: str(each["id"]) != head)
    return found


def _as_said(row: Told, over: Mapping[str, str]) -> Told:
    """A row of the survey with what was said of the person since."""
    if not over:
        return row
    born = {"born_on": date.fromisoformat(over["born_on"]) if over["born_on"] else None, "born_precision": "d"} if "born_on" in over else {}
    sex = {"sex": SEXES.get(over["sex"], Member.Sex.UNKNOWN)} if "sex" in over else {}
    return row | over | born | sex


def _person(known: Known, row: Told, answer: Told, *, has_names: bool) -> Told:
    """What tells of health, and the day of birth, only with the name. A birth of which the file knew the year alone is no day."""
    age = family.age_on(row["born_on"], row["age"], answer["surveyed_on"], known.today)
    stage = people.stage_of(age)
    bits = row["own"] | answer["specials"] & special.OF_HOUSEHOLD if has_names else 0
    return {
        "id": row["person_id"],
        "title": row["title"],
        "first": row["first_name"] if has_names else masked(row["first_name"]),
        "last": row["last_name"] if has_names else masked(row["last_name"]),
        "relation": row["relation"],
        "sex": SEX.get(row["sex"], ""),
        "age": age,
        "born": family.birthday(row["born_on"], row["born_precision"]) if has_names else None,
        "stage": stage.code if stage else "",
        "specials": [code for code in special.CODES if bits & special.bit(code)],
        "occupation": row["occupation"],
        "education": row["education"],
    }


def _to_be_called(known: Known, visits: Mapping[int, Sequence[Told]]) -> set[int]:
    """Telephone numbers are opened one by one and for a reason. The reason here is the visit: of households handed to the user, and of
    those where an appointment is theirs; never of a whole tambon."""
    mine = {home for home, rows in visits.items() if any(_is_mine(row, known.user) for row in rows)}
    return {home for home in known.holding(Permission.SENSITIVE_REVEAL) if home in known.named and (home in known.handed or home in mine)}


def _rounds(answers: pl.DataFrame) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for row in answers.iter_rows(named=True):
        theirs = found.setdefault(row["household_id"], [])
        if len(theirs) < ROUNDS:
            told = {"year": row["round_survey_year"], "set": row["round_indicator_set_id"], "answers": row["answers"]}
            told |= {"failing": _failing(row["pattern"]), "income": _whole(row["income_per_person"]), "on": row["surveyed_on"]}
            theirs.append(told)
    return found


def _whole(baht: float | None) -> int | None:
    return None if baht is None else round(baht)


def _failing(pattern: int) -> list[str]:
    return [name for bit, name in enumerate(DIMENSIONS) if pattern >> bit & 1]


def _reasons(known: Known, members: pl.DataFrame, newest: Mapping[int, Told]) -> dict[int, list[str]]:
    """What weighs most in why it ranks where it does; round by round, for each has weights of its own."""
    found: dict[int, list[str]] = {}
    worded: dict[tuple[str, int, int], str] = {}  # few are unlike: each is put into words once

    def text(each: priority.Reason) -> str:
        key = (each.label, each.values.get("value", 0), each.points)
        if key not in worded:
            worded[key] = each.text(gettext)
        return worded[key]

    for round in known.rounds:
        homes = {home: row for home, row in newest.items() if row["round_id"] == round.pk}
        if not homes:
            continue
        columns = {name: kind for name, kind in responses.MANY.items() if name in ASSESSED}
        frame = pl.DataFrame([[row[name] for name in columns] for row in homes.values()], columns, orient="row")
        frame = frame.with_columns(debt_informal=pl.Series([row["money_debt_informal"] for row in homes.values()], dtype=pl.Float64))
        theirs = members.filter(pl.col("response_id").is_in(frame["id"].implode()))
        theirs = theirs.select("response_id", "age", "health", pl.col("self_care").cast(pl.Int8))
        scored = assessment.scored_again(assessment.columns(frame), assessment.columns(theirs), round)
        for n, home in enumerate(homes):
            reasons = scored.reasons(n) if home in known.named else priority.open_to_all(scored.reasons(n))
            found[home] = [text(each) for each in reasons[:REASONS]]
    return found


# — the work —


def _visits(ids: list[int]) -> dict[int, list[Told]]:
    """All that were not called off, by household."""
    rows = Visit.objects.filter(case__household__in=ids).exclude(state="withdrawn").order_by(Coalesce("on", "planned_on"), "pk")
    told = ("pk", "case__household", "purpose", "state", "on", "planned_on", "planned_for", "submission", "answers", "pattern")
    told += ("income_per_person", "planned_for__display_name", "by__display_name", "round__survey_year", "round__indicator_set")
    found: dict[int, list[Told]] = {}
    for row in rows.values(*told):
        found.setdefault(row["case__household"], []).append(row)
    return found


def _is_mine(row: Told, user: User) -> bool:
    return row["state"] == "planned" and row["planned_for"] == user.pk


def _shown(rows: Sequence[Told], user: User) -> list[Told]:
    """Appointments, the soonest first; then the last that were made or missed, the newest first."""
    planned = [row for row in rows if row["state"] == "planned"]
    return [_visit(row, user) for row in (*planned, *[row for row in rows if row["state"] != "planned"][: -VISITS - 1 : -1])]


def _visit(row: Told, user: User) -> Told:
    who = row["planned_for__display_name"] if row["state"] == "planned" else row["by__display_name"]
    told = {"number": row["pk"], "purpose": row["purpose"], "state": row["state"], "on": row["on"], "planned": row["planned_on"]}
    return told | {"by": who or "", "mine": _is_mine(row, user), "submission": row["submission"]}


def _measured(known: Known, visits: Mapping[int, Sequence[Told]]) -> dict[int, Told]:
    """The survey's questions as they were asked again last. Money only with names."""
    found = {}
    for home, rows in visits.items():
        again = [row for row in rows if row["state"] == "done" and row["answers"]]
        if again:
            row = again[-1]
            told = {"year": row["round__survey_year"], "set": row["round__indicator_set"], "answers": row["answers"], "on": row["on"]}
            income = _whole(row["income_per_person"]) if home in known.named else None
            found[home] = told | {"failing": _failing(row["pattern"]), "income": income}
    return found


def _needs(known: Known, rows: Sequence[Need]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for line, row in zip(needs.shown_of(rows, known.named), rows, strict=True):
        is_told = line.what is not None  # else what it comes of tells of an illness, and is not for this reader
        told = {"number": row.pk, "dimension": row.dimension, "person": line.person, "indicator": row.indicator if is_told else None}
        told |= {"set": row.set_code if is_told else "", "problem": row.problem if is_told else "", "text": line.text}
        found.setdefault(row.household_id, []).append(told | {"urgency": row.urgency, "state": row.state})
    return found


def _offered(known: Known, members: pl.DataFrame, newest: Mapping[int, Told], rows: Sequence[Need]) -> dict[int, list[Told]]:
    """As at the door of a visit (needs.offered): of each set of questions at once."""
    asked = {home: newest[home] for home in known.holding(Permission.NEED_RECORD) if home in newest}
    there = {(row.household_id, row.indicator, row.set_code, row.person_id) for row in rows}
    found: dict[int, list[Told]] = {}
    for code in {row["round_indicator_set_id"] for row in asked.values()}:
        indicators = sets.of_code(code)
        telling = people.telling(indicators)
        failed = {row["id"]: row["failed"] for row in asked.values() if row["round_indicator_set_id"] == code}
        theirs = members.filter(pl.col("response_id").is_in(list(failed)))
        concerned = needs.concerned(theirs, failed, indicators)
        for home, row in asked.items():
            for number, person in concerned.get(row["id"], ()):
                whom = person if home in known.named or number not in telling else None
                told = {"dimension": indicators.map.dimension_of(number) or visit_rules.OTHER, "indicator": number, "set": code}
                told |= {"person": whom}
                if (home, number, code, person) not in there and told not in found.setdefault(home, []):
                    found[home].append(told)
    return found


def _plans(known: Known, cases: Mapping[int, Case]) -> dict[int, Told]:
    """Of cases that are open one version: that which waits for the household's word, else the one in force, else what was agreed and waits
    for the amphoe."""
    of = {case.pk: case for case in cases.values() if case.state != "closed"}
    versions: dict[int, tuple[int, CasePlan]] = {}
    for row in CasePlan.objects.filter(case__in=of, state__in=(*plans.IN_WORK, plans.IN_FORCE)).order_by("-version"):
        waits = plans.waits_for_the_family(row.state, of[row.case_id].state)
        rank = 0 if waits else 1 if row.state == plans.IN_FORCE else 2
        if row.case_id not in versions or rank < versions[row.case_id][0]:
            versions[row.case_id] = (rank, row)
    chosen = {plan.pk: plan for _rank, plan in versions.values()}
    steps = _steps(known, of, chosen)
    found = {}
    for plan in chosen.values():
        case = of[plan.case_id]
        waits = plans.waits_for_the_family(plan.state, case.state) and Permission.PLAN_WRITE in known.may[case.household_id]
        told = {"number": plan.pk, "version": plan.version, "state": plan.state, "goal": plan.goal, "agree": waits}
        found[case.household_id] = told | {"steps": steps.get(plan.pk, ())}
    return found


def _steps(known: Known, cases: Mapping[int, Case], chosen: Mapping[int, CasePlan]) -> dict[int, list[Told]]:
    rows = list(Step.objects.filter(plan__in=chosen).exclude(state="dropped").order_by("place"))
    homes = [cases[chosen[row.plan_id].case_id].household_id for row in rows]
    texts = sealing.opened_many(row.what_sealed if home in known.named else None for row, home in zip(rows, homes, strict=True))
    found: dict[int, list[Told]] = {}
    for row, home, what in zip(rows, homes, texts, strict=True):
        plan = chosen[row.plan_id]
        is_open = plans.is_worked_on(plan.state, cases[plan.case_id].state) and row.state in plans.OPEN_STEPS
        told = {"number": row.pk, "what": what, "who": row.who, "due": row.due_on, "state": row.state, "baht": row.baht}
        found.setdefault(row.plan_id, []).append(told | {"mine": is_open and Permission.PLAN_WRITE in known.may[home]})
    return found


def _help(known: Known) -> dict[int, list[Told]]:
    """What it is and who gives it tell of an illness or a disability as much as of help: for who may read names."""
    day = Coalesce("on", "promised_on")
    rows = Assistance.objects.filter(household__in=known.ids).filter(Q(state="promised") | Q(on__gte=known.today - RECENT))
    in_case = Exists(Given.objects.filter(assistance=OuterRef("pk")))
    rows = rows.exclude(state="withdrawn").annotate(day=day, in_case=in_case).order_by("-day", "-pk")
    found: dict[int, list[Told]] = {}
    for row in rows.values("pk", "household", "what", "baht", "day", "state", "organisation__name", "in_case"):
        home = row["household"]
        acts = {act for act, right in help_given.possible(row["state"], has_case=row["in_case"]).items() if right in known.may[home]}
        told = {"number": row["pk"], "what": "", "from": "", "baht": row["baht"], "on": row["day"], "state": row["state"]}
        told |= {"what": row["what"], "from": row["organisation__name"] or ""} if home in known.named else {}
        found.setdefault(home, []).append(told | {"fulfil": "fulfil" in acts, "check": "check" in acts})
    return found


def _photographs(known: Known) -> dict[int, list[int]]:
    rows = Photograph.objects.filter(household__in=known.holding(Permission.PHOTOGRAPH_SEE)).order_by("-added_at", "-pk")
    found: dict[int, list[int]] = {}
    for home, number in rows.values_list("household", "pk"):
        found.setdefault(home, []).append(number)
    return found


def _story(ids: list[int]) -> dict[int, list[Told]]:
    """The last of each. Read off the index of the timeline and cut here: a window of the database takes three times as long."""
    rows = Event.objects.filter(household__in=ids).order_by("household", "-on", "-id").values_list("household", "on", "kind", "by")
    last = [row for _home, theirs in groupby(rows, key=itemgetter(0)) for row in islice(theirs, STORY)]
    who = dict(User.objects.filter(pk__in={by for *_what, by in last}).values_list("pk", "display_name"))
    found: dict[int, list[Told]] = {}
    for home, on, kind, by in last:
        found.setdefault(home, []).append({"on": on, "kind": kind, "by": who[by]})
    return found


# — as it goes out —


def _key(household: int) -> str:
    return f"h{household}"


def _packed(key: str, told: Told) -> Packed:
    """With its digest, which is that of all the rest."""
    text = _json(told)
    digest = _digest(text)
    return Packed(key, digest, f'{text[:-1]},"digest":"{digest}"}}')


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=8).digest()).decode().rstrip("=")


def _json(told: Told) -> str:
    """Always the same text for the same facts."""
    return SAME.encode(told)


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value)} is no part of a bundle")


SAME = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
