"""A list of people and their roles, as an office sends it: read here, because the readers of files stand in this room; looked through and
given by access.staffing, which knows no files.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from django.conf import settings

from nsc import thai
from nsc.access import audit, rules, scope, staffing
from nsc.access.models import User
from nsc.access.roles import OPERATOR, ROLES, Permission
from nsc.access.scope import OutOfSight
from nsc.access.staffing import Fault, Line
from nsc.areas import authorities, codes, places, spelling
from nsc.errors import NotAllowed, Refused, _
from nsc.files import uploads as store
from nsc.files.models import StoredFile
from nsc.intake.grids import Limits, Sheet
from nsc.intake.reading import sheets

MOST = 5_000
LIMITS = Limits(file_bytes=20 << 20, unpacked_bytes=200 << 20, cells=2_000_000, columns=200)
KEPT = timedelta(hours=8)  # between looking and giving

# field: its headings, the standard one first
HEADINGS: dict[str, tuple[str, ...]] = {
    "username": ("ชื่อผู้ใช้", "username", "user"),
    "display_name": ("ชื่อ", "ชื่อสกุล", "ชื่อ-สกุล", "name", "display_name"),
    "role": ("บทบาท", "role"),
    "area": ("พื้นที่", "รหัสพื้นที่", "area"),
    "authority": ("อปท.", "อปท", "องค์กรปกครองส่วนท้องถิ่น", "local_authority", "authority"),
    "organisation": ("องค์กร", "หน่วยงาน", "organisation", "organization"),
    "valid_from": ("ตั้งแต่", "วันที่เริ่ม", "from"),
    "valid_until": ("ถึง", "วันที่สิ้นสุด", "until"),
    "email": ("อีเมล", "e-mail", "email"),
}
REQUIRED = ("username", "role")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SERIAL = re.compile(r"\d{5}(\.0+)?")
_EXCEL_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True)
class Look:
    """A file looked through. `file`: its number, for `give`."""

    file: int
    name: str
    verdicts: tuple[staffing.Verdict, ...]

    def count(self, *states: str) -> int:
        return sum(verdict.state in states for verdict in self.verdicts)


def receive(*, by: User, at: datetime, file: BinaryIO, name: str) -> int:
    """Keeps it, encrypted, until it is given or a working day is over. Refused when it is no list of people."""
    _require(by)
    stored = store.keep(by=by, at=at, file=file, name=name, until=at + KEPT)
    try:
        lines = _lines(stored)
    except Refused:
        store.drop(stored, at)
        raise
    audit.record(by=by, at=at, verb="staff.check", count=len(lines))
    return stored.pk


def look(user: User, file: int, *, at: datetime) -> Look:
    """The dry run. OutOfSight where the file is another's or gone."""
    stored = _own(user, file)
    return Look(stored.pk, stored.name, tuple(staffing.look(user, _lines(stored), at=at)))


def give(*, by: User, at: datetime, file: int, only_good: bool) -> staffing.Made:
    stored = _own(by, file)
    made = staffing.give(by=by, at=at, lines=_lines(stored), only_good=only_good)
    store.drop(stored, at)
    return made


def _require(user: User) -> None:
    for permission in (Permission.USER_CREATE, Permission.ROLE_GRANT):
        if not scope.anywhere(user, permission):
            raise NotAllowed(permission.value)


def _own(user: User, file: int) -> StoredFile:
    found = StoredFile.objects.filter(pk=file, by_user_id=user.pk, purged_at=None).first()
    if found is None:
        raise OutOfSight(str(file))
    _require(user)
    return found


def _lines(stored: StoredFile) -> list[Line]:
    with store.open_plain(stored) as path:
        return read(path, stored.name)


def read(path: Path, name: str) -> list[Line]:
    """Lines of the first sheet that has the headings. Refused where none has, or there are too many lines."""
    for sheet in sheets(path, limits=LIMITS):
        if columns := _columns(sheet):
            rows = _rows(sheet, columns)
            if len(rows) > MOST:
                raise Refused(_("ไฟล์ “{file}” มี {count} แถว รับได้ครั้งละไม่เกิน {most} แถว โปรดแบ่งไฟล์"), file=name, count=len(rows), most=MOST)
            if not rows:
                break
            return _read_rows(rows)
    raise Refused(_("ไฟล์ “{file}” ไม่มีรายชื่อ แถวแรกต้องเป็นหัวคอลัมน์ อย่างน้อย “ชื่อผู้ใช้” และ “บทบาท” โปรดใช้แบบฟอร์มจากหน้านี้"), file=name)


