"""Help as it is promised, delivered, confirmed, or withdrawn with a reason: to a household or one person of it, by whichever road we know.

Welfare knows households, not cases: the verbs of casework.help_given call these in their own transaction. What is locked is locked in one
order: the household (new help), the help itself, its budget.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from nsc import thai
from nsc.access import audit, duties, organisations, scope
from nsc.access.models import Organisation, User
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused, _
from nsc.files import papers, uploads
from nsc.registry.models import Household
from nsc.surveys.models import Member
from nsc.welfare import budgets, rules, sealing
from nsc.welfare.models import Assistance, Programme

FORMS = Programme.Form.choices
ROADS = Assistance.Road.choices
PAPERS = ("evidence", "receipt")
GIVEN = ("delivered", "confirmed")


@dataclass(frozen=True)
class Help:
    """What is promised or given. `baht`: of goods and services their worth, where known. `although`: why, where it is double help.

    `submission`: the number that a form or a phone gave it, so that sending it again adds nothing.
    """

    household: int
    kind: str  # of rules.KINDS
    form: str  # of Programme.Form
    what: str  # the thing, never a name or a diagnosis
    baht: Decimal | None = None
    quantity: Decimal | None = None
    unit: str = ""
    organisation: int | None = None
    programme: int | None = None
    person: int | None = None
    dimension: str = ""
    note: str = ""
    although: str = ""
    road: str = "typed"
    submission: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """`is_new`: False where it was there already, in the same words, and nothing was added."""

    assistance: Assistance
    is_new: bool


@dataclass(frozen=True)
class Told:
    """Help as it is shown. Note, reasons and papers only for who may read names there: else "" and False."""

    number: int
    household_id: int
    area_code: str
    person_id: int | None
    programme: str
    organisation_id: int | None
    organisation: str
    kind: str
    form: str
    what: str
    quantity: Decimal | None
    unit: str
    baht: Decimal | None
    state: str
    promised_on: date | None
    on: date | None
    confirmed_on: date | None
    road: str
    by: str
    has_evidence: bool = False
    has_receipt: bool = False
    note: str = ""
    although: str = ""
    is_double: bool = False
    withdrawn: str = ""

    @property
    def day(self) -> date:
        """When it was given; of what is only promised, when that was."""
        found = self.on or self.promised_on
        assert found  # the database keeps that one of them is there: assistance_promised_or_delivered
        return found


@dataclass(frozen=True)
class Download:
    name: str
    pieces: Iterator[bytes]


# — verbs —


@transaction.atomic
def promise(*, by: User, at: datetime, help: Help, on: date) -> Outcome:
    """It is on its way: its money is committed. Refused where it is double help and nobody says why it is given all the same."""
    return _grant(by, at, help, on, "promised", {})


@transaction.atomic
def deliver(*, by: User, at: datetime, help: Help, on: date, evidence: BinaryIO | None = None, receipt: BinaryIO | None = None) -> Outcome:
    """Given without a promise before. Refused as `promise` is."""
    return _grant(by, at, help, on, "delivered", {"evidence": evidence, "receipt": receipt})


@transaction.atomic
def fulfil(
    *,
    by: User,
    at: datetime,
    assistance: int,
    on: date,
    baht: Decimal | None = None,
    evidence: BinaryIO | None = None,
    receipt: BinaryIO | None = None,
) -> Outcome:
    """What was promised is delivered; `baht` where it is another sum than was promised."""
    row = locked(by, Permission.ASSISTANCE_GRANT, assistance)
    if row.state in GIVEN and row.on == on and baht in (None, row.baht):
        return Outcome(row, False)
    rules.check_day(on, today=timezone.localdate(at), since=row.promised_on)
    row.state, row.on = rules.step(row.state, "delivered"), on
    promised, row.baht = row.baht, row.baht if baht is None else _baht(baht, row.form)
    if row.budget_id:
        budgets.settle(by=by, budget=row.budget_id, promised=promised, baht=row.baht)
    row.evidence, row.receipt = papers.keep(evidence, by=by, at=at), papers.keep(receipt, by=by, at=at, name="receipt")
    row.save(update_fields=["state", "on", "baht", "evidence", "receipt"])
    _record(by, at, "assistance.grant", row, row.state)
    return Outcome(row, True)


@transaction.atomic
def confirm(*, by: User, at: datetime, assistance: int) -> Outcome:
    """The family has it, says somebody else than who granted or delivered it."""
    row = locked(by, Permission.ASSISTANCE_CONFIRM, assistance)
    if row.state == "confirmed":
        return Outcome(row, False)
    duties.require_apart(by, Permission.ASSISTANCE_CONFIRM, row)
    row.state, row.confirmed_on = rules.step(row.state, "confirmed"), timezone.localdate(at)
    row.save(update_fields=["state", "confirmed_on"])
    _record(by, at, "assistance.confirm", row)
    return Outcome(row, True)


@transaction.atomic
def withdraw(*, by: User, at: datetime, assistance: int, because: str) -> Outcome:
    """It was a mistake, or is not given after all: its money goes back to the budget. By who gave it, their organisation, or who grants
    help in the whole place."""
    row = locked(by, Permission.ASSISTANCE_GRANT, assistance)
    if row.state == "withdrawn":
        return Outcome(row, False)
    _require_giver(by, row)
    was, said = row.state, rules.reason(because)
    row.state, row.withdrawn_sealed = rules.step(was, "withdrawn"), sealing.seal(said)
    row.save(update_fields=["state", "withdrawn_sealed"])
    if row.budget_id:
        budgets.give_back(row.budget_id, **{"committed" if was == "promised" else "spent": row.baht})
    _record(by, at, "assistance.withdraw", row, was)
    return Outcome(row, True)


def locked(by: User, permission: Permission, assistance: int) -> Assistance:
    """To be changed by this user. OutOfSight where it is not to be seen, NotAllowed where it is not theirs to act on."""
    row = Assistance.objects.select_for_update().filter(pk=assistance).first()
    if row is None:
        raise scope.OutOfSight(str(assistance))
    scope.require(by, permission, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row


def _grant(by: User, at: datetime, help: Help, on: date, state: str, sent: dict[str, BinaryIO | None]) -> Outcome:
    home = _home(by, Permission.ASSISTANCE_GRANT, help.household, locks=True)
    office, programme, told = _checked(help, on)
    if again := _again(by, help, on, state, told):
        return Outcome(again, False)
    rules.check_day(on, today=timezone.localdate(at))
    doubled = _double(home.pk, help.kind, programme, help.person, on)
    although = thai.clean(help.although)[:300]
    if doubled and not although:
        raise Refused(
            _("ครัวเรือนนี้ได้รับหรือมีผู้รับปากความช่วยเหลือชนิดเดียวกันแล้วเมื่อ {on} โปรดตรวจรายการเดิม ถ้ายังจะช่วยให้บอกเหตุผล"),
            on=thai.format_date(doubled[-1].on or doubled[-1].promised_on),
        )
    draw = budgets.commit if state == "promised" else budgets.spend
    told["budget"] = draw(by=by, organisation=office, programme=programme, on=on, baht=told["baht"])
    told |= {"promised_on" if state == "promised" else "on": on, "state": state, "submission": help.submission}
    told |= {name: papers.keep(file, by=by, at=at, name=name) for name, file in sent.items()}
    told |= {"note_sealed": sealing.seal(help.note), "although_sealed": sealing.seal(although) if doubled else None}
    told |= {"area_code": home.area_code, "authority_id": home.authority_id, "person_id": help.person}
    row = Assistance.objects.create(household=home, by=by, at=at, **told)
    _record(by, at, "assistance.grant", row, state)
    return Outcome(row, True)


def _checked(help: Help, on: date) -> tuple[Organisation | None, Programme | None, dict[str, object]]:
    """The organisation, the programme, and the columns that both and the words of the form give."""
    what = thai.clean(help.what)[:200]
    if help.kind not in rules.KINDS or help.form not in Programme.Form.values or not what:
        raise Refused(_("โปรดเลือกชนิดของความช่วยเหลือ และบอกว่าให้อะไร"))
    if help.quantity is not None and help.quantity <= 0:
        raise Refused(_("จำนวนต้องมากกว่าศูนย์"))
    office = organisations.get(help.organisation) if help.organisation else None
    programme = Programme.objects.filter(pk=help.programme).first() if help.programme else None
    if help.programme and (programme is None or (programme.closed_on and programme.closed_on < on)):
        raise Refused(_("โครงการนี้ปิดแล้วหรือไม่มีในรายการ โปรดเลือกโครงการอื่น"))
    if help.person and not Member.objects.filter(person=help.person, response__household=help.household).exists():
        raise Refused(_("โปรดเลือกผู้รับจากสมาชิกของครัวเรือน"))
    told = {"kind": help.kind, "form": help.form, "what": what, "baht": _baht(help.baht, help.form), "quantity": help.quantity}
    told |= {"unit": thai.clean(help.unit)[:40], "dimension": help.dimension, "road": help.road}
    return office, programme, told | {"organisation": office, "programme": programme}


def _baht(baht: Decimal | None, form: str) -> Decimal | None:
    if form == Programme.Form.MONEY and not baht:
        raise Refused(_("ความช่วยเหลือเป็นเงินต้องบอกจำนวนเงิน"))
    if baht is not None and baht < 0:
        raise Refused(_("จำนวนเงินต้องไม่ติดลบ"))
    return baht


def _again(by: User, help: Help, on: date, state: str, told: dict[str, object]) -> Assistance | None:
    """The same submission; or the same words for the same day by the same person, which is a form sent twice."""
    if help.submission:
        row = Assistance.objects.filter(submission=help.submission).first()
        if row and row.household_id != help.household:
            raise Refused(_("เลขการส่งนี้ใช้กับครัวเรือนอื่นแล้ว โปรดเปิดแบบฟอร์มใหม่"))
        return row
    same = {name: value for name, value in told.items() if name != "dimension"} | {"person": help.person, "by": by}
    day = {"promised_on": on} if state == "promised" else {"on": on, "promised_on": None}
    rows = Assistance.objects.filter(household=help.household, **day, **same).exclude(state="withdrawn")
    return rows.first()


def _require_giver(by: User, row: Assistance) -> None:
    """Of another organisation's help, only who grants help in the whole place may decide."""
    theirs = {given.organisation_id for given in scope.in_force(by)}
    if row.organisation_id is None or row.by_id == by.pk or row.organisation_id in theirs:
        return
    if not scope.may(by, Permission.ASSISTANCE_GRANT, row.area_code, authority=row.authority_id):
        raise NotAllowed(Permission.ASSISTANCE_GRANT.value)


