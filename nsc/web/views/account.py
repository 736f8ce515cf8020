"""The security of one's own account: password, second factor, passkeys, recovery codes, where one is signed in."""

import json
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nsc.access import identities, oidc, passkeys, passwords, phones, scope, second_factor, sessions, sign_in
from nsc.errors import Refused
from nsc.web import devices, qr
from nsc.web import phones as shown_phones
from nsc.web.forms_door import WRONG_PASSWORD, AppForm, ConfirmForm, GivenPasskeyForm, PasskeyForm, PasswordForm
from nsc.web.templatetags.figures import thaitime
from nsc.web.views.door import wanted, wrong_code
from nsc.web.words import because

SECRET, CODES = "nsc.totp_secret", "nsc.recovery_codes"  # keys of the session
SHOWN = 600  # seconds for which new recovery codes can be seen and saved
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


def freshly(view: View) -> View:
    """Only for who has proved himself in the last minutes, by the second factor too where there is one: neither a screen left open nor a
    session begun with a stolen password before there was a factor changes a way in."""

    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if proved_lately(request):
            return view(request, *args, **kwargs)
        return to_confirm(request.get_full_path() if request.method == "GET" else reverse("security"))

    return asked


def proved_lately(request: HttpRequest) -> bool:
    is_whole = sign_in.gave_second_factor(request) or not second_factor.has(request.user)
    return is_whole and sign_in.is_fresh(request, timezone.now())


def to_confirm(then: str) -> HttpResponse:
    return redirect(f"{reverse('confirm')}?{urlencode({'next': then})}")


def frame(request: HttpRequest) -> str:
    """Who has still to set up the second factor sees no rail: nothing on it would open."""
    return "office.html" if sign_in.is_proven(request) else "bare.html"


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    user, at = request.user, timezone.now()
    known = sessions.of(user, at=at, idle_minutes=sign_in.idle_minutes(user), this=request.session.session_key)
    told = {
        "factors": second_factor.of(user),
        "has_password": user.has_usable_password(),
        "sessions": [(each, devices.named(each.browser)) for each in known],
        "provider": identities.provider_name(),
        "identities": identities.of(user),
        "idle": sign_in.idle_minutes(user),
        "phones": shown_phones.rows(phones.mine(user)),
    }
    return render(request, "account/security.html", told)


@never_cache
@GET_OR_POST
@sensitive_post_parameters("password", "code")
def confirm(request: HttpRequest) -> HttpResponse:
    """Proves once more who sits here; and the second factor, where this session has none yet."""
    user, at, factors = request.user, timezone.now(), second_factor.of(request.user)
    has_password, has_codes = user.has_usable_password(), bool(factors.app or factors.codes_left)
    needs_factor = bool(factors.count) and not sign_in.gave_second_factor(request)
    asks = {"password": has_password and (has_codes or not needs_factor), "code": has_codes and (needs_factor or not has_password)}
    form = ConfirmForm(request.POST if request.method == "POST" and "credential" not in request.POST else None, **asks)
    if "credential" in request.POST and _gave_passkey(request, at):
        return redirect(wanted(request) or "security")
    if any(asks.values()) and form.is_bound and form.is_valid() and _right(request, form, at):  # who is asked nothing has proved nothing
        (sign_in.prove if asks["code"] else _refresh)(request, user)
        return redirect(wanted(request) or "security")
    options = json.dumps(passkeys.to_give(user)) if factors.passkeys else ""
    told = {"form": form, "options": options, "next": wanted(request), "frame": frame(request)}
    return render(request, "account/confirm.html", told)


def _refresh(request: HttpRequest, user: object) -> None:
    sign_in.refresh(request)


def _right(request: HttpRequest, form: ConfirmForm, at) -> bool:
    user, given = request.user, form.cleaned_data
    if "password" in given and not passwords.is_right(request, user, given["password"]):
        form.add_error("password", _locked_password(user.username, at) or WRONG_PASSWORD)
    elif "code" in given and not second_factor.check(user, given["code"], at=at):
        form.add_error("code", wrong_code(user, at))
    return not form.errors


def _locked_password(username: str, at) -> str:
    until = sign_in.locked_until(username, at)
    return _("ใส่รหัสผ่านผิดหลายครั้ง ลองใหม่ได้เมื่อ %(until)s") % {"until": thaitime(until)} if until else ""


def _gave_passkey(request: HttpRequest, at) -> bool:
    form = GivenPasskeyForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(str(form.errors["credential"][0]))
        passkeys.check(form.cleaned_data["credential"], at=at, user=request.user)
    except Refused as no:
        messages.error(request, because(no))
        return False
    sign_in.prove(request, request.user)
    return True


