"""Farmers of a tambon: the list with what the season brought, the page of each, the visit to the plot."""

from collections.abc import Callable, Iterator

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.intake import held_submissions
from nsc.reports import joining
from nsc.tambon import farmers, initiatives, products, products_rules, seasons
from nsc.web import downloads, inputs, tambon
from nsc.web import forms_tambon_products as forms
from nsc.web.words import said

ACTS: dict[str, tuple[Callable, type[django_forms.Form], object]] = {
    "correct": (farmers.correct, forms.FarmerForm, _("แก้ข้อมูลแล้ว")),
    "plan": (seasons.plan, forms.SeasonForm, _("บันทึกแผนของฤดูแล้ว")),
    "finish": (seasons.finish, forms.FinishForm, _("บันทึกผลของฤดูแล้ว")),
    "leave": (farmers.leave, forms.LeaveForm, _("บันทึกว่าออกแล้ว")),
    "forget": (held_submissions.forget_farmer, forms.BecauseForm, _("ลบชื่อและข้อความของผู้นี้แล้ว")),
}


@never_cache
def listed(request: HttpRequest, code: str) -> HttpResponse:
    head, user, asked = tambon.head(request, code), request.user, request.GET
    villages = places.children(code)
    village = asked.get("village", "") if asked.get("village", "") in {each.code for each in villages} else ""
    product = inputs.number(asked.get("product"))
    found = farmers.listed(user, code, at=timezone.now(), village=village, product=product)
    report = seasons.report(user, code, year=inputs.number(asked.get("year"), 4), name=asked.get("season", "")[:60])
    told = {
        "head": head,
        "found": found,
        "rows": [(each, _plot(each.plot)) for each in found.rows],
        "villages": [(each.code, each.title, each.code == village) for each in villages],
        "products": [(each.id, each.name, each.id == product) for each in products.of(user, code)],
        "is_narrowed": bool(village or product),
        "report": report,
        "followed": [(said(products_rules.FOLLOWED[key]), count) for key, count in report.followed.items()],
        "joining": joining.counted(user, code),
        "may_add": head.begun.may_write and found.has_names,
    }
    return render(request, "pages/tambon/products/farmers.html", told)


@never_cache
def new(request: HttpRequest, code: str) -> HttpResponse:
    head = tambon.head(request, code)
    _require_writer(request, code)
    told = _asked_of(request, code)
    initial = {"consent_on": timezone.localdate()}
    form = forms.FarmerForm(request.POST, **told) if request.method == "POST" else forms.FarmerForm(initial=initial, **told)
    if request.method == "POST" and (number := forms.made(form, farmers.enrol, by=request.user, at=timezone.now(), area=code)):
        messages.success(request, _("รับเกษตรกรเข้าร่วมแล้ว ต่อไปวางแผนฤดู"))
        return redirect("tambon-farmer", code, number)
    return render(request, "pages/tambon/products/farmer_form.html", {"head": head, "form": form})


@never_cache
def farmer(request: HttpRequest, code: str, farmer: int) -> HttpResponse:
    return _page(request, code, farmer, "", None)


@require_POST
@never_cache
def act(request: HttpRequest, code: str, farmer: int, act: str) -> HttpResponse:
    _require_writer(request, code)
    if act not in ACTS:
        raise Http404
    verb, kind, done = ACTS[act]
    told = {"auto_id": f"{act}-%s"} | (_asked_of(request, code) | {"is_new": False} if kind is forms.FarmerForm else {})
    form = kind(request.POST, **told)
    if forms.act(form, verb, by=request.user, at=timezone.now(), area=code, farmer=farmer):
        messages.success(request, done)
        return redirect("tambon-farmer", code, farmer)
    return _page(request, code, farmer, act, form)


@never_cache
def visit(request: HttpRequest, code: str, farmer: int, season: int) -> HttpResponse:
    head = tambon.head(request, code)
    _require_writer(request, code)
    found = farmers.find(request.user, code, farmer, at=timezone.now())
    sown = next((each for each in seasons.of_farmer(request.user, code, farmer) if each.id == season), None)
    if sown is None:
        raise scope.OutOfSight(str(season))
    initial = {"on": timezone.localdate(), "followed": "" if sown.visits else "first"}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    is_first = bool(sent) or not sown.visits  # the first one, sent again, must still be what it was
    form = forms.FieldVisitForm(*sent, initial=initial, is_first=is_first)
    given = {"by": request.user, "at": timezone.now(), "area": code, "farmer": farmer, "season": season}
    if request.method == "POST" and forms.act(form, seasons.visit, **given):
        messages.success(request, _("บันทึกการเยี่ยมแปลงแล้ว"))
        return redirect("tambon-farmer", code, farmer)
    told = {"head": head, "it": found, "sown": sown, "last": sown.visits[0] if sown.visits else None, "form": form}
    return render(request, "pages/tambon/products/field_visit.html", told)


