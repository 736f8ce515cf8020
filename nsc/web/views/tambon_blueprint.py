"""Pages of a tambon's Blueprint: the version, its projects, planning together, papers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc import thai
from nsc.access import organisations, scope
from nsc.access.roles import Permission
from nsc.errors import Refused
from nsc.poverty.union import NAMES
from nsc.reports import blueprint_book, blueprint_reach
from nsc.tambon import blueprint_rules as rules
from nsc.tambon import blueprints, commitments, goals, initiatives, plan_content, project_parts, project_plans, strategies, timetable
from nsc.web import inputs
from nsc.web import tambon as tambon_pages
from nsc.web import tambon_blueprint as shown
from nsc.web.forms_programmes import act as done
from nsc.web.forms_tambon_blueprint import FORMS, TITLES, ProjectForm, StrategyForm, YearsForm, part_form
from nsc.web.words import because, said

PAGES = "pages/tambon/blueprint/"


def _chosen(request: HttpRequest, code: str):
    versions = blueprints.of(request.user, code)
    asked = inputs.number(request.GET.get("version"), 4)
    found = blueprints.chosen(versions, asked)
    if asked and found is None:
        raise Http404
    return versions, found


def overview(request: HttpRequest, code: str) -> HttpResponse:
    head = tambon_pages.head(request, code)
    versions, version = _chosen(request, code)
    year = thai.fiscal_year(timezone.localdate())
    page = {"head": head, "versions": versions, "version": version, "form": YearsForm(initial={"first_year": year, "last_year": year + 2})}
    if version:
        content = plan_content.of(request.user, code, version.number)
        days = [day for each in content.projects for day in (each.starts_on, each.ends_on)]
        span = timetable.spanning(version.first_year, version.last_year, days)
        years = sorted({year for _source, year in content.money} | set(range(version.first_year, version.last_year + 1)))
        page |= {
            "state": said(rules.NAMES[version.state]),
            "groups": [(each, content.of_strategy(each.id)) for each in content.strategies],
            "loose": plan_content.loose(request.user, code, version.number) if "write" in version.may else [],
            "gantt": shown.gantt(span, [(each.name, each.starts_on, each.ends_on) for each in content.projects]),
            "years": years,
            "money": [
                (said(words), [content.money.get((key, year)) for year in years])
                for key, words in rules.SOURCES.items() if any(source == key for source, _year in content.money)
            ],
            "reach": blueprint_reach.of(request.user, code, content.reached),
            "names": {key: said(words) for key, words in NAMES.items()},
            "reach_names": [said(NAMES[key]) for key in NAMES],
        }  # fmt: skip
    return render(request, f"{PAGES}overview.html", page)


def planning(request: HttpRequest, code: str) -> HttpResponse:
    head = tambon_pages.head(request, code)
    _versions, version = _chosen(request, code)
    page = {"head": head, "version": version}
    if version:
        whole = blueprint_book.gathered(request.user, timezone.now(), code, version)
        told = [
            (each.goal, (each.owner_name or each.owner_person, *(one.name for one in each.partners))) for each in whole.content.projects
        ]
        who = rules.who_does_what(told)
        page |= {
            "aims": whole.aims,
            "who": [(name, [counts.get(aim.id) for aim in whole.aims]) for name, counts in who.items()],
            "findings": [(said(words), said(do)) for words, do in blueprint_book.findings(whole)],
        }
    return render(request, f"{PAGES}planning.html", page)


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    initiatives.find(request.user, code)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)
    form = YearsForm(request.POST)
    if form.is_valid() and done(form, blueprints.begin, by=request.user, at=timezone.now(), area=code, **form.told()):
        messages.success(request, _("เริ่มร่างพิมพ์เขียวแล้ว เพิ่มยุทธศาสตร์และโครงการต่อไป"))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("tambon-blueprint", code)


@require_POST
def act(request: HttpRequest, code: str, number: int, verb: str) -> HttpResponse:
    told = {"by": request.user, "at": timezone.now(), "area": code, "number": number}
    why = request.POST.get("because", "")
    verbs = {
        "submit": lambda: blueprints.submit(**told),
        "endorse": lambda: blueprints.endorse(**told),
        "approve": lambda: blueprint_book.approve(**told),
        "return": lambda: blueprints.return_(**told, remarks=why),
        "withdraw": lambda: blueprints.withdraw(**told, because=why),
    }
    if verb not in verbs:
        raise Http404
    verbs[verb]()
    messages.success(request, _("บันทึกแล้ว ผู้ที่ต้องทำขั้นต่อไปได้รับแจ้ง"))
    return redirect("tambon-blueprint", code)


def paper(request: HttpRequest, code: str, version: int, form: str) -> HttpResponse:
    if form not in blueprint_book.TYPES:
        raise Http404
    digits = request.GET.get("digits") != "arabic"
    made = blueprint_book.printed(by=request.user, at=timezone.now(), area=code, form=form, version=version, thai_digits=digits)
    answer = HttpResponse(made.content, content_type=made.type)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.name)
    return answer


def strategy(request: HttpRequest, code: str, strategy: int | None = None) -> HttpResponse:
    head, _version, content = _draft(request, code)
    found = next((each for each in content.strategies if each.id == strategy), None)
    if strategy and found is None:
        raise Http404
    told = {"by": request.user, "at": timezone.now(), "area": code}
    if request.method == "POST" and "drop" in request.POST and strategy:
        strategies.drop(**told, strategy=strategy, because=request.POST.get("because", ""))
        messages.success(request, _("เลิกยุทธศาสตร์แล้ว เหตุผลเก็บไว้ในบันทึก"))
        return redirect("tambon-blueprint", code)
    initial = {"goal": found.goal, "name": found.name, "what": found.what, "seen": found.at.isoformat()} if found else {}
    form = StrategyForm(request.POST or None, initial=initial)
    form.fields["goal"].choices = [(aim.id, aim.text) for aim in goals.of(request.user, code)]
    if request.method == "POST" and form.is_valid() and done(form, strategies.write, **told, **form.cleaned_data, strategy=strategy):
        messages.success(request, _("บันทึกยุทธศาสตร์แล้ว"))
        return redirect("tambon-blueprint", code)
    return render(request, f"{PAGES}form.html", {"head": head, "form": form, "title": _("ยุทธศาสตร์"), "can_drop": bool(found), "back": ""})


def project_write(request: HttpRequest, code: str, plan: int | None = None) -> HttpResponse:
    head, _version, content = _draft(request, code)
    found = next((each for each in content.projects if each.id == plan), None)
    if plan and found is None:
        raise Http404
    told = {"by": request.user, "at": timezone.now(), "area": code}
    if request.method == "POST" and "drop" in request.POST and plan:
        project_plans.drop(**told, plan=plan, because=request.POST.get("because", ""))
        messages.success(request, _("เลิกโครงการในร่างนี้แล้ว เหตุผลเก็บไว้ในบันทึก"))
        return redirect("tambon-blueprint", code)
    fields = ("strategy", "name", "what", "starts_on", "ends_on", "owner", "owner_person", "outputs")
    initial = {name: getattr(found, name) for name in fields} | {"seen": found.at.isoformat()} if found else {}
    lone = inputs.number(request.GET.get("project"))
    form = ProjectForm(request.POST or None, initial=initial or {"strategy": inputs.number(request.GET.get("strategy")), "project": lone})
    form.fields["strategy"].choices = [(each.id, each.name) for each in content.strategies]
    form.fields["owner"].choices = [("", _("ยังไม่มี")), *sorted(organisations.names().items(), key=lambda pair: thai.sort_key(pair[1]))]
    if request.method == "POST" and form.is_valid():
        made = _made(form, project_plans.write, **told, **form.cleaned_data, plan=plan)
        if made is not None:
            messages.success(request, _("บันทึกโครงการแล้ว"))
            return redirect("tambon-project", code, made)
    return render(
        request, f"{PAGES}form.html", {"head": head, "form": form, "title": _("โครงการ"), "can_drop": bool(found), "back": plan or ""}
    )


def project(request: HttpRequest, code: str, plan: int) -> HttpResponse:
    head = tambon_pages.head(request, code)
    version, content = _holding(request, code, plan)
    one = next(each for each in content.projects if each.id == plan)
    rows = shown.parts(one)
    work = [each for each in one.activities if each.state != rules.DROPPED]
    days = [day for each in work for day in (each.starts_on, each.ends_on)] or [one.starts_on, one.ends_on]
    span = timetable.spanning(rules.fiscal_of(min(days)), rules.fiscal_of(max(days)), days)
    page = {
        "head": head,
        "version": version,
        "one": one,
        "may_write": "write" in version.may,
        "may_tell": version.state == rules.APPROVED and head.begun.may_write,
        "sections": [(kind, title, rows[kind]) for kind, title in TITLES.items()],
        "gantt": shown.gantt(span, [(each.name, each.starts_on, each.ends_on) for each in work]),
        "promises": commitments.of_project(request.user, timezone.now(), one.project),
        "strategy": next(each for each in content.strategies if each.id == one.strategy),
        "states": [(key, said(rules.WORK_NAMES[key])) for key in (rules.PLANNED, rules.RUNNING, rules.DONE, rules.DROPPED)],
        "state": said(rules.WORK_NAMES[one.state]),
        "missing": [each.text for each in one.unanswered],
    }
    return render(request, f"{PAGES}project.html", page)


def part(request: HttpRequest, code: str, plan: int, kind: str, row: int | None = None) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    head, _version, content = _draft(request, code)
    one = next((each for each in content.projects if each.id == plan), None)
    fields = {"activity": "activities", "budget": "budget", "outcome": "outcomes", "risk": "risks", "reach": "reaches"}
    fields |= {"partner": "partners", "answer": "answers"}
    found = next((each for each in getattr(one, fields[kind], ()) if each.id == row), None)
    if one is None or (row and found is None):
        raise Http404
    told = {"by": request.user, "at": timezone.now(), "area": code, "plan": plan, "kind": kind}
    if request.method == "POST" and "drop" in request.POST and row:
        project_parts.drop(**told, row=row, because=request.POST.get("because", ""))
        return redirect("tambon-project", code, plan)
    initial = (
        {name: getattr(found, name) for name in FORMS[kind].base_fields if name != "seen"} | {"seen": found.at.isoformat()} if found else {}
    )
    if "fiscal_year" in initial:
        initial["fiscal_year"] = thai.buddhist_year(initial["fiscal_year"])
    form = part_form(kind, request.POST or None, initial, organisations.names() if kind == "partner" else {})
    if request.method == "POST" and form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        if done(form, project_parts.put, **told, said=words, row=row, seen=form.cleaned_data["seen"]):
            messages.success(request, _("บันทึกแล้ว"))
            return redirect("tambon-project", code, plan)
    page = {"head": head, "form": form, "title": f"{TITLES[kind]}: {one.name}", "can_drop": bool(found), "back": plan}
    return render(request, f"{PAGES}form.html", page)


@require_POST
def progress(request: HttpRequest, code: str, kind: str, row: int) -> HttpResponse:
    told = {"by": request.user, "at": timezone.now(), "area": code}
    if kind == "activity":
        project_parts.move(**told, activity=row, to=request.POST.get("to", ""))
    elif kind == "outcome":
        reached = inputs.number(request.POST.get("reached"))
        if reached is None:
            raise Refused(_("โปรดใส่ผลเป็นจำนวนเต็ม"))
        project_parts.measure(**told, outcome=row, reached=reached, on=timezone.localdate())
    else:
        raise Http404
    messages.success(request, _("บันทึกความคืบหน้าแล้ว"))
    return redirect(inputs.back(request, f"/tambon/{code}/blueprint/"))


def _draft(request: HttpRequest, code: str):
    """The head, the draft and its content, for who may write. Refused where there is no draft."""
    head = tambon_pages.head(request, code)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)
    version = next((each for each in blueprints.of(request.user, code) if "write" in each.may), None)
    if version is None:
        raise Refused(_("ยังไม่มีร่างพิมพ์เขียวที่แก้ได้ โปรดเริ่มร่างฉบับใหม่ในหน้าพิมพ์เขียวก่อน"))
    return head, version, plan_content.of(request.user, code, version.number)


def _holding(request: HttpRequest, code: str, plan: int):
    for version in blueprints.of(request.user, code):
        content = plan_content.of(request.user, code, version.number)
        if any(each.id == plan for each in content.projects):
            return version, content
    raise Http404


def _made(form, verb, **given):
    try:
        return verb(**given)
    except Refused as no:
        form.add_error(None, because(no))
        return None
