"""The household's file (reports.dossier) as its page shows it: one file that tells the whole story, part by part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import holidays, roads, rolls
from nsc.casework import rules as target_rules
from nsc.poverty.union import DIMENSIONS as KEYS
from nsc.poverty.union import dimensions_in
from nsc.reports import differing, dossier, story
from nsc.reports.differing import Difference, Said, Topic
from nsc.reports.dossier import Dossier, Visited
from nsc.reports.household import Resident, Year
from nsc.surveys import sets
from nsc.web import cases, happened, help, pages, people, plans, programmes, referrals
from nsc.web import documents as issued
from nsc.web import needs as need_rows
from nsc.web.context import PROPOSED, Told
from nsc.web.dimensions import BY_KEY, DIMENSIONS
from nsc.web.forms_targets import GROUPS as ROLLS
from nsc.web.forms_visits import PURPOSES
from nsc.web.templatetags.figures import n, thaidate
from nsc.web.visits import TONES as VISIT_TONES
from nsc.web.words import said
from nsc.welfare.eligibility import State

REMEASURED = 2  # visits that measured again, beside the rounds
PARTS: dict[str, str | Promise] = {  # anchor: what the index calls it, in the order of the page
    "who": gettext_lazy("ใครอยู่บ้าน"),
    "where": gettext_lazy("ที่ตั้ง"),
    "dimensions": gettext_lazy("5 มิติ"),
    "priority": gettext_lazy("ลำดับและเหตุผล"),
    "rights": gettext_lazy("สิทธิ"),
    "needs": gettext_lazy("ความจำเป็น"),
    "plan": gettext_lazy("แผน"),
    "referrals": gettext_lazy("ส่งต่อ"),
    "help": gettext_lazy("ความช่วยเหลือ"),
    "visits": gettext_lazy("เยี่ยมบ้าน"),
    "documents": gettext_lazy("เอกสาร"),
    "story": gettext_lazy("ลำดับเหตุการณ์"),
    "differing": gettext_lazy("แหล่งข้อมูลที่ต่างกัน"),
    "money": gettext_lazy("รายได้และหนี้"),
}
GENERATIONS = (  # from which age, and what the row is called
    (60, "elders", gettext_lazy("ผู้สูงอายุ")),
    (15, "adults", gettext_lazy("วัยแรงงาน")),
    (0, "children", gettext_lazy("เด็ก")),
)
IDLE = ("ไม่มี", "ไม่ได้", "ว่างงาน", "ในความดูแล", "นักเรียน", "นักศึกษา")  # of occupations as files write them
STORIES = {
    "survey": gettext_lazy("สำรวจ"),
    "target": gettext_lazy("บัญชีเป้าหมาย"),
    "case": gettext_lazy("เคส"),
    "visit": gettext_lazy("เยี่ยมบ้าน"),
    "need": gettext_lazy("ความจำเป็น"),
    "plan": gettext_lazy("แผน"),
    "referral": gettext_lazy("ส่งต่อ"),
    "help": gettext_lazy("ความช่วยเหลือ"),
    "consent": gettext_lazy("ความยินยอม"),
}
SOURCES = {
    differing.SURVEY: gettext_lazy("แบบสำรวจ จปฐ."),
    differing.VISIT: gettext_lazy("เยี่ยมบ้านครั้งล่าสุด"),
    differing.REGISTER: gettext_lazy("ทะเบียนครัวเรือนในระบบ"),
    differing.ROLL: gettext_lazy("บัญชีเป้าหมาย"),
    differing.LISTED: gettext_lazy("บัญชี TPMAP"),
    differing.AGENCY: gettext_lazy("ทะเบียนของหน่วยงาน"),
    differing.LOGBOOK: gettext_lazy("TPMAP Logbook"),
    differing.OURS: gettext_lazy("ที่บันทึกในระบบ"),
}
TOPICS = {
    "place": gettext_lazy("หมู่บ้าน"),
    "house_no": gettext_lazy("บ้านเลขที่"),
    "people": gettext_lazy("จำนวนสมาชิก"),
    "income": gettext_lazy("รายได้เฉลี่ยต่อคนต่อปี"),
    "debt_formal": gettext_lazy("หนี้ในระบบ"),
    "debt_informal": gettext_lazy("หนี้นอกระบบ"),
    "card": gettext_lazy("บัตรสวัสดิการแห่งรัฐ"),
    "disabled": gettext_lazy("ความพิการ"),
    "member": gettext_lazy("อยู่ในบ้าน"),
    "help": gettext_lazy("ความช่วยเหลือ"),
}
FAILS, PASSES, NOT_ASKED = gettext_noop("ตกเกณฑ์"), gettext_noop("ผ่านเกณฑ์"), gettext_noop("ไม่เข้าข่าย")
VERDICTS = {"0": FAILS, "1": PASSES, "-": NOT_ASKED}
MEMBERS = {
    "there": gettext_noop("อยู่ในบ้าน"),
    "came": gettext_noop("มาอยู่ใหม่"),
    "left": gettext_noop("ย้ายออก"),
    "died": gettext_noop("เสียชีวิต"),
}
GIFTS = {"unknown": gettext_noop("ไม่มีรายการนี้"), "given": gettext_noop("มีรายการ ไม่ได้บอกมูลค่า")}


@dataclass(frozen=True)
class Kin:
    """A member in the picture of the family. `signs`: (icon, word), what they need of others or do for them."""

    name: str
    short: str
    sex: str
    age: str
    signs: tuple[tuple[str, str], ...]
    href: str


@dataclass(frozen=True)
class Column:
    """Something that asked the questions. `is_comparable`: it asked the same ones as the newest round."""

    label: str
    note: str
    source: str
    is_comparable: bool
    is_visit: bool


@dataclass(frozen=True)
class Cell:
    verdict: bool | str | None
    value: str = ""


@dataclass(frozen=True)
class Asked:
    """An indicator: its question, each column's verdict with the value behind it, and whose it is today."""

    number: int
    name: str
    criterion: str
    cells: tuple[Cell, ...]
    whose: tuple[tuple[str, bool], ...]  # (name, is it certain)
    is_failed: bool


