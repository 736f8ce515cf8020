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
    HOUSEHOLD_SEE = "household.see"  # a household's results and place, without names
    NAME_SEE = "name.see"  # names of its people
    HOUSEHOLD_CORRECT = "household.correct"
    HOUSEHOLD_EXPORT = "household.export"

    ROUND_SEE = "round.see"
    ROUND_CHANGE = "round.change"  # open a round, say which years and lists it stands for
    SURVEY_IMPORT = "survey.import"
    SURVEY_UNDO = "survey.undo"
    INDICATORS_CHANGE = "indicators.change"  # dimension map, thresholds, bounds of life stages, weights of the priority

    ORGANISATION_CHANGE = "organisation.change"
    USER_CREATE = "user.create"
    USER_CLOSE = "user.close"
    ROLE_GRANT = "role.grant"
    AUDIT_SEE = "audit.see"
    SYSTEM_SEE = "system.see"


P = Permission
_figures = frozenset({P.FIGURES_SEE, P.ROUND_SEE})
_households = _figures | {P.HOUSEHOLD_SEE, P.NAME_SEE}
_data = _households | {P.HOUSEHOLD_CORRECT, P.HOUSEHOLD_EXPORT, P.ROUND_CHANGE, P.SURVEY_IMPORT, P.SURVEY_UNDO, P.INDICATORS_CHANGE}
_people = frozenset({P.USER_CREATE, P.USER_CLOSE, P.ROLE_GRANT, P.ORGANISATION_CHANGE})


@dataclass(frozen=True)
class Role:
    key: str
    name: str
    description: str
    permissions: frozenset[Permission]
    handed: frozenset[Permission] = frozenset()

    @property
    def all_permissions(self) -> frozenset[Permission]:
        return self.permissions | self.handed


_ALL = (
    Role(
        "executive",
        _("ผู้บริหาร"),
        _("ผู้ว่าราชการจังหวัด นายอำเภอ และผู้บริหาร ดูตัวเลข แผนที่ และแนวโน้มของพื้นที่ โดยไม่เห็นรายชื่อ"),
        _figures,
    ),
    Role(
        "provincial_centre",
        _("ศจพ.จังหวัด"),
        _("เจ้าหน้าที่ศูนย์อำนวยการขจัดความยากจนฯ ระดับจังหวัด นำเข้าและรับรองข้อมูล ดูแลรายชื่อเป้าหมายและผู้ใช้ทั้งจังหวัด"),
        _data | _people,
    ),
    Role(
        "district_centre",
        _("ศจพ.อำเภอ"),
        _("เจ้าหน้าที่ศูนย์อำนวยการขจัดความยากจนฯ ระดับอำเภอ ตรวจสอบรายชื่อครัวเรือนและมอบหมายทีมในอำเภอของตน"),
        _households | {P.HOUSEHOLD_CORRECT, P.HOUSEHOLD_EXPORT, P.USER_CREATE, P.ROLE_GRANT},
    ),
    Role(
        "tambon_team",
        _("ทีมปฏิบัติการระดับตำบล"),
        _("ทีมปฏิบัติการแก้จนในตำบล ดูครัวเรือนทุกหลังในตำบลที่รับผิดชอบ"),
        _households,
    ),
    Role(
        "mentor",
        _("ทีมพี่เลี้ยง"),
        _("พี่เลี้ยงประจำครัวเรือน เห็นเฉพาะครัวเรือนที่ได้รับมอบหมาย"),
        _figures,
        handed=frozenset({P.HOUSEHOLD_SEE, P.NAME_SEE, P.HOUSEHOLD_CORRECT}),
    ),
    Role(
        "local_authority_officer",
        _("เจ้าหน้าที่องค์กรปกครองส่วนท้องถิ่น"),
        _("เจ้าหน้าที่เทศบาลหรือ อบต. ดูครัวเรือนเป้าหมายทั้งหมดในเขตของตน เพื่อจ่ายเบี้ยยังชีพและซ่อมแซมบ้าน"),
        _households,
    ),
    Role(
        "village_head",
        _("กำนัน ผู้ใหญ่บ้าน"),
        _("กำนันหรือผู้ใหญ่บ้าน ดูครัวเรือนในตำบลหรือหมู่บ้านที่ปกครอง"),
        _households,
    ),
    Role(
        "agency_officer",
        _("เจ้าหน้าที่หน่วยงาน"),
        _("เจ้าหน้าที่สาธารณสุข ศึกษา เกษตร แรงงาน และหน่วยงานอื่น เห็นเฉพาะครัวเรือนที่ส่งต่อมายังหน่วยงานของตน"),
        _figures,
        handed=frozenset({P.HOUSEHOLD_SEE, P.NAME_SEE}),
    ),
    Role(
        "partner",
        _("ภาคีเครือข่าย"),
        _("ภาคเอกชน มหาวิทยาลัย และภาคประชาสังคม ดูตัวเลขรวม และเห็นครัวเรือนต่อเมื่อได้รับมอบแล้วเท่านั้น"),
        frozenset({P.FIGURES_SEE}),
        handed=frozenset({P.HOUSEHOLD_SEE}),
    ),
    Role(
        "data_steward",
        _("ผู้ดูแลข้อมูล"),
        _("นำเข้า ตรวจสอบ แก้ไข และถอนชุดข้อมูลสำรวจ"),
        _data,
    ),
    Role(
        "dpo",
        _("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"),
        _("ตรวจดูว่าใครเข้าถึงข้อมูลของใคร เมื่อใด และเพราะเหตุใด และดูแลคำขอของเจ้าของข้อมูล"),
        _households | {P.AUDIT_SEE},
    ),
    Role(
        "auditor",
        _("ผู้ตรวจสอบ"),
        _("อ่านบันทึกการใช้งานและตัวเลข โดยไม่เห็นรายชื่อและแก้ไขสิ่งใดไม่ได้"),
        _figures | {P.AUDIT_SEE},
    ),
    Role(
        "administrator",
        _("ผู้ดูแลระบบ"),
        _("สร้างและปิดบัญชีผู้ใช้ ดูแลสภาพของระบบ โดยไม่เห็นข้อมูลครัวเรือน"),
        _people | {P.SYSTEM_SEE},
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
)
