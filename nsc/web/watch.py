"""Pages of auditors and of the data-protection officer: who has seen a person, unusual access, emergencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.access import alerts, glass, trail
from nsc.reports import who_saw
from nsc.web import pages, record
from nsc.web.words import said

LINES = 200  # on the page; the table has all
EXPLAINED, MISUSE, JUSTIFIED = "explained", "misuse", "justified"
FINDINGS = {
    EXPLAINED: gettext_lazy("มีเหตุผลอันควร"),
    JUSTIFIED: gettext_lazy("มีเหตุฉุกเฉินจริง"),
    MISUSE: gettext_lazy("ใช้โดยมิชอบ"),
}
GROUP_OF = {  # which lines of the record stand behind an alert
    "failures": "sign-in",
    "exports": "export",
}


@dataclass(frozen=True)
class HomeRow:
    href: str
    title: str
    place: str
    people: str


@dataclass(frozen=True)
class Ask:
    """Who has seen this person: the question."""

    name: ClassVar[str] = "audit"
    tabs: tuple[pages.Choice, ...]
    number: object  # Django forms
    person: object
    homes: tuple[HomeRow, ...] = ()
    nothing: bool = False  # asked, and none found


@dataclass(frozen=True)
class LookerRow:
    who: str
    username: str
    href: str
    first: datetime
    last: datetime
    count: int
    acts: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """… and the answer."""

    name: ClassVar[str] = "audit"
    tabs: tuple[pages.Choice, ...]
    title: str
    place: str
    people: tuple[LookerRow, ...]
    rows: tuple[pages.AuditRow, ...]
    count: int
    left_out: int
    is_whole: bool
    printed_at: datetime
    csv: str
    again: str


@dataclass(frozen=True)
class Case:
    """Something to be reviewed, or reviewed: an alert or an emergency."""

    id: int
    title: str
    text: str
    who: str
    username: str
    place: str
    when: datetime
    until: datetime | None
    lines: str  # address of the lines behind it
    review: str  # address to review it; "" where it is done or not theirs to do
    choices: tuple[tuple[str, str], ...]
    finding: str
    tone: str
    note: str
    reviewed_by: str
    reviewed_at: datetime | None
    tag: str = ""


@dataclass(frozen=True)
class Cases:
    name: ClassVar[str] = "audit"
    tabs: tuple[pages.Choice, ...]
    waiting: tuple[Case, ...]
    done: tuple[Case, ...]


@dataclass(frozen=True)
class MineRow:
    title: str
    href: str  # while it is open
    end: str
    reason: str
    when: datetime
    until: datetime
    left: str
    state: str


@dataclass(frozen=True)
class Glass:
    name: ClassVar[str] = "glass"
    form: object
    hours: int
    mine: tuple[MineRow, ...]


def ask(user, number, person, homes: Iterable[who_saw.Home] | None = None) -> Ask:
    rows = tuple(_home(each) for each in homes or ())
    return Ask(record.tabs(user, "who-saw"), number, person, rows, nothing=homes is not None and not rows)


def answer(user, found: who_saw.Seen, at: datetime) -> Answer:
    sight, number = found.sight, found.home.household
    shown = sight.lines[:LINES]
    return Answer(
        tabs=record.tabs(user, "who-saw"),
        title=_("ใครเห็นข้อมูลของครัวเรือนที่ %(id)s") % {"id": number},
        place=found.home.place.full_name,
        people=tuple(map(_looker, sight.people)),
        rows=record.rows(shown),
        count=len(sight.lines),
        left_out=len(sight.lines) - len(shown),
        is_whole=sight.is_whole,
        printed_at=at,
        csv=reverse("who-saw-csv", args=[number]),
        again=reverse("who-saw"),
    )


def alerts_page(user, found: Iterable[alerts.Raised]) -> Cases:
    return _cases(record.tabs(user, "alerts"), [_alert(user, each) for each in found])


def reviews_page(user, found: Iterable[glass.Opened]) -> Cases:
    return _cases(record.tabs(user, "glass-reviews"), [_emergency(user, each) for each in found])


def glass_page(form, hours: int, mine: Iterable[glass.Opened], at: datetime) -> Glass:
    return Glass(form, hours, tuple(_mine(each, at) for each in mine))


def banner(opened: glass.Opened | None, at: datetime) -> pages.Emergency | None:
    if opened is None:
        return None
    return pages.Emergency(said(opened.reason), left(opened.until, at), reverse("glass-end", args=[opened.id]))


def left(until: datetime, at: datetime) -> str:
    """2 ชั่วโมง 5 นาที; never less than a minute while it is open."""
    hours, minutes = divmod(max(1, -int(-(until - at).total_seconds() // 60)), 60)
    if not hours:
        return _("%(minutes)s นาที") % {"minutes": minutes}
    return _("%(hours)s ชั่วโมง %(minutes)s นาที") % {"hours": hours, "minutes": minutes}


def _home(home: who_saw.Home) -> HomeRow:
    title = _("ครัวเรือนที่ %(id)s") % {"id": home.household}
    return HomeRow(reverse("who-saw-household", args=[home.household]), title, home.place.full_name, ", ".join(home.people))


def _looker(looker: trail.Looker) -> LookerRow:
    return LookerRow(
        who=looker.who or _("ไม่ทราบชื่อผู้ใช้"),
        username=looker.username,
        href=f"{reverse('audit')}?{urlencode({'who': looker.username})}" if looker.username else "",
        first=looker.first,
        last=looker.last,
        count=looker.count,
        acts=" · ".join(said(act) for act in looker.acts),
        reasons=looker.reasons,
    )


def _cases(choices: tuple[pages.Choice, ...], cases: list[Case]) -> Cases:
    return Cases(choices, tuple(case for case in cases if not case.finding), tuple(case for case in cases if case.finding))


def _alert(user, alert: alerts.Raised) -> Case:
    named = f" {record.place_name(alert.place)} " if alert.place else ""
    values = {"count": f"{alert.count:,}", "limit": f"{alert.limit:,}", "usual": f"{alert.usual or 0:,}", "place": named}
    day = timezone.localtime(alert.since)
    asked = {"who": alert.username, "since": f"{day:%Y-%m-%d}", "until": f"{day:%Y-%m-%d}", "group": GROUP_OF.get(alert.kind, "view")}
    if alert.kind == "failures":
        del asked["who"]  # nobody is signed in where a password is wrong
    if alert.place:
        asked["place"] = alert.place
    return Case(
        id=alert.id,
        title=str(TITLES[alert.kind]),
        text=said(alert.text, values),
        who=alert.who,
        username=alert.username,
        place="",
        when=alert.since,
        until=alert.until if alert.until - alert.since < timedelta(days=1) else None,
        lines=f"{reverse('audit')}?{urlencode(asked)}",
        review="" if alert.finding else reverse("alert-review", args=[alert.id]),
        choices=_choices(EXPLAINED, MISUSE),
        **_reviewed(alert),
    )


def _emergency(user, opened: glass.Opened) -> Case:
    return Case(
        id=opened.id,
        title=_("ครัวเรือนที่ %(id)s: %(reason)s") % {"id": opened.household, "reason": said(opened.reason)},
        text=opened.because,
        who=opened.who,
        username=opened.username,
        place=record.place_name(opened.place),
        when=opened.opened_at,
        until=opened.until,
        lines=reverse("who-saw-household", args=[opened.household]),
        review="" if opened.finding else reverse("glass-review", args=[opened.id]),
        choices=_choices(JUSTIFIED, MISUSE),
        tag=_("ยังเปิดอยู่") if opened.is_open else _("คืนก่อนกำหนด") if opened.was_handed_back else "",
        **_reviewed(opened),
    )


def _reviewed(it: alerts.Raised | glass.Opened) -> dict[str, object]:
    return {
        "finding": str(FINDINGS[it.finding]) if it.finding else "",
        "tone": "need" if it.finding == MISUSE else "",
        "note": it.note,
        "reviewed_by": it.reviewed_by,
        "reviewed_at": it.reviewed_at,
    }


def _choices(*keys: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, str(FINDINGS[key])) for key in keys)


def _mine(opened: glass.Opened, at: datetime) -> MineRow:
    over = _("คืนก่อนกำหนดแล้ว") if opened.was_handed_back else _("ครบกำหนดแล้ว")
    return MineRow(
        title=_("ครัวเรือนที่ %(id)s") % {"id": opened.household},
        href=reverse("household", args=[opened.household]) if opened.is_open else "",
        end=reverse("glass-end", args=[opened.id]) if opened.is_open else "",
        reason=said(opened.reason),
        when=opened.opened_at,
        until=opened.until,
        left=left(opened.until, at) if opened.is_open else "",
        state=_("เปิดอยู่") if opened.is_open else over,
    )


TITLES = {
    "files_hour": gettext_lazy("เปิดแฟ้มมากในชั่วโมงเดียว"),
    "files_day": gettext_lazy("เปิดแฟ้มมากในวันเดียว"),
    "names_day": gettext_lazy("เปิดรายชื่อมากในวันเดียว"),
    "off_hours": gettext_lazy("ใช้งานนอกเวลาทำการ"),
    "new_area": gettext_lazy("เปิดแฟ้มในพื้นที่ที่ไม่เคยเปิด"),
    "refusals": gettext_lazy("พยายามเปิดแฟ้มที่ไม่อยู่ในความดูแล"),
    "failures": gettext_lazy("ใส่รหัสผ่านผิดหลายครั้ง"),
    "reveals": gettext_lazy("เปิดข้อมูลอ่อนไหวจำนวนมาก"),
    "exports": gettext_lazy("ส่งออกข้อมูลจำนวนมาก"),
}
