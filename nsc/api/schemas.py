"""What the routes answer. Each description is a msgid: document, page and the `definitions` beside the numbers are made of them.

Years are Buddhist, days are ISO 8601 (CE). null is not known, not defined, or kept back (the field is then named in `kept`), never zero.
"""

from datetime import date, datetime

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema


class About(Schema):
    """The round behind the numbers. Three years that are never the same thing: of the survey, of TPMAP's label, of the welfare cards."""

    year: int = Field(description=_("ปีสำรวจ พ.ศ."))
    label_year: int | None = Field(description=_("ปี พ.ศ. ที่ TPMAP ใช้เผยแพร่ ว่างเมื่อยังไม่ระบุ"))
    card_round: int | None = Field(description=_("รอบบัตรสวัสดิการแห่งรัฐ พ.ศ. ที่ใช้นับคนจนเป้าหมาย ว่างเมื่อยังไม่ระบุ"))
    indicator_set: str = Field(description=_("ชุดตัวชี้วัดที่ใช้ถาม"))
    is_official: bool = Field(description=_("การจัดตัวชี้วัดเข้ามิติเป็นทางการหรือไม่ ถ้าไม่ เป็นเกณฑ์เบื้องต้น"))
    source: str = Field(description=_("แหล่งข้อมูลและวิธีนับ"))
    note: str = Field(description=_("หมายเหตุของรอบ"))


class Area(Schema):
    code: str = Field(description=_("รหัสพื้นที่ 2, 4, 6 หรือ 8 หลัก รหัสซ้อนกัน: 60 ครอบ 6009 ครอบ 600908"))
    level: str = Field(description=_("province, amphoe, tambon หรือ village"))
    name: str = Field(description=_("ชื่อ"))
    full_name: str = Field(description=_("ชื่อพร้อมพื้นที่ที่อยู่เหนือขึ้นไป"))
    parent: str | None = Field(description=_("รหัสของพื้นที่ที่อยู่เหนือขึ้นไปหนึ่งระดับ"))
    population: int | None = Field(description=_("ประชากรตามทะเบียนราษฎร ไม่ใช่ผู้ได้รับการสำรวจ"))
    population_on: date | None = Field(description=_("ประชากร ณ วันที่"))


class Areas(Schema):
    areas: list[Area]


class Authority(Schema):
    id: int = Field(description=_("หมายเลขในระบบ ใช้กับตัวเลือก authority"))
    name: str = Field(description=_("ชื่อ"))
    kind: str = Field(description=_("ประเภทของ อปท."))
    code: str | None = Field(description=_("รหัสทางการ ว่างเมื่อไฟล์ไม่ได้ระบุ"))


class Authorities(Schema):
    authorities: list[Authority]


class Rounds(Schema):
    rounds: list[About] = Field(description=_("รอบที่มีข้อมูล ใหม่สุดก่อน"))


