"""The file of a household laid out as a paper, the template `record` of nsc/paper. Always Thai, like a province's letters.

Headings, days, sums and counts carry Thai digits, as official papers do; what was typed is printed as it was typed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from nsc import thai
from nsc.access import trail
from nsc.areas import places
from nsc.casework import accounts, planning, plans, roads
from nsc.casework.models import Triage, Turn
from nsc.poverty.masks import indicators_in, mask_of
from nsc.poverty.union import DIMENSIONS, NAMES, dimensions_in
from nsc.welfare import rules as welfare

NOTHING = "–"
CENTRE = "ศูนย์อำนวยการขจัดความยากจนและพัฒนาคนทุกช่วงวัยอย่างยั่งยืนตามหลักปรัชญาของเศรษฐกิจพอเพียง {province}"
FOOT = "แฟ้มครัวเรือน ข้อมูลส่วนบุคคล ใช้เฉพาะการช่วยเหลือครัวเรือนนี้ ห้ามเผยแพร่"
MASKED = "ผู้พิมพ์ไม่มีสิทธิเห็นชื่อ ชื่อจึงปิดไว้ และไม่แสดงบ้านเลขที่และข้อความที่อาจบอกตัวบุคคล"
COLOURS = {"g": "เขียว", "y": "เหลือง", "r": "แดง", "-": NOTHING}
DIAGNOSIS = {"attitude": "ทัศนคติ", "skills": "ทักษะ", "resources": "ทรัพยากร", "way_out": "ทางออก"}
CHECKS = {
    "is_moderate": "พอประมาณ", "is_reasonable": "มีเหตุผล", "is_resilient": "มีภูมิคุ้มกัน", "has_knowledge": "ความรู้", "has_virtue": "คุณธรรม",
}  # fmt: skip
LINE = "." * 46


def document(whole) -> dict[str, object]:
    """The values of paper's template `record`. `whole`: household_file.Whole."""
    file = whole.file
    at = timezone.localtime(whole.at)
    address = f"เลขที่ {file.house_no} {file.place.full_name}" if file.house_no else file.place.full_name
    return {
        "title": "แฟ้มครัวเรือน",
        "bookmark": f"ครัวเรือนเลขที่ {thai.thai_digits(str(file.household_id))}",
        "subtitle": CENTRE.format(province=places.place(settings.PROVINCE).title),
        "meta": [
            ["เลขครัวเรือนในระบบ", thai.thai_digits(str(file.household_id))],
            ["รหัสบ้าน", thai.format_house_code(file.house_code) if file.house_code else NOTHING],
            ["ที่อยู่", address],
            ["พิมพ์เมื่อ", thai.thai_digits(f"{thai.format_date(at.date(), long=True)} เวลา {at:%H.%M} น.")],
            ["พิมพ์โดย", whole.printed_by],
        ],
        "sections": [{**each, "title": f"{thai.thai_digits(str(n))}. {each['title']}"} for n, each in enumerate(_sections(whole), start=1)],
        "foot": FOOT,
        "page": "หน้า",
    }


def _sections(whole) -> Iterable[dict[str, object]]:
    names = {each.person_id: each.name for each in whole.file.residents}
    yield _residents(whole.file)
    yield from _dimensions(whole.file)
    yield _case(whole.case)
    needs = (_need(each, names) for each in whole.needs)
    yield _table("ความต้องการ", (1.4, 3, 1.8, 1.3, 1.4), ("มิติ", "ต้องการ", "ของใคร", "เร่งด่วน", "สถานะ"), needs)
    yield from _plan(whole.plan)
    if whole.book and (whole.book.before or whole.book.after):
        yield _account(whole.book)
    rows = (
        [_text(each.what), each.organisation or NOTHING, _letter(each), _state(roads.REFERRAL_NAMES, each.state)]
        for each in whole.referrals
    )
    yield _table("การส่งต่อ", (3, 2.2, 2, 1.6), ("เรื่อง", "ถึง", "หนังสือ", "สถานะ"), rows)
    yield _table("ความช่วยเหลือที่ได้รับ", (1.3, 2.4, 2, 1.2, 1.4), ("เมื่อ", "อะไร", "จาก", "บาท", "สถานะ"), map(_helped, whole.help))
    yield _table("การเยี่ยมบ้าน", (1.3, 1.7, 2, 2, 3), ("เมื่อ", "เพื่อ", "ผู้เยี่ยม", "มุมมองครอบครัว", "บันทึก"), map(_visited, whole.visits))
    happened = _table("ลำดับเหตุการณ์", (1.3, 2.6, 2.7, 2.2), ("เมื่อ", "เหตุการณ์", "รายละเอียด", "โดย"), map(_event, whole.events))
    if whole.has_more:
        happened["note"] = f"แสดง {thai.thai_digits(str(len(whole.events)))} เหตุการณ์ล่าสุด เหตุการณ์ก่อนหน้าดูได้ในระบบ"
    yield happened


