"""Everything that happened to a household on one line: what each verb of the casework left (casework.timeline), and beside it the years it
was surveyed, the lists and rolls it stood on, forums, certification and consents.

What lies beside is little, whatever the age of a case, and is laid between the lines of one page: 500 events open as fast as five.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import mentors, timeline
from nsc.casework.models import Change, Decision, Exemption, Returned, RollState, Target, Verification
from nsc.casework.timeline import Happened
from nsc.registry import consents, households
from nsc.registry.models import Household
from nsc.surveys.models import ListedHousehold, Response, TargetList
from nsc.surveys.responses import answers_of

# kind of the filter: the verbs it holds, as their names begin
GROUPS: dict[str, tuple[str, ...]] = {
    "survey": ("survey.",),
    "target": ("target.",),
    "case": ("case.", "handoff."),
    "visit": ("visit.",),
    "need": ("need.",),
    "plan": ("plan.", "step.", "household_account."),
    "referral": ("referral.",),
    "help": ("assistance.",),
    "consent": ("consent.",),
}

Before = tuple[date, int]


@dataclass(frozen=True)
class Page:
    """`after`: what to give as `before` for the next page, None at the end."""

    lines: tuple[Happened, ...]
    after: Before | None
    group: str
    mentors: dict[int, str]  # names of those that its lines tell were given a case


def of_household(user: User, household: int, *, group: str = "", before: Before | None = None) -> Page:
    """One page, newest first; of a group of GROUPS, or of all. OutOfSight as scope has it. A fixed number of queries."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    told = {"place": home.area_code, "household": home.pk, "authority": home.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    may_read = scope.may(user, Permission.NAME_SEE, **told)
    beside = besides(read(user, home, answers_of(home.pk)), may_read=may_read)
    return page(user, home, beside, group=group, before=before)


def page(user: User, home: Household, beside: Iterable[Happened], *, group: str = "", before: Before | None = None) -> Page:
    """Of what the casework left, and what lies beside of the days that the page spans. Three queries."""
    group = group if group in GROUPS else ""
    begins = GROUPS.get(group, ())
    events, after = timeline.of_household(user, home.pk, kinds=begins, before=before)
    last = events[-1].on if after else date.min
    within = [each for each in beside if _is_of(each, begins) and (before is None or each.on <= before[0])]
    within = [each for each in within if after is None or each.on > last]
    lines = sorted([*events, *within], key=lambda each: (each.on, each.number), reverse=True)
    given = [each.record for each in events if each.kind == "case.assign" and each.record]
    return Page(tuple(lines), after, group, mentors.names(user, given))


def _is_of(each: Happened, begins: Sequence[str]) -> bool:
    return not begins or each.kind.startswith(tuple(begins))


# — what lies beside —


@dataclass(frozen=True)
class Beside:
    """What is known of a household beside its casework: answers and rolls newest first, and what was decided on it as a target."""

    answers: Sequence[Response]
    targets: Sequence[Target]
    listed: Sequence[ListedHousehold]
    consents: consents.Sheet
    verifications: Sequence[Verification] = ()
    forums: Sequence[Decision] = ()
    exemptions: Sequence[Exemption] = ()
    returned: Sequence[Returned] = ()
    changes: Sequence[Change] = ()


def read(user: User, home: Household, answers: Sequence[Response]) -> Beside:
    """Ten queries where it stands on a roll, else five. The caller has found that the user sees the household."""
    agreed, targets, listed = consents.sheet(user, home.pk), rolls_of(home.pk), listed_of(home.pk)
    if not targets:
        return Beside(answers, targets, listed, agreed)
    return Beside(
        answers,
        targets,
        listed,
        agreed,
        tuple(Verification.objects.filter(target__in=targets).select_related("by").order_by("on", "pk")),
        tuple(Decision.objects.filter(target__in=targets).select_related("forum__by").order_by("pk")),
        tuple(Exemption.objects.filter(target__in=targets).select_related("resolution__meeting", "resolution__by").order_by("pk")),
        tuple(Returned.objects.filter(target__in=targets).select_related("revocation__meeting", "revocation__by").order_by("pk")),
        tuple(Change.objects.filter(target__in=targets).select_related("by").order_by("pk")),
    )