class Sums(Schema):
    households: int | None = Field(description=_("ครัวเรือนที่สำรวจ"))
    members: int | None = Field(description=_("คนในครัวเรือนที่สำรวจ ไม่ใช่ประชากรตามทะเบียน"))
    welfare_registered: int | None = Field(description=_("ผู้ลงทะเบียนบัตรสวัสดิการแห่งรัฐ"))
    welfare_validated: int | None = Field(description=_("ผู้ผ่านการตรวจสอบบัตรสวัสดิการแห่งรัฐ"))
    poor_households: int | None = Field(description=_("ครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ"))
    mpi_poor: int | None = Field(description=_("คนจน MPI: สมาชิกทุกคนของครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ"))
    target_registered: int | None = Field(description=_("คนจน MPI ที่ลงทะเบียนบัตรสวัสดิการแห่งรัฐ"))
    target_poor: int | None = Field(description=_("คนจนเป้าหมาย: คนจน MPI ที่ผ่านการตรวจสอบบัตรสวัสดิการแห่งรัฐ ว่างเมื่อมีผู้ที่ไม่รู้ผลการตรวจสอบ"))
    target_rate: float | None = Field(description=_("คนจนเป้าหมายเป็นร้อยละของคนในครัวเรือนที่สำรวจ"))
    mpi_health: int | None = Field(description=_("คนจน MPI ที่ครัวเรือนตกมิติสุขภาพ"))
    mpi_living: int | None = Field(description=_("คนจน MPI ที่ครัวเรือนตกมิติความเป็นอยู่"))
    mpi_education: int | None = Field(description=_("คนจน MPI ที่ครัวเรือนตกมิติการศึกษา"))
    mpi_income: int | None = Field(description=_("คนจน MPI ที่ครัวเรือนตกมิติรายได้"))
    mpi_access: int | None = Field(description=_("คนจน MPI ที่ครัวเรือนตกมิติการเข้าถึงบริการภาครัฐ"))
    target_health: int | None = Field(description=_("คนจนเป้าหมายที่ครัวเรือนตกมิติสุขภาพ"))
    target_living: int | None = Field(description=_("คนจนเป้าหมายที่ครัวเรือนตกมิติความเป็นอยู่"))
    target_education: int | None = Field(description=_("คนจนเป้าหมายที่ครัวเรือนตกมิติการศึกษา"))
    target_income: int | None = Field(description=_("คนจนเป้าหมายที่ครัวเรือนตกมิติรายได้"))
    target_access: int | None = Field(description=_("คนจนเป้าหมายที่ครัวเรือนตกมิติการเข้าถึงบริการภาครัฐ"))
    kept: list[str] = Field(description=_("ช่องที่ปิดไว้เพราะจำนวนน้อย สำหรับบัญชีที่ไม่เห็นครัวเรือนของพื้นที่ ช่องเหล่านั้นว่าง"))


class AreaSums(Sums):
    code: str = Field(description=_("รหัสพื้นที่ หรือหมายเลข อปท. เมื่อขอระดับ local_authority"))
    name: str = Field(description=_("ชื่อ"))


class IndicatorRow(Schema):
    code: str = Field(description=_("รหัสพื้นที่ หรือหมายเลข อปท. เมื่อขอระดับ local_authority"))
    indicator: int = Field(description=_("ตัวชี้วัดข้อที่"))
    members_applicable: int | None = Field(description=_("คนในครัวเรือนที่ข้อนี้ใช้กับครัวเรือน"))
    members_failing: int | None = Field(description=_("คนในครัวเรือนที่ไม่ผ่านข้อนี้"))
    target_failing: int | None = Field(description=_("คนจนเป้าหมายในครัวเรือนที่ไม่ผ่านข้อนี้"))
    kept: list[str] = Field(description=_("ช่องที่ปิดไว้เพราะจำนวนน้อย สำหรับบัญชีที่ไม่เห็นครัวเรือนของพื้นที่ ช่องเหล่านั้นว่าง"))


class PatternRow(Schema):
    code: str = Field(description=_("รหัสพื้นที่ หรือหมายเลข อปท. เมื่อขอระดับ local_authority"))
    pattern: str = Field(description=_("ห้าหลักตามลำดับ สุขภาพ ความเป็นอยู่ การศึกษา รายได้ การเข้าถึงบริการภาครัฐ: 1 ตก 0 ไม่ตก ตรงทุกหลัก"))
    poor_households: int | None = Field(description=_("ครัวเรือนที่ตกเกณฑ์ตรงกับรูปแบบนี้"))
    mpi_poor: int | None = Field(description=_("คนจน MPI ของรูปแบบนี้"))
    target_poor: int | None = Field(description=_("คนจนเป้าหมายของรูปแบบนี้"))
    kept: list[str] = Field(description=_("ช่องที่ปิดไว้เพราะจำนวนน้อย สำหรับบัญชีที่ไม่เห็นครัวเรือนของพื้นที่ ช่องเหล่านั้นว่าง"))


class Table(Schema):
    about: About
    definitions: dict[str, str] = Field(description=_("ความหมายของทุกช่อง"))
    level: str = Field(description=_("ระดับของแถว"))
    area: str = Field(description=_("เฉพาะในพื้นที่นี้ ว่างเมื่อทั้งจังหวัด"))


class Figures(Table):
    rows: list[AreaSums]


class Indicators(Table):
    rows: list[IndicatorRow]


class Patterns(Table):
    rows: list[PatternRow]


