"""People who work here: their accounts and roles, and the way into them."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nsc.access import delivery, handover, invitations, line, organisations, phones, scope, second_factor, sessions, users
from nsc.access.roles import Permission
from nsc.areas import authorities, places
from nsc.errors import NotAllowed
from nsc.web import accounts, inputs
from nsc.web import phones as shown_phones
from nsc.web.forms_people import ChangeForm, CloseForm, GiveForm, NewForm, PeopleForm, act
from nsc.web.words import said

P = Permission


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    user, on = request.user, timezone.localdate()
    if not scope.anywhere(user, P.USER_CREATE):
        return _shut(user)
    form = PeopleForm(request.GET, organisations=organisations.choices(user))
    number = request.GET.get("page", "")
    found = users.Page((), 0, 1)
    if form.is_valid():
        page = inputs.number(number, 5) or 1
        found = users.found(user, asked=form.asked(), page=page)
    may_grant = scope.anywhere(user, P.ROLE_GRANT)
    page = accounts.people(
        form,
        found,
        request.GET,
        on,
        unattended=handover.count_unattended(user) if may_grant else 0,
        may_list=may_grant,
        may_organisations=scope.anywhere(user, P.ORGANISATION_CHANGE),
    )
    return render(request, "pages/people/list.html", {"page": page})


def _shut(user) -> HttpResponse:
    """Nothing here for who has no role at all; not theirs for all others."""
    if not users.mine(user):
        raise scope.OutOfSight("people")
    raise NotAllowed(P.USER_CREATE.value)


def new(request: HttpRequest) -> HttpResponse:
    if not scope.anywhere(request.user, P.USER_CREATE):
        return _shut(request.user)
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = act(form, users.create, by=request.user, at=timezone.now(), **told)
        if made:
            messages.success(request, _("สร้างบัญชีแล้ว มอบบทบาท แล้วให้ลิงก์ตั้งรหัสผ่านแก่เจ้าของบัญชี"))
            return redirect("account", made.pk)
    return render(request, "pages/people/new.html", {"page": {"name": "people"}, "form": form})


@require_GET
def account(request: HttpRequest, account: int) -> HttpResponse:
    return render(request, "pages/people/account.html", _account(request, account))


def _account(request: HttpRequest, number: int) -> dict[str, object]:
    by, on = request.user, timezone.localdate()
    found, owner = users.account(by, number), users.get(by, number)
    words, tone = accounts.state(found)
    may = _may_over(by, owner)
    grants = scope.areas(by, P.ROLE_GRANT)
    given = [accounts.role_row(each, on) for each in found.given]
    trouble = delivery.trouble_of(owner) if owner.email or found.has_line else None
    return {
        "page": {"name": "people"},
        "account": found,
        "state": words,
        "tone": tone,
        "current": [each for each in given if each.state != "ended"],
        "ended": [each for each in given if each.state == "ended"],
        "work": accounts.work(owner),
        "has_second_factor": second_factor.has(owner),
        "phones": shown_phones.rows(phones.of(by, number)),
        "may": may,
        "may_grant": bool(grants) and found.is_active,
        "may_send": settings.EMAIL_IS_SET and bool(found.email),
        "trouble": {"channel": trouble[0], "words": said(trouble[1])} if trouble else None,
        "days": invitations.DAYS,
    }


def _may_over(by, owner) -> dict[str, bool]:
    """Which buttons the page shows; the verbs decide again."""
    over = {name: _over(lambda permission=permission: users.require_over(by, permission, owner)) for name, permission in _BUTTONS.items()}
    over["invite"] = owner.is_active and (over["change"] or (not owner.has_usable_password() and owner.last_login is None))
    over["close"] = over["close"] and owner.is_active and owner.pk != by.pk
    return over


_BUTTONS = {"change": P.USER_CHANGE, "close": P.USER_CLOSE}


def _over(require: Callable[[], None]) -> bool:
    try:
        require()
    except (NotAllowed, scope.OutOfSight):
        return False
    return True


def change(request: HttpRequest, account: int) -> HttpResponse:
    owner = users.get(request.user, account)
    users.require_over(request.user, P.USER_CHANGE, owner)
    first = {"display_name": owner.display_name, "email": owner.email, "language": owner.language}
    form = ChangeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("unlink") == "line":
            line.unlink(by=request.user, at=timezone.now(), user=owner)
        if act(form, users.change, by=request.user, at=timezone.now(), user=owner, **form.cleaned_data):
            messages.success(request, _("บันทึกแล้ว"))
            return redirect("account", account)
    context = {"page": {"name": "people"}, "form": form, "account": users.account(request.user, account)}
    return render(request, "pages/people/change.html", context)


@never_cache
@require_POST
def invite(request: HttpRequest, account: int) -> HttpResponse:
    """The link is in this answer and nowhere else."""
    owner = users.get(request.user, account)
    reason = request.POST.get("because", "").strip()
    if request.POST.get("by") == "email":
        invitations.send(by=request.user, at=timezone.now(), user=owner, because=reason)
        messages.success(request, _("จะส่งลิงก์ตั้งรหัสผ่านไปทางอีเมลภายในไม่กี่นาที"))
        return redirect("account", account)
    link = invitations.issue(by=request.user, at=timezone.now(), user=owner, because=reason)
    return render(request, "pages/people/link.html", {"page": {"name": "people"}, "link": link, "account": owner})


def give(request: HttpRequest, account: int) -> HttpResponse:
    """The place first, since it decides which roles this person can give; then the role, for whom, from when until when."""
    by, owner = request.user, users.get(request.user, account)
    tops = scope.areas(by, P.ROLE_GRANT)
    if not tops:
        raise NotAllowed(P.ROLE_GRANT.value)
    asked = request.POST.get("area") or request.GET.get("area") or (tops[0] if len(tops) == 1 else "")
    found = places.find(asked) if asked.startswith(tops) else None
    area = found.code if found else tops[0]
    can, cannot = accounts.offers(users.offers(by, owner, area))
    form = GiveForm(
        request.POST if request.POST.get("area") else None,
        roles=[key for key, _name, _words in can],
        authorities=[(each.id, each.name) for each in authorities.inside(area)],
        organisations=organisations.choices(by),
    )
    if request.POST.get("area") and form.is_valid() and _given(form, by, owner, area):
        messages.success(request, _("มอบบทบาทแล้ว"))
        return redirect("account", account)
    crumbs, below = accounts.steps_to(area, tops, request.path)
    context = {
        "page": {"name": "people"},
        "account": owner,
        "form": form,
        "area": found or places.place(area),
        "tops": [places.place(top) for top in tops] if len(tops) > 1 else [],
        "crumbs": crumbs,
        "below": below,
        "can": can,
        "cannot": cannot,
    }
    return render(request, "pages/people/give.html", context)


def _given(form: GiveForm, by, owner, area: str) -> object | None:
    told = form.cleaned_data
    return act(
        form,
        users.assign,
        by=by,
        at=timezone.now(),
        user=owner,
        role=told["role"],
        area=area,
        authority=int(told["authority"]) if told.get("authority") else None,
        organisation=organisations.get(int(told["organisation"])) if told["organisation"] else None,
        valid_from=told["valid_from"],
        valid_until=told["valid_until"],
    )


@require_POST
def end(request: HttpRequest, account: int, given: int) -> HttpResponse:
    owner = users.get(request.user, account)
    row = users.assignment(request.user, owner, given)
    users.end(by=request.user, at=timezone.now(), assignment=row, because=request.POST.get("because", ""))
    messages.success(request, _("สิ้นสุดบทบาทแล้ว มีผลทันที"))
    return redirect("account", account)


def close(request: HttpRequest, account: int) -> HttpResponse:
    by, owner = request.user, users.get(request.user, account)
    users.require_over(by, P.USER_CLOSE, owner)
    work = accounts.work(owner)
    takers = {each.pk: each for each in handover.candidates(owner, users.visible_to(by))} if work else {}
    form = CloseForm(request.POST or None, successors=[(pk, str(each)) for pk, each in takers.items()])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        successor = takers[int(told["successor"])] if told["successor"] else None
        if act(form, users.close, by=by, at=timezone.now(), user=owner, because=told["because"], successor=successor):
            messages.success(request, _("ปิดบัญชีแล้ว ผู้นี้เข้าใช้ระบบไม่ได้อีก"))
            return redirect("people")
    context = {"page": {"name": "people"}, "account": owner, "form": form, "work": work}
    return render(request, "pages/people/close.html", context)


def unattended(request: HttpRequest) -> HttpResponse:
    """Work whose holder left."""
    by = request.user
    left = handover.unattended(by) if scope.anywhere(by, P.ROLE_GRANT) else _shut(by)
    if request.method == "POST":
        to = users.get(by, _number(request, "to"))
        count = handover.take_up(by=by, at=timezone.now(), left_by=_number(request, "left_by"), area=request.POST.get("area", ""), to=to)
        messages.success(request, _("มอบ %(n)s ครัวเรือนให้ผู้รับผิดชอบใหม่แล้ว") % {"n": f"{count:,}"})
        return redirect("unattended")
    among = users.visible_to(by)
    rows = [(each, places.place(each.area).full_name, handover.takers(each.area, among)) for each in left]
    return render(request, "pages/people/unattended.html", {"page": {"name": "people"}, "rows": rows})


def _number(request: HttpRequest, name: str) -> int:
    found = inputs.number(request.POST.get(name), 18)
    if found is None:
        raise scope.OutOfSight(name)
    return found


@require_POST
def reset_second_factor(request: HttpRequest, account: int) -> HttpResponse:
    because = request.POST.get("because", "")
    second_factor.reset(by=request.user, at=timezone.now(), user=users.get(request.user, account), because=because)
    messages.success(request, _("ล้างการยืนยันตัวตนขั้นที่สองแล้ว เจ้าของบัญชีตั้งใหม่ได้เมื่อเข้าสู่ระบบครั้งถัดไป"))
    return redirect("account", account)


@require_POST
def end_sessions(request: HttpRequest, account: int) -> HttpResponse:
    because = request.POST.get("because", "")
    sessions.end_all(by=request.user, at=timezone.now(), user=users.get(request.user, account), because=because)
    messages.success(request, _("ให้บัญชีนี้ออกจากระบบทุกเครื่องแล้ว"))
    return redirect("account", account)


@require_POST
def end_phone(request: HttpRequest, account: int, phone: int) -> HttpResponse:
    if phone not in {each.number for each in phones.of(request.user, account)}:
        raise scope.OutOfSight(str(phone))
    phones.end(by=request.user, at=timezone.now(), phone=phone, because=request.POST.get("because", ""))
    messages.success(request, _("ยกเลิกโทรศัพท์แล้ว เครื่องนั้นจะส่งงานที่ค้าง แล้วล้างข้อมูลเองเมื่อติดต่อระบบครั้งถัดไป"))
    return redirect("account", account)
