"""Documents as their pages show them: which there are, for which place, how far one is, and what was issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.areas.places import Place
from nsc.casework import rolls
from nsc.secretariat import builder, certified, doc_forum, documents, issuing
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Kind
from nsc.secretariat.issuing import Line, Work
from nsc.web import context, pages
from nsc.web.forms_documents import DocumentForm
from nsc.web.words import said

MONTHLY, OF_AREA, OF_PEOPLE, OF_ONE = "monthly", "area", "people", "one"
GROUPS: dict[str, str | Promise] = {
    MONTHLY: gettext_lazy("รายงานประจำเดือน"),
    OF_AREA: gettext_lazy("สถานการณ์และผลงานของพื้นที่"),
    OF_PEOPLE: gettext_lazy("รายชื่อและแฟ้มครัวเรือน"),
    OF_ONE: gettext_lazy("เอกสารของเรื่องเดียว ออกจากหน้าของเรื่องนั้น"),
}
LEVELS: dict[int, str | Promise] = {
    PROVINCE: gettext_lazy("จังหวัด"),
    AMPHOE: gettext_lazy("อำเภอ"),
    TAMBON: gettext_lazy("ตำบล"),
    VILLAGE: gettext_lazy("หมู่บ้าน"),
}
# Where a document of one is found: the address of that list, and what to press there.
FROM: dict[str, tuple[str, str | Promise]] = {
    "household": ("households", gettext_lazy("เปิดหน้าครัวเรือน แล้วกด “ออกแฟ้มครัวเรือน”")),
    "referral": ("referrals", gettext_lazy("เปิดเรื่องส่งต่อ แล้วกดพิมพ์หนังสือ")),
    "forum": ("target-forums", gettext_lazy("เปิดประชาคม แล้วกด “พิมพ์รายงานการประชาคม”")),
    "receipt": ("help", gettext_lazy("เปิดความช่วยเหลือ แล้วกด “พิมพ์ใบรับ”")),
}
EXTENSIONS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "zip": "ZIP"}


@dataclass(frozen=True)
class Button:
    """One button on another page, that orders a document of what is shown there."""

    label: str | Promise
    href: str
    area: str
    form: str
    number: int | None = None


@dataclass(frozen=True)
class Offer:
    title: str
    about: str
    levels: str
    forms: str
    href: str
    has_names: bool
    how: str | Promise = ""  # of one: what to press, behind the link


@dataclass(frozen=True)
class Group:
    title: str | Promise
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Step:
    """One level of the place: `options` to choose from, the first is not to go further down."""

    name: str
    label: str | Promise
    options: tuple[pages.Option, ...]


@dataclass(frozen=True)
class Going:
    """A document on its way."""

    it: Work
    title: str
    where: str
    state: str
    note: str
    href: str


@dataclass(frozen=True)
class Shown:
    """A document issued. `asked`: what else it is of, in words."""

    it: Line
    title: str
    where: str
    asked: str
    form: str
    href: str


@dataclass(frozen=True)
class Offers:
    name: ClassVar[str] = "documents"
    tabs: tuple[pages.Choice, ...]
    groups: tuple[Group, ...]
    going: tuple[Going, ...]


@dataclass(frozen=True)
class Making:
    name: ClassVar[str] = "documents"
    kind: Kind
    title: str
    about: str
    steps: tuple[Step, ...]
    where: str  # the place that is chosen, where the kind is made for its level
    levels: str
    names: str  # what to know of the names in it
    months: tuple[str, ...]  # that have certified figures
    form: DocumentForm


@dataclass(frozen=True)
class Listed:
    name: ClassVar[str] = "documents"
    tabs: tuple[pages.Choice, ...]
    steps: tuple[Step, ...]
    kinds: tuple[pages.Option, ...]
    rows: tuple[Shown, ...]
    later: str
    is_narrowed: bool


@dataclass(frozen=True)
class One:
    name: ClassVar[str] = "documents"
    it: Shown
    may_again: bool


@dataclass(frozen=True)
class Progress:
    name: ClassVar[str] = "documents"
    it: Going


def tabs(user, at: str) -> tuple[pages.Choice, ...]:
    found = [("documents", _("ออกเอกสาร"))] if scope.anywhere(user, Permission.REPORT_ISSUE) else []
    found.append(("documents-issued", _("เอกสารที่ออกแล้ว")))
    found += [("letter-heads", _("หัวกระดาษ"))] if scope.anywhere(user, Permission.MEETING_KEEP) else []
    return tuple(pages.Choice(label, reverse(name), name == at) for name, label in found)


# — from other pages —


def of_home(area: str, household: int) -> Button:
    """For who reads its names."""
    return Button(_("ออกแฟ้มครัวเรือน"), reverse("documents-new", args=["household_file"]), area, "pdf", household)


def of_village(user, area: str) -> Button | None:
    """The files of all its households, for who may take them along with their names."""
    kind = next((each for each in documents.offered(user, area) if each.name == "village_files"), None)
    if kind is None or not scope.may(user, Permission.NAME_SEE, area):
        return None
    return Button(_("ออกแฟ้มทั้งหมู่บ้าน"), reverse("documents-new", args=[kind.name]), area, kind.forms[0])


def of_forum(user, area: str, forum: int) -> str:
    """The address where its minutes are ordered; "" for who may not."""
    name = "forum-minutes"
    is_offered = any(kind.name == name for kind in documents.offered(user, area))
    return f"{reverse('documents-new', args=[name])}?area={area}&number={forum}" if is_offered else ""


def of_help(user, area: str, assistance: int) -> str:
    """The address where its receipt is ordered; "" for who may not, and of what was withdrawn."""
    return (
        f"{reverse('documents-new', args=['receipt'])}?area={area}&number={assistance}" if doc_forum.may_receipt(user, assistance) else ""
    )


# — what there is —


def offers(user, at: datetime) -> Offers:
    found: dict[str, list[Offer]] = {}
    for kind in documents.offered(user):
        found.setdefault(_group(kind), []).append(_offer(kind))
    groups = tuple(Group(title, tuple(found[key])) for key, title in GROUPS.items() if key in found)
    return Offers(tabs(user, "documents"), groups, tuple(going(each) for each in issuing.ordered(user, at=at)))


def _group(kind: Kind) -> str:
    return OF_ONE if kind.of_one else MONTHLY if kind.is_monthly else OF_PEOPLE if kind.may_name else OF_AREA


def _offer(kind: Kind) -> Offer:
    name, how = FROM.get(kind.of_one, ("", ""))
    href = reverse(name) if name else "" if kind.of_one else reverse("documents-new", args=[kind.name])
    forms = " · ".join(EXTENSIONS[each] for each in kind.forms)
    return Offer(said(kind.title), said(kind.about), _levels(kind), forms, href, kind.may_name, how)


def _levels(kind: Kind) -> str:
    return " ".join(str(LEVELS[each]) for each in kind.levels)


# — for which place —


def chosen(asked: Mapping[str, str]) -> str:
    """The deepest place of the selects that lies in the one above it; a choice above takes back those below."""
    if area := asked.get("area", ""):
        return area if places.find(area[:8]) else ""
    found = ""
    for digits in (AMPHOE, TAMBON, VILLAGE):
        value = asked.get(f"area{digits}", "")
        if len(value) == digits and value.startswith(found) and places.find(value):
            found = value
    return found


def steps(tops: Sequence[str], levels: Sequence[int], area: str) -> tuple[tuple[Step, ...], str]:
    """From the province down to the place, by those that are this reader's (`tops`); and the place they stand at. "" where none is."""
    if not tops:
        return (), ""
    found, at = [], settings.PROVINCE
    for digits in (AMPHOE, TAMBON, VILLAGE):
        if digits > max(levels):
            break
        below = [each for each in places.children(at) if any(each.code.startswith(top) or top.startswith(each.code) for top in tops)]
        is_own = any(at.startswith(top) for top in tops)
        only = below[0].code if len(below) == 1 and not is_own else ""
        here = next((each.code for each in below if area.startswith(each.code)), only)
        found.append(Step(f"area{digits}", LEVELS[digits], _options(at, below, here, is_own and len(at) in levels, bool(only))))
        if not here:
            break
        at = here
    return tuple(found), at if any(at.startswith(top) for top in tops) else ""


