"""Referrals, read: the inbox of an office, the desk of those who carry and sign, one referral with its chain, those of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import Organisation, User
from nsc.access.roles import Permission
from nsc.casework import cases, chain, roads, sealing
from nsc.casework import referral_sight as sight
from nsc.casework.models import CasePlan, Letter, Need, Referral, ReferralMove, Step
from nsc.casework.referrals import purpose_of
from nsc.casework.sight import Sight, reading, require_somewhere, sees_only_handed
from nsc.errors import Refused
from nsc.registry import consents

PER_PAGE = 50
STATES = roads.REFERRAL_NAMES
# Boxes of an office, and of the chain; each in the order in which they are shown.
OFFICE, CHAIN = "office", "chain"
BOXES = {OFFICE: ("waiting", "late", "asked", "accepted", "done"), CHAIN: ("ours", "sent", "late", "asked", "accepted", "declined", "all")}
_OF_OFFICES = {"sent": {"accept", "decline", "ask"}, "accepted": {"complete", "decline"}}
_OF_SENDERS = {state: {"withdraw"} for state in ("drafted", "forwarded", "sent", "accepted")}
_OF_SENDERS |= {"asked": {"answer", "withdraw"}, "stopped": {"again", "withdraw"}, "over": {"again"}}
_OUT = Q(state__in=[*chain.RUNNING, "declined", "completed"]) | Q(state="withdrawn", sent_at__isnull=False)


@dataclass(frozen=True)
class Asked:
    """The need or the step behind a referral, in its codes; the words of those who saw it are not the office's."""

    dimension: str = ""
    urgency: str = ""
    set_code: str = ""
    indicator: int | None = None
    problem: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Move:
    """`text`: "" where it is not for this reader."""

    kind: str
    turn: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """`what`: what is asked, for who may read it; `stop`: why the family ended it, of referral_sight, else "". `is_open`: may this reader
    open it? An office has no household of an end."""

    number: int
    case: int
    household: int
    area_code: str
    organisation_id: int
    organisation: str
    purpose: str
    state: str
    turn: str
    stop: str
    what: str
    need: Asked | None
    letter: int | None
    letter_number: str
    letter_on: date | None
    due_on: date | None
    sent_at: datetime | None
    received_at: datetime | None
    answered_at: datetime | None
    completed_at: datetime | None
    by: str
    at: datetime
    has_names: bool
    is_open: bool
    may_sign: bool


@dataclass(frozen=True)
class Page:
    box: str
    counts: dict[str, int]
    lines: tuple[Line, ...]
    total: int
    first: int


@dataclass(frozen=True)
class Told(Line):
    """`acts`: what this reader may do now. `again`: numbers of those that tried another office for the same. `until`: the last day on
    which the office sees the household for it."""

    moves: tuple[Move, ...]
    acts: frozenset[str]
    is_ours: bool
    answered_by: str
    again_of: int | None
    again: tuple[int, ...]
    until: date | None


@dataclass(frozen=True)
class Choices:
    """What a new referral may name. `offices`: number, name, purpose; `unconsented`: purposes that the family has not agreed to, or has
    stopped."""

    case: int
    household: int
    area_code: str
    offices: tuple[tuple[int, str, str], ...]
    needs: tuple[tuple[int, Asked, str], ...]
    steps: tuple[tuple[int, str, str], ...]
    unconsented: frozenset[str]


def sides(user: User) -> tuple[str, ...]:
    """Where this user has something to do, the first thing first: who sits in an office reads what came to it."""
    sends, answers = (scope.anywhere(user, each) for each in (Permission.REFERRAL_SEND, Permission.REFERRAL_ANSWER))
    of_office = (OFFICE,) if answers and (not sends or sight.own(user)) else ()
    of_chain = (CHAIN,) if sends else ()
    return of_chain + of_office if scope.anywhere(user, Permission.REFERRAL_SIGN) else of_office + of_chain


