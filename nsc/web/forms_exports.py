"""The form of a file for analysts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.areas.places import Place
from nsc.secretariat import builder, datasets, extract_rules
from nsc.secretariat.datasets import Dataset
from nsc.web.words import said

USUAL = {datasets.PERSONS: ("amphoe", "stage", "sex"), datasets.HOUSEHOLDS: ("amphoe", "size", "elderly")}


class ExportForm(forms.Form):
    area = forms.ChoiceField(label=_("พื้นที่"))
    year = forms.TypedChoiceField(label=_("รอบสำรวจ"), coerce=int)
    level = forms.ChoiceField(label=_("หนึ่งแถวคือ"))
    columns = forms.MultipleChoiceField(
        label=_("คอลัมน์ที่อาจทำให้รู้ว่าเป็นใคร"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("ยิ่งเลือกมาก ยิ่งต้องตัดแถวออกมาก เลือกเท่าที่งานต้องใช้"),
        error_messages={"required": _("โปรดเลือกอย่างน้อยหนึ่งคอลัมน์")},
    )
    k = forms.IntegerField(
        label=_("ขนาดกลุ่มขั้นต่ำ (k)"),
        min_value=extract_rules.LEAST_K,
        max_value=extract_rules.MOST_K,
        initial=extract_rules.K,
        help_text=_("แต่ละแถวต้องมีแถวที่เหมือนกันอย่างน้อยเท่านี้ (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"),
    )
    form = forms.ChoiceField(label=_("รูปแบบ"), widget=forms.RadioSelect, initial=datasets.XLSX)

    def __init__(self, *args, dataset: Dataset, areas: list[Place], years: tuple[int, ...], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [(place.code, place.title) for place in areas]
        self.fields["year"].choices = [(year, _("จปฐ. %(year)s") % {"year": thai.buddhist_year(year)}) for year in years]
        self.fields["form"].choices = [(form, said(datasets.FORM_NAMES[form])) for form in dataset.forms]
        if dataset.is_gated:
            self.fields["columns"].choices = [(each.name, said(each.means)) for each in dataset.recognising]
            self.fields["columns"].initial = USUAL[dataset.key]
        else:
            del self.fields["columns"], self.fields["k"]
        if dataset.levels:
            self.fields["level"].choices = [(level, said(builder.AXES[level])) for level in dataset.levels]
        else:
            del self.fields["level"]
