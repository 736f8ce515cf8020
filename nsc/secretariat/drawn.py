"""What is due before a meeting of an area, to be put on its agenda: how many, why, and where the rows are. Never whose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import scope
from nsc.access.models import User
from nsc.areas import places
from nsc.casework import meetings, referral_clock, referral_sight, rolls, sight
from nsc.casework import rules as casework
from nsc.casework.models import Case, Proposal, Referral, Target
from nsc.errors import _
from nsc.secretariat import desk_rules as rules
from nsc.secretariat import sittings
from nsc.secretariat.models import Order, Sitting
from nsc.tambon import blueprint_rules
from nsc.tambon.models import Blueprint
from nsc.welfare import budgets

GROUPS = {"tpmap": _("คนจนเป้าหมาย"), "missed": _("ผู้ตกหล่น"), "vulnerable": _("ครัวเรือนเปราะบาง")}


@dataclass(frozen=True)
class Due:
    """`source` names what it is drawn from, the same each time. `title`, `why`: msgids whose gaps `values` fill. `href`: of the rows."""

    source: str
    section: int
    title: str
    why: str
    count: int
    href: str
    values: tuple[tuple[str, str | int], ...] = ()

    def words(self) -> tuple[str, str]:
        """In Thai, as an agenda has them."""
        told = dict(self.values) | {"count": f"{self.count:,}"}
        return self.title.format(**told), self.why.format(**told)


def of(user: User, sitting: int, *, at: datetime) -> list[Due]:
    """In the order of the headings, for who keeps the meeting; what is on the agenda already among it. A fixed number of queries."""
    row = sittings.seen(user, sitting)
    scope.require(user, sittings.KEEP, place=row.area_code)
    return found(user, row, at)


def found(user: User, row: Sitting, at: datetime) -> list[Due]:
    """As `of`, for a verb that has asked."""
    today = timezone.localdate(at)
    parts = (_minutes(row), _orders(row, today), _cases(row, today), _money(user, row), _proposals(row), _rolls(row), _blueprints(row))
    return sorted((each for part in parts for each in part if each.count), key=lambda each: each.section)


def _minutes(row: Sitting) -> Iterator[Due]:
    before = sittings.latest(row.area_code, row)
    if before and before.minutes == rules.DRAFT:
        told = (("called", before.number), ("on", thai.format_date(timezone.localdate(before.starts_at))))
        yield Due(
            f"minutes:{before.pk}",
            rules.APPROVAL,
            _("รับรองรายงานการประชุมครั้งที่ {called}"),
            _("ประชุมเมื่อ {on} รายงานยังเป็นร่าง"),
            1,
            f"/meetings/{before.pk}/minutes/",
            told,
        )


def _orders(row: Sitting, today: date) -> Iterator[Due]:
    """Those of earlier meetings. What was carried over is a matter of its own; the others are one."""
    earlier = Order.objects.filter(area_code=row.area_code, item__sitting__starts_at__lt=row.starts_at).exclude(item__sitting=row)
    for order in earlier.filter(state=rules.CARRIED).select_related("item__sitting").order_by("due_on", "pk"):
        told = (("text", order.text[:200]), ("called", order.item.sitting.number), ("due", thai.format_date(order.due_on)))
        why = _("ข้อสั่งการครั้งที่ {called} ยกมา กำหนด {due}")
        yield Due(f"order:{order.pk}", rules.ARISING, "{text}", why, 1, f"/meetings/orders/{order.pk}/", told)
    counted = dict(earlier.exclude(state=rules.CLOSED).values_list("state").annotate(n=Count("pk")).order_by())
    late = earlier.filter(state=rules.OPEN, due_on__lt=today).count()
    href = f"/meetings/orders/?area={row.area_code}"
    yield Due(
        "orders-open",
        rules.ARISING,
        _("ติดตามข้อสั่งการที่ยังไม่ได้รับคำตอบ"),
        _("ค้าง {count} เรื่อง เลยกำหนด {late} เรื่อง"),
        counted.get(rules.OPEN, 0),
        f"{href}&box=open",
        (("late", late),),
    )
    answered = counted.get(rules.ANSWERED, 0)
    title, why = _("ผลการดำเนินการตามข้อสั่งการ"), _("ตอบแล้ว {count} เรื่อง รอที่ประชุมปิดหรือส่งกลับ")
    yield Due("orders-answered", rules.ARISING, title, why, answered, f"{href}&box=answered")


def _level(row: Sitting) -> str:
    return "province" if len(row.area_code) == len(settings.PROVINCE) else "district"


def _inside(row: Sitting, rows: QuerySet) -> QuerySet:
    return sight.Sight(places.place(row.area_code)).of(rows)


def _cases(row: Sitting, today: date) -> Iterator[Due]:
    """What the clocks have sent up to this level, and what offices have not answered in time."""
    level, area = _level(row), row.area_code
    late = _inside(row, Case.objects.exclude(state="closed").filter(sight.late(today), turn=level)).count()
    title, why = _("เคสที่เลยกำหนดและส่งขึ้นมาถึงระดับนี้"), _("เลยกำหนด {count} เคส รอระดับนี้ตัดสินใจ")
    yield Due("cases-late", rules.NOTED, title, why, late, f"/cases/list/?area={area}&turn={level}&late=1")
    running = referral_sight.with_stops(Referral.objects.filter(due_on__lt=today)).filter(stop="")
    up = running.filter(state__in=referral_clock.INSIDE, turn=level)
    out = running.filter(state__in=referral_clock.OUTSIDE)
    title, why = _("เรื่องส่งต่อที่เกินกำหนด"), _("เกินกำหนด {count} เรื่อง รอระดับนี้ หรือรอหน่วยงานตอบ")
    yield Due("referrals-late", rules.NOTED, title, why, _inside(row, up | out).count(), f"/referrals/?area={area}&box=late")


def _money(user: User, row: Sitting) -> Iterator[Due]:
    lines = [each for each in budgets.visible_to(user, year=row.fiscal_year, area=row.area_code) if each.area_code == row.area_code]
    ending = sum(1 for each in lines if each.allotted and each.left * 100 < each.allotted * rules.NEARLY)
    title, why = _("งบประมาณที่ใกล้หมด"), _("เหลือน้อยกว่าร้อยละ {percent} จำนวน {count} รายการ (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)")
    href = f"/budgets/?area={row.area_code}"
    yield Due("budgets-ending", rules.NOTED, title, why, ending, href, (("percent", rules.NEARLY),))


def _proposals(row: Sitting) -> Iterator[Due]:
    rows = _inside(row, Proposal.objects.filter(fiscal_year=row.fiscal_year, state="proposed"))
    title, why = _("ผู้ตกหล่นที่เสนอใหม่"), _("เสนอแล้ว {count} ราย รอเยี่ยมและตรวจสอบ")
    yield Due("proposals", rules.NOTED, title, why, rows.count(), f"/targets/missed/?area={row.area_code}")


def _rolls(row: Sitting) -> Iterator[Due]:
    """A matter for each list of which something is ready: a resolution is of one list."""
    kind = meetings.kind_of(row.area_code)
    in_use = {roll.pk: roll for year in (row.fiscal_year - 1, row.fiscal_year) for roll in rolls.in_use(year).values()}
    rows = _inside(row, Target.objects.filter(roll__in=list(in_use), state=casework.READY[kind][0]))
    title = _("รับรองบัญชี{group} ปีงบประมาณ {year}") if kind == "certify" else _("เห็นชอบบัญชี{group} ปีงบประมาณ {year}")
    why = _("อำเภอเห็นชอบแล้ว {count} ครัวเรือน รอรับรอง") if kind == "certify" else _("ประชาคมให้คงไว้ {count} ครัวเรือน รอเห็นชอบ")
    for number, count in rows.values_list("roll").annotate(n=Count("pk")).order_by("roll"):
        roll = in_use[number]
        year = thai.buddhist_year(roll.fiscal_year)
        href = f"/targets/households/?area={row.area_code}&group={roll.group}&state={casework.READY[kind][0]}&fiscal={year}"
        yield Due(
            f"{kind}:{number}", rules.DECIDED, title, why, count, href, (("group", GROUPS.get(roll.group, roll.group)), ("year", year))
        )


def _blueprints(row: Sitting) -> Iterator[Due]:
    is_province = _level(row) == "province"
    state = blueprint_rules.ENDORSED if is_province else blueprint_rules.SUBMITTED
    rows = Blueprint.objects.filter(places.within(row.area_code, "initiative__area_code"), state=state)
    title = _("อนุมัติพิมพ์เขียวตำบล") if is_province else _("เห็นชอบพิมพ์เขียวตำบล")
    yield Due("blueprints", rules.DECIDED, title, _("เสนอแล้ว {count} ตำบล รอที่ประชุมพิจารณา"), rows.count(), "/tambon/")
