"""Programmes and who is entitled to them (welfare, reports.rights) as their pages show them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import authorities, places
from nsc.casework.sight import Sight
from nsc.intake import registers
from nsc.reports import rights
from nsc.reports.listing import Asked, Listing
from nsc.reports.names import worded
from nsc.surveys import sets
from nsc.web import context, desks, listing, pages
from nsc.web.context import PICK, PROPOSED
from nsc.web.here import Here
from nsc.web.templatetags.figures import n, thaidate
from nsc.web.words import said
from nsc.welfare import programmes, recipients
from nsc.welfare.eligibility import WHY_NAMES, Rule, State, Verdict, Why
from nsc.welfare.facts import Standing
from nsc.welfare.programmes import Entry, Version

GROUPS = ("law", "round", "discretion")
ABOUT = {
    "law": gettext_lazy("ใครเข้าเกณฑ์ย่อมได้รับ ถ้ายังไม่ได้รับ ให้ช่วยยื่นเรื่อง"),
    "round": gettext_lazy("รับลงทะเบียนเป็นรอบ ผู้เข้าเกณฑ์รอบล่าสุดที่ยังไม่มี คือผู้ที่ควรบอกเมื่อเปิดรอบใหม่"),
    "discretion": gettext_lazy("ไม่ใช่สิทธิ หน่วยงานพิจารณาตามความจำเป็นและงบประมาณ ผู้เข้าเกณฑ์เบื้องต้นอาจไม่ได้รับ"),
}
GAPS = {
    "law": gettext_lazy("มีสิทธิแต่ยังไม่ได้รับ"),
    "round": gettext_lazy("เข้าเกณฑ์แต่ยังไม่มี"),
    "discretion": gettext_lazy("เข้าเกณฑ์แต่ยังไม่ได้รับ"),
}
NOTS = {"law": gettext_lazy("ไม่มีสิทธิ"), "round": gettext_lazy("ไม่เข้าเกณฑ์"), "discretion": gettext_lazy("ไม่เข้าเกณฑ์")}
RECEIVES, UNKNOWN = gettext_lazy("ได้รับแล้ว"), gettext_lazy("ไม่ทราบ")
TONES = {State.RECEIVES: "good", State.ENTITLED: "need", State.UNKNOWN: "", State.NOT_ENTITLED: ""}


def state_name(kind: str, state: State | str) -> str:
    """A state in the words of its list: entitled is only who has a right by law."""
    state = rights.STATES[state] if isinstance(state, str) else state
    return str({State.RECEIVES: RECEIVES, State.ENTITLED: GAPS[kind], State.NOT_ENTITLED: NOTS[kind], State.UNKNOWN: UNKNOWN}[state])


def why_words(why: Why) -> str:
    return " · ".join(said(name) for each, name in WHY_NAMES.items() if each in why)


@dataclass(frozen=True)
class Told:
    user: object
    here: Here
    path: str

    def href(self, name: str = "", *args: object, **changes: object) -> str:
        """This context with some of it changed, on this page or another."""
        return (reverse(name, args=args) if name else self.path) + self.here.but(**changes)

    @property
    def asked(self) -> dict[str, object]:
        return {"area": self.here.area or "", "authority": self.here.authority}


def told(request: HttpRequest) -> Told:
    return Told(request.user, Here.of(request.GET), request.path)


@dataclass(frozen=True)
class Page:
    """What the frame of every page shows; `it` is the page's own."""

    name = "rights"
    tabs: tuple[pages.Choice, ...]
    bar: pages.Bar | None = None
    title: str = ""
    it: dict = field(default_factory=dict)


def page(here: Told, tab: str, *, where: Sight | None = None, permission=Permission.FIGURES_SEE, title: str = "", keep=None, **it) -> Page:
    return Page(_tabs(here, tab), _bar(here, where, permission, keep or {}) if where else None, title, it)


def _tabs(here: Told, tab: str) -> tuple[pages.Choice, ...]:
    shown = [("rights", _("จำนวนรายพื้นที่"))]
    if scope.anywhere(here.user, Permission.HOUSEHOLD_SEE):
        shown.append(("right-list", _("รายชื่อ")))
    shown.append(("programmes", _("โครงการทั้งหมด")))
    return tuple(pages.Choice(label, here.href(name), name == tab) for name, label in shown)


