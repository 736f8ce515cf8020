"""Why personal data is used here, and by what right: every purpose on one page.

A household is handed over (models.Reach) for one of these, consent is given to one of these, and the record of processing names them.

The sections are those of the Personal Data Protection Act B.E. 2562 (PDPA): 24 for personal data, 26 for sensitive data (health and
disability). WHICH SECTION CARRIES WHICH PURPOSE IS OUR OWN READING, a proposal until the province's lawyer has confirmed it (CONFIRMED_BY):
a state agency acts by its public task (24(4)) or a duty of law (24(6)); consent is asked only where neither carries the act, because a
family that needs help is not free to say no to the office that gives it.
"""

from dataclasses import dataclass
from datetime import date

from nsc.errors import _

CONFIRMED_BY = ""  # the letter of the province's lawyer; until there is one, every page says that this is a proposal
SINCE = date(2026, 11, 1)


@dataclass(frozen=True)
class Purpose:
    """`sensitive`: the ground in section 26, "" where neither health nor disability is used. In force from `since` through `until`."""

    key: str
    name: str
    description: str
    basis: str
    rests_on_consent: bool = False
    sensitive: str = ""
    since: date = SINCE
    until: date | None = None


_PUBLIC_TASK = _("ม.24(4) ภารกิจเพื่อประโยชน์สาธารณะหรือการใช้อำนาจรัฐ")
_CONSENT = _("ม.24 วรรคหนึ่ง ประกอบ ม.19 ความยินยอม")
_VITAL = _("ม.24(2) ป้องกันหรือระงับอันตรายต่อชีวิต ร่างกาย หรือสุขภาพ")
_SOCIAL = _("ม.26(5)(ค) การคุ้มครองทางสังคมตามกฎหมาย")
_EXPLICIT = _("ม.26 วรรคหนึ่ง ความยินยอมโดยชัดแจ้ง")

_ALL = (
    Purpose(
        "survey",
        _("สำรวจความจำเป็นพื้นฐาน"),
        _("รับข้อมูล จปฐ. ของครัวเรือนและสมาชิก ตรวจ เชื่อมโยงข้ามปี และประเมินว่าผ่านเกณฑ์หรือไม่"),
        _PUBLIC_TASK,
        sensitive=_SOCIAL,
    ),
    Purpose(
        "targeting",
        _("จัดลำดับและทำรายชื่อเป้าหมาย"),
        _("คัดครัวเรือนที่ตกเกณฑ์ จัดลำดับความเร่งด่วน และรับรองรายชื่อ เพื่อให้ความช่วยเหลือถึงผู้ที่ควรได้ก่อน"),
        _PUBLIC_TASK,
        sensitive=_SOCIAL,
    ),
    Purpose(
        "mentor",
        _("ดูแลครัวเรือนโดยทีมพี่เลี้ยง"),
        _("มอบครัวเรือนให้พี่เลี้ยงหรือทีมตำบลไปเยี่ยม จัดทำแผน และติดตาม"),
        _PUBLIC_TASK,
        sensitive=_SOCIAL,
    ),
    Purpose(
        "referral",
        _("ส่งต่อหน่วยงานรัฐ"),
        _("ส่งครัวเรือนให้หน่วยงานรัฐที่มีหน้าที่ช่วยเรื่องนั้น เช่น สาธารณสุข พม. แรงงาน"),
        _PUBLIC_TASK,
        sensitive=_SOCIAL,
    ),
    Purpose(
        "partner",
        _("ส่งต่อภาคีนอกภาครัฐ"),
        _("ให้ภาคเอกชน มหาวิทยาลัย หรือมูลนิธิ รู้ว่าครัวเรือนใดต้องการความช่วยเหลือ เพื่อช่วยโดยตรง"),
        _CONSENT,
        rests_on_consent=True,
        sensitive=_EXPLICIT,
    ),
    Purpose(
        "photograph",
        _("ถ่ายภาพบุคคลและบ้าน"),
        _("เก็บภาพสมาชิกและสภาพบ้านไว้ในแฟ้มครัวเรือน เพื่อเทียบก่อนและหลังได้รับความช่วยเหลือ"),
        _CONSENT,
        rests_on_consent=True,
        sensitive=_EXPLICIT,
    ),
    Purpose(
        "publicity",
        _("เผยแพร่เรื่องราวของครัวเรือน"),
        _("นำเรื่องราวหรือภาพไปประชาสัมพันธ์หรือเป็นตัวอย่างให้ตำบลอื่น"),
        _CONSENT,
        rests_on_consent=True,
        sensitive=_EXPLICIT,
    ),
    Purpose(
        "glass",
        _("เปิดแฟ้มกรณีฉุกเฉิน"),
        _("เปิดครัวเรือนนอกความรับผิดชอบเมื่อมีอันตรายเฉพาะหน้า มีกำหนดเวลา และแจ้งเจ้าหน้าที่คุ้มครองข้อมูลทุกครั้ง"),
        _VITAL,
        sensitive=_("ม.26(1) ป้องกันหรือระงับอันตราย เมื่อเจ้าของข้อมูลให้ความยินยอมไม่ได้"),
    ),
    Purpose(
        "statistics",
        _("สถิติและแผนที่"),
        _("นับจำนวนครัวเรือนและคนตามพื้นที่และมิติ โดยไม่ระบุตัวบุคคล"),
        _("ม.24(1) การวิจัยหรือสถิติ ซึ่งมีมาตรการคุ้มครองที่เหมาะสม"),
        sensitive=_("ม.26(5)(ง) การวิจัยหรือสถิติ"),
    ),
    Purpose(
        "security",
        _("รักษาความปลอดภัยและตรวจสอบการใช้งาน"),
        _("ยืนยันตัวผู้ใช้ บันทึกว่าใครเปิดดูหรือทำสิ่งใด และตรวจการใช้งานผิดปกติ"),
        _("ม.24(6) ประกอบ ม.37(1) หน้าที่รักษาความมั่นคงปลอดภัย"),
    ),
    Purpose(
        "rights",
        _("ตอบคำขอของเจ้าของข้อมูล"),
        _("รับและตอบคำขอใช้สิทธิ บันทึกความยินยอม และบันทึกเหตุละเมิด"),
        _("ม.24(6) ประกอบ ม.30–37 และ ม.39"),
        sensitive=_SOCIAL,
    ),
)
PURPOSES = {purpose.key: purpose for purpose in _ALL}


def in_force(on: date) -> tuple[Purpose, ...]:
    return tuple(each for each in _ALL if each.since <= on and on <= (each.until or on))


def by_consent(on: date) -> tuple[Purpose, ...]:
    """Those that a household may agree to, or not."""
    return tuple(each for each in in_force(on) if each.rests_on_consent)


def known(key: str) -> Purpose:
    """ValueError for any other word: a purpose that nobody has written down is none."""
    if key not in PURPOSES:
        raise ValueError(f"{key!r} is no purpose of nsc/access/purposes.py")
    return PURPOSES[key]
