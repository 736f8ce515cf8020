"""Roles and rights in words, as the page /roles/ says them. A permission without words fails tests/access/test_wording.py."""

from nsc.access.roles import Permission
from nsc.errors import _

P = Permission
ACTS: dict[Permission, str] = {
    P.FIGURES_SEE: _("ดูตัวเลข แผนที่ และแนวโน้ม"),
    P.HOUSEHOLD_SEE: _("ดูรายการและแฟ้มครัวเรือน โดยปิดชื่อไว้"),
    P.NAME_SEE: _("เห็นชื่อสมาชิกครัวเรือน"),
    P.NAME_REVEAL: _("เปิดชื่อที่ปิดไว้ทีละคนเมื่อบอกเหตุผล"),
    P.SENSITIVE_REVEAL: _("เปิดเลขประจำตัว โทรศัพท์ บัญชีธนาคาร และเรื่องสุขภาพ ทีละรายการเมื่อบอกเหตุผล"),
    P.SENSITIVE_RECORD: _("บันทึกโทรศัพท์ บัญชีธนาคาร และเรื่องสุขภาพ"),
    P.PHOTOGRAPH_SEE: _("ดูภาพถ่ายของครัวเรือน"),
    P.PHOTOGRAPH_ADD: _("เพิ่มภาพถ่ายของครัวเรือน"),
    P.HOUSEHOLD_CORRECT: _("แก้ข้อมูลครัวเรือนที่ผิด"),
    P.HOUSEHOLD_EXPORT: _("ส่งออกรายการครัวเรือนเป็นไฟล์"),
    P.GLASS_BREAK: _("เปิดครัวเรือนนอกสิทธิในกรณีฉุกเฉินชั่วคราว โดยแจ้งเจ้าหน้าที่คุ้มครองข้อมูลทันที"),
    P.GLASS_REVIEW: _("ตรวจการเปิดข้อมูลฉุกเฉิน"),
    P.TARGET_PROPOSE: _("เสนอครัวเรือนเป็นเป้าหมาย"),
    P.TARGET_VERIFY: _("ตรวจสอบครัวเรือนเป้าหมายถึงบ้าน และบันทึกประชาคม"),
    P.TARGET_ENDORSE: _("บันทึกมติ ศจพ.อ. ที่เห็นชอบรายชื่อ"),
    P.TARGET_CERTIFY: _("บันทึกมติ ศจพ.จ. ที่รับรองรายชื่อ"),
    P.ASSISTANCE_GRANT: _("ให้ความช่วยเหลือ"),
    P.ASSISTANCE_CONFIRM: _("ยืนยันว่าครัวเรือนได้รับความช่วยเหลือแล้ว"),
    P.ROUND_SEE: _("ดูว่ามีรอบสำรวจใดบ้าง"),
    P.ROUND_CHANGE: _("เปิดและอธิบายรอบสำรวจ"),
    P.SURVEY_IMPORT: _("นำเข้าไฟล์สำรวจ"),
    P.SURVEY_UNDO: _("ถอนชุดข้อมูลที่นำเข้า"),
    P.INDICATORS_CHANGE: _("ปรับเกณฑ์ตัวชี้วัดและน้ำหนักการจัดลำดับ"),
    P.ORGANISATION_CHANGE: _("ดูแลทะเบียนองค์กร"),
    P.USER_CREATE: _("สร้างบัญชีผู้ใช้และเชิญให้ตั้งรหัสผ่าน"),
    P.USER_CHANGE: _("แก้ที่อยู่ติดต่อของผู้ใช้ และออกทางเข้าใหม่เมื่อลืมรหัสผ่าน"),
    P.USER_CLOSE: _("ปิดบัญชีผู้พ้นหน้าที่"),
    P.ROLE_GRANT: _("มอบและถอนบทบาท ไม่เกินสิทธิที่ตนถือ"),
    P.TOKEN_ISSUE: _("ออกกุญแจให้ระบบอื่นเชื่อมต่อ"),
    P.AUDIT_SEE: _("อ่านบันทึกว่าใครทำหรือเห็นสิ่งใด"),
    P.ALERT_REVIEW: _("ตรวจการใช้งานที่ผิดปกติ"),
    P.SYSTEM_SEE: _("ดูสภาพของระบบ"),
    P.CONSENT_RECORD: _("บันทึกความยินยอมและการถอน"),
    P.REQUEST_RECEIVE: _("รับคำขอของเจ้าของข้อมูล"),
    P.REQUEST_ANSWER: _("ตอบคำขอของเจ้าของข้อมูล"),
    P.BREACH_REPORT: _("แจ้งเหตุข้อมูลรั่วไหล"),
    P.BREACH_CHANGE: _("ดูแลทะเบียนเหตุละเมิด"),
    P.PRIVACY_CHANGE: _("ปรับประกาศความเป็นส่วนตัว บันทึกกิจกรรมการประมวลผล และกำหนดเวลาเก็บ"),
}

# One sentence for each pair of roles.APART and roles.APART_ON_A_RECORD.
KEPT_APART: dict[tuple[Permission, Permission], str] = {
    (P.ROLE_GRANT, P.AUDIT_SEE): _("ผู้มอบบทบาทไม่เป็นผู้อ่านบันทึกการใช้งาน เพราะจะเท่ากับตรวจตนเอง"),
    (P.USER_CREATE, P.AUDIT_SEE): _("ผู้สร้างบัญชีไม่เป็นผู้อ่านบันทึกการใช้งาน"),
    (P.TOKEN_ISSUE, P.AUDIT_SEE): _("ผู้ออกกุญแจให้ระบบอื่นไม่เป็นผู้อ่านบันทึกการใช้งาน"),
    (P.GLASS_BREAK, P.GLASS_REVIEW): _("ผู้เปิดข้อมูลในกรณีฉุกเฉินไม่เป็นผู้ตรวจการเปิดนั้น"),
    (P.TARGET_PROPOSE, P.TARGET_CERTIFY): _("ผู้เสนอครัวเรือนเป็นเป้าหมายไม่เป็นผู้รับรองครัวเรือนเดียวกัน"),
    (P.ASSISTANCE_GRANT, P.ASSISTANCE_CONFIRM): _("ผู้ให้ความช่วยเหลือไม่เป็นผู้ยืนยันว่าได้รับในรายการเดียวกัน"),
}
