"""The desk of the data-protection officer, and what every officer may pass on to it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nsc import thai
from nsc.access import purposes, scope, users
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused
from nsc.files import tables
from nsc.paper import tables as workbooks
from nsc.privacy import activities, breaches, copies, desk, erasure, finding, members, notice, requests, retention, rules
from nsc.registry import consents
from nsc.web import forms_privacy as forms
from nsc.web import inputs
from nsc.web.words import because, said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEW = "new"


def _page(name: str = "privacy") -> dict[str, str]:
    return {"name": name}


def _today():
    return timezone.localdate()


# — the desk —


@require_safe
def the_desk(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy/desk.html", {"page": _page(), "desk": desk.of(request.user, at=timezone.now())})


# — requests —


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    requests.require_receiver(request.user)
    is_open = request.GET.get("ended") != "1"
    rows = requests.visible_to(request.user, today=_today(), is_open=is_open)
    return render(request, "pages/privacy/requests.html", {"page": _page(), "rows": rows, "is_open": is_open})


def new_request(request: HttpRequest) -> HttpResponse:
    requests.require_receiver(request.user)
    form = forms.RequestForm(request.POST if request.method == "POST" else None, initial={"received_on": _today()})
    made = _done(form, lambda told: requests.receive(by=request.user, at=timezone.now(), **told))
    if made:
        messages.success(request, _("รับคำขอที่ %(n)s แล้ว แจ้งเจ้าหน้าที่คุ้มครองข้อมูลแล้ว") % {"n": made.pk})
        return redirect("privacy-request", made.pk)
    return render(request, "pages/privacy/request_new.html", {"page": _page(), "form": form})


@require_safe
def one_request(request: HttpRequest, number: int) -> HttpResponse:
    return _request_page(request, number)


@require_POST
def find_person(request: HttpRequest, number: int) -> HttpResponse:
    """By POST: what is searched for never stands in an address."""
    requests.of(request.user, number, today=_today())
    scope.require(request.user, Permission.REQUEST_ANSWER, place=settings.PROVINCE)
    form, found = forms.FindForm(request.POST), None
    if form.is_valid():
        try:
            found = finding.find(by=request.user, at=timezone.now(), asked=form.asked())
        except Refused as no:
            form.add_error(None, because(no))
    return _request_page(request, number, find=form, found=found)


def _request_page(request: HttpRequest, number: int, find: forms.FindForm | None = None, found=None) -> HttpResponse:
    case = requests.of(request.user, number, today=_today())
    told = {
        "page": _page(),
        "case": case,
        "find": find or forms.FindForm(),
        "found": found and [(one, places.place(one.area_code).title, forms.SEX.get(one.sex, "")) for one in found],
        "was_sought": found is not None,
        "identities": rules.IDENTITY.items(),
        "purposes": [each for each in purposes.in_force(_today()) if each.key not in case.restricted],
        "stopped": [purposes.known(key) for key in case.restricted],
        "answerers": requests.answerers(request.user),
        "step": _step(case),
    }
    return render(request, "pages/privacy/request.html", told)


def _step(case: requests.Case) -> str:
    """What comes next: the page has one primary button, and this says which."""
    if case.line.state == rules.RECEIVED:
        return "verify"
    if case.line.state != rules.VERIFIED:
        return ""
    needs_person = case.kind_key != rules.CORRECT
    if needs_person and case.person is None:
        return "find"
    done = {
        rules.ACCESS: case.copied_at,
        rules.PORT: case.copied_at,
        rules.CORRECT: case.handed_to,
        rules.OBJECT: case.restricted,
        rules.ERASE: case.is_anonymous,
    }
    return "answer" if done[case.kind_key] else case.kind_key


@require_POST
def act_on_request(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One step. What is refused is said on the page it came from."""
    case = requests.of(request.user, number, today=_today())
    post, on = request.POST, {"by": request.user, "at": timezone.now(), "request": number}
    text = post.get("text", "")
    acts: dict[str, Callable[[], object]] = {
        "verify": lambda: requests.verify(**on, identity=post.get("identity", "")),
        "take": lambda: requests.assign(**on, to=request.user),
        "assign": lambda: requests.assign(**on, to=users.named(post.get("to", ""))),
        "name": lambda: requests.name_person(**on, person=_number(post, "person"), household=_number(post, "household")),
        "copy": lambda: copies.assemble(**on),
        "hand-on": lambda: requests.hand_on(**on, to=text),
        "restrict": lambda: _restrict(case, on, post.get("purpose", ""), text),
        "anonymise": lambda: erasure.anonymise_person(**on, because=text),
        "answer": lambda: requests.answer(**on, text=text),
        "refuse": lambda: requests.refuse(**on, because=text),
        "withdraw": lambda: requests.withdraw(**on, because=text),
    }
    return _acted(request, acts.get(act), redirect("privacy-request", number))


