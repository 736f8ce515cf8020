"""The copy of a person's data as a paper: what copies.py tells machines, in words for the person. Always Thai, like a province's letters.

Headings, numbers of the letter and dates carry Thai digits, as official papers do; what is held is printed as it is held, so that it can be
searched and compared.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from nsc import thai
from nsc.surveys.responses import MONEY_NAMES

Told = Mapping[str, object]
NOTHING = "ไม่มีข้อมูล"
STATES = {"counts": "นับอยู่ในปัจจุบัน", "replaced": "มีฉบับใหม่กว่าแล้ว", "withdrawn": "ถอนแล้ว ไม่นับ"}
VERDICTS = {"passes": "ผ่าน", "fails": "ไม่ผ่าน", "does_not_apply": "ไม่เข้าข่าย", "unknown": "ไม่ทราบ"}
SEXES = {"male": "ชาย", "female": "หญิง", "unknown": "ไม่ทราบ"}
HEALTH = {"normal": "ปกติ", "disabled": "พิการ", "chronic": "ป่วยเรื้อรัง", None: NOTHING}
FOOT = "สำเนาข้อมูลส่วนบุคคล จัดทำจากระบบ Nakhonsawan Change"
MADE = {
    "target": "ครัวเรือนเป้าหมาย",
    "verification": "ผลตรวจสอบในพื้นที่",
    "forum_decision": "มติประชาคม",
    "exemption": "ยกเว้นจากมติ",
    "returned": "มติถูกเพิกถอน",
    "proposal": "ข้อเสนอว่าตกหล่น",
    "proposal_visit": "เยี่ยมตามข้อเสนอ",
    "case": "เคส",
    "handoff": "การส่งมอบงาน",
    "after_check": "ตรวจหลังพ้นความยากจน",
    "event": "เหตุการณ์ในแฟ้ม",
    "visit": "การเยี่ยมบ้าน",
    "voice": "เสียงบันทึกจากการเยี่ยม",
    "fact": "ข้อมูลที่แก้ที่หน้าบ้าน",
    "clash": "ข้อมูลที่สองคนแก้ไม่ตรงกัน",
    "submission": "รายการที่ส่งจากโทรศัพท์",
    "visit_facts": "ข้อมูลจากการเยี่ยม",
    "observation": "ข้อสังเกตจากการเยี่ยม",
    "member_change": "การเปลี่ยนแปลงสมาชิก",
    "need": "ความต้องการ",
    "plan": "แผนรายครัวเรือน",
    "plan_step": "ขั้นตอนในแผน",
    "household_account": "บัญชีครัวเรือน",
    "referral": "เรื่องส่งต่อ",
    "referral_move": "การดำเนินการส่งต่อ",
    "assistance": "การช่วยเหลือ",
    "emergency_help": "การช่วยเหลือฉุกเฉิน",
    "use_check": "ผลตรวจการใช้ความช่วยเหลือ",
    "register": "ทะเบียนผู้รับสิทธิ",
    "help_row": "รายการในบัญชีความช่วยเหลือ",
    "farmer": "เกษตรกรของตำบลอัจฉริยะ",
    "farmer_link": "การเชื่อมเกษตรกรกับครัวเรือน",
    "farm_season": "ฤดูเพาะปลูกหรือเลี้ยง",
    "field_visit": "การเยี่ยมแปลง",
    "field_picture": "ภาพถ่ายจากการเยี่ยมแปลง",
    "enterprise_member": "สมาชิกวิสาหกิจของตำบล",
    "enterprise_seat": "ตำแหน่งกรรมการวิสาหกิจ",
    "enterprise_shares": "หุ้นของวิสาหกิจ",
}
WHY = (
    "เอกสารนี้แสดงข้อมูลทั้งหมดที่ระบบเก็บเกี่ยวกับผู้ยื่นคำขอ ณ เวลาที่จัดทำ รวมทั้งข้อมูลที่เลิกใช้แล้วแต่ยังไม่ลบ "
    "ชื่อและข้อมูลของสมาชิกอื่นในครัวเรือนไม่ได้แสดงไว้ เพราะเป็นสิทธิของผู้นั้นเอง"
)


def document(told: Told) -> dict[str, object]:
    """The values of paper's template `record`."""
    request = told["request"]
    return {
        "title": "สำเนาข้อมูลส่วนบุคคล",
        "subtitle": "ตามมาตรา ๓๐ แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. ๒๕๖๒",
        "meta": [
            ["คำขอที่", thai.thai_digits(str(request["number"]))],
            ["วันที่รับคำขอ", _long(request["received_on"])],
            ["จัดทำเมื่อ", _long_moment(told["made_at"])],
        ],
        "sections": [{"title": "เอกสารนี้คืออะไร", "note": WHY}, *_sections(told)],
        "foot": FOOT,
        "page": "หน้า",
    }


