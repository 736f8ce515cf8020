"""What casework decides of targets: which state may follow which, what a verification changes, who is vulnerable, when a step is late.
Values in, verdicts out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nsc import thai, workdays
from nsc.errors import Refused, _
from nsc.poverty.small import HIDDEN, is_hidden
from nsc.poverty.tally import percent

# — the road of a target —

NEXT: Mapping[str, Collection[str]] = {
    "listed": {"verified", "unconfirmed", "removed"},
    "verified": {"unconfirmed", "kept", "struck", "removed"},
    "unconfirmed": {"verified", "struck", "removed"},
    "kept": {"unconfirmed", "struck", "endorsed", "removed"},
    "struck": {"kept", "removed"},
    "endorsed": {"unconfirmed", "certified", "removed"},
    "certified": {"removed"},
}
NAMES: Mapping[str, str] = {
    "listed": _("รอตรวจสอบ"),
    "verified": _("ยังยากจน รอประชาคม"),
    "unconfirmed": _("ตรวจแล้วไม่ยืนยัน"),
    "kept": _("ประชาคมให้คงไว้ รอเห็นชอบ"),
    "struck": _("ประชาคมให้ตัดออก"),
    "endorsed": _("ศจพ.อ. เห็นชอบ รอรับรอง"),
    "certified": _("ศจพ.จ. รับรองแล้ว"),
    "removed": _("ถอนจากบัญชี"),
}
ROLL_NEXT: Mapping[str, Collection[str]] = {"drawn": {"frozen", "withdrawn"}}
ROLL_NAMES: Mapping[str, str] = {"drawn": _("ร่าง"), "frozen": _("ใช้งาน"), "withdrawn": _("ถอนแล้ว")}
PROPOSAL_NEXT: Mapping[str, Collection[str]] = {
    "proposed": {"accepted", "declined", "known", "withdrawn"},
    "declined": {"accepted", "declined"},
}
PROPOSAL_NAMES: Mapping[str, str] = {
    "proposed": _("รอเยี่ยม"),
    "accepted": _("เยี่ยมแล้ว พบว่าจน"),
    "declined": _("เยี่ยมแล้ว ไม่จน"),
    "known": _("มีในข้อมูลแล้ว"),
    "withdrawn": _("ถอนข้อเสนอ"),
}
STILL_POOR = "still_poor"
READY = {"endorse": ("kept", "endorsed"), "certify": ("endorsed", "certified")}  # by a resolution: from, to


def step(current: str, to: str, table: Mapping[str, Collection[str]] = NEXT, names: Mapping[str, str] = NAMES) -> str:
    if to not in table.get(current, ()):
        raise Refused(_("เปลี่ยนจาก “{current}” เป็น “{to}” ไม่ได้ โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"), current=names[current], to=names[to])
    return to


def after_verification(state: str, result: str) -> str:
    """Where a target stands once this is the verification that holds. What a forum struck waits for a forum, and what the province
    certified stays so until it is removed: both then show as found otherwise."""
    if state == "removed":
        raise Refused(_("ครัวเรือนนี้ถูกถอนจากบัญชีแล้ว จึงบันทึกผลตรวจสอบไม่ได้"))
    if state in ("struck", "certified"):
        return state
    if result == STILL_POOR:
        return "verified" if state in ("listed", "unconfirmed") else state
    return "unconfirmed"


def after_forum(state: str, keeps: bool) -> str:
    """A forum decides on what was verified. To keep what was not confirmed takes a new verification first."""
    if state == "listed":
        raise Refused(_("มีครัวเรือนที่ยังไม่ตรวจสอบ โปรดบันทึกผลตรวจสอบก่อนเสนอประชาคม"))
    if state == "unconfirmed" and keeps:
        raise Refused(_("มีครัวเรือนที่ตรวจแล้วไม่ยืนยันว่ายากจน จึงคงไว้ไม่ได้ โปรดตรวจสอบใหม่ก่อน หรือให้ตัดออก"))
    wanted = "kept" if keeps else "struck"
    return state if state == wanted else step(state, wanted)


def after_revocation(kind: str, result: str) -> str:
    """Where a target stands once its resolution is taken back: a step before, or as the verification that holds has it since."""
    return READY[kind][0] if result == STILL_POOR else "unconfirmed"


def check_day(on: date, *, today: date, fiscal_year: int) -> None:
    """`fiscal_year`: CE. What is recorded has happened, and in the fiscal year of its roll or in preparing it, the year before."""
    if on > today:
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    first = date(fiscal_year - 2, 10, 1)
    if on < first:
        raise Refused(_("วันที่ {on} อยู่ก่อนปีงบประมาณนี้เกินหนึ่งปี โปรดตรวจปี พ.ศ."), on=thai.format_date(on))


def reason(text: str) -> str:
    """A reason as it is stored; refused where there is none."""
    said = thai.clean(text)[:300]
    if not said:
        raise Refused(_("โปรดบอกเหตุผล"))
    return said


# — deadlines —

STEPS = ("verify", "forum", "endorse", "certify")
WORKING_DAYS = {"verify": 30, "forum": 45, "endorse": 60, "certify": 75}  # after freezing, until ศจพ.จ. sets other days
WAITS_FOR = {"listed": "verify", "verified": "forum", "kept": "endorse", "endorsed": "certify"}


def deadlines(frozen_on: date, own: Collection[date] = ()) -> dict[str, date]:
    return {name: workdays.due(frozen_on, days, own) for name, days in WORKING_DAYS.items()}


def check_deadlines(days: Sequence[date], frozen_on: date) -> None:
    """One a step, in the order of STEPS."""
    if list(days) != sorted(days) or days[0] < frozen_on:
        raise Refused(_("วันครบกำหนดต้องเรียงตามขั้นตอน ตรวจสอบ ประชาคม เห็นชอบ รับรอง และไม่ก่อนวันตรึงบัญชี"))


# — vulnerable households —

DEFAULT_CRITERIA = {"income_limit": 100_000, "child_until": 5, "elderly_from": 60, "few_dependants": 2}
LEVELS = {
    0: _("ระดับ 0 รายได้น้อย เฝ้าระวัง"),
    1: _("ระดับ 1 รายได้น้อยและมีปัญหาที่อยู่อาศัย"),
    2: _("ระดับ 2 รายได้น้อยและมีผู้พึ่งพิงไม่เกินเกณฑ์"),
    3: _("ระดับ 3 รายได้น้อยและมีผู้พึ่งพิงเกินเกณฑ์"),
}
HOUSING = {31: 8, 38: 13}  # the indicator about the house, by the size of its set


def vulnerability(income: float | None, income_limit: int, has_bad_housing: bool, dependants: int, few: int) -> int | None:
    """The level, 0 to 3; None for who is not vulnerable, or of whose income nothing is known. Dependants weigh more than housing: with
    both, the number of dependants decides."""
    if income is None or income > income_limit:
        return None
    if dependants:
        return 2 if dependants <= few else 3
    return 1 if has_bad_housing else 0


# — the missed —

PROPOSAL_SOURCE = _("ข้อเสนอของเจ้าหน้าที่และประชาคม")


@dataclass(frozen=True)
class Masks:
    applicable: int
    failed: int


def masks(answers: str) -> Masks:
    """Of answers in the form of surveys.Response: one character an indicator, 1 passes, 0 fails, - does not apply."""
    if set(answers) - set("10-"):
        raise Refused(_("คำตอบต้องเป็น ผ่าน ไม่ผ่าน หรือไม่เข้าข่าย ทุกข้อ"))
    return Masks(
        sum(1 << bit for bit, said in enumerate(answers) if said != "-"), sum(1 << bit for bit, said in enumerate(answers) if said == "0")
    )


def with_income(answers: str, indicator: int, income: float | None, threshold: int | None) -> str:
    """The verdict on income is never asked where the income is known: it follows from the threshold of the year."""
    if income is None or threshold is None:
        return answers
    return answers[: indicator - 1] + ("1" if income >= threshold else "0") + answers[indicator:]


# — targeting errors —


@dataclass(frozen=True)
class Errors:
    """Both errors of targeting, in households, HIDDEN where that is kept back. `unlisted`: poor by the survey and on no roll."""

    listed: int
    verified: int  # as still poor or not poor
    not_poor: int
    missed_certified: int
    unlisted: int

    @property
    def inclusion(self) -> float | None:
        """Per cent of those visited and known: listed, but found not poor."""
        return percent(self.not_poor, self.verified)

    @property
    def exclusion(self) -> float | None:
        """Per cent of the poor we know of: poor, but on no list when the lists were drawn up."""
        if is_hidden(self.missed_certified, self.unlisted, self.listed, self.not_poor):
            return HIDDEN
        left_out = self.missed_certified + self.unlisted
        return percent(left_out, self.listed - self.not_poor + left_out)
