"""A photograph made harmless: whatever was sent, what comes out is a JPEG of our own making, with the picture in it and nothing else.

The sender's bytes are decoded and thrown away, so neither position nor owner of the phone, no comment, no hidden thumbnail and nothing
appended survives. What the picture said of its position is handed back beside it, for a verb that was asked to keep it.
"""

import io
from dataclasses import dataclass
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageFilter, ImageOps, UnidentifiedImageError

from nsc.errors import Refused, _

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000  # decoded 150 MB; a phone's usual picture has 12 million
LONG, SMALL = 1600, 320  # pixels of the longer side
BLUR = 9  # pixels of the small one, which is seen by who has not asked for the picture
QUALITY = 82
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypheim")


@dataclass(frozen=True)
class Picture:
    """`picture`, `preview`: JPEG, the longer side at most 1600 and 320 pixels. `position`: latitude and longitude as
    the file had them."""

    picture: bytes
    preview: bytes
    position: tuple[float, float] | None


def prepare(file: BinaryIO, *, is_blurred: bool = True) -> Picture:
    """From where the file stands. Its name and what the sender calls its type count for nothing. `is_blurred`: the small one is, as it
    must be where a home or a face may be in it. Raises Refused."""
    sent = file.read(MOST_BYTES + 1)
    if len(sent) > MOST_BYTES:
        raise Refused(_("ภาพใหญ่เกิน {limit} เมกะไบต์ โปรดย่อภาพก่อนส่ง"), limit=MOST_BYTES // 1024**2)
    if sent[4:12] in HEIC:
        raise Refused(_("ภาพนี้เป็นแบบ HEIC ซึ่งระบบยังอ่านไม่ได้ โปรดตั้งกล้องเป็น “เข้ากันได้มากที่สุด” (JPEG) หรือส่งภาพหน้าจอแทน"))
    try:
        return _made(Image.open(io.BytesIO(sent), formats=FORMATS), is_blurred)
    except UnidentifiedImageError as error:
        raise Refused(_("ไฟล์นี้ไม่ใช่ภาพถ่ายที่ระบบรับ โปรดส่งภาพ JPEG, PNG หรือ WebP")) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_large() from error
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError, KeyError, TypeError) as error:  # as Pillow tells of a broken file
        raise Refused(_("ภาพเสียหายหรือส่งมาไม่ครบ โปรดถ่ายหรือส่งใหม่")) from error


def _made(sent: Image.Image, is_blurred: bool) -> Picture:
    if sent.width * sent.height > MOST_PIXELS:  # the header says so, before anything is decoded
        raise _too_large()
    position = _position(sent)
    sent.draft("RGB", (LONG, LONG))  # a JPEG is decoded no larger than it is needed
    upright = ImageOps.exif_transpose(sent)
    seen = upright.convert("RGBA") if "A" in upright.getbands() or "transparency" in upright.info else upright.convert("RGB")
    seen.thumbnail((LONG, LONG), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", seen.size, "white")  # a new picture: nothing that came along with the old one is in it
    clean.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    small = clean.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Picture(_jpeg(clean), _jpeg(small.filter(ImageFilter.GaussianBlur(BLUR)) if is_blurred else small), position)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _position(sent: Image.Image) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where there is none or what stands there is none."""
    found = sent.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    north = _degrees(found.get(ExifTags.GPS.GPSLatitude), found.get(ExifTags.GPS.GPSLatitudeRef), "S")
    east = _degrees(found.get(ExifTags.GPS.GPSLongitude), found.get(ExifTags.GPS.GPSLongitudeRef), "W")
    if north is None or east is None or not (-90 <= north <= 90 and -180 <= east <= 180) or (north, east) == (0, 0):
        return None
    return north, east


def _degrees(parts: Any, side: object, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(each) for each in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return (-value if str(side).strip().upper().startswith(negative) else value) if value == value else None


def _too_large() -> Refused:
    return Refused(_("ภาพมีจุดภาพมากเกิน {limit} ล้านจุด โปรดย่อภาพก่อนส่ง"), limit=MOST_PIXELS // 1_000_000)
