"""The letter head of an office: kept by its secretariat, printed on all papers of its area, its emblem drawn anew."""

import io
from datetime import date

import docx as word
import openpyxl
import pytest
from PIL import Image

from nsc.access import scope
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.files.models import StoredFile
from nsc.paper.letter_head import LetterHead
from nsc.secretariat import emblems, issuing, letter_heads, printing
from nsc.secretariat.blocks import Document, Head, Section, Signatures, Text
from nsc.secretariat.document_kinds import Asked
from tests.casework.conftest import AT
from tests.paper.text_layer import text
from tests.surveyed import OURS

pytestmark = pytest.mark.django_db
AMPHOE, TAMBON = OURS[:4], OURS[:6]
OFFICE = {"office": "ที่ว่าการอำเภอไพศาลี\nถนนสมมุติ", "address": "นว 60220", "phone": "0 5600 0000", "number": "นว 0019/"}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'
CIRCLE = DRAWING.format('<circle cx="5" cy="5" r="4" fill="#c00"/>').encode()


def write(by, area=AMPHOE, **told) -> None:
    letter_heads.write(by=by, at=AT, area=area, **{**OFFICE, **told})


def png(size=(60, 40), mode="RGBA", color=(200, 0, 0, 128)) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, color).save(made, "PNG")
    return made.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def paper(style: str) -> Document:
    sections = [Section("", [Text("ขอเชิญประชุม"), Signatures([("นายอำเภอ", "", "")])])]
    return Document("หนังสือ", "อำเภอไพศาลี", "", date(2026, 11, 27), sections, ["จปฐ."], style, Head("สำนักงานอื่น", to="กำนัน", subject="ประชุม"))


# — kept —


def test_who_keeps_the_meetings_keeps_the_letter_head(district_officer):
    write(district_officer, office="  ที่ว่าการ อำเภอ \n\n ถนน ")
    told = letter_heads.find(district_officer, AMPHOE)
    assert (told.office, told.phone, told.by, told.has_emblem) == ("ที่ว่าการ อำเภอ\nถนน", "0 5600 0000", "วิชัย", False)
    write(district_officer, area=TAMBON)  # of its tambons, too
    assert [each.area for each in letter_heads.listed(district_officer)] == [AMPHOE, TAMBON]
    assert AuditLine.objects.filter(verb="letter_head.write").count() == 2


def test_nobody_else_does(hire, district_officer, governor, prasit):
    write(district_officer)
    for ask in (letter_heads.find, lambda user, area: write(user, area), lambda user, area: letter_heads.emblem(user, area)):
        with pytest.raises(NotAllowed):
            ask(governor, AMPHOE)
        with pytest.raises(scope.OutOfSight):
            ask(prasit, AMPHOE)
        with pytest.raises(NotAllowed):
            ask(district_officer, "60")
    assert letter_heads.listed(governor) == []


@pytest.mark.parametrize("area", [OURS, "6099", "x", ""])
def test_only_a_province_an_amphoe_and_a_tambon_have_one(operator, area):
    with pytest.raises(scope.OutOfSight):
        write(operator, area=area)


@pytest.mark.parametrize("office", [" \n ", "1\n2\n3\n4"])
def test_it_needs_a_name_of_three_lines_at_most(operator, office):
    with pytest.raises(Refused, match="ส่วนราชการ"):
        write(operator, office=office)


def test_a_new_emblem_takes_the_place_of_the_old_one(district_officer):
    with pytest.raises(Refused, match="ก่อน"):
        letter_heads.set_emblem(by=district_officer, at=AT, area=AMPHOE, file=io.BytesIO(png()))
    write(district_officer)
    for size in ((60, 40), (30, 30)):
        letter_heads.set_emblem(by=district_officer, at=AT, area=AMPHOE, file=io.BytesIO(png(size)))
    assert opened(letter_heads.emblem(district_officer, AMPHOE)).size == (30, 30)
    assert StoredFile.objects.filter(purged_at=None, name="emblem.png").count() == 1
    letter_heads.set_emblem(by=district_officer, at=AT, area=AMPHOE, file=None)
    with pytest.raises(scope.OutOfSight):
        letter_heads.emblem(district_officer, AMPHOE)
    assert not StoredFile.objects.filter(purged_at=None, name="emblem.png").exists()
    assert AuditLine.objects.filter(verb="letter_head.emblem").count() == 3


# — the picture —


