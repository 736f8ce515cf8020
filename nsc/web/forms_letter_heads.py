"""The form of an office's letter head."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LetterHeadForm(forms.Form):
    office = forms.CharField(
        label=_("ชื่อส่วนราชการ"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("บรรทัดละชื่อ ไม่เกิน 3 บรรทัด เช่น ที่ว่าการอำเภอไพศาลี"),
    )
    address = forms.CharField(label=_("ที่อยู่"), max_length=200, required=False)
    phone = forms.CharField(label=_("โทรศัพท์และโทรสาร"), max_length=60, required=False)
    number = forms.CharField(
        label=_("เลขที่หนังสือขึ้นต้นด้วย"), max_length=40, required=False, help_text=_("เช่น นว 0019/ พิมพ์ที่ “ที่” ของหนังสือและบันทึกข้อความ")
    )
