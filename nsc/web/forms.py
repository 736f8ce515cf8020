"""Forms of the office."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.access import sign_in, trail
from nsc.areas import places
from nsc.web.templatetags.figures import thaitime


class SignInForm(AuthenticationForm):
    """One answer for a wrong name and a wrong password; the lock says until when."""

    error_messages = {
        "invalid_login": _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจตัวพิมพ์และภาษาของแป้นพิมพ์ แล้วลองใหม่"),
        "locked": _("ใส่รหัสผ่านผิดหลายครั้ง บัญชีนี้ถูกพักไว้ถึง %(until)s หากลืมรหัสผ่าน ติดต่อผู้ดูแลระบบของหน่วยงานท่าน"),
        "address": _("มีการลงชื่อเข้าใช้ผิดจากเครือข่ายนี้มากเกินไป ลองใหม่ได้เมื่อ %(until)s หากเป็นสำนักงานของท่าน โปรดแจ้งผู้ดูแลระบบ"),
        "inactive": _("บัญชีนี้ปิดแล้ว ติดต่อผู้ดูแลระบบของหน่วยงานท่าน"),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("ชื่อผู้ใช้")
        self.fields["password"].label = _("รหัสผ่าน")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "username"}

    def clean(self) -> dict[str, object]:
        name, word = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is None or not word:
            return self.cleaned_data
        self.user_cache = authenticate(self.request, username=name, password=word)
        if self.user_cache is None:
            at = timezone.now()
            for why, until in (
                ("address", sign_in.address_locked_until(self.request, at)),
                ("locked", sign_in.locked_until(name, at)),
            ):
                if until:
                    raise ValidationError(self.error_messages[why], why, {"until": thaitime(until)})
            raise self.get_invalid_login_error()
        self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class UploadForm(forms.Form):
    """Step 1 of the import. `kinds`: what this user may send; `offices`: whose help a list may be."""

    KINDS = {
        "survey": _("ข้อมูลสำรวจ จปฐ. หรือบัญชีเป้าหมาย"),
        "help": _("บัญชีการช่วยเหลือของหน่วยงาน"),
        "logbook": _("ความช่วยเหลือจาก TPMAP Logbook"),
    }
    kind = forms.ChoiceField(label=_("ชนิดของไฟล์"))
    file = forms.FileField(label=_("ไฟล์"))
    year = forms.IntegerField(
        label=_("ปีสำรวจ (พ.ศ.)"),
        min_value=2550,
        max_value=2650,
        required=False,
        help_text=_("ปีของรอบสำรวจ จปฐ. เช่น 2561 เว้นว่างได้ ระบบจะดูจากวันที่สำรวจในไฟล์ (เฉพาะข้อมูลสำรวจ)"),
    )
    organisation = forms.ChoiceField(label=_("หน่วยงานที่ช่วยเหลือ"), required=False, help_text=_("เฉพาะบัญชีการช่วยเหลือ ใช้กับแถวที่ไม่บอกหน่วยงาน"))

    def __init__(self, *args, kinds: tuple[str, ...] = ("survey",), offices: tuple[tuple[int, str], ...] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, self.KINDS[key]) for key in kinds]
        self.fields["organisation"].choices = [("", _("ตามที่บอกในแต่ละแถว")), *((str(number), name) for number, name in offices)]
        if kinds == ("survey",):
            del self.fields["kind"], self.fields["organisation"]
            return
        if "survey" not in kinds:
            del self.fields["year"]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        if len(offices) < 2:  # there is nothing to choose
            del self.fields["organisation"]

    def asked(self) -> tuple[str, int | None]:
        """kind, organisation."""
        office = self.cleaned_data.get("organisation")
        return self.cleaned_data.get("kind", "survey"), int(office) if office else None


class AuditForm(forms.Form):
    """Which lines of the record. Nothing filled in: all of them."""

    since = forms.DateField(label=_("ตั้งแต่วันที่"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("ถึงวันที่"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    who = forms.CharField(label=_("ชื่อผู้ใช้"), required=False, max_length=60)
    household = forms.CharField(label=_("เลขครัวเรือน"), required=False, max_length=18)
    place = forms.CharField(label=_("รหัสพื้นที่"), required=False, max_length=10)
    group = forms.ChoiceField(label=_("การกระทำ"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", gettext("ทั้งหมด")), *((key, gettext(name)) for key, name in trail.GROUPS.items())]

    def clean_household(self) -> int | None:
        text = thai.arabic_digits(self.cleaned_data["household"])
        if text and not (text.isascii() and text.isdigit()):
            raise ValidationError(_("เลขครัวเรือนเป็นตัวเลขท้ายที่อยู่ของหน้าแฟ้มครัวเรือน เช่น 1234"))
        return int(text) if text else None

    def clean_place(self) -> str:
        text = thai.arabic_digits(self.cleaned_data["place"])
        if text and places.find(text) is None:
            raise ValidationError(_("ไม่รู้จักรหัสพื้นที่นี้ โปรดใส่รหัส 2, 4, 6 หรือ 8 หลัก เช่น 600908"))
        return text

    def clean(self) -> dict[str, object]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            raise ValidationError(_("วันเริ่มต้นอยู่หลังวันสิ้นสุด โปรดสลับวันที่"))
        return self.cleaned_data

    def asked(self) -> trail.Asked:
        return trail.Asked(**self.cleaned_data)
