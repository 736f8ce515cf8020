"""What welfare decides: which state of an assistance may follow which, what sorts of help there are, what help is double, what a budget
still allows. Values in, verdicts out."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from nsc import thai
from nsc.errors import Refused, _

ASSISTANCE_NEXT: Mapping[str, Collection[str]] = {
    "promised": {"delivered", "withdrawn"},
    "delivered": {"confirmed", "withdrawn"},
    "confirmed": {"withdrawn"},
}
ASSISTANCE_NAMES: Mapping[str, str] = {
    "promised": _("รับปากแล้ว รอส่งมอบ"),
    "delivered": _("ส่งมอบแล้ว รอยืนยัน"),
    "confirmed": _("ยืนยันการรับแล้ว"),
    "withdrawn": _("ถอนแล้ว"),
}
# Sorts of help: given again within this many months to one household, it is shown as double before it is granted. Our proposal.
KINDS: Mapping[str, tuple[str, int]] = {
    "allowance": (_("เบี้ยยังชีพและเงินอุดหนุนประจำ"), 1),
    "relief_money": (_("เงินสงเคราะห์"), 4),
    "food": (_("อาหารและของใช้จำเป็น"), 1),
    "house": (_("ซ่อมหรือสร้างบ้าน"), 36),
    "water": (_("น้ำดื่มน้ำใช้และสุขาภิบาล"), 12),
    "health": (_("รักษาพยาบาลและอุปกรณ์การแพทย์"), 1),
    "education": (_("ทุนและอุปกรณ์การศึกษา"), 6),
    "training": (_("ฝึกอาชีพ"), 6),
    "occupation": (_("ทุนและปัจจัยประกอบอาชีพ"), 12),
    "debt": (_("แก้หนี้และออม"), 12),
    "registration": (_("เอกสาร ทะเบียน และสิทธิ"), 12),
    "funeral": (_("จัดการศพ"), 1),
    "other": (_("อื่น ๆ"), 1),
}


def step(current: str, to: str) -> str:
    if to not in ASSISTANCE_NEXT.get(current, ()):
        raise Refused(
            _("เปลี่ยนจาก “{current}” เป็น “{to}” ไม่ได้ โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"), current=ASSISTANCE_NAMES[current], to=ASSISTANCE_NAMES[to]
        )
    return to


EMERGENCY = ("food", "health", "house", "water")  # rice, medicine, shelter: what may come before plan and approval


def reason(text: str) -> str:
    """A reason as it is stored; refused where there is none."""
    said = thai.clean(text)[:300]
    if not said:
        raise Refused(_("โปรดบอกเหตุผล"))
    return said


def check_day(on: date, *, today: date, since: date | None = None) -> None:
    """What is recorded has happened, and within the two years that anybody still knows of; and not before `since`, when it was promised."""
    if on > today:
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    if on < later(today, -24):
        raise Refused(_("วันที่ {on} ผ่านมาเกินสองปีแล้ว โปรดตรวจปี พ.ศ."), on=thai.format_date(on))
    if since and on < since:
        raise Refused(_("ส่งมอบก่อนวันที่รับปาก ({on}) ไม่ได้ โปรดตรวจวันที่"), on=thai.format_date(since))


# — double help —


@dataclass(frozen=True)
class Before:
    """Help that was promised or given: on which day, to which person (None: to the household as a whole)."""

    number: int
    kind: str
    programme: int | None
    person: int | None
    on: date


def double(
    before: Iterable[Before], *, kind: str, programme: int | None, person: int | None, on: date, interval: int | None, times: int | None
) -> list[int]:
    """Numbers of the help that makes the next one double: of the same kind less than `interval` months away (of the programme; else of the
    kind), or of the same programme, where it was given `times` in that fiscal year already. Help for another person is another's."""
    theirs = [each for each in before if person is None or each.person is None or each.person == person]
    months = KINDS[kind][1] if interval is None else interval
    near = [each.number for each in theirs if each.kind == kind and later(min(each.on, on), months) > max(each.on, on)]
    same_year = [
        each.number
        for each in theirs
        if programme is not None and each.programme == programme and thai.fiscal_year(each.on) == thai.fiscal_year(on)
    ]
    often = same_year if times is not None and len(same_year) >= times else []
    return sorted({*near, *often})


def later(on: date, months: int) -> date:
    """That many months later; the last day of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


# — money —


@dataclass(frozen=True)
class Money:
    """The sums of a budget, in baht: promised but not delivered (committed), delivered (spent); together never more than allotted."""

    allotted: Decimal
    committed: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        return self.allotted - self.committed - self.spent

    def allot(self, baht: Decimal) -> "Money":
        """Another allotment in place of this one."""
        if baht < 0:
            raise Refused(_("วงเงินต้องไม่ติดลบ"))
        used = self.committed + self.spent
        if baht < used:
            raise Refused(
                _("ลดวงเงินเหลือ {baht} บาทไม่ได้ เพราะรับปากและจ่ายไปแล้ว {used} บาท โปรดใส่วงเงินไม่น้อยกว่านั้น"), baht=_told(baht), used=_told(used)
            )
        return replace(self, allotted=baht)

    def commit(self, baht: Decimal) -> "Money":
        self._check(baht)
        return replace(self, committed=self.committed + baht)

    def spend(self, baht: Decimal, *, promised: Decimal = Decimal(0)) -> "Money":
        """Delivered at once, or what was promised before: perhaps more than that, perhaps less."""
        self._check(baht - promised)
        return replace(self, committed=self.committed - promised, spent=self.spent + baht)

    def give_back(self, *, committed: Decimal = Decimal(0), spent: Decimal = Decimal(0)) -> "Money":
        return replace(self, committed=self.committed - committed, spent=self.spent - spent)

    def _check(self, baht: Decimal) -> None:
        if baht > self.left:
            raise Refused(
                _("งบประมาณเหลือ {left} บาท ไม่พอสำหรับ {baht} บาท โปรดลดจำนวนเงิน หรือขอเพิ่มวงเงินก่อน"), left=_told(self.left), baht=_told(baht)
            )


def _told(baht: Decimal) -> str:
    return thai.number(baht, 0 if baht == baht.to_integral_value() else 2)


# A row of a help list that waits for a person (models.HelpRow).
HELP_ROW_NEXT: Mapping[str, Collection[str]] = {
    "waiting": {"stored", "kept", "dropped", "nobody", "later", "withdrawn"},
    "later": {"waiting", "stored", "kept", "dropped", "nobody", "withdrawn"},
    "nobody": {"waiting", "withdrawn"},
    "kept": {"waiting", "withdrawn"},
    "stored": {"withdrawn"},
    "dropped": {"withdrawn"},
}
HELP_ROW_NAMES: Mapping[str, str] = {
    "waiting": _("รอตัดสิน"),
    "later": _("ไว้ภายหลัง"),
    "stored": _("บันทึกเป็นความช่วยเหลือแล้ว"),
    "kept": _("ใช้ข้อมูลของระบบ"),
    "dropped": _("ถอนรายการของระบบแล้ว"),
    "nobody": _("ไม่ใช่ครัวเรือนในพื้นที่"),
    "withdrawn": _("ถอนพร้อมบัญชี"),
}


def row_step(current: str, to: str) -> str:
    if to not in HELP_ROW_NEXT.get(current, ()):
        raise Refused(_("แถวนี้ตัดสินไปแล้ว ({current}) โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"), current=HELP_ROW_NAMES[current])
    return to