@dataclass(frozen=True)
class Dimension:
    key: str
    name: str
    cells: tuple[Cell, ...]
    asked: tuple[Asked, ...]
    failed: int  # of its indicators, by the newest round


@dataclass(frozen=True)
class Act:
    """`posts`: it is done by the button itself, not on a page of its own."""

    label: str
    href: str
    posts: bool = False


@dataclass(frozen=True)
class Turn:
    whose: str
    mentor: str
    since: date | None
    due: str
    is_late: bool
    state: str
    href: str


@dataclass(frozen=True)
class HelpRow:
    day: date
    who: str
    what: str
    kind: str
    office: str
    programme: str
    baht: Decimal | None
    state: str
    tone: str
    href: str
    is_counted: bool


@dataclass(frozen=True)
class Received:
    """Baht delivered to one person or the whole household. `unpriced`: helps whose worth nobody told."""

    who: str
    this_year: Decimal | None
    all_years: Decimal | None
    helps: int
    unpriced: int
    offices: str
    href: str


@dataclass(frozen=True)
class Month:
    name: str
    events: tuple[pages.Event, ...]


@dataclass(frozen=True)
class DifferenceRow:
    topic: str
    who: str
    a: str
    a_source: str
    b: str
    b_source: str
    newer: str
    newer_on: str


@dataclass(frozen=True)
class Document:
    name: str
    about: str
    on: date | None
    href: str


