"""Organisations: whose people work here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nsc.access import organisations, scope, users
from nsc.access.roles import Permission
from nsc.errors import NotAllowed
from nsc.web import accounts, inputs
from nsc.web.forms_people import KINDS, OrganisationForm, OrganisationsForm, act

NAMES = dict(KINDS)
PAGE = {"name": "people"}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    _open_to(request.user)
    form = OrganisationsForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {"q": "", "kind": ""}
    rows = organisations.listed(request.user, text=told["q"].strip(), kind=told["kind"], with_closed=bool(told["q"]))
    context = {"page": PAGE, "form": form, "rows": [(row, _kinds(row)) for row in rows], "clear": any(told.values())}
    return render(request, "pages/people/organisations.html", context)


def new(request: HttpRequest) -> HttpResponse:
    _open_to(request.user)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = act(form, organisations.register, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            messages.success(request, _("ขึ้นทะเบียนแล้ว"))
            return redirect("organisation", made.pk)
    has = {row.name for row in organisations.listed(request.user, with_closed=True)}
    usual = [name for names in organisations.USUAL.values() for name in names if name not in has]
    return render(request, "pages/people/organisation_new.html", {"page": PAGE, "form": form, "usual": usual})


def one(request: HttpRequest, organisation: int) -> HttpResponse:
    by, office = request.user, organisations.office(request.user, organisation)
    form = OrganisationForm(request.POST or None, initial={"name": office.name, "kind": office.kinds[0], "also": office.kinds[1:]})
    if request.method == "POST" and form.is_valid():
        row = organisations.get(organisation)
        if act(form, organisations.change, by=by, at=timezone.now(), organisation=row, **form.cleaned_data):
            messages.success(request, _("บันทึกแล้ว"))
            return redirect("organisation", organisation)
    may_people = scope.anywhere(by, Permission.USER_CREATE)
    found = users.found(by, asked=users.Asked(organisation=organisation)) if may_people else users.Page((), 0, 1)
    context = {
        "page": PAGE,
        "office": office,
        "kinds": _kinds(office),
        "form": form,
        "people": [accounts.row(each, timezone.localdate()) for each in found.accounts],
        "more": found.total - len(found.accounts),
        "others": [pair for pair in organisations.choices(by) if pair[0] != organisation],
        "into": organisations.get(office.merged_into) if office.merged_into else None,
    }
    return render(request, "pages/people/organisation.html", context)


@require_POST
def merge(request: HttpRequest, organisation: int) -> HttpResponse:
    organisations.office(request.user, organisation)
    into = organisations.get(inputs.number(request.POST.get("into"), 18) or 0)
    row, why = organisations.get(organisation), request.POST.get("because", "")
    organisations.merge(by=request.user, at=timezone.now(), organisation=row, into=into, because=why)
    messages.success(request, _("รวมแล้ว คนและครัวเรือนที่ได้รับมอบย้ายมาอยู่ที่องค์กรนี้"))
    return redirect("organisation", into.pk)


@require_POST
def close(request: HttpRequest, organisation: int) -> HttpResponse:
    organisations.office(request.user, organisation)
    row = organisations.get(organisation)
    organisations.close(by=request.user, at=timezone.now(), organisation=row, because=request.POST.get("because", ""))
    messages.success(request, _("ปิดองค์กรแล้ว"))
    return redirect("organisations")


def _kinds(office: organisations.Office) -> str:
    return ", ".join(str(NAMES[kind]) for kind in office.kinds)


def _open_to(user) -> None:
    if scope.anywhere(user, Permission.ORGANISATION_CHANGE):
        return
    if not users.mine(user):
        raise scope.OutOfSight("organisations")
    raise NotAllowed(Permission.ORGANISATION_CHANGE.value)