def _options(at: str, below: Sequence[Place], here: str, may_all: bool, is_only: bool) -> tuple[pages.Option, ...]:
    whole = _("ทั้ง%(place)s") % {"place": places.place(at).title} if may_all else _("— เลือก —")
    first = () if is_only else (pages.Option("", whole, not here),)
    return (*first, *(pages.Option(each.code, each.name, each.code == here) for each in below))


def making(request: HttpRequest, kind: Kind, now: datetime) -> Making:
    user, sent = request.user, request.POST if request.method == "POST" else None
    asked = {name: value[:10] for name, value in (sent or request.GET).items()}
    area = chosen(asked)
    if kind.of_one:
        where_to, at = (), area
    else:
        where_to, at = steps(scope.areas(user, kind.permission), kind.levels, area)
    months = certified.months(user, at=now) if kind.is_monthly else []
    years = [(str(each.survey_year), str(thai.buddhist_year(each.survey_year))) for each in context.rounds_of(request)]
    form = DocumentForm(
        sent,
        initial={"area": at, "number": asked.get("number", "")},
        kind=kind,
        months=[(f"{each.month:%Y-%m}", _month_said(each)) for each in months],
        years=years if "year" in kind.options else [],
        fiscal_years=[(str(year), str(thai.buddhist_year(year))) for year in rolls.years(timezone.localdate(now))],
        axes=[(key, said(name)) for key, name in builder.AXES.items()] if {"by", "across"} & set(kind.options) else [],
        may_name=kind.may_name and bool(at) and scope.may(user, Permission.NAME_SEE, at),
    )
    is_ready = len(at) in kind.levels
    return Making(
        kind=kind,
        title=said(kind.title),
        about=said(kind.about),
        steps=where_to,
        where=places.place(at).full_name if is_ready else "",
        levels=_levels(kind),
        names=_names(kind),
        months=tuple(certified.month_name(each.month) for each in months if each.newest),
        form=form,
    )


