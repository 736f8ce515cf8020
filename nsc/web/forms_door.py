"""Forms of the door and of the security of one's own account."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nsc.access import passkeys

WRONG_CODE = _("รหัสไม่ถูกต้องหรือใช้ไปแล้ว รอรหัสถัดไปจากแอปแล้วลองใหม่ หรือใช้รหัสกู้คืนที่ยังไม่เคยใช้")
LOCKED_CODE = _("ใส่รหัสผิดหลายครั้ง ลองใหม่ได้เมื่อ %(until)s")
WRONG_PASSWORD = _("รหัสผ่านไม่ถูกต้อง")

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}


class CodeForm(forms.Form):
    """Of the app, or a recovery code."""

    code = forms.CharField(label=_("รหัสยืนยัน"), max_length=30, widget=forms.TextInput(CODE))


class AppForm(forms.Form):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("รหัส 6 หลักที่แอปแสดง"), max_length=20, widget=forms.TextInput({key: CODE[key] for key in CODE if key != "autofocus"})
    )


class ConfirmForm(forms.Form):
    """The password, the second factor, or both."""

    password = forms.CharField(
        label=_("รหัสผ่านปัจจุบัน"), max_length=200, widget=forms.PasswordInput({"autocomplete": "current-password"}), strip=False
    )
    code = forms.CharField(
        label=_("รหัสยืนยันจากแอป หรือรหัสกู้คืน"), max_length=30, widget=forms.TextInput({key: CODE[key] for key in CODE if key != "autofocus"})
    )

    def __init__(self, *args: object, password: bool, code: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, is_asked in (("password", password), ("code", code)):
            if not is_asked:
                del self.fields[name]


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("รหัสผ่านปัจจุบัน"), max_length=200, widget=forms.PasswordInput({"autocomplete": "current-password"}), strip=False
    )
    new = forms.CharField(
        label=_("รหัสผ่านใหม่"),
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
        help_text=_("อย่างน้อย 10 ตัวอักษร ไม่ใช่ตัวเลขล้วน ไม่คล้ายชื่อผู้ใช้ เช่น คำไทยสามสี่คำที่จำได้"),
    )
    again = forms.CharField(
        label=_("รหัสผ่านใหม่อีกครั้ง"), max_length=200, widget=forms.PasswordInput({"autocomplete": "new-password"}), strip=False
    )

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("new"):
            raise ValidationError(_("รหัสผ่านใหม่สองครั้งไม่ตรงกัน"))
        return self.cleaned_data["again"]


class _Credential(forms.Form):
    """What the browser's WebAuthn gave, as JSON."""

    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)

    def clean_credential(self) -> dict:
        try:
            given = json.loads(self.cleaned_data["credential"])
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise ValidationError(_("เบราว์เซอร์ไม่ได้ส่งกุญแจผ่านมา โปรดลองใหม่ หรือใช้รหัสจากแอป"))
        return given


class PasskeyForm(_Credential):
    """A new one."""

    name = forms.CharField(
        label=_("ชื่อกุญแจ"), max_length=passkeys.NAME, help_text=_("ตั้งให้จำได้ว่าอยู่ที่เครื่องใด เช่น โทรศัพท์ของฉัน หรือ คอมพิวเตอร์ที่ทำงาน")
    )


class GivenPasskeyForm(_Credential):
    pass
