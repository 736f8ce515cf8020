"""Files made to harm whoever opens them, built by code: what a thief, a virus, a broken disk or a careless export could send to the desk.

Each has a name to upload it under, and what must come of it: the words of a clear refusal, or READS (an honest reading). They are small to
keep and large only when unfolded; the largest are written piece by piece.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

READS = "reads"
BROKEN, LARGE, LOCKED, NOTHING, NO_TABLE = "ชำรุด", "ใหญ่เกิน", "รหัสผ่าน", "ไม่มีข้อมูล", "อ่านเป็นตารางไม่ได้"
NESTED, UNCLOSED, WIDE, EMPTY_ZIP, TOO_MANY, UNUSUAL = "ซ้อน", "ไม่มีตัวปิด", "คอลัมน์ มากกว่า", "ไม่มีตาราง", "มากกว่าที่รับได้", "วิธีบีบอัด"
MB = 1 << 20


@dataclass(frozen=True)
class Hostile:
    key: str
    name: str
    says: tuple[str, ...]
    write: Callable[[Path], None]


FILES: dict[str, Hostile] = {}


def hostile(name: str, *says: str):
    """The function below gives the bytes, in one or in pieces. Any of `says` is a good end."""

    def keep(build: Callable[[], bytes | Iterator[bytes]]) -> Callable:
        def write(path: Path) -> None:
            made = build()
            with path.open("wb") as out:
                for piece in [made] if isinstance(made, bytes) else made:
                    out.write(piece)

        key = build.__name__
        assert key not in FILES
        FILES[key] = Hostile(key, name, says, write)
        return build

    return keep


# — the tools of the trade —


def zipped(members: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, data, method)
    return out.getvalue()


def deflated(piece: bytes, times: int) -> tuple[bytes, int, int]:
    """Raw deflate of piece × times without ever holding it: data, CRC, length."""
    packer, crc = zlib.compressobj(9, zlib.DEFLATED, -15), 0
    parts = []
    for _number in range(times):
        parts.append(packer.compress(piece))
        crc = zlib.crc32(piece, crc)
    parts.append(packer.flush())
    return b"".join(parts), crc, len(piece) * times


def entry(name: str, data: bytes, crc: int, size: int, at: int, *, flags: int = 0x800, method: int = 8) -> tuple[bytes, bytes]:
    """(local header and data, line of the directory), every field as told: zipfile itself writes no lies."""
    raw = name.encode()
    common = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 33, crc, len(data), size, len(raw), 0)
    local = b"PK\x03\x04" + common + raw + data
    return local, b"PK\x01\x02\x14\x03" + common + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, at) + raw


def archive(entries: list[tuple[str, bytes, int, int]], **told: int) -> bytes:
    body, directory = bytearray(), bytearray()
    for name, data, crc, size in entries:
        local, line = entry(name, data, crc, size, len(body), **told)
        body += local
        directory += line
    return bytes(body + directory) + end(len(entries), len(directory), len(body))


def end(count: int, size: int, at: int) -> bytes:
    return b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, at, 0)


CSV = "รหัสบ้าน,รหัสหมู่บ้าน,ข้อ 1\n60990000001,60090805,1\n".encode()
TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
ROOT = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>'
)
SHEET = '<sheet name="ครัวเรือน" sheetId="1" r:id="rId1"/>'
RELATION = '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OPEN, CLOSE = f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>', "</sheetData></worksheet>"
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>รหัสบ้าน</t></is></c><c r="B1"><v>1</v></c></row>'


def parts(sheet: bytes | str, extra: dict[str, bytes] | None = None) -> dict[str, bytes]:
    sheet = sheet.encode() if isinstance(sheet, str) else sheet
    relations = RELATION.format(1, "worksheet", "worksheets/sheet1.xml") + RELATION.format(2, "sharedStrings", "sharedStrings.xml")
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK.format(SHEET).encode(),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(relations).encode(),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst {MAIN}/>'.encode(),
    } | (extra or {})


def xlsx(sheet: bytes | str, extra: dict[str, bytes] | None = None) -> bytes:
    return zipped(parts(sheet, extra))


def xlsx_with(part: str, piece: bytes, times: int, before: bytes = b"", after: bytes = b"") -> bytes:
    """A workbook whose one part is `piece` × times, packed without being held."""
    packer, crc, size, packed = zlib.compressobj(9, zlib.DEFLATED, -15), 0, 0, []
    for each in (before, *[piece] * times, after):
        packed.append(packer.compress(each))
        crc, size = zlib.crc32(each, crc), size + len(each)
    packed.append(packer.flush())
    entries = [
        (name, zlib.compress(data, 9, -15), zlib.crc32(data), len(data)) for name, data in parts(OPEN + ROW + CLOSE).items() if name != part
    ]
    return archive([*entries, (part, b"".join(packed), crc, size)])


def ods(rows: bytes) -> bytes:
    names = (
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    )
    names += b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = b'<?xml version="1.0"?><office:document-content ' + names + b"><office:body><office:spreadsheet>"
    content += b'<table:table table:name="a">' + rows + b"</table:table></office:spreadsheet></office:body></office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml": b"<m/>"})


# — zip —


@hostile("จปฐ.zip", LARGE)
def zip_of_three_hundred_megabytes_of_nothing() -> bytes:
    return archive([("households.csv", *deflated(b"0" * MB, 300))])


@hostile("จปฐ.zip", LARGE)
def zip_of_many_members_each_within_bounds() -> bytes:
    data = deflated(b"0" * MB, 60)
    return archive([(f"{number}.csv", *data) for number in range(80)])


@hostile("จปฐ.zip", BROKEN, LARGE)
def zip_whose_entries_overlap() -> bytes:
    """David Fifield's: a thousand names for the same bytes."""
    data, crc, size = deflated(b"0" * MB, 8)
    local, _line = entry("0.csv", data, crc, size, 0)
    directory = b"".join(entry(f"{number}.csv", data, crc, size, 0)[1] for number in range(1000))
    return local + directory + end(1000, len(directory), len(local))


