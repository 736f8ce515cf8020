"""What a person is told, how it reaches them, and what their roles let them do."""

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from nsc.access import line, notices, users
from nsc.errors import NotAllowed, Refused
from nsc.web import accounts, inputs, undoing
from nsc.web.forms_people import SettingsForm, act
from nsc.web.views.account import proved_lately, to_confirm
from nsc.web.words import said


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    rows, older = notices.page(request.user, inputs.number(request.GET.get("before"), 18))
    days = [
        (
            day,
            [
                {"id": row.pk, "at": row.at, "words": notices.words(row), "is_new": row.read_at is None, "leads": bool(row.href)}
                for row in of
            ],
        )
        for day, of in groupby(rows, key=lambda row: timezone.localdate(row.at))
    ]
    context = {"page": {"name": "notices"}, "days": days, "older": older, "has_new": any(row.read_at is None for row in rows)}
    return render(request, "pages/notices.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    notices.read(by=request.user, at=at)
    undoing.told(request, _("ทำเครื่องหมายว่าอ่านแล้วทั้งหมด"), reverse("notices-unread"), moment=at.isoformat())
    return redirect("notices")


@require_POST
def unread(request: HttpRequest) -> HttpResponse:
    """All that was marked at one moment."""
    moment = inputs.moment(request.POST.get("moment"))
    if moment and notices.put_back(by=request.user, at=timezone.now(), read_at=moment):
        messages.success(request, _("กลับเป็นยังไม่อ่านแล้ว"))
    return redirect("notices")


@require_POST
def open_one(request: HttpRequest, notice: int) -> HttpResponse:
    """Read, and on to what it is about."""
    found = notices.find(request.user, notice)
    notices.read(by=request.user, at=timezone.now(), notice=found.pk)
    return redirect(inputs.ours(request, found.href) or "notices")


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    mine = [accounts.role_row(each, on) for each in users.mine(request.user)]
    never, on_a_record = accounts.kept_apart()
    context = {
        "page": {"name": "roles"},
        "mine": [each for each in mine if each.state != "ended"],
        "roles": accounts.roles(),
        "never": never,
        "on_a_record": on_a_record,
    }
    return render(request, "pages/roles.html", context)


@never_cache
def own_settings(request: HttpRequest) -> HttpResponse:
    user = request.user
    first = {"email": user.email, "email_when": user.email_when, "language": user.language}
    form = SettingsForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["email"] != user.email and not proved_lately(request):  # ways into the account are sent there
            messages.info(request, _("การเปลี่ยนอีเมลต้องยืนยันก่อนว่าเป็นท่าน ยืนยันแล้วโปรดบันทึกอีกครั้ง"))
            return to_confirm(reverse("settings"))
        wanted = set(request.POST.getlist("wanted"))
        muted = [(kind, channel) for kind, channel in _choices(user) if f"{kind}:{channel}" not in wanted]
        if act(form, users.settle, by=user, at=timezone.now(), muted=muted, **form.cleaned_data):
            messages.success(request, _("บันทึกแล้ว"))
            answer = redirect("settings")
            answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # what was chosen here holds, not what an older page remembered
            return answer
    return render(request, "pages/settings.html", _settings(user, form))


def _choices(user) -> list[tuple[str, str]]:
    channels = ("email", "line") if line.is_set() else ("email",)
    return [(kind, channel) for kind in notices.KINDS if kind not in notices.ALWAYS for channel in channels]


def _settings(user, form: SettingsForm, code: str = "") -> dict[str, object]:
    muted = notices.muted(user)
    kinds: dict[str, list[dict[str, object]]] = {}
    for kind, channel in _choices(user):
        kinds.setdefault(kind, []).append({"name": f"{kind}:{channel}", "channel": channel, "on": (kind, channel) not in muted})
    return {
        "page": {"name": "settings"},
        "form": form,
        "kinds": [(_example(kind), boxes) for kind, boxes in kinds.items()],
        "line_is_set": line.is_set(),
        "line_account": settings.LINE_ACCOUNT,
        "is_linked": line.is_linked(user),
        "code": code,
        "minutes": line.MINUTES,
    }


class _Gap(dict):
    def __missing__(self, key: str) -> str:
        return "…"


def _example(kind: str) -> str:
    return said(notices.KINDS[kind], None) if "{" not in notices.KINDS[kind] else _(notices.KINDS[kind]).format_map(_Gap())


@never_cache
@require_POST
def line_code(request: HttpRequest) -> HttpResponse:
    """The code is in this answer and nowhere else."""
    code = line.ask(by=request.user, at=timezone.now())
    user = request.user
    first = {"email": user.email, "email_when": user.email_when, "language": user.language}
    return render(request, "pages/settings.html", _settings(user, SettingsForm(initial=first), code))


@require_POST
def line_unlink(request: HttpRequest) -> HttpResponse:
    line.unlink(by=request.user, at=timezone.now())
    messages.success(request, _("เลิกเชื่อม LINE แล้ว"))
    return redirect("settings")


@csrf_exempt
@login_not_required
@require_POST
def line_webhook(request: HttpRequest) -> HttpResponse:
    """LINE speaks here; its signature over the raw body is what counts. The answer tells nothing."""
    try:
        line.receive(at=timezone.now(), body=request.body, signature=request.headers.get("X-Line-Signature", ""))
    except NotAllowed:
        return HttpResponse(status=403)
    except Refused:
        return HttpResponse(status=400)
    return HttpResponse("ok", content_type="text/plain")