def _record(by: User, at: datetime, verb: str, row: Assistance, detail: str = "") -> None:
    audit.record(by=by, at=at, verb=verb, on=row, place=row.area_code, detail=detail, households=[row.household_id])


# — questions —


def of_household(user: User, household: int) -> list[Told]:
    """All of it, newest first, whoever gave it. What was withdrawn, too."""
    home = _home(user, Permission.HOUSEHOLD_SEE, household)
    return shown(user, home, _rows().filter(household=home))


def find(user: User, assistance: int) -> Told:
    row = _rows().filter(pk=assistance).first()
    if row is None:
        raise scope.OutOfSight(str(assistance))
    home = _home(user, Permission.HOUSEHOLD_SEE, row.household_id)
    return shown(user, home, [row])[0]


def double(user: User, *, household: int, kind: str, on: date, programme: int | None = None, person: int | None = None) -> list[Told]:
    """What makes such help double, oldest first: to be shown before it is granted, whoever gave it."""
    home = _home(user, Permission.ASSISTANCE_GRANT, household)
    chosen = Programme.objects.filter(pk=programme).first() if programme else None
    return shown(user, home, _double(home.pk, kind, chosen, person, on))


def is_sent(user: User, help: Help) -> bool:
    """Whether this very form is in already, and is only sent again. To who grants help there."""
    home = _home(user, Permission.ASSISTANCE_GRANT, help.household)
    return help.submission is not None and Assistance.objects.filter(submission=help.submission, household=home).exists()