def test_a_picture_is_drawn_anew_smaller_and_stays_clear():
    hidden = png((2400, 1200)) + b"<script>alert(1)</script>"
    found = opened(emblems.drawn(io.BytesIO(hidden)))
    assert (found.format, found.size, found.mode) == ("PNG", (1200, 600), "RGBA") and found.getpixel((0, 0))[3] == 128
    assert b"script" not in emblems.drawn(io.BytesIO(hidden))


@pytest.mark.parametrize("before", [b"", b"\n", b'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n'])
def test_a_drawing_becomes_points(before):
    found = opened(emblems.drawn(io.BytesIO(before + CIRCLE)))
    assert found.format == "PNG" and found.size[0] == found.size[1] > 600
    assert found.convert("RGB").getpixel((found.size[0] // 2, found.size[1] // 2)) == (204, 0, 0)
    assert found.getpixel((0, 0))[3] == 0  # clear where nothing is drawn


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        b"GIF89a",
        b"",
        png()[:40],
        DRAWING.format("<script>alert(1)</script>").encode(),
        DRAWING.format('<image href="/etc/passwd"/>').encode(),
        DRAWING.format('<image href="data:image/png;base64,AAAA"/>').encode(),
        DRAWING.format('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>').encode(),
        DRAWING.format('<g id="a"/><use href="#a"/>').encode(),  # of use upon use a picture is made that never ends
        DRAWING.format('<path fill="url(http://example.org/a)" d="M0 0"/>').encode(),
        DRAWING.format("<style>@import 'http://example.org/a.css'</style>").encode(),
        DRAWING.format("<path").encode(),
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aa">]>' + CIRCLE,
        CIRCLE.replace(b"0 0 10 10", b"0 0 1 100000"),
        CIRCLE.replace(b' viewBox="0 0 10 10"', b""),
    ],
)
def test_anything_else_is_refused_with_what_to_send(content):
    with pytest.raises(Refused, match="PNG หรือ SVG"):
        emblems.drawn(io.BytesIO(content))


def test_a_picture_that_is_too_large_is_refused():
    with pytest.raises(Refused, match="ใหญ่เกิน"):
        emblems.drawn(io.BytesIO(bytes(emblems.LIMIT + 1)))


# — printed —

HEAD = LetterHead(("ที่ว่าการอำเภอไพศาลี", "ถนนสมมุติ"), "นว 60220", "0 5600", "นว 0019/", png())


@pytest.mark.parametrize("style", ["letter", "memo", "report", "plain"])
def test_every_style_shows_the_head_of_the_office(style):
    bare, headed = (printing.printed(paper(style), "pdf", letter_head=head) for head in (LetterHead(), HEAD))
    found, before = ("".join(text(each).split()) for each in (headed, bare))  # wherever a line ends
    assert "ที่ว่าการอำเภอไพศาลี" in found and "โทร.๐๕๖๐๐" in found
    assert headed.count(b"/Subtype /Image") + headed.count(b"/Subtype/Image") > bare.count(b"/Subtype /Image") + bare.count(
        b"/Subtype/Image"
    )
    if style in ("letter", "memo"):
        assert "สำนักงานอื่น" not in found and "นว๐๐๑๙/" in found and "สำนักงานอื่น" in before


@pytest.mark.parametrize("style", ["letter", "report"])
def test_word_and_excel_have_it_too(style):
    book = word.Document(io.BytesIO(printing.printed(paper(style), "docx", letter_head=HEAD)))
    assert len(book.inline_shapes) == 1 and "ที่ว่าการอำเภอไพศาลี" in "\n".join(each.text for each in book.paragraphs)
    sheet = openpyxl.load_workbook(io.BytesIO(printing.printed(paper(style), "xlsx", letter_head=HEAD))).worksheets[0]
    assert any("ที่ว่าการอำเภอไพศาลี" in str(row[1].value) for row in sheet.iter_rows())


def test_a_paper_of_the_area_is_issued_under_it_and_one_of_a_village_under_that_of_its_tambon(surveyed, provincial_officer):
    write(provincial_officer, area=TAMBON, office="เทศบาลตำบลไพศาลี")
    told = {"by": provincial_officer, "at": AT, "name": "groups", "form": "docx"}
    has = {}
    for area in (OURS, TAMBON, AMPHOE):
        number = issuing.issue(**told, asked=Asked(area))
        content = b"".join(issuing.opened(by=provincial_officer, at=AT, number=number).pieces)
        has[area] = "เทศบาลตำบลไพศาลี" in "\n".join(each.text for each in word.Document(io.BytesIO(content)).paragraphs)
    assert has == {OURS: True, TAMBON: True, AMPHOE: False}