@dataclass(frozen=True)
class Page:
    """`it`: what the page had before it told everything, and what a paper needs of it."""

    name: ClassVar[str] = "household"
    bar: pages.Bar
    title: str
    it: pages.Household
    parts: tuple[tuple[str, str], ...]
    turn: Turn | None
    act: Act | None
    also: tuple[Act, ...]
    because: str  # what tells this household from others of its rank
    family: tuple[tuple[str, str, tuple[Kin, ...]], ...]
    columns: tuple[Column, ...]
    dimensions: tuple[Dimension, ...]
    others: tuple[Asked, ...]
    set_note: str
    map: str
    rights: dict[str, object]
    needs: tuple[need_rows.Row, ...]
    plan: dict[str, object]
    referrals: tuple[referrals.Row, ...]
    received: tuple[Received, ...]
    helps: tuple[HelpRow, ...]
    offices: tuple[dict, ...]
    programmes: tuple[dict, ...]
    fiscal_year: int
    visits: tuple[dict, ...]
    documents: tuple[Document, ...]
    months: tuple[Month, ...]
    filters: tuple[pages.Choice, ...]
    more: dict[str, str]
    differing: tuple[DifferenceRow, ...]
    case: object
    pdf: str
    issue: issued.Button | None  # the file as a paper that is kept, for who reads names
    opens: dict[str, str] = field(default_factory=dict)


def household_page(user, told: Told, found: Dossier) -> Page:
    file, newest = found.file, found.file.years[0]
    it = people.household_page(user, told, file)
    columns = _columns(found, may_import=scope.may(user, Permission.SURVEY_IMPORT, file.place.code[:2]))
    helps = tuple(help_row(found, each) for each in found.help)
    act, also = _acts(found)
    return Page(
        bar=it.bar,
        title=it.title,
        it=replace(it, tags=(*it.tags, *situations(found))),
        parts=_index(it),
        turn=_turn(found),
        act=act,
        also=also,
        because=people.leading(file.reasons) if file.rank else "",
        family=_family(found),
        columns=tuple(column for column, _source in columns),
        dimensions=tuple(_dimension(each, columns, found) for each in DIMENSIONS),
        others=tuple(_asked(each, columns, found) for each in newest.set.indicators if not each.dimension),
        set_note="" if newest.set.is_official else str(PROPOSED),
        map=told.href("map", area=file.place.code[:6]),
        rights=_rights(found),
        needs=tuple(need_rows.row(each) for each in found.needs),
        plan=_plan(found),
        referrals=referrals.rows(found.referrals),
        received=_received(found),
        helps=helps,
        offices=help.totals(list(found.help)),
        programmes=_programmes(found),
        fiscal_year=thai.buddhist_year(rolls.fiscal_year(found.on)),
        visits=tuple(_visit(each) for each in found.visits),
        documents=tuple(_documents(found)),
        months=months(found.story),
        filters=filters(found.story, file.household_id),
        more=more(found.story, file.household_id),
        differing=tuple(_difference(each, found) for each in found.differing),
        case=cases.linked(found.known, file.household_id),
        pdf=reverse("household-pdf", args=[file.household_id]),
        issue=issued.of_home(file.place.code, file.household_id) if file.has_names else None,
        opens=_opens(found),
    )


def names(found: Dossier) -> dict[int, str]:
    """Of who lives there, as this reader may read them."""
    return {each.person_id: each.name for each in found.file.residents}


def _index(it: pages.Household) -> tuple[tuple[str, str], ...]:
    """The parts that this page has."""
    missing = {key for key, there in (("where", it.spot), ("money", it.money)) if not there}
    return tuple((key, str(name)) for key, name in PARTS.items() if key not in missing)


def _opens(found: Dossier) -> dict[str, str]:
    """Addresses of what goes on elsewhere, for who may do it there."""
    home, number = found.file.household_id, found.known.number
    gives, visits_ = found.may(Permission.ASSISTANCE_GRANT), found.may(Permission.VISIT_RECORD)
    opens = {
        "needs": reverse("household-needs", args=[home]),
        "help": reverse("help-household", args=[home]),
        "consents": reverse("consents", args=[home]),
        "give": reverse("help-give", args=[home]) if gives else "",
        "emergency": reverse("help-emergency", args=[home]) if gives and visits_ else "",
    }
    if number and found.known.state != "closed":
        opens |= {
            "visit": reverse("visit-record", args=[number]) if visits_ else "",
            "appoint": f"{reverse('visit-plan')}?case={number}" if visits_ else "",
            "refer": reverse("referral-new", args=[number]) if found.may(Permission.REFERRAL_SEND) else "",
        }
    return opens


