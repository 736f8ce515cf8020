"""Forms of visits and needs, each question with a name of its own, so that whatever was typed comes back with an error beside it."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from nsc.access import purposes
from nsc.casework import needs, visit_rules, visits
from nsc.poverty.union import DIMENSIONS
from nsc.registry import rules as registered
from nsc.registry.consents import HOW
from nsc.reports.names import worded
from nsc.web.forms_targets import VisitForm as SurveyForm
from nsc.web.forms_targets import day, file

PURPOSES = dict(visits.PURPOSES)
URGENCIES = needs.URGENCIES
CONSENTS = visits.ASKED_AT_THE_DOOR
OWN = 3  # needs typed in one's own words
PHOTOGRAPHS = "image/jpeg,image/png,image/webp"
COLOURS = (("g", _("เขียว")), ("y", _("เหลือง")), ("r", _("แดง")))
MOVED = (("left", _("ย้ายออก")), ("died", _("เสียชีวิต")))


def words(label, rows: int = 2, most: int = 500, **told) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), max_length=most, required=False, **told)


def chosen(label, choices, *, blank, **told) -> forms.ChoiceField:
    """One of them, or what `blank` says."""
    return forms.ChoiceField(label=label, choices=[("", blank), *choices], required=False, **told)


def whom(relatives: Iterable) -> list[tuple[str, str]]:
    """Who may be meant, by their number: the household as a whole comes as the blank choice."""
    return [(str(each.person), each.name or gettext("สมาชิกคนหนึ่ง")) for each in relatives]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """No file, one or several."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        sent = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        return [super(ManyFilesField, self).clean(each, initial) for each in sent]