class Where(Schema):
    code: str = Field(description=_("รหัสพื้นที่"))
    name: str = Field(description=_("ชื่อพื้นที่ หรือ อปท."))
    authority: int | None = Field(description=_("หมายเลข อปท. เมื่อถามตามเขต อปท."))


class Issue(Schema):
    number: int = Field(description=_("ตัวชี้วัดข้อที่ หรือ 100 บวกลำดับของปัญหาอื่นนอก 5 มิติ"))
    name: str = Field(description=_("ข้อความของตัวชี้วัดหรือปัญหา"))
    dimension: str | None = Field(description=_("มิติที่นับ ว่างเมื่อไม่นับในมิติใด"))
    households_failing: int | None = Field(description=_("ครัวเรือนที่ไม่ผ่าน"))
    members_applicable: int | None = Field(description=_("คนในครัวเรือนที่ข้อนี้ใช้กับครัวเรือน"))
    members_failing: int | None = Field(description=_("คนในครัวเรือนที่ไม่ผ่านข้อนี้"))
    target_failing: int | None = Field(description=_("คนจนเป้าหมายในครัวเรือนที่ไม่ผ่านข้อนี้"))
    kept: list[str] = Field(description=_("ช่องที่ปิดไว้เพราะจำนวนน้อย สำหรับบัญชีที่ไม่เห็นครัวเรือนของพื้นที่ ช่องเหล่านั้นว่าง"))


class Stage(Schema):
    code: str = Field(description=_("ช่วงวัย ว่างคือไม่ทราบอายุ"))
    name: str = Field(description=_("ชื่อช่วงวัย"))
    members: int | None = Field(description=_("คนในช่วงวัยนี้"))
    poor: int | None = Field(description=_("คนจน MPI ในช่วงวัยนี้"))
    target: int | None = Field(description=_("คนจนเป้าหมายในช่วงวัยนี้"))
    kept: list[str] = Field(description=_("ช่องที่ปิดไว้เพราะจำนวนน้อย สำหรับบัญชีที่ไม่เห็นครัวเรือนของพื้นที่ ช่องเหล่านั้นว่าง"))


class Move(Schema):
    became: str = Field(description=_("เทียบกับรอบก่อน: stayed_poor, escaped, fell, stayed_out, new_poor, new_out, gone_poor, gone_out"))
    households: int | None = Field(description=_("ครัวเรือน"))
    members: int | None = Field(description=_("คน"))
    kept: list[str] = Field(description=_("ช่องที่ปิดไว้เพราะจำนวนน้อย สำหรับบัญชีที่ไม่เห็นครัวเรือนของพื้นที่ ช่องเหล่านั้นว่าง"))


class YearSums(Sums):
    year: int = Field(description=_("ปีสำรวจ พ.ศ."))


class Overview(Schema):
    about: About
    definitions: dict[str, str] = Field(description=_("ความหมายของทุกช่อง"))
    where: Where
    now: Sums = Field(description=_("ตัวเลขของรอบนี้"))
    before: Sums | None = Field(description=_("ตัวเลขของรอบก่อน ว่างเมื่อไม่มีรอบก่อน"))
    issues: list[Issue] = Field(description=_("ตัวชี้วัดทุกข้อ และปัญหาอื่นที่พบ"))
    stages: list[Stage] = Field(description=_("ตามช่วงวัย"))
    below: list[AreaSums] = Field(description=_("พื้นที่ต่ำลงไปหนึ่งระดับ"))
    moves: list[Move] = Field(description=_("ครัวเรือนเปลี่ยนไปอย่างไรจากรอบก่อน"))
    years: list[YearSums] = Field(description=_("ทุกรอบ เก่าสุดก่อน"))


class Reason(Schema):
    text: str = Field(description=_("เหตุผล"))
    points: int = Field(description=_("คะแนนที่เหตุผลนี้ให้"))


