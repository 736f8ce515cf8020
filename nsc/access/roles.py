"""Every role and every permission, on one page.

A permission is spelled as the act it allows and as its audit line: SURVEY_IMPORT, "survey.import".
`permissions` hold over the area of the assignment; `handed` only for those households in it that were handed to the person or to the
person's organisation (models.Reach).
"""

from dataclasses import dataclass
from enum import StrEnum

from nsc.errors import _


class Permission(StrEnum):
    FIGURES_SEE = "figures.see"
    HOUSEHOLD_SEE = "household.see"  # a household's results and place; names masked
    NAME_SEE = "name.see"  # names of its people
    NAME_REVEAL = "name.reveal"  # one masked name, for a reason that is put on record
    SENSITIVE_REVEAL = "sensitive.reveal"  # national id, phone, bank account, notes on health: one by one, for a reason
    SENSITIVE_RECORD = "sensitive.record"
    PHOTOGRAPH_SEE = "photograph.see"
    PHOTOGRAPH_ADD = "photograph.add"
    HOUSEHOLD_CORRECT = "household.correct"
    HOUSEHOLD_EXPORT = "household.export"
    SUBMISSION_ACCEPT = "submission.accept"  # what a phone sent and the rules refused, or put it aside
    GLASS_BREAK = "glass.break"  # a household out of reach, in an emergency, for hours
    GLASS_REVIEW = "glass.review"

    TARGET_TELL = "target.tell"  # of a household that no list knows
    TARGET_PROPOSE = "target.propose"
    TARGET_VERIFY = "target.verify"  # at the door, and in the forum of the village
    TARGET_ENDORSE = "target.endorse"
    TARGET_CERTIFY = "target.certify"
    CASE_OPEN = "case.open"  # and open again
    CASE_ASSIGN = "case.assign"  # triage, mentors, hand-overs between the levels
    CASE_CLOSE = "case.close"
    VISIT_RECORD = "visit.record"
    NEED_RECORD = "need.record"
    PLAN_WRITE = "plan.write"
    PLAN_APPROVE = "plan.approve"
    REFERRAL_SEND = "referral.send"  # draft it, and pass it on along the chain
    REFERRAL_SIGN = "referral.sign"  # the letter that leaves the chain
    REFERRAL_ANSWER = "referral.answer"
    ASSISTANCE_GRANT = "assistance.grant"
    ASSISTANCE_CONFIRM = "assistance.confirm"
    ASSISTANCE_IMPORT = "assistance.import"  # an office's own list, or TPMAP Logbook's
    PROGRAMME_CHANGE = "programme.change"  # programmes, their terms, the menu of measures
    REGISTER_IMPORT = "register.import"  # who receives what by right
    BUDGET_CHANGE = "budget.change"

    ROUND_SEE = "round.see"
    ROUND_CHANGE = "round.change"  # open a round, say which years and lists it stands for
    SURVEY_IMPORT = "survey.import"
    SURVEY_UNDO = "survey.undo"
    INDICATORS_CHANGE = "indicators.change"  # dimension map, thresholds, bounds of life stages, weights of the priority

    TAMBON_SEE = "tambon.see"  # what a tambon plans and does; nobody's name
    TAMBON_WRITE = "tambon.write"  # its profile, team, Blueprint, products and company
    FARMER_SEE = "farmer.see"  # names of its farmers and of the members of its company
    OFFER_MAKE = "offer.make"  # what one's own organisation offers, and what it promises
    BLUEPRINT_APPROVE = "blueprint.approve"

    REPORT_ISSUE = "report.issue"  # a document of the office, over an area
    MEETING_KEEP = "meeting.keep"  # agenda, resolutions and orders of ศจพ.
    FIGURES_CERTIFY = "figures.certify"  # freeze the figures of a month

    ORGANISATION_CHANGE = "organisation.change"
    USER_CREATE = "user.create"
    USER_CHANGE = "user.change"  # name and addresses; a new way in for who lost theirs
    USER_CLOSE = "user.close"
    ROLE_GRANT = "role.grant"
    TOKEN_ISSUE = "token.issue"  # noqa: S105  a key for another system
    AUDIT_SEE = "audit.see"
    ALERT_REVIEW = "alert.review"
    SYSTEM_SEE = "system.see"

    CONSENT_RECORD = "consent.record"
    REQUEST_RECEIVE = "request.receive"  # what a person asks about their own data
    REQUEST_ANSWER = "request.answer"
    BREACH_REPORT = "breach.report"
    BREACH_CHANGE = "breach.change"
    PRIVACY_CHANGE = "privacy.change"  # the notice, the record of processing, how long things are kept