def rolls_of(household: int) -> tuple[Target, ...]:
    """Where it stands, on every roll in use, the newest year first."""
    told = ("roll", "endorsed_by__meeting", "endorsed_by__by", "certified_by__meeting", "certified_by__by")
    rows = Target.objects.filter(household=household, roll__state=RollState.FROZEN).select_related(*told)
    return tuple(rows.order_by("-roll__fiscal_year", "pk"))


def listed_of(household: int) -> tuple[ListedHousehold, ...]:
    """On lists of those found failing that are in use, the newest year first."""
    rows = ListedHousehold.objects.filter(household=household, target_list__state=TargetList.State.PUBLISHED)
    return tuple(rows.select_related("target_list__by").order_by("-target_list__survey_year", "-pk"))


def besides(known: Beside, *, may_read: bool) -> tuple[Happened, ...]:
    """As lines of the story."""
    return (
        *(_surveyed(each) for each in known.answers),
        *(_listed(each) for each in known.listed),
        *(_drawn_up(each) for each in known.targets),
        *(found for each in known.targets for found in _resolved(each)),
        *_decided(known, may_read),
        *(found for each in known.consents.consents for found in _agreed(each)),
        *(found for each in known.consents.restrictions for found in _stopped(each)),
    )


def _line(on: date, kind: str, what: str = "", text: str = "", by: str = "", at: datetime | None = None, record: int | None = None):
    """Number 0: on the same day it stands before what the casework left."""
    return Happened(0, on, kind, what, record, None, text, by, "", at or timezone.make_aware(datetime.combine(on, datetime.min.time())))


def _surveyed(answer: Response) -> Happened:
    on = answer.surveyed_on or date(answer.round.survey_year, 1, 1)
    return _line(on, "survey.answer", str(answer.pattern.bit_count()), record=answer.round.survey_year)


def _listed(row: ListedHousehold) -> Happened:
    told = row.target_list
    return _line(timezone.localdate(told.at), "target.list", by=told.by.display_name, at=told.at, record=told.survey_year)


def _drawn_up(row: Target) -> Happened:
    return _line(timezone.localdate(row.roll.frozen_at or row.roll.at), "target.draw_up", row.roll.group, record=row.pk)


def _resolved(row: Target) -> Iterable[Happened]:
    for kind, each in (("target.endorse", row.endorsed_by), ("target.certify", row.certified_by)):
        if each:
            yield _line(each.meeting.on, kind, text=each.meeting.number, by=each.by.display_name, at=each.at, record=row.pk)


def _decided(known: Beside, may_read: bool) -> Iterable[Happened]:
    """Reasons and notes go to who may read names, as on the page of a target."""

    def text(said: str) -> str:
        return said if may_read else ""

    for one in known.verifications:
        yield _line(one.on, "target.verify", one.result, text(one.note), one.by.display_name, one.at, one.target_id)
    for each in known.forums:
        held = each.forum
        yield _line(held.on, "target.forum", each.kind, text(each.because), held.by.display_name, held.at, each.target_id)
    for left in known.exemptions:
        told = left.resolution
        yield _line(told.meeting.on, "target.exempt", told.kind, text(left.because), told.by.display_name, told.at, left.target_id)
    for back in known.returned:
        taken = back.revocation
        yield _line(taken.meeting.on, "target.revoke", "", text(taken.because), taken.by.display_name, taken.at, back.target_id)
    for new in known.changes:
        yield _line(timezone.localdate(new.at), f"target.{new.kind}", "", text(new.because), new.by.display_name, new.at, new.target_id)


def _agreed(one: consents.Given) -> Iterable[Happened]:
    yield _line(one.given_on, "consent.give", one.purpose, by=one.recorded_by)
    if one.withdrawn_at:
        yield _line(timezone.localdate(one.withdrawn_at), "consent.withdraw", one.purpose, at=one.withdrawn_at)


def _stopped(one: consents.Stopped) -> Iterable[Happened]:
    yield _line(timezone.localdate(one.since), "consent.restrict", one.purpose, at=one.since)
    if one.lifted_at:
        yield _line(timezone.localdate(one.lifted_at), "consent.lift", one.purpose, at=one.lifted_at)
