"""Plans, household accounts and the menu as their pages show them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nsc import thai
from nsc.areas import places
from nsc.casework import accounts, menu, planning, plans, roads
from nsc.poverty.union import DIMENSIONS
from nsc.poverty.union import NAMES as DIMENSION_NAMES
from nsc.reports import targeted
from nsc.surveys import sets
from nsc.web import inputs
from nsc.web.context import PROPOSED
from nsc.web.forms_plans import CHECKS, DIAGNOSIS, OWN_ROWS, USUAL_TIME
from nsc.web.people import worded
from nsc.web.words import said

PLAN_TONES = {"approved": "good", "agreed": "need"}
STEP_TONES = {"done": "good", "dropped": ""}
GOALS = dict(plans.GOALS)
WHO = dict(plans.WHO)
TRIAGE = dict(menu.TRIAGE)
URGENCY: dict[str, str | Promise] = {
    "now": gettext_lazy("ทันที"),
    "month": gettext_lazy("ภายในเดือนนี้"),
    "year": gettext_lazy("ภายในปีนี้"),
}
GOAL_TEXTS: dict[str, str | Promise] = {
    "survive": gettext_lazy("มีกินมีอยู่ ปลอดภัย ได้สิทธิที่ควรได้"),
    "sufficient": gettext_lazy("รายได้พอรายจ่าย ลดหนี้ เริ่มออม"),
    "sustained": gettext_lazy("พึ่งตนเองได้และช่วยผู้อื่นได้"),
}


@dataclass(frozen=True)
class Page:
    """`it` is the page's own."""

    name = "cases"
    title: str
    case: int
    household: int
    it: dict = field(default_factory=dict)

    @property
    def case_href(self) -> str:
        return f"/cases/{self.case}/"

    @property
    def household_href(self) -> str:
        return reverse("household", args=[self.household])


def head(household: int, *, has_names: bool) -> str:
    """Who is at the head of it, as this reader may see."""
    return targeted.heads([household], {household} if has_names else set()).get(household, "") or _("ไม่ทราบชื่อ")


def shown(found: plans.Plans, version: int | None) -> plans.Told | None:
    """The version asked for; else that in work, that in force, or the newest."""
    asked = next((each for each in found.versions if each.version == version), None)
    return asked or found.in_work or found.in_force or next(iter(found.versions), None)


def plan_page(found: plans.Plans, plan: plans.Told | None, book: accounts.Book | None) -> Page:
    return Page(
        _("แผนแก้จนของครัวเรือน"),
        found.case,
        found.household,
        {
            "head": head(found.household, has_names=found.has_names),
            "place": places.place(found.area_code).full_name,
            "found": found,
            "plan": plan,
            "view": version_view(found, plan) if plan else None,
            "write": reverse("plan-write", args=[found.case]),
            "why_not": why_not(found),
            "versions": [_version(found, each, plan) for each in found.versions],
            "account": account_view(book) if book else None,
            "accounts": account_hrefs(found.case) if book and book.may_record else (),
            "pdf": reverse("household-pdf", args=[found.household]),
        },
    )


def why_not(found: plans.Plans) -> str:
    if found.state == "closed":
        return _("รายกรณีนี้ปิดแล้ว แผนที่มีดูได้ แต่แก้ไม่ได้")
    if found.state in plans.WRITABLE:
        return ""
    return "" if found.versions else _("ยังไม่ถึงขั้นทำแผน เยี่ยมบ้านและบันทึกความต้องการก่อน")


def _version(found: plans.Plans, each: plans.Told, chosen: plans.Told | None) -> dict:
    href = reverse("plan", args=[found.case]) + f"?version={each.version}"
    return {
        "name": _("ฉบับที่ %(n)s") % {"n": each.version},
        "state": said(roads.PLAN_NAMES[each.state]),
        "tone": PLAN_TONES.get(each.state, ""),
        "at": each.at,
        "by": each.by,
        "href": href,
        "chosen": chosen is not None and each.number == chosen.number,
    }