def picture(request: HttpRequest, code: str, picture: int) -> HttpResponse:
    return downloads.picture(seasons.picture(request.user, code, picture, at=timezone.now()))


def _require_writer(request: HttpRequest, code: str) -> None:
    initiatives.find(request.user, code)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)
    scope.require(request.user, Permission.FARMER_SEE, place=code)


def _asked_of(request: HttpRequest, code: str) -> dict[str, object]:
    made = [(each.id, each.name) for each in products.of(request.user, code) if each.state != "dropped"]
    return {"area": code, "made": made}


def _plot(wa: int | None) -> str:
    """In rai, ngan and square wa, without those that are nought."""
    if wa is None:
        return ""
    parts = zip(products_rules.rai_ngan_wa(wa), (gettext("ไร่"), gettext("งาน"), gettext("ตร.ว.")), strict=True)
    return " ".join(f"{count:,} {unit}" for count, unit in parts if count) or "0"


def _page(request: HttpRequest, code: str, farmer: int, act: str, failed: django_forms.Form | None) -> HttpResponse:
    head, user = tambon.head(request, code), request.user
    found = farmers.find(user, code, farmer, at=timezone.now())
    sown = seasons.of_farmer(user, code, farmer)
    may_write = head.begun.may_write and not found.forgotten_at
    told = {
        "head": head,
        "it": found,
        "phone": thai.format_phone(found.phone) if found.phone else "",
        "plot": _plot(found.plot),
        "seasons": [(each, _told(each, code)) for each in sown],
        "may_write": may_write,
        "forms": _forms(request, code, found, sown, act, failed) if may_write else {},
        "failed": failed,
        "open": act,
    }
    return render(request, "pages/tambon/products/farmer.html", told)


def _told(sown: seasons.Sown, code: str) -> list[tuple[seasons.Visited, str, list[tuple[str, str]], list[str]]]:
    """Each visit with what was said of the advice before it, what was measured so far, and the addresses of its pictures."""
    return [
        (
            each,
            said(products_rules.FOLLOWED[each.followed]),
            list(_measured(each, sown.unit)),
            [reverse("tambon-field-picture", args=[code, number]) for number in each.pictures],
        )
        for each in sown.visits
    ]


def _measured(visit: seasons.Visited, unit: str) -> Iterator[tuple[str, str]]:
    """Only what was said."""
    if visit.stage:
        yield gettext("ระยะ (ชื่อที่เสนอ ยังไม่เป็นทางการ)"), said(products_rules.STAGES[visit.stage])
    if visit.planted is not None:
        yield gettext("พื้นที่ปลูก"), _plot(visit.planted)
    for name, value, of in (
        (gettext("ผลผลิตถึงวันนี้"), visit.yielded, unit),
        (gettext("รายได้ถึงวันนี้"), visit.earned, gettext("บาท")),
        (gettext("ต้นทุนถึงวันนี้"), visit.spent, gettext("บาท")),
    ):
        if value is not None:
            yield name, f"{value.normalize():,f} {of}"


def _forms(request, code: str, found: farmers.Known, sown: list[seasons.Sown], act: str, failed) -> dict[str, object]:
    rai, ngan, wa = products_rules.rai_ngan_wa(found.plot) if found.plot is not None else (None, None, None)
    names = ("title", "first_name", "last_name", "phone", "crop")
    known = {name: getattr(found, name) for name in names}
    known |= {"village": found.village_code, "rai": rai, "ngan": ngan, "wa": wa, "product": found.product_id}
    today = timezone.localdate()
    fresh = {
        "correct": lambda: forms.FarmerForm(initial=known, is_new=False, auto_id="correct-%s", **_asked_of(request, code)),
        "plan": lambda: forms.SeasonForm(
            initial={"year": thai.buddhist_year(today.year), "unit": sown[0].unit if sown else ""}, auto_id="plan-%s"
        ),
        "leave": lambda: forms.LeaveForm(initial={"on": today}, auto_id="leave-%s"),
        "forget": lambda: forms.BecauseForm(auto_id="forget-%s"),
        "finish": lambda: forms.FinishForm(auto_id="finish-%s"),
    }
    return {name: failed if name == act else make() for name, make in fresh.items()}
