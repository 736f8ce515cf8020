"""Data that a tambon's partners share: the board, and the room of counts."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import organisations
from nsc.areas import places
from nsc.errors import Refused
from nsc.files import tables
from nsc.poverty.small import Hidden
from nsc.reports import data_room
from nsc.tambon import data_sharing
from nsc.web import tambon as shown
from nsc.web.dimensions import BY_KEY
from nsc.web.forms_programmes import act
from nsc.web.forms_tambon_partners import DataSetForm, EndForm, GapForm, NumberForm, RenewForm, UseForm, told
from nsc.web.templatetags.figures import thaidate, year
from nsc.web.words import said

CSV, XLSX = "csv", "xlsx"


def board(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    found = data_sharing.board(request.user, timezone.now(), code)
    forms = _forms(request, found) if head.begun.may_write else {}
    if request.method == "POST" and _acted(request, code, forms):
        return redirect("tambon-data", code)
    return render(request, "pages/tambon/data/board.html", {"head": head, "board": found, "forms": forms})


def _forms(request: HttpRequest, found: data_sharing.Board) -> dict[str, object]:
    asked = request.POST.get("act", "")
    sent = {name: request.POST if asked == name else None for name in ("share", "use", "miss")}
    offices = sorted(organisations.names().items(), key=lambda pair: thai.sort_key(pair[1]))
    sets = [(each.id, f"{each.name} · {each.holder}") for each in found.sets]
    return {
        "share": DataSetForm(sent["share"], offices=offices, name="share"),
        "use": UseForm(sent["use"], sets=sets, offices=offices, name="use") if sets else None,
        "miss": GapForm(sent["miss"], offices=offices, name="miss"),
    }


def _acted(request: HttpRequest, code: str, forms: dict) -> bool:
    """False where a form has to be mended, and keeps what was typed."""
    asked, given = request.POST.get("act", ""), {"by": request.user, "at": timezone.now(), "area": code}
    verbs = {"share": data_sharing.share, "use": data_sharing.use, "miss": data_sharing.miss}
    if asked in verbs and forms.get(asked):
        form = forms[asked]
        if not form.is_valid() or not act(form, verbs[asked], **given, **form.cleaned_data):
            return False
    elif asked == "renew":
        line = told(RenewForm(request.POST))
        data_sharing.renew(**given, data_set=line["number"], updated_on=line["updated_on"])
    elif asked in ("stop", "close"):
        line = told(EndForm(request.POST))
        if asked == "stop":
            data_sharing.stop(**given, data_set=line["number"], because=line["because"])
        else:
            data_sharing.close_gap(**given, gap=line["number"], because=line["because"])
    elif asked == "stop-using":
        data_sharing.stop_using(**given, use=told(NumberForm(request.POST))["number"])
    else:
        raise Refused(_("หน้านี้ไม่มีการกระทำที่ขอ โปรดเปิดหน้าใหม่แล้วลองอีกครั้ง"))
    messages.success(request, _("บันทึกแล้ว"))
    return True


def room(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    found = data_room.figures(request.user, timezone.now(), code)
    groups = [(key, list(rows)) for key, rows in groupby(found, key=lambda each: (each.measure, each.dimension))]
    rows = [
        (_name(first), _means(first), _as_of(first), first.count, [(places.name(each.area_code), each.count) for each in below])
        for _key, (first, *below) in groups
    ]
    return render(request, "pages/tambon/data/room.html", {"head": head, "rows": rows})


def file(request: HttpRequest, code: str) -> HttpResponse:
    """Counts as csv or xlsx; what is hidden is said to be, and none of it is a number."""
    head = shown.head(request, code)
    found = data_room.table(by=request.user, at=timezone.now(), area=code)
    headings = [_("รหัสพื้นที่"), _("พื้นที่"), _("รายการ"), _("จำนวน"), _("นิยาม"), _("ข้อมูลของ")]
    lines = [_line(each) for each in found]
    about = [
        (_("ตำบล"), head.title),
        (_("ชื่อ"), _("ห้องข้อมูลของภาคี: จำนวนรวมเท่านั้น")),
        (_("จำนวนน้อย"), _("จำนวน 1 ถึง 4 และจำนวนที่ใช้คำนวณกลับได้ แสดงเป็น “ปิด”")),
        (_("ออกเมื่อ"), timezone.localtime().isoformat(timespec="minutes")),
    ]
    name = f"tambon-{code}-counts"
    if request.GET.get("format") == XLSX:
        book = tables.workbook(headings, lines, about, (_("เกี่ยวกับ"), _("ตัวเลข")))
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=tables.WORKBOOK_TYPE)
    answer = StreamingHttpResponse(tables.lines(headings, lines, about), content_type=tables.CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return answer


def _line(each: data_room.Figure) -> Sequence[tables.Cell]:
    count = _("ปิด") if isinstance(each.count, Hidden) else each.count
    return (each.area_code, places.name(each.area_code), _name(each), count, _means(each), _as_of(each))


def _name(each: data_room.Figure) -> str:
    is_need = each.measure == "unmet_households"
    dimension = str(BY_KEY[each.dimension].name) if each.dimension in BY_KEY else _("ด้านอื่น")
    return f"{said(each.name)}: {dimension}" if is_need else said(each.name)


def _means(each: data_room.Figure) -> str:
    return said(each.means)


def _as_of(each: data_room.Figure) -> str:
    if isinstance(each.as_of, date):
        return _("นับ ณ %(on)s") % {"on": thaidate(each.as_of)}
    return _("รอบสำรวจ %(year)s") % {"year": year(each.as_of)}
