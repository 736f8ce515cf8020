"""Forms of programmes: the catalogue, terms, registers of recipients."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nsc.areas import authorities, places
from nsc.errors import Refused
from nsc.web.words import because
from nsc.welfare import eligibility, programmes

TABLES = ".xlsx,.xls,.xlsb,.ods,.csv"


def day(label, **told) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **told)


def _whole(label, most: int, **told) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, **told)


@dataclass(frozen=True)
class Part:
    """What belongs together in a long form: boxes to tick stand behind what is typed."""

    title: object
    inputs: tuple[forms.BoundField, ...]
    boxes: tuple[forms.BoundField, ...]


def _part(form: forms.Form, title, *names: str) -> Part:
    bound = [form[name] for name in names]
    boxes = tuple(each for each in bound if isinstance(each.field, forms.BooleanField))
    return Part(title, tuple(each for each in bound if each not in boxes), boxes)


class AddForm(forms.Form):
    name = forms.CharField(label=_("ชื่อโครงการ"), max_length=200)
    code = forms.SlugField(label=_("รหัส"), max_length=40, help_text=_("ตัวอักษรอังกฤษเล็ก ตัวเลข และขีด เช่น governor-fund ใช้ในที่อยู่ของหน้าและคำสั่ง"))
    kind = forms.ChoiceField(label=_("อยู่ในบัญชีใด"), choices=[("", _("เลือก")), *programmes.KINDS.items()])
    form = forms.ChoiceField(label=_("ให้อะไร"), choices=[("", _("เลือก")), *programmes.FORMS.items()])
    owner = forms.CharField(label=_("หน่วยงานเจ้าของ"), max_length=200)
    is_for_household = forms.BooleanField(label=_("ให้ทั้งครัวเรือน (ไม่ใช่รายบุคคล)"), required=False)
    interval_months = _whole(_("ให้ซ้ำได้ทุกกี่เดือน"), 600, help_text=_("ให้เร็วกว่านี้ถือว่าซ้ำ และจะเตือนก่อนบันทึก"))
    times_a_year = _whole(_("ไม่เกินกี่ครั้งต่อปีงบประมาณ"), 365)

    def parts(self) -> tuple[Part, ...]:
        return (
            _part(self, _("โครงการ"), "name", "code", "kind", "owner"),
            _part(self, _("ให้อะไร แก่ใคร"), "form", "interval_months", "times_a_year", "is_for_household"),
        )


class TermsForm(forms.Form):
    valid_from = day(_("เริ่มใช้วันที่"))
    valid_until = day(_("ถึงวันที่"), required=False, help_text=_("เว้นว่างไว้ถ้ายังไม่มีกำหนดสิ้นสุด"))
    is_by_rule = forms.BooleanField(
        label=_("หาผู้เข้าเกณฑ์จากข้อมูลได้"), required=False, initial=True, help_text=_("ไม่เลือกถ้าต้องพิจารณาเป็นรายกรณี ระบบจะไม่บอกว่าใครเข้าเกณฑ์")
    )
    age_from = _whole(_("อายุตั้งแต่ (ปีเต็ม)"), 130)
    age_until = _whole(_("อายุถึง (ปีเต็ม)"), 130)
    income_limit = _whole(_("รายได้เฉลี่ยของครัวเรือนไม่เกิน (บาทต่อคนต่อปี)"), 10_000_000)
    fails_indicator = forms.IntegerField(
        label=_("ครัวเรือนตกตัวชี้วัดข้อ"), min_value=1, max_value=31, required=False, help_text=_("เลขข้อของชุด 31 ตัวชี้วัด เช่น 8 บ้านมั่นคงถาวร")
    )
    needs_disability = forms.BooleanField(label=_("ต้องเป็นผู้พิการ"), required=False)
    needs_card = forms.BooleanField(label=_("ต้องมีบัตรสวัสดิการแห่งรัฐ"), required=False)
    amounts = forms.CharField(label=_("จำนวนเงิน (บาท)"), max_length=200, required=False, help_text=_("เช่น 800 หรือตามอายุ เช่น 60:600 70:700"))
    with_card = forms.CharField(label=_("จำนวนเงินเมื่อมีบัตรสวัสดิการ"), max_length=200, required=False)
    per = forms.ChoiceField(label=_("จ่าย"), choices=[("", _("เลือก")), *programmes.PERS.items()])
    is_ceiling = forms.BooleanField(label=_("เป็นจำนวนสูงสุด"), required=False)
    source = forms.CharField(label=_("แหล่งที่มา"), max_length=300, help_text=_("ระเบียบ ประกาศ หรือมติ พร้อมเลขที่และวันที่"))
    is_official = forms.BooleanField(
        label=_("เป็นเกณฑ์ทางการ"), required=False, help_text=_("ไม่เลือกถ้าเป็นข้อเสนอของจังหวัด หน้าจอจะแสดงว่าเกณฑ์เบื้องต้น")
    )

    def parts(self) -> tuple[Part, ...]:
        asked = ("age_from", "age_until", "income_limit", "fails_indicator", "needs_disability", "needs_card", "is_by_rule")
        return (
            _part(self, _("ใช้เมื่อใด"), "valid_from", "valid_until"),
            _part(self, _("ใครเข้าเกณฑ์"), *asked),
            _part(self, _("จำนวนเงิน"), "amounts", "with_card", "per", "is_ceiling"),
            _part(self, _("มาจากไหน"), "source", "is_official"),
        )

    def told(self) -> dict[str, object]:
        """As programmes.set_terms takes it."""
        asked = {name: self.cleaned_data[name] for name in eligibility.Rule.__dataclass_fields__}
        rest = {name: value for name, value in self.cleaned_data.items() if name not in asked}
        return rest | {"rule": eligibility.Rule(**asked)}


class CloseForm(forms.Form):
    on = day(_("ปิดวันที่"))
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


def _areas(province: str) -> list[tuple[str, object]]:
    """The province, and each amphoe with its tambon."""
    whole = places.place(province)
    grouped = [(each.title, [(one.code, one.title) for one in (each, *places.children(each.code))]) for each in places.children(province)]
    return [(province, whole.title), *grouped]


class CoverForm(forms.Form):
    """Of what day and whose register it is; in the address of its dry run, too."""

    as_of = day(_("ข้อมูล ณ วันที่"), help_text=_("วันที่ของทะเบียน ไม่ใช่วันที่ส่งไฟล์"))
    area = forms.ChoiceField(label=_("ครอบคลุมพื้นที่"))
    authority = forms.TypedChoiceField(
        label=_("เฉพาะคนของ อปท."), required=False, coerce=int, empty_value=None, help_text=_("เลือกเมื่อทะเบียนเป็นของ อปท. แห่งเดียว")
    )

    def __init__(self, *args, province: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = _areas(province)
        self.fields["authority"].choices = [("", _("ทุก อปท. ในพื้นที่")), *((each.id, each.name) for each in authorities.listed())]

    def told(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in ("as_of", "area", "authority")}


class RegisterForm(CoverForm):
    file = forms.FileField(label=_("ไฟล์"), widget=forms.FileInput({"accept": TABLES}))


def cover(data, province: str) -> dict[str, object] | None:
    """What the address of a dry run says; None where that can't be read."""
    form = CoverForm(data, province=province)
    return form.told() if form.is_valid() else None


def act(form: forms.Form, verb, /, **given: object) -> bool:
    """Whether the verb was done; what it refused stands on the form."""
    try:
        verb(**given)
    except Refused as no:
        form.add_error(None, ValidationError(because(no)))
        return False
    return True