def _month_said(each: certified.Month) -> str:
    name = certified.month_name(each.month)
    if not each.newest:
        return _("%(month)s (ยังไม่ตรึงตัวเลข)") % {"month": name}
    return _("%(month)s (รับรองแล้ว)") % {"month": name} if each.newest.certified else name


def _names(kind: Kind) -> str:
    if not kind.may_name:
        return ""
    days = issuing.KEPT_NAMED.days
    return _("เอกสารที่มีชื่อคนเก็บไว้ %(days)s วัน เปิดได้เฉพาะผู้มีสิทธิเห็นชื่อ และทุกครั้งที่เปิดถูกบันทึก") % {"days": days}


# — how far it is —

STATES = {
    "queued": gettext_lazy("รอเริ่มทำ"),
    "running": gettext_lazy("กำลังทำ"),
    "done": gettext_lazy("เสร็จแล้ว"),
    "failed": gettext_lazy("ทำไม่สำเร็จ"),
    "cancelled": gettext_lazy("ยกเลิกแล้ว"),
}


def going(work: Work) -> Going:
    state = _("กำลังหยุด") if work.is_stopping and not work.is_over else str(STATES[work.state])
    href = reverse("documents-order", args=[work.job])
    return Going(work, said(work.title), places.place(work.area).full_name, state, said(work.message, work.values), href)


# — what was issued —


def listed(user, asked: Mapping[str, str], before: int | None) -> Listed:
    tops = scope.areas(user, Permission.REPORT_ISSUE) or scope.areas(user, Permission.NAME_SEE)
    where_to, at = steps(tops, (PROVINCE, AMPHOE, TAMBON), chosen(asked))
    area, kind = at if at != settings.PROVINCE else "", asked.get("kind", "")
    kinds = documents.offered(user)
    kind = kind if kind in {each.name for each in kinds} else ""
    rows = issuing.lately(user, area=area, kind=kind, before=before, limit=issuing.SHOWN + 1)
    following = rows[issuing.SHOWN - 1].number if len(rows) > issuing.SHOWN else None
    every = pages.Option("", _("ทุกชนิด"), not kind)
    query = "&".join(f"{name}={value}" for name, value in {"area": area, "kind": kind, "before": following}.items() if value)
    return Listed(
        tabs=tabs(user, "documents-issued"),
        steps=where_to,
        kinds=(every, *(pages.Option(each.name, said(each.title), each.name == kind) for each in kinds)),
        rows=tuple(shown(each) for each in rows[: issuing.SHOWN]),
        later=f"{reverse('documents-issued')}?{query}" if following else "",
        is_narrowed=bool(area or kind or before),
    )


def shown(line: Line) -> Shown:
    return Shown(
        line,
        said(line.title),
        places.place(line.area).full_name,
        _asked(line),
        EXTENSIONS[line.form],
        reverse("documents-one", args=[line.number]),
    )


def _asked(line: Line) -> str:
    told = [certified.month_name(line.month)] if line.month else []
    told += [_("ปีงบประมาณ %(year)s") % {"year": thai.buddhist_year(line.fiscal_year)}] if line.fiscal_year else []
    told += [_("จปฐ. %(year)s") % {"year": thai.buddhist_year(line.year)}] if line.year else []
    told += [_("หมายเลข %(number)s") % {"number": line.of}] if line.of else []
    return " · ".join(told)


def one(user, number: int) -> One:
    line = issuing.find(user, number)
    return One(shown(line), any(kind.name == line.kind for kind in documents.offered(user)))