class HouseholdRow(Schema):
    household_id: int = Field(description=_("หมายเลขครัวเรือนในทะเบียนของระบบ"))
    rank: int = Field(description=_("ลำดับในรายการนี้ คะแนนเท่ากันอยู่ลำดับเดียวกัน"))
    tied: int = Field(description=_("มีกี่ครัวเรือนที่อยู่ลำดับนี้"))
    head: str = Field(description=_("หัวหน้าครัวเรือน ปิดไว้เป็น ••••• เมื่อบัญชีนี้ไม่มีสิทธิเห็นชื่อ"))
    has_name: bool = Field(description=_("ชื่อเปิดอยู่หรือไม่"))
    house_no: str = Field(description=_("บ้านเลขที่"))
    moo: str = Field(description=_("หมู่ที่"))
    area: str = Field(description=_("รหัสหมู่บ้านหรือชุมชน"))
    place: str = Field(description=_("ชื่อหมู่บ้านหรือชุมชน"))
    people: int = Field(description=_("จำนวนสมาชิก"))
    dimensions: list[str] = Field(description=_("มิติที่ตกเกณฑ์"))
    score: int = Field(description=_("คะแนนความเร่งด่วน: ผลรวมของคะแนนในเหตุผล"))
    reasons: list[Reason] = Field(description=_("เหตุผลของคะแนน"))


class Households(Schema):
    about: About
    definitions: dict[str, str] = Field(description=_("ความหมายของทุกช่อง"))
    where: Where
    priority_version: str = Field(description=_("รุ่นของเกณฑ์ความเร่งด่วน"))
    total: int = Field(description=_("ครัวเรือนทั้งหมดตามที่เลือก"))
    page: int = Field(description=_("หน้าที่ตอบ"))
    next_page: int | None = Field(description=_("หน้าถัดไป ว่างเมื่อหมด"))
    rows: list[HouseholdRow]


class Resident(Schema):
    name: str = Field(description=_("ชื่อ ปิดไว้เป็น ••••• เมื่อบัญชีนี้ไม่มีสิทธิเห็นชื่อ"))
    is_head: bool = Field(description=_("เป็นหัวหน้าครัวเรือน"))
    relation: str = Field(description=_("ความสัมพันธ์กับหัวหน้าครัวเรือน"))
    sex: int | None = Field(description=_("1 ชาย 2 หญิง"))
    age: int | None = Field(description=_("อายุเป็นปี ณ วันสำรวจ"))
    born_on: date | None = Field(description=_("วันเกิด เฉพาะเมื่อชื่อเปิดอยู่"))
    stage: str = Field(description=_("ช่วงวัย"))
    occupation: str = Field(description=_("อาชีพ"))
    education: str = Field(description=_("การศึกษา"))
    welfare_registered: bool | None = Field(description=_("ลงทะเบียนบัตรสวัสดิการแห่งรัฐ"))
    welfare_validated: bool | None = Field(description=_("ผ่านการตรวจสอบบัตรสวัสดิการแห่งรัฐ"))
    certain: list[int] = Field(description=_("ตัวชี้วัดที่ไม่ผ่านซึ่งเป็นของคนนี้"))
    possible: list[int] = Field(description=_("ตัวชี้วัดที่ไม่ผ่านซึ่งอาจเป็นของคนนี้"))


class HouseholdYear(Schema):
    year: int = Field(description=_("ปีสำรวจ พ.ศ."))
    indicator_set: str = Field(description=_("ชุดตัวชี้วัดที่ใช้ถาม"))
    verdicts: str = Field(description=_("ผลรายข้อ ข้อละหนึ่งตัวอักษร: 1 ผ่าน 0 ไม่ผ่าน - ไม่เข้าข่าย"))
    dimensions: list[str] = Field(description=_("มิติที่ตกเกณฑ์"))
    income_per_person: float | None = Field(description=_("รายได้เฉลี่ยต่อคนต่อปี บาท"))
    threshold: int | None = Field(description=_("เกณฑ์รายได้ของปีนั้น บาทต่อคนต่อปี"))
    surveyed_on: date | None = Field(description=_("วันสำรวจ"))
    people: int = Field(description=_("จำนวนสมาชิก"))
    score: int = Field(description=_("คะแนนความเร่งด่วน: ผลรวมของคะแนนในเหตุผล"))


