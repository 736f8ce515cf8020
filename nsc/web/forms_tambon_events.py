"""Forms of a tambon's events: planning, counting, decisions; and what a visitor fills in without an account."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.areas.places import Place
from nsc.tambon import events_rules as rules
from nsc.tambon.events import Told
from nsc.tambon.teammates import Team
from nsc.web.forms_programmes import day
from nsc.web.inputs import moment

Pairs = Sequence[tuple[object, str]]
OFFICE, ELSEWHERE = "office", "elsewhere"


def _hour(label) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, "%H:%M"))


def _of(names: dict[str, str], empty: object):
    return lambda: [("", empty), *((key, gettext(name)) for key, name in names.items())]


def _number(label, choices: Pairs, empty: object) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False, choices=[("", empty), *choices])


class EventForm(forms.Form):
    kind = forms.ChoiceField(label=_("ประเภท"), choices=lambda: [(key, gettext(name)) for key, name in rules.KINDS.items()])
    title = forms.CharField(label=_("ชื่อกิจกรรม"), max_length=200)
    purpose = forms.CharField(label=_("จัดเพื่ออะไร"), max_length=500, widget=forms.Textarea({"rows": 3}))
    on = day(_("วันที่"))
    starts = _hour(_("ตั้งแต่เวลา"))
    ends = _hour(_("ถึงเวลา"))
    place = forms.CharField(label=_("สถานที่"), max_length=200, help_text=_("เช่น ศาลาวัดนาขอม หมู่ที่ 2"))
    village = forms.ChoiceField(label=_("อยู่ในหมู่บ้าน"), required=False)
    directions = forms.CharField(label=_("มาอย่างไร"), max_length=300, required=False, help_text=_("เช่น มีรถรับที่ศาลากลางบ้านทุกหมู่ 8 โมง"))
    position = forms.CharField(
        label=_("พิกัด"), max_length=60, required=False, help_text=_("ละติจูด, ลองจิจูด คัดลอกจากแผนที่ได้ เช่น 15.7042, 100.1371 เว้นว่างได้")
    )
    run_by = forms.CharField(label=_("ผู้จัด"), max_length=200, help_text=_("หน่วยงานหรือกลุ่ม อย่าใส่ชื่อคน"))
    is_open = forms.BooleanField(label=_("เปิดให้ทุกคน (ไม่เลือก: เฉพาะผู้ได้รับเชิญ)"), required=False, initial=True)
    seats = forms.IntegerField(label=_("รับได้กี่คน"), min_value=1, max_value=100_000, required=False, help_text=_("เว้นว่างถ้าไม่จำกัด"))
    households_invited = forms.IntegerField(label=_("เชิญกี่ครัวเรือน"), min_value=0, max_value=100_000, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, villages: Sequence[Place], goals: Pairs, projects: Pairs, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [("", _("ไม่ระบุ")), *((each.code, each.title) for each in villages)]
        self.fields["goal"] = _number(_("เพื่อเป้าหมาย"), goals, _("ไม่ระบุ"))
        self.fields["project"] = _number(_("เพื่อโครงการ"), projects, _("ไม่ระบุ"))

    def clean_position(self) -> tuple[Decimal, Decimal] | None:
        text = thai.arabic_digits(self.cleaned_data["position"]).replace(",", " ").split()
        if not text:
            return None
        try:
            latitude, longitude = (Decimal(each).quantize(Decimal("0.000001")) for each in text)
        except (InvalidOperation, ValueError) as no:
            raise ValidationError(_("อ่านพิกัดไม่ได้ ใส่เป็น ละติจูด, ลองจิจูด เช่น 15.7042, 100.1371")) from no
        return latitude, longitude

    def clean_seen(self) -> datetime | None:
        return moment(self.cleaned_data["seen"])

    def told(self) -> Told:
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "position")}
        latitude, longitude = self.cleaned_data["position"] or (None, None)
        return Told(**said, latitude=latitude, longitude=longitude)


def first(told: Told, changed_at: datetime) -> dict[str, object]:
    """What stands in the form of an event that is changed."""
    said = {name: getattr(told, name) for name in Told.__dataclass_fields__ if name not in ("latitude", "longitude")}
    position = "" if told.latitude is None else f"{told.latitude}, {told.longitude}"
    return said | {"position": position, "seen": changed_at.isoformat()}


class NothingForm(forms.Form):
    """A button, and nothing to fill in."""


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


class CountForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    people = forms.IntegerField(label=_("จำนวนคน"), min_value=1, max_value=rules.MOST)
    village = forms.ChoiceField(label=_("มาจากหมู่บ้าน"), required=False)
    organisation = forms.ChoiceField(label=_("หรือมาจากหน่วยงานภาคี"), required=False)
    other = forms.CharField(label=_("หรือหน่วยงานอื่น"), max_length=200, required=False)
    sex = forms.ChoiceField(label=_("เพศ"), required=False, choices=_of(rules.SEXES, _("ไม่ระบุ")))
    age = forms.ChoiceField(label=_("ช่วงอายุ"), required=False, choices=_of(rules.AGES, _("ไม่ระบุ")))

    def __init__(self, *args, villages: Sequence[Place], offices: Sequence[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [("", _("นอกตำบล หรือไม่ระบุ")), *((each.code, each.title) for each in villages)]
        self.fields["organisation"].choices = [("", _("ไม่ใช่หน่วยงาน")), *((each, each) for each in offices)]

    def told(self) -> dict[str, object]:
        said = dict(self.cleaned_data)
        other = said.pop("other")
        return said | {"organisation": said["organisation"] or other}


class LineForm(forms.Form):
    line = forms.IntegerField(min_value=1)
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


class DecisionForm(forms.Form):
    text = forms.CharField(label=_("ตกลงอะไร"), max_length=300)
    doer = forms.CharField(label=_("หน่วยงานหรือกลุ่มที่ทำ"), max_length=200, required=False)
    due_on = day(_("ภายในวันที่"), required=False)

    def __init__(self, *args, team: Team, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        mates = [(mate.id, f"{mate.name} ({mate.role})") for mate in team.active]
        self.fields["owner"] = _number(_("หรือคนในทีมที่ทำ"), mates, _("ไม่ใช่คนในทีม"))
        self.fields["owner"].help_text = _("เป็นงานของทีมในหน้าประชุมและงาน")
        self.order_fields(("text", "doer", "owner", "due_on"))


class UndecideForm(forms.Form):
    decision = forms.IntegerField(min_value=1)
    because = forms.CharField(label=_("เหตุผล"), max_length=300)


class PresentForm(forms.Form):
    people = forms.TypedMultipleChoiceField(label=_("คนในทีมที่มา"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args, team: Team, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(mate.id, f"{mate.name} ({mate.role})") for mate in team.active]


class HereForm(forms.Form):
    """Of a visitor: nothing that tells who it is."""

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=400)
    where = forms.ChoiceField(label=_("ท่านมาจากไหน"), widget=forms.RadioSelect)
    organisation = forms.CharField(
        label=_("ชื่อหน่วยงานหรือองค์กร"), max_length=200, required=False, widget=forms.TextInput({"list": "offices"})
    )
    sex = forms.ChoiceField(label=_("เพศ (ไม่บอกก็ได้)"), required=False, choices=_of(rules.SEXES, _("ไม่บอก")))
    age = forms.ChoiceField(label=_("ช่วงอายุ (ไม่บอกก็ได้)"), required=False, choices=_of(rules.AGES, _("ไม่บอก")))

    def __init__(self, *args, villages: Sequence[Place], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        more = [(ELSEWHERE, _("นอกตำบล")), (OFFICE, _("มาในนามหน่วยงานหรือองค์กร"))]
        self.fields["where"].choices = [*((each.code, each.title) for each in villages), *more]

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("where") == OFFICE and not self.cleaned_data.get("organisation", "").strip():
            self.add_error("organisation", ValidationError(_("โปรดบอกชื่อหน่วยงานหรือองค์กร")))
        return self.cleaned_data

    def told(self) -> dict[str, str]:
        said = self.cleaned_data
        where, is_office = said["where"], said["where"] == OFFICE
        return {
            "village": "" if where in (OFFICE, ELSEWHERE) else where,
            "organisation": said["organisation"] if is_office else "",
            "sex": said["sex"],
            "age": said["age"],
        }


def today() -> dict[str, object]:
    return {"on": timezone.localdate()}
