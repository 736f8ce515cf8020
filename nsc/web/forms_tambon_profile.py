"""Forms of a tambon's profile, goals, register and team. Years are typed in the Buddhist era."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.tambon import profile_rules, rules
from nsc.tambon.teammates import Team
from nsc.web.forms_programmes import day
from nsc.web.inputs import moment


def dimensions() -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in rules.DIMENSIONS.items()]


class Year(forms.IntegerField):
    """พ.ศ. outside, CE within; a year below 2400 is taken for CE."""

    def __init__(self, **told) -> None:
        super().__init__(min_value=1900, max_value=2700, **told)

    def clean(self, value):
        found = super().clean(thai.arabic_digits(value) if isinstance(value, str) else value)
        return thai.christian_year(found) if found is not None else None


def _decimal(label, **told) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, **told)


class InDimension(forms.Form):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dimension"].choices = dimensions()


class ValueForm(InDimension):
    dimension = forms.ChoiceField(label=_("มิติ"))
    indicator = forms.CharField(label=_("ตัวชี้วัด"), max_length=200, widget=forms.TextInput({"list": "usual"}))
    value = _decimal(_("ค่า"))
    unit = forms.CharField(label=_("หน่วยนับ"), max_length=60, help_text=_("เช่น บาท คน ร้อยละ ไร่"))
    year = Year(label=_("ปีของข้อมูล (พ.ศ.)"))
    source = forms.CharField(label=_("แหล่งข้อมูล"), max_length=200, help_text=_("เช่น รพ.สต. นาขอม, HDC, อบต."))


class FindingForm(forms.Form):
    kind = forms.ChoiceField(choices=[(key, key) for key in profile_rules.KINDS])
    dimension = forms.ChoiceField(choices=[("", ""), *((key, key) for key in rules.DIMENSIONS)], required=False)
    text = forms.CharField(max_length=300)


class LandscapeForm(forms.Form):
    file = forms.FileField(
        label=_("ภาพถ่าย"),
        help_text=_("JPEG, PNG หรือ WebP ไม่เกิน 15 เมกะไบต์ ระบบย่อภาพและลบข้อมูลที่ซ่อนมากับภาพทั้งหมด"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = forms.CharField(label=_("คำบรรยาย"), max_length=200, help_text=_("เป็นภาพอะไร ที่ไหน อย่าใส่ชื่อคน"))
    is_consented = forms.BooleanField(label=_("ไม่เห็นหน้าใครในภาพ หรือผู้ที่เห็นหน้ายินยอมให้เผยแพร่แล้ว"))


class GoalForm(InDimension):
    dimension = forms.ChoiceField(label=_("มิติ"))
    text = forms.CharField(label=_("เป้าหมาย"), max_length=300, help_text=_("เช่น รายได้ของเกษตรกรในกลุ่มเพิ่มขึ้นครึ่งหนึ่ง"))
    indicator = forms.CharField(label=_("วัดจาก"), max_length=200, widget=forms.TextInput({"list": "usual"}))
    unit = forms.CharField(label=_("หน่วยนับ"), max_length=60)
    baseline = _decimal(_("ค่าเริ่มต้น"), required=False, help_text=_("เว้นว่างไว้ถ้ายังไม่ได้วัด"))
    baseline_year = Year(label=_("ปีของค่าเริ่มต้น (พ.ศ.)"))
    source = forms.CharField(label=_("แหล่งข้อมูลของค่าเริ่มต้น"), max_length=200, required=False)
    target = _decimal(_("ค่าเป้าหมาย"))
    by_year = Year(label=_("ให้ถึงภายในปี (พ.ศ.)"))


class MeasureForm(forms.Form):
    year = Year(label=_("ปีที่วัด (พ.ศ.)"))
    value = _decimal(_("ค่าที่วัดได้"))
    source = forms.CharField(label=_("แหล่งข้อมูล"), max_length=200)


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


class UndertakingForm(InDimension):
    name = forms.CharField(label=_("ชื่อโครงการ"), max_length=200)
    dimension = forms.ChoiceField(label=_("มิติ"))
    agency = forms.CharField(label=_("หน่วยงานที่ทำ"), max_length=200)
    funder = forms.CharField(label=_("แหล่งทุน"), max_length=200, required=False)
    baht = forms.DecimalField(label=_("งบประมาณ (บาท)"), min_value=0, max_digits=12, decimal_places=2, required=False)
    starts_on = day(_("เริ่มวันที่"))
    ends_on = day(_("หมดทุนวันที่"), help_text=_("ระบบเตือนทีมก่อนวันนี้ 180, 90 และ 30 วัน"))
    continued_by = forms.CharField(label=_("ใครทำต่อเมื่อหมดทุน"), max_length=200, required=False, help_text=_("กลุ่มหรือหน่วยงาน เว้นว่างไว้ถ้ายังไม่มี"))
    result = forms.CharField(label=_("ผลที่ได้"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> datetime | None:
        return moment(self.cleaned_data["seen"])

    def clean(self) -> dict[str, object]:
        told = self.cleaned_data
        if told.get("starts_on") and told.get("ends_on") and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", ValidationError(_("วันสิ้นสุดอยู่ก่อนวันเริ่ม โปรดสลับวันที่")))
        return told


class MateForm(forms.Form):
    name = forms.CharField(label=_("ชื่อ"), max_length=200)
    role = forms.CharField(label=_("บทบาทในทีม"), max_length=120, widget=forms.TextInput({"list": "usual"}))
    organisation = forms.CharField(label=_("หน่วยงานหรือกลุ่ม"), max_length=200)
    username = forms.ChoiceField(label=_("บัญชีผู้ใช้"), required=False, help_text=_("ถ้ามีบัญชี ระบบแจ้งเตือนงานที่เลยกำหนดให้"))
    contact = forms.CharField(label=_("ช่องทางติดต่อ"), max_length=120, required=False, help_text=_("เก็บเฉพาะเมื่อเจ้าตัวยินยอม"))
    is_contact_consented = forms.BooleanField(label=_("เจ้าตัวยินยอมให้ทีมเก็บช่องทางติดต่อนี้"), required=False)

    def __init__(self, *args, accounts, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].choices = [("", _("ไม่มี หรือไม่ระบุ")), *accounts]


class OfTeam(forms.Form):
    """Names of the team to choose from, by their numbers."""

    def __init__(self, *args, team: Team, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(mate.id, f"{mate.name} ({mate.role})") for mate in team.active]
        for name in ("people", "owner", "successor"):
            if name in self.fields:
                field = self.fields[name]
                field.choices = choices if name == "people" else [("", _("เลือก") if field.required else _("ยังไม่มี")), *choices]


def _people(label) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(label=label, coerce=int, widget=forms.CheckboxSelectMultiple, required=False)


class TrainingForm(OfTeam):
    course = forms.CharField(label=_("หลักสูตรหรือเรื่องที่เรียน"), max_length=200)
    on = day(_("วันที่"))
    giver = forms.CharField(label=_("ผู้ให้ความรู้"), max_length=200, help_text=_("บุคคลหรือหน่วยงาน"))
    can_now = forms.CharField(label=_("ผู้เข้าร่วมทำอะไรเองได้แล้ว"), max_length=300)
    people = _people(_("ผู้เข้าร่วม"))


class SuccessorForm(OfTeam):
    successor = forms.TypedChoiceField(label=_("ผู้สืบทอดบทบาท"), coerce=int, empty_value=None, required=False)


class MeetingForm(OfTeam):
    subject = forms.CharField(label=_("เรื่องที่ประชุม"), max_length=200)
    on = day(_("วันที่"))
    place = forms.CharField(label=_("สถานที่"), max_length=200, required=False)
    people = _people(_("ผู้เข้าประชุม"))
    minutes = forms.CharField(label=_("บันทึกการประชุม"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 8}))
    decisions = forms.CharField(
        label=_("มติ"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 4}), help_text=_("บรรทัดละหนึ่งมติ")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> datetime | None:
        return moment(self.cleaned_data["seen"])


class TaskForm(OfTeam):
    what = forms.CharField(label=_("งาน"), max_length=300)
    owner = forms.TypedChoiceField(label=_("ผู้รับผิดชอบ"), coerce=int)
    due_on = day(_("เสร็จภายใน"))


class CloseForm(forms.Form):
    year = Year(label=_("ปีของข้อมูล (พ.ศ.)"))


def this_year() -> int:
    return thai.buddhist_year(timezone.localdate().year)
