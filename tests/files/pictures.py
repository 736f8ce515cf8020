"""Pictures as phones make them, and as nobody should send them."""

import io
import struct
import zlib

from PIL import Image
from PIL.ExifTags import GPS, IFD

NORTH, EAST = (15.0, 36.0, 36.0), (100.0, 39.0, 36.0)  # in the amphoe of our tambon
OWNER = "SECRET-OWNER-NAME"
APPENDED = b"<?php system($_GET['c']); ?><script>alert(1)</script>"


def drawn(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """A corner of its own colour, so that a turn shows."""
    picture = Image.new(mode, size, "navy")
    picture.paste("yellow", (0, 0, size[0] // 4, size[1] // 4))
    return picture


def photograph(size: tuple[int, int] = (64, 48), *, position: bool = True, turned: int = 1, form: str = "JPEG", **options) -> bytes:
    """With a phone's owner, comment and (if `position`) place in it. `turned`: the orientation of EXIF."""
    picture = drawn(size)
    exif = picture.getexif()
    exif[0x013B], exif[0x0112] = OWNER, turned
    if position:
        gps = exif.get_ifd(IFD.GPSInfo)
        gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", NORTH
        gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", EAST
    out = io.BytesIO()
    told = {"comment": OWNER.encode(), "xmp": f"<x:xmpmeta>{OWNER} GPSLatitude 15,42N</x:xmpmeta>".encode()} if form == "JPEG" else {}
    picture.save(out, form, exif=exif, **told, **options)
    return out.getvalue()


def claims(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that says it is so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def in_form(form: str) -> bytes:
    out = io.BytesIO()
    drawn().save(out, form)
    return out.getvalue()