class NeedsForm(forms.Form):
    """What the survey saw, to be ticked by its urgency; and a few needs in one's own words."""

    def __init__(self, *args, offered: Sequence, relatives: Sequence, problems: Sequence = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {f"offer-{each.set_code}-{each.indicator}-{each.person or 0}": each for each in offered}
        for name, each in self.offered.items():
            label = f"{worded(each.what)} · {each.who}" if each.who else worded(each.what)
            self.fields[name] = chosen(label, URGENCIES, blank=_("ไม่บันทึก"), widget=forms.RadioSelect)
        dimensions = [(key, gettext_lazy(name)) for key, name in visit_rules.DIMENSION_NAMES.items()]
        for number in range(1, OWN + 1):
            self.fields |= {
                f"need{number}-dimension": chosen(_("ด้าน"), dimensions, blank=_("เลือกด้าน")),
                f"need{number}-text": words(_("ต้องการอะไร"), most=needs.WORDS),
                f"need{number}-person": chosen(_("ของใคร"), whom(relatives), blank=_("ทั้งครัวเรือน")),
                f"need{number}-urgency": chosen(_("ความเร่งด่วน"), URGENCIES, blank=_("เลือกความเร่งด่วน")),
                f"need{number}-self_help": words(_("ครอบครัวทำเองได้อย่างไร"), most=needs.WORDS),
            }

    @property
    def ticks(self) -> list[tuple[str, forms.BoundField]]:
        """(dimension, field) of what the survey saw."""
        return [(each.dimension, self[name]) for name, each in self.offered.items()]

    @property
    def own(self) -> list[list[forms.BoundField]]:
        names = ("dimension", "text", "person", "urgency", "self_help")
        return [[self[f"need{number}-{name}"] for name in names] for number in range(1, OWN + 1)]

    def clean(self) -> dict[str, object]:
        for number in range(1, OWN + 1):
            said = {name: self.cleaned_data.get(f"need{number}-{name}") for name in ("dimension", "text", "urgency", "self_help", "person")}
            if not any(said.values()):
                continue
            for name, ask in (("dimension", _("โปรดเลือกด้าน")), ("text", _("โปรดบอกว่าต้องการอะไร")), ("urgency", _("โปรดเลือกความเร่งด่วน"))):
                if not said[name]:
                    self.add_error(f"need{number}-{name}", ask)
        return self.cleaned_data

    def asked(self) -> list[needs.Asked]:
        told = self.cleaned_data
        found = [
            needs.Asked(each.dimension, told[name], each.person, each.indicator, each.set_code)
            for name, each in self.offered.items()
            if told[name]
        ]
        for number in range(1, OWN + 1):
            of = {name: told[f"need{number}-{name}"] for name in ("dimension", "urgency", "text", "self_help", "person")}
            if of["text"]:
                found.append(needs.Asked(**of | {"person": int(of["person"]) if of["person"] else None}))
        return found


class VisitForm(NeedsForm):
    """One visit, from the door to the next appointment. `questions`: (number, text) of the survey's, where they may be asked again."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    appointment = forms.IntegerField(widget=forms.HiddenInput, required=False)
    purpose = forms.ChoiceField(label=_("เยี่ยมแบบใด"))
    on = day(_("วันที่เยี่ยม"))
    visitors = forms.CharField(label=_("ใครไปเยี่ยม"), max_length=300, help_text=_("หน่วยงานหรือบทบาท เช่น ผู้ใหญ่บ้าน อสม. พัฒนากร"))
    met = forms.CharField(label=_("พบใคร"), max_length=300, required=False, help_text=_("เก็บแบบปิดผนึก"))
    lat = forms.FloatField(label=_("ละติจูด"), required=False)
    lon = forms.FloatField(label=_("ลองจิจูด"), required=False)
    accuracy = forms.FloatField(label=_("คลาดเคลื่อน (เมตร)"), required=False)
    problems = forms.MultipleChoiceField(label=_("ปัญหาด้านอื่น ๆ"), required=False, widget=forms.CheckboxSelectMultiple)
    saw_other = words(_("เล่าเพิ่ม"))
    came = words(_("ใครมาอยู่ใหม่"), help_text=_("คนละบรรทัด เช่น หลานชาย อายุ 3 ปี"))
    people = forms.IntegerField(label=_("คนที่อยู่ในบ้าน"), min_value=1, max_value=visit_rules.MOST_PEOPLE, required=False)
    income = forms.FloatField(label=_("รายได้เฉลี่ยต่อคนต่อปี (บาท)"), min_value=0, max_value=visit_rules.MOST_BAHT, required=False)
    debt_formal = forms.IntegerField(label=_("หนี้ในระบบ (บาท)"), min_value=0, max_value=visit_rules.MOST_BAHT, required=False)
    debt_informal = forms.IntegerField(label=_("หนี้นอกระบบ (บาท)"), min_value=0, max_value=visit_rules.MOST_BAHT, required=False)
    pictures = ManyFilesField(label=_("ภาพถ่าย"), required=False, widget=ManyFiles({"accept": PHOTOGRAPHS, "multiple": True}))
    picture_kind = forms.ChoiceField(label=_("เป็นภาพของ"), required=False)
    agreed = forms.MultipleChoiceField(label=_("ครัวเรือนยินยอม"), required=False, widget=forms.CheckboxSelectMultiple)
    consent_how = forms.ChoiceField(label=_("ให้อย่างไร"), required=False)
    consent_note = words(_("บันทึกหลักฐาน"), help_text=_("ถ้าไม่มีแบบฟอร์มที่ลงนาม เขียนว่าให้อย่างไร ต่อหน้าใคร"))
    consent_file = file(_("แบบฟอร์มที่ลงนาม"))
    note = words(_("บันทึกอื่น ๆ"), rows=4, most=2000)
    next_on = day(_("นัดครั้งต่อไป"), required=False)
    file = file(_("หลักฐาน (ภาพหรือเอกสาร)"))

    def __init__(
        self, *args, door: visits.Door, questions: list[tuple[int, str]], problems: Sequence, held: Iterable[str], **kwargs
    ) -> None:
        super().__init__(*args, offered=door.offered, relatives=door.relatives, **kwargs)
        self.relatives, self.numbers = door.relatives, [number for number, _text in questions]
        self.fields["purpose"].choices = [(each, PURPOSES[each]) for each in door.purposes]
        self.fields["problems"].choices = [(each.code, worded(each)) for each in problems]
        self.fields["picture_kind"].choices = [(key, gettext(name)) for key, name in registered.KINDS.items()]
        may_ask = [key for key in CONSENTS if door.may_consent and key not in set(held)]
        self.fields["agreed"].choices = [(key, gettext(purposes.known(key).name)) for key in may_ask]
        self.fields["consent_how"].choices = [(key, gettext(name)) for key, name in HOW.items()]
        people = whom(door.relatives)
        for name in DIMENSIONS:
            self.fields |= {
                f"view-{name}": chosen(_("ครอบครัวมองว่า"), COLOURS, blank=_("ไม่บอก"), widget=forms.RadioSelect),
                f"saw-{name}": words(_("ปัญหาที่พบ"), most=1000),
                f"who-{name}": chosen(_("ของใคร"), people, blank=_("ทั้งครัวเรือน")),
            }
        for number, label in people:
            self.fields[f"member-{number}"] = chosen(label, MOVED, blank=_("อยู่เหมือนเดิม"), widget=forms.RadioSelect)
        for number, text in questions:
            self.fields[f"q{number}"] = forms.ChoiceField(
                label=f"{number}. {text}", choices=SurveyForm.ANSWERS, widget=forms.RadioSelect, required=False
            )

    @classmethod
    def fresh(cls, door: visits.Door, today: date) -> dict[str, object]:
        """What a form opens with: today, the usual purpose, the appointment it keeps."""
        usual = door.purposes[0] if door.purposes else ""
        kept = next((each.number for each in door.appointments if each.purpose == usual), None)
        return {"submission": uuid4(), "on": today, "purpose": usual, "appointment": kept}

    @property
    def dimensions(self) -> list[tuple[str, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(name, self[f"view-{name}"], self[f"saw-{name}"], self[f"who-{name}"]) for name in DIMENSIONS]

    @property
    def members(self) -> list[forms.BoundField]:
        return [self[f"member-{each.person}"] for each in self.relatives]

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"q{number}"] for number in self.numbers]

    @property
    def has_wrong_answers(self) -> bool:
        return any(f"q{number}" in self.errors for number in self.numbers)

    @property
    def asks_consent(self) -> bool:
        return bool(self.fields["agreed"].choices)

    def clean(self) -> dict[str, object]:
        told = super().clean()
        if (told.get("lat") is None) != (told.get("lon") is None):
            self.add_error("lat", ValidationError(_("โปรดใส่ทั้งละติจูดและลองจิจูด หรือเว้นว่างทั้งคู่")))
        if told.get("agreed") and len(told.get("consent_note") or "") < 10 and not told.get("consent_file"):
            self.add_error("consent_note", ValidationError(_("โปรดแนบแบบฟอร์มที่ลงนาม หรือเขียนว่าให้อย่างไร ต่อหน้าใคร (อย่างน้อย 10 ตัวอักษร)")))
        self._clean_questions(told)
        return told

    def _clean_questions(self, told: dict) -> None:
        """All of them at a follow-up; else all or none."""
        missing = [number for number in self.numbers if not told.get(f"q{number}")]
        must = told.get("purpose") in visit_rules.MEASURED
        if must and told.get("people") is None and "people" not in self.errors:
            self.add_error("people", ValidationError(_("โปรดบอกจำนวนคนที่อยู่ในบ้าน")))
        if must or len(missing) < len(self.numbers):
            for number in missing:
                self.add_error(f"q{number}", ValidationError(_("โปรดตอบข้อนี้")))

    def found(self) -> visits.Found:
        told = self.cleaned_data
        position = None
        if told["lat"] is not None:
            position = visit_rules.Position(told["lat"], told["lon"], told["accuracy"])
        same = ("on", "visitors", "met", "people", "income", "debt_formal", "debt_informal", "note", "next_on")
        return visits.Found(
            position=position,
            view={name: told[f"view-{name}"] for name in DIMENSIONS},
            saw=self._saw(),
            changes=self._changes(),
            answers="".join(told[f"q{number}"] for number in self.numbers),
            **{name: told[name] for name in same},
        )

    def _saw(self) -> list[visits.Saw]:
        told = self.cleaned_data
        found = [
            visits.Saw(name, told[f"saw-{name}"], person=int(told[f"who-{name}"]) if told[f"who-{name}"] else None)
            for name in DIMENSIONS
            if told[f"saw-{name}"].strip()
        ]
        found += [visits.Saw(visit_rules.OTHER, problem=each) for each in told["problems"]]
        return [*found, visits.Saw(visit_rules.OTHER, told["saw_other"])] if told["saw_other"].strip() else found

    def _changes(self) -> list[visits.Changed]:
        told = self.cleaned_data
        moved = [(told[f"member-{each.person}"], each.person) for each in self.relatives]
        new = [visits.Changed("came", text=line) for line in told["came"].splitlines() if line.strip()]
        return [*(visits.Changed(kind, person) for kind, person in moved if kind), *new]

    def taken(self) -> list[visits.Picture]:
        return [visits.Picture(each, self.cleaned_data["picture_kind"] or "house") for each in self.cleaned_data["pictures"]]

    def agreements(self, notice: int) -> list[visits.Agreed]:
        """The signed form stands behind the first; where it covers two purposes the note of the second says so."""
        told, paper = self.cleaned_data, self.cleaned_data["consent_file"]
        found = []
        for key in told["agreed"]:
            note = told["consent_note"] or (gettext("ลงนามในแบบฟอร์มเดียวกันกับความยินยอมเรื่องแรกของการเยี่ยมนี้") if found else "")
            found.append(visits.Agreed(key, told["consent_how"], notice, note, paper if not found else None))
        return found


class PlanForm(forms.Form):
    on = day(_("วันที่จะไปเยี่ยม"))
    who = forms.ChoiceField(label=_("ใครไป"))

    def __init__(self, *args, me: tuple[int, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].required = False
        self.fields["who"].choices = [("", gettext("พี่เลี้ยงของแต่ละครัวเรือน")), (str(me[0]), gettext("ข้าพเจ้า (%(name)s)") % {"name": me[1]})]

    def whom(self) -> int | None:
        return int(self.cleaned_data["who"]) if self.cleaned_data["who"] else None
