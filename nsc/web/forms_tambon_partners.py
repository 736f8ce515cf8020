"""Forms about partners of a tambon: who takes part, offers, needs, promises, shared data."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nsc.areas import places
from nsc.errors import Refused
from nsc.tambon import partners_rules, rules
from nsc.web.words import said

Pairs = Iterable[tuple[object, str]]


def day(label, **told) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **told)


def amount(label, **told) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2, **told)


def reason() -> forms.CharField:
    return forms.CharField(label=_("เหตุผล"), max_length=300)


def said_of(words: dict[str, str]):
    """Choices asked each time, in the language of the page."""
    return lambda: [(key, said(word)) for key, word in words.items()]


def _units() -> list[tuple[str, list[tuple[str, str]]]]:
    """By kind of resource: what is chosen of another kind is refused with the reason."""
    return [(said(partners_rules.RESOURCES[kind]), [(unit, said(unit)) for unit in units]) for kind, units in partners_rules.UNITS.items()]


def _number(label, choices: Pairs, empty: str = "", **told) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, choices=[("", empty or _("เลือก")), *choices], **told)


class PartForm(forms.Form):
    """Of several on a page: `name` keeps the ids of its inputs apart."""

    def __init__(self, *args, name: str = "", **kwargs) -> None:
        super().__init__(*args, auto_id=f"{name}_%s" if name else "id_%s", **kwargs)


class JoinForm(PartForm):
    letter = forms.ChoiceField(label=_("ภาคส่วน (CIGU)"), choices=said_of({key: key for key in partners_rules.LETTERS}))
    part = forms.CharField(label=_("ทำอะไรในงานตำบล"), max_length=200, required=False)
    since_on = day(_("ร่วมตั้งแต่วันที่"), initial=timezone.localdate)
    field_order = ("organisation", "letter", "part", "since_on")

    def __init__(self, *args, offices: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = _number(_("องค์กร"), offices)
        self.fields["letter"].choices = [(key, f"{key} · {said(word)}") for key, word in partners_rules.LETTER_NAMES.items()]
        self.order_fields(self.field_order)


class ColleagueForm(PartForm):
    duty = forms.CharField(label=_("หน้าที่"), max_length=120, required=False)

    def __init__(self, *args, colleagues: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = _number(_("ผู้ใช้ขององค์กรนี้"), colleagues)
        self.order_fields(("user", "duty"))


class ContactForm(PartForm):
    name = forms.CharField(label=_("ชื่อ"), max_length=120)
    duty = forms.CharField(label=_("หน้าที่"), max_length=120, required=False)
    reach_by = forms.CharField(label=_("ติดต่อทาง"), max_length=120, required=False)
    agreed_on = day(_("ยินยอมให้บันทึกชื่อเมื่อ"))


class OfferForm(PartForm):
    kind = forms.ChoiceField(label=_("ชนิดทรัพยากร"), choices=said_of(partners_rules.RESOURCES))
    what = forms.CharField(label=_("ให้อะไร"), max_length=200)
    quantity = amount(_("จำนวน"))
    unit = forms.ChoiceField(label=_("หน่วย"), choices=_units)
    baht = amount(_("มูลค่าทั้งหมด (บาท)"), required=False, help_text=_("เว้นว่างถ้าไม่ทราบ เงินนับตามจำนวน"))
    conditions = forms.CharField(label=_("เงื่อนไข"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    area = forms.ChoiceField(label=_("ใช้ได้ที่ใด"))
    from_on = day(_("ใช้ได้ตั้งแต่"), initial=timezone.localdate)
    until_on = day(_("ถึงวันที่"), required=False)
    dimensions = forms.MultipleChoiceField(
        label=_("เพื่อมิติการพัฒนาใด"), choices=said_of(rules.DIMENSIONS), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, offices: Pairs, areas: Iterable[str], on_behalf: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offices = list(offices)
        self.fields["organisation"] = _number(_("องค์กร"), offices, initial=offices[0][0] if len(offices) == 1 else None)
        self.fields["area"].choices = [(code, title) for area in areas for code, title in _within(area)]
        if on_behalf:
            help_text = _("องค์กรแจ้งทีมอย่างไร เมื่อใด เช่น แจ้งในเวที 12 พ.ย.")
            self.fields["told_how"] = forms.CharField(label=_("บันทึกแทนองค์กร"), max_length=200, help_text=help_text)
        self.order_fields(("organisation", "told_how", *self.fields))


def _within(area: str) -> list[tuple[str, str]]:
    """The area and what lies in it, down to the tambon."""
    below = [] if len(area) >= rules.TAMBON_DIGITS else [pair for one in places.children(area) for pair in _within(one.code)]
    return [(area, places.place(area).full_name), *below]


class CorrectForm(PartForm):
    quantity = amount(_("จำนวน"))
    until_on = day(_("ถึงวันที่"), required=False)
    baht = amount(_("มูลค่าทั้งหมด (บาท)"), required=False)
    conditions = forms.CharField(label=_("เงื่อนไข"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))


class BecauseForm(PartForm):
    because = reason()


class WantForm(PartForm):
    kind = forms.ChoiceField(label=_("ชนิดทรัพยากร"), choices=said_of(partners_rules.RESOURCES))
    what = forms.CharField(label=_("ต้องการอะไร"), max_length=200)
    quantity = amount(_("จำนวน"))
    unit = forms.ChoiceField(label=_("หน่วย"), choices=_units)
    dimension = forms.ChoiceField(label=_("มิติการพัฒนา"), choices=said_of(rules.DIMENSIONS))
    by_on = day(_("ต้องใช้ภายในวันที่"))

    def __init__(self, *args, projects: Pairs, goals: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"] = _number(_("เพื่อโครงการ"), projects, _("ไม่ระบุ"), required=False)
        self.fields["goal"] = _number(_("เพื่อเป้าหมาย"), goals, _("ไม่ระบุ"), required=False)


class PairForm(forms.Form):
    """Which offer for which need, and how much by when: what a proposal is taken with."""

    offer = forms.IntegerField(min_value=1)
    want = forms.IntegerField(min_value=1)
    amount = amount(_("จำนวน"))
    due_on = day(_("กำหนดส่งมอบ"))


class SamePairForm(forms.Form):
    offer = forms.IntegerField(min_value=1)
    want = forms.IntegerField(min_value=1)


class NoPairForm(SamePairForm):
    because = reason()


class AgreeForm(PartForm):
    told_how = forms.CharField(label=_("องค์กรตกลงอย่างไร เมื่อใด"), max_length=200, required=False)


class ChangeForm(PartForm):
    amount = amount(_("จำนวน"))
    due_on = day(_("กำหนดส่งมอบ"))


class HandoverForm(PartForm):
    on = day(_("ส่งมอบเมื่อ"), initial=timezone.localdate)
    amount = amount(_("จำนวน"))
    evidence = forms.CharField(label=_("หลักฐาน"), max_length=300, help_text=_("เช่น เลขที่ใบรับ หรือผู้รับเป็นตำแหน่งใด อย่าใส่ชื่อครัวเรือน"))


class TakeBackForm(forms.Form):
    handover = forms.IntegerField(min_value=1)
    because = reason()


class NumberForm(forms.Form):
    number = forms.IntegerField(min_value=1)


class EndForm(forms.Form):
    number = forms.IntegerField(min_value=1)
    because = reason()


class DataSetForm(PartForm):
    name = forms.CharField(label=_("ชื่อชุดข้อมูล"), max_length=200)
    about = forms.CharField(label=_("เป็นเรื่องอะไร"), max_length=300)
    fresh = forms.ChoiceField(label=_("ปรับปรุง"), choices=said_of(partners_rules.FRESHNESS), initial="year")
    since_on = day(_("มีตั้งแต่"), required=False)
    updated_on = day(_("ปรับปรุงล่าสุด"), required=False)
    agreement = forms.CharField(label=_("แบ่งปันตามข้อตกลงหรือกฎหมายใด"), max_length=200, required=False)
    is_personal = forms.BooleanField(label=_("มีข้อมูลส่วนบุคคล"), required=False)

    def __init__(self, *args, offices: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"] = _number(_("ผู้ถือข้อมูล"), offices)
        self.order_fields(("holder", *self.fields))


class UseForm(PartForm):
    what_for = forms.CharField(label=_("ใช้เพื่ออะไร"), max_length=300)

    def __init__(self, *args, sets: Pairs, offices: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data_set"] = _number(_("ชุดข้อมูล"), sets)
        self.fields["organisation"] = _number(_("ผู้ใช้"), offices)
        self.order_fields(("data_set", "organisation", "what_for"))


class GapForm(PartForm):
    what = forms.CharField(label=_("ขาดข้อมูลอะไร"), max_length=200)
    what_for = forms.CharField(label=_("จะใช้เพื่ออะไร"), max_length=300)
    asked_on = day(_("ขอเมื่อ"), initial=timezone.localdate)

    def __init__(self, *args, offices: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offices = list(offices)
        self.fields["needed_by"] = _number(_("ใครต้องใช้"), offices)
        self.fields["held_by"] = _number(_("ใครถืออยู่"), offices, _("ยังไม่ทราบ"), required=False)
        self.order_fields(("what", "what_for", "needed_by", "held_by", "asked_on"))


class RenewForm(forms.Form):
    number = forms.IntegerField(min_value=1)
    updated_on = day(_("ปรับปรุงล่าสุด"))


def told(form: forms.Form) -> dict[str, object]:
    """What a line's own small form says; Refused, with the first thing that is wrong, where it cannot be read."""
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = str(form.fields[name].label or name) if name in form.fields else ""
        raise Refused("{label}: {why}", label=label, why=str(errors[0]))
    return form.cleaned_data
