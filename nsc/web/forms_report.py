"""The citizen's form: as little as an officer needs to find the door."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.casework.proposals import Who

KINDS = (
    ("household", _("ครอบครัวหรือคนที่อยู่ในบ้าน")),
    ("away", _("คนที่ไม่ได้อยู่บ้านตามทะเบียน")),
    ("homeless", _("คนที่ไม่มีบ้านอยู่")),
    ("stateless", _("คนที่ไม่มีบัตรประชาชนหรือไม่มีชื่อในทะเบียนบ้าน")),
)


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label=_("แจ้งถึงใคร"), choices=KINDS, widget=forms.RadioSelect, initial="household")
    name = forms.CharField(label=_("ชื่อเท่าที่รู้"), max_length=100, required=False)
    house_no = forms.CharField(label=_("บ้านเลขที่"), max_length=50, required=False)
    whereabouts = forms.CharField(label=_("หาพบได้อย่างไร"), max_length=200, required=False, help_text=_("เช่น เพิงหลังวัด ข้างบ้านผู้ใหญ่"))
    reason = forms.CharField(
        label=_("เดือดร้อนเรื่องใด"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("บอกสั้น ๆ เช่น ไม่มีรายได้ บ้านพัง ไม่ต้องบอกเลขบัตรประชาชนหรือโรค"),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        if not self.errors and not any(self.cleaned_data[name].strip() for name in ("name", "house_no", "whereabouts")):
            self.add_error("whereabouts", ValidationError(_("โปรดบอกชื่อ บ้านเลขที่ หรือที่สังเกตอย่างใดอย่างหนึ่ง เพื่อให้เจ้าหน้าที่ไปพบได้")))
        return self.cleaned_data

    def who(self, area: str) -> Who:
        name = thai.split_name(self.cleaned_data["name"])
        told = {each: self.cleaned_data[each] for each in ("kind", "house_no", "whereabouts")}
        return Who(area=area, title=name.title, first_name=name.first, last_name=name.last, **told)


class StatusForm(forms.Form):
    number = forms.CharField(
        label=_("เลขรับแจ้ง"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("เช่น 1234-5678"),
    )
    word = forms.CharField(label=_("คำลับ"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}), help_text=_("เช่น มะม่วง 482"))