# — the head —


def _turn(found: Dossier) -> Turn | None:
    case = found.case
    if case is None or not case.turn:
        return None
    due, tone = cases.when(case.due_on, found.on, holidays.own())
    return Turn(
        whose=str(happened.LEVELS.get(case.turn, "")),
        mentor=case.mentor,
        since=found.since,
        due=due,
        is_late=bool(tone),
        state=cases.state_name(case),
        href=reverse("case", args=[case.number]),
    )


def _acts(found: Dossier) -> tuple[Act | None, tuple[Act, ...]]:
    """The one act that comes next for this reader as the case stands, and what else they may do. The verbs decide for themselves."""
    wanted = tuple(_wanted(found))
    return (wanted[0], wanted[1:]) if wanted else (None, ())


def _wanted(found: Dossier) -> Iterator[Act]:
    """In the order of urgency: somebody's answer is waited for; it is this reader's step on the road; what may be done at any time."""
    case, home = found.case, found.file.household_id
    for line in found.referrals:
        if line.is_open and line.state == "sent" and found.may(Permission.REFERRAL_ANSWER) and not found.may(Permission.REFERRAL_SEND):
            yield Act(_("ตอบรับเรื่องส่งต่อ"), reverse("referral", args=[line.number]))
            break
    if case and case.state != "closed":
        yield from _on_the_road(found)
    elif found.known.may_open:
        yield Act(_("เปิดเคส"), reverse("case-open", args=[home]), posts=True)
    if found.may(Permission.ASSISTANCE_GRANT):
        yield Act(_("บันทึกการช่วยเหลือ"), reverse("help-give", args=[home]))


def _on_the_road(found: Dossier) -> Iterator[Act]:
    case, plan = found.case, found.plan
    assert case and plan  # of an open case
    there, draft = reverse("case", args=[case.number]), plan.in_work
    if case.waiting and "take" in case.acts:
        yield Act(_("รับงานที่ส่งมา"), there)
    if case.state == "opened" and "triage" in case.acts:
        yield Act(_("จำแนกเคส"), there)
    if case.mentor_id is None and case.state != "opened" and "assign" in case.acts:
        yield Act(_("มอบพี่เลี้ยง"), there)
    if draft and draft.may_decide:
        yield Act(_("พิจารณาอนุมัติแผน"), reverse("plan", args=[case.number]))
    if draft and draft.may_agree:
        yield Act(_("ให้ครัวเรือนลงนามแผน"), reverse("plan-agree", args=[draft.number]))
    if case.state == "visited" and plan.can_write and not draft:
        yield Act(_("ทำแผนกับครัวเรือน"), reverse("plan-write", args=[case.number]))
    if case.state not in ("opened", "triaged") and found.may(Permission.VISIT_RECORD):
        yield Act(_("บันทึกการเยี่ยม"), reverse("visit-record", args=[case.number]))


def situations(found: Dossier) -> tuple[pages.Notice, ...]:
    """On which rolls of the newest year it stands, and how far it is there."""
    newest = max((each.fiscal_year for each in found.rolls), default=None)
    return tuple(pages.Notice(_situation(each)) for each in found.rolls if each.fiscal_year == newest and each.state != "removed")


def _situation(each: dossier.OnRoll) -> str:
    level = said(target_rules.LEVELS[each.level]) if each.level is not None else ""
    year = _("เป้าหมายปี %(year)s") % {"year": thai.buddhist_year(each.fiscal_year)}
    return " · ".join(filter(None, (f"{ROLLS[each.group]} {year}", level, said(target_rules.NAMES[each.state]))))


# — who lives there —


def _family(found: Dossier) -> tuple[tuple[str, str, tuple[Kin, ...]], ...]:
    """By generation, the oldest above; who is of an unknown age stands among the adults."""
    rows = []
    left = list(found.file.residents)
    for from_age, key, name in GENERATIONS:
        here = [each for each in left if (15 if each.age is None else each.age) >= from_age]
        left = [each for each in left if each not in here]
        if here:
            here.sort(key=lambda each: -(each.age or 0))
            rows.append((key, str(name), tuple(_kin(found, each) for each in here)))
    return tuple(rows)


