"""Help within a case: of which need, step and referral it came, whether the need is met by it; and the emergency lane, where rice, medicine
and shelter come before plan and approval, are told to the amphoe the same day and regularised afterwards.

The help itself is welfare's: each verb calls welfare's in its own transaction. Where the household has no open case, the help stands on its
timeline all the same. What is locked is locked in one order: the case, the household, the help, its budget.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from nsc.access import audit, notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, many, roads, sealing, sight, timeline
from nsc.casework.models import Case, Given, Need, Referral, Step, UseCheck
from nsc.errors import Refused, _
from nsc.registry import households
from nsc.welfare import assistance as welfare
from nsc.welfare import rules
from nsc.welfare.assistance import GIVEN, Help, Outcome, Told
from nsc.welfare.models import Assistance

GRANTED, CONFIRMED, WITHDRAWN = "assistance.grant", "assistance.confirm", "assistance.withdraw"


@dataclass(frozen=True)
class Links:
    """What the help comes of, by number. `meets_need`: with it the need is met, says the giver."""

    need: int | None = None
    step: int | None = None
    referral: int | None = None
    meets_need: bool = False


@dataclass(frozen=True)
class Check:
    """Of the use of help. The text only for who may read names there."""

    number: int
    on: date
    use: str
    text: str
    by: str
    has_evidence: bool


@dataclass(frozen=True)
class InCase:
    """Help and what binds it to a case; `case` None where it stands outside any."""

    help: Told
    case: int | None = None
    need: int | None = None
    step: int | None = None
    referral: int | None = None
    meets_need: bool = False
    is_emergency: bool = False
    told_on: date | None = None
    regularised_on: date | None = None
    regularised: str = ""  # why; only for who may read names there
    checks: tuple[Check, ...] = field(default=())


@dataclass(frozen=True)
class Choice:
    """Something that help may come of. `text` as written, "" for who may not read names there."""

    number: int
    text: str
    dimension: str = ""
    urgency: str = ""


@dataclass(frozen=True)
class Choices:
    """`case`: the number of the open one, None where there is none."""

    case: int | None
    needs: tuple[Choice, ...] = ()
    steps: tuple[Choice, ...] = ()
    referrals: tuple[Choice, ...] = ()


# — verbs —


@transaction.atomic
def promise(*, by: User, at: datetime, help: Help, on: date, links: Links = Links()) -> Outcome:
    case = _open_case(help.household)
    made = welfare.promise(by=by, at=at, help=help, on=on)
    return _kept(by, at, made, case, links)


@transaction.atomic
def deliver(
    *,
    by: User,
    at: datetime,
    help: Help,
    on: date,
    links: Links = Links(),
    evidence: BinaryIO | None = None,
    receipt: BinaryIO | None = None,
) -> Outcome:
    case = _open_case(help.household)
    made = welfare.deliver(by=by, at=at, help=help, on=on, evidence=evidence, receipt=receipt)
    return _kept(by, at, made, case, links)


@transaction.atomic
def fulfil(
    *,
    by: User,
    at: datetime,
    assistance: int,
    on: date,
    baht: Decimal | None = None,
    meets_need: bool = False,
    evidence: BinaryIO | None = None,
    receipt: BinaryIO | None = None,
) -> Outcome:
    """What was promised is delivered."""
    given = _locked(assistance)
    papers = {"evidence": evidence, "receipt": receipt}
    made = welfare.fulfil(by=by, at=at, assistance=assistance, on=on, baht=baht, **papers)
    if not made.is_new:
        return made
    if given and meets_need and given.need_id:
        given.meets_need = True
        given.save(update_fields=["meets_need"])
    _line(by, at, made.assistance, given and given.case, GRANTED, on)
    if given:
        _delivered(by, at, given, made.assistance)
    return made


@transaction.atomic
def confirm(*, by: User, at: datetime, assistance: int) -> Outcome:
    given = _locked(assistance)
    made = welfare.confirm(by=by, at=at, assistance=assistance)
    if made.is_new:
        _line(by, at, made.assistance, given and given.case, CONFIRMED, timezone.localdate(at))
    return made


def confirm_many(*, by: User, at: datetime, assistances: Iterable[int]) -> tuple[many.Row, ...]:
    """That the families received it, as confirm: row by row, what was not confirmed with the reason."""
    sight.require_somewhere(by, Permission.ASSISTANCE_CONFIRM)
    return many.each(assistances, lambda each: confirm(by=by, at=at, assistance=each).is_new, _("ยืนยันไว้แล้ว"))


@transaction.atomic
def withdraw(*, by: User, at: datetime, assistance: int, because: str) -> Outcome:
    """A need that was met by it alone is open again, and a case that had no other help counts as not helped."""
    given = _locked(assistance)
    made = welfare.withdraw(by=by, at=at, assistance=assistance, because=because)
    if not made.is_new:
        return made
    _line(by, at, made.assistance, given and given.case, WITHDRAWN, timezone.localdate(at), text=because)
    if given:
        _undone(by, at, given)
    return made


@transaction.atomic
def emergency(
    *, by: User, at: datetime, help: Help, on: date, evidence: BinaryIO | None = None, receipt: BinaryIO | None = None
) -> Outcome:
    """Delivered before any plan. A household without an open case gets one; the amphoe is told at once, and regularises it."""
    if help.kind not in rules.EMERGENCY:
        raise Refused(_("ช่องทางฉุกเฉินใช้กับอาหารและของจำเป็น ยาและการรักษา ที่พัก และน้ำ ความช่วยเหลืออื่นให้ผ่านแผน"))
    case = cases.open_(by=by, at=at, household=help.household, is_emergency=True)
    made = welfare.deliver(by=by, at=at, help=help, on=on, evidence=evidence, receipt=receipt)
    if not made.is_new:
        return made
    today = timezone.localdate(at)
    Case.objects.filter(pk=case.pk).update(is_emergency=True)
    given = Given.objects.create(case=case, assistance=made.assistance, is_emergency=True, told_on=today)
    _line(by, at, made.assistance, case, GRANTED, on, what="emergency")
    _delivered(by, at, given, made.assistance)
    users = notices.holders(Permission.CASE_ASSIGN, case.area_code[:4])
    told = {"kind": "help.emergency", "href": f"/help/{made.assistance.pk}/", "household": case.household_id}
    notices.tell(users=users, at=at, **told)
    return made


@transaction.atomic
def regularise(*, by: User, at: datetime, assistance: int, because: str) -> Given:
    """The amphoe says that it was right for this help to come first. By somebody else than who gave it."""
    given = Given.objects.filter(assistance=assistance, is_emergency=True).first()
    if given is None:
        raise scope.OutOfSight(str(assistance))
    case = cases.locked(by, Permission.CASE_ASSIGN, given.case_id)
    given = Given.objects.select_for_update().get(pk=given.pk)
    if given.regularised_on:
        return given
    row = Assistance.objects.get(pk=assistance)
    said = rules.reason(because)
    if row.by_id == by.pk:
        raise Refused(_("ผู้ให้ความช่วยเหลือฉุกเฉินรับรองรายการของตนเองไม่ได้ ให้ผู้อื่นในศูนย์เป็นผู้รับรอง"))
    if row.state not in GIVEN:
        raise Refused(_("ความช่วยเหลือนี้ถอนแล้ว จึงไม่ต้องรับรอง"))
    given.regularised_on, given.regularised_by, given.regularised_sealed = timezone.localdate(at), by, sealing.seal(said)
    given.save(update_fields=["regularised_on", "regularised_by", "regularised_sealed"])
    _settle_emergency(case)
    _line(by, at, row, case, "assistance.regularise", given.regularised_on, text=said)
    where = {"place": case.area_code, "households": [case.household_id]}
    audit.record(by=by, at=at, verb="assistance.regularise", on=row, **where)
    return given


def _open_case(household: int) -> Case | None:
    return Case.objects.select_for_update().filter(household=household, is_newest=True).exclude(state="closed").first()


def _locked(number: int) -> Given | None:
    """What binds this help to a case, with its case locked first; None where it stands outside any."""
    given = Given.objects.filter(assistance=number).first()
    if given is None:
        return None
    Case.objects.select_for_update().get(pk=given.case_id)
    return Given.objects.select_related("case", "need").get(pk=given.pk)


def _kept(by: User, at: datetime, made: Outcome, case: Case | None, links: Links) -> Outcome:
    """The help's line on the timeline, and what binds it to the case."""
    row = made.assistance
    if not made.is_new:
        return made
    if case is None and (links.need or links.step or links.referral):
        raise Refused(_("ครัวเรือนนี้ไม่มีรายกรณีที่เปิดอยู่ จึงผูกกับความต้องการหรือแผนไม่ได้ โปรดเปิดหน้าใหม่"))
    _line(by, at, row, case, GRANTED, row.on or row.promised_on)
    if case is None:
        return made
    need = _linked(Need.objects.filter(household=case.household_id), links.need)
    step = _linked(Step.objects.filter(plan__case=case), links.step)
    referral = _linked(Referral.objects.filter(case=case), links.referral)
    meets = links.meets_need and need is not None
    given = Given.objects.create(case=case, assistance=row, need=need, step=step, referral=referral, meets_need=meets)
    if need and not row.dimension:
        Assistance.objects.filter(pk=row.pk).update(dimension=need.dimension)
    if row.state in GIVEN:
        _delivered(by, at, given, row)
    return made


