"""Words that anybody would try first at an office of this province: names of its places, of the system, of its trade."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nsc.areas import places

# Beside these: the province served and its amphoe, in both scripts.
WORDS = (
    *(
        "nakornsawan",
        "nakhon",
        "nakorn",
        "sawan",
        "paknampho",
        "thailand",
        "changwat",
        "province",
        "amphoe",
        "tambon",
        "village",
        "household",
    ),
    *("change", "kaejon", "tpmap", "admin", "administrator", "governor", "officer", "password", "welcome", "qwerty"),
    *(
        "แก้จน",
        "ตรงจุด",
        "ปากน้ำโพ",
        "จปฐ",
        "ศจพ",
        "ครัวเรือน",
        "จังหวัด",
        "อำเภอ",
        "ตำบล",
        "หมู่บ้าน",
        "เมือง",
        "พัฒนา",
        "ราชการ",
        "ประเทศไทย",
        "คนจน",
        "รหัสผ่าน",
    ),
)
BETWEEN = re.compile(r"[\s\d!-/:-@\[-`{-~]")  # blanks, digits and signs make no word another
LEFT = 5  # letters beside such words


class NotOfThisPlace:
    """A validator of settings.AUTH_PASSWORD_VALIDATORS: a password with such words needs others beside them."""

    def validate(self, password: str, user: object = None) -> None:
        typed = rest = BETWEEN.sub("", password.lower())
        for word in sorted({*WORDS, *_places()}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != typed and len(rest) < LEFT:
            raise ValidationError(_("รหัสผ่านนี้เดาง่าย เพราะเกือบทั้งหมดเป็นชื่อพื้นที่ ชื่อระบบ หรือคำที่ใช้ในงาน โปรดเพิ่มคำอื่น"), code="password_of_this_place")

    def get_help_text(self) -> str:
        return str(_("รหัสผ่านต้องไม่ใช่ชื่อพื้นที่ ชื่อระบบ หรือคำที่ใช้ในงานเป็นส่วนใหญ่"))


def _places() -> set[str]:
    known = [places.place(settings.PROVINCE), *places.children(settings.PROVINCE)]
    return {BETWEEN.sub("", name.lower()) for place in known for name in (place.name_th, place.name_en) if name}