def _key(text: str | None) -> str:
    return spelling.key(text or "")


_FIELD_OF = {_key(heading): name for name, headings in HEADINGS.items() for heading in headings}


def _columns(sheet: Sheet) -> dict[str, str]:
    """Field → column of the grid, by the first row."""
    first = sheet.grid.row(0, named=True)
    found = {field: column for column, text in first.items() if column != "row" and (field := _FIELD_OF.get(_key(text)))}
    return found if all(name in found for name in REQUIRED) else {}


def _rows(sheet: Sheet, columns: dict[str, str]) -> list[dict[str, str]]:
    """What stands in the cells; lines in which none of our columns is filled are left out."""
    rows = []
    for row in sheet.grid.slice(1).iter_rows(named=True):
        said = {field: thai.clean(row[column] or "") for field, column in columns.items()}
        if any(said.values()):
            rows.append({"number": row["row"], **said})
    return rows


def _read_rows(rows: list[dict[str, str]]) -> list[Line]:
    written = {row["authority"] for row in rows if row.get("authority")}
    known = authorities.by_name(written)
    area_of: dict[str, str | Refused] = {}
    return [_line(row, known, area_of) for row in rows]


def _line(row: dict[str, str], known: dict[str, int], area_of: dict[str, str | Refused]) -> Line:
    faults: list[Fault] = []

    def of(column: str, reads: Callable[[str], object], otherwise: object = "") -> object:
        text = row.get(column, "")
        try:
            return reads(text)
        except Refused as no:
            faults.append(Fault(column, text, no))
            return otherwise

    line = Line(
        number=int(row["number"]),
        username=of("username", _username),
        display_name=rules.tidy_name(row.get("display_name", "")),
        role=of("role", _role),
        authority=of("authority", lambda text: _authority(text, known), None),
        organisation=row.get("organisation", ""),
        valid_from=of("valid_from", _day, None),
        valid_until=of("valid_until", _day, None),
        email=of("email", _email),
    )
    area = of("area", lambda text: _area_once(text, line, area_of))
    return replace(line, area=area, faults=tuple(faults))


def _username(text: str) -> str:
    name = thai.arabic_digits(text).lower()
    if not name:
        raise Refused(_("โปรดใส่ชื่อผู้ใช้"))
    if not _USERNAME.fullmatch(name):
        raise Refused(_("ชื่อผู้ใช้ใช้ตัวอักษรอังกฤษ ตัวเลข จุด และขีด อย่างน้อย 2 ตัว เช่น somying.j"))
    return name


_ROLE_OF = {_key(said): role.key for role in ROLES.values() if role is not OPERATOR for said in (role.key, role.name)}


def _role(text: str) -> str:
    if not text:
        raise Refused(_("โปรดใส่บทบาท"))
    found = _ROLE_OF.get(_key(text))
    if not found:
        raise Refused(_("ไม่รู้จักบทบาทนี้ โปรดใช้ชื่อตามแผ่นงาน “บทบาท” ของแบบฟอร์ม"))
    return found


def _email(text: str) -> str:
    if text and not _EMAIL.fullmatch(text):
        raise Refused(_("อีเมลไม่ถูกต้อง ตัวอย่าง somying@nakhonsawan.go.th"))
    return text


def _authority(text: str, known: dict[str, int]) -> int | None:
    if text and text not in known:
        raise Refused(_("ไม่รู้จัก อปท. นี้ ชื่อต้องตรงกับที่มีในข้อมูลสำรวจ เช่น อบต. นาขอม"))
    return known.get(text)


def _area_once(text: str, line: Line, area_of: dict[str, str | Refused]) -> str:
    if not text and line.authority:
        return settings.PROVINCE
    if text not in area_of:
        try:
            area_of[text] = _area(text)
        except Refused as no:
            area_of[text] = no
    found = area_of[text]
    if isinstance(found, Refused):
        raise found
    return found


def _area(text: str) -> str:
    """A code, its leading zero lost or not, or a place in words: 'ต.นาขอม อ.ไพศาลี', 'หมู่ที่ 4 ตำบลนาขอม อำเภอไพศาลี'."""
    if not text:
        raise Refused(_("โปรดใส่พื้นที่ เป็นรหัส 2, 4, 6 หรือ 8 หลัก หรือชื่อ เช่น ตำบลนาขอม อำเภอไพศาลี"))
    bare = thai.bare(text).removesuffix(".0")
    if bare.isascii() and bare.isdigit():
        code = bare.zfill(len(bare) + len(bare) % 2)  # Excel drops the nought in front of a code that starts with one
        found = places.find(code)
        if found is None or not codes.contains(settings.PROVINCE, found.code):
            raise Refused(_("ไม่มีพื้นที่รหัสนี้ในจังหวัด โปรดตรวจรหัส 2, 4, 6 หรือ 8 หลัก เช่น 600907"))
        return found.code
    return _named(text)


