"""Forms of the meeting desk: a meeting, who sits, a matter of its agenda, an order and its answer."""

from collections.abc import Sequence
from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc.secretariat import desk_rules as rules
from nsc.secretariat import seats
from nsc.web.forms_programmes import day

PAPERS = "application/pdf,image/jpeg,image/png,image/webp"
Pairs = Sequence[tuple[object, str]]
PERSON, OFFICE = "person", "office"  # how an owner begins: "person:wichai", "office:7"


def _hour(label, **told) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, "%H:%M"), **told)


def _lines(label, rows: int, most: int = rules.TEXT, **told) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea({"rows": rows}), **told)


def _file(label, **told) -> forms.FileField:
    return forms.FileField(label=label, required=False, widget=forms.FileInput({"accept": PAPERS}), **told)


def _named(names) -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in names.items()]


def _sections() -> list[tuple[int, str]]:
    return [(number, f"{number}. {gettext(name)}") for number, name in rules.SECTIONS.items()]


class NothingForm(forms.Form):
    """A button, and nothing to fill in."""


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


class _MeetingForm(forms.Form):
    number = forms.CharField(label=_("ครั้งที่"), max_length=20, help_text=_("เช่น 3/2570"))
    kind = forms.ChoiceField(label=_("ประเภท"), choices=lambda: _named(rules.KINDS))
    on = day(_("วันที่"))
    begins = _hour(_("เวลา"))
    place = forms.CharField(label=_("สถานที่"), max_length=200)
    chair = forms.CharField(label=_("ประธาน"), max_length=120)
    secretary = forms.CharField(label=_("เลขานุการ"), max_length=120)

    def told(self) -> dict[str, object]:
        said = dict(self.cleaned_data)
        return said | {"starts_at": moment(said.pop("on"), said.pop("begins"))}


class PlanForm(_MeetingForm):
    area = forms.ChoiceField(label=_("ที่ประชุม"))

    def __init__(self, *args, areas: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas
        self.order_fields(("area",))


class MoveForm(_MeetingForm):
    because = forms.CharField(label=_("เหตุที่เลื่อน"), max_length=300, required=False, help_text=_("จำเป็นเมื่อเปลี่ยนวันหรือเวลา ผู้ที่เชิญแล้วจะได้รับแจ้ง"))
    seen = forms.IntegerField(widget=forms.HiddenInput)


def moment(on, begins: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, begins))


# — the agenda —


class DrawForm(forms.Form):
    """`sources`: those ticked of what is due; none of them is all of it."""

    sources = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, offered: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = offered

    def told(self) -> dict[str, object]:
        return {"sources": self.cleaned_data["sources"] or None}


class MatterForm(forms.Form):
    section = forms.TypedChoiceField(label=_("ระเบียบวาระที่"), coerce=int, choices=_sections, initial=rules.DECIDED)
    title = forms.CharField(label=_("เรื่อง"), max_length=300)
    detail = _lines(_("สาระสำคัญ"), 3, required=False)