def _bar(here: Told, where: Sight, permission: Permission, keep: dict) -> pages.Bar:
    tops = scope.areas(here.user, permission) or scope.areas(here.user, Permission.FIGURES_SEE)
    place = where.place
    path = [each for each in places.path(place.code) if any(each.code.startswith(top) for top in tops)]
    crumbs = [pages.Crumb(each.title, here.href(area=each.code, authority=None, **keep)) for each in path]
    if where.authority:
        crumbs.append(pages.Crumb(where.authority.name, here.href(**keep)))
        return pages.Bar(crumbs=tuple(crumbs))
    below = tuple(pages.Choice(child.name, here.href(area=child.code, **keep)) for child in places.children(place.code))
    return pages.Bar(crumbs=tuple(crumbs), below=below, below_label=str(PICK.get(place.level, "")))


# — counts —


@dataclass(frozen=True)
class Count:
    value: int | None
    href: str


@dataclass(frozen=True)
class CountRow:
    name: str
    href: str
    unit: str
    status: str
    receives: Count
    entitled: Count
    unknown: Count
    register: str


@dataclass(frozen=True)
class Group:
    name: str
    about: str
    gap: str
    rows: tuple[CountRow, ...]
    by_case: tuple[tuple[str, str], ...]  # (name, address) of programmes of which nothing can be counted


def summary_page(here: Told, found: rights.Summary, chosen: Entry | None, below: list[tuple[str, rights.Counts]]) -> Page:
    is_open = _opens(here, found.where)
    groups = tuple(each for kind in GROUPS if (each := _group(here, kind, found.rows, is_open)).rows or each.by_case)
    has_rows = chosen is not None and not found.where.authority and is_open(chosen)  # no list has an authority's part of an area alone
    keep = {"programme": chosen.code if chosen else ""}
    return page(
        here,
        "rights",
        where=found.where,
        keep=keep,
        groups=groups,
        counted=_counted_words(found.counted),
        is_stale=found.counted is None or found.counted.is_stale,
        chosen=chosen.name if chosen else "",
        gap=GAPS[chosen.kind] if chosen else "",
        choices=tuple(
            pages.Choice(row.entry.name, here.href(programme=row.entry.code), chosen is not None and row.entry.code == chosen.code)
            for row in found.rows
            if is_countable(row.entry)
        ),
        below=tuple(
            (places.name(code), here.href(area=code, **keep), _linked(here, chosen, counts, has_rows, area=code)) for code, counts in below
        ),
    )


def _opens(here: Told, where: Sight) -> Callable[[Entry], bool]:
    """Whether this reader may open the list of a programme here: one that tells of a disability is for who reads names."""
    there = {"place": where.place.code, "authority": where.authority.id if where.authority else None}
    sees, names = (scope.may(here.user, each, **there) for each in (Permission.HOUSEHOLD_SEE, Permission.NAME_SEE))
    return lambda entry: sees and (names or not rights.is_telling(entry))


def _group(here: Told, kind: str, rows: Iterable[rights.Row], is_open: Callable[[Entry], bool]) -> Group:
    of_kind = [row for row in rows if row.entry.kind == kind]
    told = [row for row in of_kind if is_countable(row.entry) or row.registers]
    by_case = tuple((row.entry.name, here.href("programme", row.entry.code)) for row in of_kind if row not in told)
    shown = tuple(_count_row(here, row, is_open(row.entry)) for row in told)
    return Group(str(programmes.KINDS[kind]), str(ABOUT[kind]), str(GAPS[kind]), shown, by_case)


def is_countable(entry: Entry) -> bool:
    terms = entry.on(timezone.localdate())
    return terms is not None and terms.rule.is_by_rule


def _counted_words(counted: rights.Counted | None) -> str:
    if counted is None or counted.year is None:
        return ""
    return _("นับ ณ %(on)s จากรอบสำรวจ %(year)s และทะเบียนผู้รับที่นำเข้า") % {
        "on": thai.format_date(counted.on),
        "year": thai.buddhist_year(counted.year),
    }


