"""Forms about one person: why something is opened or erased, what is recorded; and of a household's photographs."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc.errors import Refused
from nsc.registry import photographs, rules
from nsc.web.words import because


class ReasonForm(forms.Form):
    """Why: one from the list, and in words where the list does not say it."""

    reason = forms.ChoiceField(label=_("เหตุผล"))
    words = forms.CharField(
        label=_("รายละเอียด"),
        required=False,
        max_length=rules.REASON - 50,
        help_text=_("เหตุผลถูกเก็บในบันทึกการใช้งาน อย่าใส่ชื่อ เลขประจำตัว หรือเบอร์โทรศัพท์"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("เลือกเหตุผล")), *((key, gettext(name)) for key, name in rules.REASONS.items())]

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("reason") == "other" and not self.cleaned_data.get("words"):
            self.add_error("words", _("โปรดเขียนเหตุผล"))
        if words := self.cleaned_data.get("words"):
            try:
                rules.reason(words)
            except Refused as no:
                self.add_error("words", because(no))
        return self.cleaned_data

    @property
    def because(self) -> str:
        """In Thai, as it stands on record."""
        chosen, words = self.cleaned_data["reason"], self.cleaned_data["words"]
        return words if chosen == "other" else " · ".join(filter(None, (rules.REASONS[chosen], words)))


class ValueForm(forms.Form):
    """One field of a person. What the field allows, registry.rules says."""

    def __init__(self, field: str, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.field = field
        if field == rules.BANK_ACCOUNT:
            banks = [("", _("เลือกธนาคาร")), *((key, gettext(bank.name)) for key, bank in rules.BANKS.items())]
            self.fields["bank"] = forms.ChoiceField(label=_("ธนาคาร"), choices=banks)
            self.fields["value"] = forms.CharField(label=_("เลขที่บัญชี"), max_length=40, widget=_digits())
        elif field == rules.PHONE:
            self.fields["value"] = forms.CharField(
                label=gettext(rules.NAMES[field]), max_length=40, widget=_digits("tel"), help_text=_("เช่น 081-234-5678 หรือ 056-123-456")
            )
        else:
            self.fields["value"] = forms.CharField(
                label=gettext(rules.NAMES[field]),
                max_length=rules.NOTE,
                widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
                help_text=_("เขียนเท่าที่ต้องใช้ในการช่วยเหลือ เช่น ใช้รถเข็น ฟอกไตวันจันทร์และพฤหัสบดี"),
            )

    def clean_value(self) -> str:
        text = self.cleaned_data["value"]
        if self.field == rules.BANK_ACCOUNT:
            if not (bank := self.cleaned_data.get("bank")):
                return text
            text = f"{bank} {text}"
        try:
            return rules.tidy(self.field, text)
        except Refused as no:
            raise ValidationError(because(no)) from no


class PhotographForm(forms.Form):
    file = forms.FileField(
        label=_("ภาพถ่าย"),
        help_text=_("JPEG, PNG หรือ WebP ไม่เกิน 15 เมกะไบต์ ระบบย่อภาพและลบข้อมูลที่ซ่อนมากับภาพทั้งหมด"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    kind = forms.ChoiceField(label=_("เป็นภาพของ"))
    caption = forms.CharField(
        label=_("คำอธิบาย"), required=False, max_length=photographs.CAPTION, help_text=_("เช่น หลังคารั่วด้านทิศตะวันตก อย่าใส่ชื่อคน")
    )
    is_position = forms.BooleanField(label=_("ใช้ตำแหน่งจากภาพเป็นตำแหน่งบ้าน"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, gettext(name)) for key, name in rules.KINDS.items()]


def _digits(kind: str = "text") -> forms.TextInput:
    return forms.TextInput({"inputmode": "tel" if kind == "tel" else "numeric", "autocomplete": "off"})