@hostile("จปฐ.zip", BROKEN)
def zip_that_says_it_is_small() -> bytes:
    data, crc, _size = deflated(b"0" * MB, 100)
    return archive([("households.csv", data, crc, 10)])


@hostile("จปฐ.zip", LARGE, BROKEN)
def zip_that_says_it_is_of_four_gigabytes() -> bytes:
    return archive([("households.csv", zlib.compress(CSV, 9, -15), zlib.crc32(CSV), 0xFFFF_FFF0)])


@hostile("จปฐ.zip", NESTED)
def zip_in_zip_in_zip() -> bytes:
    inner = zipped({"households.csv": CSV})
    for level in range(30):
        inner = zipped({f"{level}.zip": inner})
    return inner


@hostile("จปฐ.zip", NESTED)
def zip_renamed_csv_in_a_zip() -> bytes:
    return zipped({"households.csv": zipped({"households.csv": CSV}), "members.csv": CSV})


@hostile("จปฐ.zip", TOO_MANY)
def zip_of_sixty_thousand_members() -> bytes:
    return archive([(f"{number}.csv", b"", 0, 0) for number in range(60_000)], method=0)


@hostile("จปฐ.zip", READS)
def zip_with_names_that_climb_out() -> bytes:
    return zipped({"../../../../etc/cron.d/households.csv": CSV, "C:\\Windows\\System32\\members.csv": CSV, "/etc/passwd": b"root"})


