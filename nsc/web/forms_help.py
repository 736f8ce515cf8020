"""Forms of help: given or promised, in an emergency, confirmed, checked; and of budgets."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.casework.help_given import Links
from nsc.casework.use_checks import USES
from nsc.web.forms_targets import day, file
from nsc.welfare.assistance import FORMS, Help
from nsc.welfare.rules import EMERGENCY, KINDS

KIND_NAMES = {key: _(name) for key, (name, _months) in KINDS.items()}
NOTHING_CHOSEN = ("", _("ไม่เลือก"))
Choices = list[tuple[str, str]]


def baht(label, **told) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=12, decimal_places=2, widget=forms.NumberInput({"inputmode": "decimal"}), **told
    )


class HelpForm(forms.Form):
    """What both forms ask. `although` is shown where it is double help only."""

    kind = forms.ChoiceField(label=_("ชนิดของความช่วยเหลือ"))
    what = forms.CharField(label=_("ให้อะไร"), max_length=200, help_text=_("เช่น ข้าวสาร 10 กก. ไม่ต้องใส่ชื่อคนหรือโรค"))
    quantity = forms.DecimalField(label=_("จำนวน"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2, required=False)
    unit = forms.CharField(label=_("หน่วยนับ"), max_length=40, required=False, help_text=_("เช่น ถุง ชุด ครั้ง"))
    baht = baht(_("มูลค่า (บาท)"), required=False)
    organisation = forms.TypedChoiceField(label=_("ผู้ให้"), coerce=int, empty_value=None, required=False)
    on = day(_("วันที่"))
    note = forms.CharField(label=_("หมายเหตุ"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    evidence = file(_("ภาพการส่งมอบ"))
    although = forms.CharField(label=_("เหตุผลที่ยังให้"), max_length=300, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, organisations: Choices, **kwargs) -> None:
        kwargs["initial"] = {"submission": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("ไม่ใช่องค์กรในรายการ")), *organisations]

    def help(self, household: int, form: str) -> Help:
        names = ("kind", "what", "quantity", "unit", "baht", "organisation", "note", "although", "submission")
        return Help(household=household, form=form, **{name: self.cleaned_data[name] for name in names})


class GiveForm(HelpForm):
    """Promised, or delivered already. `options`: what the help may come of, and to whom it may go."""

    HOWS = (("delivered", _("ส่งมอบแล้ว")), ("promised", _("รับปากไว้ ยังไม่ส่งมอบ")))
    how = forms.ChoiceField(label=_("ขั้นตอน"), choices=HOWS, widget=forms.RadioSelect, initial="delivered")
    form = forms.ChoiceField(label=_("รูปแบบ"), choices=FORMS, widget=forms.RadioSelect, initial="money")
    programme = forms.TypedChoiceField(label=_("โครงการ"), coerce=int, empty_value=None, required=False)
    person = forms.TypedChoiceField(label=_("ผู้รับ"), coerce=int, empty_value=None, required=False)
    need = forms.TypedChoiceField(label=_("ตามความต้องการ"), coerce=int, empty_value=None, required=False)
    step = forms.TypedChoiceField(label=_("ตามขั้นของแผน"), coerce=int, empty_value=None, required=False)
    referral = forms.TypedChoiceField(label=_("ตามเรื่องส่งต่อ"), coerce=int, empty_value=None, required=False)
    meets_need = forms.BooleanField(label=_("ความต้องการนี้ได้รับครบแล้ว"), required=False)
    receipt = file(_("ใบสำคัญรับเงินหรือใบรับของ"))
    GROUPS = (
        ("how", "form", "kind", "what", "quantity", "unit", "baht", "on"),
        ("organisation", "programme", "person"),
        ("need", "meets_need", "step", "referral"),
        ("note", "evidence", "receipt"),
    )

    def __init__(self, *args, options: dict[str, Choices], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("เลือกชนิด")), *KIND_NAMES.items()]
        for name, first in (("programme", _("ไม่อยู่ในโครงการใด")), ("person", _("ทั้งครัวเรือน"))):
            self.fields[name].choices = [("", first), *options[name]]
        for name in ("need", "step", "referral"):
            if options[name]:
                self.fields[name].choices = [NOTHING_CHOSEN, *options[name]]
            else:
                del self.fields[name]
        if "need" not in self.fields:
            del self.fields["meets_need"]

    def groups(self) -> list[list[forms.BoundField]]:
        """The fields as they belong together on the page."""
        return [shown for names in self.GROUPS if (shown := [self[name] for name in names if name in self.fields])]

    def told(self, household: int) -> Help:
        return replace(
            self.help(household, self.cleaned_data["form"]), programme=self.cleaned_data["programme"], person=self.cleaned_data["person"]
        )

    def links(self) -> Links:
        told = {name: self.cleaned_data.get(name) for name in ("need", "step", "referral")}
        return Links(**told, meets_need=bool(self.cleaned_data.get("meets_need")))

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("form") == "money" and not self.cleaned_data.get("baht") and "baht" not in self.errors:
            self.add_error("baht", ValidationError(_("ความช่วยเหลือเป็นเงินต้องบอกจำนวนเงิน")))
        return self.cleaned_data


class EmergencyForm(HelpForm):
    """Short, for a phone at the door."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget = forms.RadioSelect()
        self.fields["kind"].choices = [(key, KIND_NAMES[key]) for key in EMERGENCY]
        self.fields["on"].label = _("ให้เมื่อวันที่")

    def shown(self) -> list[forms.BoundField]:
        names = ("kind", "what", "quantity", "unit", "on", "organisation", "baht", "evidence", "note")
        return [self[name] for name in names]

    def told(self, household: int) -> Help:
        return self.help(household, "goods")


