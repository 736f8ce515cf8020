"""Targets (casework and reports of targets) as their pages show them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nsc import thai
from nsc.access import organisations, scope
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.areas.places import Place
from nsc.casework import criteria, forums, holidays, meetings, proposals, rolls, rules, targets, verifications, worklist
from nsc.poverty.union import NAMES as DIMENSION_NAMES
from nsc.poverty.union import dimensions_in
from nsc.reports import progress, targeted
from nsc.reports.targeting import Found
from nsc.surveys import lists, rounds
from nsc.web import documents, pages
from nsc.web.context import PICK, PROPOSED, areas_bar, round_name
from nsc.web.forms_targets import GROUPS, RULES, fiscal_year
from nsc.web.here import NARROWING, Here
from nsc.web.words import said

STEPS: dict[str, str | Promise] = {
    "listed": gettext_lazy("ในบัญชี"),
    "verified": gettext_lazy("ตรวจสอบแล้ว"),
    "still_poor": gettext_lazy("ยังยากจน"),
    "heard": gettext_lazy("ผ่านประชาคม"),
    "kept": gettext_lazy("ประชาคมให้คงไว้"),
    "endorsed": gettext_lazy("ศจพ.อ. เห็นชอบ"),
    "certified": gettext_lazy("ศจพ.จ. รับรอง"),
}
REACHED: dict[str, str | Promise] = {  # by the households of a roll, as progress counts them
    "targets": gettext_lazy("เป้าหมาย"),
    "verified": gettext_lazy("ตรวจสอบแล้ว"),
    "visited": gettext_lazy("เยี่ยมแล้ว"),
    "planned": gettext_lazy("มีแผนที่อนุมัติ"),
    "referred": gettext_lazy("ส่งต่อแล้ว"),
    "helped": gettext_lazy("ได้รับความช่วยเหลือ"),
    "followed_up": gettext_lazy("ติดตามผลแล้ว"),
    "out_of_poverty": gettext_lazy("พ้นความยากจน"),
    "overdue": gettext_lazy("เกินกำหนด"),
}
FUNNEL = ("listed", "verified", "heard", "endorsed", "certified")
TASKS = {
    "verify": gettext_lazy("ตรวจสอบครัวเรือน"),
    "forum": gettext_lazy("จัดประชาคม"),
    "endorse": gettext_lazy("เสนอ ศจพ.อ. เห็นชอบ"),
    "certify": gettext_lazy("เสนอ ศจพ.จ. รับรอง"),
    "visit": gettext_lazy("เยี่ยมผู้ตกหล่นที่เสนอใหม่"),
    "freeze": gettext_lazy("ตรวจร่างบัญชีแล้วตรึง"),
}
TONES = {"certified": "good", "endorsed": "good", "kept": "good", "unconfirmed": "need", "struck": "need", "removed": "need"}
RESULTS = dict(verifications.RESULTS)
EVENTS = {
    "verification": gettext_lazy("ตรวจสอบในพื้นที่"),
    "forum": gettext_lazy("ประชาคม"),
    "resolution": gettext_lazy("มติที่ประชุม"),
    "exemption": gettext_lazy("ยกเว้นจากมติ"),
    "revocation": gettext_lazy("มติที่ประชุม"),
    "change": gettext_lazy("บัญชี"),
}
WHATS = RESULTS | {
    "keep": gettext_lazy("คงไว้"),
    "strike": gettext_lazy("ตัดออก"),
    "endorse": gettext_lazy("เห็นชอบ"),
    "certify": gettext_lazy("รับรอง"),
    "revoke": gettext_lazy("เพิกถอน"),
    "draw_up": gettext_lazy("จัดทำบัญชี"),
    "freeze": gettext_lazy("ตรึงบัญชี เริ่มใช้งาน"),
    "deadlines": gettext_lazy("กำหนดวันครบกำหนด"),
    "add": gettext_lazy("เพิ่มครัวเรือน"),
    "remove": gettext_lazy("ถอนครัวเรือน"),
    "withdraw": gettext_lazy("ถอนบัญชี"),
}
ADDRESSES = {"forum": "target-forum"} | dict.fromkeys(("resolution", "revocation", "exemption"), "target-meeting")
MATCHED = {
    "id": gettext_lazy("เลขประจำตัวประชาชนตรงกัน"),
    "house": gettext_lazy("รหัสบ้านตรงกัน"),
    "name": gettext_lazy("ชื่อคล้ายกันในตำบลเดียวกัน"),
    "proposal": gettext_lazy("มีผู้เสนอชื่อคล้ายกันไว้แล้ว"),
}
KINDS = dict(proposals.KINDS)


@dataclass(frozen=True)
class Told:
    """The address of a page of targets. `year` (CE): the fiscal year asked for, or the one under way."""

    user: object
    here: Here
    path: str
    year: int

    def href(self, name: str = "", *args: object, **changes: object) -> str:
        """This context with some of it changed, on this page or another."""
        kept = {"fiscal": thai.buddhist_year(self.year)} | changes
        return (reverse(name, args=args) if name else self.path) + self.here.but(**kept)

    @property
    def asked(self) -> dict[str, object]:
        return {"year": self.year, "area": self.here.area or ""}


def told(request: HttpRequest) -> Told:
    year = fiscal_year(request.GET.get("fiscal", ""), timezone.localdate())
    return Told(request.user, Here.of(request.GET), request.path, year)


def to_list(here: Told, place: Place | None = None) -> Callable[..., str]:
    """Addresses of the targets behind a number, by what narrows the list; the context's own narrowing is no part of the numbers. "" for
    who does not see households in the place."""
    if place and not scope.may(here.user, Permission.HOUSEHOLD_SEE, place.code):
        return lambda **narrowing: ""
    where = dict.fromkeys(NARROWING) | ({"area": place.code, "authority": None} if place else {})
    return lambda **narrowing: here.href("target-list", **where | narrowing)


@dataclass(frozen=True)
class Page:
    """What the frame of every page of targets shows; `it` is the page's own."""

    name = "targets"
    tab: str
    bar: pages.Bar
    tabs: tuple[pages.Choice, ...]
    year: int  # Buddhist
    title: str = ""
    it: dict = field(default_factory=dict)


