"""Pages of what a tambon's model brought, what was learnt, and how another takes it over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from nsc.reports import tambon_results as reports
from nsc.tambon import attendance, goals, indicator_values, lessons, opinion_results, replication, sroi
from nsc.web import forms_tambon_results as asked
from nsc.web import tambon as shown
from nsc.web import tambon_opinion
from nsc.web import tambon_results as page
from nsc.web.acts import Act
from nsc.web.tambon_acts import done
from nsc.web.templatetags.figures import year

SAVED = gettext_lazy("บันทึกแล้ว")
AHEAD = 5  # years from now in which a model may be begun


def results(request: HttpRequest, code: str) -> HttpResponse:
    head, user = shown.head(request, code), request.user
    found = sroi.sheets(user, code)
    of = {"sheets": [(each.id, each.title) for each in found]}
    acts = {
        "sheet": Act(asked.SheetForm, sroi.begin, SAVED),
        "input": Act(asked.InputForm, sroi.put_in, SAVED, of),
        "outcome": Act(asked.OutcomeForm, sroi.bring, SAVED, of),
        "take_out": Act(asked.TakeOutForm, sroi.take_out, gettext_lazy("ถอนรายการแล้ว")),
        "drop": Act(asked.DropForm, sroi.drop, gettext_lazy("ถอนรายการแล้ว")),
    }
    forms = done(request, code, acts)
    if forms is None:
        return redirect("tambon-results", code)
    dimensions = page.dimensions(goals.progress(user, code), indicator_values.of(user, code))
    compared = reports.compare(user, code, at=timezone.now())
    told = {
        "head": head,
        "forms": forms,
        "dimensions": dimensions,
        "compared": compared,
        "sheets": page.sheets(found),
        "events": attendance.sums(user, code),
        "opinions": tambon_opinion.changed(opinion_results.changes(user, code, on=timezone.localdate())),
    }
    return render(request, "pages/tambon/results/results.html", told)


def lessons_(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    acts = {
        "lesson": Act(asked.LessonForm, lessons.write, SAVED),
        "withdraw": Act(asked.WithdrawForm, lessons.withdraw, gettext_lazy("ถอนบทเรียนแล้ว")),
    }
    if head.begun.may_write:
        this = timezone.localdate().year
        given = {"models": replication.models(request.user, code), "years": [(each, year(each)) for each in range(this, this + AHEAD + 1)]}
        acts["adopt"] = Act(asked.AdoptForm, replication.adopt, gettext_lazy("นำแบบแผนมาใช้แล้ว โปรดใส่ค่าเริ่มต้นของตำบลท่านเอง"), given)
    forms = done(request, code, acts)
    if forms is None:
        return redirect("tambon-lessons", code)
    told = {"head": head, "forms": forms, "lessons": lessons.of(request.user, code), "family": replication.family(request.user, code)}
    return render(request, "pages/tambon/results/lessons.html", told)