P = Permission
_figures = frozenset({P.FIGURES_SEE, P.ROUND_SEE})
_masked = _figures | {P.HOUSEHOLD_SEE, P.NAME_REVEAL}
_households = _masked | {P.NAME_SEE, P.REQUEST_RECEIVE, P.BREACH_REPORT, P.TARGET_TELL, P.TARGET_PROPOSE}
_of_the_case = frozenset(
    {P.SENSITIVE_REVEAL, P.SENSITIVE_RECORD, P.PHOTOGRAPH_SEE, P.PHOTOGRAPH_ADD, P.CONSENT_RECORD, P.ASSISTANCE_CONFIRM}
    | {P.VISIT_RECORD, P.NEED_RECORD, P.PLAN_WRITE, P.REFERRAL_SEND}
)
_casework = _households | _of_the_case | {P.GLASS_BREAK, P.TARGET_VERIFY}
_data = _households | {
    P.SUBMISSION_ACCEPT,
    P.HOUSEHOLD_CORRECT,
    P.HOUSEHOLD_EXPORT,
    P.ROUND_CHANGE,
    P.SURVEY_IMPORT,
    P.SURVEY_UNDO,
    P.INDICATORS_CHANGE,
}
_tambon = frozenset({P.TAMBON_SEE, P.TAMBON_WRITE, P.FARMER_SEE, P.OFFER_MAKE})
_secretariat = frozenset({P.REPORT_ISSUE, P.MEETING_KEEP})
_lists = frozenset({P.ASSISTANCE_IMPORT, P.REGISTER_IMPORT})
_commands = frozenset({P.CASE_OPEN, P.CASE_ASSIGN, P.CASE_CLOSE, P.PLAN_APPROVE, P.REFERRAL_SIGN, P.REFERRAL_ANSWER, P.ASSISTANCE_GRANT})
_people = frozenset({P.USER_CREATE, P.USER_CHANGE, P.USER_CLOSE, P.ROLE_GRANT, P.ORGANISATION_CHANGE})
_privacy = frozenset(
    {P.AUDIT_SEE, P.ALERT_REVIEW, P.GLASS_REVIEW, P.CONSENT_RECORD, P.REQUEST_RECEIVE, P.REQUEST_ANSWER, P.BREACH_REPORT, P.BREACH_CHANGE}
    | {P.PRIVACY_CHANGE}
)
# Who may see any of these, or may change who sees them, proves at the door that it is them: a password is not enough.
GUARDED = frozenset(
    {P.NAME_SEE, P.NAME_REVEAL, P.SENSITIVE_REVEAL, P.FARMER_SEE, P.AUDIT_SEE, P.USER_CREATE, P.ROLE_GRANT, P.TOKEN_ISSUE, P.SYSTEM_SEE}
)


@dataclass(frozen=True)
class Role:
    """`idle_minutes`: a session unused for so long has to be opened again."""

    key: str
    name: str
    description: str
    permissions: frozenset[Permission]
    handed: frozenset[Permission] = frozenset()
    idle_minutes: int = 60

    @property
    def all_permissions(self) -> frozenset[Permission]:
        return self.permissions | self.handed

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.all_permissions & GUARDED)