def page(here: Told, tab: str, place: Place, *, permission: Permission = Permission.FIGURES_SEE, title: str = "", keep=None, **it) -> Page:
    return Page(tab, bar(here, place, permission, keep or {}), _tabs(here, tab), thai.buddhist_year(here.year), title, it)


def bar(here: Told, place: Place, permission: Permission, kept: dict) -> pages.Bar:
    """From the top of the user's reach for this permission down to the place, and what lies in it."""
    return areas_bar(here.user, place, permission, partial(here.href, **kept))


def _tabs(here: Told, tab: str) -> tuple[pages.Choice, ...]:
    user = here.user
    shown = [("targets", _("ภาพรวม")), ("target-list", _("ครัวเรือน"))]
    if scope.areas(user, Permission.HOUSEHOLD_SEE):
        shown.append(("target-forums", _("ประชาคม")))
    shown.append(("target-meetings", _("มติที่ประชุม")))
    if scope.areas(user, Permission.HOUSEHOLD_SEE):
        shown.append(("target-missed", _("ผู้ตกหล่น")))
    shown.append(("target-errors", _("ความคลาดเคลื่อน")))
    if rolls.may_draw_up(user):
        shown.append(("target-rolls", _("บัญชี")))
    if not scope.anywhere(user, Permission.HOUSEHOLD_SEE):
        shown.remove(("target-list", _("ครัวเรือน")))
    return tuple(pages.Choice(label, here.href(name), name == tab) for name, label in shown)


def years(here: Told) -> tuple[pages.Choice, ...]:
    """Fiscal years that have a list, and the one shown."""
    known = sorted({roll.fiscal_year for roll in rolls.visible_to(here.user)} | {here.year}, reverse=True)
    shown = ((each, thai.buddhist_year(each)) for each in known)
    return tuple(pages.Choice(_("ปีงบประมาณ %(year)s") % {"year": year}, here.href(fiscal=year), each == here.year) for each, year in shown)


# — how far along —


