"""What welfare decides: which state of an assistance may follow which, what sorts of help there are. Values in, verdicts out."""

from collections.abc import Collection, Mapping

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
