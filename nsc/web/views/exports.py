"""Files for analysts: one's own list, a new one, how far it is, what the gate said, the file; and the catalogue of what there is."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.errors import NotAllowed
from nsc.secretariat import datasets, exports
from nsc.web import downloads
from nsc.web import exports as shown
from nsc.web.forms_exports import ExportForm
from nsc.web.forms_people import act as acted
from nsc.web.views.surveyed import surveyed


def _door(request: HttpRequest) -> None:
    if not datasets.may_export(request.user):
        if not scope.in_force(request.user):
            raise scope.OutOfSight("export")
        raise NotAllowed(Permission.HOUSEHOLD_EXPORT.value)


def listed(request: HttpRequest) -> HttpResponse:
    _door(request)
    return render(request, "pages/exports/listed.html", {"page": shown.listed(request.user)})


@surveyed("builder", gettext_lazy("ส่งออกใหม่"))
def new(request: HttpRequest) -> HttpResponse:
    """`?dataset=areas`; anything else is of persons."""
    _door(request)
    user = request.user
    dataset = datasets.DATASETS.get(request.GET.get("dataset", ""), datasets.DATASETS[datasets.PERSONS])
    told = {"dataset": dataset, "areas": shown.areas(user), "years": datasets.years()}
    form = ExportForm(request.POST or None, **told)
    if request.method == "POST" and form.is_valid():
        number = acted(form, exports.order, by=user, at=timezone.now(), dataset=dataset.key, **form.cleaned_data)
        if number:
            return redirect("export", number)
    return render(request, "pages/exports/new.html", {"page": shown.new(user, dataset, form)})


def one(request: HttpRequest, export: int) -> HttpResponse:
    return render(request, "pages/exports/one.html", {"page": shown.one(request.user, export)})


def progress(request: HttpRequest, export: int) -> HttpResponse:
    """The bar alone while work goes on; then the page that shows what came of it."""
    line = exports.find(request.user, export)
    if line.job and line.job.state in shown.BUSY:
        return render(request, "parts/progress.html", {"work": shown.progress(line)})
    return HttpResponse(headers={"HX-Redirect": reverse("export", args=[export])})


@require_POST
def act(request: HttpRequest, export: int, act: str) -> HttpResponse:
    if act != "cancel":
        raise Http404
    exports.cancel(by=request.user, at=timezone.now(), export=export)
    messages.success(request, _("สั่งยกเลิกแล้ว"))
    return redirect("export", export)


def file(request: HttpRequest, export: int) -> HttpResponse:
    return downloads.paper(exports.opened(by=request.user, at=timezone.now(), export=export))


def catalogue(request: HttpRequest) -> HttpResponse:
    if not scope.anywhere(request.user, Permission.FIGURES_SEE):
        scope.require(request.user, Permission.FIGURES_SEE, place=settings.PROVINCE)
    return render(request, "pages/exports/catalogue.html", {"page": shown.catalogue(request.user)})