def _kin(found: Dossier, each: Resident) -> Kin:
    return Kin(
        name=each.name or _("ไม่ทราบชื่อ"),
        short=_("หัวหน้า") if each.is_head else each.relation or _("สมาชิก"),
        sex=gettext(people.SEX[each.sex]) if each.sex in people.SEX else "",
        age=_("%(age)s ปี") % {"age": each.age} if each.age is not None else _("ไม่ทราบอายุ"),
        signs=tuple(signs(each)),
        href=reverse("resident", args=[found.file.household_id, each.person_id]),
    )


def signs(each: Resident) -> Iterator[tuple[str, str]]:
    """(icon, word). Health only where it is not withheld from the reader."""
    if each.is_disabled:
        yield "shield", _("พิการ")
    if each.is_chronic:
        yield "health", _("ป่วยเรื้อรัง")
    if each.self_care is False:
        yield "alert", _("ช่วยเหลือตนเองไม่ได้")
    if each.occupation and not each.occupation.startswith(IDLE):
        yield "income", _("มีอาชีพ")
    elif each.occupation.startswith(("นักเรียน", "นักศึกษา")):
        yield "education", _("กำลังเรียน")


# — the five dimensions —


def _columns(found: Dossier, *, may_import: bool) -> tuple[tuple[Column, Year | Visited], ...]:
    """Rounds, oldest first, then what was measured again since the newest of them."""
    newest = found.file.years[0]
    rounds = tuple((_round_column(year, newest, may_import), year) for year in reversed(found.file.years))
    measured = [each for each in found.visits if each.state == "done" and each.pattern is not None][:REMEASURED]
    return (*rounds, *((_visit_column(each, newest), each) for each in reversed(measured)))


def _round_column(year: Year, newest: Year, may_import: bool) -> Column:
    """Where the answers came from, for who may import."""
    is_same = year.set.code == newest.set.code
    told = _("จปฐ. %(year)s สำรวจเมื่อ %(on)s ชุด %(n)s ตัวชี้วัด") % {
        "year": thai.buddhist_year(year.year),
        "on": thaidate(year.surveyed_on),
        "n": year.set.size,
    }
    file = _("ไฟล์ %(file)s ชุดที่ %(batch)s แถว %(row)s") % {"file": year.source, "batch": year.batch, "row": n(year.row)}
    return Column(
        label=str(thai.buddhist_year(year.year)),
        note="" if is_same else _("คนละชุดคำถาม"),
        source=" · ".join([told, file] if may_import else [told]),
        is_comparable=is_same,
        is_visit=False,
    )


def _visit_column(visit: Visited, newest: Year) -> Column:
    is_same = visit.set_code == newest.set.code
    return Column(
        label=_("เยี่ยม"),
        note=thaidate(visit.on),
        source=_("%(purpose)s %(on)s ถามซ้ำโดย %(by)s ด้วยคำถามของ จปฐ. %(year)s")
        % {
            "purpose": PURPOSES[visit.purpose],
            "on": thaidate(visit.on),
            "by": visit.by,
            "year": thai.buddhist_year(visit.survey_year) if visit.survey_year else "",
        },
        is_comparable=is_same,
        is_visit=True,
    )


def _dimension(each, columns, found: Dossier) -> Dimension:
    newest = found.file.years[0]
    asked = tuple(_asked(one, columns, found) for one in newest.set.indicators if one.dimension == each.key)
    bit = KEYS.index(each.key)
    cells = tuple(Cell(bool(source.pattern >> bit & 1)) for _column, source in columns)
    return Dimension(each.key, str(each.name), cells, asked, sum(one.is_failed for one in asked))