def _count_row(here: Told, row: rights.Row, is_open: bool) -> CountRow:
    entry = row.entry
    receives, entitled, unknown = _linked(here, entry, row.counts, is_open)
    return CountRow(
        entry.name,
        here.href("programme", entry.code),
        _unit(entry),
        status(entry),
        receives,
        entitled,
        unknown,
        _("ยังไม่มีทะเบียน นับจากคำตอบสำรวจ") if entry.is_card and row.registers is None else register_words(row.registers),
    )


def _unit(entry: Entry) -> str:
    return _("ครัวเรือน") if entry.is_for_household else _("คน")


def _linked(here: Told, entry: Entry, counts: rights.Counts, is_open: bool, **area: object) -> tuple[Count, Count, Count]:
    def one(state: str) -> Count:
        value = getattr(counts, state)
        return Count(value, here.href("right-list", programme=entry.code, state=state, **area) if is_open and value else "")

    return one("receives"), one("entitled"), one("unknown")


def status(entry: Entry, on: date | None = None) -> str:
    """What a reader must know before trusting it: a proposal, or a round that is over."""
    terms = entry.on(on or timezone.localdate())
    if terms is None:
        return _("ยังไม่มีเกณฑ์")
    if not terms.rule.is_by_rule:
        return _("พิจารณาเป็นรายกรณี")
    if not terms.is_official:
        return str(PROPOSED)
    if not entry.is_open(on or timezone.localdate()):
        return _("รอบล่าสุดปิดรับแล้ว")
    return ""


def register_words(days: tuple[date, date, int] | None) -> str:
    if days is None:
        return _("ยังไม่มีทะเบียน")
    first, last, number = days
    if first == last:
        return _("ทะเบียน ณ %(on)s") % {"on": thai.format_date(last)}
    told = {"n": number, "first": thai.format_date(first), "last": thai.format_date(last)}
    return _("%(n)s ทะเบียน ณ %(first)s ถึง %(last)s") % told


# — the list —


def listing_of(entries: Iterable[Entry], kind: str = "law") -> Listing:
    """`kind`: of the programme, whose words the states are in."""
    return rights.listing([(each.code, each.name) for each in entries], [(state, state_name(kind, state)) for state in rights.STATES])


def list_page(
    request: HttpRequest, here: Told, told: context.Told, found: rights.Listed, entries: Iterable[Entry], asked: Asked
) -> listing.Page:
    entry = found.entry
    keep = {"programme": entry.code, "state": found.state}
    table = listing.table(
        asked,
        told,
        lines=found.lines,
        total=found.total,
        first=found.first,
        cells=cells(),
        has_names=found.has_names,
        groups=found.groups,
        group=desks.group(asked.listing),
        skip=("programme", "state"),
    )
    file = reverse("right-file") if found.may_export else ""
    notes = [_("ปิดชื่อไว้ตามสิทธิของท่าน")] if found.lines and not found.has_names else []
    if not found.is_in_order:
        notes.append(_("เรียงลำดับได้เมื่อมีไม่เกิน %(n)s แถว โปรดเลือกตำบลหรือหมู่บ้าน ขณะนี้เรียงตามหมู่บ้าน") % {"n": n(rights.SORTED)})
    above = {
        "entry": entry,
        "status": status(entry),
        "programme": here.href("programme", entry.code),
        "choices": _choices(here, entries, entry, found.state),
        "states": tuple(
            pages.Choice(state_name(entry.kind, state), here.href(**keep | {"state": state}), state == found.state)
            for state in rights.STATES
        ),
        "counted": _counted_words(found.counted),
        "is_stale": found.counted is None or found.counted.is_stale,
        "register": register_words(found.registers),
        "registers": here.href("registers", entry.code) if may_import(here.user) and found.registers is None and not found.total else "",
    }
    return listing.Page(
        name="rights",
        title=state_name(entry.kind, found.state),
        count=f"{n(found.total)} {_unit(entry)}",
        table=table,
        bar=_bar(here, found.where, Permission.HOUSEHOLD_SEE, asked.but() | keep),
        tabs=_tabs(here, "right-list"),
        notes=(*notes, *desks.unused(told, asked.listing)),
        empty_title=_("ไม่มีรายชื่อตามที่เลือก") if found.registers else _("ยังไม่มีทะเบียนผู้รับของโครงการนี้"),
        empty_sign="rights",
        more={
            "tools": desks.tools(request, asked, found.where, found.total, file=file, naming=rights.NAMING),
            "above": "pages/programmes/above.html",
            "it": above,
        },
    )


