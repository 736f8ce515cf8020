"""What a phone reads, with the secret that it keeps under its lock."""

import gzip
from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from nsc.access import phones
from nsc.access.phones import Phone
from nsc.field import door
from nsc.privacy import notice
from nsc.registry import photographs
from nsc.reports import bundle_farmers, bundles

LEVEL = 5  # of gzip: a tenth larger than at 9, in a third of the time


@require_POST
@door.opened(phones.READ)
def bundle(request: HttpRequest, phone: Phone, at: datetime) -> HttpResponse:
    """What is mine, by difference."""
    asked = door.sent(request)
    have = asked.get("have")
    said = {name: asked.get(name) or "" for name in ("all", "words")}
    is_told = isinstance(have, dict | None) and all(isinstance(each, str) for each in (*(have or {}).values(), *said.values()))
    if not is_told or len(have or ()) > 2 * (bundles.MOST + bundle_farmers.MOST):
        raise door.malformed()
    shown = notice.current()
    found = bundles.bundle(phone.user, at=at, have=have, all_=said["all"], words=said["words"], notice=(shown.number, shown.text))
    return _packed(found.text(), request.headers)


def _packed(text: str, said: Mapping[str, str]) -> HttpResponse:
    """Made small here, and not for all pages: only the phone itself makes this request, with its secret in a header that no other site can
    set, so that no stranger can put a guess beside what is secret and watch the length (BREACH)."""
    is_small = "gzip" in said.get("Accept-Encoding", "")
    content = gzip.compress(text.encode(), LEVEL, mtime=0) if is_small else text.encode()
    response = HttpResponse(content, content_type="application/json", headers={"Cache-Control": "no-store"})
    if is_small:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_GET
@door.opened(phones.READ)
def preview(request: HttpRequest, phone: Phone, at: datetime, photograph: int) -> StreamingHttpResponse:
    """The small blurred one, where the user may see photographs there."""
    found = photographs.preview(phone.user, photograph)
    return StreamingHttpResponse(found.pieces, content_type=photographs.TYPE, headers={"Cache-Control": "no-store"})