@dataclass(frozen=True)
class TaskRow:
    title: str
    what: str
    due: str
    tone: str
    href: str
    rows: int = 0  # how many stand on the list that it leads to, where they are what is counted


@dataclass(frozen=True)
class GroupRow:
    name: str
    source: str
    note: str
    href: str
    funnel: tuple[pages.Count, ...]


def overview(here: Told, place: Place, tasks: list[worklist.Task]) -> Page:
    in_use = {roll.group: roll for roll in rolls.visible_to(here.user, year=here.year) if roll.state == "frozen"}
    counts = rolls.counts(here.user, **here.asked)
    households, several = rolls.overlap(here.user, **here.asked, counted=counts)
    shown = [group for group in GROUPS if group in counts]
    chosen = shown[0] if shown else ""
    return page(
        here,
        "targets",
        place,
        tasks=tuple(_task(here, each) for each in tasks),
        groups=tuple(_group(here, place, in_use[group], counts[group]) for group in shown),
        households=households,
        every=to_list(here, place)(group=targeted.ALL),
        several=several,
        below=_below(here, in_use[chosen], place) if chosen else (),
        below_group=GROUPS.get(chosen, ""),
        level=str(PICK.get(place.level, "")).removeprefix("เลือก"),
        years=years(here),
        may_draw_up=rolls.may_draw_up(here.user),
        draw_up=here.href("target-rolls"),
        progress=here.href("progress"),
    )


def _task(here: Told, task: worklist.Task) -> TaskRow:
    group = str(GROUPS[task.group])
    count = ngettext("%(n)s ครัวเรือน", "%(n)s ครัวเรือน", task.households) % {"n": f"{task.households:,}"}
    if task.step == "visit":
        count = ngettext("%(n)s ราย", "%(n)s ราย", task.households) % {"n": f"{task.households:,}"}
    if task.step == "forum":
        count = _("%(villages)s หมู่บ้าน %(households)s") % {"villages": f"{task.villages:,}", "households": count}
    hrefs = {
        "verify": to_list(here)(area=None, authority=None, group=task.group, state="listed"),
        "forum": here.href("target-forums"),
        "endorse": here.href("target-meetings"),
        "certify": here.href("target-meetings"),
        "visit": here.href("target-missed", state="proposed"),
        "freeze": here.href("target-roll", task.roll) if task.roll else "",
    }
    return TaskRow(
        f"{TASKS[task.step]} · {group}",
        count,
        _due(task),
        "need" if task.late else "",
        hrefs[task.step],
        task.households if task.step == "verify" else 0,
    )


def _due(task: worklist.Task) -> str:
    if task.due_on is None:
        return ""
    on = thai.format_date(task.due_on)
    if task.late:
        return _("เกินกำหนด %(on)s มาแล้ว %(days)s วันทำการ") % {"on": on, "days": task.late}
    return _("ภายใน %(on)s เหลือ %(days)s วันทำการ") % {"on": on, "days": task.left}


def _group(here: Told, place: Place, roll, counts: rolls.Counts) -> GroupRow:
    note = ""
    if roll.criteria_id and not roll.criteria.is_official:
        note = str(PROPOSED)
    rows = to_list(here, place)
    steps = tuple(pages.Count(str(STEPS[step]), getattr(counts, step), href=rows(group=roll.group, step=step)) for step in FUNNEL)
    return GroupRow(str(GROUPS[roll.group]), _source(roll), note, here.href("target-roll", roll.pk), steps)


def _source(roll) -> str:
    survey = f"{round_name(roll.round)} · " if roll.round_id else ""
    rule, on = RULES[roll.rule], thai.format_date(roll.source_on)
    source = said(roll.source)
    return _("%(survey)s%(rule)s · %(source)s ณ %(on)s") % {"survey": survey, "rule": rule, "source": source, "on": on}


def _below(here: Told, roll, place: Place) -> tuple[tuple, ...]:
    """(name, address, counts by step with their addresses) of each area one level down that has targets."""
    if place.level == codes.VILLAGE:
        return ()
    found, rows = rolls.counts_below(here.user, roll=roll, area=place.code, digits=len(place.code) + 2), to_list(here, place)
    return tuple(
        (
            places.name(code),
            here.href("targets", area=code),
            tuple((getattr(each, step), rows(area=code, group=roll.group, step=step)) for step in FUNNEL),
        )
        for code, each in found.items()
    )


