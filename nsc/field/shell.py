"""The page that is the application, the same for everybody: it holds nothing of anybody, and opens without a connection. So are what
installs it and what serves it then: the service worker, to which its address under /field/ gives the right over all addresses there."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nsc import built, csp
from nsc.built import FIELD, WORKER

POLICY = csp.with_sources({"img-src": "blob:", "media-src": "blob:"})
PERMISSIONS = csp.allowing("camera", "geolocation", "microphone", "publickey-credentials-create")
HEADERS = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY, "Permissions-Policy": PERMISSIONS}
PING, PAGE = "#0f6e62", "#fbfcfb"  # of frontend/src/tokens.css, by day
NOT_BUILT = 'throw new Error("the front end is not built");\n'  # fails, so a browser keeps the worker that it has
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"), ("icon-maskable-512.png", "512x512", "maskable"))


def kept(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A browser may keep it, and asks each time whether it is still so: on a thin link a few bytes instead of the file."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        made = view(request)
        etag = f'"{hashlib.sha256(made.content).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=etag, response=made) or made
        for name, value in {"ETag": etag, **HEADERS}.items():
            response[name] = value
        response.may_be_kept = True
        return response

    return login_not_required(require_safe(answered))


@kept
def page(request: HttpRequest) -> HttpResponse:
    """Without the request: no context processor asks who it is."""
    told = {"built": built.built(entry=FIELD), "version": built.field_version(), "ping": PING, "page": PAGE}
    return HttpResponse(render_to_string("field/shell.html", told))


@kept
def manifest(request: HttpRequest) -> HttpResponse:
    """What installing it asks for."""
    told = {
        "id": reverse("field"),
        "name": _("แอปภาคสนาม นครสวรรค์เปลี่ยน"),
        "short_name": _("ภาคสนาม"),
        "description": _("เยี่ยมบ้านและบันทึกงานครัวเรือน ใช้ได้แม้ไม่มีสัญญาณ"),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("field"),
        "scope": reverse("field"),
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": PING,
        "background_color": PAGE,
        "categories": ["productivity"],
        "icons": [
            {"src": static(f"field/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in ICONS
        ],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json")


@kept
def worker(request: HttpRequest) -> HttpResponse:
    """A module of one line. It is another one as soon as any file of the application is, which is how a browser learns of a new version."""
    script = built.built(entry=WORKER).script
    text = f"import {json.dumps(script)}; // {built.field_version()}\n" if script else NOT_BUILT
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@kept
def files(request: HttpRequest) -> HttpResponse:
    """All that must be in the cache before the application opens without a connection."""
    ours = [reverse("field"), reverse("field-manifest"), static("mark.svg"), *(static(f"field/{name}") for name, *_rest in ICONS)]
    told = {"version": built.field_version(), "files": [*ours, *built.built(entry=FIELD).files]}
    return HttpResponse(json.dumps(told), content_type="application/json")