def _linked(rows, number: int | None):
    if number is None:
        return None
    found = rows.filter(pk=number).first()
    if found is None:
        raise Refused(_("ความต้องการ ขั้นของแผน หรือเรื่องส่งต่อที่เลือกไม่ใช่ของครัวเรือนนี้ โปรดเปิดหน้าใหม่"))
    return found


def _delivered(by: User, at: datetime, given: Given, row: Assistance) -> None:
    cases.reached(given.case, "helped_on", row.on)
    if given.meets_need and given.need.state != "met":
        _turn(by, at, given, "met", row.on)


def _undone(by: User, at: datetime, given: Given) -> None:
    """What the case had from this help alone, it has no more."""
    others = Given.objects.filter(assistance__state__in=GIVEN)
    case = given.case
    case.helped_on = others.filter(case=case).aggregate(first=Min("assistance__on"))["first"]
    case.save(update_fields=["helped_on"])
    if given.meets_need and given.need.state == "met" and not others.filter(need=given.need_id, meets_need=True).exists():
        _turn(by, at, given, "open", timezone.localdate(at))
    if given.is_emergency:
        _settle_emergency(case)


def _turn(by: User, at: datetime, given: Given, state: str, on: date) -> None:
    """The need, to where the help has brought it."""
    need = Need.objects.select_for_update().get(pk=given.need_id)
    need.state = roads.step(need.state, state, roads.NEED_NEXT, roads.NEED_NAMES)
    need.met_on = on if state == "met" else None
    need.save(update_fields=["state", "met_on"])
    timeline.note(by=by, at=at, household=need.household_id, kind="need.meet", what=state, on=on, case=given.case, record=need.pk)