# — the list —


@dataclass(frozen=True)
class Row:
    target: int
    head: str
    house_no: str
    place: str
    people: int | None
    keys: tuple[str, ...]
    level: str
    state: str
    tone: str
    result: str
    verified_on: date | None
    may_verify: bool
    href: str


def listed(here: Told, found: targeted.Listed, number: int, form) -> Page:
    asked = found.asked
    group = found.roll.group if found.roll and asked.group != targeted.ALL else asked.group
    keep = {"group": group, "dimension": asked.dimension, "agency": asked.agency}
    keep |= {"step": asked.step, "state": asked.state, "result": asked.result, "month": asked.month}
    rows = tuple(_row(here, line) for line in found.lines)
    in_use = [roll for roll in rolls.visible_to(here.user, year=here.year) if roll.state == "frozen"]
    groups = sorted((roll.group for roll in in_use), key=list(GROUPS).index)
    last = found.first + len(rows) - 1
    return page(
        here,
        "target-list",
        found.where.place,
        permission=Permission.HOUSEHOLD_SEE,
        keep=keep,
        groups=tuple(
            pages.Choice(label, here.href(group=key), key == group)
            for key, label in (*((each, str(GROUPS[each])) for each in groups), *([(targeted.ALL, _("ทุกกลุ่ม"))] if len(groups) > 1 else ()))
        ),
        states=_states(here, keep | {"step": "", "month": ""}, rules.NAMES.items()),
        chips=_chips(here, keep),
        rows=rows,
        total=found.total,
        first=found.first,
        last=last,
        earlier=here.href(**keep, page=number - 1) if found.first > 1 else "",
        later=here.href(**keep, page=number + 1) if last < found.total else "",
        has_names=found.has_names,
        may_verify=any(row.may_verify for row in rows),
        form=form,
        act=here.href("target-verify"),
        back=here.href(**keep, page=number),
        years=years(here),
        all=here.href("target-list"),
    )


def _chips(here: Told, keep: dict) -> tuple[pages.Chip, ...]:
    """What the address has narrowed the list by beside the state, to be taken off."""
    known = (("dimension", DIMENSION_NAMES), ("step", REACHED | STEPS), ("result", RESULTS))
    chosen = [(name, said(named[keep[name]])) for name, named in known if keep[name]]
    chosen += [("agency", organisations.get(keep["agency"]).name)] if keep["agency"] else []
    chosen += [("month", when)] if keep["step"] and (when := month_name(keep["month"], here.year)) else []
    without = {"step": {"month": ""}}  # a month is that of a step
    return tuple(pages.Chip(label, here.href(**keep | without.get(name, {}) | {name: ""})) for name, label in chosen)


def month_name(month: str, year: int) -> str:
    """พ.ย. 2569, or what stands in its place; "" where it means nothing."""
    days, told = progress.days_of(month, year), {"year": thai.buddhist_year(year)}
    if days is None:
        return ""
    if month in (progress.YEAR, progress.BEFORE):
        return (_("ในปีงบประมาณ %(year)s") if month == progress.YEAR else _("ก่อนปีงบประมาณ %(year)s")) % told
    return thai.month_name(days[0])


def _states(here: Told, keep: dict, named) -> tuple[pages.Choice, ...]:
    every = pages.Choice(_("ทุกสถานะ"), here.href(**keep | {"state": ""}), not keep["state"])
    return (every, *(pages.Choice(said(label), here.href(**keep | {"state": state}), keep["state"] == state) for state, label in named))


def _row(here: Told, line: targeted.Line) -> Row:
    return Row(
        target=line.target,
        head=line.head or _("ไม่ทราบชื่อ"),
        house_no=line.house_no or "–",
        place=line.place,
        people=line.people,
        keys=dimensions_in(line.pattern),
        level="" if line.level is None else _("ระดับ %(level)s") % {"level": line.level},
        state=said(rules.NAMES[line.state]),
        tone=TONES.get(line.state, ""),
        result=str(RESULTS.get(line.result, "")),
        verified_on=line.verified_on,
        may_verify=line.may_verify,
        href=here.href("target", line.target),
    )