def download(*, by: User, at: datetime, assistance: int, kind: str) -> Download:
    """A paper of PAPERS, to who may read names there; for all others it is not there. Recorded."""
    row = Assistance.objects.filter(pk=assistance).select_related(*PAPERS).first()
    paper = getattr(row, kind) if row and kind in PAPERS else None
    if paper is None or not scope.may(by, Permission.NAME_SEE, row.area_code, row.household_id, row.authority_id):
        raise scope.OutOfSight(str(assistance))
    audit.seen(by=by, at=at, what="evidence", on=row, place=row.area_code, count=1, households=[row.household_id])
    return Download(paper.name, uploads.pieces(paper))


def givers() -> list[tuple[int, str]]:
    """Organisations that help may come from."""
    return sorted(Organisation.objects.filter(closed_at=None).values_list("pk", "name"), key=lambda pair: thai.sort_key(pair[1]))


def programmes(on: date) -> list[tuple[int, str]]:
    """Those under way on that day."""
    rows = Programme.objects.exclude(closed_on__lt=on)
    return sorted(rows.values_list("pk", "name"), key=lambda pair: thai.sort_key(pair[1]))


def shown(user: User, home: Household, rows: QuerySet[Assistance] | list[Assistance]) -> list[Told]:
    """Of this household, which the caller has found the user to see."""
    found = list(rows)
    may_read = scope.may(user, Permission.NAME_SEE, home.area_code, home.pk, home.authority_id)
    sealed = [text for row in found for text in (row.note_sealed, row.although_sealed, row.withdrawn_sealed)]
    texts = iter(sealing.opened_many(text if may_read else None for text in sealed))
    return [_told(row, may_read, (next(texts), next(texts), next(texts))) for row in found]


