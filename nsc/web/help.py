"""Help and budgets (casework.help_given, welfare, and their reports) as their pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.areas.places import Place
from nsc.casework import visit_rules
from nsc.casework.help_given import Choice, Choices, InCase
from nsc.casework.use_checks import USES
from nsc.poverty.union import DIMENSIONS
from nsc.reports import helped
from nsc.reports.forgotten import Found
from nsc.reports.helped import Listed
from nsc.reports.listing import Asked
from nsc.web import context, desks, documents, listing, pages
from nsc.web.dimensions import BY_KEY
from nsc.web.forms_help import KIND_NAMES, months_of
from nsc.web.targets import Told, bar
from nsc.web.templatetags.figures import n
from nsc.web.words import said
from nsc.welfare import assistance, budgets, rules
from nsc.welfare.budgets import Line

TONES = {"promised": "", "delivered": "good", "confirmed": "good", "withdrawn": "need"}
ROADS = dict(assistance.ROADS)
FORMS = dict(assistance.FORMS)
USE_NAMES = dict(USES)
USE_TONES = {"whole": "good", "not": "need", "otherwise": "need"}
URGENCIES = {"now": gettext_lazy("ทันที"), "month": gettext_lazy("ภายในเดือนนี้"), "year": gettext_lazy("ภายในปีนี้")}
LISTS = {
    "unhelped": (gettext_lazy("มีความต้องการ ยังไม่มีใครช่วย"), gettext_lazy("รอตั้งแต่วันที่พบความต้องการ")),
    "outside": (gettext_lazy("มีความต้องการ ไม่มีรายกรณี"), gettext_lazy("รอตั้งแต่วันที่พบความต้องการ")),
    "unvisited": (gettext_lazy("ช่วยแล้ว ยังไม่มีใครไปเยี่ยม"), gettext_lazy("รอตั้งแต่วันที่ได้รับความช่วยเหลือครั้งล่าสุด")),
    "standing": (gettext_lazy("มีแผน ไม่คืบหน้า 60 วัน"), gettext_lazy("รอตั้งแต่วันที่แผนอนุมัติ")),
    "doubled": (gettext_lazy("ช่วยซ้ำ"), gettext_lazy("ให้เมื่อวันที่")),
    "irregular": (gettext_lazy("ฉุกเฉิน รอรับรอง"), gettext_lazy("ให้เมื่อวันที่")),
}
MEANS = {
    "unhelped": gettext_lazy("รายกรณีที่เปิดอยู่ ซึ่งมีความต้องการที่ยังไม่ได้รับ และยังไม่มีการส่งมอบความช่วยเหลือใดเลย"),
    "outside": gettext_lazy("ครัวเรือนที่ไม่มีรายกรณี มีความต้องการที่ยังไม่ได้รับ และไม่มีความช่วยเหลือตั้งแต่พบความต้องการนั้น"),
    "unvisited": gettext_lazy("รายกรณีที่เปิดอยู่ ซึ่งไม่มีการเยี่ยมตั้งแต่วันที่ส่งมอบความช่วยเหลือครั้งล่าสุด"),
    "standing": gettext_lazy("แผนอนุมัติแล้วเกิน 60 วัน และใน 60 วันนี้ไม่มีขั้นของแผนที่เสร็จ ไม่มีการเยี่ยม ไม่มีความช่วยเหลือ (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"),
    "doubled": gettext_lazy("ความช่วยเหลือของปีงบประมาณนี้ที่ให้ทั้งที่ชนิดเดียวกันให้ไปแล้วในช่วงเวลาของโครงการหรือของชนิดนั้น พร้อมเหตุผล"),
    "irregular": gettext_lazy("ความช่วยเหลือฉุกเฉินที่ให้ก่อนแผนอนุมัติ และ ศจพ.อ. ยังไม่รับรอง"),
}


@dataclass(frozen=True)
class Page:
    """What the frame of every page of help shows; `it` is the page's own."""

    name = "help"
    tab: str
    bar: pages.Bar
    tabs: tuple[pages.Choice, ...]
    title: str
    it: dict = field(default_factory=dict)


def page(here: Told, tab: str, place: Place, title: str, *, keep: Mapping | None = None, permission=Permission.HOUSEHOLD_SEE, **it) -> Page:
    return Page(tab, bar(here, place, permission, dict(keep or {})), _tabs(here, tab), title, it)


def _tabs(here: Told, tab: str) -> tuple[pages.Choice, ...]:
    shown = [("budgets", _("งบประมาณ"))]
    if scope.anywhere(here.user, Permission.HOUSEHOLD_SEE):
        shown = [("help", _("รายการช่วยเหลือ")), ("help-forgotten", _("ไม่ลืมใคร")), *shown]
    return tuple(pages.Choice(label, here.href(name), name == tab) for name, label in shown)