def _named(text: str) -> str:
    moo, rest = spelling.moo_apart(text)
    found = list(_of_level(text, rest)) or places.search(text, limit=3)
    exact = [place for place in found if spelling.bare(place.name_th) == spelling.words(rest)[0]] if spelling.words(rest) else []
    found = exact or found
    if moo is not None and len(found) == 1 and found[0].level == codes.TAMBON:
        return f"{found[0].code}{moo:02}"
    if len(found) == 1:
        return found[0].code
    if not found:
        raise Refused(_("ไม่พบพื้นที่ชื่อนี้ในจังหวัด โปรดใช้รหัส หรือเขียนเช่น ตำบลนาขอม อำเภอไพศาลี"))
    raise Refused(_("มีพื้นที่ชื่อนี้มากกว่าหนึ่งแห่ง โปรดเติมชื่ออำเภอ หรือใช้รหัส"))


def _of_level(text: str, rest: str) -> Iterator[places.Place]:
    """Where the words say the level, only places of that level: the amphoe ไพศาลี is not its tambon ไพศาลี."""
    said = next((level for level, signs in _SAID.items() if re.match(rf"\s*({signs})", rest)), None)
    if said is None:
        return
    yield from (place for place in places.search(text, limit=50) if place.level == said)


_SAID = {codes.PROVINCE: r"จังหวัด|จ\.", codes.AMPHOE: r"อำเภอ|อ\.", codes.TAMBON: r"ตำบล|ต\.", codes.VILLAGE: r"หมู่บ้าน|บ้าน|บ\."}


def _day(text: str) -> date | None:
    """A day in either era, Thai or Arabic digits, or the number by which Excel counts days."""
    if not text:
        return None
    plain = thai.arabic_digits(text)
    if _SERIAL.fullmatch(plain):
        return _EXCEL_DAY_0 + timedelta(days=int(plain[:5]))
    found = thai.read_date(plain.split(" ")[0] if re.match(r"\d{4}-\d\d-\d\d ", plain) else plain)
    if found.precision != "day":
        raise Refused(_("โปรดใส่วันที่ให้ครบวัน เดือน ปี เช่น 05/01/2569"))
    return found.first


# — out —

_WIDTHS = (18, 26, 28, 34, 24, 34, 14, 14, 30)


def template(user: User) -> bytes:
    """The empty workbook, with the names of roles and an example on sheets of their own: in the list it would be sent in as a person."""
    _require(user)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bg_color": "#E8F3F1"})
        sheet, roles, example = book.add_worksheet("รายชื่อ"), book.add_worksheet("บทบาท"), book.add_worksheet("ตัวอย่าง")
        for column, (width, headings) in enumerate(zip(_WIDTHS, HEADINGS.values(), strict=True)):
            for page in (sheet, example):
                page.set_column(column, column, width, text)
                page.write_string(0, column, headings[0], head)
        offered = [role for role in ROLES.values() if role is not OPERATOR]
        names = {"validate": "list", "source": f"=บทบาท!$A$2:$A${len(offered) + 1}", "error_type": "warning"}
        sheet.data_validation(1, 2, MOST, 2, names)
        sheet.freeze_panes(1, 0)
        roles.set_column(0, 0, 40)
        roles.set_column(1, 1, 28)
        for row, line in enumerate([("บทบาท", "key"), *((role.name, role.key) for role in offered)]):
            for column, cell in enumerate(line):
                roles.write_string(row, column, cell, head if not row else None)
        for row, line in enumerate(_EXAMPLE, 1):
            for column, cell in enumerate(line):
                example.write_string(row, column, cell, text)
    return out.getvalue()


_EXAMPLE = (
    ("somying.t", "สมหญิง ตัวอย่าง", "ทีมพี่เลี้ยง", "ตำบลนาขอม อำเภอไพศาลี", "", "", "01/10/2569", "30/09/2570", ""),
    ("prasert.t", "ประเสริฐ ตัวอย่าง", "ศจพ.อำเภอ", "6009", "", "", "", "", "prasert@example.go.th"),
)
