"""What everybody may open without an account: the page of a tambon that its team has published, and the survey somebody is asked to
answer. No account, no cookie on the page; on the survey the form's own, and a random number for this address alone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from nsc.access import limits, scope, sign_in
from nsc.access.roles import Permission
from nsc.tambon import opinion_rules as rules
from nsc.tambon import opinion_sheets, opinions, public_pages
from nsc.web import downloads, public_page
from nsc.web import tambon as shown
from nsc.web.forms_programmes import act
from nsc.web.forms_tambon_opinion import AnswerForm, PublicPageForm
from nsc.web.inputs import moment
from nsc.web.words import said

asks = require_http_methods(["GET", "HEAD", "POST"])
KEPT = "public, max-age=60"  # a page that was withdrawn is gone from everywhere after a minute
HOUR = timedelta(hours=1)
FROM_ONE, FROM_ALL = 300, 3000  # answers an hour: from one connection, which a whole meeting may share; and to one survey
BROWSER = "opinion"


# — the page —


@login_not_required
def listed(request: HttpRequest) -> HttpResponse:
    return _kept(request, render(request, "pages/public/list.html", {"rows": public_pages.listed()}))


@login_not_required
def tambon(request: HttpRequest, code: str) -> HttpResponse:
    found = public_pages.standing(code)
    if found is None:  # nor whether the tambon has begun
        return render(request, "pages/public/gone.html", status=404)
    response = render(request, "pages/public/tambon.html", public_page.told(found, timezone.now()))
    if not found.may_be_found:
        response["X-Robots-Tag"] = "noindex"
    return _kept(request, response)


@login_not_required
def photograph(request: HttpRequest, code: str, photograph: int) -> HttpResponse:
    return _picture(request, code, photograph, is_small=False)


@login_not_required
def thumbnail(request: HttpRequest, code: str, photograph: int) -> HttpResponse:
    return _picture(request, code, photograph, is_small=True)


def _picture(request: HttpRequest, code: str, photograph: int, *, is_small: bool) -> HttpResponse:
    pieces = public_pages.picture(code, photograph, is_small=is_small)
    if pieces is None:
        return render(request, "pages/public/gone.html", status=404)
    return _kept(request, downloads.picture(pieces))


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Not what is made for somebody who has signed in: their theme and messages are their own."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        response["Cache-Control"] = KEPT
        response.may_be_kept = True
    return response


# — the team —


@asks
def write(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    draft, state = public_pages.draft(request.user, code), public_pages.state(request.user, code)
    told = {"head": head, "state": state, "draft": draft}
    if not head.begun.may_write:
        scope.require(request.user, Permission.TAMBON_SEE, place=code)
        if request.method == "POST":
            scope.require(request.user, Permission.TAMBON_WRITE, place=code)
        return render(request, "pages/tambon/opinion/public.html", told)
    names = ("headline", "introduction", "office", "telephone", "shows_people", "may_be_found")
    first = {name: getattr(draft, name) for name in names} | draft.chosen
    first |= {"seen": draft.seen.isoformat() if draft.seen else "", "is_of_office": bool(draft.telephone)}
    sent = request.POST if request.method == "POST" else None
    form = PublicPageForm(sent, initial=first, choices=public_pages.choices(request.user, code))
    by = {"by": request.user, "at": timezone.now(), "area": code}
    if sent is not None and form.is_valid() and act(form, public_pages.write, **by, **form.cleaned_data):
        return redirect("tambon-public-preview", code)
    return render(request, "pages/tambon/opinion/public.html", told | {"form": form})


@asks
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """As everybody would read it; and the button."""
    head = shown.head(request, code)
    if request.method == "POST":
        scope.require(request.user, Permission.TAMBON_WRITE, place=code)
        seen = moment(request.POST.get("seen")) or timezone.now()  # without one, nothing has been looked at
        public_pages.publish(by=request.user, at=timezone.now(), area=code, seen=seen)
        messages.success(request, _("เผยแพร่แล้ว ทุกคนเปิดดูได้"))
        return redirect("tambon-public", code)
    found = public_pages.preview(request.user, code)
    if found is None:
        return redirect("tambon-public", code)
    return render(request, "pages/public/preview.html", public_page.told(found, timezone.now()) | {"head": head})


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    shown.writes(request, code)
    public_pages.withdraw(by=request.user, at=timezone.now(), area=code, because=request.POST.get("because", "")[:300])
    messages.success(request, _("ถอนหน้าสาธารณะแล้ว ผู้เยี่ยมชมจะไม่เห็นอีก"))
    return redirect("tambon-public", code)


# — the survey —

TURNED = {
    rules.VILLAGER: gettext_lazy("ฉันอยู่ในตำบลนี้"),
    rules.AGENCY: gettext_lazy("ฉันตอบในนามหน่วยงานหรือภาคี"),
}


@login_not_required
@sensitive_post_parameters()
@never_cache
@asks
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """First which group, by links that need no script; then all its questions; then thanks, also to who comes again."""
    at = timezone.now()
    found = opinion_sheets.asked(token, at=at)
    browser = request.COOKIES.get(BROWSER, "")[:64]
    told = {"asked": found, "purpose": said(rules.PURPOSES[found.purpose])}
    if opinion_sheets.has_answered(token, browser):
        return _unindexed(render(request, "pages/public/answered.html", told))
    if found.state != opinions.OPEN:
        return _unindexed(render(request, "pages/public/closed.html", told))
    group = _group(request, found)
    if not group:
        choices = [(each, TURNED[each]) for each in found.groups]
        return _unindexed(render(request, "pages/public/who.html", told | {"choices": choices}))
    sent = request.POST if request.method == "POST" else None
    form = AnswerForm(sent, group=group, questions=found.of(group), villages=opinion_sheets.villages(found.area_code))
    status = 200
    if sent is not None and form.is_valid():
        status = _sent(request, form, token, browser, at)
        if status == 303:
            return redirect("opinion-answer", token)
    response = render(request, "pages/public/answer.html", told | {"form": form, "group": group, "turned": TURNED[group]}, status=status)
    if not browser:
        _give_number(response, request.path, found, at)
    return _unindexed(response)


def _group(request: HttpRequest, found: opinion_sheets.Asked) -> str:
    who = request.GET.get("who", "")
    return who if who in found.groups else found.groups[0] if len(found.groups) == 1 else ""


def _sent(request: HttpRequest, form: AnswerForm, token: str, browser: str, at: datetime) -> int:
    """303: it stands. Else the form says why, and keeps what was typed."""
    if not browser:
        form.add_error(None, _("เครื่องนี้ไม่รับคุกกี้ ระบบจึงรู้ไม่ได้ว่าตอบแล้วหรือยัง คำตอบยังอยู่ในหน้านี้ เปิดรับคุกกี้แล้วกดส่งอีกครั้ง"))
        return 200
    where = sign_in.network(request)
    if not (not where or limits.allow("opinion", where, at, FROM_ONE, HOUR)) or not limits.allow("opinions", token, at, FROM_ALL, HOUR):
        until = timezone.localtime(limits.ends(at, HOUR)).strftime("%H.%M")
        form.add_error(None, _("มีคนตอบพร้อมกันมาก คำตอบของท่านยังอยู่ในหน้านี้ กดส่งอีกครั้งหลัง %(until)s น.") % {"until": until})
        return 429
    return 303 if act(form, opinion_sheets.answer, at=at, token=token, browser=browser, **form.told()) else 200


def _give_number(response: HttpResponse, path: str, found: opinion_sheets.Asked, at: datetime) -> None:
    """Of this address alone, so that two surveys of one telephone are not known to be of one."""
    days = (found.closes_on - timezone.localdate(at)).days + rules.PAPER_DAYS
    told = {"max_age": timedelta(days=days), "path": path, "httponly": True, "secure": settings.SESSION_COOKIE_SECURE, "samesite": "Lax"}
    response.set_cookie(BROWSER, opinion_sheets.new_browser(), **told)


def _unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