def years(here: Told) -> tuple[pages.Choice, ...]:
    shown = ((each, thai.buddhist_year(each)) for each in _years(here))
    return tuple(pages.Choice(_("ปีงบประมาณ %(year)s") % {"year": year}, here.href(fiscal=year), each == here.year) for each, year in shown)


def _years(here: Told) -> list[int]:
    now = budgets.fiscal_year(timezone.localdate())
    return sorted({now, now - 1, now - 2, here.year}, reverse=True)


# — the list —


def choices(here: Told) -> dict[str, list[tuple[object, str]]]:
    months = [(f"{first:%Y-%m}", f"{thai.MONTHS[first.month - 1]} {thai.buddhist_year(first.year)}") for first in months_of(here.year)]
    return {
        "fiscal": [(year, str(year)) for year in map(thai.buddhist_year, _years(here))],
        "organisation": [*assistance.givers()],
        "programme": [*assistance.programmes(timezone.localdate())],
        "kind": [(key, str(name)) for key, name in KIND_NAMES.items()],
        "state": [*rules.ASSISTANCE_NAMES.items(), (helped.ALL_GIVEN, _("ส่งมอบหรือยืนยันแล้ว"))],
        "month": [*months],
        "road": [(key, str(name)) for key, name in assistance.ROADS],
        "dimension": [*visit_rules.DIMENSION_NAMES.items()],
    }


def listed(request: HttpRequest, here: Told, told: context.Told, found: Listed, asked: Asked) -> listing.Page:
    table = listing.table(
        asked,
        told,
        lines=found.lines,
        total=found.totals.helps,
        first=found.first,
        cells=cells(told),
        has_names=found.has_names,
        groups=found.groups,
        group=desks.group(asked.listing),
        skip=("fiscal", "unpriced"),
        pick=lambda line: line.number,
    )
    may_confirm = scope.anywhere(request.user, Permission.ASSISTANCE_CONFIRM)
    acts = (desks.Act(_("ยืนยันว่าครอบครัวได้รับแล้ว"), reverse("help-confirm"), ()),) if may_confirm else ()
    tools = desks.tools(request, asked, found.where, found.totals.helps, file=reverse("help-file"), naming=helped.NAMING, acts=acts)
    above = {"totals": found.totals, "years": years(here), "year": thai.buddhist_year(here.year)}
    above["unpriced"] = told.href(**asked.but(unpriced=1))
    above |= {state: told.href(**asked.but(state=state)) for state in (helped.ALL_GIVEN, "promised")}
    no_names = bool(found.lines) and not found.has_names
    return listing.Page(
        name="help",
        title=_("การช่วยเหลือ"),
        count=_("%(n)s รายการ") % {"n": n(found.totals.helps)},
        table=table,
        bar=desks.bar(told, request.user, found.where.place, asked),
        tabs=_tabs(here, "help"),
        notes=((_("ปิดชื่อไว้ตามสิทธิของท่าน"),) if no_names else ()) + desks.unused(told, asked.listing),
        empty_title=_("ยังไม่มีความช่วยเหลือตามที่เลือก"),
        empty_sign="help",
        more={"tools": tools, "above": "pages/help/above.html", "it": above},
    )


def cells(told: context.Told) -> listing.Cells:
    return {
        "day": lambda line: line.day,
        "head": lambda line: (line.head or _("ไม่ทราบชื่อ"), reverse("help-one", args=[line.number]) + told.here.but()),
        "number": lambda line: line.number,
        "place": lambda line: places.name(line.area_code),
        "what": lambda line: line.what,
        "kind": lambda line: str(KIND_NAMES.get(line.kind, "")),
        "organisation": lambda line: line.organisation,
        "programme": lambda line: line.programme,
        "baht": lambda line: None if line.baht is None else float(line.baht) if line.baht % 1 else int(line.baht),
        "state": lambda line: said(rules.ASSISTANCE_NAMES[line.state]),
        "road": lambda line: str(ROADS[line.road]),
    }


# — nobody forgotten —


