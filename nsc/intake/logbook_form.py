"""The form of TPMAP Logbook's files, as we propose it: its own is not public. A profile saved under the same name takes the place of each,
for what comes in and what goes out alike. Pure."""

from collections.abc import Mapping

from nsc.intake.layout import HELP, HOUSEHOLDS
from nsc.intake.mapping import HELP as HELP_KIND
from nsc.intake.mapping import LIST, Profile, Rule

HELP_NAME = "TPMAP Logbook ความช่วยเหลือ"
TARGETS_NAME = "TPMAP Logbook ครัวเรือน"

PROPOSED = {
    HELP_NAME: Profile(
        HELP_NAME,
        (
            Rule(
                "",
                HELP,
                {
                    "เลขประจำตัวประชาชน": "national_id",
                    "รหัสบ้าน": "house_code",
                    "ชื่อ": "first_name",
                    "นามสกุล": "last_name",
                    "บ้านเลขที่": "house_no",
                    "รหัสหมู่บ้าน": "village_code",
                    "วันที่ให้ความช่วยเหลือ": "helped_on",
                    "ประเภทความช่วยเหลือ": "help_kind",
                    "โครงการ": "help_programme",
                    "รายการช่วยเหลือ": "help_what",
                    "จำนวน": "help_quantity",
                    "หน่วยนับ": "help_unit",
                    "จำนวนเงิน (บาท)": "help_baht",
                    "หน่วยงานที่ช่วยเหลือ": "help_organisation",
                },
            ),
        ),
        HELP_KIND,
    ),
    TARGETS_NAME: Profile(
        TARGETS_NAME,
        (
            Rule(
                "",
                HOUSEHOLDS,
                {
                    "รหัสบ้าน": "house_code",
                    "รหัสหมู่บ้าน": "village_code",
                    "บ้านเลขที่": "house_no",
                    "ด้านสุขภาพ": "dim_health",
                    "ด้านความเป็นอยู่": "dim_living",
                    "ด้านการศึกษา": "dim_education",
                    "ด้านรายได้": "dim_income",
                    "ด้านการเข้าถึงบริการภาครัฐ": "dim_access",
                },
            ),
        ),
        LIST,
    ),
}
# Behind the mapped columns of the households: what happened to each since it was listed.
FOLLOWED = (
    "กลุ่มเป้าหมาย", "ปีงบประมาณ", "ผลตรวจสอบ", "วันที่ตรวจสอบ", "สถานะเป้าหมาย", "ความต้องการที่ยังไม่ได้รับ", "ความช่วยเหลือ (ครั้ง)",
    "ความช่วยเหลือ (บาท)", "ช่วยเหลือล่าสุด", "ติดตามล่าสุด", "สถานะการดูแล",
)  # fmt: skip


def columns(profile: Profile) -> Mapping[str, str]:
    """Heading → field, in the order in which the profile names them."""
    return profile.rules[0].columns