def cells() -> listing.Cells:
    return {
        "name": lambda line: (line.name or _("ไม่ทราบชื่อ"), reverse("household", args=[line.household]) + "#rights"),
        "number": lambda line: line.household,
        "age": lambda line: line.age,
        "house_no": lambda line: line.house_no,
        "place": lambda line: line.place,
        "why": lambda line: why_words(line.why),
        "baht": lambda line: line.baht,
    }


def _choices(here: Told, entries: Iterable[Entry], chosen: Entry, state: str) -> tuple[pages.Choice, ...]:
    return tuple(
        pages.Choice(each.name, here.href(programme=each.code, state=state), each.code == chosen.code, str(programmes.KINDS[each.kind]))
        for each in entries
    )


CSV = (
    gettext_lazy("ครัวเรือนเลขที่"), gettext_lazy("ชื่อ"), gettext_lazy("อายุ (ปี)"), gettext_lazy("บ้านเลขที่"), gettext_lazy("รหัสหมู่บ้าน"),
    gettext_lazy("พื้นที่"), gettext_lazy("สถานะ"), gettext_lazy("เพราะ"), gettext_lazy("บาทตามเกณฑ์"),
)  # fmt: skip


def csv_rows(entry: Entry, lines: Iterable[rights.Line]) -> Iterable[tuple]:
    for line in lines:
        shown = (line.household, line.name, line.age, line.house_no, line.area_code, line.place)
        yield (*shown, state_name(entry.kind, line.state), why_words(line.why), line.baht)


# — the catalogue —


@dataclass(frozen=True)
class ProgrammeRow:
    name: str
    href: str
    owner: str
    amount: str
    status: str
    register: str
    closed_on: date | None


def catalogue_page(here: Told, entries: tuple[Entry, ...]) -> Page:
    days, today = recipients.days(), timezone.localdate()

    def row(entry: Entry) -> ProgrammeRow:
        terms = entry.on(today)
        amount = amount_words(terms) if terms else ""
        told = (entry.name, here.href("programme", entry.code), entry.owner, amount, status(entry, today))
        return ProgrammeRow(*told, register_words(days.get(entry.id)), entry.closed_on)

    open_ = [each for each in entries if each.closed_on is None or each.closed_on > today]
    groups = tuple(
        (programmes.KINDS[kind], ABOUT[kind], rows) for kind in GROUPS if (rows := tuple(row(each) for each in open_ if each.kind == kind))
    )
    closed = tuple(row(each) for each in entries if each not in open_)
    may = programmes.may_change(here.user)
    return page(here, "programmes", groups=groups, closed=closed, add=here.href("programme-add") if may else "")


def amount_words(terms: Version) -> str:
    """ "600 บาท (60 ปีขึ้นไป) · 700 บาท (70 ปีขึ้นไป) ต่อเดือน"; "" where no amount is told."""
    if not terms.amounts:
        return ""
    most = _("ไม่เกิน") + " " if terms.is_ceiling else ""
    told = f"{most}{_amounts(terms.amounts)} {programmes.PERS[terms.per]}"
    if terms.with_card:
        told += " · " + _("%(amount)s เมื่อมีบัตรสวัสดิการแห่งรัฐ") % {"amount": _amounts(terms.with_card)}
    return told


def _amounts(amounts: str) -> str:
    parts = []
    for part in amounts.split():
        since, _colon, money = part.rpartition(":")
        baht = _("%(n)s บาท") % {"n": n(int(money))}
        parts.append(_("%(baht)s (%(age)s ปีขึ้นไป)") % {"baht": baht, "age": since} if since else baht)
    return " · ".join(parts)