def _asked(one: sets.Indicator, columns, found: Dossier) -> Asked:
    newest = found.file.years[0]
    return Asked(
        number=one.number,
        name=people.worded(one),
        criterion=one.criterion_th if one.criterion_th != one.name_th else "",
        cells=tuple(_cell(one, column, source) for column, source in columns),
        whose=tuple(_whose(one.number, found.file.residents)),
        is_failed=newest.verdicts[one.number - 1] == "0",
    )


def _cell(one: sets.Indicator, column: Column, source: Year | Visited) -> Cell:
    """Of another set of questions nothing is known: its numbers mean other things."""
    if not column.is_comparable:
        return Cell("")
    answers = source.answers if isinstance(source, Visited) else source.verdicts
    indicators = sets.of_code(source.set_code) if isinstance(source, Visited) else source.set
    income = source.income if isinstance(source, Visited) else source.income_per_person
    if one.number != indicators.income_indicator or income is None:
        return Cell(people.VERDICT[answers[one.number - 1]])
    limit = _(" (เกณฑ์ %(limit)s)") % {"limit": n(source.threshold)} if source.threshold else ""
    return Cell(people.VERDICT[answers[one.number - 1]], _("%(income)s บาท") % {"income": n(income)} + limit)


def _whose(number: int, residents: Iterable[Resident]) -> Iterator[tuple[str, bool]]:
    for each in residents:
        if number in each.certain or number in each.possible:
            yield each.name or _("ไม่ทราบชื่อ"), number in each.certain


# — entitlements, plan —


def _rights(found: Dossier) -> dict[str, object]:
    """Who is entitled and goes without comes first; then what they have, and what nobody can tell."""
    told = programmes.household_rights(found.rights)
    assert told
    counted = [row for _name, rows in told.groups for row in rows]
    by_state = {state: tuple(row for row in counted if row.tone == programmes.TONES[state]) for state in (State.ENTITLED, State.RECEIVES)}
    rest = tuple(row for row in counted if row.tone == programmes.TONES[State.UNKNOWN])
    return {"missing": by_state[State.ENTITLED], "has": by_state[State.RECEIVES], "unknown": rest, "told": told}


def _plan(found: Dossier) -> dict[str, object]:
    plan = found.plan
    if plan is None:
        return {}
    shown = plans.shown(plan, None)
    return {
        "it": shown,
        "view": plans.version_view(plan, shown) if shown else None,
        "why_not": plans.why_not(plan),
        "href": reverse("plan", args=[plan.case]),
        "write": reverse("plan-write", args=[plan.case]) if plan.can_write and not plan.in_work else "",
        "older": sum(each.state in ("superseded", "withdrawn") for each in plan.versions),
    }


# — help —


def _who(found: Dossier, person: int | None) -> str:
    """Without the right to names not even a masked one: what somebody gets tells what ails them."""
    if not found.file.has_names:
        return ""
    if person is None:
        return _("ทั้งครัวเรือน")
    named = next((each.name for each in found.file.residents if each.person_id == person), "")
    return named or _("สมาชิกเดิม")


def help_row(found: Dossier, each) -> HelpRow:
    it = each.help
    row = help.line(each)
    return HelpRow(
        day=it.day,
        who=_who(found, it.person_id),
        what=" ".join(filter(None, (it.what, row["amount"]))),
        kind=row["kind"],
        office=it.organisation or _("ไม่ใช่องค์กรในรายการ"),
        programme=it.programme,
        baht=it.baht,
        state=row["state"],
        tone=row["tone"],
        href=reverse("help-one", args=[it.number]),
        is_counted=_is_given(each),
    )


def _is_given(each) -> bool:
    return each.help.state not in ("promised", "withdrawn")


def _received(found: Dossier) -> tuple[Received, ...]:
    """Of each person, and of the household as a whole: what was delivered, this fiscal year and ever. Only with names."""
    if not found.file.has_names:
        return ()
    persons = dict.fromkeys(each.help.person_id for each in found.help if _is_given(each))
    rows = [received_by(found, person, [each for each in found.help if each.help.person_id == person]) for person in persons]
    return tuple(sorted(rows, key=lambda row: (-(row.this_year or 0), -(row.all_years or 0), row.who)))