def version_view(found: plans.Plans, plan: plans.Told) -> dict:
    """A version of a plan for its page, for the page of the case, and to be agreed on."""
    steps = [_step(each, plan) for each in plan.steps]
    open_, done = (sum(each.state in states for each in plan.steps) for states in (plans.OPEN_STEPS, ("done",)))
    return {
        "goal": GOALS[plan.goal],
        "goal_text": GOAL_TEXTS[plan.goal],
        "state": said(roads.PLAN_NAMES[plan.state]),
        "tone": PLAN_TONES.get(plan.state, ""),
        "steps": steps,
        "done": done,
        "counted": open_ + done,
        "late": sum(each.is_late for each in plan.steps),
        "diagnosis": [(label, plan.diagnosis[name]) for name, (label, _hint) in DIAGNOSIS.items()],
        "has_diagnosis": any(plan.diagnosis.values()),
        "checks": [(label, plan.checks[name]) for name, (label, _hint) in CHECKS.items()],
        "silent": plan.money.silent,
        "signature": reverse("plan-signature", args=[plan.number]) if plan.has_signature and found.has_names else "",
        "agree": reverse("plan-agree", args=[plan.number]) if plan.may_agree else "",
        "acts": {verb: reverse("plan-act", args=[plan.number, verb]) for verb in ("approve", "return", "withdraw", "supersede")},
    }


def _step(each: plans.StepTold, plan: plans.Told) -> dict:
    may = plan.may_step
    return {
        "it": each,
        "what": each.what or _("ปิดข้อความไว้"),
        "who": each.office or WHO[each.who],
        "person": each.person,
        "state": said(roads.STEP_NAMES[each.state]),
        "tone": "need" if each.is_late else STEP_TONES.get(each.state, ""),
        "dimension": each.dimension if each.dimension in DIMENSIONS else "",
        "do": _act(each, "do") if may and each.state == "planned" else "",
        "finish": _act(each, "finish") if may and each.state in plans.OPEN_STEPS else "",
        "drop": _act(each, "drop") if may and each.state in plans.OPEN_STEPS else "",
        "reopen": _act(each, "reopen") if may and each.state == "done" else "",
    }


def _act(each: plans.StepTold, verb: str) -> str:
    return reverse("step-act", args=[each.number, verb])


# — writing —


@dataclass(frozen=True)
class Row:
    """A row of the form, with what speaks for it."""

    form: object
    title: str
    reasons: tuple[str, ...]
    owner: str
    person: str
    programme: str
    dimension: str
    is_own: bool


def initial_plan(found: plans.Plans) -> dict:
    """Of the draft; a new plan begins with nothing said."""
    draft = found.in_work
    if draft is None:
        return {}
    yes_or_no = {True: "yes", False: "no", None: ""}
    checks = {name: yes_or_no[value] for name, value in draft.checks.items()}
    return {"goal": draft.goal, "sufficiency": draft.sufficiency, "seen": draft.at.isoformat()} | dict(draft.diagnosis) | checks


def initial_steps(found: plans.Plans, suggested: plans.Suggested, today: date) -> list[dict]:
    """The steps of the draft, ticked; then what the menu proposes beside them; then needs that it has nothing for; then blank rows."""
    draft = found.in_work
    rows = [_drafted(each) for each in draft.steps] if draft else []
    taken = {(each["measure"], each["person"]) for each in rows}
    needs_taken = {each["need"] for each in rows}
    due = today + USUAL_TIME
    rows += [_proposed(each, due) for each in suggested.proposals if (each.entry.number, each.person) not in taken]
    persons = {number: person for number, _dimension, _text, person in suggested.needs}
    rows += [
        {"need": number, "person": persons[number], "who": "mentor", "due_on": due}
        for number in suggested.unanswered
        if number not in needs_taken
    ]
    blank = {"who": "family", "due_on": due}
    return rows[: planning.MOST_STEPS * 4 - OWN_ROWS] + [dict(blank) for _number in range(OWN_ROWS)]


def _drafted(each: plans.StepTold) -> dict:
    kept = ("what", "who", "office", "due_on", "baht", "money_from", "measure", "need")
    return {name: getattr(each, name) for name in kept} | {"take": True, "person": each.person_id}


def _proposed(each: planning.Proposed, due: date) -> dict:
    told = {"measure": each.entry.number, "what": each.entry.title, "office": each.entry.owner, "person": each.person, "need": each.need}
    return told | {"who": "office", "due_on": due}


def people_choices(suggested: plans.Suggested) -> list[tuple[int, str]]:
    return [(each.person, each.name or _("ไม่ทราบชื่อ")) for each in suggested.family.kin]


def need_choices(suggested: plans.Suggested) -> list[tuple[int, str]]:
    return [(number, text[:80] or str(dimension_name(dimension))) for number, dimension, text, _person in suggested.needs]


