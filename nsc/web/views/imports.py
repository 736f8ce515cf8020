"""The import: a file comes in, is looked at, imported in the background, and may be undone."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nsc import thai
from nsc.access import organisations, scope
from nsc.access.roles import Permission
from nsc.errors import Refused
from nsc.intake import imports, steps, uploads
from nsc.surveys import lists, sets
from nsc.web import import_desk, inputs
from nsc.web.forms import UploadForm
from nsc.web.words import because
from nsc.welfare import help_lists

ACTS = {
    "check": uploads.check,
    "ask": uploads.ask,
    "import": uploads.import_,
    "mark": uploads.mark,
    "cancel": uploads.cancel,
    "discard": uploads.discard,
}


def desk(request: HttpRequest) -> HttpResponse:
    """The first step, and all that was sent before."""
    help_lists.require(request.user)
    kinds, offices = _kinds(request.user), tuple(organisations.names().items())
    offices = tuple(help_lists.offices(request.user).items()) if help_lists.only_own(request.user) else offices
    initial = {"kind": request.GET.get("kind", kinds[0])}
    sent = {"kind": kinds[0]} | request.POST.dict() if request.method == "POST" else None  # a file alone is what one usually sends
    form = UploadForm(sent, request.FILES or None, kinds=kinds, offices=offices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import-file", _receive(request, form))
        except Refused as no:
            form.add_error("file", because(no))
    return render(request, "pages/import/upload.html", {"page": import_desk.desk(request.user, form)})


def _receive(request: HttpRequest, form: UploadForm) -> int:
    (kind, office), file, at = form.asked(), form.cleaned_data["file"], timezone.now()
    if kind != "survey":
        origin = help_lists.LOGBOOK if kind == "logbook" else help_lists.AGENCY
        made = uploads.receive_help(by=request.user, at=at, file=file, name=file.name, organisation=office, origin=origin)
        uploads.check(by=request.user, at=at, upload=made)
        return made
    year = form.cleaned_data["year"]
    made = uploads.receive(by=request.user, at=at, file=file, name=file.name, year=thai.christian_year(year) if year else None)
    uploads.check(by=request.user, at=at, upload=made)
    return made


def _kinds(user) -> tuple[str, ...]:
    """What this user may send, the usual first."""
    found = ["survey"] if scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE) else []
    return (*found, "help", *(["logbook"] if scope.anywhere(user, Permission.HOUSEHOLD_EXPORT) else []))


@require_GET
def file(request: HttpRequest, upload: int) -> HttpResponse:
    """The step an upload has come to."""
    found = uploads.of(request.user, upload)
    if found.state == steps.MAPPING:
        return render(request, "pages/import/mapping.html", {"page": import_desk.mapping(request.user, found)})
    if found.state == steps.CHECKED:
        number, kind = request.GET.get("page", ""), request.GET.get("kind", "")
        page = import_desk.dry_run(
            by=request.user,
            at=timezone.now(),
            upload=found,
            number=inputs.number(number, 6) or 1,
            kind=kind[:40],
        )
        return render(request, "pages/import/dry_run.html", {"page": page})
    if found.state == steps.DISCARDED:
        raise Http404
    return render(request, "pages/import/storing.html", {"page": import_desk.storing(found)})


@require_GET
def progress(request: HttpRequest, upload: int) -> HttpResponse:
    """The bar alone while work goes on; then the page that shows what came of it."""
    found = uploads.of(request.user, upload)
    if found.state in steps.BUSY:
        return render(request, "parts/progress.html", {"work": import_desk.progress(found)})
    return HttpResponse(headers={"HX-Redirect": import_desk.address("import-file", upload)})


@require_GET
def marked(request: HttpRequest, upload: int) -> HttpResponse:
    return render(request, "parts/marked.html", {"marked": import_desk.marked(uploads.of(request.user, upload))})


@require_GET
def marked_workbook(request: HttpRequest, upload: int) -> HttpResponse:
    return _sent(uploads.errors_workbook(by=request.user, at=timezone.now(), upload=upload))


@require_GET
def errors(request: HttpRequest, upload: int) -> HttpResponse:
    return _sent(uploads.errors_csv(by=request.user, at=timezone.now(), upload=upload))


@require_GET
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty workbook of the plain layout for an indicator set, named by its years (Buddhist era)."""
    found = next((each for each in sets.known() if each.code == code), None)
    if found is None:
        raise Http404
    return _sent(uploads.template(by=request.user, at=timezone.now(), year=thai.christian_year(int(code[:4]))))


def _sent(download: uploads.Download) -> HttpResponse:
    response = StreamingHttpResponse(download.pieces, content_type=download.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=download.name)
    return response


@require_POST
def map_columns(request: HttpRequest, upload: int) -> HttpResponse:
    """What a person says the columns are, or only the year, where nothing else was asked."""
    asked, year = uploads.asked(request.user, upload), _year(request)
    if asked.needs_mapping:
        columns = import_desk.chosen_columns(request.user, upload, request.POST)
        name = request.POST.get("save_as", "").strip()
        uploads.map(by=request.user, at=timezone.now(), upload=upload, columns=columns, save_as=name, year=year)
    else:
        uploads.check(by=request.user, at=timezone.now(), upload=upload, year=year)
    return redirect("import-file", upload)


@require_POST
def choose(request: HttpRequest, upload: int) -> HttpResponse:
    uploads.choose(by=request.user, at=timezone.now(), upload=upload, profile=request.POST.get("profile", ""), year=_year(request))
    return redirect("import-file", upload)


def _year(request: HttpRequest) -> int | None:
    year = inputs.number(thai.arabic_digits(request.POST.get("year", "")).strip(), 4) or 0
    return thai.christian_year(year) if year > 999 else None


@require_POST
def act(request: HttpRequest, upload: int, verb: str) -> HttpResponse:
    if verb not in ACTS:
        raise Http404
    ACTS[verb](by=request.user, at=timezone.now(), upload=upload)
    return redirect("import") if verb == "discard" else redirect("import-file", upload)


@require_POST
def undo(request: HttpRequest, batch: int) -> HttpResponse:
    imports.undo(by=request.user, at=timezone.now(), batch=batch, because=request.POST.get("because", "").strip())
    messages.success(request, _("ถอนข้อมูลชุดที่ %(batch)s แล้ว ข้อมูลเดิมกลับมาใช้ตามปกติ") % {"batch": batch})
    return redirect("import")


@require_POST
def undo_list(request: HttpRequest, target_list: int) -> HttpResponse:
    lists.withdraw(by=request.user, at=timezone.now(), target_list=target_list, because=request.POST.get("because", "").strip())
    messages.success(request, _("ถอนบัญชีเป้าหมายที่ %(number)s แล้ว") % {"number": target_list})
    return redirect("import")