def _restrict(case: requests.Case, on: dict, purpose: str, text: str) -> object:
    if case.household is None or purpose not in purposes.PURPOSES:
        raise scope.OutOfSight(purpose)
    return consents.restrict(by=on["by"], at=on["at"], household=case.household, purpose=purpose, because=text)


@require_safe
def copy(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    pieces = copies.download(by=request.user, at=timezone.now(), request=number, kind=kind)
    media, name = copies.KINDS[kind]
    return _download(StreamingHttpResponse(pieces, content_type=media), name)


# — breaches —


@require_safe
def breach_list(request: HttpRequest) -> HttpResponse:
    breaches.require_reporter(request.user)
    rows = breaches.visible_to(request.user, now=timezone.now())
    told = {"page": _page(), "rows": rows, "may_export": scope.may(request.user, Permission.BREACH_CHANGE, settings.PROVINCE)}
    return render(request, "pages/privacy/breaches.html", told)


def new_breach(request: HttpRequest) -> HttpResponse:
    breaches.require_reporter(request.user)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = forms.BreachForm(request.POST if request.method == "POST" else None, initial={"aware_at": now})
    made = _done(form, lambda told: breaches.report(by=request.user, at=timezone.now(), **told))
    if made:
        messages.success(request, _("รายงานเหตุที่ %(n)s แล้ว แจ้งเจ้าหน้าที่คุ้มครองข้อมูลทันที") % {"n": made.pk})
        return redirect("privacy-breach", made.pk)
    return render(request, "pages/privacy/breach_new.html", {"page": _page(), "form": form})


@require_safe
def one_breach(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.localtime().replace(second=0, microsecond=0)
    found = breaches.of(request.user, number, now=timezone.now())
    moment = {"told_at": now}
    told = {
        "page": _page(),
        "breach": found,
        "assess": forms.AssessForm(initial={"risk": found.risk_key, "because": found.risk_because, "persons": found.persons}),
        "office": forms.ToldOfficeForm(initial=moment, prefix="office"),
        "persons": forms.ToldPersonsForm(initial=moment, prefix="persons"),
        "close": forms.CloseForm(),
        "step": _breach_step(found),
    }
    return render(request, "pages/privacy/breach.html", told)


def _breach_step(found: breaches.Found) -> str:
    if found.closed_at:
        return ""
    if not found.risk_key:
        return "assess"
    if found.risk_key != rules.NONE and not found.office_told_at:
        return "office"
    if found.risk_key == rules.HIGH and not found.persons_told_at:
        return "persons"
    return "close"


@require_POST
def act_on_breach(request: HttpRequest, number: int, act: str) -> HttpResponse:
    breaches.of(request.user, number, now=timezone.now())
    on = {"by": request.user, "at": timezone.now(), "breach": number}
    acts = {
        "assess": (forms.AssessForm, None, lambda told: breaches.assess(**on, **told)),
        "office": (forms.ToldOfficeForm, "office", lambda told: breaches.tell_office(**on, **told)),
        "persons": (forms.ToldPersonsForm, "persons", lambda told: breaches.tell_persons(**on, **told)),
        "close": (forms.CloseForm, None, lambda told: breaches.close(**on, **told)),
    }
    if act not in acts:
        raise scope.OutOfSight(act)
    kind, prefix, verb = acts[act]
    form = kind(request.POST, prefix=prefix)
    if not form.is_valid():
        messages.error(request, " ".join(f"{form[name].label}: {error}" for name, errors in form.errors.items() for error in errors))
        return redirect("privacy-breach", number)
    return _acted(request, lambda: verb(form.cleaned_data), redirect("privacy-breach", number))


@require_safe
def breach_register(request: HttpRequest, kind: str) -> HttpResponse:
    headings, rows = breaches.export(by=request.user, at=timezone.now())
    state, risk = (list(breaches.COLUMNS).index(name) for name in ("state", "risk"))
    worded = [[said(cell) if at in (state, risk) else cell for at, cell in enumerate(row)] for row in rows]
    return _table(kind, "breaches", headings, worded)


# — notice —


@login_not_required
@require_safe
def public_notice(request: HttpRequest, number: int | None = None) -> HttpResponse:
    version = notice.of_number(number) if number else notice.current()
    all_of_them = notice.versions()
    told = {
        "version": version,
        "blocks": _blocks(version.text),
        "versions": all_of_them,
        "is_newest": version.number == all_of_them[0].number,
    }
    return render(request, "pages/privacy/notice.html", told)


def _blocks(text: str) -> list[tuple[str, object]]:
    """Headings, paragraphs and points of a notice, in order."""
    blocks: list[tuple[str, object]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("- "):
            if not blocks or blocks[-1][0] != "points":
                blocks.append(("points", []))
            blocks[-1][1].append(line[2:])
        else:
            blocks.append(("heading", line[3:]) if line.startswith("## ") else ("text", line))
    return blocks


def edit_notice(request: HttpRequest) -> HttpResponse:
    scope.require(request.user, Permission.PRIVACY_CHANGE, place=settings.PROVINCE)
    now = notice.current()
    form = forms.NoticeForm(request.POST if request.method == "POST" else None, initial={"text": now.text, "is_draft": now.is_draft})
    made = _done(form, lambda told: notice.publish(by=request.user, at=timezone.now(), **told))
    if made:
        messages.success(request, _("ประกาศฉบับที่ %(n)s แล้ว") % {"n": made.number})
        return redirect("privacy-notice")
    return render(request, "pages/privacy/notice_edit.html", {"page": _page(), "form": form, "version": now, "versions": notice.versions()})


# — record of processing —


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    told = {"page": _page(), "rows": activities.visible_to(request.user), "is_proposal": not purposes.CONFIRMED_BY}
    return render(request, "pages/privacy/activities.html", told | {"purposes": purposes.in_force(_today())})


def activity(request: HttpRequest, key: str) -> HttpResponse:
    history = [] if key == NEW else activities.history(request.user, key)
    scope.require(request.user, Permission.PRIVACY_CHANGE, place=settings.PROVINCE)
    newest = history[0] if history else None
    form = forms.ActivityForm(request.POST if request.method == "POST" else None, activity=newest)

    def save(told: dict) -> activities.Activity:
        named = newest.key if newest else f"{slugify(told['name']) or 'own'}-{timezone.now():%y%m%d%H%M%S}"[-40:]
        return activities.save(
            by=request.user, at=timezone.now(), key=named, told=form.told(), because=told["because"], is_ended=told["is_ended"]
        )

    if _done(form, save):
        messages.success(request, _("บันทึกแล้ว ฉบับก่อนยังอยู่ในประวัติ"))
        return redirect("privacy-activities")
    return render(request, "pages/privacy/activity.html", {"page": _page(), "form": form, "activity": newest, "history": history})


@require_safe
def activity_register(request: HttpRequest, kind: str) -> HttpResponse:
    headings, rows = activities.export(by=request.user, at=timezone.now())
    return _table(kind, "processing", headings, rows)


# — keeping times —


@require_safe
def keeping(request: HttpRequest) -> HttpResponse:
    plans = retention.plans(request.user, at=timezone.now())
    rows = [
        (
            plan,
            said(retention.UNITS[plan.unit], {"n": f"{plan.period:,}"}),
            said(retention.ACTIONS[plan.action]),
            forms.RetentionForm(initial={"is_on": plan.is_on, "period": plan.period}, prefix=plan.key),
            not plan.is_fixed and plan.action != retention.KEEP,
        )
        for plan in plans
    ]
    return render(request, "pages/privacy/retention.html", {"page": _page(), "rows": rows})


@require_POST
def switch(request: HttpRequest, key: str) -> HttpResponse:
    scope.require(request.user, Permission.PRIVACY_CHANGE, place=settings.PROVINCE)
    form = forms.RetentionForm(request.POST, prefix=key)
    if not form.is_valid():
        messages.error(request, " ".join(f"{form[name].label}: {error}" for name, errors in form.errors.items() for error in errors))
        return redirect("privacy-retention")
    return _acted(
        request, lambda: retention.switch(by=request.user, at=timezone.now(), key=key, **form.cleaned_data), redirect("privacy-retention")
    )


# — consents —


def household_consents(request: HttpRequest, household_id: int) -> HttpResponse:
    sheet = consents.sheet(request.user, household_id)
    is_sent = request.method == "POST"
    if is_sent and not sheet.may_record:
        consents.require_recorder(request.user, household_id)
    people = members.of(request.user, household_id)
    form = forms.ConsentForm(request.POST if is_sent else None, request.FILES if is_sent else None, today=_today(), members=people)
    record = lambda told: consents.record(  # noqa: E731
        by=request.user, at=timezone.now(), household=household_id, notice=notice.current().number, **told
    )
    if _done(form, lambda told: record(form.told())):
        messages.success(request, _("บันทึกความยินยอมแล้ว"))
        return redirect("consents", household_id)
    named = {one.person: forms.nameable(one) for one in people}
    told = {"page": _page("households"), "sheet": sheet, "form": form, "version": notice.current().number}
    told["rows"] = [(one, named.get(one.of, _("สมาชิกคนหนึ่ง")) if one.of else _("ทั้งครัวเรือน")) for one in sheet.consents]
    return render(request, "pages/privacy/consents.html", told)


@require_POST
def withdraw_consent(request: HttpRequest, household_id: int, consent: int) -> HttpResponse:
    consents.require_recorder(request.user, household_id)
    form = forms.BecauseForm(request.POST)
    why = form.cleaned_data["because"] if form.is_valid() else ""
    verb = lambda: consents.withdraw(by=request.user, at=timezone.now(), household=household_id, consent=consent, because=why)  # noqa: E731
    return _acted(request, verb, redirect("consents", household_id))


@require_safe
def consent_evidence(request: HttpRequest, household_id: int, consent: int) -> HttpResponse:
    ending, pieces = consents.evidence(by=request.user, at=timezone.now(), household=household_id, consent=consent)
    media = "application/pdf" if ending == ".pdf" else "image/jpeg"
    return _download(StreamingHttpResponse(pieces, content_type=media), f"consent{ending}")


# — what they share —


def _done(form, verb: Callable[[dict], object]) -> object | None:
    """What the verb made of a valid form; a refusal stands on the form."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return verb(form.cleaned_data)
    except Refused as no:
        form.add_error(None, because(no))
        return None


def _acted(request: HttpRequest, verb: Callable[[], object] | None, then: HttpResponse) -> HttpResponse:
    if verb is None:
        raise scope.OutOfSight("act")
    try:
        verb()
    except Refused as no:
        messages.error(request, because(no))
    else:
        messages.success(request, _("บันทึกแล้ว"))
    return then


def _number(post, name: str) -> int:
    found = inputs.number(thai.arabic_digits(post.get(name, "")), 18)
    if found is None:
        raise scope.OutOfSight(name)
    return found


def _table(kind: str, name: str, headings: list[str], rows: list[list[str]]) -> HttpResponse:
    worded = [said(each) for each in headings]
    if kind == "xlsx":
        return _download(HttpResponse(workbooks.xlsx(name, worded, rows), content_type=XLSX), f"{name}.xlsx")
    return _download(HttpResponse("".join(tables.lines(worded, rows)), content_type=tables.CONTENT_TYPE), f"{name}.csv")


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
