"""Forms of plans, their steps, household accounts and the menu."""

from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc.casework import accounts, planning, plans
from nsc.casework.planning import Wanted
from nsc.web.forms_targets import day, file
from nsc.web.words import said

OWN_ROWS = 3  # blank steps that a form offers
USUAL_TIME = timedelta(days=90)  # until when a proposed step is to be done, unless somebody says so
ANSWERS = (("yes", _("ใช่")), ("no", _("ยังไม่ใช่")), ("", _("ยังไม่ได้คุย")))
CHECKS = {
    "is_moderate": (_("พอประมาณ"), _("ลงทุนและใช้จ่ายเท่าที่ครัวเรือนรับไหว")),
    "is_reasonable": (_("มีเหตุผล"), _("ทุกขั้นมีเหตุจากปัญหาและต้นทุนของครัวเรือน")),
    "is_resilient": (_("มีภูมิคุ้มกัน"), _("มีทางสำรอง เงินออม หรือสวัสดิการเมื่อเกิดเหตุ")),
    "has_knowledge": (_("ความรู้"), _("ผู้ทำมีความรู้ หรือมีผู้สอนแล้ว")),
    "has_virtue": (_("คุณธรรม"), _("ซื่อสัตย์ ขยัน ไม่เบียดเบียนกัน")),
}
DIAGNOSIS = {
    "attitude": (_("ทัศนคติ"), _("ครอบครัวมองชีวิตตนเองอย่างไร อยากเปลี่ยนอะไร")),
    "skills": (_("ทักษะ"), _("ใครทำอะไรเป็น เคยทำอะไรมา")),
    "resources": (_("ทรัพยากร"), _("ที่ดิน น้ำ เครื่องมือ เงิน คนช่วย")),
    "way_out": (_("ทางออก"), _("ทางที่ครอบครัวเลือกเอง")),
}
STAGES_AND_ALL = _("ทุกช่วงวัย")


class PlanForm(forms.Form):
    """What a plan says beside its steps."""

    goal = forms.ChoiceField(label=_("เป้าหมายของแผน"), choices=plans.GOALS, widget=forms.RadioSelect)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    sufficiency = forms.CharField(
        label=_("อธิบายเพิ่ม"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}), help_text=_("ตามหลักปรัชญาของเศรษฐกิจพอเพียง")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in DIAGNOSIS.items():
            self.fields[name] = forms.CharField(
                label=label, help_text=hint, required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
            )
        for name, (label, hint) in CHECKS.items():
            self.fields[name] = forms.ChoiceField(label=label, help_text=hint, required=False, choices=ANSWERS, widget=forms.RadioSelect)

    @property
    def four(self) -> list[forms.BoundField]:
        return [self[name] for name in DIAGNOSIS]

    @property
    def checks(self) -> list[forms.BoundField]:
        return [self[name] for name in CHECKS]

    def told(self) -> dict[str, object]:
        yes_or_no = {"yes": True, "no": False}
        return {
            "goal": self.cleaned_data["goal"],
            "diagnosis": {name: self.cleaned_data[name] for name in DIAGNOSIS},
            "checks": {name: yes_or_no.get(self.cleaned_data[name]) for name in CHECKS},
            "sufficiency": self.cleaned_data["sufficiency"],
        }


class StepForm(forms.Form):
    """One row: ticked, it is a step of the plan. Of a row that is not ticked, nothing is asked."""

    take = forms.BooleanField(required=False)
    measure = forms.IntegerField(required=False, widget=forms.HiddenInput)
    what = forms.CharField(label=_("ทำอะไร"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    person = forms.TypedChoiceField(label=_("สำหรับใคร"), required=False, coerce=int, empty_value=None)
    need = forms.TypedChoiceField(label=_("ตอบความต้องการใด"), required=False, coerce=int, empty_value=None)
    who = forms.ChoiceField(label=_("ใครทำ"), choices=plans.WHO, required=False)
    office = forms.CharField(label=_("หน่วยงานที่ทำ"), max_length=200, required=False)
    due_on = day(_("เสร็จภายใน"), required=False)
    baht = forms.DecimalField(label=_("เงินที่ใช้ (บาท)"), min_value=Decimal(0), max_digits=10, decimal_places=2, required=False)
    money_from = forms.CharField(label=_("แหล่งเงิน"), max_length=200, required=False)

    def __init__(self, *args, people, needs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("ทั้งครัวเรือน")), *people]
        self.fields["need"].choices = [("", _("ไม่ระบุ")), *needs]

    def clean(self) -> dict[str, object]:
        told = self.cleaned_data
        if not told.get("take"):
            self._errors.clear()
            return told
        if not (told.get("what") or "").strip():
            self.add_error("what", ValidationError(_("โปรดบอกว่าจะทำอะไร")))
        if not told.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", ValidationError(_("โปรดใส่วันที่จะให้เสร็จ")))
        if not told.get("who"):
            self.add_error("who", ValidationError(_("โปรดเลือกผู้ทำ")))
        if told.get("who") == planning.OFFICE and not told.get("office"):
            self.add_error("office", ValidationError(_("โปรดบอกชื่อหน่วยงาน")))
        if told.get("baht") and not told.get("money_from"):
            self.add_error("money_from", ValidationError(_("โปรดบอกแหล่งเงิน")))
        return told

    @property
    def is_taken(self) -> bool:
        return bool(self["take"].value())

    @property
    def fields_of_it(self) -> list[forms.BoundField]:
        return [self[name] for name in ("what", "person", "need", "who", "office", "due_on", "baht", "money_from")]

    def wanted(self) -> Wanted:
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if name != "take"})


