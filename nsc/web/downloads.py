"""Files on their way to a browser, one piece after the other: papers to be saved, pictures to be looked at."""

from collections.abc import Iterable
from typing import Protocol

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header


class Kept(Protocol):
    """What a noun hands out of a file it keeps."""

    @property
    def pieces(self) -> Iterable[bytes]: ...
    @property
    def name(self) -> str: ...


# Nothing of a picture that somebody sent may run, whatever a browser takes it for.
PICTURE = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


def paper(found: Kept) -> HttpResponse:
    """To be saved: opened in the browser it would run as ours."""
    response = StreamingHttpResponse(found.pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    return response


def picture(pieces: Iterable[bytes], *, cache: str = "no-store") -> HttpResponse:
    """A photograph, to be shown. Kept nowhere, unless `cache` says otherwise."""
    told = PICTURE | {"Cache-Control": cache, "Content-Disposition": 'inline; filename="photograph.jpg"'}
    return StreamingHttpResponse(pieces, content_type="image/jpeg", headers=told)
