"""Coming in, going out, and how the pages look to this person."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from nsc.access import audit, entry, identities, oidc, passkeys, second_factor
from nsc.access.rules import IDLE, LIMIT
from nsc.errors import Refused
from nsc.web import inputs
from nsc.web.forms import SignInForm
from nsc.web.forms_door import LOCKED_CODE, WRONG_CODE, CodeForm, GivenPasskeyForm
from nsc.web.shell import THEMES
from nsc.web.templatetags.figures import thaitime
from nsc.web.words import because

YEAR = 365 * 24 * 3600
WHY = {  # why somebody stands at the door
    IDLE: gettext_lazy("ออกจากระบบให้แล้ว เพราะไม่ได้ใช้งานนานเกินกำหนด เพื่อความปลอดภัยของข้อมูลครัวเรือน เข้าสู่ระบบใหม่เพื่อทำงานต่อ"),
    LIMIT: gettext_lazy("ออกจากระบบให้แล้ว เพราะเข้าใช้ครบ 12 ชั่วโมง เข้าสู่ระบบใหม่เพื่อทำงานต่อ"),
    "unlinked": gettext_lazy("ตัวตนนี้ยังไม่ได้เชื่อมกับบัญชีใด เข้าสู่ระบบด้วยชื่อผู้ใช้และรหัสผ่าน แล้วเชื่อมที่หน้าความปลอดภัยของบัญชี หรือติดต่อผู้ดูแลระบบของหน่วยงานท่าน"),
    "not-told": gettext_lazy("ผู้ให้บริการยืนยันตัวตนไม่ได้ยืนยันว่าท่านคือใคร โปรดลองใหม่ หรือใช้ชื่อผู้ใช้และรหัสผ่าน"),
}


def wanted(request: HttpRequest) -> str:
    return inputs.ours(request, request.POST.get("next", request.GET.get("next", "")))


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(wanted(request) or "home")
    entry.start_again(request)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return entry.by_password(request, form.get_user(), wanted(request))
    why = "" if request.method == "POST" else WHY.get(request.GET.get("because", ""), "")
    told = {"form": form, "why": why, "next": wanted(request), "provider": identities.provider_name()}
    return render(request, "registration/sign_in.html", told)


@login_not_required
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step."""
    user, at = entry.waiting(request), timezone.now()
    if user is None:
        return redirect("home" if request.user.is_authenticated else "sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        method = second_factor.check(user, form.cleaned_data["code"], at=at)
        if method and entry.may_enter(user):
            return entry.by_code(request, method)
        form.add_error("code", wrong_code(user, at))
    factors = second_factor.of(user)
    options = json.dumps(passkeys.to_give(user)) if factors.passkeys else ""
    return render(request, "registration/code.html", {"form": form, "factors": factors, "options": options})


def wrong_code(user, at) -> str:
    until = second_factor.locked_until(user, at)
    return str(LOCKED_CODE) % {"until": thaitime(until)} if until else str(WRONG_CODE)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """In by a passkey alone, or as the second step. GET gives what the browser is to be asked."""
    if request.user.is_authenticated:
        return redirect("home")
    user = entry.waiting(request)
    if request.method != "POST":
        return JsonResponse(passkeys.to_give(user))
    form = GivenPasskeyForm(request.POST)
    try:
        found = passkeys.check(form.cleaned_data["credential"], at=timezone.now(), user=user) if form.is_valid() else None
    except Refused as no:
        messages.error(request, because(no))
        return redirect("sign-in-code" if user else "sign-in")
    if found is None or not entry.may_enter(found):
        messages.error(request, _("กุญแจผ่านนี้ใช้ไม่ได้ หรือรอนานเกินไป โปรดลองใหม่"))
        return redirect("sign-in-code" if user else "sign-in")
    return entry.by_passkey(request, found, entry.wanted(request) or wanted(request))


@login_not_required
@never_cache
@require_safe
def provider(request: HttpRequest) -> HttpResponse:
    """Off to the provider of identities. A link, not a form: the policy of our pages lets forms go nowhere else."""
    if request.user.is_authenticated:
        return redirect("home")
    if not identities.provider_name():
        raise Http404
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return redirect("sign-in")  # another site sent the browser here: who sits at it has not asked to sign in
    try:
        return HttpResponseRedirect(oidc.go(request, oidc.LOGIN, wanted(request)))
    except oidc.Failed:
        return _refused(request)


@login_not_required
@never_cache
@require_safe
def provider_back(request: HttpRequest) -> HttpResponse:
    if not identities.provider_name():
        raise Http404
    try:
        told, proved = oidc.came_back(request)
    except oidc.Failed:
        return _refused(request)
    if told.state.get("process") == oidc.CONNECT:
        return _linked(request, told)
    if request.user.is_authenticated:
        return redirect("home")
    if told.user is None or not entry.may_enter(told.user):
        audit.record(by=None, at=timezone.now(), verb="sign-in.fail", on=told.user, detail="oidc unlinked")
        return redirect_because(request, "unlinked")
    return entry.by_identity(request, told.user, inputs.ours(request, told.state.get("next") or ""), proved=proved)


def _linked(request: HttpRequest, told: oidc.Told) -> HttpResponse:
    if request.user.pk is None or told.state.get("user") != request.user.pk:  # another has signed in here meanwhile
        return redirect("sign-in")
    try:
        identities.link_own(by=request.user, at=timezone.now(), uid=told.uid)
        messages.success(request, _("เชื่อมตัวตนกับบัญชีนี้แล้ว ครั้งต่อไปใช้เข้าสู่ระบบได้"))
    except Refused as no:
        messages.error(request, because(no))
    return redirect("security")


def _refused(request: HttpRequest) -> HttpResponse:
    by = request.user if request.user.is_authenticated else None
    audit.record(by=by, at=timezone.now(), verb="sign-in.fail", detail="oidc")
    if by is None:
        return redirect_because(request, "not-told")
    messages.error(request, str(WHY["not-told"]))
    return redirect("security")


def redirect_because(request: HttpRequest, why: str) -> HttpResponse:
    response = redirect("sign-in")
    response["Location"] += f"?because={why}"
    return response


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Kept in a cookie, so that the next page arrives in the right colours without a flash."""
    chosen, back = request.POST.get("theme"), inputs.ours(request, request.POST.get("next", ""))
    response = HttpResponseRedirect(back or "/")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


language = login_not_required(set_language)