class FulfilForm(forms.Form):
    on = day(_("วันที่ส่งมอบ"))
    baht = baht(_("จำนวนเงินหรือมูลค่าที่ส่งมอบจริง (บาท)"), required=False, help_text=_("เว้นว่างถ้าเท่ากับที่รับปาก"))
    meets_need = forms.BooleanField(label=_("ความต้องการนี้ได้รับครบแล้ว"), required=False)
    evidence = file(_("ภาพการส่งมอบ"))
    receipt = file(_("ใบสำคัญรับเงินหรือใบรับของ"))


class CheckForm(forms.Form):
    on = day(_("วันที่ตรวจ"))
    use = forms.ChoiceField(label=_("พบว่า"), choices=USES, widget=forms.RadioSelect)
    text = forms.CharField(label=_("ใช้ทำอะไร หรือเหตุที่ไม่ได้ใช้"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    file = file(_("ภาพหรือหลักฐาน"))


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


class AllotForm(forms.Form):
    """`fiscal_year` is typed in Buddhist era."""

    organisation = forms.TypedChoiceField(label=_("หน่วยงาน"), coerce=int)
    programme = forms.TypedChoiceField(label=_("โครงการ"), coerce=int)
    fiscal_year = forms.IntegerField(label=_("ปีงบประมาณ (พ.ศ.)"), min_value=2560, max_value=2650)
    area = forms.ChoiceField(label=_("เป็นงบของ"))
    baht = forms.DecimalField(label=_("วงเงิน (บาท)"), min_value=0, max_digits=14, decimal_places=2)
    because = forms.CharField(label=_("เหตุผล"), max_length=300, help_text=_("เช่น จัดสรรต้นปี โอนเพิ่มตามหนังสือที่"))

    def __init__(self, *args, options: dict[str, Choices], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("organisation", "programme"):
            self.fields[name].choices = [("", _("เลือกจากรายการ")), *options[name]]
        self.fields["area"].choices = options["area"]

    def clean_fiscal_year(self) -> int:
        return thai.christian_year(self.cleaned_data["fiscal_year"])


class ChangeForm(forms.Form):
    baht = forms.DecimalField(label=_("วงเงินใหม่ (บาท)"), min_value=0, max_digits=14, decimal_places=2)
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


def months_of(year: int) -> list[date]:
    """First days of the months of a fiscal year (CE), the newest first."""
    return [date(year - (month >= 10), month, 1) for month in (9, 8, 7, 6, 5, 4, 3, 2, 1, 12, 11, 10)]
