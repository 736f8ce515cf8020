"""Whatever was sent, what is kept is a picture and nothing else."""

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nsc.errors import Refused
from nsc.files import photographs
from tests.files.pictures import APPENDED, EAST, NORTH, OWNER, claims, drawn, in_form, photograph


def prepare(sent: bytes) -> photographs.Picture:
    return photographs.prepare(io.BytesIO(sent))


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    assert picture.format == "JPEG"
    return picture


def traces(jpeg: bytes) -> list[bytes]:
    """Segments of a JPEG that could say anything: APP1 to APP15 and comments."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if 0xE1 <= marker <= 0xEF or marker == 0xFE:
            found.append(jpeg[at : at + 2 + length])
        at += 2 + length
    return found


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_no_byte_of_place_or_owner_survives(form):
    sent = photograph(form=form)
    made = prepare(sent)
    assert OWNER.encode() in sent
    for jpeg in (made.picture, made.preview):
        assert traces(jpeg) == [] and not opened(jpeg).getexif() and jpeg.endswith(b"\xff\xd9")
        for trace in (OWNER.encode(), b"Exif", b"GPS", b"xmp", b"http"):
            assert trace not in jpeg


def test_the_place_is_handed_back_beside_the_picture():
    degrees = [whole + minutes / 60 + seconds / 3600 for whole, minutes, seconds in (NORTH, EAST)]
    assert prepare(photograph()).position == pytest.approx(degrees)
    assert prepare(photograph(position=False)).position is None


def test_a_large_picture_is_made_smaller_and_a_small_one_stays():
    made = prepare(photograph((4000, 3000)))
    assert opened(made.picture).size == (1600, 1200) and opened(made.preview).size == (320, 240)
    made = prepare(photograph((64, 48)))
    assert opened(made.picture).size == opened(made.preview).size == (64, 48)


def test_a_picture_taken_upright_stands_upright():
    """Orientation 6: the phone was turned by a quarter."""
    picture = opened(prepare(photograph((640, 480), turned=6)).picture)
    assert picture.size == (480, 640)
    red, _green, blue = picture.getpixel((470, 10))
    assert red > 200 and blue < 80  # the yellow corner is at the right now


def test_the_preview_is_blurred():
    """A fine pattern is one grey in it."""
    sent = Image.effect_noise((320, 240), 120).convert("RGB")
    out = io.BytesIO()
    sent.save(out, "PNG")
    preview = opened(prepare(out.getvalue()).preview).convert("L")
    low, high = preview.crop((40, 40, 280, 200)).getextrema()
    assert high - low < 40


def test_what_is_see_through_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert min(opened(prepare(out.getvalue()).picture).getpixel((25, 25))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_pictures_of_other_modes_are_taken(mode):
    out = io.BytesIO()
    drawn().convert(mode).save(out, "JPEG" if mode in ("L", "CMYK") else "PNG")
    assert opened(prepare(out.getvalue()).picture).mode == "RGB"


@pytest.mark.parametrize("appended", [APPENDED, b"PK\x03\x04" + b"\0" * 40, in_form("GIF")])
def test_what_was_appended_is_gone(appended):
    made = prepare(photograph() + appended)
    assert appended[:12] not in made.picture and b"<?php" not in made.picture and b"<script" not in made.picture


def test_a_script_in_the_comment_is_gone():
    out = io.BytesIO()
    drawn().save(out, "JPEG", comment=APPENDED)
    assert b"<?php" in out.getvalue() and b"<?php" not in prepare(out.getvalue()).picture


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff\xd8\xff",
        b"GIF89a" + b"\0" * 50,
        in_form("GIF"),
        in_form("TIFF"),
        in_form("BMP"),
        in_form("PDF"),
        in_form("ICO"),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a/*" + photograph(),  # two things at once
        b"MZ" + photograph(),
        b"\0\0\0\x18ftypavif" + b"\0" * 40,
    ],
)
def test_what_is_no_photograph_is_refused(sent):
    with pytest.raises(Refused, match="JPEG, PNG หรือ WebP"):
        prepare(sent)


def test_a_heic_is_refused_with_what_to_set_on_the_phone():
    with pytest.raises(Refused, match="HEIC"):
        prepare(b"\0\0\0\x18ftypheic" + b"\0" * 200)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_picture_that_did_not_arrive_whole_is_refused(kept):
    sent = photograph((800, 600), quality=95)
    with pytest.raises(Refused, match="เสียหาย"):
        prepare(sent[: int(len(sent) * kept)])


@pytest.mark.parametrize("size", [(50_000, 50_000), (20_000, 5_000), (9_000, 6_000), (1, 2**31 - 1)])
def test_a_bomb_is_refused_by_what_its_header_says(size):
    with pytest.raises(Refused, match="จุดภาพมากเกิน"):
        prepare(claims(*size))


def test_a_file_too_large_is_refused_unread():
    with pytest.raises(Refused, match="15 เมกะไบต์"):
        prepare(photograph() + b"\0" * photographs.MOST_BYTES)


def test_a_place_that_is_none_is_none():
    picture = drawn()
    exif = picture.getexif()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (99.0, 0.0, 0.0), "E", (500.0, 0.0, 0.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    assert prepare(out.getvalue()).position is None


@settings(max_examples=150)
@given(st.data())
def test_whatever_is_changed_in_a_picture_it_is_taken_or_refused_and_nothing_else(data):
    sent = bytearray(photograph((80, 60)))
    for _ in range(data.draw(st.integers(1, 12))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = prepare(bytes(sent))
    except Refused:
        return
    assert traces(made.picture) == [] and OWNER.encode() not in made.picture
