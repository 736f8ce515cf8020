"""Work sheets of social return on investment: an estimate by the team, with the source of every worth that was chosen."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import enterprise_rules, enterprises, initiatives, sroi_rules
from nsc.tambon.models import SroiInput, SroiOutcome, SroiSheet

SHARES = ("deadweight", "displacement", "attribution", "drop_off")


@dataclass(frozen=True)
class Put:
    id: int
    giver: str
    what: str
    baht: Decimal


@dataclass(frozen=True)
class Brought:
    """`first_year` and `present`: of the middle worth, in baht."""

    id: int
    text: str
    unit: str
    source: str
    of: sroi_rules.Outcome
    first_year: Decimal
    present: Decimal


@dataclass(frozen=True)
class Sheet:
    id: int
    title: str
    discount: Decimal
    outputs: str
    by: str
    at: datetime
    inputs: tuple[Put, ...]
    outcomes: tuple[Brought, ...]
    returns: dict[str, sroi_rules.Return]  # low, middle, high


def sheets(user: User, area: str) -> list[Sheet]:
    """The newest first. Five queries."""
    rows = SroiSheet.objects.filter(initiative=initiatives.seen(user, area)).select_related("by").order_by("-pk")
    inputs = list(SroiInput.objects.filter(sheet__in=rows, withdrawn_at=None).order_by("pk"))
    outcomes = list(SroiOutcome.objects.filter(sheet__in=rows, withdrawn_at=None).order_by("pk"))
    return [_sheet(row, [i for i in inputs if i.sheet_id == row.pk], [o for o in outcomes if o.sheet_id == row.pk]) for row in rows]


def _sheet(row: SroiSheet, inputs: list[SroiInput], outcomes: list[SroiOutcome]) -> Sheet:
    brought = tuple(_brought(each, row.discount) for each in outcomes)
    put = tuple(Put(each.pk, each.giver, each.what, each.baht) for each in inputs)
    returns = sroi_rules.reckon([each.baht for each in put], [each.of for each in brought], row.discount)
    return Sheet(row.pk, row.title, row.discount, row.outputs, row.by.display_name, row.at, put, brought, returns)


def _brought(row: SroiOutcome, discount: Decimal) -> Brought:
    of = sroi_rules.Outcome(**{name: getattr(row, name) for name in sroi_rules.Outcome.__dataclass_fields__})
    first, present = sroi_rules.first_year(of, of.worth), sroi_rules.present(of, of.worth, discount)
    return Brought(row.pk, row.text, row.unit, row.source, of, first, present)


@transaction.atomic
def begin(*, by: User, at: datetime, area: str, title: str, discount: Decimal, outputs: str = "") -> int:
    """Begun again under its title, the first stands."""
    initiative = initiatives.held(by, area)
    if not (word := thai.clean(title)[:200]) or not 0 <= discount <= 30:
        raise Refused(_("โปรดตั้งชื่อแผ่นงาน และใส่อัตราคิดลดระหว่าง 0 ถึง 30"))
    told = {"discount": discount, "outputs": thai.clean(outputs)[:1000], "at": at, "by": by}
    row, is_new = SroiSheet.objects.get_or_create(initiative=initiative, title=word, defaults=told)
    if is_new:
        audit.record(by=by, at=at, verb="sroi_sheet.begin", on=row, place=area)
    return row.pk


@transaction.atomic
def put_in(*, by: User, at: datetime, area: str, sheet: int, token: UUID, giver: str, what: str, baht: Decimal) -> None:
    """What was put in, money or its worth. Sent again with its token, nothing is doubled."""
    row = _held(by, area, sheet)
    told = {"giver": thai.clean(giver)[:200], "what": thai.clean(what)[:200], "baht": enterprise_rules.check_amount(baht)}
    if not told["giver"] or not told["what"]:
        raise Refused(_("โปรดบอกว่าใครลงทุนอะไร"))
    made, is_new = SroiInput.objects.get_or_create(token=token, defaults=told | {"sheet": row, "at": at, "by": by})
    if is_new:
        audit.record(by=by, at=at, verb="sroi_input.add", on=made, place=area)


@transaction.atomic
def bring(
    *,
    by: User,
    at: datetime,
    area: str,
    sheet: int,
    token: UUID,
    text: str,
    unit: str,
    source: str,
    quantity: Decimal,
    worth: Decimal,
    years: int,
    low: Decimal | None = None,
    high: Decimal | None = None,
    **shares: Decimal,
) -> None:
    """An outcome with its proxy. `low`, `high` None: as `worth`. `shares`: SHARES, per cent. Sent again with its token, nothing is
    doubled."""
    row = _held(by, area, sheet)
    told = {"text": thai.clean(text)[:300], "unit": thai.clean(unit)[:60], "source": thai.clean(source)[:300]}
    if not all(told.values()):
        raise Refused(_("โปรดบอกผลลัพธ์ หน่วยนับ และแหล่งที่มาของมูลค่าแทน"))
    low, high = worth if low is None else low, worth if high is None else high
    if not (quantity > 0 and 0 <= low <= worth <= high and 1 <= years <= sroi_rules.LONGEST):
        raise Refused(_("มูลค่าต้องเรียงจากต่ำไปสูง จำนวนมากกว่าศูนย์ และผลอยู่ 1 ถึง {years} ปี"), years=sroi_rules.LONGEST)
    if not all(0 <= shares.get(name, Decimal(0)) <= 100 for name in SHARES):
        raise Refused(_("ร้อยละต้องอยู่ระหว่าง 0 ถึง 100"))
    told |= {"quantity": quantity, "worth": worth, "low": low, "high": high, "years": years}
    told |= {name: shares.get(name, Decimal(0)) for name in SHARES}
    made, is_new = SroiOutcome.objects.get_or_create(token=token, defaults=told | {"sheet": row, "at": at, "by": by})
    if is_new:
        audit.record(by=by, at=at, verb="sroi_outcome.add", on=made, place=area)


@transaction.atomic
def take_out(*, by: User, at: datetime, area: str, put: int, because: str) -> None:
    initiative = initiatives.held(by, area)
    row = SroiInput.objects.filter(sheet__initiative=initiative, pk=put).first()
    if enterprises.withdraw(row, at=at, because=because):
        audit.record(by=by, at=at, verb="sroi_input.withdraw", on=row, place=area, because=row.withdrawn_because)


@transaction.atomic
def drop(*, by: User, at: datetime, area: str, outcome: int, because: str) -> None:
    initiative = initiatives.held(by, area)
    row = SroiOutcome.objects.filter(sheet__initiative=initiative, pk=outcome).first()
    if enterprises.withdraw(row, at=at, because=because):
        audit.record(by=by, at=at, verb="sroi_outcome.withdraw", on=row, place=area, because=row.withdrawn_because)


def _held(by: User, area: str, sheet: int) -> SroiSheet:
    row = SroiSheet.objects.filter(initiative=initiatives.held(by, area), pk=sheet).first()
    if row is None:
        raise scope.OutOfSight(str(sheet))
    return row