@freshly
@GET_OR_POST
@sensitive_post_parameters("old", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    user, at = request.user, timezone.now()
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if passwords.is_right(request, user, form.cleaned_data["old"]):
            if _changed(request, form, at):
                return redirect("security")
        else:
            form.add_error("old", _locked_password(user.username, at) or WRONG_PASSWORD)
    return render(request, "account/password.html", {"form": form})


def _changed(request: HttpRequest, form: PasswordForm, at) -> bool:
    try:
        passwords.change(by=request.user, at=at, new=form.cleaned_data["new"])
    except Refused as no:
        form.add_error("new", because(no))
        return False
    before = request.session.session_key
    update_session_auth_hash(request, request.user)
    sessions.rename(before, request.session.session_key)
    sessions.end_others(by=request.user, at=at, this=request.session.session_key)  # Django lets them in no more: they go off the list, too
    messages.success(request, _("เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เปิดบัญชีนี้อยู่ต้องเข้าสู่ระบบใหม่"))
    return True


# — codes of an app ———————————————————————————————————————————————————————————————


@freshly
@GET_OR_POST
@sensitive_post_parameters("code")
def totp(request: HttpRequest) -> HttpResponse:
    user, at = request.user, timezone.now()
    if second_factor.of(user).app:
        return redirect("security")
    (secret,) = second_factor.unsealed(request.session.setdefault(SECRET, second_factor.sealed([second_factor.new_secret()])))
    form = AppForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            second_factor.set_app(by=user, at=at, secret=secret, code=form.cleaned_data["code"])
        except Refused as no:
            form.add_error("code", because(no))
        else:
            del request.session[SECRET]
            return _in_use(request, at)
    return render(
        request,
        "account/totp.html",
        {"form": form, "secret": _by_fours(secret), "qr": qr.drawn(second_factor.address(user, secret)), "frame": frame(request)},
    )


def _in_use(request: HttpRequest, at) -> HttpResponse:
    """A factor was set up, and with that given: this session has proved it. The first one brings recovery codes."""
    sign_in.prove(request, request.user)
    if second_factor.of(request.user).codes_left is None:
        _keep(request, second_factor.make_recovery_codes(by=request.user, at=at), at)
        return redirect("recovery-codes")
    return redirect("security")


def _by_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@freshly
@require_POST
def totp_remove(request: HttpRequest) -> HttpResponse:
    second_factor.remove_app(by=request.user, at=timezone.now())
    return redirect("security")


# — recovery codes —————————————————————————————————————————————————————————————————


@freshly
@GET_OR_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones are shown for some minutes to the browser that asked for them, and never again."""
    at = timezone.now()
    if request.method == "POST":
        _keep(request, second_factor.make_recovery_codes(by=request.user, at=at), at)
        return redirect("recovery-codes")
    codes = _kept(request, at)
    if not codes:
        return redirect("security")
    return render(request, "account/recovery_codes.html", {"codes": codes, "frame": frame(request)})


@freshly
@require_safe
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    codes = _kept(request, timezone.now())
    if not codes:
        raise Http404
    text = "\r\n".join([_("รหัสกู้คืนของ Nakhonsawan Change แต่ละรหัสใช้ได้ครั้งเดียว เก็บไว้ในที่ปลอดภัย"), "", *codes, ""])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


def _keep(request: HttpRequest, codes: list[str], at) -> None:
    request.session[CODES] = {"until": at.timestamp() + SHOWN, "codes": second_factor.sealed(codes)}


def _kept(request: HttpRequest, at) -> list[str]:
    kept = request.session.get(CODES)
    if kept and kept["until"] > at.timestamp():
        return second_factor.unsealed(kept["codes"])
    request.session.pop(CODES, None)
    return []


# — passkeys ——————————————————————————————————————————————————————————————————————


@freshly
@GET_OR_POST
def passkey_add(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            passkeys.add(by=request.user, at=at, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, because(no))
        else:
            messages.success(request, _("เพิ่มกุญแจผ่านแล้ว ครั้งต่อไปใช้เข้าสู่ระบบได้โดยไม่ต้องใส่รหัสผ่าน"))
            return _in_use(request, at)
    told = {"form": form, "options": json.dumps(passkeys.to_add(request.user)), "frame": frame(request)}
    return render(request, "account/passkey.html", told)


@freshly
@require_POST
def passkey_remove(request: HttpRequest, passkey: int) -> HttpResponse:
    passkeys.remove(by=request.user, at=timezone.now(), passkey=passkey)
    return redirect("security")


# — where one is signed in, and by whom one is known ———————————————————————————————————————


@freshly
@require_POST
def session_end(request: HttpRequest, session: int) -> HttpResponse:
    sessions.end(by=request.user, at=timezone.now(), session=session)
    return redirect("security")


@freshly
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    sessions.end_others(by=request.user, at=timezone.now(), this=request.session.session_key)
    messages.success(request, _("ออกจากระบบในเครื่องอื่นทั้งหมดแล้ว"))
    return redirect("security")


@freshly
@require_POST
def phone_end(request: HttpRequest, phone: int) -> HttpResponse:
    if phone not in {each.number for each in phones.mine(request.user)}:  # another's is ended on the page of that account
        raise scope.OutOfSight(str(phone))
    phones.end(by=request.user, at=timezone.now(), phone=phone)
    messages.success(request, _("ยกเลิกโทรศัพท์แล้ว เครื่องนั้นจะส่งงานที่ค้าง แล้วล้างข้อมูลเองเมื่อติดต่อระบบครั้งถัดไป"))
    return redirect("security")


@freshly
@require_POST
def identity_link(request: HttpRequest) -> HttpResponse:
    """A page with a link on: the policy of our pages lets no form lead to another site."""
    if not identities.provider_name():
        raise Http404
    try:
        address = oidc.go(request, oidc.CONNECT)
    except oidc.Failed:
        messages.error(request, _("ติดต่อผู้ให้บริการยืนยันตัวตนไม่ได้ โปรดลองใหม่ภายหลัง"))
        return redirect("security")
    return render(request, "account/identity.html", {"address": address, "provider": identities.provider_name()})


@freshly
@require_POST
def identity_unlink(request: HttpRequest) -> HttpResponse:
    identities.unlink(by=request.user, at=timezone.now())
    return redirect("security")
