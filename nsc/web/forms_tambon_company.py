"""Forms of a tambon's enterprise: stages and papers, people and shares, the books."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nsc import thai
from nsc.tambon import enterprise_rules as rules
from nsc.web.forms_programmes import day
from nsc.web.templatetags.figures import MONTHS, year

PAPERS = ".pdf,.jpg,.jpeg,.png,.webp"
BACK = 36  # months that a period may be opened for


def choices(of: dict[str, str]) -> list[tuple[str, str]]:
    return [("", _("เลือก")), *((key, _now(name)) for key, name in of.items())]


def money(label, **told) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, **{"min_value": 0} | told)


def token() -> forms.UUIDField:
    """Of one filled-in form: sent twice, what it says is written once."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def number() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput)


def why() -> forms.CharField:
    return forms.CharField(label=_("เหตุผล"), max_length=300)


class EstablishForm(forms.Form):
    name = forms.CharField(label=_("ชื่อวิสาหกิจ"), max_length=200)
    about = forms.CharField(label=_("ทำอะไร เพื่อใคร"), max_length=500, widget=forms.Textarea({"rows": 3}))
    shares_profit = forms.TypedChoiceField(
        label=_("แบ่งปันกำไรให้ผู้ถือหุ้นหรือสมาชิกหรือไม่"),
        choices=[("no", _("ไม่แบ่งปันกำไร")), ("yes", _("แบ่งปันได้"))],
        coerce=lambda value: value == "yes",
        help_text=_("ชนิดที่ไม่แบ่งปันกำไร ไม่ผูกพันเกณฑ์รายได้จากการค้าร้อยละ 50"),
    )