_ALL = (
    Role(
        "executive",
        _("ผู้บริหาร"),
        _("ผู้ว่าราชการจังหวัด นายอำเภอ และผู้บริหาร ดูตัวเลข แผนที่ แนวโน้ม และรายการครัวเรือนของพื้นที่โดยปิดชื่อไว้ เปิดชื่อได้ทีละรายเมื่อบอกเหตุผล"),
        _masked | {P.TAMBON_SEE, P.REPORT_ISSUE},
    ),
    Role(
        "provincial_centre",
        _("ศจพ.จังหวัด"),
        _("เจ้าหน้าที่ศูนย์อำนวยการขจัดความยากจนฯ ระดับจังหวัด นำเข้าและรับรองข้อมูล ดูแลรายชื่อเป้าหมายและผู้ใช้ทั้งจังหวัด"),
        _data
        | _casework
        | _people
        | _commands
        | _lists
        | _tambon
        | _secretariat
        | {P.FIGURES_CERTIFY, P.TARGET_ENDORSE, P.TARGET_CERTIFY, P.PROGRAMME_CHANGE, P.BUDGET_CHANGE, P.BLUEPRINT_APPROVE},
    ),
    Role(
        "district_centre",
        _("ศจพ.อำเภอ"),
        _("เจ้าหน้าที่ศูนย์อำนวยการขจัดความยากจนฯ ระดับอำเภอ ตรวจสอบรายชื่อครัวเรือนและมอบหมายทีมในอำเภอของตน"),
        _casework
        | _commands
        | _tambon
        | _secretariat
        | {
            P.BLUEPRINT_APPROVE,
            P.TARGET_ENDORSE,
            P.HOUSEHOLD_CORRECT,
            P.HOUSEHOLD_EXPORT,
            P.SUBMISSION_ACCEPT,
            P.ASSISTANCE_IMPORT,
            P.USER_CREATE,
            P.ROLE_GRANT,
        },
    ),
    Role(
        "tambon_team",
        _("ทีมปฏิบัติการระดับตำบล"),
        _("ทีมปฏิบัติการแก้จนในตำบล ดูครัวเรือนทุกหลังในตำบลที่รับผิดชอบ"),
        _casework | {P.CASE_OPEN, P.ASSISTANCE_GRANT, P.TAMBON_SEE, P.REPORT_ISSUE},
        idle_minutes=240,
    ),
    Role(
        "mentor",
        _("ทีมพี่เลี้ยง"),
        _("พี่เลี้ยงประจำครัวเรือน เห็นเฉพาะครัวเรือนที่ได้รับมอบหมาย และแจ้งครัวเรือนที่ตกหล่นในพื้นที่ได้"),
        _figures | {P.GLASS_BREAK, P.TARGET_TELL},
        handed=_casework - _figures - {P.TARGET_TELL} | {P.HOUSEHOLD_CORRECT, P.ASSISTANCE_GRANT},
        idle_minutes=240,
    ),
    Role(
        "local_authority_officer",
        _("เจ้าหน้าที่องค์กรปกครองส่วนท้องถิ่น"),
        _("เจ้าหน้าที่เทศบาลหรือ อบต. ดูครัวเรือนเป้าหมายทั้งหมดในเขตของตน เพื่อจ่ายเบี้ยยังชีพและซ่อมแซมบ้าน"),
        _casework | {P.REFERRAL_ANSWER, P.ASSISTANCE_GRANT, P.ASSISTANCE_IMPORT, P.REPORT_ISSUE},
    ),
    Role(
        "village_head",
        _("กำนัน ผู้ใหญ่บ้าน"),
        _("กำนันหรือผู้ใหญ่บ้าน ดูครัวเรือนในตำบลหรือหมู่บ้านที่ปกครอง"),
        _households | {P.TARGET_VERIFY, P.NEED_RECORD, P.REPORT_ISSUE},
        idle_minutes=240,
    ),
    Role(
        "agency_officer",
        _("เจ้าหน้าที่หน่วยงาน"),
        _("เจ้าหน้าที่สาธารณสุข ศึกษา เกษตร แรงงาน และหน่วยงานอื่น เห็นเฉพาะครัวเรือนที่ส่งต่อมายังหน่วยงานของตน"),
        _figures | {P.GLASS_BREAK, P.ASSISTANCE_IMPORT, P.TAMBON_SEE, P.OFFER_MAKE},
        handed=_households - _figures
        | {P.SENSITIVE_REVEAL, P.PHOTOGRAPH_SEE, P.CONSENT_RECORD, P.NEED_RECORD, P.REFERRAL_ANSWER, P.ASSISTANCE_GRANT},
    ),
    Role(
        "partner",
        _("ภาคีเครือข่าย"),
        _("ภาคเอกชน มหาวิทยาลัย และภาคประชาสังคม ดูตัวเลขรวม และเห็นครัวเรือนต่อเมื่อได้รับมอบแล้วเท่านั้น"),
        frozenset({P.FIGURES_SEE, P.TAMBON_SEE, P.OFFER_MAKE}),
        handed=frozenset({P.HOUSEHOLD_SEE, P.REFERRAL_ANSWER, P.ASSISTANCE_GRANT}),
    ),
    Role(
        "smart_tambon_team",
        _("ทีม Smart Tambon"),
        _("ทีมพัฒนาตำบลทั้งตำบล เขียนข้อมูลตำบล พิมพ์เขียว โครงการ ผลิตภัณฑ์ และบริษัทชุมชน เห็นครัวเรือนยากจนเป็นตัวเลขเท่านั้น"),
        _figures | _tambon,
        idle_minutes=240,
    ),
    Role(
        "data_steward",
        _("ผู้ดูแลข้อมูล"),
        _("นำเข้า ตรวจสอบ แก้ไข และถอนชุดข้อมูลสำรวจ"),
        _data | _lists | {P.REPORT_ISSUE},
    ),
    Role(
        "dpo",
        _("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"),
        _("ตรวจดูว่าใครเข้าถึงข้อมูลของใคร เมื่อใด และเพราะเหตุใด ดูแลคำขอของเจ้าของข้อมูล เหตุละเมิด และกำหนดเวลาเก็บ ชื่อปิดไว้จนกว่าจะบอกเหตุผล"),
        _masked | _privacy | {P.SENSITIVE_REVEAL},
        idle_minutes=30,
    ),
    Role(
        "auditor",
        _("ผู้ตรวจสอบ"),
        _("อ่านบันทึกการใช้งานและตัวเลข โดยไม่เห็นรายชื่อและแก้ไขสิ่งใดไม่ได้"),
        _figures | {P.AUDIT_SEE},
        idle_minutes=30,
    ),
    Role(
        "administrator",
        _("ผู้ดูแลระบบ"),
        _("สร้างและปิดบัญชีผู้ใช้ ดูแลสภาพของระบบ โดยไม่เห็นข้อมูลครัวเรือน"),
        _people | {P.SYSTEM_SEE, P.TOKEN_ISSUE},
        idle_minutes=30,
    ),
    Role(
        "operator",
        _("ผู้ปฏิบัติการทางคำสั่ง"),
        _("คำสั่ง nsc บนเครื่องแม่ข่าย ทำได้ทุกอย่างทั้งจังหวัด และถูกบันทึกไว้ทุกครั้ง เข้าสู่ระบบทางหน้าเว็บไม่ได้"),
        frozenset(Permission),
    ),
)
ROLES = {role.key: role for role in _ALL}
OPERATOR = ROLES["operator"]

# Duties one person never holds together. Who gives out roles would otherwise be the one reading the record of having done so.
# It follows that auditors and data-protection officers are appointed at the command line, by written order, and not by a colleague.
APART: tuple[tuple[Permission, Permission], ...] = (
    (P.ROLE_GRANT, P.AUDIT_SEE),
    (P.USER_CREATE, P.AUDIT_SEE),
    (P.TOKEN_ISSUE, P.AUDIT_SEE),
    (P.GLASS_BREAK, P.GLASS_REVIEW),
)

# Duties one person may hold, but not on the same record: whoever did the first there doesn't do the second (duties.require_apart).
APART_ON_A_RECORD: tuple[tuple[Permission, Permission], ...] = (
    (P.TARGET_PROPOSE, P.TARGET_CERTIFY),
    (P.ASSISTANCE_GRANT, P.ASSISTANCE_CONFIRM),
    (P.PLAN_WRITE, P.PLAN_APPROVE),
    (P.TAMBON_WRITE, P.BLUEPRINT_APPROVE),
)