def forgotten(here: Told, found: Found, number: int) -> Page:
    keep = {"list": found.kind}
    count, last = found.counts[found.kind], found.first + len(found.lines) - 1
    is_help = found.kind in ("doubled", "irregular")
    rows = tuple(
        {
            "head": line.head or _("ไม่ทราบชื่อ"),
            "place": places.name(line.area_code),
            "since": line.since,
            "days": (timezone.localdate() - line.since).days if line.since else None,
            "needs": line.needs,
            "what": line.what,
            "organisation": line.organisation,
            "baht": line.baht,
            "href": here.href("help-one", line.number) if line.number else here.href("help-household", line.household_id),
        }
        for line in found.lines
    )
    of_authority = found.where.authority is not None  # of whose areas no list has its part alone
    below = tuple(
        (
            places.name(code),
            here.href(area=code, **keep) if len(code) < 8 and not of_authority else "",
            tuple((n, "" if of_authority else here.href(area=code, list=name)) for name, n in counts.items()),
        )
        for code, counts in found.by_area
    )
    return page(
        here,
        "help-forgotten",
        found.where.place,
        _("ไม่ลืมใคร"),
        keep=keep,
        lists=tuple(
            {
                "name": str(LISTS[name][0]),
                "count": n,
                "href": here.href(list=name),
                "chosen": name == found.kind,
                "unit": _("รายการ") if name in ("doubled", "irregular") else _("ครัวเรือน"),
            }
            for name, n in found.counts.items()
        ),
        heads=tuple(str(LISTS[name][0]) for name in found.counts),
        list_name=str(LISTS[found.kind][0]),
        since_name=str(LISTS[found.kind][1]),
        means=str(MEANS[found.kind]),
        is_help=is_help,
        has_needs=found.kind in ("unhelped", "outside"),
        rows=rows,
        below=below,
        total=count,
        first=found.first,
        last=last,
        earlier=here.href(**keep, page=number - 1) if found.first > 1 else "",
        later=here.href(**keep, page=number + 1) if last < count else "",
        has_names=found.has_names,
    )


# — one household, one help —


def told(here: Told, each: InCase) -> dict:
    """Help as a line of a page."""
    return line(each) | {"href": here.href("help-one", each.help.number)}


def line(each: InCase) -> dict:
    it = each.help
    tags = []
    if each.is_emergency:
        tags.append((_("ฉุกเฉิน รับรองแล้ว"), "good") if each.regularised_on else (_("ฉุกเฉิน รอรับรอง"), "need"))
    if it.is_double:
        tags.append((_("ช่วยซ้ำ มีเหตุผล"), "need"))
    last = each.checks[-1] if each.checks else None
    return {
        "day": it.day,
        "what": it.what,
        "amount": amount(it.quantity, it.unit),
        "baht": it.baht,
        "kind": str(KIND_NAMES.get(it.kind, "")),
        "from": " · ".join(filter(None, (it.organisation, it.programme))),
        "state": said(rules.ASSISTANCE_NAMES[it.state]),
        "tone": TONES[it.state],
        "tags": tags,
        "use": str(USE_NAMES[last.use]) if last else "",
        "use_tone": USE_TONES.get(last.use, "") if last else "",
    }


def amount(quantity: Decimal | None, unit: str) -> str:
    return f"{quantity.normalize():f} {unit}".strip() if quantity else ""


def totals(helps: list[InCase]) -> tuple[dict, ...]:
    """Baht by organisation, the largest first: what was delivered, what is promised. What has no price counts as nothing, and is told."""
    found: dict[str, dict] = {}
    for each in helps:
        if each.help.state != "withdrawn":
            name = each.help.organisation or _("ไม่ใช่องค์กรในรายการ")
            sums = found.setdefault(name, {"name": name, "delivered": Decimal(0), "promised": Decimal(0), "helps": 0, "unpriced": 0})
            sums["promised" if each.help.state == "promised" else "delivered"] += each.help.baht or 0
            sums["helps"] += 1
            sums["unpriced"] += each.help.baht is None
    return tuple(sorted(found.values(), key=lambda sums: (-sums["delivered"], -sums["promised"], sums["name"])))


def may(here: Told, home, permission: Permission) -> bool:
    return scope.may(here.user, permission, home.area_code, home.pk, home.authority_id)


def household_page(here: Told, home, head: str, helps: list[InCase]) -> Page:
    gives, visits = may(here, home, Permission.ASSISTANCE_GRANT), may(here, home, Permission.VISIT_RECORD)
    place = places.place(home.area_code)
    return page(
        here,
        "",
        place,
        _("การช่วยเหลือ: %(head)s") % {"head": head or _("ไม่ทราบชื่อ")},
        address=place.full_name,
        rows=tuple(told(here, each) for each in helps),
        totals=totals(helps),
        household=here.href("household", home.pk),
        give=here.href("help-give", home.pk) if gives else "",
        emergency=here.href("help-emergency", home.pk) if gives and visits else "",
    )


def form_page(here: Told, home, head: str, title: str, form, doubled: list, **it) -> Page:
    place = places.place(home.area_code)
    shown = tuple(told(here, InCase(each)) for each in doubled)
    back = here.href("help-household", home.pk)
    return page(here, "", place, title, address=place.full_name, head=head, form=form, doubled=shown, back=back, **it)