def rule_words(rule: Rule) -> tuple[str, ...]:
    """Each thing that is asked, in words."""
    found = []
    if rule.age_from and rule.age_until is not None:
        found.append(_("อายุ %(low)s ถึง %(high)s ปี") % {"low": rule.age_from, "high": rule.age_until})
    elif rule.age_from:
        found.append(_("อายุ %(low)s ปีขึ้นไป") % {"low": rule.age_from})
    elif rule.age_until is not None:
        found.append(_("อายุยังไม่ครบ %(high)s ปี") % {"high": rule.age_until + 1})
    if rule.needs_disability:
        found.append(_("เป็นผู้พิการ"))
    if rule.needs_card:
        found.append(_("มีบัตรสวัสดิการแห่งรัฐ"))
    if rule.income_limit is not None:
        found.append(_("รายได้เฉลี่ยของครัวเรือนไม่เกิน %(n)s บาทต่อคนต่อปี") % {"n": n(rule.income_limit)})
    if rule.fails_indicator is not None:
        found.append(_indicator(rule.fails_indicator))
    if not rule.is_by_rule:
        found.append(_("พิจารณาเป็นรายกรณี"))
    return tuple(found) or (_("ทุกคน"),)


def _indicator(number: int) -> str:
    known = next((each for one in sets.known() if one.size == 31 for each in one.indicators if each.number == number), None)
    name = worded(known) if known else ""
    return _("ครัวเรือนตกตัวชี้วัดข้อ %(n)s %(name)s") % {"n": number, "name": name}


@dataclass(frozen=True)
class TermsRow:
    since: date
    until: date | None
    rule: tuple[str, ...]
    amount: str
    source: str
    is_official: bool
    by: str
    is_now: bool


def programme_page(here: Told, entry: Entry, forms: dict) -> Page:
    today = timezone.localdate()
    now = entry.on(today)
    facts = [(_("บัญชี"), programmes.KINDS[entry.kind]), (_("ให้"), programmes.FORMS[entry.form]), (_("ผู้รับ"), _unit(entry))]
    if entry.interval_months:
        months = ngettext("%(n)s เดือน", "%(n)s เดือน", entry.interval_months) % {"n": entry.interval_months}
        facts.append((_("ให้ซ้ำได้ทุก"), months))
    if entry.times_a_year:
        times = ngettext("%(n)s ครั้ง", "%(n)s ครั้ง", entry.times_a_year) % {"n": entry.times_a_year}
        facts.append((_("ไม่เกินต่อปีงบประมาณ"), times))
    may = programmes.may_change(here.user) and entry.closed_on is None
    sees = scope.anywhere(here.user, Permission.NAME_SEE if rights.is_telling(entry) else Permission.HOUSEHOLD_SEE)
    return page(
        here,
        "programmes",
        title=entry.name,
        entry=entry,
        facts=facts,
        about=ABOUT[entry.kind],
        status=status(entry, today),
        versions=tuple(_terms_row(each, each is now) for each in entry.versions),
        register=register_words(recipients.days([entry.id]).get(entry.id)),
        registers=here.href("registers", entry.code) if may_import(here.user) else "",
        list=here.href("right-list", programme=entry.code, state="entitled") if sees and is_countable(entry) else "",
        gap=GAPS[entry.kind],
        set_terms=here.href("programme-terms", entry.code) if may else "",
        close=here.href("programme-close", entry.code) if may else "",
        **forms,
    )


def _terms_row(terms: Version, is_now: bool) -> TermsRow:
    told = (terms.valid_from, terms.valid_until, rule_words(terms.rule), amount_words(terms), terms.source)
    return TermsRow(*told, terms.is_official, terms.by, is_now)


def may_import(user) -> bool:
    return scope.may(user, Permission.REGISTER_IMPORT, settings.PROVINCE)


# — registers —


@dataclass(frozen=True)
class RegisterRow:
    id: int
    as_of: date
    covers: str
    source: str
    rows: int
    wrong: int
    matched: int
    by: str
    at: object
    state: str
    tone: str
    undo: str
    because: str


def registers_page(here: Told, entry: Entry, rows: list[recipients.Listing], form) -> Page:
    title = _("ทะเบียนผู้รับ: %(name)s") % {"name": entry.name}
    shown = tuple(_register_row(here, entry, each) for each in rows)
    return page(here, "programmes", title=title, entry=entry, back=here.href("programme", entry.code), rows=shown, form=form)