class TickForm(forms.Form):
    paper = forms.ChoiceField(label=_("เอกสาร"))
    number = forms.CharField(label=_("เลขที่"), max_length=60, required=False)
    on = day(_("ลงวันที่"))
    file = forms.FileField(
        label=_("ไฟล์"),
        required=False,
        widget=forms.FileInput({"accept": PAPERS}),
        help_text=_("PDF หรือภาพถ่าย ไม่เกิน 10 เมกะไบต์ เก็บแบบเข้ารหัส"),
    )

    def __init__(self, *args, papers: Sequence[tuple[str, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = [("", _("เลือก")), *papers]


class EnterForm(forms.Form):
    on = day(_("วันที่เข้าสู่ขั้นนี้"), help_text=_("วันประชุมก่อตั้ง วันจดทะเบียน หรือวันแจ้ง"))
    number = forms.CharField(label=_("เลขทะเบียน"), max_length=60, required=False)


class UntickForm(forms.Form):
    proof = number()
    because = why()


class LeaveStageForm(forms.Form):
    founding = number()
    because = why()


class JoinForm(forms.Form):
    kind = forms.ChoiceField(label=_("เป็น"))
    name = forms.CharField(label=_("ชื่อ"), max_length=200, help_text=_("บุคคล: คำนำหน้า ชื่อ นามสกุล"))
    told_apart = forms.CharField(label=_("ข้อความแยกคนชื่อซ้ำ"), max_length=100, required=False, help_text=_("เช่น หมู่ 3"))
    sector = forms.ChoiceField(label=_("ภาคส่วน"))
    on = day(_("เข้าร่วมวันที่"))
    national_id = forms.CharField(
        label=_("เลขประจำตัวประชาชน"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("ไม่เก็บเลข ใช้หาว่าเป็นใครในทะเบียน เพื่อให้เจ้าตัวขอดูหรือขอลบข้อมูลของตนได้"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(rules.PARTIES)
        self.fields["sector"].choices = choices(rules.SECTORS)


class _OfParties(forms.Form):
    def __init__(self, *args, parties: Sequence[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in {"party", "giver", "taker"} & set(self.fields):
            blank = _("เลือก") if name == "party" else _("วิสาหกิจเอง")
            self.fields[name].choices = [("", blank), *parties]


class LeaveForm(_OfParties):
    party = forms.TypedChoiceField(label=_("ใคร"), coerce=int)
    on = day(_("ออกวันที่"))


class SeatForm(_OfParties):
    party = forms.TypedChoiceField(label=_("ใคร"), coerce=int)
    role = forms.CharField(label=_("ตำแหน่ง"), max_length=100, help_text=_("เช่น ประธานกรรมการ เหรัญญิก"))
    on = day(_("ตั้งแต่วันที่"))


class UnseatForm(forms.Form):
    seat = number()
    on = day(_("สิ้นสุดวันที่"))


class DivideForm(forms.Form):
    name = forms.CharField(label=_("ชนิดหุ้น"), max_length=60, help_text=_("เช่น หุ้นสามัญ"))
    baht = money(_("มูลค่าหุ้นละ (บาท)"))


class MoveForm(_OfParties):
    token = token()
    share = forms.TypedChoiceField(label=_("ชนิดหุ้น"), coerce=int)
    number = forms.IntegerField(label=_("จำนวนหุ้น"), min_value=1, max_value=10**9)
    giver = forms.TypedChoiceField(label=_("จาก"), coerce=int, empty_value=None, required=False, help_text=_("ออกหุ้นใหม่: เลือกวิสาหกิจเอง"))
    taker = forms.TypedChoiceField(label=_("ให้"), coerce=int, empty_value=None, required=False, help_text=_("คืนหุ้น: เลือกวิสาหกิจเอง"))
    on = day(_("วันที่"))
    note = forms.CharField(label=_("หมายเหตุ"), max_length=300, required=False)

    def __init__(self, *args, shares: Sequence[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share"].choices = shares


def periods(today: date, taken: Sequence[tuple[date, int]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Months and quarters that have begun and overlap none that is open, the newest first: value "2025-01-01/3"."""
    found: dict[int, list[tuple[str, str]]] = {1: [], 3: []}
    for back in range(BACK):
        month = today.year * 12 + today.month - 1 - back
        start = date(month // 12, month % 12 + 1, 1)
        for long in (1, 3):
            free = all(not (at < rules.ends(start, long) and start < rules.ends(at, months)) for at, months in taken)
            if free and (long == 1 or start.month % 3 == 1):
                found[long].append((f"{start.isoformat()}/{long}", period_name(start, long)))
    return [(_("ไตรมาส"), found[3]), (_("เดือน"), found[1])]


def period_name(start: date, months: int) -> str:
    """ไตรมาส 1/2568, ม.ค. 2568."""
    if months == 3:
        return str(_("ไตรมาส %(quarter)s/%(year)s") % {"quarter": start.month // 3 + 1, "year": year(start.year)})
    return f"{MONTHS[start.month - 1]} {thai.buddhist_year(start.year)}"


class OpenForm(forms.Form):
    period = forms.ChoiceField(label=_("งวดบัญชี"))

    def __init__(self, *args, periods: Sequence = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods

    def told(self) -> dict[str, object]:
        start, long = self.cleaned_data["period"].split("/")
        return {"starts_on": date.fromisoformat(start), "months": int(long)}


class WriteForm(forms.Form):
    token = token()
    period = forms.TypedChoiceField(label=_("งวดที่เปิดอยู่"), coerce=int)
    kind = forms.ChoiceField(label=_("รายการ"))
    baht = money(_("จำนวนเงิน (บาท)"))
    note = forms.CharField(label=_("หมายเหตุ"), max_length=300, required=False, help_text=_("ไม่ใส่ชื่อบุคคล"))

    def __init__(self, *args, open_periods: Sequence[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = open_periods
        named = lambda of: [(key, _now(name)) for key, name in of.items()]  # noqa: E731
        self.fields["kind"].choices = [("", _("เลือก")), (_("รายได้"), named(rules.INCOME)), (_("ค่าใช้จ่าย"), named(rules.COST))]


class CorrectForm(forms.Form):
    token = token()
    line = forms.TypedChoiceField(label=_("รายการที่ผิด"), coerce=int)
    baht = money(_("จำนวนที่ถูก (บาท)"), help_text=_("0 ถ้ารายการนี้ไม่ควรมี ระบบลงรายการปรับปรุงเป็นส่วนต่าง รายการเดิมยังอยู่"))
    because = why()

    def __init__(self, *args, lines: Sequence[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", _("เลือก")), *lines]


class CloseForm(forms.Form):
    period = forms.TypedChoiceField(label=_("งวด"), coerce=int, help_text=_("ปิดแล้วลงรายการใหม่ไม่ได้ แก้ได้ด้วยรายการปรับปรุงเท่านั้น"))

    def __init__(self, *args, open_periods: Sequence[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = open_periods


class UseForm(forms.Form):
    token = token()
    use = forms.ChoiceField(label=_("ใช้เพื่อ"))
    baht = money(_("จำนวนเงิน (บาท)"))
    on = day(_("มีมติวันที่"))
    note = forms.CharField(label=_("หมายเหตุ"), max_length=300, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = choices(rules.USES)


class TakeBackForm(forms.Form):
    use = number()
    because = why()


class WorkersForm(forms.Form):
    workers = forms.IntegerField(label=_("คนทำงานทั้งหมด"), min_value=0, max_value=100_000)
    poor_workers = forms.IntegerField(label=_("ในจำนวนนี้ มาจากครัวเรือนยากจน"), min_value=0, max_value=100_000)
    poor_households = forms.IntegerField(label=_("เป็นครัวเรือนยากจนกี่ครัวเรือน"), min_value=0, max_value=100_000)
    results = forms.CharField(
        label=_("ผลทางสังคมของปี"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}), help_text=_("ไม่ใส่ชื่อบุคคล")
    )