def _told(row: Assistance, may_read: bool, texts: tuple[str, str, str]) -> Told:
    columns = "area_code person_id organisation_id kind form what quantity unit baht state promised_on on confirmed_on road".split()
    return Told(
        number=row.pk,
        household_id=row.household_id,
        **{name: getattr(row, name) for name in columns},
        programme=row.programme.name if row.programme else "",
        organisation=row.organisation.name if row.organisation else "",
        by=row.by.display_name,
        has_evidence=may_read and row.evidence_id is not None,
        has_receipt=may_read and row.receipt_id is not None,
        note=texts[0],
        although=texts[1],
        is_double=row.although_sealed is not None,
        withdrawn=texts[2],
    )


def _rows() -> QuerySet[Assistance]:
    return Assistance.objects.select_related("programme", "organisation", "by").order_by(Coalesce("on", "promised_on").desc(), "-pk")


def _double(household: int, kind: str, programme: Programme | None, person: int | None, on: date) -> list[Assistance]:
    """Oldest first."""
    rows = {row.pk: row for row in _rows().filter(household=household).exclude(state="withdrawn")}
    before = [rules.Before(row.pk, row.kind, row.programme_id, row.person_id, row.on or row.promised_on) for row in rows.values()]
    interval, times = (programme.interval_months, programme.times_a_year) if programme else (None, None)
    asked = {"kind": kind, "programme": programme.pk if programme else None, "person": person, "on": on}
    found = rules.double(before, **asked, interval=interval, times=times)
    return sorted((rows[number] for number in found), key=lambda row: row.on or row.promised_on)


def _home(user: User, permission: Permission, household: int, *, locks: bool = False) -> Household:
    """Locked, so that of two who give the same help at the same moment the second sees the first."""
    rows = Household.objects.select_for_update(no_key=True) if locks else Household.objects
    home = rows.filter(pk=household).first()
    if home is None:
        raise scope.OutOfSight(str(household))
    scope.require(user, permission, place=home.area_code, household=home.pk, authority=home.authority_id)
    return home