def _settle_emergency(case: Case) -> None:
    """The case counts as an emergency while one of its helps waits to be regularised."""
    waiting = Given.objects.filter(case=case, is_emergency=True, regularised_on=None).exclude(assistance__state="withdrawn")
    Case.objects.filter(pk=case.pk).update(is_emergency=waiting.exists())


def _line(by: User, at: datetime, row: Assistance, case: Case | None, kind: str, on: date, *, what: str = "", text: str = "") -> None:
    told = {"what": what or row.state, "record": row.pk, "baht": row.baht, "organisation": row.organisation, "text": text}
    timeline.note(by=by, at=at, household=row.household_id, kind=kind, on=on, case=case, **told)


# — questions —


def household_of(user: User, case: int) -> int:
    """Of this case. OutOfSight where the user may not see it."""
    row = Case.objects.filter(pk=case).first()
    if row is None:
        raise scope.OutOfSight(str(case))
    scope.require(user, Permission.HOUSEHOLD_SEE, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row.household_id


def of_household(user: User, household: int) -> list[InCase]:
    """All its help, newest first, with what came of it. Who sees it: as welfare.assistance has it."""
    return _with_cases(user, welfare.of_household(user, household))


def find(user: User, assistance: int) -> InCase:
    return _with_cases(user, [welfare.find(user, assistance)])[0]


def acts(user: User, told: InCase) -> frozenset[str]:
    """What this user may do with it as it stands now: fulfil, confirm, withdraw, regularise, check. The verbs decide for themselves."""
    home = households.find(told.help.household_id)
    if home is None:
        return frozenset()
    waits = told.is_emergency and told.regularised_on is None
    where = (home.area_code, home.pk, home.authority_id)
    wanted = possible(told.help.state, has_case=told.case is not None, waits=waits)
    return frozenset(act for act, permission in wanted.items() if scope.may(user, permission, *where))


def possible(state: str, *, has_case: bool, waits: bool = False) -> dict[str, Permission]:
    """What may be done with help in this state, and who may. `waits`: to be regularised."""
    is_given = state in GIVEN
    wanted = {
        "fulfil": (Permission.ASSISTANCE_GRANT, state == "promised"),
        "confirm": (Permission.ASSISTANCE_CONFIRM, state == "delivered"),
        "withdraw": (Permission.ASSISTANCE_GRANT, state != "withdrawn"),
        "regularise": (Permission.CASE_ASSIGN, is_given and waits),
        "check": (Permission.VISIT_RECORD, is_given and has_case),
    }
    return {act: permission for act, (permission, is_now) in wanted.items() if is_now}


def choices(user: User, household: int) -> Choices:
    """What new help may come of: open needs, steps not finished, referrals that were accepted. To who grants help there."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    where = {"place": home.area_code, "household": home.pk, "authority": home.authority_id}
    scope.require(user, Permission.ASSISTANCE_GRANT, **where)
    case = Case.objects.filter(household=home, is_newest=True).exclude(state="closed").first()
    if case is None:
        return Choices(None)
    may_read = scope.may(user, Permission.NAME_SEE, **where)
    needs = Need.objects.filter(household=home, state__in=["open", "planned"]).order_by("on", "pk")
    steps = Step.objects.filter(plan__case=case, plan__state="approved", state__in=["planned", "doing"]).order_by("place")
    referrals = Referral.objects.filter(case=case, state="accepted").select_related("organisation").order_by("pk")
    return Choices(
        case.pk,
        _choices(needs, may_read, lambda row: {"dimension": row.dimension, "urgency": row.urgency}, "text_sealed"),
        _choices(steps, may_read, lambda row: {}, "what_sealed"),
        tuple(Choice(row.pk, row.organisation.name) for row in referrals),
    )


def _choices(rows: Iterable, may_read: bool, beside, column: str) -> tuple[Choice, ...]:
    found = list(rows)
    texts = sealing.opened_many(getattr(row, column) if may_read else None for row in found)
    return tuple(Choice(row.pk, text, **beside(row)) for row, text in zip(found, texts, strict=True))


def _with_cases(user: User, told: list[Told]) -> list[InCase]:
    """Two queries more, however much help there is."""
    numbers = [each.number for each in told]
    given = {row.assistance_id: row for row in Given.objects.filter(assistance__in=numbers)}
    may_read = bool(told) and _may_read(user, told[0])
    checks = _checks([row.pk for row in given.values()], may_read)
    return [_in_case(each, given.get(each.number), checks, may_read) for each in told]


def _may_read(user: User, told: Told) -> bool:
    home = households.find(told.household_id)
    return home is not None and scope.may(user, Permission.NAME_SEE, home.area_code, home.pk, home.authority_id)


def _in_case(told: Told, given: Given | None, checks: dict[int, tuple[Check, ...]], may_read: bool) -> InCase:
    if given is None:
        return InCase(told)
    columns = {name: getattr(given, name) for name in ("meets_need", "is_emergency", "told_on", "regularised_on")}
    why = sealing.opened(given.regularised_sealed) if may_read else ""
    links = {"case": given.case_id, "need": given.need_id, "step": given.step_id, "referral": given.referral_id}
    return InCase(told, **links, **columns, regularised=why, checks=checks.get(given.pk, ()))


def _checks(given: Collection[int], may_read: bool) -> dict[int, tuple[Check, ...]]:
    rows = list(UseCheck.objects.filter(given__in=given).select_related("by").order_by("on", "pk"))
    texts = sealing.opened_many(row.text_sealed if may_read else None for row in rows)
    found: dict[int, tuple[Check, ...]] = {}
    for row, text in zip(rows, texts, strict=True):
        seen = Check(row.pk, row.on, row.use, text, row.by.display_name, may_read and row.evidence_id is not None)
        found[row.given_id] = (*found.get(row.given_id, ()), seen)
    return found
