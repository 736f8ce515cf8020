"""A first walk through the office, a few steps for each role. It points at what stands on the page; what is not there is passed over."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nsc.access import users

COOKIE = "toured"  # marks of who has taken or left the walk in this browser, joined by dots
MOST = 5


@dataclass(frozen=True)
class Step:
    at: str  # CSS selector: the first that is in sight counts
    title: str | Promise
    text: str | Promise


def _place(name: str) -> str:
    """A place of the rail; on a phone it may be behind "more"."""
    return f'.rail [data-place="{name}"], .rail .more'


SEARCH = Step(".search", _("ค้นหา"), _("พิมพ์ชื่อที่ต้องการในช่องนี้ กดแป้น / เพื่อมาที่ช่องนี้ได้จากทุกหน้า"))
CONTEXT = Step(".context", _("ที่ไหน ปีใด นับใคร"), _("เลือกพื้นที่ รอบสำรวจ และนิยามคนจนตรงนี้ เลือกแล้วคงอยู่เมื่อไปหน้าอื่น"))
FIGURES = Step(_place("overview"), _("ภาพรวม"), _("มีกี่คน อยู่ที่ไหน ดีขึ้นหรือแย่ลง กดตัวเลขใดก็ได้เพื่อดูรายการที่นับ"))
ON_MAP = Step(_place("map"), _("แผนที่"), _("ดูว่าพื้นที่ใดหนัก กดพื้นที่เพื่อเข้าไปดู มีตารางอยู่ข้างแผนที่"))
HOMES = Step(_place("households"), _("ครัวเรือน"), _("เรียงจากที่ควรไปหาก่อน พร้อมเหตุผล กดแถวเพื่อเปิดแฟ้มครัวเรือน"))
WORK = Step(_place("cases"), _("เคส"), _("งานที่รอท่านอยู่ อะไรเกินกำหนด และอะไรจะมาต่อไป"))
TARGETS = Step(_place("targets"), _("เป้าหมาย"), _("ตรวจสอบ จัดประชาคม เห็นชอบ และรับรองรายชื่อของปีนี้"))
REFERRALS = Step(_place("referrals"), _("ส่งต่อ"), _("เรื่องที่ส่งถึงหน่วยงานและคำตอบ เรื่องที่รอท่านอยู่บนสุด"))
RIGHTS = Step(_place("rights"), _("สิทธิและโครงการ"), _("ใครควรได้รับแต่ยังไม่ได้รับ และเพราะอะไร"))
TAMBON = Step(_place("tambon"), _("ตำบลอัจฉริยะ"), _("งานของทั้งตำบล: อะไรรออยู่ เป้าหมายถึงไหน พิมพ์เขียว ภาคี ผลิตภัณฑ์ และบริษัทชุมชน"))
BRING = Step(_place("import"), _("นำเข้า"), _("วางไฟล์ตรงนี้ ระบบตรวจให้ดูก่อน ยังไม่บันทึกจนกว่าท่านจะกด"))
ACCOUNTS = Step(_place("people"), _("ผู้ใช้"), _("เชิญผู้ใช้ มอบบทบาท และปิดบัญชีของผู้ที่พ้นหน้าที่"))
AUDIT = Step(_place("audit"), _("การใช้งาน"), _("ใครทำอะไร เมื่อใด กับสิ่งใด และเรื่องที่ผิดปกติซึ่งรอตรวจ"))
PRIVACY = Step(_place("privacy"), _("ความเป็นส่วนตัว"), _("คำขอของเจ้าของข้อมูล เหตุละเมิด และกำหนดเวลาเก็บข้อมูล"))
BELL = Step(".bell", _("เรื่องแจ้ง"), _("เมื่อมีเรื่องถึงท่าน จำนวนขึ้นที่นี่ ตั้งให้ส่งทางอีเมลหรือ LINE ได้ด้วย"))
ASK = Step(".asks-for-help", _("คู่มืออยู่ตรงนี้"), _("กด ? เพื่อเปิดคู่มือของหน้าที่กำลังดู แป้นลัด หรือดูคำแนะนำนี้อีกครั้ง"))

OF_ROLE: dict[str, tuple[Step, ...]] = {
    "executive": (FIGURES, CONTEXT, ON_MAP, SEARCH, ASK),
    "provincial_centre": (CONTEXT, TARGETS, WORK, BRING, ASK),
    "district_centre": (WORK, TARGETS, HOMES, BELL, ASK),
    "tambon_team": (WORK, HOMES, TARGETS, BELL, ASK),
    "smart_tambon_team": (TAMBON, FIGURES, BELL, ASK),
    "mentor": (WORK, HOMES, BELL, ASK),
    "local_authority_officer": (HOMES, WORK, RIGHTS, BELL, ASK),
    "village_head": (HOMES, TARGETS, BELL, ASK),
    "agency_officer": (REFERRALS, HOMES, BELL, ASK),
    "partner": (REFERRALS, RIGHTS, BELL, ASK),
    "data_steward": (BRING, FIGURES, CONTEXT, ASK),
    "dpo": (PRIVACY, AUDIT, BELL, ASK),
    "auditor": (AUDIT, FIGURES, BELL, ASK),
    "administrator": (ACCOUNTS, BELL, ASK),
}
ANYONE = (BELL, ASK)


def steps(user) -> tuple[Step, ...]:
    """Of the first role a person holds; of several, the rest would say much of it again."""
    return next((OF_ROLE[given.role] for given in users.mine(user) if given.role in OF_ROLE), ANYONE)


def mark(user) -> str:
    """Stands for the person in the cookie of a shared computer, and says nothing about them."""
    return salted_hmac("nsc.web.tours", str(user.pk)).hexdigest()[:8]


def is_due(request: HttpRequest) -> bool:
    """Whether this person has neither taken nor left the walk here."""
    return mark(request.user) not in request.COOKIES.get(COOKIE, "").split(".")
