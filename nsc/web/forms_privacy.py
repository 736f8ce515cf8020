"""Forms of the privacy pages."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from nsc.access import purposes
from nsc.privacy import rules
from nsc.privacy.activities import COLUMNS, Activity
from nsc.privacy.finding import Asked
from nsc.privacy.members import Nameable
from nsc.registry.consents import HOW

NO_NAMES = _("อย่าใส่ชื่อ เลขประจำตัว หรือโรคของใคร")
SEX = {1: _("ชาย"), 2: _("หญิง")}
EVERYBODY = ""


def _choices(named) -> list[tuple[str, object]]:
    return [(key, gettext_lazy(name)) for key, name in named.items()]


def _day(**told) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **told)


def _moment(**told) -> forms.DateTimeField:
    return forms.DateTimeField(widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"), **told)


def _text(rows: int = 3, **told) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea({"rows": rows}), **told)


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("ยินยอมเรื่องใด"))
    person = forms.ChoiceField(label=_("ยินยอมแทนใคร"), required=False, help_text=_("ข้อมูลสุขภาพหรือภาพของคนใด ควรให้ผู้นั้นยินยอมเอง"))
    given_on = _day(label=_("วันที่ให้ความยินยอม"))
    how = forms.ChoiceField(label=_("ให้อย่างไร"), choices=lambda: _choices(HOW))
    evidence = forms.FileField(
        label=_("แบบฟอร์มที่ลงนาม"), required=False, help_text=_("PDF หรือภาพถ่าย ไม่เกิน 10 เมกะไบต์ เก็บแบบเข้ารหัส พิกัดในภาพถูกลบ")
    )
    note = _text(
        2, label=_("บันทึกหลักฐาน"), required=False, max_length=1000, help_text=_("ถ้าไม่มีแบบฟอร์ม เขียนว่าให้อย่างไร ต่อหน้าใคร เก็บแบบเข้ารหัส")
    )

    def __init__(self, *args, today: date, members: list[Nameable], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(each.key, gettext(each.name)) for each in purposes.by_consent(today)]
        self.fields["person"].choices = [(EVERYBODY, gettext("ทั้งครัวเรือน")), *((str(one.person), nameable(one)) for one in members)]
        self.fields["given_on"].initial = today

    def told(self) -> dict[str, object]:
        person = self.cleaned_data["person"]
        return self.cleaned_data | {"person": int(person) if person else None}


def nameable(one: Nameable) -> str:
    said = [one.relation or gettext("สมาชิก"), str(SEX.get(one.sex, ""))]
    return " ".join([*filter(None, said), *([gettext("อายุ %(n)s ปี") % {"n": one.age}] if one.age is not None else [])])


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("เหตุผล"), max_length=300, help_text=NO_NAMES)


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("ขออะไร"), choices=lambda: _choices(rules.KINDS))
    words = _text(4, label=_("ผู้ขอบอกว่าอะไร"), max_length=2000, help_text=_("เขียนตามที่ผู้ขอบอก เก็บแบบเข้ารหัส"))
    contact = forms.CharField(label=_("ติดต่อกลับทางใด"), max_length=300, help_text=_("เช่น หมายเลขโทรศัพท์ หรือให้แจ้งผ่านผู้ใหญ่บ้าน เก็บแบบเข้ารหัส"))
    received_on = _day(label=_("วันที่รับคำขอ"), help_text=_("กำหนดตอบ 30 วันนับจากวันนี้"))
    identity = forms.ChoiceField(
        label=_("ยืนยันตัวผู้ขออย่างไร"),
        required=False,
        choices=lambda: [("", gettext("ยังไม่ได้ยืนยัน")), *_choices(rules.IDENTITY)],
        help_text=_("ถ้าเห็นบัตรอยู่ตรงหน้า เลือกได้เลย ไม่ต้องถ่ายสำเนาบัตร"),
    )


class FindForm(forms.Form):
    national_id = forms.CharField(
        label=_("เลขประจำตัวประชาชน"), required=False, max_length=40, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )
    house_code = forms.CharField(label=_("หรือรหัสบ้าน"), required=False, max_length=30, widget=forms.TextInput({"autocomplete": "off"}))
    first_name = forms.CharField(label=_("หรือชื่อ"), required=False, max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    last_name = forms.CharField(label=_("นามสกุล"), required=False, max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    village = forms.CharField(label=_("รหัสหมู่บ้าน 8 หลัก"), required=False, max_length=12, widget=forms.TextInput({"inputmode": "numeric"}))

    def clean(self) -> dict[str, object]:
        if not any(self.cleaned_data.values()):
            raise ValidationError(_("โปรดใส่เลขประจำตัวประชาชน รหัสบ้าน หรือชื่อกับรหัสหมู่บ้าน"))
        return self.cleaned_data

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class BreachForm(forms.Form):
    title = forms.CharField(label=_("เรื่อง"), max_length=200, help_text=NO_NAMES)
    facts = _text(5, label=_("เกิดอะไรขึ้น"), max_length=5000, help_text=_("เกิดที่ใด เมื่อใด ข้อมูลไปถึงใคร ทำอะไรไปแล้ว อย่าใส่ชื่อผู้เสียหาย"))
    data = forms.CharField(label=_("ข้อมูลประเภทใด"), max_length=300, help_text=_("เช่น รายชื่อพร้อมที่อยู่ ข้อมูลสุขภาพ"))
    persons = forms.IntegerField(
        label=_("เกี่ยวข้องกับกี่คน"), required=False, min_value=0, max_value=100_000_000, help_text=_("ถ้ายังไม่ทราบ เว้นว่าง")
    )
    aware_at = _moment(label=_("ทราบเหตุเมื่อใด"), help_text=_("72 ชั่วโมงนับจากเวลานี้"))


class AssessForm(forms.Form):
    risk = forms.ChoiceField(label=_("ความเสี่ยงต่อเจ้าของข้อมูล"), choices=lambda: _choices(rules.RISKS))
    because = _text(3, label=_("เพราะเหตุใด"), max_length=2000)
    persons = forms.IntegerField(label=_("เกี่ยวข้องกับกี่คน"), required=False, min_value=0, max_value=100_000_000)


class ToldOfficeForm(forms.Form):
    told_at = _moment(label=_("แจ้ง สคส. เมื่อ"))
    late_because = forms.CharField(label=_("เหตุที่ล่าช้า"), required=False, max_length=300, help_text=_("ต้องเขียนเมื่อแจ้งหลังพ้น 72 ชั่วโมง"))


class ToldPersonsForm(forms.Form):
    told_at = _moment(label=_("แจ้งเจ้าของข้อมูลเมื่อ"))


class CloseForm(forms.Form):
    measures = _text(3, label=_("แก้ไขและป้องกันอย่างไร"), max_length=2000)


class NoticeForm(forms.Form):
    text = _text(18, label=_("ข้อความประกาศ"), max_length=30_000, help_text=_("บรรทัดที่ขึ้นต้นด้วย ## เป็นหัวข้อ ขึ้นต้นด้วย - เป็นข้อย่อย"))
    change = forms.CharField(label=_("สิ่งที่เปลี่ยนจากฉบับก่อน"), max_length=300, help_text=_("ผู้อ่านเห็นข้อความนี้"))
    is_draft = forms.BooleanField(label=_("ยังเป็นร่าง จังหวัดยังไม่ประกาศใช้"), required=False)


class ActivityForm(forms.Form):
    is_ended = forms.BooleanField(label=_("เลิกทำกิจกรรมนี้แล้ว"), required=False)
    because = forms.CharField(label=_("เหตุที่แก้"), max_length=300)

    field_order = [*COLUMNS, "is_ended", "because"]

    def __init__(self, *args, activity: Activity | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, label in COLUMNS.items():
            is_short = name in ("name", "owner")
            made = forms.CharField(max_length=200) if is_short else _text(2, max_length=300 if name == "controller" else 2000)
            made.label, made.initial = gettext(label), getattr(activity, name, "")
            self.fields[name] = made
        self.fields["is_ended"].initial = bool(activity and activity.is_ended)
        self.order_fields(self.field_order)

    def told(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in COLUMNS}


class RetentionForm(forms.Form):
    is_on = forms.BooleanField(label=_("ล้างเองทุกวัน"), required=False)
    period = forms.IntegerField(label=_("เก็บไว้นาน"), min_value=1, max_value=36_500)
    because = forms.CharField(label=_("เหตุผล"), max_length=300)