def received_by(found: Dossier, person: int | None, told) -> Received:
    """`told`: help for them, of which what is only promised or was withdrawn does not count."""
    year, helps = rolls.fiscal_year(found.on), [each.help for each in told if _is_given(each)]
    now = [each for each in helps if rolls.fiscal_year(each.day) == year]
    offices = dict.fromkeys(each.organisation or _("ไม่ใช่องค์กรในรายการ") for each in now or helps)
    is_here = person is not None and any(each.person_id == person for each in found.file.residents)
    return Received(
        who=_who(found, person),
        this_year=_sum(now),
        all_years=_sum(helps),
        helps=len(helps),
        unpriced=sum(each.baht is None for each in helps),
        offices=", ".join(offices),
        href=reverse("resident", args=[found.file.household_id, person]) + "#help" if is_here else "",
    )


def _sum(helps) -> Decimal | None:
    """Nothing given is nought; things given whose worth nobody told are not."""
    priced = [each.baht for each in helps if each.baht is not None]
    return sum(priced, Decimal(0)) if priced or not helps else None


def _programmes(found: Dossier) -> tuple[dict, ...]:
    """What was delivered by each, the largest first."""
    by_name: dict[str, list] = {}
    for each in found.help:
        if _is_given(each):
            by_name.setdefault(each.help.programme or _("ไม่อยู่ในโครงการใด"), []).append(each.help)
    sums = [{"name": name, "delivered": _sum(helps), "helps": len(helps)} for name, helps in by_name.items()]
    return tuple(sorted(sums, key=lambda one: (-(one["delivered"] or 0), one["name"])))


# — visits, documents —


def _visit(each: Visited) -> dict[str, object]:
    is_planned = each.state == "planned"
    return {
        "on": each.planned_on if is_planned else each.on or each.planned_on,
        "what": str(PURPOSES[each.purpose]),
        "who": each.planned_for if is_planned else each.by,
        "state": said(roads.VISIT_NAMES[each.state]),
        "tone": VISIT_TONES[each.state],
        "href": reverse("visit", args=[each.number]),
        "view": tuple((key, colour) for key, colour in each.view.items() if colour),
        "failed": None if each.pattern is None else dimensions_in(each.pattern),
        "photographs": tuple((reverse("photograph", args=[one]), reverse("photograph-preview", args=[one])) for one in each.photographs),
    }


def _documents(found: Dossier) -> Iterator[Document]:
    """Every paper that hangs on something here, for who may open it; each is opened, and recorded, at its own address."""
    for each in found.visits:
        if each.has_file:
            yield Document(_("แบบบันทึกการเยี่ยม"), str(PURPOSES[each.purpose]), each.on, reverse("visit-evidence", args=[each.number]))
    for plan in found.plan.versions if found.plan and found.file.has_names else ():
        if plan.has_signature:
            about = _("ฉบับที่ %(n)s") % {"n": plan.version}
            yield Document(_("แผนที่ครัวเรือนลงนาม"), about, plan.agreed_on, reverse("plan-signature", args=[plan.number]))
    for line in found.referrals:
        if line.letter and line.is_open:
            yield Document(_("หนังสือส่งต่อ"), line.organisation, line.letter_on, reverse("referral-letter", args=[line.letter]))
    for each in found.help:
        yield from _papers(each)
    for given in found.consents.consents:
        if given.has_evidence and found.consents.may_record:
            href = reverse("consent-evidence", args=[found.file.household_id, given.id])
            yield Document(_("หลักฐานความยินยอม"), said(given.name), given.given_on, href)
    for each in found.papers:
        yield Document(str(PAPERS[each.kind]), "", each.on, reverse("target-evidence", args=[each.kind, each.number]))


PAPERS = {
    "verification": gettext_lazy("หลักฐานการตรวจสอบในพื้นที่"),
    "forum": gettext_lazy("รายงานประชาคม"),
    "meeting": gettext_lazy("รายงานการประชุม"),
}


