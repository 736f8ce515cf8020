"""Forms of the lists of help and of TPMAP Logbook."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.areas import places
from nsc.intake import logbook


class WhereForm(forms.Form):
    """Where to look for whom a row means."""

    area = forms.CharField(label=_("ค้นในตำบลหรือหมู่บ้านอื่น"), required=False, max_length=60, help_text=_("ชื่อหรือรหัส เช่น ตำบลนาขอม หรือ 600907"))

    def clean_area(self) -> str:
        text = self.cleaned_data["area"].strip()
        if not text:
            return ""
        found = places.find(thai.arabic_digits(text)) if thai.arabic_digits(text).isdigit() else None
        matches = [found] if found else [each for each in places.search(text, limit=5) if len(each.code) >= 6]
        if len(matches) != 1 or len(matches[0].code) < 6:
            raise ValidationError(_("ไม่พบตำบลหรือหมู่บ้านเดียวที่ชื่อนี้ โปรดใส่รหัส 6 หรือ 8 หลัก หรือเติมชื่ออำเภอ"))
        return matches[0].code


class ExportForm(forms.Form):
    what = forms.ChoiceField(
        label=_("ส่งออกอะไร"), choices=[("help", _("ความช่วยเหลือที่บันทึกไว้")), ("targets", _("ครัวเรือนเป้าหมาย พร้อมผลตรวจสอบและการติดตาม"))]
    )
    kind = forms.ChoiceField(label=_("รูปแบบไฟล์"), choices=[("xlsx", "Excel (xlsx)"), ("csv", "csv")])
    area = forms.ChoiceField(label=_("พื้นที่"))

    def __init__(self, *args, areas: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas


class SettleForm(forms.Form):
    how = forms.ChoiceField(
        label=_("ตัดสินว่า"),
        choices=[
            ("", _("เลือกผลการตัดสิน")),
            ("accept", _("ใช้ของ Logbook (รายการของระบบที่ต่างกันจะถูกถอน)")),
            ("keep", _("ใช้ของระบบ")),
            ("apart", _("เป็นคนละรายการ เก็บทั้งสอง")),
        ],
    )
    because = forms.CharField(label=_("เหตุผล"), max_length=300)

    def clean_how(self) -> str:
        if self.cleaned_data["how"] not in logbook.HOW:
            raise ValidationError(_("โปรดเลือกผลการตัดสิน"))
        return self.cleaned_data["how"]
