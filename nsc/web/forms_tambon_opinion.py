"""Forms of surveys of opinions and of the public page: those of the team, and the one anybody answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc.tambon import opinion_rules as rules
from nsc.tambon import opinion_sheets, public_pages, public_rules
from nsc.tambon.opinions import Question, Survey
from nsc.web.forms_programmes import day
from nsc.web.forms_tambon_company import number, token, why
from nsc.web.inputs import moment


def _said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in words.items()]


class DrawUpForm(forms.Form):
    purpose = forms.ChoiceField(label=_("สำรวจอะไร"))
    subject = forms.CharField(label=_("เรื่อง"), max_length=200, help_text=_("เช่น การทำงานของทีมตำบลปี 2569"))
    copy_of = forms.TypedChoiceField(
        label=_("คำถามจาก"), coerce=int, empty_value=None, required=False, help_text=_("ชุดที่เสนอยังไม่เป็นทางการ แก้คำถามได้จนกว่าจะมีคนตอบ")
    )

    def __init__(self, *args, surveys: Sequence[Survey], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _said(rules.PURPOSES)
        copies = [(each.id, gettext("คัดลอกจาก “%(subject)s”") % {"subject": each.subject}) for each in surveys]
        self.fields["copy_of"].choices = [("", gettext("ชุดคำถามที่เสนอ")), *copies]


class AskForm(forms.Form):
    text = forms.CharField(label=_("คำถาม"), max_length=300)
    kind = forms.ChoiceField(label=_("ตอบแบบใด"))
    audience = forms.ChoiceField(label=_("ถามใคร"), required=False)
    options = forms.CharField(
        label=_("ตัวเลือก"), required=False, widget=forms.Textarea({"rows": 4}), help_text=_("บรรทัดละข้อ เฉพาะคำถามให้เลือกหนึ่งข้อ")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _said(rules.KINDS)
        self.fields["audience"].choices = _said(rules.AUDIENCES)

    def told(self) -> dict[str, object]:
        return self.cleaned_data | {"options": [line for line in self.cleaned_data["options"].splitlines() if line.strip()]}


class StrikeForm(forms.Form):
    question = number()


class WaveForm(forms.Form):
    opens_on = day(_("เปิดรับคำตอบตั้งแต่"))
    closes_on = day(_("ถึงวันที่"))


class MoveForm(forms.Form):
    wave = number()
    closes_on = day(_("ปิดวันที่"))


class EndForm(forms.Form):
    because = why()


class AnswerForm(forms.Form):
    """The questions of one group. Nothing must be answered but something."""

    def __init__(self, *args, group: str, questions: Sequence[Question], villages: Sequence[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.questions = group, questions
        untold = ("", gettext("ไม่บอก"))
        if group == rules.VILLAGER:
            self.fields["village"] = forms.ChoiceField(label=_("หมู่บ้านของท่าน"), choices=[untold, *villages], required=False)
        else:
            kinds = opinion_sheets.organisation_kinds()
            self.fields["kind"] = forms.ChoiceField(label=_("ประเภทหน่วยงาน"), choices=[untold, *kinds], required=False)
        for each in questions:
            self.fields[f"q{each.id}"] = self._field(each)

    def _field(self, question: Question) -> forms.Field:
        if question.kind == rules.WORDS:
            widget, most = forms.Textarea({"rows": 3}), opinion_sheets.WORDS
            return forms.CharField(
                label=question.text, required=False, max_length=most, widget=widget, help_text=_("อย่าเขียนชื่อใคร หรือเบอร์โทรศัพท์")
            )
        words = [(place, gettext(word)) for place, word in enumerate(question.options, start=1)]
        return forms.TypedChoiceField(
            label=question.text, coerce=int, empty_value=None, choices=words, required=False, widget=forms.RadioSelect
        )

    @property
    def place(self) -> forms.BoundField:
        return self["village" if self.group == rules.VILLAGER else "kind"]

    @property
    def asked(self) -> list[tuple[Question, forms.BoundField]]:
        return [(each, self[f"q{each.id}"]) for each in self.questions]

    def told(self) -> dict[str, object]:
        answers = {each.id: self.cleaned_data[f"q{each.id}"] for each in self.questions}
        said = {question: value for question, value in answers.items() if value not in (None, "")}
        return {"group": self.group, "said": said} | {
            name: self.cleaned_data[name] for name in ("village", "kind") if name in self.cleaned_data
        }


class SheetForm(AnswerForm):
    """As on paper, typed."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"] = token()

    def told(self) -> dict[str, object]:
        return super().told() | {"sheet": str(self.cleaned_data["sheet"])}


class LookForm(forms.Form):
    word = forms.UUIDField(widget=forms.HiddenInput)
    show = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")

    def told(self) -> dict[str, object]:
        return self.cleaned_data | {"word": str(self.cleaned_data["word"])}


# — the public page —


class _Boxes(forms.TypedMultipleChoiceField):
    def __init__(self, label) -> None:
        super().__init__(label=label, coerce=int, required=False, widget=forms.CheckboxSelectMultiple)


class PublicPageForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    headline = forms.CharField(label=_("พาดหัว"), max_length=120, help_text=_("ประโยคเดียวที่บอกว่าตำบลนี้เป็นอย่างไร"))
    introduction = forms.CharField(
        label=_("แนะนำตำบล"), max_length=public_rules.LONG, widget=forms.Textarea({"rows": 7}), help_text=_("อย่าใส่ชื่อหรือเบอร์โทรศัพท์ของใคร")
    )
    shows_people = forms.BooleanField(label=_("แสดงจำนวนครัวเรือนและคนที่สำรวจ จากปีล่าสุดที่ปิดข้อมูลแล้ว"), required=False)
    findings = _Boxes(_("จุดแข็งและของดี"))
    goals = _Boxes(_("เป้าหมายและความคืบหน้า"))
    projects = _Boxes(_("โครงการ"))
    products = _Boxes(_("ผลิตภัณฑ์ที่ขาย"))
    office = forms.CharField(label=_("กลุ่มหรือหน่วยงานที่ติดต่อได้"), max_length=200, required=False)
    telephone = forms.CharField(
        label=_("เบอร์โทรศัพท์ของกลุ่มหรือหน่วยงาน"), max_length=40, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    is_of_office = forms.BooleanField(label=_("เป็นเบอร์ของกลุ่มหรือหน่วยงาน ไม่ใช่เบอร์ส่วนตัวของใคร"), required=False)
    photographs = _Boxes(_("ภาพถ่ายที่ให้ทุกคนเห็น"))
    may_be_found = forms.BooleanField(label=_("ให้เครื่องมือค้นหา (เช่น Google) พบหน้านี้"), required=False)

    def __init__(self, *args, choices: Mapping[str, Sequence[public_pages.Choice]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for kind, rows in choices.items():
            self.fields[kind].choices = [(each.id, f"{each.text} ({gettext(each.note)})" if each.note else each.text) for each in rows]

    def clean_seen(self) -> datetime | None:
        said = self.cleaned_data["seen"]
        if said and moment(said) is None:
            raise ValidationError(_("โปรดเปิดหน้านี้ใหม่แล้วลองอีกครั้ง"))
        return moment(said)