def _papers(each) -> Iterator[Document]:
    it = each.help
    for kind, name, has in (("evidence", _("ภาพการส่งมอบ"), it.has_evidence), ("receipt", _("ใบสำคัญรับเงินหรือใบรับของ"), it.has_receipt)):
        if has:
            yield Document(name, it.what, it.day, reverse("help-paper", args=[it.number, kind]))
    for check in each.checks:
        if check.has_evidence:
            yield Document(_("ภาพการตรวจการใช้"), it.what, check.on, reverse("help-check-paper", args=[check.number]))


# — the story —


def months(page: story.Page) -> tuple[Month, ...]:
    """Month by month, the newest first."""
    grouped = groupby(page.lines, key=lambda each: (each.on.year, each.on.month))
    return tuple(Month(_month(*month), tuple(_event(each, page.mentors) for each in lines)) for month, lines in grouped)


def _month(year: int, month: int) -> str:
    return thai.format_date(thai.PartialDate(year, month), long=True)


def _event(each, mentors: Mapping[int, str]) -> pages.Event:
    event = cases.event(each, mentors)
    to = {"visit": "visit", "assistance": "help-one", "target": "target"}.get(each.kind.partition(".")[0])
    has_page = to and each.record and each.kind not in ("target.list", "assistance.check")
    return replace(event, href=reverse(to, args=[each.record]) if has_page else "")


def filters(page: story.Page, household_id: int) -> tuple[pages.Choice, ...]:
    own = reverse("household", args=[household_id])
    every = pages.Choice(_("ทั้งหมด"), f"{own}#story", not page.group)
    return (every, *(pages.Choice(str(name), f"{own}?kind={key}#story", key == page.group) for key, name in STORIES.items()))


def more(page: story.Page, household_id: int) -> dict[str, str]:
    """Where the lines before these are: the page without the script, and the part with it."""
    if page.after is None:
        return {}
    asked = f"?before={page.after[0].isoformat()}.{page.after[1]}" + (f"&kind={page.group}" if page.group else "")
    return {
        "href": reverse("household", args=[household_id]) + asked + "#story",
        "next": reverse("household-story", args=[household_id]) + asked,
    }


# — what sources say differently —


def _difference(each: Difference, found: Dossier) -> DifferenceRow:
    by_side = {"a": each.a, "b": each.b}
    return DifferenceRow(
        topic=_topic(each.topic, found),
        who=_who(found, each.topic.person) if each.topic.person else "",
        a=_value(each.topic, each.a),
        a_source=_source(each.a),
        b=_value(each.topic, each.b),
        b_source=_source(each.b),
        newer=each.newer,
        newer_on=_day(by_side[each.newer]) if each.newer else "",
    )


def _topic(topic: Topic, found: Dossier) -> str:
    if topic.kind == "dimension":
        return str(BY_KEY[topic.key].name)
    if topic.kind == "indicator":
        one = found.file.years[0].set.indicators[int(topic.key) - 1]
        return f"{one.number}. {people.worded(one)}"
    return " ".join(filter(None, (str(TOPICS[topic.kind]), topic.key)))


def _value(topic: Topic, it: Said) -> str:
    match topic.kind, it.value:
        case "dimension", failed:
            return said(FAILS if failed else PASSES)
        case "indicator", verdict:
            return said(VERDICTS[str(verdict)])
        case "place", code:
            return places.place(str(code)).full_name
        case "people", count:
            return _("%(n)s คน") % {"n": n(count)}
        case "member", kind:
            return said(MEMBERS[str(kind)])
        case (("card" | "disabled"), there):
            return _("มี") if there else _("ไม่มี")
        case "help", (str() as word):
            return said(GIFTS[word])
        case "house_no", number:
            return str(number)
        case _, baht:
            return _("%(n)s บาท") % {"n": n(baht)}


def _source(it: Said) -> str:
    return " · ".join(filter(None, (str(SOURCES[it.source]), it.name, _day(it))))


def _day(it: Said) -> str:
    if it.on:
        return thaidate(it.on)
    return _("ปี %(year)s") % {"year": thai.buddhist_year(it.year)} if it.year else ""