@hostile("จปฐ.zip", EMPTY_ZIP)
def zip_of_symbolic_links() -> bytes:
    link = zipfile.ZipInfo("households.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return zipped([(link, b"/etc/passwd")])


@hostile("จปฐ.zip", EMPTY_ZIP)
def zip_of_a_device() -> bytes:
    device = zipfile.ZipInfo("households.csv")
    device.create_system, device.external_attr = 3, 0o020666 << 16
    return zipped([(device, b"")])


@hostile("จปฐ.zip", LOCKED)
def zip_with_a_password() -> bytes:
    data = zlib.compress(CSV, 9, -15)
    return archive([("households.csv", b"x" * 12 + data, zlib.crc32(CSV), len(CSV))], flags=0x801)


@hostile("จปฐ.zip", LOCKED)
def zip_with_a_password_of_winzip() -> bytes:
    return archive([("households.csv", CSV, 0, len(CSV))], flags=0x801, method=99)


@hostile("จปฐ.zip", BROKEN)
def zip_cut_short() -> bytes:
    whole = zipped({"households.csv": CSV * 1000})
    return whole[: len(whole) // 2]


@hostile("จปฐ.zip", BROKEN)
def zip_with_one_byte_wrong() -> bytes:
    whole = bytearray(zipped({"households.csv": bytes(range(256)) * 200}, zipfile.ZIP_STORED))
    whole[500] ^= 0xFF
    return bytes(whole)


@hostile("จปฐ.zip", UNUSUAL, LARGE)
def zip_packed_with_bzip2() -> bytes:
    """Forty-five bytes a megabyte: the worst ratio of all."""
    return zipped({"households.csv": b"0" * (200 * MB)}, zipfile.ZIP_BZIP2)


@hostile("จปฐ.zip", UNUSUAL)
def zip_whose_lzma_wants_four_gigabytes() -> bytes:
    """The dictionary's size is a number in the data, and the memory is taken before the first byte is read."""
    data = struct.pack("<BBH", 9, 20, 5) + b"\x5d" + struct.pack("<I", 0xFFFF_FFFF) + b"\0" * 64
    return archive([("households.csv", data, 0, 50)], method=14)


@hostile("จปฐ.zip", UNUSUAL)
def zip_of_a_method_nobody_knows() -> bytes:
    return archive([("households.csv", CSV, zlib.crc32(CSV), len(CSV))], method=77)


@hostile("จปฐ.zip", "มากกว่าหนึ่งไฟล์")
def zip_with_the_same_table_twice() -> bytes:
    return zipped({"a/households.csv": CSV, "b/HOUSEHOLDS.CSV": CSV})


@hostile("จปฐ.zip", BROKEN)
def zip_whose_directory_names_another_file() -> bytes:
    whole = zipped({"households.csv": CSV})
    return whole.replace(b"households.csv", b"passwords.csv.", 1)


@hostile("จปฐ.zip", EMPTY_ZIP)
def zip_of_nothing() -> bytes:
    return end(0, 0, 0)


@hostile("จปฐ.zip", EMPTY_ZIP)
def zip_of_programs() -> bytes:
    return zipped({"run.exe": b"MZ" + bytes(100), "autorun.inf": b"[autorun]", "x.lnk": b"L\0\0\0"})


@hostile("จปฐ.zip", READS)
def zip_with_names_that_deceive() -> bytes:
    """A right-to-left override, HTML, control signs and NUL."""
    bidi = "\u202evsc.\u202dexe.csv"
    return zipped([(bidi, CSV), ("<img src=x onerror=alert(1)>.csv", CSV), ("a\x1b[2J\x07.csv", CSV), ("b\nc.csv", CSV)])


@hostile("จปฐ.zip", READS, TOO_MANY)
def zip_with_a_name_of_sixty_thousand_letters() -> bytes:
    return zipped({"a" * 60_000 + ".csv": CSV})


@hostile("จปฐ.zip", LARGE)
def zip_with_a_workbook_that_is_a_bomb() -> bytes:
    return zipped({"a.xlsx": xlsx_with("xl/sharedStrings.xml", b"A" * MB, 200)}, zipfile.ZIP_STORED)


# — more than one thing at once —


@hostile("จปฐ.xlsx", NO_TABLE)
def picture_and_zip_in_one() -> bytes:
    return b"\xff\xd8\xff\xe0" + bytes(100) + zipped({"households.csv": CSV})


@hostile("จปฐ.csv", NO_TABLE)
def pdf_and_zip_in_one() -> bytes:
    return b"%PDF-1.7\n" + zipped({"households.csv": CSV})


@hostile("จปฐ.csv", NO_TABLE)
def web_page_with_a_script() -> bytes:
    return b"\xef\xbb\xbf  <HTML><script>alert(document.cookie)</script><table><tr><td>1</table>"


@hostile("จปฐ.csv", NO_TABLE)
def picture_that_runs_a_script() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>1,2</text></svg>'


@hostile("จปฐ.csv", NO_TABLE)
def xml_that_reads_files() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@hostile("จปฐ.csv", NO_TABLE)
def program_of_windows() -> bytes:
    return b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(range(256)) * 40


@hostile("จปฐ.csv", NO_TABLE)
def program_of_linux() -> bytes:
    return b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40


@hostile("จปฐ.xlsx", NO_TABLE)
def tape_archive() -> bytes:
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tape:
        info = tarfile.TarInfo("../../etc/households.csv")
        info.size = len(CSV)
        tape.addfile(info, io.BytesIO(CSV))
    return out.getvalue()


@hostile("จปฐ.xlsx", NO_TABLE)
def gzip_bomb() -> bytes:
    import gzip

    return gzip.compress(bytes(100 * MB))


@hostile("จปฐ.csv", READS)
def workbook_called_csv() -> bytes:
    return xlsx(OPEN + ROW + CLOSE)


@hostile("จปฐ.xls", READS)
def table_called_xls() -> bytes:
    return CSV


@hostile("จปฐ", READS)
def table_without_an_ending() -> bytes:
    return CSV


# — xlsx —


@hostile("จปฐ.xlsx", LARGE)
def workbook_with_one_string_of_three_hundred_megabytes() -> bytes:
    return xlsx_with("xl/sharedStrings.xml", b"A" * MB, 300, f"<sst {MAIN}><si><t>".encode(), b"</t></si></sst>")


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_of_ten_million_shared_strings() -> bytes:
    return xlsx_with("xl/sharedStrings.xml", b"<si><t>a</t></si>" * 60_000, 170, f"<sst {MAIN}>".encode(), b"</sst>")


@hostile("จปฐ.xlsx", READS, BROKEN)
def workbook_that_lies_about_its_strings() -> bytes:
    strings = f'<sst {MAIN} count="4294967295" uniqueCount="18446744073709551615"><si><t>a</t></si></sst>'
    return xlsx(OPEN + ROW + CLOSE, {"xl/sharedStrings.xml": strings.encode()})


@hostile("จปฐ.xlsx", READS)
def workbook_that_lies_about_its_dimension() -> bytes:
    return xlsx(f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{ROW}{CLOSE}')


@hostile("จปฐ.xlsx", READS, BROKEN)
def workbook_whose_dimension_is_backwards() -> bytes:
    return xlsx(f'<worksheet {MAIN}><dimension ref="XFD1048576:A1"/><sheetData>{ROW}{CLOSE}')


@hostile("จปฐ.xlsx", LARGE)
def workbook_with_one_cell_at_the_far_corner() -> bytes:
    return xlsx(OPEN + ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + CLOSE)


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_with_a_cell_beyond_all_corners() -> bytes:
    return xlsx(OPEN + ROW + '<row r="99999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>' + CLOSE)


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_with_a_row_number_of_a_million_digits() -> bytes:
    return xlsx(OPEN + ROW + '<row r="2"><c r="A' + "9" * MB + '"><v>1</v></c></row>' + CLOSE)


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_with_a_column_of_a_million_letters() -> bytes:
    return xlsx(OPEN + ROW + '<row r="2"><c r="' + "Z" * MB + '1"><v>1</v></c></row>' + CLOSE)


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_whose_far_cell_hides_behind_single_quotes() -> bytes:
    return xlsx(OPEN + ROW + "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>" + CLOSE)


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_whose_far_cell_hides_behind_a_line_break() -> bytes:
    return xlsx(OPEN + ROW + '<row r="1048576"><c\nr="XFD1048576"><v>1</v></c></row>' + CLOSE)


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_whose_far_cell_hides_behind_a_prefix() -> bytes:
    names = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    return xlsx(f"<x:worksheet {names}><x:sheetData>{row}</x:sheetData></x:worksheet>")


@hostile("จปฐ.xlsx", BROKEN, READS)
def workbook_that_laughs_a_billion_times() -> bytes:
    entities = '<!ENTITY a "ฮา">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    sheet = f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}]><worksheet {MAIN}><sheetData>'
    return xlsx(sheet + '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>' + CLOSE)


@hostile("จปฐ.xlsx", BROKEN, READS)
def workbook_whose_strings_laugh_a_billion_times() -> bytes:
    entities = '<!ENTITY a "ฮา">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    strings = f'<?xml version="1.0"?><!DOCTYPE sst [{entities}]><sst {MAIN}><si><t>&j;</t></si></sst>'
    return xlsx(OPEN + '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + CLOSE, {"xl/sharedStrings.xml": strings.encode()})


@hostile("จปฐ.xlsx", BROKEN, READS)
def workbook_that_reads_the_passwords_of_the_server() -> bytes:
    sheet = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet {MAIN}><sheetData>'
    return xlsx(sheet + '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c><c r="B1"><v>1</v></c></row>' + CLOSE)


@hostile("จปฐ.xlsx", NOTHING, LARGE)
def workbook_of_five_million_styled_cells_with_nothing_in_them() -> bytes:
    cells = "".join(f'<c r="{chr(65 + n % 26)}{1 + n // 26}" s="1"/>' for n in range(52_000))
    return xlsx_with("xl/worksheets/sheet1.xml", cells.encode(), 100, OPEN.encode(), CLOSE.encode())


@hostile("จปฐ.xlsx", LARGE)
def workbook_of_ten_million_cells_without_numbers() -> bytes:
    """Without numbers, each counts on from the one before."""
    row = "<row>" + "<c><v>1</v></c>" * 100 + "</row>"
    return xlsx_with("xl/worksheets/sheet1.xml", (row * 1000).encode(), 100, OPEN.encode(), CLOSE.encode())


@hostile("จปฐ.xlsx", READS, BROKEN)
def workbook_of_errors_that_never_end() -> bytes:
    """Each asks for its end to be looked for, to the end of the sheet."""
    return xlsx(OPEN + ROW + '<c t="e" r="A2">' * 200_000 + CLOSE)


@hostile("จปฐ.xlsx", READS, BROKEN)
def workbook_of_cells_that_never_close() -> bytes:
    return xlsx(OPEN + ROW + '<c r="AAA1048576" ' * 200_000 + CLOSE)


@hostile("จปฐ.xlsx", BROKEN, LARGE)
def workbook_of_relations_that_never_close() -> bytes:
    return xlsx(OPEN + ROW + CLOSE, {"xl/_rels/workbook.xml.rels": b"<Relationship " * 300_000})


@hostile("จปฐ.xlsx", LARGE, BROKEN)
def workbook_whose_list_of_sheets_is_huge() -> bytes:
    return xlsx_with("xl/workbook.xml", b"<sheet " * 100_000, 300, b"<workbook>")


@hostile("จปฐ.xlsx", TOO_MANY, LARGE)
def workbook_of_five_thousand_sheets() -> bytes:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, 5001))
    relations = "".join(RELATION.format(n, "worksheet", "worksheets/sheet1.xml") for n in range(1, 5001))
    extra = {"xl/workbook.xml": BOOK.format(sheets).encode(), "xl/_rels/workbook.xml.rels": RELATIONS.format(relations).encode()}
    return xlsx(OPEN + ROW * 50 + CLOSE, extra)


@hostile("จปฐ.xlsx", BROKEN, NOTHING)
def workbook_whose_sheet_is_the_password_file() -> bytes:
    relations = RELATIONS.format(RELATION.format(1, "worksheet", "../../../../../../etc/passwd"))
    return xlsx(OPEN + ROW + CLOSE, {"xl/_rels/workbook.xml.rels": relations.encode()})


@hostile("จปฐ.xlsx", BROKEN, NOTHING, READS)
def workbook_nested_a_million_deep() -> bytes:
    return xlsx(f"<worksheet {MAIN}>" + "<a>" * MB)


@hostile("จปฐ.xlsm", READS)
def workbook_with_macros() -> bytes:
    return xlsx(OPEN + ROW + CLOSE, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Sub Auto_Open()" * 100})


@hostile("จปฐ.xlsx", READS)
def workbook_that_calls_out() -> bytes:
    """An external link, a data connection, a remote template, DDE."""
    item = '<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A0" advise="1"/></ddeItems></ddeLink>'
    link = f"<externalLink {MAIN}>{item}</externalLink>"
    return xlsx(OPEN + ROW + '<row r="2"><c r="A2"><f>[1]!A0</f><v>7</v></c></row>' + CLOSE, {
        "xl/externalLinks/externalLink1.xml": link.encode(),
        "xl/connections.xml": f'<connections {MAIN}><connection id="1" type="4"/></connections>'.encode(),
    })  # fmt: skip


@hostile("จปฐ.xlsx", READS)
def workbook_of_formulas() -> bytes:
    texts = ["=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(1)", '=HYPERLINK("x")', "\t=1"]
    row = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>' for n, text in enumerate(texts, 2))
    return xlsx(OPEN + ROW + row + CLOSE)


@hostile("จปฐ.xlsx", LOCKED)
def workbook_with_a_password() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(3000)


@hostile("จปฐ.xlsx", BROKEN)
def workbook_without_its_relations() -> bytes:
    return zipped({"xl/workbook.xml": BOOK.format(SHEET).encode(), "xl/worksheets/sheet1.xml": b"<worksheet/>"})


@hostile("จปฐ.xlsx", BROKEN)
def workbook_cut_in_the_middle() -> bytes:
    whole = xlsx(OPEN + ROW * 2000 + CLOSE)
    return whole[: len(whole) // 2]


@hostile("จปฐ.xlsx", BROKEN, NOTHING, READS)
def workbook_whose_sheet_is_noise() -> bytes:
    return xlsx(bytes(range(256)) * 400)


@hostile("จปฐ.xlsx", NO_TABLE)
def document_called_workbook() -> bytes:
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>"})


# — xls, ods —


def old_book() -> bytearray:
    return bytearray((Path(__file__).parent / "files" / "excel97.xls").read_bytes())


@hostile("จปฐ.xls", BROKEN)
def old_workbook_whose_sectors_run_in_a_ring() -> bytes:
    data = old_book()
    first = struct.unpack_from("<I", data, 76)[0]
    at = 512 * (first + 1)
    for sector in range(128):
        struct.pack_into("<I", data, at + 4 * sector, sector)
    return bytes(data)


@hostile("จปฐ.xls", BROKEN, READS, NOTHING)
def old_workbook_cut_in_the_middle() -> bytes:
    data = old_book()
    return bytes(data[: len(data) // 2])


@hostile("จปฐ.xls", BROKEN, NOTHING)
def old_workbook_that_asks_for_all_memory() -> bytes:
    data = old_book()
    data[44:76] = b"\xff" * 32
    return bytes(data)


@hostile("จปฐ.xlsb", BROKEN)
def binary_workbook_of_noise() -> bytes:
    return zipped({"xl/workbook.bin": bytes(range(256)) * 100, "xl/_rels/workbook.bin.rels": RELATIONS.format("").encode()})


@hostile("จปฐ.ods", LARGE)
def sheet_that_repeats_a_row_a_million_times() -> bytes:
    cell = b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    return ods(b'<table:table-row table:number-rows-repeated="1048576">' + cell + b"</table:table-row>")


@hostile("จปฐ.ods", LARGE, BROKEN)
def sheet_that_repeats_behind_single_quotes() -> bytes:
    cell = b"<table:table-cell table:number-columns-repeated='16384' office:value-type='float' office:value='1'/>"
    return ods(b"<table:table-row table:number-rows-repeated='1048576'>" + cell + b"</table:table-row>")


@hostile("จปฐ.ods", LARGE, BROKEN, NOTHING, READS)
def sheet_of_empty_cells_without_end() -> bytes:
    return ods(b"<table:table-row>" + b"<table:table-cell/>" * 300_000 + b"<text:p>")


# — csv —


@hostile("จปฐ.csv", READS)
def line_of_a_hundred_megabytes() -> Iterator[bytes]:
    yield CSV
    for _number in range(100):
        yield b"x" * MB


@hostile("จปฐ.csv", WIDE)
def line_of_fifty_million_commas() -> Iterator[bytes]:
    for _number in range(50):
        yield b"," * MB


@hostile("จปฐ.csv", LARGE)
def two_hundred_million_lines_of_nothing() -> Iterator[bytes]:
    for _number in range(200):
        yield b"\n" * MB


@hostile("จปฐ.csv", LARGE)
def more_text_than_a_country_has() -> Iterator[bytes]:
    for _number in range(520):
        yield b"1234567,1234567\n" * (MB // 16)


@hostile("จปฐ.csv", UNCLOSED)
def quotation_mark_that_swallows_all() -> Iterator[bytes]:
    yield b'a,b\n1,"2\n'
    for _number in range(50):
        yield b"3,4\n" * (MB // 4)


@hostile("จปฐ.csv", READS, UNCLOSED, NOTHING)
def twenty_million_quotation_marks() -> Iterator[bytes]:
    for _number in range(20):
        yield b'"' * MB


@hostile("จปฐ.csv", NOTHING, NO_TABLE)
def file_of_nul() -> bytes:
    return bytes(10 * MB)


@hostile("จปฐ.csv", NO_TABLE)
def file_of_noise() -> bytes:
    import random

    return random.Random(7).randbytes(MB)


@hostile("จปฐ.csv", NO_TABLE)
def file_of_control_signs() -> bytes:
    return b"\x1b[2J\x07\x08\x0e\x0f,\x01\x02\x03\n" * 5000


@hostile("จปฐ.csv", READS)
def cells_with_signs_that_deceive() -> bytes:
    return "รหัสบ้าน,ข้อ 1\n60990000001\u202e\u2066,1\u0000\u001b[31m\n<script>alert(1)</script>,{{7*7}}\n".encode()


@hostile("จปฐ.csv", READS)
def utf16_without_a_mark() -> bytes:
    return CSV.decode().encode("utf-16-le")


@hostile("จปฐ.csv", READS)
def utf16_cut_in_the_middle_of_a_letter() -> bytes:
    return CSV.decode().encode("utf-16")[:-1]


@hostile("จปฐ.csv", READS)
def utf16_of_halves_that_never_meet() -> bytes:
    return b"\xff\xfe" + "a,b\n".encode("utf-16-le") + b"\x00\xd8" * 1000 + "\n1,2\n".encode("utf-16-le")


@hostile("จปฐ.csv", NO_TABLE, READS)
def utf32() -> bytes:
    return CSV.decode().encode("utf-32")


@hostile("จปฐ.csv", READS)
def two_encodings_in_one_file() -> bytes:
    return CSV + "60990000002,60090805,บ้านวังน้ำลัด\n".encode("tis-620") + CSV.decode().encode("cp874")


@hostile("จปฐ.csv", READS, NO_TABLE)
def letters_longer_than_utf8_allows() -> bytes:
    return CSV + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf,\xed\xa0\x80,\xf8\x88\x80\x80\x80\n"


@hostile("จปฐ.csv", READS)
def separator_that_is_a_quotation_mark() -> bytes:
    return b'sep="\na,b\n1,2\n'


@hostile("จปฐ.csv", READS)
def separator_that_is_a_thai_letter() -> bytes:
    return "sep=ก\nxกy\n1ก2\n".encode()


@hostile("จปฐ.csv", READS, NO_TABLE)
def separator_that_is_a_line_break() -> bytes:
    return b"sep=\r\r\na,b\n1,2\n"


@hostile("จปฐ.csv", NOTHING, WIDE)
def file_of_spaces() -> bytes:
    return b"\xef\xbb\xbf" + b" \t\xc2\xa0" * 100_000


@hostile("จปฐ.csv", NOTHING)
def file_of_nothing() -> bytes:
    return b""
