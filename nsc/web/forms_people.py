"""Forms about people, their roles, their organisations, and their own settings."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.access import invitations, users
from nsc.access.roles import OPERATOR, ROLES
from nsc.areas import places
from nsc.errors import Refused
from nsc.web.words import because, said

LANGUAGES = (("th", _("ไทย")), ("en", _("อังกฤษ")))
KINDS = (
    ("government", _("ภาครัฐ")),
    ("community", _("ชุมชน")),
    ("industry", _("ภาคเอกชน")),
    ("university", _("สถาบันการศึกษา")),
    ("civil_society", _("ภาคประชาสังคม")),
)
STATES = (
    ("", _("ที่ยังไม่ปิด")),
    ("active", _("ใช้งานอยู่")),
    ("waiting", _("รอตั้งรหัสผ่าน")),
    ("closed", _("ปิดแล้ว")),
)


def _day(**more: object) -> forms.DateInput:
    return forms.DateInput({"type": "date", **more}, "%Y-%m-%d")


class PeopleForm(forms.Form):
    """Which accounts. Nothing filled in: all that are not closed."""

    q = forms.CharField(label=_("ชื่อหรือชื่อผู้ใช้"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("บทบาท"), required=False)
    area = forms.CharField(label=_("รหัสพื้นที่"), required=False, max_length=10)
    organisation = forms.ChoiceField(label=_("องค์กร"), required=False)
    state = forms.ChoiceField(label=_("สถานะ"), required=False, choices=STATES)

    def __init__(self, *args, organisations: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            ("", _("ทุกบทบาท")),
            *((role.key, said(role.name)) for role in ROLES.values() if role is not OPERATOR),
        ]
        self.fields["organisation"].choices = [("", _("ทุกองค์กร")), *((str(pk), name) for pk, name in organisations)]

    def clean_area(self) -> str:
        text = thai.bare(self.cleaned_data["area"])
        if text and places.find(text) is None:
            raise ValidationError(_("ไม่รู้จักรหัสพื้นที่นี้ โปรดใส่รหัส 2, 4, 6 หรือ 8 หลัก เช่น 600908"))
        return text

    def asked(self) -> users.Asked:
        told = self.cleaned_data
        organisation = int(told["organisation"]) if told["organisation"] else None
        return users.Asked(told["q"].strip(), told["role"], told["area"], organisation, told["state"])


class _Words(forms.Form):
    display_name = forms.CharField(label=_("ชื่อ นามสกุล"), max_length=120)
    email = forms.EmailField(label=_("อีเมล"), required=False, help_text=_("ใช้ส่งคำเชิญและเรื่องแจ้งเตือน เช่น somying@nakhonsawan.go.th"))
    language = forms.ChoiceField(label=_("ภาษา"), choices=LANGUAGES, initial="th")


class NewForm(_Words):
    username = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,59}$",
        label=_("ชื่อผู้ใช้"),
        max_length=60,
        help_text=_("ตัวอักษรอังกฤษ ตัวเลข จุด หรือขีด เช่น somying.j เปลี่ยนภายหลังไม่ได้"),
        error_messages={"invalid": _("ใช้ตัวอักษรอังกฤษ ตัวเลข จุด และขีด อย่างน้อย 2 ตัว เช่น somying.j")},
    )
    field_order = ("display_name", "username", "email", "language")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class ChangeForm(_Words):
    pass


class GiveForm(forms.Form):
    """A role over the place that the address says."""

    role = forms.ChoiceField(label=_("บทบาท"), error_messages={"required": _("โปรดเลือกบทบาท")})
    authority = forms.ChoiceField(label=_("เฉพาะ อปท."), required=False, help_text=_("เลือกเมื่อบทบาทครอบคลุมเฉพาะครัวเรือนของเทศบาลหรือ อบต. นั้น"))
    organisation = forms.ChoiceField(label=_("สังกัดองค์กร"), required=False)
    valid_from = forms.DateField(label=_("ตั้งแต่วันที่"), required=False, widget=_day(), help_text=_("เว้นว่าง: ตั้งแต่วันนี้"))
    valid_until = forms.DateField(label=_("ถึงวันที่"), required=False, widget=_day(), help_text=_("เว้นว่าง: จนกว่าจะถอน"))

    def __init__(self, *args, roles: list[str], authorities: list[tuple[int, str]], organisations: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(key, key) for key in roles]
        self.fields["authority"].choices = [("", _("ไม่จำกัด")), *((str(pk), name) for pk, name in authorities)]
        self.fields["organisation"].choices = [("", _("ไม่มี")), *((str(pk), name) for pk, name in organisations)]
        if not authorities:
            del self.fields["authority"]


class CloseForm(forms.Form):
    because = forms.CharField(label=_("เหตุผล"), max_length=300, help_text=_("เช่น ย้ายหน่วยงาน เกษียณ เก็บไว้ในบันทึกการใช้งาน"))
    successor = forms.ChoiceField(label=_("ผู้รับงานต่อ"), required=False)

    def __init__(self, *args, successors: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [("", _("ยังไม่มี ให้ ศจพ.อำเภอ มอบต่อ")), *((str(pk), name) for pk, name in successors)]


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("ชื่อองค์กร"), max_length=200)
    kind = forms.ChoiceField(label=_("ประเภท"), choices=KINDS)
    also = forms.MultipleChoiceField(label=_("เป็นด้วย"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"list": "usual", "autocomplete": "off"}


class OrganisationsForm(forms.Form):
    q = forms.CharField(label=_("ชื่อ"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("ประเภท"), required=False, choices=[("", _("ทุกประเภท")), *KINDS])


class StaffForm(forms.Form):
    file = forms.FileField(label=_("ไฟล์รายชื่อ"))


class SettingsForm(forms.Form):
    email = forms.EmailField(label=_("อีเมล"), required=False)
    email_when = forms.ChoiceField(
        label=_("ส่งอีเมลเมื่อใด"), choices=(("at_once", _("ทันที")), ("daily", _("รวมวันละครั้ง เวลาเจ็ดโมงเช้า"))), initial="at_once"
    )
    language = forms.ChoiceField(label=_("ภาษาของอีเมลและหน้าจอ"), choices=LANGUAGES)


class WelcomeForm(SetPasswordForm):
    """The owner of an account sets its password: by the verb, which checks it and leaves a line."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("รหัสผ่านใหม่")
        self.fields["new_password1"].help_text = _("อย่างน้อย 10 ตัว ไม่ใช่ตัวเลขล้วน ไม่ใช่คำที่คนใช้กันมาก และไม่คล้ายชื่อของท่าน")
        self.fields["new_password2"].label = _("พิมพ์อีกครั้ง")
        self.fields["new_password2"].help_text = ""

    def save(self, commit: bool = True):
        invitations.accept(user=self.user, at=timezone.now(), password=self.cleaned_data["new_password1"])
        return self.user


def act(form: forms.Form, verb, /, **given: object) -> object | None:
    """What the verb gives; None where it refused, which then stands on the form."""
    try:
        return verb(**given)
    except Refused as no:
        form.add_error(None, because(no))
        return None