def options(chosen: Choices, members: list[tuple[int, str]]) -> dict[str, list[tuple[int, str]]]:
    return {
        "programme": assistance.programmes(timezone.localdate()),
        "person": members,
        "need": [(each.number, _need(each)) for each in chosen.needs],
        "step": [(each.number, each.text[:80] or _("ขั้นที่ %(n)s") % {"n": n}) for n, each in enumerate(chosen.steps, 1)],
        "referral": [(each.number, each.text) for each in chosen.referrals],
    }


def _need(each: Choice) -> str:
    dimension = str(BY_KEY[each.dimension].short) if each.dimension in DIMENSIONS else _("เรื่องอื่น")
    return " · ".join(filter(None, (dimension, each.text[:80], str(URGENCIES.get(each.urgency, "")))))


def one_page(here: Told, home, head: str, each: InCase, can: frozenset[str], forms: dict) -> Page:
    it, place = each.help, places.place(home.area_code)
    days = ((_("รับปาก"), it.promised_on), (_("ส่งมอบ"), it.on), (_("ยืนยันการรับ"), it.confirmed_on))
    papers = tuple(
        (label, reverse("help-paper", args=[it.number, kind]))
        for kind, label, has in (("evidence", _("ภาพการส่งมอบ"), it.has_evidence), ("receipt", _("ใบสำคัญรับเงินหรือใบรับของ"), it.has_receipt))
        if has
    )
    checks = tuple(
        pages.Event(
            one.on,
            str(USE_NAMES[one.use]),
            " · ".join(filter(None, (one.text, one.by))),
            USE_TONES.get(one.use, ""),
            reverse("help-check-paper", args=[one.number]) if one.has_evidence else "",
        )
        for one in each.checks
    )
    acts = {act: here.href("help-act", it.number, act) for act in can}
    return page(
        here,
        "",
        place,
        it.what,
        address=place.full_name,
        head=head,
        row=told(here, each),
        form_name=str(FORMS[it.form]),
        road=str(ROADS[it.road]),
        each=each,
        days=tuple((name, on) for name, on in days if on),
        papers=papers,
        receipt=documents.of_help(here.user, home.area_code, it.number),
        checks=checks,
        acts=acts,
        back=here.href("help-household", home.pk),
        household=here.href("household", home.pk),
        **forms,
    )


# — budgets —


@dataclass(frozen=True)
class BudgetRow:
    organisation: str
    programme: str
    place: str
    allotted: Decimal
    committed: Decimal
    spent: Decimal
    left: Decimal
    href: str

    @property
    def parts(self) -> tuple[tuple[str, Decimal, str], ...]:
        """(what, baht, its tone) as the bars show them."""
        return (
            (_("จ่ายแล้ว"), self.spent, "good"),
            (_("รับปากไว้"), self.committed, "quiet"),
            (_("คงเหลือ"), self.left, "need" if self.is_short else "quiet"),
        )

    @property
    def is_short(self) -> bool:
        """Less than a tenth is left."""
        return self.left * 10 < self.allotted


def budget_row(here: Told, line: Line) -> BudgetRow:
    place = places.place(line.area_code).title
    sums = (line.allotted, line.committed, line.spent, line.left)
    return BudgetRow(line.organisation, line.programme, place, *sums, here.href("budget", line.number))


def budgets_page(here: Told, place: Place, lines: list[Line], form) -> Page:
    rows = tuple(budget_row(here, line) for line in lines)
    by_office: dict[str, list[BudgetRow]] = {}
    for row in rows:
        by_office.setdefault(row.organisation, []).append(row)
    whole = {name: sum((getattr(row, name) for row in rows), Decimal(0)) for name in ("allotted", "committed", "spent", "left")}
    return page(
        here,
        "budgets",
        place,
        _("งบประมาณ ปีงบประมาณ %(year)s") % {"year": thai.buddhist_year(here.year)},
        permission=Permission.FIGURES_SEE,
        offices=tuple(by_office.items()),
        whole=whole,
        years=years(here),
        form=form,
        csv=here.href("budgets-csv") if rows else "",
        may_allot=budgets.may_allot(here.user),
    )


def budget_page(here: Told, line: Line, history: list, form) -> Page:
    place = places.place(line.area_code)
    events = tuple(
        pages.Event(
            timezone.localdate(each.at),
            _("วงเงิน %(baht)s บาท") % {"baht": thai.number(each.baht, 0 if each.baht == each.baht.to_integral_value() else 2)},
            " · ".join((each.because, each.by)),
        )
        for each in history
    )
    year = thai.buddhist_year(line.fiscal_year)
    return page(
        here,
        "budgets",
        place,
        line.organisation,
        permission=Permission.FIGURES_SEE,
        row=budget_row(here, line),
        year=year,
        history=events,
        form=form if scope.may(here.user, Permission.BUDGET_CHANGE, line.area_code) else None,
        back=here.href("budgets", fiscal=year),
        helps=here.href("help", organisation=line.organisation_id, programme=line.programme_id, fiscal=year, area=""),
    )
