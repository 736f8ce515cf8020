"""Pages of a tambon's enterprise: how it is founded, whose it is, what it earns and what that is used for."""

from datetime import date

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.files import tables
from nsc.paper import pdf
from nsc.tambon import books, enterprises, foundings, shareholders
from nsc.web import downloads
from nsc.web import forms_tambon_company as asked
from nsc.web import tambon as shown
from nsc.web import tambon_company as page
from nsc.web.acts import Act
from nsc.web.tambon_acts import done

SAVED = gettext_lazy("บันทึกแล้ว")


def company(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    firm = enterprises.find(request.user, code)
    known = {"name": firm.name, "about": firm.about, "shares_profit": "yes" if firm.shares_profit else "no"} if firm else {}
    forms = done(request, code, {"establish": Act(asked.EstablishForm, enterprises.establish, SAVED, initial=known)})
    if forms is None:
        return redirect("tambon-company", code)
    told = {"head": head, "firm": firm, "forms": forms, "law": page.law()}
    if firm:
        accounts = books.years(request.user, code, on=timezone.localdate())
        told |= {"steps": foundings.steps(request.user, code), "accounts": [page.account(each) for each in accounts]}
        told["book_year"] = accounts[0].year if accounts else timezone.localdate().year
    return render(request, "pages/tambon/company/home.html", told)


def stage(request: HttpRequest, code: str, stage: str) -> HttpResponse:
    head = shown.head(request, code)
    step = next((each for each in foundings.steps(request.user, code) if each.stage.key == stage), None)
    if step is None:
        raise scope.OutOfSight(stage[:30])
    fixed, wanted = {"stage": stage}, [(paper.key, paper.name) for paper in step.papers if paper.id is None]
    acts = {
        "tick": Act(asked.TickForm, foundings.tick, SAVED, {"papers": wanted}, fixed),
        "untick": Act(asked.UntickForm, foundings.untick, gettext_lazy("ถอนหลักฐานแล้ว")),
        "enter": Act(asked.EnterForm, foundings.enter, gettext_lazy("บันทึกขั้นแล้ว"), fixed=fixed),
        "leave": Act(asked.LeaveStageForm, foundings.leave, gettext_lazy("ถอนขั้นแล้ว")),
    }
    forms = done(request, code, acts)
    if forms is None:
        return redirect("tambon-company-stage", code, stage)
    may_open = scope.may(request.user, Permission.FARMER_SEE, code)
    told = {"head": head, "step": step, "forms": forms, "sure": page.sure()[step.stage.sure], "may_open": may_open}
    return render(request, "pages/tambon/company/stage.html", told)


@never_cache
def paper(request: HttpRequest, code: str, proof: int) -> HttpResponse:
    return downloads.paper(foundings.download(by=request.user, at=timezone.now(), area=code, proof=proof))


@never_cache
def people(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    on = _day(request.GET.get("on", "")) or timezone.localdate()
    acts = _people_acts(request, code) if head.begun.may_write else {}
    forms = done(request, code, acts)
    if forms is None:
        return redirect("tambon-company-people", code)
    found = shareholders.register(request.user, code, at=timezone.now(), on=on)
    told = {"head": head, "register": found, "forms": forms, "sectors": page.sectors(found), "rows": page.holders(found)}
    return render(request, "pages/tambon/company/people.html", told)


def _people_acts(request: HttpRequest, code: str) -> dict[str, Act]:
    parties = [(number, name or _("ลบชื่อแล้ว")) for number, name, _kind in shareholders.parties(request.user, code)]
    shares = [(each.id, f"{each.name} ({each.baht:,.2f})") for each in shareholders.classes(request.user, code)]
    of = {"parties": parties}
    return {
        "join": Act(asked.JoinForm, shareholders.join, SAVED),
        "move": Act(asked.MoveForm, shareholders.move, gettext_lazy("บันทึกหุ้นแล้ว"), of | {"shares": shares}),
        "divide": Act(asked.DivideForm, shareholders.divide, SAVED),
        "seat": Act(asked.SeatForm, shareholders.seat, SAVED, of),
        "unseat": Act(asked.UnseatForm, shareholders.unseat, SAVED),
        "leave": Act(asked.LeaveForm, shareholders.leave, SAVED, of),
    }


def accounts(request: HttpRequest, code: str, year: int) -> HttpResponse:
    head, today = shown.head(request, code), timezone.localdate()
    _check(year)
    found = books.of_year(request.user, code, year)
    all_years = books.years(request.user, code, on=today)
    forms = done(request, code, _book_acts(request, code, year, found))
    if forms is None:
        return redirect("tambon-company-books", code, year)
    account = next((page.account(each) for each in all_years if each.year == year), None)
    told = {"head": head, "year": year, "account": account, "books": [page.book(each) for each in found], "forms": forms}
    told |= {"years": page.years(all_years, year, today), "uses": page.uses(books.uses(request.user, code, year)), "law": page.law()}
    return render(request, "pages/tambon/company/books.html", told)


def _book_acts(request: HttpRequest, code: str, year: int, found: list[books.Book]) -> dict[str, Act]:
    still_open = [(each.id, asked.period_name(each.starts_on, each.months)) for each in found if not each.closed_at]
    of_open, of_year = {"open_periods": still_open}, {"year": year}
    free = asked.periods(timezone.localdate(), books.taken(request.user, code))
    lines = [page.choice(line) for each in found for line in each.lines if line.corrects is None]
    return {
        "open": Act(asked.OpenForm, books.open_period, gettext_lazy("เปิดงวดแล้ว"), {"periods": free}),
        "write": Act(asked.WriteForm, books.write, gettext_lazy("ลงบัญชีแล้ว"), of_open),
        "correct": Act(asked.CorrectForm, books.correct, gettext_lazy("ลงรายการปรับปรุงแล้ว"), {"lines": lines}),
        "close": Act(asked.CloseForm, books.close, gettext_lazy("ปิดงวดแล้ว"), of_open),
        "use": Act(asked.UseForm, books.use_profit, SAVED, fixed=of_year),
        "take_back": Act(asked.TakeBackForm, books.take_back, gettext_lazy("ถอนรายการแล้ว")),
        "workers": Act(asked.WorkersForm, books.report_workers, SAVED, fixed=of_year),
    }


def file(request: HttpRequest, code: str, year: int) -> HttpResponse:
    _check(year)
    found = books.export(by=request.user, at=timezone.now(), area=code, year=year)
    headings, rows, about = page.HEADINGS, page.file_rows(found), page.file_about(enterprises.find(request.user, code), year)
    names, kind = [str(each) for each in headings], "csv" if request.GET.get("as") == "csv" else "xlsx"
    if kind == "csv":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            tables.lines(names, rows, about), content_type=tables.CONTENT_TYPE
        )
    else:
        response = FileResponse(tables.workbook(names, rows, about, (_("ที่มา"), _("รายการ"))), content_type=tables.WORKBOOK_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"books-{code}-{year}.{kind}")
    return response


@never_cache
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The annual report. Its board has names for who may see them."""
    at = timezone.now()
    head = shown.head(request, code)
    _check(year)
    firm = enterprises.find(request.user, code)
    account = books.report(by=request.user, at=at, area=code, year=year)
    last = min(date(year, 12, 31), timezone.localdate(at))
    register = shareholders.register(request.user, code, at=at, on=last)
    told = page.report(head, firm, account, register, foundings.steps(request.user, code), books.uses(request.user, code, year), at)
    content = pdf.made("enterprise_year", told)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"enterprise-{code}-{year}.pdf")
    return response


def _check(year: int) -> None:
    """A year in which there could be books; others are no page."""
    if not 2000 <= year <= 2200:
        raise scope.OutOfSight(str(year))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # typed into the address: as if nothing had been
        return None
