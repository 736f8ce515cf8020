"""The form by which a document is ordered: only what its kind asks for."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from nsc.secretariat.document_kinds import Asked, Kind

FORMS = {
    "pdf": _("PDF สำหรับพิมพ์และส่งต่อ"),
    "docx": _("Word สำหรับแก้ไขข้อความต่อ"),
    "xlsx": _("Excel สำหรับคำนวณต่อ"),
    "zip": _("ZIP รวมแฟ้ม PDF ของทุกครัวเรือน"),
}
Choices = Sequence[tuple[str, str]]


class DocumentForm(forms.Form):
    area = forms.RegexField(r"^(\d\d){1,4}$", widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput, required=False)
    month = forms.ChoiceField(label=_("เดือน"))
    year = forms.ChoiceField(label=_("ปีสำรวจ"), required=False)
    fiscal_year = forms.ChoiceField(label=_("ปีงบประมาณ"))
    by = forms.ChoiceField(label=_("แยกตาม (แถว)"))
    across = forms.ChoiceField(label=_("และตาม (คอลัมน์)"))
    form = forms.ChoiceField(label=_("รูปแบบ"), widget=forms.RadioSelect)
    thai_digits = forms.BooleanField(label=_("ใช้เลขไทย"), required=False, initial=True)
    with_names = forms.BooleanField(label=_("แสดงชื่อและบ้านเลขที่"), required=False)

    def __init__(
        self, *args, kind: Kind, months: Choices, years: Choices, fiscal_years: Choices, axes: Choices, may_name: bool, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months
        self.fields["year"].choices = [("", _("รอบล่าสุด")), *years]
        self.fields["fiscal_year"].choices = fiscal_years
        self.fields["by"].choices = self.fields["across"].choices = [("", _("— เลือก —")), *axes]
        self.fields["form"].choices = [(name, FORMS[name]) for name in kind.forms]
        self.fields["form"].initial = kind.forms[0]
        asked = {"area", "form", *kind.options}
        asked |= {"month"} if kind.is_monthly else set()
        asked |= {"number"} if kind.of_one else set()
        asked |= {"with_names"} if may_name and kind.gather else set()
        asked |= {"thai_digits"} if set(kind.forms) & {"pdf", "docx"} else set()
        for name in set(self.fields) - asked:
            del self.fields[name]

    @property
    def asked(self) -> Asked:
        """Of a valid form."""
        told = self.cleaned_data
        return Asked(
            told["area"],
            date.fromisoformat(f"{told['month']}-01") if told.get("month") else None,
            int(told["year"]) if told.get("year") else None,
            told.get("number"),
            told.get("with_names", False),
            by=told.get("by", ""),
            across=told.get("across", ""),
            fiscal_year=int(told["fiscal_year"]) if told.get("fiscal_year") else None,
        )

    @property
    def checks(self) -> list[forms.BoundField]:
        return [self[name] for name in ("thai_digits", "with_names") if name in self.fields]

    @property
    def selects(self) -> list[forms.BoundField]:
        return [self[name] for name in ("month", "year", "fiscal_year", "by", "across") if name in self.fields]