StepForms = forms.formset_factory(StepForm, extra=0, max_num=planning.MOST_STEPS * 4, validate_max=True)


class AgreeForm(forms.Form):
    on = day(_("วันที่ครัวเรือนตกลง"))
    signed = forms.CharField(label=_("ใครลงชื่อแทนครัวเรือน"), max_length=200, help_text=_("ชื่อและความเกี่ยวข้อง เช่น หัวหน้าครัวเรือน"))
    file = file(_("ภาพหรือไฟล์แผนที่ลงชื่อแล้ว"), help_text=_("ถ่ายภาพใบลงชื่อด้วยโทรศัพท์ได้ ภาพเก็บแบบเข้ารหัส"))


class AccountForm(forms.Form):
    """A month of the household account: one field a line, empty where nobody has said."""

    month = forms.CharField(label=_("เดือน"), widget=forms.TextInput({"type": "month"}), help_text=_("เดือนที่จดบัญชีจริง"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for line, (_group, name) in planning.LINES.items():
            self.fields[line] = forms.DecimalField(
                label=said(name), min_value=Decimal(0), max_digits=10, decimal_places=2, required=False,
                widget=forms.NumberInput({"inputmode": "decimal", "step": "any"}),
            )  # fmt: skip

    def clean_month(self) -> date:
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError as wrong:
            raise ValidationError(_("โปรดเลือกเดือน เช่น 2026-01")) from wrong

    def told(self) -> dict[str, Decimal]:
        return {line: baht for line in planning.LINES if (baht := self.cleaned_data.get(line)) is not None}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (said(name), [self[line] for line, (group, _name) in planning.LINES.items() if group == key])
            for key, name in planning.GROUP_NAMES.items()
        ]


class MeasureForm(forms.Form):
    """A measure that the province adds to the menu."""

    title = forms.CharField(label=_("มาตรการ"), max_length=200, help_text=_("บอกสิ่งที่ทำ เช่น ฝึกอาชีพแปรรูปกล้วย"))
    description = forms.CharField(label=_("รายละเอียด"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    dimension = forms.ChoiceField(label=_("มิติ"))
    target = forms.ChoiceField(label=_("ตอบตัวชี้วัดหรือปัญหาใด"))
    stage = forms.ChoiceField(label=_("ช่วงวัย"), required=False)
    triage = forms.ChoiceField(label=_("ประเภทครัวเรือน"), required=False)
    owner = forms.CharField(label=_("หน่วยงานเจ้าภาพ"), max_length=200)
    programme = forms.TypedChoiceField(label=_("โครงการ"), required=False, coerce=int, empty_value=None)
    source = forms.CharField(label=_("ที่มา"), max_length=300, help_text=_("เช่น มติที่ประชุม ศจพ.จ. ครั้งที่ 1/2570"))
    valid_from = day(_("ใช้ตั้งแต่วันที่"))

    def __init__(self, *args, dimensions, targets, stages, triages, programmes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dimension"].choices = dimensions
        self.fields["target"].choices = [("", gettext("เลือกตัวชี้วัดหรือปัญหา")), *targets]
        self.fields["stage"].choices = [("", STAGES_AND_ALL), *stages]
        self.fields["triage"].choices = [("", gettext("ทั้งสองประเภท")), *triages]
        self.fields["programme"].choices = [("", gettext("ไม่ผูกกับโครงการ")), *programmes]

    def told(self) -> dict[str, object]:
        """ "31-20" is number 20 of the set of 31, as the menu's data file has it; else it is a problem."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "target"}
        code, colon, number = self.cleaned_data["target"].partition(":")
        return told | ({"set_code": code, "indicator": int(number)} if colon else {"problem": code})


KINDS = dict(accounts.KINDS)
