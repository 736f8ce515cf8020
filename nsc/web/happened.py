"""The words of a household's timeline: what each verb did (KINDS) and what its code says more exactly (WHATS). A part that adds a verb adds
its words here; tests/web/test_happened.py looks for what is missing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nsc.access import purposes
from nsc.casework import cases, handoffs, plans, use_checks, verifications, visits
from nsc.casework.timeline import Happened
from nsc.web.forms_targets import GROUPS

GOOD, NEED, QUIET = "good", "need", ""

AGREED = {key: _(each.name) for key, each in purposes.PURPOSES.items()}
LEVELS = {key: name for key, name in handoffs.TURNS.items() if key}
TRIAGES, OUTCOMES = cases.TRIAGES, cases.OUTCOMES
VISITS, GOALS = dict(visits.PURPOSES), dict(plans.GOALS)
RESULTS, USES = dict(verifications.RESULTS), dict(use_checks.USES)
DIMENSIONS = {
    "health": _("ด้านสุขภาพ"),
    "living": _("ด้านความเป็นอยู่"),
    "education": _("ด้านการศึกษา"),
    "income": _("ด้านรายได้"),
    "access": _("ด้านการเข้าถึงบริการรัฐ"),
    "other": _("ด้านอื่น"),
}

# kind: (words, tone)
KINDS: dict[str, tuple[str | Promise, str]] = {
    "case.open": (_("เปิดเคส"), GOOD),
    "case.triage": (_("จำแนก"), QUIET),
    "case.assign": (_("มอบพี่เลี้ยง"), QUIET),
    "case.close": (_("ปิดเคส"), GOOD),
    "case.reopen": (_("เปิดเคสอีกครั้ง"), NEED),
    "case.regularise": (_("จัดกรณีฉุกเฉินให้เป็นไปตามระเบียบ"), GOOD),
    "case.after": (_("ตรวจหลังพ้นความยากจน"), QUIET),
    "handoff.give": (_("ส่งงานต่อ"), QUIET),
    "handoff.take": (_("รับงาน"), QUIET),
    "handoff.return": (_("ส่งงานคืน"), NEED),
    "handoff.escalate": (_("เกินกำหนด ส่งขึ้นระดับถัดไป"), NEED),
    "visit.plan": (_("นัดเยี่ยม"), QUIET),
    "visit.record": (_("เยี่ยมบ้าน"), GOOD),
    "visit.voice": (_("แนบเสียงบันทึกของการเยี่ยม"), QUIET),
    "visit.miss": (_("ไปเยี่ยมแล้วไม่พบ"), NEED),
    "visit.withdraw": (_("ยกเลิกนัดเยี่ยม"), QUIET),
    "need.record": (_("พบความต้องการ"), NEED),
    "need.meet": (_("ความต้องการได้รับการตอบสนอง"), GOOD),
    "need.reopen": (_("ต้องการอีกครั้ง"), NEED),
    "need.withdraw": (_("ถอนความต้องการ"), QUIET),
    "fact.change": (_("แก้ข้อมูลที่หน้าบ้าน"), QUIET),
    "plan.write": (_("จัดทำแผน"), QUIET),
    "plan.agree": (_("ครัวเรือนตกลงตามแผน"), GOOD),
    "plan.approve": (_("อนุมัติแผน"), GOOD),
    "plan.return": (_("ส่งแผนคืนให้แก้ไข"), NEED),
    "plan.supersede": (_("เริ่มแผนฉบับใหม่"), QUIET),
    "plan.withdraw": (_("ถอนแผน"), QUIET),
    "step.do": (_("เริ่มขั้นตอนในแผน"), QUIET),
    "step.finish": (_("ทำขั้นตอนในแผนเสร็จ"), GOOD),
    "step.drop": (_("เลิกทำขั้นตอนในแผน"), NEED),
    "step.reopen": (_("ทำขั้นตอนในแผนต่อ"), QUIET),
    "household_account.record": (_("บันทึกบัญชีครัวเรือน"), QUIET),
    "referral.draft": (_("ร่างหนังสือส่งต่อ"), QUIET),
    "referral.forward": (_("เสนอหนังสือส่งต่อขึ้นระดับถัดไป"), QUIET),
    "referral.return": (_("ส่งคืนร่างหนังสือส่งต่อ"), NEED),
    "referral.sign": (_("ลงนามและส่งต่อ"), GOOD),
    "referral.open": (_("หน่วยงานเปิดอ่านแล้ว"), QUIET),
    "referral.accept": (_("หน่วยงานรับเรื่อง"), GOOD),
    "referral.decline": (_("หน่วยงานไม่รับเรื่อง"), NEED),
    "referral.ask": (_("หน่วยงานถามกลับ"), NEED),
    "referral.answer": (_("ตอบหน่วยงาน"), QUIET),
    "referral.complete": (_("หน่วยงานช่วยเสร็จแล้ว"), GOOD),
    "referral.late": (_("การส่งต่อเกินกำหนด"), NEED),
    "referral.withdraw": (_("ถอนการส่งต่อ"), QUIET),
    "assistance.grant": (_("ช่วยเหลือ"), GOOD),
    "assistance.deliver": (_("ส่งมอบความช่วยเหลือ"), GOOD),
    "assistance.confirm": (_("ยืนยันว่าได้รับแล้ว"), GOOD),
    "assistance.withdraw": (_("ถอนรายการช่วยเหลือ"), NEED),
    "assistance.regularise": (_("จัดการช่วยเหลือฉุกเฉินให้เป็นไปตามระเบียบ"), GOOD),
    "assistance.check": (_("ตรวจการใช้ความช่วยเหลือ"), QUIET),
    "target.verify": (_("ตรวจสอบในพื้นที่"), QUIET),
    "target.propose": (_("เสนอเป็นเป้าหมาย"), QUIET),
    "target.endorse": (_("ศจพ.อ. เห็นชอบ"), GOOD),
    "target.certify": (_("ศจพ.จ. รับรอง"), GOOD),
    "target.remove": (_("ถอนจากบัญชีเป้าหมาย"), NEED),
    "target.draw_up": (_("อยู่ในบัญชีเป้าหมาย"), QUIET),
    "target.add": (_("เพิ่มเข้าบัญชีเป้าหมาย"), QUIET),
    "target.list": (_("อยู่ในบัญชี TPMAP"), NEED),
    "target.forum": (_("ประชาคมหมู่บ้าน"), QUIET),
    "target.exempt": (_("ที่ประชุมยกเว้นไว้จากมติ"), QUIET),
    "target.revoke": (_("ที่ประชุมยกเลิกมติ"), NEED),
    "survey.answer": (_("สำรวจ จปฐ."), QUIET),
    "consent.give": (_("ครัวเรือนให้ความยินยอม"), GOOD),
    "consent.withdraw": (_("ครัวเรือนถอนความยินยอม"), NEED),
    "consent.restrict": (_("ระงับการใช้ข้อมูล"), NEED),
    "consent.lift": (_("เลิกระงับการใช้ข้อมูล"), QUIET),
}
# kind: its codes
WHATS: dict[str, dict[str, str | Promise]] = {
    "case.open": {"emergency": _("กรณีฉุกเฉิน")},
    "case.triage": TRIAGES,
    "case.assign": {"left": _("ผู้ดูแลเดิมพ้นหน้าที่")},
    "case.close": OUTCOMES,
    "case.reopen": {"relapse": _("กลับมายากจน")},
    "case.after": {"held": _("ยังพ้นอยู่"), "relapsed": _("กลับมายากจน")},
    **dict.fromkeys(("handoff.give", "handoff.return", "handoff.escalate", "referral.forward"), LEVELS),
    "handoff.take": LEVELS,
    **dict.fromkeys(("visit.plan", "visit.record", "visit.miss", "visit.withdraw"), VISITS),
    **dict.fromkeys(("need.record", "need.meet", "need.reopen", "need.withdraw"), DIMENSIONS),
    **dict.fromkeys(("plan.write", "plan.agree", "plan.approve"), GOALS),
    "assistance.grant": {"promised": _("รับปากแล้ว"), "delivered": _("ส่งมอบแล้ว"), "emergency": _("กรณีฉุกเฉิน")},
    "assistance.check": USES,
    "target.verify": RESULTS,
    "target.draw_up": dict(GROUPS),
    "target.forum": {"keep": _("คงไว้"), "strike": _("ตัดออก")},
    "survey.answer": {
        "0": _("ไม่ตกเกณฑ์มิติใด"),
        "1": _("ตกเกณฑ์ 1 มิติ"),
        "2": _("ตกเกณฑ์ 2 มิติ"),
        "3": _("ตกเกณฑ์ 3 มิติ"),
        "4": _("ตกเกณฑ์ 4 มิติ"),
        "5": _("ตกเกณฑ์ 5 มิติ"),
    },
    **dict.fromkeys(("consent.give", "consent.withdraw", "consent.restrict", "consent.lift"), AGREED),
}
TONES = {
    ("case.open", "emergency"): NEED,
    **{("case.close", outcome): GOOD if outcome == "out_of_poverty" else QUIET for outcome in OUTCOMES},
    ("assistance.grant", "promised"): QUIET,
    ("assistance.grant", "emergency"): NEED,
    ("case.after", "held"): GOOD,
    ("case.after", "relapsed"): NEED,
    **{("survey.answer", str(n)): NEED if n else GOOD for n in range(6)},
    ("target.forum", "strike"): NEED,
    ("assistance.check", "whole"): GOOD,
    ("assistance.check", "not"): NEED,
    ("assistance.check", "otherwise"): NEED,
}
UNWORDED = _("มีการบันทึกในแฟ้ม")


def title(each: Happened) -> str:
    """ "จำแนก: พัฒนาได้"; a code without words is left out."""
    said, _tone = KINDS.get(each.kind, (UNWORDED, QUIET))
    what = WHATS.get(each.kind, {}).get(each.what)
    return f"{said}: {what}" if what else str(said)


def tone(each: Happened) -> str:
    return TONES.get((each.kind, each.what), KINDS.get(each.kind, (UNWORDED, QUIET))[1])
