"""Forms of a tambon's products, technologies and farmers. Where several stand on a page, each has ids of its own."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.areas import places
from nsc.errors import Refused
from nsc.tambon import products, products_rules, rules
from nsc.web.forms_targets import day
from nsc.web.words import because, said

FIRST_YEAR, LAST_YEAR = 2550, 2650  # Buddhist, as one types them
PHOTOGRAPHS = "image/jpeg,image/png,image/webp"


def text(label, most: int = 200, **told) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **told)


def lines(label, rows: int = 4, most: int = 4000, **told) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), max_length=most, **told)


def amount(label, *, least: int | None = 0, places: int = 2, **told) -> forms.DecimalField:
    widget = forms.NumberInput({"inputmode": "decimal", "step": "any"})
    return forms.DecimalField(label=label, min_value=least, max_digits=12, decimal_places=places, widget=widget, **told)


def chosen(label, choices: Mapping[str, str], **told) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=lambda: [("", gettext("เลือก")), *((key, said(name)) for key, name in choices.items())], **told
    )


def mark() -> forms.UUIDField:
    """The number of this form: sent twice, it is done once."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


# — products —


class ProposeForm(forms.Form):
    name = text(_("ชื่อผลิตภัณฑ์"))
    unit = text(_("หน่วยที่ขาย"), 40, help_text=_("เช่น กิโลกรัม ขวด ผืน"))
    what = lines(_("คืออะไร ทำจากอะไร"), 3, 2000, required=False)


class WeightsForm(forms.Form):
    """A number for each criterion."""

    def __init__(self, *args, criteria: Sequence[products.Criterion] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for each in criteria:
            self.fields[each.key] = forms.IntegerField(
                label=each.name, min_value=0, max_value=products_rules.MOST_WEIGHT, initial=each.weight
            )

    def told(self) -> dict[str, object]:
        return {"weights": self.cleaned_data}


class ScoreForm(forms.Form):
    """Points and reason of each criterion; what is left empty is not judged."""

    def __init__(
        self, *args, criteria: Sequence[products.Criterion] = (), judged: Mapping[str, products.Judged] | None = None, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("ยังไม่ให้")), *((str(n), str(n)) for n in range(products_rules.MOST_POINTS + 1))]
        for each in criteria:
            known = (judged or {}).get(each.key)
            hint = gettext("0 = %(low)s · 4 = %(high)s") % {"low": each.low, "high": each.high}
            points = forms.ChoiceField(label=each.name, choices=choices, required=False, help_text=hint)
            points.initial = str(known.points) if known else ""
            self.fields[f"points-{each.key}"] = points
            self.fields[f"because-{each.key}"] = text(
                gettext("เหตุผลของคะแนน: %(what)s") % {"what": each.name}, 300, required=False, initial=known.because if known else ""
            )

    def clean(self) -> dict[str, object]:
        for name in [name for name in self.fields if name.startswith("points-")]:
            key = name.removeprefix("points-")
            if self.cleaned_data.get(name) and not self.cleaned_data.get(f"because-{key}"):
                self.add_error(f"because-{key}", _("โปรดบอกเหตุผลของคะแนน"))
            if self.cleaned_data.get(f"because-{key}") and not self.cleaned_data.get(name):
                self.add_error(name, _("โปรดให้คะแนนด้วย"))
        return self.cleaned_data

    def told(self) -> dict[str, object]:
        given = {
            name.removeprefix("points-"): points for name, points in self.cleaned_data.items() if name.startswith("points-") and points
        }
        return {"given": {key: (int(points), self.cleaned_data[f"because-{key}"]) for key, points in given.items()}}

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        names = [name for name in self.fields if name.startswith("points-")]
        return [(self[name], self[name.replace("points-", "because-")]) for name in names]


class BecauseForm(forms.Form):
    because = text(_("เหตุผล"), 300)


class RecipeForm(forms.Form):
    valid_from = day(_("ใช้ตั้งแต่วันที่"))
    standard = text(_("มาตรฐานที่ยึด"), required=False, help_text=_("เช่น มผช. เลขที่เท่าใด GAP อย. หรือมาตรฐานของกลุ่ม"))
    text = lines(_("ส่วนผสม วิธีทำ และการตรวจคุณภาพ"), 8)