def write_page(found: plans.Plans, suggested: plans.Suggested, form, rows) -> Page:
    draft, words = found.in_work, Words()
    by_measure = {(each.entry.number, each.person): each for each in suggested.proposals}
    names = dict(people_choices(suggested))
    needs = {number: text for number, _dimension, text, _person in suggested.needs}
    every = [_row(each, by_measure, names, needs, words) for each in rows]
    shown_rows = [each for each in every if not each.is_own]
    title = _("แก้ร่างแผน") if draft else _("ทำแผนกับครัวเรือน")
    return Page(
        title,
        found.case,
        found.household,
        {
            "head": head(found.household, has_names=found.has_names),
            "place": places.place(found.area_code).full_name,
            "form": form,
            "formset": rows,
            "proposals": shown_rows,
            "own": [each for each in every if each.is_own],
            "returned": draft.returned if draft and draft.state == "draft" else "",
            "triage": TRIAGE.get(found.triage, ""),
            "back": reverse("plan", args=[found.case]),
            "can_write": found.can_write,
            "why_not": why_not(found) or _("ตอนนี้แก้แผนไม่ได้: มีแผนที่รออนุมัติหรืออนุมัติแล้ว"),
            "proposed": PROPOSED,
            "asked_on": suggested.family.on,
            "goals": [(choice, GOAL_TEXTS[choice.data["value"]]) for choice in form["goal"]],
            "invalid": any(each.errors for each in rows),
        },
    )


def _row(form, by_measure: Mapping, names: Mapping[int, str], needs: Mapping[int, str], words: "Words") -> Row:
    measure, person, need = (inputs.number(form[name].value()) for name in ("measure", "person", "need"))
    found = by_measure.get((measure, person))
    reasons = tuple(dict.fromkeys(words.reason(each) for each in found.reasons)) if found else ()
    title = str(form["what"].value() or "")
    if need and not measure:
        reasons = (_("ความต้องการที่บันทึกไว้: %(text)s") % {"text": needs.get(need, "")},)
        title = title or _("เขียนขั้นที่ตอบความต้องการนี้")
    return Row(
        form=form,
        title=title,
        reasons=reasons,
        owner=found.entry.owner if found else "",
        person=names.get(person, "") if person else "",
        programme=found.entry.programme if found else "",
        dimension=found.entry.dimension if found and found.entry.dimension in DIMENSIONS else "",
        is_own=not (measure or need or form.initial.get("take")),
    )


class Words:
    """Reasons of the menu in words, with the names of indicators and problems looked up once a page."""

    def __init__(self) -> None:
        self.indicators = {(each.code, one.number): worded(one) for each in sets.known() for one in each.indicators}
        self.problems = {each.code: worded(each) for each in sets.problems()}

    def target(self, set_code: str, indicator: int | None, problem: str) -> str:
        if indicator is None:
            return self.problems.get(problem, problem)
        name = self.indicators.get((set_code, indicator), "")
        return _("ข้อ %(number)s %(name)s") % {"number": indicator, "name": name}

    def reason(self, lack: planning.Lack) -> str:
        why, what = said(planning.REASONS[lack.why]), self.target(lack.set_code, lack.indicator, lack.problem)
        if lack.urgency in URGENCY:
            why = f"{why} ({URGENCY[lack.urgency]})"
        return f"{why}: {what}" if what else why


def agree_page(found: plans.Plans, plan: plans.Told, form) -> Page:
    return Page(
        _("ครัวเรือนตกลงแผน"),
        found.case,
        found.household,
        {
            "head": head(found.household, has_names=found.has_names),
            "place": places.place(found.area_code).full_name,
            "plan": plan,
            "view": version_view(found, plan),
            "form": form,
            "back": reverse("plan", args=[found.case]),
        },
    )


# — the household account —


@dataclass(frozen=True)
class Line:
    name: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    is_sum: bool = False
    tone: str = ""  # of the change: better, worse


def account_view(book: accounts.Book) -> dict:
    """Lines by group with their sums, before and after side by side. None is "not known"."""
    before, after = (dict(each.told) if each else {} for each in (book.before, book.after))
    sums = planning.sums(before), planning.sums(after)
    groups = []
    for group, name in planning.GROUP_NAMES.items():
        keys = [line for line, (of, _name) in planning.LINES.items() if of == group and (line in before or line in after)]
        if keys:
            lines = [_line(said(planning.LINES[key][1]), before.get(key), after.get(key), group) for key in keys]
            groups.append((_line(said(name), sums[0].groups[group], sums[1].groups[group], group, is_sum=True), lines))
    return {
        "before": book.before,
        "after": book.after,
        "before_year": thai.buddhist_year(book.before.month.year) if book.before else None,
        "after_year": thai.buddhist_year(book.after.month.year) if book.after else None,
        "groups": groups,
        "left": _line(_("เหลือหลังหักรายจ่าย"), sums[0].left, sums[1].left, planning.INCOME, is_sum=True),
        "spending": _line(_("รวมรายจ่าย"), sums[0].spending, sums[1].spending, planning.UNNECESSARY, is_sum=True),
    }


