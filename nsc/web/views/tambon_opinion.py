"""The team's pages of surveys of opinions: questions, waves, paper, what was written, results."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.files import tables
from nsc.paper import pdf
from nsc.tambon import opinion_results, opinion_sheets, opinions
from nsc.tambon import opinion_rules as rules
from nsc.tambon.opinions import Survey, Wave
from nsc.web import forms_tambon_opinion as asked
from nsc.web import tambon as shown
from nsc.web import tambon_opinion as page
from nsc.web.acts import Act
from nsc.web.forms_programmes import act
from nsc.web.tambon_acts import done
from nsc.web.words import said

asks = require_http_methods(["GET", "HEAD", "POST"])
SAVED = gettext_lazy("บันทึกแล้ว")


def listed(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    found = opinions.of(request.user, code, on=timezone.localdate())
    waiting = opinion_sheets.waiting(request.user, code) if head.begun.may_write else {}
    rows = [(each, said(rules.PURPOSES[each.purpose]), [_wave(wave) for wave in each.waves], waiting.get(each.id, 0)) for each in found]
    return render(request, "pages/tambon/opinion/list.html", {"head": head, "rows": rows})


@asks
def draw_up(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.writes(request, code)
    known = opinions.of(request.user, code, on=timezone.localdate())
    form = asked.DrawUpForm(request.POST if request.method == "POST" else None, surveys=known)
    if request.method == "POST" and form.is_valid():
        made: list[int] = []
        told = {"by": request.user, "at": timezone.now(), "area": code}
        if act(form, lambda **given: made.append(opinions.draw_up(**given)), **told, **form.cleaned_data):
            return redirect("tambon-opinions-one", code, made[0])
    return shown.form_page(request, head, form, _("แบบสำรวจใหม่"), "tambon-opinions")


@asks
def one(request: HttpRequest, code: str, survey: int) -> HttpResponse:
    head = shown.head(request, code)
    found = opinions.find(request.user, code, survey, on=timezone.localdate())
    of = {"survey": survey}
    acts = {
        "ask": Act(asked.AskForm, opinions.ask, gettext_lazy("เพิ่มคำถามแล้ว"), fixed=of),
        "strike": Act(asked.StrikeForm, opinions.strike, gettext_lazy("นำคำถามออกแล้ว"), fixed=of),
        "wave": Act(
            asked.WaveForm, opinions.open_wave, gettext_lazy("ตั้งวันรับคำตอบแล้ว"), fixed=of, initial={"opens_on": timezone.localdate()}
        ),
        "move": Act(asked.MoveForm, opinions.move_end, gettext_lazy("เปลี่ยนวันปิดแล้ว"), fixed=of),
        "end": Act(asked.EndForm, opinions.end, gettext_lazy("เลิกใช้แบบสำรวจแล้ว คำตอบยังอยู่"), fixed=of),
    }
    forms = done(request, code, acts)
    if forms is None:
        return redirect("tambon-opinions-one", code, survey)
    told = {
        "head": head,
        "survey": found,
        "purpose": said(rules.PURPOSES[found.purpose]),
        "questions": [(each, said(rules.KINDS[each.kind]), said(rules.AUDIENCES[each.audience])) for each in found.questions],
        "waves": [_wave(each) for each in found.waves],
        "groups": [(group, said(rules.GROUPS[group])) for group in found.groups],
        "waiting": opinion_sheets.waiting(request.user, code).get(survey, 0) if head.begun.may_write else 0,
        "forms": forms,
    }
    return render(request, "pages/tambon/opinion/one.html", told)


def _wave(wave: Wave) -> dict[str, object]:
    of_group = [(said(rules.GROUPS[group]), n) for group, n in wave.of_group]
    is_public = wave.state != opinions.CLOSED
    told = {"it": wave, "name": page.wave_name(wave.number), "state": page.states()[wave.state], "of_group": of_group}
    return told | {"address": page.address(wave.token) if is_public else "", "code": page.code(wave.token) if is_public else None}


def results(request: HttpRequest, code: str, survey: int) -> HttpResponse:
    head = shown.head(request, code)
    found = opinion_results.of(request.user, code, survey, on=timezone.localdate(), group=request.GET.get("group", "")[:20])
    words = opinion_sheets.shown(request.user, code, survey)
    written = [
        (each.text, [(page.wave_name(wave), texts) for wave, texts in sorted(words[each.id].items())])
        for each in found.survey.questions
        if each.id in words
    ]
    told = {"head": head, "found": found, "groups": page.groups(found), "lines": page.lines(found), "written": written}
    told |= {"waves": [_wave(each) for each in found.survey.waves], "is_compared": len(found.waves) > 1}
    return render(request, "pages/tambon/opinion/results.html", told)


def file(request: HttpRequest, code: str, survey: int) -> HttpResponse:
    """As csv or xlsx: every group that may be told."""
    head = shown.head(request, code)
    found = opinions.find(request.user, code, survey, on=timezone.localdate())
    rows = page.table(opinion_results.table(by=request.user, at=timezone.now(), area=code, number=survey))
    headings, about, name = [str(each) for each in page.HEADINGS], page.about(head, found), f"opinions-{code}-{survey}"
    if request.GET.get("format") == "xlsx":
        book = tables.workbook(headings, rows, about, (_("เกี่ยวกับ"), _("ผลสำรวจ")))
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=tables.WORKBOOK_TYPE)
    answer = StreamingHttpResponse(tables.lines(headings, rows, about), content_type=tables.CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return answer


def paper(request: HttpRequest, code: str, survey: int, wave: int) -> HttpResponse:
    """The form for one group (?group=), to be printed and written on."""
    head, found, row = _of_wave(request, code, survey, wave)
    group = _group(request, found)
    places = opinion_sheets.villages(code) if group == rules.VILLAGER else opinion_sheets.organisation_kinds()
    content = pdf.made("opinion_form", page.paper(head, found, row, group, places))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"opinions-{code}-{survey}-{group}.pdf")
    return response


@asks
def enter(request: HttpRequest, code: str, survey: int, wave: int) -> HttpResponse:
    """A sheet of paper, typed; then the next."""
    head, found, row = _of_wave(request, code, survey, wave)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)
    group = _group(request, found)
    questions = [each for each in found.questions if each.is_for(group)]
    sent = request.POST if request.method == "POST" else None
    form = asked.SheetForm(sent, group=group, questions=questions, villages=opinion_sheets.villages(code))
    told = {"by": request.user, "at": timezone.now(), "area": code, "survey": survey, "wave": wave}
    if sent and form.is_valid() and act(form, opinion_sheets.enter, **told, **form.told()):
        messages.success(request, _("บันทึกแผ่นนี้แล้ว พิมพ์แผ่นต่อไปได้"))
        return redirect(f"{request.path}?group={group}")
    context = {"head": head, "survey": found, "wave": _wave(row), "form": form, "group": group}
    context["groups"] = [(each, said(rules.GROUPS[each]), each == group) for each in found.groups]
    return render(request, "pages/tambon/opinion/enter.html", context)


@asks
def words(request: HttpRequest, code: str, survey: int) -> HttpResponse:
    """What was written, before anybody else reads it."""
    head = shown.writes(request, code)
    found = opinions.find(request.user, code, survey, on=timezone.localdate())
    forms = done(request, code, {"look": Act(asked.LookForm, opinion_sheets.look, SAVED, fixed={"survey": survey})})
    if forms is None:
        return redirect("tambon-opinions-words", code, survey)
    unread = opinion_sheets.unread(request.user, timezone.now(), code, survey)
    return render(request, "pages/tambon/opinion/words.html", {"head": head, "survey": found, "written": unread})


def _of_wave(request: HttpRequest, code: str, survey: int, wave: int) -> tuple[shown.Head, Survey, Wave]:
    head = shown.head(request, code)
    found = opinions.find(request.user, code, survey, on=timezone.localdate())
    row = next((each for each in found.waves if each.id == wave), None)
    if row is None:
        raise scope.OutOfSight(str(wave))
    return head, found, row


def _group(request: HttpRequest, found: Survey) -> str:
    """Asked for in the address; else the first that is asked anything."""
    asked_for = request.GET.get("group", "")
    return asked_for if asked_for in found.groups else (found.groups or tuple(rules.GROUPS))[0]