class CanvasForm(forms.Form):
    """A line for each thought."""

    def __init__(self, *args, blocks: Sequence[products.Block] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for each in blocks:
            self.fields[each.key] = lines(said(each.name), 3, required=False, initial=each.text)

    def told(self) -> dict[str, object]:
        return {"blocks": self.cleaned_data}


class CostForm(forms.Form):
    kind = chosen(_("ชนิด"), products_rules.COSTS)
    name = text(_("รายการ"), 120, help_text=_("เช่น ค่าเช่าโรงเรือน ค่าวัตถุดิบต่อขวด"))
    baht = amount(_("บาท"))


class PriceForm(forms.Form):
    valid_from = day(_("ใช้ตั้งแต่วันที่"))
    baht = amount(_("ราคาขายต่อหน่วย (บาท)"))
    source = text(_("ที่มาของราคา"), help_text=_("เช่น ใบเสนอซื้อของห้าง ราคาที่ตลาดเมื่อใด"))


class BuyerForm(forms.Form):
    name = text(_("ผู้ซื้อ"), help_text=_("ร้าน หน่วยงาน หรือตลาด ไม่ใส่ชื่อบุคคล"))
    wants = text(_("ต้องการอะไร เงื่อนไขใด"), 300, required=False)
    a_year = amount(_("จำนวนที่บอกว่าจะซื้อต่อปี"), required=False)


class OrderForm(forms.Form):
    buyer = forms.TypedChoiceField(label=_("ผู้ซื้อ"), coerce=int)
    quantity = amount(_("จำนวน"), least=0)
    price = amount(_("ราคาต่อหน่วย (บาท)"))
    ordered_on = day(_("วันที่สั่ง"))
    due_on = day(_("วันที่ต้องส่ง"))
    mark = mark()

    def __init__(self, *args, buyers: Iterable[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer"].choices = [("", gettext("เลือก")), *buyers]


class DeliverForm(forms.Form):
    order = forms.IntegerField(widget=forms.HiddenInput)
    delivered = amount(_("จำนวนที่ส่งจริง"))
    delivered_on = day(_("วันที่ส่ง"))


class CancelForm(BecauseForm):
    order = forms.IntegerField(widget=forms.HiddenInput)
    cancelled_on = day(_("วันที่ยกเลิก"))


class EndCostForm(BecauseForm):
    cost = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    place = forms.IntegerField(label=_("ลำดับขั้น"), min_value=1, max_value=20, help_text=_("ขั้นที่มีลำดับนี้อยู่แล้วจะถูกแทนที่ ของเดิมยังอยู่ในบันทึก"))
    name = text(_("ทำอะไร"), 120)
    who = text(_("ใครทำ"), required=False, help_text=_("กลุ่ม หน่วยงาน หรือหน้าที่ ไม่ใส่ชื่อบุคคล เว้นว่างถ้ายังไม่มีใครทำ"))
    capacity = amount(_("ทำได้ต่อเดือน (หน่วยที่เข้าขั้นนี้)"), required=False)
    loss = forms.DecimalField(
        label=_("สูญเสีย (ร้อยละของที่เข้า)"),
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        required=False,
        widget=forms.NumberInput({"inputmode": "decimal", "step": "any"}),
    )
    cost = amount(_("ต้นทุน (บาทต่อหน่วยที่เข้า)"), required=False)


class EndStepForm(BecauseForm):
    step = forms.IntegerField(widget=forms.HiddenInput)


# — technologies —


class TechnologyForm(forms.Form):
    name = text(_("ชื่อเทคโนโลยีหรือนวัตกรรม"))
    solves = text(_("แก้ปัญหาอะไร"), 300)
    words = text(_("คำค้น"), 300, help_text=_("คั่นด้วยจุลภาค เช่น แตงโม, ตากแห้ง, ฝุ่น ระบบใช้คำเหล่านี้เทียบกับเป้าหมายและปัญหา"))
    dimension = chosen(_("มิติการพัฒนา"), rules.DIMENSIONS)
    owner = text(_("หน่วยงานเจ้าของ"))
    readiness = forms.TypedChoiceField(label=_("ระดับความพร้อม (TRL)"), coerce=int)
    cost = amount(_("ค่าใช้จ่ายเริ่มต้น (บาท)"), required=False)
    proof = text(_("หลักฐานหรือแหล่งอ้างอิง"), 500, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        levels = [(level, f"{level} · {said(name)}") for level, name in products_rules.READINESS.items()]
        self.fields["readiness"].choices = [("", gettext("เลือก")), *levels]


class EndTechnologyForm(BecauseForm):
    technology = forms.IntegerField(widget=forms.HiddenInput)


class TransferForm(forms.Form):
    technology = forms.TypedChoiceField(label=_("เทคโนโลยี"), coerce=int)
    giver = text(_("ผู้ถ่ายทอด"), help_text=_("หน่วยงานหรือทีม"))
    receiver = text(_("กลุ่มผู้รับ"), help_text=_("ชื่อกลุ่ม ไม่ใส่ชื่อบุคคล"))
    on = day(_("วันที่"))
    days = amount(_("อบรมกี่วัน"), places=1)
    took_part = forms.IntegerField(label=_("เข้าอบรม (คน)"), min_value=0, max_value=30_000)

    def __init__(self, *args, technologies: Iterable[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technology"].choices = [("", gettext("เลือก")), *technologies]


class CheckForm(forms.Form):
    transfer = forms.IntegerField(widget=forms.HiddenInput)
    on = day(_("ตรวจวันที่"))
    alone = forms.IntegerField(label=_("ทำเองได้ (คน)"), min_value=0, max_value=30_000)


# — farmers —


class FarmerForm(forms.Form):
    """`consent_on` and the number of the form are asked of a new one alone."""

    title = text(_("คำนำหน้า"), 30, required=False)
    first_name = text(_("ชื่อ"), 100)
    last_name = text(_("นามสกุล"), 100, required=False)
    phone = text(_("โทรศัพท์"), 20, required=False, help_text=_("เก็บโดยเข้ารหัส ใช้นัดเยี่ยมแปลง"))
    village = forms.ChoiceField(label=_("หมู่บ้านของแปลง"))
    crop = text(_("ปลูกหรือเลี้ยงอะไร"), 120)
    rai = forms.IntegerField(label=_("ไร่"), min_value=0, max_value=10_000, required=False)
    ngan = forms.IntegerField(label=_("งาน"), min_value=0, max_value=3, required=False)
    wa = forms.IntegerField(label=_("ตารางวา"), min_value=0, max_value=99, required=False)
    product = forms.TypedChoiceField(label=_("ผลิตภัณฑ์"), coerce=int, empty_value=None, required=False)
    consent_on = day(_("วันที่ยินยอม"), help_text=_("เกษตรกรยินยอมให้เก็บชื่อและติดต่อเมื่อใด ระบบไม่เก็บเลขประจำตัวประชาชน"))
    mark = mark()

    def __init__(self, *args, area: str, made: Iterable[tuple[int, str]], is_new: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        villages = [(each.code, each.title) for each in places.children(area)]
        self.fields["village"].choices = [("", gettext("เลือก")), *villages]
        self.fields["product"].choices = [("", gettext("ไม่ระบุ")), *made]
        if not is_new:
            del self.fields["consent_on"], self.fields["mark"]

    def clean(self) -> dict[str, object]:
        sizes = [self.cleaned_data.pop(name, None) for name in ("rai", "ngan", "wa")]
        if any(size is not None for size in sizes):
            try:
                self.cleaned_data["plot"] = products_rules.wa(*(size or 0 for size in sizes))
            except Refused as no:
                self.add_error("rai", ValidationError(because(no)))
        return self.cleaned_data


class SeasonForm(forms.Form):
    year = forms.IntegerField(label=_("ปี (พ.ศ.)"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    name = text(_("ฤดู"), 60, help_text=_("เช่น นาปี ฤดูแล้ง รุ่นที่ 1"))
    starts_on = day(_("เริ่มวันที่"))
    ends_on = day(_("สิ้นสุดวันที่"))
    unit = text(_("หน่วยของผลผลิต"), 40)
    planned = amount(_("ผลผลิตที่วางแผน"), required=False)
    yield_before = amount(_("ผลผลิตของฤดูก่อน"), required=False, help_text=_("ถามก่อนเริ่มฤดู เว้นว่างถ้าไม่ทราบ"))
    income_before = amount(_("รายได้ของฤดูก่อน (บาท)"), least=None, required=False)

    def told(self) -> dict[str, object]:
        return self.cleaned_data | {"year": thai.christian_year(self.cleaned_data["year"])}


class FieldVisitForm(forms.Form):
    """Quick, at the edge of the field."""

    on = day(_("วันที่เยี่ยม"))
    followed = forms.ChoiceField(
        label=_("ทำตามคำแนะนำครั้งก่อนหรือไม่"),
        widget=forms.RadioSelect,
    )
    why = lines(_("ถ้าไม่ได้ทำตามทั้งหมด เพราะอะไร"), 2, 1000, required=False)
    saw = lines(_("พบอะไรในแปลง"), 3, 2000)
    advice = lines(_("แนะนำอะไร"), 3, 2000, required=False)
    file = forms.FileField(label=_("ภาพถ่ายแปลง"), required=False, widget=forms.FileInput({"accept": PHOTOGRAPHS, "capture": "environment"}))
    mark = mark()

    def __init__(self, *args, is_first: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        asked = {key: name for key, name in products_rules.FOLLOWED.items() if is_first or key != "first"}
        self.fields["followed"].choices = [(key, said(name)) for key, name in asked.items()]


class FinishForm(forms.Form):
    season = forms.IntegerField(widget=forms.HiddenInput)
    yield_after = amount(_("ผลผลิตของฤดูนี้"), required=False)
    income_after = amount(_("รายได้ของฤดูนี้ (บาท)"), least=None, required=False)


class LeaveForm(BecauseForm):
    on = day(_("ออกวันที่"))


def told(form: forms.Form) -> dict[str, object]:
    """What the verb takes."""
    return form.told() if hasattr(form, "told") else form.cleaned_data


def made(form: forms.Form, verb, /, **given: object) -> object | None:
    """What the verb answers to what the form says. None: it cannot be read, or was refused, and says why."""
    if not form.is_valid():
        return None
    try:
        return verb(**given, **told(form))
    except Refused as no:
        form.add_error(None, ValidationError(because(no)))
        return None


def act(form: forms.Form, verb, /, **given: object) -> bool:
    """Whether a verb that answers nothing was done."""
    return made(form, lambda **all_: (verb(**all_),), **given) is not None


def whole(value: Decimal | None) -> str:
    """A number as an input holds it, without noughts behind it."""
    return "" if value is None else f"{value.normalize():f}"