def _register_row(here: Told, entry: Entry, each: recipients.Listing) -> RegisterRow:
    state = _("ถอนแล้ว") if each.undone_at else _("ใช้งาน") if each.is_in_force else _("มีทะเบียนใหม่กว่าแทน")
    tone = "good" if each.is_in_force and not each.undone_at else ""
    covers = " · ".join(filter(None, (places.place(each.area).title, each.authority)))
    told = {name: getattr(each, name) for name in ("id", "as_of", "source", "rows", "wrong", "matched", "by", "at", "because")}
    undo = "" if each.undone_at else here.href("register-undo", entry.code, each.id)
    return RegisterRow(covers=covers, state=state, tone=tone, undo=undo, **told)


def look_page(here: Told, entry: Entry, found: registers.Look, told: dict, asked: str, most: int) -> Page:
    table, owner = found.table, authorities.find(told["authority"]) if told["authority"] else None
    covers = " · ".join(filter(None, (places.place(told["area"]).title, owner.name if owner else "")))
    address = reverse("register-look", args=[entry.code, found.file])
    return page(
        here,
        "programmes",
        title=_("ตรวจไฟล์ทะเบียน"),
        entry=entry,
        found=found,
        as_of=told["as_of"],
        covers=covers,
        act=f"{address}?{asked}",
        problems=f"{reverse('register-problems', args=[entry.code, found.file])}?{asked}",
        back=reverse("registers", args=[entry.code]),
        faults=tuple((each.sheet, each.row, each.column, said(each.problem)) for each in table.faults[:most]),
        left=table.wrong - min(table.wrong, most),
    )


# — one household —


@dataclass(frozen=True)
class StandingRow:
    programme: str
    href: str
    who: str
    state: str
    tone: str
    why: str
    as_of: str
    baht: str
    status: str


@dataclass(frozen=True)
class HouseholdRights:
    """`groups`: (list, rows) of what counts; `others`: where they are not entitled; `by_case`: programmes that somebody decides on."""

    groups: tuple[tuple[str, tuple[StandingRow, ...]], ...]
    others: tuple[StandingRow, ...]
    by_case: tuple[tuple[str, str], ...]
    source: str
    is_cut: bool


def household_rights(found: rights.OfHousehold | None) -> HouseholdRights | None:
    if found is None:
        return None
    by_case = {each.entry.code: each.entry.name for each in found.standings if Why.CASE_BY_CASE in each.verdict.why}
    told = [each for each in found.standings if is_by_rule(each)]
    counting_ = [each for each in told if each.verdict.state != State.NOT_ENTITLED]
    groups = tuple(
        (str(programmes.KINDS[kind]), rows)
        for kind in GROUPS
        if (rows := tuple(standing_row(found, each) for each in counting_ if each.entry.kind == kind))
    )
    others = tuple(standing_row(found, each) for each in told if each.verdict.state == State.NOT_ENTITLED)
    source = _("คำนวณ ณ %(on)s จากคำตอบรอบ %(year)s และทะเบียนผู้รับ") % {
        "on": thai.format_date(found.on),
        "year": thai.buddhist_year(found.year),
    }
    cases = tuple((name, reverse("programme", args=[code])) for code, name in by_case.items())
    return HouseholdRights(groups, others, cases, source, found.is_cut)


def is_by_rule(each: Standing) -> bool:
    """Somebody else than a rule decides on the rest, one by one, or nothing is in force."""
    return not each.verdict.why & (Why.CASE_BY_CASE | Why.NO_TERMS)


def standing_row(found: rights.OfHousehold, each: Standing) -> StandingRow:
    entry, verdict = each.entry, each.verdict
    who = found.names.get(each.person, "") or _("ไม่ทราบชื่อ") if each.person else _("ทั้งครัวเรือน")
    return StandingRow(
        entry.name,
        reverse("programme", args=[entry.code]),
        who,
        state_name(entry.kind, verdict.state),
        TONES[verdict.state],
        why_words(verdict.why),
        _as_of(each, verdict),
        _("%(n)s บาท") % {"n": n(each.baht)} if each.baht is not None and verdict.state != State.NOT_ENTITLED else "",
        status(entry, found.on) if verdict.state != State.RECEIVES else "",
    )


def _as_of(each: Standing, verdict: Verdict) -> str:
    if verdict.state == State.RECEIVES and each.as_of is None:
        return _("ตามคำตอบในการสำรวจ")
    return _("ทะเบียน ณ %(on)s") % {"on": thaidate(each.as_of)} if each.as_of and verdict.state != State.NOT_ENTITLED else ""