def _need(each, names: Mapping[int, str]) -> list[str]:
    whose, state = names.get(each.person, "ทั้งครัวเรือน"), _state(roads.NEED_NAMES, each.state)
    return [_dimension(each.dimension), _text(each.text), whose, each.urgency, state]


def _residents(file) -> dict[str, object]:
    def row(each) -> list[str]:
        age = thai.thai_digits(str(each.age)) if each.age is not None else NOTHING
        return [
            each.name or "ไม่ทราบชื่อ",
            each.relation or NOTHING,
            age,
            gettext(each.stage) if each.stage else NOTHING,
            each.occupation or NOTHING,
        ]

    found = _table("ผู้อยู่อาศัย", (2.6, 1.7, 0.7, 2, 1.7), ("ชื่อ", "ความสัมพันธ์", "อายุ", "ช่วงวัย", "อาชีพ"), map(row, file.residents))
    return found if file.has_names else found | {"note": MASKED}


def _dimensions(file) -> Iterable[dict[str, object]]:
    newest = file.years[0]
    failed = {key: dimensions_in(year.pattern) for year in file.years for key in [year.year]}
    years = [year.year for year in file.years]
    rows = [[gettext(NAMES[key]), *("ตกเกณฑ์" if key in failed[year] else "ผ่าน" for year in years)] for key in DIMENSIONS]
    headings = ("มิติ", *(f"ปี {thai.thai_digits(str(thai.buddhist_year(year)))}" for year in years))
    official = "" if newest.set.is_official else " · การจัดตัวชี้วัดเข้ามิติเป็นเกณฑ์เบื้องต้น ยังไม่เป็นทางการ"
    source = f"จากการสำรวจ จปฐ. ครัวเรือนตกเกณฑ์มิติใดเมื่อไม่ผ่านตัวชี้วัดข้อใดข้อหนึ่งของมิตินั้น{official}"
    yield _table("ห้ามิติ", (2, *(1.0 for _year in years)), headings, rows) | {"note": source}
    mask = mask_of(n for n, said in enumerate(newest.verdicts, start=1) if said == "0")
    by_number = {each.number: each for each in newest.set.indicators}
    told = [by_number[n] for n in indicators_in(mask) if file.has_names or by_number[n].dimension]
    rows = [[thai.thai_digits(str(each.number)), each.name_th, _dimension(each.dimension or "")] for each in told]
    yield _table("ตัวชี้วัดที่ไม่ผ่านในการสำรวจล่าสุด", (0.6, 5, 1.6), ("ข้อ", "ตัวชี้วัด", "มิติ"), rows)
    if file.problems:
        yield {"title": "ปัญหาอื่น", "pairs": [["พบในการสำรวจล่าสุด", " · ".join(file.problems)]]}


def _case(case) -> dict[str, object]:
    if case is None:
        return {"title": "รายกรณี", "note": "ยังไม่เปิดรายกรณี"}
    pairs = [
        ["สถานะ", gettext(roads.CASE_NAMES[case.state])],
        ["ประเภทครัวเรือน", str(Triage(case.triage).label) if case.triage else "ยังไม่จำแนก"],
        ["พี่เลี้ยง", case.mentor.display_name if case.mentor else "ยังไม่มอบ"],
        ["อยู่ระหว่างดำเนินการที่", str(Turn(case.turn).label)],
        ["กำหนด", _day(case.due_on)],
    ]
    marks = (("เยี่ยมแล้ว", "visited_on"), ("แผนอนุมัติ", "planned_on"), ("ส่งต่อ", "referred_on"), ("ได้รับความช่วยเหลือ", "helped_on"),
             ("ติดตามผล", "followed_up_on"), ("พ้นความยากจน", "out_on"))  # fmt: skip
    return {"title": "รายกรณี", "pairs": [*pairs, *([name, _day(on)] for name, mark in marks if (on := getattr(case, mark)))]}


def _plan(plan: plans.Told | None) -> Iterable[dict[str, object]]:
    if plan is None:
        yield {"title": "แผนแก้จนของครัวเรือน", "note": "ยังไม่มีแผน"}
        return
    pairs = [["ฉบับที่", thai.thai_digits(str(plan.version))], ["สถานะ", gettext(roads.PLAN_NAMES[plan.state])]]
    pairs += [["เป้าหมาย", str(dict(plans.GOALS)[plan.goal])]]
    pairs += [[label, plan.diagnosis[name]] for name, label in DIAGNOSIS.items() if plan.diagnosis[name]]
    pairs += [["เศรษฐกิจพอเพียง", " · ".join(f"{label}: {_yes(plan.checks[name])}" for name, label in CHECKS.items())]]
    pairs += [["อธิบาย", plan.sufficiency]] if plan.sufficiency else []
    pairs += [["เงินตามแผน", f"{_money(plan.money.baht)} บาท"]]
    yield {"title": "แผนแก้จนของครัวเรือน", "pairs": pairs}
    widths, headings = (0.5, 3.2, 1.6, 1.8, 1.4, 1.6, 1.2), ("ที่", "ทำอะไร", "สำหรับ", "ใครทำ", "ภายใน", "เงิน (บาท)", "สถานะ")
    table = _table("ขั้นของแผน", widths, headings, (_step(n, each) for n, each in enumerate(plan.steps, start=1)))
    agreed = _day(plan.agreed_on) if plan.agreed_on and plan.state != "draft" else LINE
    decided = _day(timezone.localdate(plan.decided_at)) if plan.decided_at and plan.state in ("approved", "superseded") else LINE
    signed = plan.signed if plan.state != "draft" else ""
    yield table | {
        "signatures": [
            ["ผู้แทนครัวเรือน", signed or LINE, agreed],
            ["พี่เลี้ยงผู้จัดทำแผน", plan.by, _day(timezone.localdate(plan.at))],
            ["ศจพ.อ. ผู้อนุมัติ", plan.decided_by if decided != LINE else LINE, decided],
        ]
    }