class Household(Schema):
    about: About
    definitions: dict[str, str] = Field(description=_("ความหมายของทุกช่อง"))
    household_id: int = Field(description=_("หมายเลขครัวเรือนในทะเบียนของระบบ"))
    house_code: str | None = Field(description=_("รหัสประจำบ้าน"))
    area: str = Field(description=_("รหัสหมู่บ้านหรือชุมชน"))
    place: str = Field(description=_("ชื่อหมู่บ้านหรือชุมชน"))
    authority: str = Field(description=_("อปท. ที่ครัวเรือนอยู่ในเขต"))
    house_no: str = Field(description=_("บ้านเลขที่"))
    moo: str = Field(description=_("หมู่ที่"))
    has_names: bool = Field(description=_("ชื่อเปิดอยู่หรือไม่"))
    residents: list[Resident]
    years: list[HouseholdYear] = Field(description=_("ทุกรอบที่มีคำตอบ ใหม่สุดก่อน"))
    problems: list[str] = Field(description=_("ปัญหาอื่นนอก 5 มิติ"))
    rank: int | None = Field(description=_("ลำดับความเร่งด่วนในตำบล ว่างเมื่อไม่ตกเกณฑ์"))
    tied: int = Field(description=_("มีกี่ครัวเรือนที่อยู่ลำดับนี้"))
    rank_of: int = Field(description=_("จากกี่ครัวเรือนที่ตกเกณฑ์ในตำบล"))
    priority_version: str = Field(description=_("รุ่นของเกณฑ์ความเร่งด่วน"))
    reasons: list[Reason] = Field(description=_("เหตุผลของคะแนน"))


class AuditLine(Schema):
    number: int = Field(description=_("หมายเลขบรรทัด"))
    at: datetime = Field(description=_("ทำเมื่อใด"))
    username: str = Field(description=_("ผู้ทำ ว่างเมื่อเป็นชื่อที่ระบบไม่รู้จัก"))
    who: str = Field(description=_("ชื่อที่แสดงของผู้ทำ"))
    verb: str = Field(description=_("รหัสของการกระทำ"))
    act: str = Field(description=_("ทำอะไร"))
    on_type: str = Field(description=_("ชนิดของสิ่งที่ถูกทำ"))
    on_id: str = Field(description=_("หมายเลขของสิ่งที่ถูกทำ"))
    place: str = Field(description=_("รหัสพื้นที่"))
    because: str = Field(description=_("เหตุผลที่บอก"))
    count: int | None = Field(description=_("จำนวนที่แสดง"))
    detail: str = Field(description=_("รายละเอียด มีหมายเลขกุญแจเมื่อทำผ่าน API"))


class Audit(Schema):
    lines: list[AuditLine] = Field(description=_("ใหม่สุดก่อน"))
    older: int | None = Field(description=_("ส่งเป็น before เพื่ออ่านบรรทัดที่เก่ากว่า ว่างเมื่อหมด"))


class Role(Schema):
    role: str = Field(description=_("รหัสบทบาท"))
    name: str = Field(description=_("ชื่อบทบาท"))
    area: str = Field(description=_("รหัสพื้นที่ของบทบาท"))
    place: str = Field(description=_("ชื่อพื้นที่ของบทบาท"))
    authority: int | None = Field(description=_("หมายเลข อปท. เมื่อบทบาทครอบเฉพาะสิ่งที่เป็นของ อปท. นั้น"))
    organisation: str = Field(description=_("หน่วยงาน"))
    until: date | None = Field(description=_("วันสุดท้าย ว่างเมื่อไม่กำหนด"))
    permissions: list[str] = Field(description=_("สิทธิทั้งพื้นที่"))
    handed: list[str] = Field(description=_("สิทธิเฉพาะครัวเรือนที่ได้รับมอบ"))


class Me(Schema):
    username: str = Field(description=_("ชื่อผู้ใช้"))
    display_name: str = Field(description=_("ชื่อที่แสดง"))
    language: str = Field(description=_("ภาษาของข้อความ th หรือ en"))
    came_by: str = Field(description=_("มาด้วยกุญแจหมายเลขใด ว่างเมื่อมาด้วยการลงชื่อเข้าใช้ทางหน้าเว็บ"))
    roles: list[Role] = Field(description=_("บทบาทที่มีผลวันนี้"))