def _line(name: str, before: Decimal | None, after: Decimal | None, group: str, *, is_sum: bool = False) -> Line:
    change = planning.difference(before, after)
    is_welcome_up = group in (planning.INCOME, planning.SAVING)
    tone = "" if not change or group in (planning.COST, planning.NECESSARY) else "better" if (change > 0) == is_welcome_up else "worse"
    return Line(name, before, after, change, is_sum, tone)


def account_hrefs(case: int) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), reverse("household-account", args=[case, kind])) for kind, name in accounts.KINDS)


def account_page(found: plans.Plans, kind: str, form, book: accounts.Book) -> Page:
    title = _("บัญชีครัวเรือนก่อนดำเนินการ") if kind == accounts.BEFORE else _("บัญชีครัวเรือนหลังดำเนินการ")
    return Page(
        title,
        found.case,
        found.household,
        {
            "head": head(found.household, has_names=True),
            "place": places.place(found.area_code).full_name,
            "form": form,
            "back": reverse("plan", args=[found.case]),
            "months": [(each, thai.buddhist_year(each.month.year)) for each in book.months],
            "may_record": book.may_record,
        },
    )


# — the menu —


def dimension_name(key: str) -> str:
    return said(DIMENSION_NAMES[key]) if key in DIMENSION_NAMES else _("ปัญหาอื่น")


@dataclass(frozen=True)
class MenuPage:
    name = "cases"
    title: str
    it: dict = field(default_factory=dict)


def menu_page(user, on: date, dimension: str) -> MenuPage:
    words, counts = Words(), menu.counted(on)
    keys = [*DIMENSIONS, "other"]
    chosen = dimension if dimension in keys else "" if dimension == "all" else keys[0]
    found = menu.listed(on, dimension=chosen)
    usual = Counter(each.source for each in found).most_common(1)[0][0] if found else ""
    rows = [_measure(each, words, on, usual) for each in found]
    parts = [(key, dimension_name(key), [row for row in rows if row["dimension"] == key]) for key in keys if not chosen or key == chosen]
    total = sum(counts.values())
    choices = [*((key, dimension_name(key), counts.get(key, 0)) for key in keys), ("", _("ทุกมิติ"), total)]
    return MenuPage(
        _("เมนูแก้จน"),
        {
            "parts": [each for each in parts if each[2]],
            "choices": [(label, f"?dimension={key or 'all'}", n, key == chosen) for key, label, n in choices],
            "total": total,
            "may_change": menu.may_change(user),
            "add": reverse("menu-add"),
            "on": on,
            "source": usual,
            "note": PROPOSED if any(not row["it"].is_official for row in rows) else "",
        },
    )


def _measure(each: menu.Listed, words: Words, on: date, usual: str) -> dict:
    """`usual`: the source that the page names once."""
    targets = [words.target(code, what, "") if code else words.target("", None, what) for code, what in each.targets]
    sizes = {one.code: one.size for one in sets.known()}
    return {
        "it": each,
        "dimension": each.dimension,
        "key": each.dimension if each.dimension in DIMENSIONS else "",
        "targets": [
            (f"{text} ({ngettext('ชุด %(n)s ข้อ', 'ชุด %(n)s ข้อ', sizes[code]) % {'n': sizes[code]}})" if code in sizes else text)
            for text, (code, _what) in zip(targets, each.targets, strict=True)
        ],
        "stages": [said(menu.STAGES[stage]) for stage in each.stages],
        "triage": TRIAGE.get(each.triage, ""),
        "source": "" if each.source == usual else each.source,
        "is_to_come": each.valid_from > on,
        "end": reverse("menu-end", args=[each.numbers[0]]),
        "number": each.numbers[0],
    }


def measure_choices(on: date) -> dict[str, list]:
    """What MeasureForm offers."""
    words = Words()
    targets = [
        (
            _("ชุด %(n)s ข้อ") % {"n": each.size},
            [(f"{each.code}:{one.number}", words.target(each.code, one.number, "")) for one in each.indicators if one.name_th],
        )
        for each in reversed(sets.known())
    ]
    problems = [(each.code, worded(each)) for each in sets.problems()]
    return {
        "dimensions": [(key, dimension_name(key)) for key in (*DIMENSIONS, "other")],
        "targets": [*targets, (_("ปัญหาอื่น"), problems)],
        "stages": [(code, said(name)) for code, name in menu.STAGES.items()],
        "triages": list(menu.TRIAGE),
        "programmes": menu.programmes(on),
    }