def _step(number: int, step: plans.StepTold) -> list[str]:
    who = step.office or str(dict(plans.WHO)[step.who])
    money = _money(step.baht) + (f" {step.money_from}" if step.money_from else "")
    on, state = step.done_on or step.due_on, _state(roads.STEP_NAMES, step.state)
    return [thai.thai_digits(str(number)), _text(step.what), step.person or "ทั้งครัวเรือน", who, _day(on), money, state]


def _account(book: accounts.Book) -> dict[str, object]:
    before, after = (dict(each.told) if each else {} for each in (book.before, book.after))
    sums = planning.sums(before), planning.sums(after)
    rows = []
    for group, name in planning.GROUP_NAMES.items():
        if (pair := (sums[0].groups[group], sums[1].groups[group])) != (None, None):
            rows.append(_compared(gettext(name), *pair))
            rows += [
                _compared(f"   {gettext(planning.LINES[line][1])}", before.get(line), after.get(line))
                for line, (of, _name) in planning.LINES.items()
                if of == group and (line in before or line in after)
            ]
    rows.append(_compared("เหลือหลังหักรายจ่าย", sums[0].left, sums[1].left))
    months = [f"{name} {_month(each.month)}" if each else name for name, each in (("ก่อน", book.before), ("หลัง", book.after))]
    return _table("บัญชีครัวเรือน (บาทต่อเดือน)", (3, 1.3, 1.3, 1.3), ("รายการ", *months, "เปลี่ยนไป"), rows)


def _compared(name: str, before: Decimal | None, after: Decimal | None) -> list[str]:
    change = planning.difference(before, after)
    return [name, _money(before), _money(after), NOTHING if change is None else ("+" if change > 0 else "") + _money(change)]


def _letter(each) -> str:
    return f"{thai.thai_digits(each.letter)} {_day(each.on)}" if each.letter else NOTHING


def _helped(each) -> list[str]:
    kind = gettext(welfare.KINDS[each.kind][0]) if each.kind in welfare.KINDS else NOTHING
    what = " · ".join(filter(None, (each.what, each.programme))) or kind
    return [_day(each.on), what, each.organisation or NOTHING, _money(each.baht), _state(welfare.ASSISTANCE_NAMES, each.state)]


def _visited(each) -> list[str]:
    told = zip(DIMENSIONS, each.view, strict=False)
    view = " ".join(f"{gettext(NAMES[key])} {COLOURS.get(said, NOTHING)}" for key, said in told if said != "-")
    done = each.purpose if each.state == "done" else f"{each.purpose} ({_state(roads.VISIT_NAMES, each.state)})"
    return [_day(each.on), done, each.visitors or NOTHING, view or NOTHING, _text(each.note)]


def _event(each) -> list[str]:
    act = gettext(trail.VERBS[each.kind]) if each.kind in trail.VERBS else NOTHING
    money = f"{_money(each.baht)} บาท" if each.baht is not None else ""
    return [_day(each.on), act, " · ".join(filter(None, (each.text, each.organisation, money))) or NOTHING, each.by]


def _table(title: str, widths: tuple[float, ...], headings: tuple[str, ...], rows: Iterable[list[str]]) -> dict[str, object]:
    found = list(rows)
    return {"title": title, "note": "" if found else "ไม่มี", "widths": widths, "headings": headings, "rows": found}


def _state(names: Mapping[str, str], state: str) -> str:
    return gettext(names[state])


def _dimension(key: str) -> str:
    return gettext(NAMES[key]) if key in NAMES else "อื่น ๆ"


def _text(text: str) -> str:
    return text or NOTHING


def _yes(value: bool | None) -> str:
    return NOTHING if value is None else "ใช่" if value else "ยังไม่ใช่"


def _day(on: date | None) -> str:
    return thai.thai_digits(thai.format_date(on)) if on else NOTHING


def _month(on: date) -> str:
    return f"{thai.MONTHS_SHORT[on.month - 1]} {thai.thai_digits(str(thai.buddhist_year(on.year)))}"


def _money(baht: Decimal | None) -> str:
    if baht is None:
        return NOTHING
    return thai.thai_digits(thai.number(baht, 0 if baht == baht.to_integral_value() else 2))
