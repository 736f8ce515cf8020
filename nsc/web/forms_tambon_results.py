"""Forms of what a tambon's model brought: SROI work sheets, lessons, and taking over another's model."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nsc.tambon import replication
from nsc.web.forms_programmes import day
from nsc.web.forms_tambon_company import money, number, token, why


def share(label) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=0)


class _OfSheets(forms.Form):
    def __init__(self, *args, sheets: Sequence[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = sheets


class SheetForm(forms.Form):
    title = forms.CharField(label=_("ชื่อแผ่นงาน"), max_length=200)
    discount = forms.DecimalField(label=_("อัตราคิดลดต่อปี (ร้อยละ)"), min_value=0, max_value=30, max_digits=5, decimal_places=2, initial=3)
    outputs = forms.CharField(label=_("ผลผลิต"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))


class InputForm(_OfSheets):
    token = token()
    sheet = forms.TypedChoiceField(label=_("แผ่นงาน"), coerce=int)
    giver = forms.CharField(label=_("ใครลงทุน"), max_length=200, help_text=_("หน่วยงานหรือกลุ่ม ไม่ใส่ชื่อบุคคล"))
    what = forms.CharField(label=_("ลงทุนอะไร"), max_length=200)
    baht = money(_("มูลค่า (บาท)"))


class OutcomeForm(_OfSheets):
    token = token()
    sheet = forms.TypedChoiceField(label=_("แผ่นงาน"), coerce=int)
    text = forms.CharField(label=_("ผลลัพธ์"), max_length=300)
    quantity = money(_("จำนวนต่อปี"))
    unit = forms.CharField(label=_("หน่วยนับ"), max_length=60)
    worth = money(_("มูลค่าแทนต่อหน่วย (บาท)"))
    low = money(_("มูลค่าแทนอย่างต่ำ"), required=False)
    high = money(_("มูลค่าแทนอย่างสูง"), required=False)
    source = forms.CharField(label=_("แหล่งที่มาของมูลค่าแทน"), max_length=300)
    years = forms.IntegerField(label=_("ผลอยู่กี่ปี"), min_value=1, max_value=20, initial=1)
    deadweight = share(_("เกิดอยู่แล้วแม้ไม่มีงานนี้ (ร้อยละ)"))
    displacement = share(_("ย้ายมาจากที่อื่น (ร้อยละ)"))
    attribution = share(_("เกิดจากผู้อื่น (ร้อยละ)"))
    drop_off = share(_("ลดลงปีละ (ร้อยละ)"))


class TakeOutForm(forms.Form):
    put = number()
    because = why()


class DropForm(forms.Form):
    outcome = number()
    because = why()


def _text(label, **told) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea({"rows": 3}), **told)


class LessonForm(forms.Form):
    on = day(_("วันที่ถอดบทเรียน"))
    title = forms.CharField(label=_("เรื่อง"), max_length=200)
    worked = _text(_("อะไรได้ผล"), required=False)
    failed = _text(_("อะไรไม่ได้ผล"), required=False)
    conditions = _text(_("ภายใต้เงื่อนไขใด"), help_text=_("สิ่งที่ต้องมีหรือเป็น จึงจะได้ผลเช่นนี้"))
    evidence = _text(_("รู้จากหลักฐานใด"), help_text=_("ตัวเลข การประชุม หรือเอกสาร ไม่ใส่ชื่อบุคคล"))


class WithdrawForm(forms.Form):
    lesson = number()
    because = why()


class AdoptForm(forms.Form):
    source = forms.ChoiceField(label=_("ตำบลต้นแบบ"))
    start_year = forms.TypedChoiceField(label=_("เริ่มปี"), coerce=int, help_text=_("วันที่ทั้งหมดเลื่อนตามปีที่เริ่ม"))
    parts = forms.MultipleChoiceField(label=_("ส่วนที่นำมาใช้"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, models: Sequence[tuple[str, str]] = (), years: Sequence[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("เลือก")), *models]
        self.fields["start_year"].choices = years
        self.fields["parts"].choices = [(key, _now(name)) for key, name in replication.PARTS.items()]
        self.fields["parts"].initial = list(replication.PARTS)
