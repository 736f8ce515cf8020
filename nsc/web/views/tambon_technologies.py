"""Technologies of the province, what they may help with in a tambon, and to whom they were handed over."""

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.tambon import initiatives, products_rules, rules, technologies
from nsc.web import forms_tambon_products as forms
from nsc.web import pages, tambon
from nsc.web import tambon_products as shown
from nsc.web.words import said

ACTS: dict[str, tuple[Callable, type[django_forms.Form], str, object]] = {
    "add": (technologies.add, forms.TechnologyForm, "catalogue", _("เพิ่มเทคโนโลยีในคลังแล้ว")),
    "end": (technologies.end, forms.EndTechnologyForm, "catalogue", _("ถอนเทคโนโลยีจากคลังแล้ว")),
    "hand": (technologies.hand_over, forms.TransferForm, "handed", _("บันทึกการถ่ายทอดแล้ว")),
    "check": (technologies.check, forms.CheckForm, "handed", _("บันทึกผลตรวจแล้ว")),
}


def listed(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, code, "", None)


@require_POST
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    initiatives.find(request.user, code)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)
    if act not in ACTS:
        raise Http404
    verb, _form, part, done = ACTS[act]
    form = _form_of(act, technologies.catalogue(request.user), request.POST)
    if forms.act(form, verb, by=request.user, at=timezone.now(), area=code):
        messages.success(request, done)
        return redirect(f"{reverse('tambon-technologies', args=[code])}#{part}")
    return _page(request, code, act, form)


def _form_of(act: str, entries: list[technologies.Entry], data=None) -> django_forms.Form:
    kind = ACTS[act][1]
    told: dict[str, object] = {"auto_id": f"{act}-%s"}
    if kind is forms.TransferForm:
        told["technologies"] = [(each.id, f"{each.name} ({each.owner})") for each in entries]
    return kind(data, **told)


def _page(request: HttpRequest, code: str, act: str, failed: django_forms.Form | None) -> HttpResponse:
    head = tambon.head(request, code)
    asked = request.GET.get("dimension", "")
    dimension = asked if asked in rules.DIMENSIONS else ""
    entries = technologies.catalogue(request.user)
    asks = {name: failed if name == act else _form_of(name, entries) for name in ACTS} if head.begun.may_write else {}
    here = reverse("tambon-technologies", args=[code])
    choices = [pages.Choice(_now("ทุกมิติ"), here + "#catalogue", not dimension)]
    choices += [pages.Choice(said(name), f"{here}?dimension={key}#catalogue", key == dimension) for key, name in rules.DIMENSIONS.items()]
    told = {
        "head": head,
        "matched": [(each.entry, [shown.why(fit) for fit in each.fits]) for each in technologies.matched(request.user, code)],
        "entries": [_entry(each) for each in entries if not dimension or each.dimension == dimension],
        "is_empty": not entries,
        "choices": choices,
        "handed": technologies.handed(request.user, code),
        "own": head.begun.name,
        "forms": asks,
        "failed": failed,
        "open": act,
    }
    return render(request, "pages/tambon/products/technologies.html", told)


def _entry(each: technologies.Entry) -> tuple[technologies.Entry, str, str]:
    """With its dimension and its readiness in words."""
    return each, said(rules.DIMENSIONS[each.dimension]), said(products_rules.READINESS[each.readiness])
