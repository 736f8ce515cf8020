"""Pages of saved views: to keep one, and all that one sees."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nsc.reports import saved_views
from nsc.web import inputs
from nsc.web import saved_views as shown


def all_of_them(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/saved_views.html", {"page": shown.page(request.user)})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """What the address of the list said stands in the form; back on the list, the view is open."""
    sent = request.POST
    now = {"by": request.user, "at": timezone.now()}
    parameters = QueryDict(sent.get("keeps", "")[:2000]).dict()
    told = {"name": sent.get("name", "")[:200], "parameters": parameters, "team": sent.get("team", "")[:40]}
    view = saved_views.save(**now, list=sent.get("list", "")[:40], **told)
    if sent.get("is_default"):
        view = saved_views.make_default(**now, view=view.number)
    messages.success(request, _("บันทึกมุมมอง “%(name)s” แล้ว") % {"name": view.name})
    return redirect(shown.href(request.user, view))


@require_POST
def act(request: HttpRequest, view: int, act: str) -> HttpResponse:
    told = {"by": request.user, "at": timezone.now(), "view": view}
    match act:
        case "rename":
            saved_views.rename(**told, name=request.POST.get("name", "")[:200])
        case "share":
            saved_views.share(**told, team=request.POST.get("team", "")[:40])
        case "withdraw":
            saved_views.withdraw(**told)
        case "choose":
            saved_views.make_default(**told, is_default=request.POST.get("is_default") == "1")
        case _:
            raise Http404
    messages.success(request, _("เลิกมุมมองแล้ว") if act == "withdraw" else _("บันทึกแล้ว"))
    return redirect(inputs.back(request, "/views/")) if act == "choose" else redirect("saved-views")