def _sections(told: Told) -> Iterable[dict[str, object]]:
    yield {"title": "๑. ทะเบียน", "pairs": _register(told["register"])}
    for survey in told["surveys"]:
        yield from _survey(survey)
    yield _table("๓. บัญชีรายชื่อเป้าหมาย", (2, 1, 2, 2, 1), ("บัญชี", "ปี", "ชื่อในบัญชี", "มิติที่ตกเกณฑ์", "สถานะ"), map(_on_list, told["target_lists"]))
    yield _table("๔. ความยินยอม", (3, 1.4, 2, 2), ("เรื่อง", "ให้เมื่อ", "อย่างไร", "ถอนเมื่อ"), map(_consent, told["consents"]))
    yield _table("๕. การระงับการใช้ข้อมูล", (3, 2, 2), ("เรื่อง", "ตั้งแต่", "ยกเลิกเมื่อ"), map(_restriction, told["restrictions"]))
    yield _table("๖. คำขอใช้สิทธิ", (0.7, 2, 1.3, 2, 3), ("ที่", "ประเภท", "รับเมื่อ", "สถานะ", "คำตอบ"), map(_request, told["requests"]))
    yield _table("๗. ข้อมูลที่เข้ารหัสแยก", (1, 3), ("รายการ", "ข้อมูล"), ([each["field"], each["value"]] for each in told["sensitive"]))
    made = told["casework"]
    yield _table("๘. งานติดตามของ ศจพ.", (1.6, 1.4, 1.4, 4), ("รายการ", "เมื่อ", "ผล", "ข้อความ"), map(_made, made))
    looked = _table("๙. ใครเปิดดูหรือใช้ข้อมูล", (1.8, 2.4, 2.4, 2), ("เมื่อ", "ใคร", "ทำอะไร", "เหตุผล"), map(_look, told["looked_at"]))
    yield looked | {"note": "ทุกครั้งที่มีผู้เปิดแฟ้มครัวเรือนนี้ หรือเปิดรายชื่อที่มีคนในครัวเรือนนี้ เรียงจากเก่าไปใหม่"}


def _made(each: Told) -> list[str]:
    return [MADE[each["what"]], _long(each["on"]), each["state"], each["text"] or NOTHING]


def _register(register: Told) -> list[list[str]]:
    number = register["national_id"]
    rows = [["เลขประจำตัวประชาชน", thai.format_national_id(number) if number else NOTHING]]
    for home in register["households"]:
        rows.append(["รหัสบ้าน", thai.format_house_code(home["house_code"]) if home["house_code"] else NOTHING])
        rows.append(["ที่อยู่", _address(home)])
        rows.append(["พิกัดบ้าน", _position(home)])
    return rows


def _survey(survey: Told) -> Iterable[dict[str, object]]:
    person, answers, came = survey["person"], survey["household_answers"], survey["import"]
    year = thai.thai_digits(str(thai.buddhist_year(survey["survey_year"])))
    yield {
        "title": f"๒. การสำรวจ จปฐ. ปี {year}",
        "note": f"สถานะ: {STATES[survey['state']]} · มาจากไฟล์ {came['source']} แถวที่ {came['row']} นำเข้าเมื่อ {_moment(came['at'])}",
        "pairs": [*_person(person), *_answers(answers)],
    }
    failed = answers["indicators"].items()
    yield _table(
        f"ตัวชี้วัดของครัวเรือน ปี {year}",
        (0.6, 6, 1.4),
        ("ข้อ", "ตัวชี้วัด", "ผล"),
        ([number, each["name"], VERDICTS[each["verdict"]]] for number, each in failed),
    )


