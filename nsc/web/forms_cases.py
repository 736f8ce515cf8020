"""Forms of the cases: triage, mentors, hand-overs, the end, and the days that each step may take."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from nsc.casework import deadlines
from nsc.web.forms_targets import day
from nsc.web.happened import LEVELS, OUTCOMES, TRIAGES
from nsc.web.words import said

STEPS = {
    "opened": _("จำแนก หลังเปิดเคส"),
    "triaged": _("มอบพี่เลี้ยง หลังจำแนก"),
    "assigned": _("เยี่ยมครั้งแรก หลังมอบพี่เลี้ยง"),
    "visited": _("จัดทำแผน หลังเยี่ยม"),
    "planned": _("อนุมัติแผน หลังครัวเรือนตกลง"),
    "approved": _("ดำเนินการตามแผน หลังอนุมัติ"),
    "following": _("ติดตามผล หลังทำครบแผน"),
    "upward": _("ระดับที่รับงานซึ่งเกินกำหนดขึ้นไป"),
}


def reason(label, **told) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=forms.Textarea({"rows": 2}), **told)


class TriageForm(forms.Form):
    to = forms.ChoiceField(label=_("ผลจำแนก"), choices=[("", _("เลือกผลจำแนก")), *TRIAGES.items()])
    because = reason(_("เหตุผล"), required=False, help_text=_("จำเป็นเมื่อต่างจากที่เสนอ หรือเปลี่ยนจากที่จำแนกไว้"))


class AssignForm(forms.Form):
    mentor = forms.TypedChoiceField(label=_("พี่เลี้ยง"), coerce=int)

    def __init__(self, *args, choices, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.id, _("%(name)s · ดูแลอยู่ %(cases)s เคส") % {"name": each.name, "cases": each.cases}) for each in choices]
        self.fields["mentor"].choices = [("", _("เลือกพี่เลี้ยง")), *named]


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("ปิดเพราะ"), choices=[("", _("เลือกผล")), *OUTCOMES.items()])
    on = day(_("ตั้งแต่วันที่"))
    because = reason(_("เหตุผล"), required=False, help_text=_("จำเป็นเมื่อปิดว่าพ้นความยากจนโดยยังไม่มีการเยี่ยมติดตามผลที่วัดแล้วไม่ตกเกณฑ์มิติใด"))


class BecauseForm(forms.Form):
    because = reason(_("เหตุผล"))


class GiveForm(forms.Form):
    to = forms.ChoiceField(label=_("ส่งให้"))
    due_on = day(_("ให้เสร็จภายใน"))
    because = reason(_("เหตุผล"))

    def __init__(self, *args, turn: str, has_mentor: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        levels = [(key, name) for key, name in LEVELS.items() if key not in (turn, "agency") and (key != "mentor" or has_mentor)]
        self.fields["to"].choices = [("", _("เลือกระดับ")), *levels]


class AfterForm(forms.Form):
    on = day(_("วันที่ตรวจ"))
    found = forms.ChoiceField(
        label=_("พบว่า"), choices=[("", _("เลือกผลการตรวจ")), ("held", _("ยังพ้นอยู่")), ("relapsed", _("กลับมายากจน เปิดเคสอีกครั้ง"))]
    )
    because = reason(_("สิ่งที่พบ"), required=False, help_text=_("จำเป็นเมื่อกลับมายากจน"))
    check = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class DaysForm(forms.Form):
    """Working days of each step, those in force filled in."""

    valid_from = day(_("ใช้ตั้งแต่วันที่"))
    source = forms.CharField(label=_("ที่มา"), max_length=300, help_text=_("เช่น คำสั่ง ศจพ.จ. ที่ 3/2570"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, label in STEPS.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=1, max_value=deadlines.MOST)
        self.order_fields([*STEPS, "valid_from", "source"])

    @staticmethod
    def of(days: deadlines.Days, on: date) -> dict[str, object]:
        """What is filled in at first."""
        return {**days.by_state, "upward": days.upward, "valid_from": on, "source": "" if days.valid_from is None else said(days.source)}