def target(here: Told, file: targets.File, head: str, form) -> Page:
    place = places.place(file.area_code)
    number = _("บ้านเลขที่ %(no)s") % {"no": file.house_no or "–"}
    return page(
        here,
        "target-list",
        place,
        permission=Permission.HOUSEHOLD_SEE,
        title=head or number,
        address=f"{number} {place.full_name}",
        file=file,
        group=GROUPS[file.roll.group],
        source=_source(file.roll),
        state=said(rules.NAMES[file.state]),
        tone=TONES.get(file.state, ""),
        keys=dimensions_in(file.pattern),
        level="" if file.level is None else said(rules.LEVELS[file.level]),
        household=here.href("household", file.household_id),
        events=tuple(_event(here, each) for each in file.history),
        form=form,
        verify=here.href("target-verify"),
        remove=here.href("target-remove", file.number),
    )


def _event(here: Told, each: targets.Happened) -> pages.Event:
    href = ADDRESSES.get(each.kind)
    text = " · ".join(filter(None, (each.text, each.by)))
    tone = "need" if each.what in ("strike", "remove", "revoke", "not_poor", "not_found", "moved", "deceased", "declines") else "good"
    address = here.href(href, each.number) if href else ""
    if each.has_file:
        address = reverse("target-evidence", args=["verification", each.number])
        text = " · ".join((text, _("เปิดหลักฐาน")))
    return pages.Event(each.on, f"{EVENTS[each.kind]}: {WHATS[each.what]}", text, tone, address)


# — lists of the year —


def draw_up_choices(user) -> list[tuple[str, str]]:
    """Every source with every rule that fits it."""
    found = []
    for round in rounds.visible_to(user):
        for group, rule in (("tpmap", "mpi"), ("tpmap", "target"), ("vulnerable", "vulnerable")):
            found.append((f"{group}:{rule}:{round.pk}", f"{GROUPS[group]} · {RULES[rule]} · {round_name(round)}"))
    for each in lists.visible_to(user):
        if each.state == "published":
            found += [(f"{group}:imported:{each.pk}", f"{GROUPS[group]} · {each.source}") for group in ("tpmap", "vulnerable", "thaiqm")]
    return found


def rolls_page(here: Told, place: Place, form, preview: rolls.Preview | None) -> Page:
    rows = tuple(
        {
            "name": str(GROUPS[roll.group]),
            "year": thai.buddhist_year(roll.fiscal_year),
            "source": _source(roll),
            "households": roll.households,
            "state": said(rules.ROLL_NAMES[roll.state]),
            "tone": {"frozen": "good", "withdrawn": "need"}.get(roll.state, ""),
            "href": here.href("target-roll", roll.pk),
        }
        for roll in rolls.visible_to(here.user)
    )
    by_area = tuple((places.name(code), count) for code, count in preview.by_area) if preview else ()
    return page(here, "target-rolls", place, rows=rows, form=form, preview=preview, by_area=by_area, **_desk(here))


def _desk(here: Told) -> dict[str, str]:
    return {"act": here.href("target-rolls"), "criteria": here.href("target-criteria"), "holidays": here.href("target-holidays")}


def roll_page(here: Told, place: Place, roll, forms: dict) -> Page:
    days = tuple((str(TASKS[step]), getattr(roll, f"{step}_by")) for step in rules.STEPS)
    closed = tuple((thai.format_date(on), name) for on, name in holidays.named())
    return page(
        here,
        "target-rolls",
        place,
        title=_("บัญชี%(group)s ปีงบประมาณ %(year)s") % {"group": GROUPS[roll.group], "year": thai.buddhist_year(roll.fiscal_year)},
        roll=roll,
        source=_source(roll),
        note=str(PROPOSED) if roll.criteria_id and not roll.criteria.is_official else "",
        state=said(rules.ROLL_NAMES[roll.state]),
        tone={"frozen": "good", "withdrawn": "need"}.get(roll.state, ""),
        days=days,
        closed=closed,
        history=tuple(
            pages.Event(
                timezone.localdate(each.at),
                str(WHATS[each.kind]),
                " · ".join(filter(None, (_households(each.households), each.because, each.by))),
                "need" if each.kind in ("remove", "withdraw") else "",
                here.href("target", each.target) if each.target and scope.anywhere(here.user, Permission.HOUSEHOLD_SEE) else "",
            )
            for each in rolls.history(here.user, roll)
        ),
        may_change=rolls.may_draw_up(here.user),
        acts={verb: here.href("target-roll-act", roll.pk, verb) for verb in ("freeze", "withdraw", "deadlines", "add")},
        below=_below(here, roll, place) if roll.state == "frozen" else (),
        **forms,
    )


