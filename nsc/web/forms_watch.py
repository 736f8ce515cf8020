"""Forms of auditors, of the data-protection officer, and of who opens a household in an emergency."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc.access import glass, rules
from nsc.areas import codes, places

DIGITS = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
QUIET = {"autocomplete": "off", "spellcheck": "false"}
SHOWN = 5


class NumberForm(forms.Form):
    """Whom the auditor asks about, by number."""

    number = forms.CharField(
        label=_("เลขประจำตัวประชาชน หรือรหัสบ้าน"),
        max_length=40,
        widget=forms.TextInput(DIGITS),
        help_text=_("13 หลัก หรือ 11 หลัก มีขีดหรือเป็นเลขไทยก็ได้ เลขนี้ไม่ถูกเก็บไว้ที่ใด"),
    )


class NameForm(forms.Form):
    """Or by name, in one tambon or village."""

    name = forms.CharField(label=_("ชื่อ หรือชื่อและนามสกุล"), max_length=120, widget=forms.TextInput(QUIET))
    place = forms.CharField(
        label=_("ตำบลหรือหมู่บ้าน"),
        max_length=80,
        widget=forms.TextInput(QUIET),
        help_text=_("เช่น นาขอม ไพศาลี หรือ นาขอม ม.4 หรือรหัสพื้นที่"),
    )

    def clean_place(self) -> str:
        """The code of the one place meant."""
        small = [each for each in places.search(self.cleaned_data["place"], limit=200) if each.level in (codes.TAMBON, codes.VILLAGE)]
        tambon = [each for each in small if each.level == codes.TAMBON]
        found = tambon[:1] if len(tambon) == 1 else small
        if not found:
            raise ValidationError(_("ไม่พบตำบลหรือหมู่บ้านนี้ในจังหวัด โปรดตรวจตัวสะกด"))
        if len(found) > 1:
            named = " · ".join(f"{each.full_name} ({each.code})" for each in found[:SHOWN])
            raise ValidationError(gettext("พบหลายแห่ง โปรดใส่รหัสที่ต้องการ: %(places)s") % {"places": named})
        return found[0].code


class GlassForm(forms.Form):
    """A household opened in an emergency: which one, and why."""

    number = forms.CharField(
        label=_("รหัสบ้าน หรือเลขประจำตัวประชาชนของสมาชิก"),
        max_length=40,
        widget=forms.TextInput(DIGITS),
        help_text=_("รหัสบ้าน 11 หลักอยู่ที่ทะเบียนบ้าน เลขประจำตัวประชาชนมี 13 หลัก"),
    )
    reason = forms.ChoiceField(label=_("เหตุฉุกเฉิน"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("เกิดอะไรขึ้น และต้องใช้ข้อมูลทำอะไร"),
        max_length=250,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("อย่างน้อย 15 ตัวอักษร ไม่ต้องใส่ชื่อหรือเลขประจำตัวของผู้ใด"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(key, gettext(name)) for key, name in glass.REASONS.items()]

    def clean_because(self) -> str:
        """Numbers of people do not belong into the record."""
        text = self.cleaned_data["because"]
        if any(len(digits) >= rules.ID_DIGITS for digits in rules.runs_of_digits(text)):
            raise ValidationError(_("โปรดไม่ใส่เลขประจำตัวประชาชนหรือเลขยาวในช่องนี้ เพราะข้อความนี้ถูกเก็บไว้ถาวร"))
        return text
