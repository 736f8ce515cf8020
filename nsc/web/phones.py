"""The phones of an account as its pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import built
from nsc.access import phones
from nsc.web import devices

TOLD = 120  # seconds; a clock that is out by less is right enough
STATES: dict[str, tuple[str | Promise, str]] = {
    phones.ALIVE: (gettext_lazy("ใช้งานอยู่"), "good"),
    phones.LEAVING: (gettext_lazy("จะยกเลิกเองเมื่อติดต่อระบบ"), "need"),
    phones.ENDED: (gettext_lazy("ยกเลิกแล้ว รอเครื่องติดต่อเพื่อล้างข้อมูล"), "need"),
    phones.WIPED: (gettext_lazy("ยกเลิกและล้างข้อมูลแล้ว"), ""),
}


@dataclass(frozen=True)
class Row:
    """`clock`: how far it is out, `app`: whether it is the newest; in words, or ""."""

    phone: phones.Shown
    device: str
    state: str
    tone: str
    clock: str
    app: str
    because: str
    may_end: bool

    @property
    def slug(self) -> str:
        """Its number for an id in the page."""
        return str(self.phone.number)


def rows(found: Iterable[phones.Shown]) -> list[Row]:
    newest = built.field_version()
    return [_row(each, newest) for each in found]


def _row(phone: phones.Shown, newest: str) -> Row:
    state, tone = STATES[phone.state]
    return Row(
        phone=phone,
        device=devices.named(phone.name),
        state=str(state),
        tone=tone,
        clock=clock(phone.ahead),
        app=_app(phone.app, newest),
        because=_(phone.because) if phone.because else "",  # not filled: what somebody typed may have braces
        may_end=phone.ended_at is None,
    )


def _app(version: str, newest: str) -> str:
    if not version or not newest:
        return ""
    return _("แอปรุ่นล่าสุด") if version == newest else _("แอปรุ่นเก่า ปรับปรุงเองเมื่อเปิดแอปขณะมีสัญญาณ")


def clock(ahead: int | None) -> str:
    if ahead is None or abs(ahead) <= TOLD:
        return ""
    minutes = round(abs(ahead) / 60)
    if minutes >= 120:
        hours = round(minutes / 60)
        words = _("นาฬิกาของเครื่องเร็วไป %(n)s ชั่วโมง") if ahead > 0 else _("นาฬิกาของเครื่องช้าไป %(n)s ชั่วโมง")
        return words % {"n": f"{hours:,}"}
    return (_("นาฬิกาของเครื่องเร็วไป %(n)s นาที") if ahead > 0 else _("นาฬิกาของเครื่องช้าไป %(n)s นาที")) % {"n": minutes}