def _households(count: int) -> str:
    return ngettext("%(n)s ครัวเรือน", "%(n)s ครัวเรือน", count) % {"n": f"{count:,}"} if count else ""


def criteria_page(here: Told, place: Place, now: criteria.InForce, form) -> Page:
    rows = tuple((each, each.number == now.number) for each in criteria.every())
    levels = tuple(said(name) for name in rules.LEVELS.values())
    told = {"now": now, "rows": rows, "levels": levels, "source": said(now.source), "proposed": str(PROPOSED), "form": form}
    return page(here, "target-rolls", place, title=_("เกณฑ์ครัวเรือนเปราะบาง"), back=here.href("target-rolls"), **told)


def holidays_page(here: Told, place: Place, form) -> Page:
    return page(here, "target-rolls", place, title=_("วันหยุดของจังหวัด"), rows=tuple(holidays.named()), form=form)


# — forums and meetings —


def forums_page(here: Told, place: Place) -> Page:
    waiting = tuple(
        (places.place(code).full_name, count, here.href("target-forum-hold", area=code))
        for code, count in forums.waiting(here.user, **here.asked)
    )
    held = tuple(
        {
            "on": each.on,
            "village": places.place(each.area_code).full_name,
            "kept": each.kept,
            "struck": each.struck,
            "proposed": each.proposed,
            "attendance": each.attendance,
            "href": here.href("target-forum", each.number),
        }
        for each in forums.visible_to(here.user, **here.asked)
    )
    return page(
        here, "target-forums", place, permission=Permission.HOUSEHOLD_SEE, waiting=waiting[:100], more=len(waiting) - 100, held=held
    )


@dataclass(frozen=True)
class Choosing:
    """A household on which something is to be decided."""

    target: int
    head: str
    house_no: str
    group: str
    result: str
    state: str
    may_keep: bool
    place: str = ""
    because: str = ""
    decision: str = ""  # what a form that came back said: keep, strike


def choosing(rows, may_read: bool, given=None) -> tuple[Choosing, ...]:
    """Targets (of casework) with their heads; `given`: what a form that came back said of each."""
    homes = [row.household_id for row in rows]
    heads = targeted.heads(homes, set(homes) if may_read else set())
    return tuple(
        Choosing(
            target=row.pk,
            head=heads.get(row.household_id) or _("ไม่ทราบชื่อ"),
            house_no=row.house_no or "–",
            group=str(GROUPS[row.roll.group]),
            result=str(RESULTS.get(row.result, "")),
            state=said(rules.NAMES[row.state]),
            may_keep=row.state != "unconfirmed",
            place=places.name(row.area_code),
            because=(given or {}).get(f"because-{row.pk}", ""),
            decision=(given or {}).get(f"decision-{row.pk}", ""),
        )
        for row in rows
    )


def forum_hold_page(here: Told, place: Place, form, rows: tuple[Choosing, ...]) -> Page:
    title = _("บันทึกประชาคม %(village)s") % {"village": place.title}
    return page(here, "target-forums", place, permission=Permission.HOUSEHOLD_SEE, title=title, form=form, rows=rows)


def forum_page(here: Told, held: forums.Held) -> Page:
    place = places.place(held.area_code)
    title = _("ประชาคม %(village)s") % {"village": place.title}
    propose = here.href("target-missed-propose", area=held.area_code, forum=held.number)
    may = scope.may(here.user, Permission.TARGET_PROPOSE, held.area_code)
    file = reverse("target-evidence", args=["forum", held.number]) if held.has_file else ""
    paper = documents.of_forum(here.user, held.area_code, held.number)
    shown = {"held": held, "propose": propose if may else "", "file": file, "address": place.full_name, "paper": paper}
    return page(here, "target-forums", place, permission=Permission.HOUSEHOLD_SEE, title=title, **shown)


