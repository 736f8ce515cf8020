"""Forms of a tambon's Blueprint: a strategy, a project, and each kind of part of it."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.poverty.union import NAMES as DIMENSIONS
from nsc.tambon import blueprint_rules as rules
from nsc.web.forms_targets import day
from nsc.web.words import said

OLDEST, NEWEST = 2560, 2650


def _choices(told: dict) -> list[tuple[object, str]]:
    return [("", _("เลือก")), *((key, said(words)) for key, words in told.items())]


def _long(label, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=4000, widget=forms.Textarea({"rows": rows}))


def _words(label, most: int = 300, **told) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **told)


class Seen(forms.Form):
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class YearsForm(forms.Form):
    first_year = forms.IntegerField(label=_("ปีงบประมาณแรก (พ.ศ.)"), min_value=OLDEST, max_value=NEWEST)
    last_year = forms.IntegerField(label=_("ปีงบประมาณสุดท้าย (พ.ศ.)"), min_value=OLDEST, max_value=NEWEST)

    def told(self) -> dict[str, int]:
        return {name: thai.christian_year(year) for name, year in self.cleaned_data.items()}


class StrategyForm(Seen):
    goal = forms.TypedChoiceField(label=_("เพื่อเป้าหมาย"), coerce=int)
    name = _words(_("ชื่อยุทธศาสตร์"), 200)
    what = _long(_("ทำอย่างไร"))


class ProjectForm(Seen):
    strategy = forms.TypedChoiceField(label=_("ยุทธศาสตร์"), coerce=int)
    name = _words(_("ชื่อโครงการ"), 200)
    what = _long(_("ทำอะไร เพื่อใคร"))
    starts_on = day(_("เริ่มวันที่"))
    ends_on = day(_("สิ้นสุดวันที่"))
    owner = forms.TypedChoiceField(label=_("หน่วยงานเจ้าของ"), coerce=int, required=False, empty_value=None)
    owner_person = _words(_("ผู้รับผิดชอบในทีม (ตำแหน่ง)"), 200, required=False)
    outputs = _long(_("ผลผลิต"), 2)
    project = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ActivityForm(Seen):
    name = _words(_("กิจกรรม"))
    kind = forms.ChoiceField(label=_("ชนิดของงาน"))
    starts_on = day(_("เริ่มวันที่"))
    ends_on = day(_("สิ้นสุดวันที่"))
    responsible = _words(_("ผู้รับผิดชอบ"), 200, required=False)
    resource = _words(_("สถานที่ เครื่องมือ หรือคนที่ใช้"), 200, required=False, help_text=_("เขียนให้เหมือนกันทุกโครงการ ระบบจะบอกเมื่อใช้พร้อมกัน"))
    output = _words(_("ผลผลิต"), required=False)


class BudgetForm(Seen):
    fiscal_year = forms.IntegerField(label=_("ปีงบประมาณ (พ.ศ.)"), min_value=OLDEST, max_value=NEWEST)
    source = forms.ChoiceField(label=_("แหล่งเงิน"))
    source_words = _words(_("รายละเอียดของแหล่งเงิน"), 200, required=False)
    baht = forms.DecimalField(label=_("บาท"), min_value=Decimal(0), max_digits=12, decimal_places=2)
    comes_on = day(_("เงินมาเมื่อวันที่"), required=False)

    def clean_fiscal_year(self) -> int:
        return thai.christian_year(self.cleaned_data["fiscal_year"])


class OutcomeForm(Seen):
    measure = _words(_("วัดผลจากอะไร"))
    unit = _words(_("หน่วยนับ"), 60)
    target = forms.DecimalField(label=_("ค่าเป้าหมาย"), max_digits=14, decimal_places=2)


class RiskForm(Seen):
    what = _words(_("ความเสี่ยง"))
    chance = forms.TypedChoiceField(label=_("โอกาสเกิด"), coerce=int)
    effect = forms.TypedChoiceField(label=_("ผลกระทบ"), coerce=int)
    answer = _words(_("รับมืออย่างไร"))


class ReachForm(Seen):
    dimension = forms.ChoiceField(label=_("มิติความยากจน (TPMAP)"))
    households = forms.IntegerField(label=_("ตั้งใจไปถึงกี่ครัวเรือน"), min_value=0, max_value=100_000)
    how = _words(_("ไปถึงอย่างไร"), required=False)


class PartnerForm(Seen):
    organisation = forms.TypedChoiceField(label=_("ภาคี"), coerce=int)
    does = _words(_("ทำอะไรในโครงการ"))


class AnswerForm(Seen):
    question = forms.ChoiceField(label=_("คำถาม"), help_text=_("ข้อเสนอ ไม่ใช่แบบประเมินทางการ"))
    answer = forms.ChoiceField(label=_("คำตอบ"))
    because = forms.CharField(label=_("เพราะ"), max_length=500, widget=forms.Textarea({"rows": 2}))


FORMS = {
    "activity": ActivityForm,
    "budget": BudgetForm,
    "outcome": OutcomeForm,
    "risk": RiskForm,
    "reach": ReachForm,
    "partner": PartnerForm,
    "answer": AnswerForm,
}
TITLES = {
    "activity": _("กิจกรรม"),
    "budget": _("งบประมาณ"),
    "reach": _("ถึงครัวเรือนยากจนมิติใด"),
    "outcome": _("ผลลัพธ์"),
    "partner": _("ภาคี"),
    "risk": _("ความเสี่ยง"),
    "answer": _("ตรวจตามหลักเศรษฐกิจพอเพียง"),
}


def part_form(kind: str, data, initial: dict[str, object], offices: dict[int, str]) -> forms.Form:
    form = FORMS[kind](data, initial=initial)
    known = {"source": rules.SOURCES, "chance": rules.LEVELS, "effect": rules.LEVELS, "dimension": DIMENSIONS, "organisation": offices}
    known |= {"kind": rules.KINDS, "answer": rules.ANSWERS, "question": {key: each.text for key, each in rules.questions().items()}}
    for name, choices in known.items():
        if name in form.fields and isinstance(form.fields[name], forms.ChoiceField):
            form.fields[name].choices = _choices(choices)
    return form
