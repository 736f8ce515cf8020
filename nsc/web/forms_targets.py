"""Forms of the targets: lists, verification, forums, meetings, the missed."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.casework import rolls, rules
from nsc.casework.proposals import KINDS, Who
from nsc.casework.verifications import RESULTS
from nsc.web import inputs

PAPERS = "application/pdf,image/jpeg,image/png,image/webp"
GROUPS = {"tpmap": _("ครัวเรือนใน TPMAP"), "missed": _("ตกหล่น"), "vulnerable": _("เปราะบาง"), "thaiqm": _("ThaiQM")}
RULES = {
    "mpi": _("ครัวเรือนยากจน (MPI)"),
    "target": _("ครัวเรือนที่มีคนจนเป้าหมาย"),
    "vulnerable": _("เกณฑ์ครัวเรือนเปราะบาง"),
    "imported": _("บัญชีที่นำเข้า"),
    "proposed": _("ผู้ตกหล่นที่เยี่ยมแล้วพบว่าจน"),
}


def day(label, **told) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **told)


def file(label, **told) -> forms.FileField:
    """A photograph or a signed paper, as files.papers takes it."""
    return forms.FileField(label=label, required=False, widget=forms.FileInput({"accept": PAPERS}), **told)


class DrawUpForm(forms.Form):
    """By which source and rule a list is drawn up: "tpmap:mpi:7" is the rule mpi on round 7 (or, imported, list 7)."""

    fiscal_year = forms.IntegerField(label=_("ปีงบประมาณ (พ.ศ.)"), min_value=2560, max_value=2650)
    choice = forms.ChoiceField(label=_("กลุ่ม เกณฑ์ และแหล่งข้อมูล"))

    def __init__(self, *args, choices, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices

    def clean_fiscal_year(self) -> int:
        return thai.christian_year(self.cleaned_data["fiscal_year"])

    def asked(self) -> tuple[str, str, int]:
        group, rule, number = self.cleaned_data["choice"].split(":")
        return group, rule, int(number)


class DeadlinesForm(forms.Form):
    verify = day(_("ตรวจสอบให้เสร็จภายใน"))
    forum = day(_("ประชาคมให้เสร็จภายใน"))
    endorse = day(_("เห็นชอบภายใน"))
    certify = day(_("รับรองภายใน"))

    def days(self) -> dict[str, date]:
        return {name: self.cleaned_data[name] for name in rules.STEPS}


class AddForm(forms.Form):
    household = forms.IntegerField(label=_("เลขครัวเรือน"), min_value=1, help_text=_("ตัวเลขท้ายที่อยู่ของหน้าแฟ้มครัวเรือน"))
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


class VerifyForm(forms.Form):
    result = forms.ChoiceField(label=_("ผลตรวจสอบ"), choices=[("", _("เลือกผลตรวจสอบ")), *RESULTS])
    on = day(_("วันที่ตรวจสอบ"))
    note = forms.CharField(label=_("หมายเหตุ"), max_length=500, required=False)
    file = file(_("หลักฐาน (ภาพหรือเอกสาร)"))


class ForumForm(forms.Form):
    on = day(_("วันที่ประชาคม"))
    place = forms.CharField(label=_("สถานที่"), max_length=200)
    chair = forms.CharField(label=_("ประธาน"), max_length=120)
    attendance = forms.IntegerField(label=_("ผู้เข้าร่วม (คน)"), min_value=1, max_value=100_000)
    minutes = forms.CharField(label=_("รายงานการประชาคม"), widget=forms.Textarea({"rows": 5}), required=False, max_length=20_000)
    file = file(_("ไฟล์รายงาน"), help_text=_("พิมพ์รายงานหรือแนบไฟล์อย่างใดอย่างหนึ่ง"))

    def clean(self) -> dict[str, object]:
        if not self.errors and not (self.cleaned_data["minutes"].strip() or self.cleaned_data["file"]):
            self.add_error("minutes", ValidationError(_("โปรดพิมพ์รายงานการประชาคม หรือแนบไฟล์")))
        return self.cleaned_data


class CriteriaForm(forms.Form):
    valid_from = day(_("เริ่มใช้วันที่"))
    income_limit = forms.IntegerField(label=_("รายได้น้อย: ไม่เกินคนละกี่บาทต่อปี"), min_value=1, max_value=10_000_000)
    child_until = forms.IntegerField(label=_("เด็กที่ต้องพึ่งพิง: อายุถึง (ปี)"), min_value=0, max_value=30)
    elderly_from = forms.IntegerField(label=_("ผู้สูงอายุ: อายุตั้งแต่ (ปี)"), min_value=40, max_value=100)
    few_dependants = forms.IntegerField(label=_("ผู้พึ่งพิงไม่เกินกี่คนเป็นระดับ 2"), min_value=1, max_value=20, help_text=_("มากกว่านี้เป็นระดับ 3"))
    source = forms.CharField(label=_("ที่มา"), max_length=300, help_text=_("เช่น มติคณะอนุกรรมการฯ ครั้งที่ 2/2570"))
    is_official = forms.BooleanField(label=_("พมจ. ยืนยันแล้ว ใช้เป็นทางการ"), required=False)


class HolidayForm(forms.Form):
    on = day(_("วันที่"))
    name = forms.CharField(label=_("ชื่อวันหยุด"), max_length=120, help_text=_("เช่น งานประเพณีแห่เจ้าพ่อเจ้าแม่ปากน้ำโพ"))


class MeetingForm(forms.Form):
    number = forms.CharField(label=_("การประชุมครั้งที่"), max_length=20, help_text=_("เช่น 3/2570"))
    on = day(_("วันที่ประชุม"))
    place = forms.CharField(label=_("สถานที่"), max_length=200)
    chair = forms.CharField(label=_("ประธาน"), max_length=120)
    file = file(_("รายงานการประชุม"))


class ProposeForm(forms.Form):
    kind = forms.ChoiceField(label=_("ตกหล่นแบบใด"), choices=KINDS)
    first_name = forms.CharField(label=_("ชื่อ"), max_length=100)
    last_name = forms.CharField(label=_("นามสกุล"), max_length=100, required=False)
    national_id = forms.CharField(
        label=_("เลขประจำตัวประชาชน"), max_length=20, required=False, help_text=_("เก็บแบบปิดผนึก ใช้ค้นว่ามีในข้อมูลแล้วหรือไม่")
    )
    house_code = forms.CharField(label=_("รหัสบ้าน 11 หลัก"), max_length=14, required=False)
    house_no = forms.CharField(label=_("บ้านเลขที่"), max_length=50, required=False)
    whereabouts = forms.CharField(label=_("พบได้ที่ใด"), max_length=200, required=False)
    household = forms.IntegerField(label=_("เลขครัวเรือนที่ตกหล่นไป"), min_value=1, required=False, help_text=_("เมื่อเป็นคนที่ตกจากครัวเรือนในข้อมูล"))
    reason = forms.CharField(label=_("เหตุที่เห็นว่าตกหล่น"), widget=forms.Textarea({"rows": 3}), max_length=500)

    def who(self, area: str) -> Who:
        told = {name: self.cleaned_data[name] for name in ("kind", "last_name", "national_id", "house_code", "house_no", "whereabouts")}
        name = thai.split_name(self.cleaned_data["first_name"])
        return Who(area=area, title=name.title, first_name=f"{name.first} {name.last}".strip(), **told)

    def clean_national_id(self) -> str:
        number = thai.bare(self.cleaned_data["national_id"])
        if number and not thai.has_right_check_digit(number):
            raise ValidationError(_("เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจเลข 13 หลัก หรือเว้นว่างไว้ถ้าไม่มี"))
        return number


class VisitForm(forms.Form):
    """The survey's questions: one field an indicator, q1, q2, …"""

    ANSWERS = (("1", _("ผ่าน")), ("0", _("ไม่ผ่าน")), ("-", _("ไม่เข้าข่าย")))
    on = day(_("วันที่เยี่ยม"))
    people = forms.IntegerField(label=_("คนที่อยู่ในบ้าน"), min_value=1, max_value=99)
    income = forms.FloatField(
        label=_("รายได้เฉลี่ยต่อคนต่อปี (บาท)"), min_value=0, required=False, help_text=_("ถ้าบอก ระบบตัดสินข้อรายได้จากเกณฑ์ของปี")
    )
    note = forms.CharField(label=_("หมายเหตุ"), max_length=500, required=False)
    file = file(_("หลักฐาน (ภาพหรือเอกสาร)"))

    def __init__(self, *args, questions: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [number for number, _text in questions]
        for number, text in questions:
            self.fields[f"q{number}"] = forms.ChoiceField(label=f"{number}. {text}", choices=self.ANSWERS, widget=forms.RadioSelect)

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"q{number}"] for number in self.numbers]

    @property
    def others(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("q")]

    def answers(self) -> str:
        return "".join(self.cleaned_data[f"q{number}"] for number in self.numbers)


def fiscal_year(text: str, today: date) -> int:
    """CE, of what an address says in Buddhist era; else the one that is under way."""
    year = inputs.number(thai.arabic_digits(text), 4) or 0
    return thai.christian_year(year) if year > 999 else rolls.fiscal_year(today)