def meetings_page(here: Told, place: Place, form, holder: Place | None) -> Page:
    rows = tuple(_meeting(here, each) for each in meetings.visible_to(here.user, **here.asked))
    return page(here, "target-meetings", place, rows=rows, form=form, holder=holder and _centre(holder))


def _centre(place: Place) -> str:
    return _("ศจพ.จ. %(name)s") % {"name": place.name} if place.level == codes.PROVINCE else _("ศจพ.อ. %(name)s") % {"name": place.name}


def _meeting(here: Told, each: meetings.Convened) -> dict:
    return {
        "number": each.number,
        "called": each.called,
        "who": _centre(places.place(each.area_code)),
        "on": each.on,
        "place": each.place,
        "chair": each.chair,
        "households": sum(one.households for one in each.resolutions if not one.revoked),
        "exempted": sum(one.exempted for one in each.resolutions),
        "href": here.href("target-meeting", each.number),
        "file": reverse("target-evidence", args=["meeting", each.number]) if each.has_file else "",
    }


def meeting_page(here: Told, held: meetings.Convened, waiting: tuple, may_resolve: bool) -> Page:
    row = _meeting(here, held)
    return page(
        here,
        "target-meetings",
        places.place(held.area_code),
        title=_("การประชุม %(who)s ครั้งที่ %(number)s") % {"who": row["who"], "number": held.called},
        row=row,
        does=str(WHATS[held.kind]),
        resolved=tuple(_resolved(here, one) for one in held.resolutions),
        took_back=tuple(_resolved(here, one) for one in meetings.revoked_by(here.user, held.number)),
        revocable=tuple(_resolved(here, one) for one in meetings.revocable(here.user, held.number)) if may_resolve else (),
        waiting=waiting,
        may_resolve=may_resolve,
        resolve=here.href("target-meeting-resolve", held.number),
        revoke=here.href("target-meeting-revoke", held.number),
    )


def _resolved(here: Told, one: meetings.Resolved) -> dict:
    return {
        "number": one.number,
        "kind": str(WHATS[one.kind]),
        "group": str(GROUPS[one.group]),
        "year": thai.buddhist_year(one.fiscal_year),
        "place": places.place(one.area_code).title,
        "households": one.households,
        "exempted": one.exempted,
        "by": one.by,
        "called": one.called,
        "on": one.on,
        "revoked": one.revoked,
        "href": here.href("target-meeting", one.revoked.meeting) if one.revoked else "",
    }


# — the missed —


def missed_page(here: Told, place: Place, found: list[proposals.Proposed], total: int, state: str, number: int) -> Page:
    states = _states(here, {"state": state}, proposals.STATES)
    last = min(number * proposals.PER_PAGE, total)
    return page(
        here,
        "target-missed",
        place,
        permission=Permission.HOUSEHOLD_SEE,
        keep={"state": state},
        rows=tuple(_proposal(here, each) for each in found),
        total=total,
        first=(number - 1) * proposals.PER_PAGE + 1,
        last=last,
        earlier=here.href(state=state, page=number - 1) if number > 1 else "",
        later=here.href(state=state, page=number + 1) if last < total else "",
        filters=states,
        may_propose=bool(scope.areas(here.user, Permission.TARGET_PROPOSE)) and len(place.code) >= 6,
        propose=here.href("target-missed-propose", area=place.code),
    )


def _proposal(here: Told, each: proposals.Proposed) -> dict:
    return {
        "name": each.name or _("ปิดชื่อไว้"),
        "kind": str(KINDS[each.kind]),
        "place": places.place(each.area_code).full_name,
        "house_no": each.house_no,
        "state": said(dict(proposals.STATES)[each.state]),
        "tone": {"accepted": "good", "proposed": "", "declined": "need", "known": "need", "withdrawn": "need"}[each.state],
        "at": each.at,
        "of_a_citizen": each.is_of_a_citizen,
        "to_check": each.is_of_a_citizen and not each.is_checked and each.state == "proposed",
        "href": here.href("target-missed-one", each.number),
    }


