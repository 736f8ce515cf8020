"""A signed form, as a scan or a photograph: small, and what it says it is."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.files.models import StoredFile

KEPT = timedelta(days=3653)  # ten years: ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 57
LIMIT = 10 * 1024 * 1024  # bytes
LONGEST = 2600  # pixels: a page of A4 stays readable


def keep(sent: BinaryIO | None, *, by: uploads.Person, at: datetime, name: str = "evidence") -> StoredFile | None:
    """A paper that stands behind a record, under no name of the sender's. None where none was sent."""
    if sent is None:
        return None
    paper, ending = clean(sent)
    return uploads.keep(by=by, at=at, file=paper, name=f"{name}{ending}", until=at + KEPT)


def clean(file: BinaryIO) -> tuple[BinaryIO, str]:
    """What to keep, and its ending (.pdf, .jpg). A picture is drawn anew: the position that a phone wrote into it does not stay.

    Refused for anything but PDF, JPEG, PNG or WebP, and over LIMIT.
    """
    content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise Refused(_("เอกสารใหญ่เกิน {limit} เมกะไบต์ โปรดถ่ายหรือสแกนใหม่ให้เล็กลง"), limit=LIMIT // 1024**2)
    if content.startswith(b"%PDF-"):
        return BytesIO(content), ".pdf"
    return _redrawn(content), ".jpg"


def _redrawn(content: bytes) -> BinaryIO:
    made = BytesIO()
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST, LONGEST))
            plain = upright.convert("RGB")
            plain.info.clear()  # the phone's comment would be written along
            plain.save(made, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(_("เปิดเอกสารนี้ไม่ได้ โปรดส่งเป็น PDF, JPEG หรือ PNG")) from error
    made.seek(0)
    return made