class ChangeMatterForm(MatterForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ShiftForm(forms.Form):
    item = forms.IntegerField(min_value=1)
    up = forms.BooleanField(required=False)


class AttachForm(forms.Form):
    title = forms.CharField(label=_("ชื่อเอกสาร"), max_length=200)
    file = _file(_("ไฟล์ PDF หรือภาพ"))
    document = forms.TypedChoiceField(label=_("หรือเอกสารที่ออกจากระบบ"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, documents: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = [("", _("ไม่ใช่เอกสารจากระบบ")), *documents]


# — while it sits —


class NoteForm(forms.Form):
    notes = _lines(_("สรุปการพิจารณา"), 5, required=False)
    resolution = _lines(_("มติที่ประชุม"), 3, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class OrderForm(forms.Form):
    text = forms.CharField(label=_("ข้อสั่งการ"), max_length=500)
    owner = forms.ChoiceField(label=_("ผู้รับผิดชอบ"))
    due_on = day(_("ภายในวันที่"))

    def __init__(self, *args, owners: Sequence[tuple[str, Pairs]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("เลือก")), *owners]

    def told(self) -> dict[str, object]:
        kind, _sign, whom = self.cleaned_data["owner"].partition(":")
        owner = {"username": whom} if kind == PERSON else {"office": int(whom)}
        return {"text": self.cleaned_data["text"], "due_on": self.cleaned_data["due_on"], **owner}


class SeatForm(forms.Form):
    username = forms.ChoiceField(label=_("ผู้มีบัญชีในระบบ"), required=False, help_text=_("ได้รับแจ้งเชิญประชุม"))
    name = forms.CharField(label=_("หรือชื่อผู้เข้าประชุม"), max_length=120, required=False, help_text=_("คนของหน่วยงาน ไม่ใช่ครัวเรือน"))
    role = forms.CharField(label=_("ตำแหน่ง"), max_length=160)
    is_member = forms.BooleanField(label=_("เป็นกรรมการ (ไม่เลือก: ผู้เข้าร่วมประชุม)"), required=False, initial=True)

    def __init__(self, *args, accounts: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].choices = [("", _("ไม่มีบัญชี")), *accounts]


class StrikeForm(forms.Form):
    seat = forms.IntegerField(min_value=1)


class AttendForm(forms.Form):
    """For each seat whether somebody came, and who instead."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, sitting: Sequence[seats.Told], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sitting = sitting
        for each in sitting:
            choices = _named(rules.PRESENCE)
            self.fields[f"presence-{each.number}"] = forms.ChoiceField(choices=choices, initial=each.presence, widget=forms.RadioSelect)
            self.fields[f"deputy-{each.number}"] = forms.CharField(
                max_length=160, required=False, initial=each.deputy, widget=forms.TextInput({"class": "input"})
            )

    def rows(self) -> list[tuple[seats.Told, forms.BoundField, forms.BoundField]]:
        return [(each, self[f"presence-{each.number}"], self[f"deputy-{each.number}"]) for each in self.sitting]

    def told(self) -> dict[str, object]:
        clean = self.cleaned_data
        said = {each.number: (clean[f"presence-{each.number}"], clean[f"deputy-{each.number}"]) for each in self.sitting}
        return {"seen": clean["seen"], "said": said}


class FrameForm(forms.Form):
    began_at = _hour(_("เริ่มประชุมเวลา"))
    ended_at = _hour(_("เลิกประชุมเวลา"), required=False)
    opening = _lines(_("ประธานกล่าวเปิด"), 3, required=False)
    recorder = forms.CharField(label=_("ผู้จดรายงานการประชุม"), max_length=120)
    checker = forms.CharField(label=_("ผู้ตรวจรายงานการประชุม"), max_length=120, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ApproveForm(forms.Form):
    of = forms.IntegerField(min_value=1)


class CorrectForm(forms.Form):
    of = forms.TypedChoiceField(label=_("รายงานของครั้งที่"), coerce=int)
    text = _lines(_("ให้แก้เป็นอย่างไร"), 3, 2000)

    def __init__(self, *args, approved: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = approved


# — orders —


class AnswerForm(forms.Form):
    text = _lines(_("ทำอะไรไปแล้ว ผลเป็นอย่างไร"), 4, 4000)
    file = _file(_("หลักฐาน (PDF หรือภาพ)"))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    because = forms.CharField(label=_("เหตุผล"), max_length=300, required=False, help_text=_("จำเป็นเมื่อปิดโดยไม่มีคำตอบ"))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class AgainForm(forms.Form):
    """Sent back, or carried over."""

    because = forms.CharField(label=_("เหตุผล"), max_length=300)
    due_on = day(_("กำหนดใหม่"))
    seen = forms.IntegerField(widget=forms.HiddenInput)
