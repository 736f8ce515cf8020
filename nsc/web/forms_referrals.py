"""Forms of the referrals: drafting, signing, answering."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nsc.casework import referrals, roads
from nsc.casework.referral_desk import Choices
from nsc.web.forms_targets import day


class DraftForm(forms.Form):
    organisation = forms.TypedChoiceField(label=_("ส่งถึงหน่วยงาน"), coerce=int)
    need = forms.TypedChoiceField(label=_("เพื่อความต้องการใด"), coerce=int, empty_value=None, required=False)
    step = forms.TypedChoiceField(label=_("ตามขั้นตอนใดของแผน"), coerce=int, empty_value=None, required=False)
    what = forms.CharField(
        label=_("ขอให้หน่วยงานช่วยเรื่องใด"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text=_("หน่วยงานจะได้อ่านข้อความนี้ บอกเท่าที่จำเป็นต่อการช่วย ถ้าส่งถึงภาคีนอกภาครัฐ อย่าใส่ชื่อ เลขประจำตัว หรือชื่อโรค"),
    )

    def __init__(self, *args, choices: Choices, needs: list[tuple[int, str]], steps: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        told = {True: _("{name} — ยังไม่มีความยินยอม"), False: "{name}"}
        offices = [(number, str(told[purpose in choices.unconsented]).format(name=name)) for number, name, purpose in choices.offices]
        self.fields["organisation"].choices = [("", _("เลือกหน่วยงาน")), *offices]
        for name, rows in (("need", needs), ("step", steps)):
            self.fields[name].choices = [("", _("ไม่ระบุ")), *rows]
            if not rows:
                del self.fields[name]


class SignForm(forms.Form):
    number = forms.CharField(label=_("เลขที่หนังสือ"), max_length=40, help_text=_("ตามทะเบียนหนังสือส่ง เช่น นว 0918/1234"))
    on = day(_("ลงวันที่"))
    within = forms.IntegerField(
        label=_("ให้ตอบภายใน (วันทำการ)"), min_value=1, max_value=referrals.MOST_DAYS, initial=roads.ANSWER_WITHIN,
        help_text=_("จำนวนวันตั้งต้นเป็นเกณฑ์เบื้องต้น ยังไม่เป็นทางการ"),
    )  # fmt: skip
    signatory = forms.CharField(label=_("ผู้ลงนาม"), max_length=120)
    position = forms.CharField(label=_("ตำแหน่ง"), max_length=200)
    refers_to = forms.CharField(label=_("อ้างถึง"), max_length=200, required=False)
