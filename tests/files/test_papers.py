"""Signed forms as they come from phones and scanners, and things that only call themselves so."""

from io import BytesIO

import pytest
from PIL import Image

from nsc.errors import Refused
from nsc.files import papers
from tests.files import pictures


def photograph(size=(60, 40), kind="JPEG", **told) -> BytesIO:
    made = BytesIO()
    Image.new("RGB", size, "white").save(made, kind, **told)
    made.seek(0)
    return made


def test_where_the_phone_stood_does_not_stay_in_the_picture():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (15.0, 42.0, 0.0)
    exif[0x0110] = "a phone"
    taken = photograph(exif=exif.tobytes())
    assert Image.open(taken).getexif()
    taken.seek(0)
    kept, ending = papers.clean(taken)
    assert ending == ".jpg" and not Image.open(kept).getexif()


def test_nothing_that_the_phone_wrote_stays_in_the_picture():
    taken = pictures.photograph()
    assert pictures.OWNER.encode() in taken
    kept, _ending = papers.clean(BytesIO(taken))
    assert pictures.OWNER.encode() not in kept.read()


def test_a_large_picture_becomes_a_page_one_can_read():
    kept, _ending = papers.clean(photograph((4000, 3000)))
    assert max(Image.open(kept).size) == papers.LONGEST


def test_a_pdf_stays_as_it_is():
    kept, ending = papers.clean(BytesIO(b"%PDF-1.7 signed"))
    assert (kept.read(), ending) == (b"%PDF-1.7 signed", ".pdf")


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"MZ\x90", b"PK\x03\x04", b"\xff\xd8\xff\xe0 cut off", b"GIF89a", b"\x89PNG\r\n\x1a\n"]
)
def test_anything_else_is_refused(content):
    with pytest.raises(Refused):
        papers.clean(BytesIO(content))


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at():
    with pytest.raises(Refused, match="เมกะไบต์"):
        papers.clean(BytesIO(b"%PDF-" + b" " * papers.LIMIT))