def _person(person: Told) -> list[list[str]]:
    born = thai.PartialDate.from_iso(_cut(person["born_on"], person["born_precision"])) if person["born_on"] else None
    return [
        ["ชื่อ", f"{person['title']}{person['first_name']} {person['last_name']}".strip() or NOTHING],
        ["เพศ", SEXES[person["sex"]]],
        ["วันเกิด", thai.format_date(born) if born else NOTHING],
        ["อายุเมื่อสำรวจ", _said(person["age"], "ปี")],
        ["ความสัมพันธ์ในครัวเรือน", person["relation"] or NOTHING],
        ["อาชีพ", person["occupation"] or NOTHING],
        ["การศึกษา", person["education"] or NOTHING],
        ["สุขภาพ", HEALTH[person["health"]]],
        ["ช่วยเหลือตนเองได้", _yes(person["self_care"])],
        ["ลงทะเบียนบัตรสวัสดิการ", _yes(person["welfare_registered"])],
        ["ผ่านคุณสมบัติบัตรสวัสดิการ", _yes(person["welfare_validated"])],
    ]


def _answers(answers: Told) -> list[list[str]]:
    money = [
        [MONEY_NAMES[item], _yes(value) if isinstance(value, bool) else f"{thai.number(value)} บาท"]
        for item, value in answers["money"].items()
    ]
    return [
        ["ที่อยู่เมื่อสำรวจ", _address(answers)],
        ["พิกัดเมื่อสำรวจ", _position(answers)],
        ["วันที่สำรวจ", thai.format_date(date.fromisoformat(answers["surveyed_on"])) if answers["surveyed_on"] else NOTHING],
        ["สมาชิกในครัวเรือน", _said(answers["people"], "คน")],
        ["รายได้เฉลี่ยต่อคนต่อปี", _said(answers["income_per_person_baht_a_year"], "บาท")],
        *money,
        ["มิติที่ตกเกณฑ์", _listed(answers["dimensions_failed"])],
        ["ปัญหาอื่น", _listed(answers["other_problems"])],
        ["คะแนนความเร่งด่วน", _said(answers["priority_points"], "คะแนน")],
    ]


def _on_list(each: Told) -> list[str]:
    name = f"{each['title']}{each['first_name']} {each['last_name']}".strip()
    return [each["source"], str(thai.buddhist_year(each["survey_year"])), name, _listed(each["dimensions_failed"]), STATES[each["state"]]]


def _consent(each: Told) -> list[str]:
    given = thai.format_date(date.fromisoformat(each["given_on"]))
    return [each["purpose"], given, f"{each['how']} {each['note']}".strip(), _moment(each["withdrawn_at"])]


def _restriction(each: Told) -> list[str]:
    return [each["purpose"], _moment(each["since"]), _moment(each["lifted_at"])]


def _request(each: Told) -> list[str]:
    received = thai.format_date(date.fromisoformat(each["received_on"]))
    return [str(each["number"]), each["kind"], received, each["state"], each["answer"]]


def _look(each: Told) -> list[str]:
    act = f"{each['act']} (ในรายชื่อ)" if each["in_a_list"] else each["act"]
    return [_moment(each["at"]), each["by"] or "ระบบ", act, each["because"]]


def _table(title: str, widths: tuple[float, ...], headings: tuple[str, ...], rows: Iterable[list[str]]) -> dict[str, object]:
    found = list(rows)
    return {"title": title, "note": "" if found else NOTHING, "widths": widths, "headings": headings, "rows": found}


def _cut(iso: str, precision: str) -> str:
    return iso[: {"y": 4, "m": 7}.get(precision, 10)]


def _address(home: Told) -> str:
    return f"เลขที่ {home['house_no']} {home['area']}" if home["house_no"] else home["area"]


def _position(home: Told) -> str:
    return f"{home['latitude']}, {home['longitude']}" if home["latitude"] is not None else NOTHING


def _listed(texts: list[str]) -> str:
    return " · ".join(texts) or "ไม่มี"


def _said(value: float | None, unit: str) -> str:
    return NOTHING if value is None else f"{thai.number(value)} {unit}"


def _yes(value: bool | None) -> str:
    return NOTHING if value is None else "ใช่" if value else "ไม่ใช่"


def _long(iso: str) -> str:
    return thai.thai_digits(thai.format_date(date.fromisoformat(iso), long=True))


def _long_moment(iso: str) -> str:
    at = datetime.fromisoformat(iso)
    return thai.thai_digits(f"{thai.format_date(at.date(), long=True)} เวลา {at:%H.%M} น.")


def _moment(iso: str | None) -> str:
    if iso is None:
        return ""
    at = datetime.fromisoformat(iso)
    return f"{thai.format_date(at.date())} {at:%H.%M} น."