def propose_page(here: Told, place: Place, form, matches: list[proposals.Match]) -> Page:
    title = _("เสนอผู้ตกหล่น %(place)s") % {"place": place.title}
    return page(here, "target-missed", place, permission=Permission.HOUSEHOLD_SEE, title=title, form=form, matches=_matches(here, matches))


def _matches(here: Told, matches: list[proposals.Match]) -> tuple[dict, ...]:
    return tuple(
        {
            "why": str(MATCHED[each.by]),
            "who": each.name or _("บ้านเลขที่ %(no)s") % {"no": each.house_no or "–"},
            "place": places.place(each.area_code).full_name,
            "groups": ", ".join(str(GROUPS[group]) for group in each.groups),
            "household": each.household_id,
            "href": here.href("household", each.household_id) if each.household_id else here.href("target-missed-one", each.proposal),
        }
        for each in matches
    )


def proposal_page(here: Told, each: proposals.Proposed, matches: list[proposals.Match]) -> Page:
    """`matches`: whom a citizen's proposal may mean, until an officer has looked."""
    row = _proposal(here, each)
    visits = tuple(
        pages.Event(
            one.on,
            _("เยี่ยม: พบว่าจน") if one.pattern else _("เยี่ยม: ไม่จน"),
            " · ".join(filter(None, (one.note, one.by))),
            "good" if one.pattern else "",
            reverse("target-evidence", args=["visit", one.number]) if one.has_file else "",
        )
        for one in each.visits
    )
    return page(
        here,
        "target-missed",
        places.place(each.area_code),
        permission=Permission.HOUSEHOLD_SEE,
        title=row["name"],
        each=each,
        row=row,
        visits=visits,
        keys=dimensions_in(each.visits[0].pattern) if each.visits else (),
        visit=here.href("target-missed-visit", each.number) if each.may_visit and not row["to_check"] else "",
        check=here.href("target-missed-check", each.number) if each.may_visit and row["to_check"] else "",
        matches=_matches(here, matches),
        close=here.href("target-missed-close", each.number) if each.state == "proposed" and each.may_visit else "",
        target=here.href("target", each.target) if each.target else "",
    )


def visit_page(here: Told, each: proposals.Proposed, form, round) -> Page:
    place, name = places.place(each.area_code), _proposal(here, each)["name"]
    title = _("เยี่ยมผู้ตกหล่น: %(name)s") % {"name": name}
    back = here.href("target-missed-one", each.number)
    return page(
        here, "target-missed", place, permission=Permission.HOUSEHOLD_SEE, title=title, form=form, back=back, asked=round_name(round)
    )


# — errors —


def errors_page(here: Told, found: Found) -> Page:
    rows = to_list(here, found.where.place)
    of_poor = [each.group for each in found.by_group if each.group != "vulnerable"]  # of several, a household counts once
    behind = {code: _errors(rows, of_poor, code) for code, _each in found.by_area}
    groups = tuple(
        (str(GROUPS[each.group]), said(each.source), each.source_on, each,
         rows(group=each.group), rows(group=each.group, result="not_poor")) for each in found.by_group
    )  # fmt: skip
    areas = tuple((places.name(code), here.href(area=code) if len(code) < 8 else "", each, behind[code]) for code, each in found.by_area)
    survey = thai.buddhist_year(found.survey_year) if found.survey_year else None
    shown = {"whole": found.whole, "rows": areas, "groups": groups, "survey": survey, "csv": here.href("target-errors-csv")}
    return page(here, "target-errors", found.where.place, years=years(here), **shown)


def _errors(rows: Callable[..., str], of_poor: list[str], area: str) -> tuple[str, str, str]:
    """Addresses of those listed, of them not poor, and of the missed who were certified."""
    missed = rows(area=area, group="missed", state="certified")
    if len(of_poor) != 1:
        return "", "", missed
    return rows(area=area, group=of_poor[0]), rows(area=area, group=of_poor[0], result="not_poor"), missed