def desk(user: User, *, at: datetime, side: str, box: str = "", page: int = 1) -> Page:
    """One page of a box, the nearest day first, and how many lie in each. Opening one that shows names or words is recorded."""
    rows = _of(user, side)
    boxes = {name: _box(name, user, timezone.localdate(at)) for name in BOXES[side]}
    counts = rows.aggregate(**{name: Count("pk", filter=inside) for name, inside in boxes.items()})
    chosen = box if box in boxes else next((name for name in boxes if counts[name]), next(iter(boxes)))
    first = max(0, min(page - 1, (counts[chosen] - 1) // PER_PAGE)) * PER_PAGE
    order = ("-sent_at", "-pk") if chosen in ("done", "declined", "all") else ("due_on", "pk")
    found = list(_whole(rows.filter(boxes[chosen])).order_by(*order)[first : first + PER_PAGE])
    lines = _lines(user, found)
    told = [line.household for line in lines if line.is_open and line.what]
    if told:
        audit.seen(by=user, at=at, what="referral_list", count=len(lines), detail=f"{side} {chosen} page {page}", households=told)
    return Page(chosen, counts, tuple(lines), counts[chosen], first + 1 if lines else 0)


def in_sight(user: User, *, area: str = "", authority: int | None = None) -> tuple[Sight, QuerySet[Referral]]:
    """The place, and the referrals there that this user may read of: of households they see, and those that went to their offices."""
    where = reading(user, area=area, authority=authority)
    rows = where.of(sight.with_stops(Referral.objects.all()))
    if not sees_only_handed(user):
        return where, rows
    ours = Q(organisation__in=sight.own(user)) & _OUT
    handed = scope.within(user, Permission.REFERRAL_ANSWER, household="household_id", authority="authority_id")
    return where, rows.filter(sight.visible(user) | ours & (handed | Q(state__in=chain.OVER) | ~Q(stop="")))


def late(today: date) -> Q:
    """Offices that have not answered in time, of what still runs."""
    return Q(state="sent", due_on__lt=today, stop="")


def of_numbers(user: User, numbers: list[int]) -> tuple[Line, ...]:
    """Those of `in_sight` with these numbers, in their order."""
    found = {row.pk: row for row in _whole(Referral.objects.filter(pk__in=numbers))}
    return tuple(_lines(user, [found[number] for number in numbers]))


def find(user: User, number: int) -> Told:
    row = _whole(Referral.objects.filter(pk=number)).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    sight.require_seen(user, row)
    line = _lines(user, [row])[0]
    is_ours = sight.at_desk(user, row)
    moves = _moves(row, may_read=line.has_names or is_ours, only_outside=is_ours and not sight.in_chain(user, row, chain.MENTOR))
    again = tuple(Referral.objects.filter(again_of=row).order_by("pk").values_list("pk", flat=True))
    told = {"is_ours": is_ours, "answered_by": row.answered_by.display_name if row.answered_by else "", "again_of": row.again_of_id}
    return Told(**vars(line), moves=moves, acts=_acts(user, row), again=again, until=row.until, **told)


def of_case(user: User, case: int) -> list[Line]:
    """The newest first; [] where there is none for this reader. The case page has asked whether they may see the case."""
    return _readable(user, Referral.objects.filter(case=case))


def of_household(user: User, household: int) -> list[Line]:
    """As of_case, of all cases it ever had. The household's file has asked whether they may see the household."""
    return _readable(user, Referral.objects.filter(household=household))


def _readable(user: User, rows: QuerySet[Referral]) -> list[Line]:
    ours = _OUT & Q(organisation__in=sight.own(user))
    handed = scope.within(user, Permission.REFERRAL_ANSWER, household="household_id", authority="authority_id")
    return _lines(user, list(_whole(rows.filter(sight.visible(user) | ours & handed)).order_by("-pk")))


def choices(user: User, case: int, *, on: date) -> Choices:
    """For who may send from this case."""
    home = cases.locked(user, Permission.REFERRAL_SEND, case)
    told = {"place": home.area_code, "household": home.household_id, "authority": home.authority_id}
    may_read = scope.may(user, Permission.NAME_SEE, **told)
    needs = list(Need.objects.filter(household=home.household_id, state__in=["open", "planned"]).order_by("urgency", "pk"))
    live = CasePlan.objects.filter(case=home).exclude(state__in=["superseded", "withdrawn"])
    steps = list(Step.objects.filter(plan__in=live, state__in=["planned", "doing"]).order_by("plan", "place"))
    words = sealing.opened_many([(each.text_sealed if may_read else None) for each in needs])
    whats = sealing.opened_many([(each.what_sealed if may_read else None) for each in steps])
    offices = [(each.pk, each.name, purpose_of(each)) for each in Organisation.objects.filter(closed_at=None)]
    return Choices(
        home.pk,
        home.household_id,
        home.area_code,
        tuple(sorted(offices, key=lambda office: thai.sort_key(office[1]))),
        tuple((need.pk, _asked(need), text) for need, text in zip(needs, words, strict=True)),
        tuple((step.pk, step.office, text) for step, text in zip(steps, whats, strict=True)),
        frozenset(purpose for purpose in ("referral", "partner") if not _is_agreed(home.household_id, purpose, on)),
    )


def _is_agreed(household: int, purpose: str, on: date) -> bool:
    try:
        consents.require(household=household, purpose=purpose, on=on)
    except Refused:
        return False
    return True


def letter(user: User, number: int) -> tuple[Letter, list[Line]]:
    """The letter, and what it hands over as far as it is this reader's. OutOfSight where none of it is."""
    found = Letter.objects.select_related("organisation", "by").filter(pk=number).first()
    rows = list(_whole(Referral.objects.filter(letter=number)).order_by("area_code", "pk")) if found else []
    seen = [row for row in rows if sight.at_desk(user, row) or sight.in_chain(user, row, chain.MENTOR)]
    if found is None or not seen:
        raise scope.OutOfSight(str(number))
    return found, _lines(user, seen)


def letters(user: User) -> QuerySet:
    """Numbers of the letters of which something is this user's, as `letter` has it."""
    within = {"household": "household_id", "authority": "authority_id"}
    sends = scope.within(user, Permission.REFERRAL_SEND, **within)
    answers = Q(organisation__in=sight.own(user)) & scope.within(user, Permission.REFERRAL_ANSWER, **within)
    return Referral.objects.exclude(letter=None).filter(sends | answers).values("letter")


# — how they are read —


def _of(user: User, side: str) -> QuerySet[Referral]:
    """OFFICE: what went to the user's offices. CHAIN: what the user carries, or looks after."""
    require_somewhere(user, Permission.REFERRAL_ANSWER if side == OFFICE else Permission.REFERRAL_SEND)
    if side == OFFICE:
        handed = scope.within(user, Permission.REFERRAL_ANSWER, household="household_id", authority="authority_id")
        mine = Referral.objects.filter(_OUT, organisation__in=sight.own(user))
        return sight.with_stops(mine).filter(handed | Q(state__in=chain.OVER) | ~Q(stop=""))
    within = scope.within(user, Permission.REFERRAL_SEND, household="household_id", authority="authority_id")
    return sight.with_stops(Referral.objects.filter(within))


def _box(box: str, user: User, today: date) -> Q:
    """What lies in it. The state stands first: whether the family ended it is only asked of what still runs."""
    live = Q(stop="")
    match box:
        case "ours":
            return Q(state__in=["drafted", "forwarded", "asked"]) & _my_turn(user) & live
        case "waiting" | "sent":
            return Q(state="sent") & live
        case "late":
            return late(today)
        case "asked" | "accepted":
            return Q(state=box) & live
        case "declined":
            return Q(state="declined")
        case "done":
            return Q(state__in=chain.OVER) | ~live
    return ~Q(pk=None)


def _my_turn(user: User) -> Q:
    """What waits for this user to pass on, mend or sign; a question of an office waits for whoever carries it."""
    ways = (
        (["province"], scope.within(user, Permission.REFERRAL_SIGN) if _over_the_province(user) else Q(pk__in=[])),
        (["district"], scope.within(user, Permission.REFERRAL_SIGN) if not _over_the_province(user) else Q(pk__in=[])),
        (["tambon"], _of_team(user)),
        (["mentor"], Q(case__mentor=user) | Q(by=user)),
    )
    found = Q(pk__in=[])
    for turns, theirs in ways:
        found |= Q(turn__in=turns) & theirs
    return found


def _over_the_province(user: User) -> bool:
    return scope.may(user, Permission.REFERRAL_SIGN, settings.PROVINCE)


def _of_team(user: User) -> Q:
    if scope.anywhere(user, Permission.REFERRAL_SIGN):
        return Q(pk__in=[])
    return scope.within(user, Permission.REFERRAL_SEND, authority="authority_id")


def _whole(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return sight.with_stops(rows.select_related("organisation", "need", "step__need", "by", "case", "answered_by"))


def _lines(user: User, rows: list[Referral]) -> list[Line]:
    """A few queries for any number of them."""
    if not rows:
        return []
    same = Referral.objects.filter(pk__in=[row.pk for row in rows])
    named = _within(same, user, Permission.NAME_SEE)
    ours = _within(same.filter(_OUT, organisation__in=sight.own(user)), user, Permission.REFERRAL_ANSWER)
    chained = set(same.filter(sight.visible(user)).values_list("pk", flat=True))
    signed = set(same.filter(scope.within(user, Permission.REFERRAL_SIGN)).values_list("pk", flat=True))
    whole = _over_the_province(user)
    texts = sealing.opened_many(row.what_sealed if row.pk in named or row.pk in ours else None for row in rows)
    return [
        Line(
            number=row.pk,
            case=row.case_id,
            household=row.household_id,
            area_code=row.area_code,
            organisation_id=row.organisation_id,
            organisation=row.organisation.name,
            purpose=row.purpose,
            state=row.state,
            turn=row.turn,
            stop=row.stop if row.state not in chain.OVER else "",
            what=text,
            need=_asked(row.need or (row.step and row.step.need)),
            letter=row.letter_id,
            letter_number=row.letter_number,
            letter_on=row.letter_on,
            due_on=row.due_on,
            sent_at=row.sent_at,
            received_at=row.received_at,
            answered_at=row.answered_at,
            completed_at=row.completed_at,
            by=row.by.display_name,
            at=row.at,
            has_names=row.pk in named,
            is_open=row.pk in chained or row.pk in ours,
            may_sign=row.turn in chain.SIGNERS and (whole if row.turn == chain.PROVINCE else row.pk in signed),
        )
        for row, text in zip(rows, texts, strict=True)
    ]


def _within(rows: QuerySet[Referral], user: User, permission: Permission) -> set[int]:
    found = rows.filter(scope.within(user, permission, household="household_id", authority="authority_id"))
    return set(found.values_list("pk", flat=True))


def _asked(need: Need | None) -> Asked | None:
    if need is None:
        return None
    return Asked(need.dimension, need.urgency, need.set_code, need.indicator, need.problem, need.stage)


def _moves(row: Referral, *, may_read: bool, only_outside: bool) -> tuple[Move, ...]:
    """`only_outside`: from the letter on, for the office, to which the talk inside the chain is not addressed."""
    moves: Iterable[ReferralMove] = list(row.moves.select_related("by").order_by("pk"))
    if only_outside:
        kinds = [move.kind for move in moves]
        moves = moves[kinds.index("sign") :] if "sign" in kinds else []
    texts = sealing.opened_many(move.text_sealed if may_read else None for move in moves)
    return tuple(Move(move.kind, move.turn, text, move.by.display_name, move.at) for move, text in zip(moves, texts, strict=True))


def _acts(user: User, row: Referral) -> frozenset[str]:
    """What the verbs would let this user do now."""
    sends = sight.in_chain(user, row, chain.MENTOR)
    found = set(_OF_SENDERS.get("over" if row.state in chain.OVER else "stopped" if row.stop else row.state, ()) if sends else ())
    if row.stop or row.state in chain.OVER:
        return frozenset(found)
    if row.state in ("drafted", "forwarded") and sight.in_chain(user, row, row.turn):
        is_there = {"forward": chain.above(row.turn), "return": chain.below(row.turn), "sign": row.turn in chain.SIGNERS}
        found |= {act for act, value in is_there.items() if value}
    elif row.state in _OF_OFFICES and sight.may_answer(user, row):
        found |= _OF_OFFICES[row.state]
    return frozenset(found)
