"""What makes a list a tool: its saved views, its columns to choose, the file it leaves as, and what is done with the rows picked."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.areas.places import Place
from nsc.casework.sight import Sight
from nsc.files import tables
from nsc.poverty.union import dimensions_in
from nsc.reports.listing import BY, COLS, PAGE, SORT, Asked, Column, Listing
from nsc.reports.place import Here
from nsc.reports.tabled import MOST_NAMED, Leaving
from nsc.web import inputs, listing, pages, saved_views
from nsc.web.context import Told, areas_bar
from nsc.web.dimensions import BY_KEY
from nsc.web.here import NARROWING
from nsc.web.saved_views import Shelf
from nsc.web.templatetags.figures import n, thaitime

CSV, XLSX = "csv", "xlsx"
LEVELS = ("amphoe", "tambon", "village")
NAMES = "names"  # of the export's address: columns that name somebody are wanted


@dataclass(frozen=True)
class Act:
    """Something done with the rows picked: what it is called, a form's address, and the fields it asks."""

    label: str
    address: str
    form: object


@dataclass(frozen=True)
class Tools:
    """`file`: the address of the export, "" for who may not. `asks_names`: may columns that name somebody go with it? `too_many`: why not
    of so many. `keeps`: the address of the list, for acts on all that match."""

    shelf: Shelf
    columns: tuple[tuple[str, str, bool], ...]
    keeps_columns: tuple[tuple[str, str], ...]
    chosen_columns: str
    file: str
    keeps: str
    total: int
    asks_names: bool
    too_many: str
    acts: tuple[Act, ...]
    only_page: bool = False  # acts are of the rows ticked, and neither of all that match nor of the file


def tools(
    request: HttpRequest,
    asked: Asked,
    where: Sight | Here,
    total: int,
    *,
    file: str,
    naming: Collection[str],
    acts: Sequence[Act] = (),
    permission: Permission = Permission.HOUSEHOLD_EXPORT,
    only_page: bool = False,
) -> Tools:
    place, authority = where.place.code, where.authority.id if where.authority else None
    may_leave = bool(file) and total > 0 and scope.may(request.user, permission, place, authority=authority)
    may_name = bool(naming) and scope.may(request.user, Permission.NAME_SEE, place, authority=authority)
    shown, names = asked.cols or asked.listing.usual, listing.names_of(asked.listing, get_language())
    kept = [(key, value) for key, value in request.GET.items() if key not in (COLS, PAGE, "view")]
    too_many = _("มีมากกว่า %(most)s แถว ส่งออกพร้อมชื่อได้เมื่อเลือกพื้นที่ให้แคบลง") % {"most": n(MOST_NAMED)} if total > MOST_NAMED else ""
    return Tools(
        shelf=shelf(request, asked.listing),
        columns=tuple((each.key, names[each], each.key in shown) for each in asked.listing.columns if may_name or not each.personal),
        keeps_columns=tuple(kept),
        chosen_columns=",".join(asked.cols),
        file=file if may_leave else "",
        keeps=request.GET.urlencode(),
        total=total,
        asks_names=may_name,
        too_many=too_many,
        acts=tuple(acts),
        only_page=only_page,
    )


def shelf(request: HttpRequest, of: Listing) -> Shelf:
    def names() -> dict[str, object]:
        own = {key: gettext(each.name) for each in of.filters for key in each.parameters}
        return own | {SORT: _("ลำดับ"), BY: _("การจัดกลุ่ม"), COLS: _("คอลัมน์")}

    return saved_views.shelf(request, of.key, of.parameters, names)


def opened(request: HttpRequest, list: str) -> HttpResponse | None:
    """Before the list itself: to the reader's default view where the address says nothing; to one `cols` where a form without script sent
    many."""
    many = request.GET.getlist(COLS)
    if len(many) > 1:
        said = request.GET.copy()
        said[COLS] = ",".join(many)
        return redirect(f"{request.path}?{said.urlencode(safe=',')}")
    return saved_views.opened(request, list)


# — what leaves —


def picked(request: HttpRequest) -> list[int] | None:
    """Numbers of the rows that were ticked; None where all that match are meant."""
    return None if request.method != "POST" or request.POST.get("every") else inputs.numbers(request, "row")


def said(request: HttpRequest) -> QueryDict:
    """The address of the list: of a form that came from it, as it stood there."""
    return QueryDict(request.POST.get("keeps", "")[:4000]) if request.method == "POST" else request.GET


def wants_names(request: HttpRequest) -> bool:
    return (request.POST if request.method == "POST" else request.GET).get(NAMES) == "1"


def send(
    request: HttpRequest,
    asked: Asked,
    leaving: Leaving,
    cells: listing.Cells,
    *,
    title: str,
    naming: Collection[str],
    about: Iterable[tuple[str, str]] = (),
    chips: Iterable[str] = (),
) -> HttpResponse:
    """The rows as a file, row by row, under the columns chosen, whatever names somebody left out unless it was asked for. `about`: lines
    on definition, round and source."""
    columns = _columns(asked, naming, has_names=leaving.has_names)
    headings = [gettext(each.name) for each in columns]
    rows = _rows(columns, leaving.lines, cells)
    above = [*_about(request, asked, leaving, title, chips), *about]
    name = f"{asked.listing.key}-{timezone.localdate():%Y%m%d}"
    if (request.POST if request.method == "POST" else request.GET).get("as") == CSV:
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            tables.lines(headings, rows, above), content_type=tables.CONTENT_TYPE
        )
    else:
        book = tables.workbook(headings, rows, above, (_("ที่มา"), _("รายการ")))
        response = FileResponse(book, content_type=tables.WORKBOOK_TYPE)
    kind = CSV if response["Content-Type"] == tables.CONTENT_TYPE else XLSX
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    return response


def _columns(asked: Asked, naming: Collection[str], *, has_names: bool) -> tuple[Column, ...]:
    """The number of the row's record always, first: without names it is what tells rows apart."""
    chosen = [each for each in asked.columns(has_names=has_names) if (has_names or each.key not in naming) and each.key != "number"]
    return tuple(each for each in asked.listing.columns if each.key == "number") + tuple(chosen)


def _about(request: HttpRequest, asked: Asked, leaving: Leaving, title: str, chips: Iterable[str]) -> Iterator[tuple[str, str]]:
    where, (order, is_down) = leaving.where, asked.order
    yield _("รายการ"), title
    yield _("พื้นที่"), where.authority.name if where.authority else where.place.full_name
    yield _("ตัวกรอง"), " · ".join(chips) or _("ไม่ได้กรอง")
    named = gettext(asked.listing.column(order).name)
    yield _("เรียงตาม"), _("%(name)s จากมากไปน้อย") % {"name": named} if is_down else named
    yield _("จำนวนแถว"), n(leaving.total)
    yield _("ชื่อบุคคล"), _("มี เป็นข้อมูลส่วนบุคคล โปรดเก็บรักษาและลบเมื่อหมดความจำเป็น") if leaving.has_names else _("ไม่มี")
    yield _("ส่งออกเมื่อ"), thaitime(timezone.now())
    yield _("ส่งออกโดย"), str(request.user)


def _rows(columns: Sequence[Column], lines: Iterable, cells: listing.Cells) -> Iterator[list[tables.Cell]]:
    frames = [(cells[each.key], each.kind) for each in columns]
    for line in lines:
        yield [plain(cell(line), kind) for cell, kind in frames]


def plain(value: object, kind: str) -> tables.Cell:
    """What a cell of the page says, without its looks."""
    if kind == "link" and isinstance(value, tuple):
        value = value[0]
    if kind == "dims":
        return " · ".join(str(BY_KEY[key].name) for key in dimensions_in(int(value or 0)))
    if value is None or isinstance(value, int | float | datetime | date):
        return value
    return strip_tags(value).strip() if isinstance(value, SafeString) else str(value)


def words(asked: Asked, names: Mapping[str, str]) -> list[str]:
    """What narrows a list, as its chips say it."""
    return [chip.label for chip in listing.chips(asked, lambda **changes: "", {key: name for key, name in names.items() if name})]


# — what pages share —


def group(of: Listing, names: Mapping[str, Mapping[str, str]] | None = None) -> listing.Named:
    """What a group is called, and what narrows to it: an area, else the filter of the same key. `names`: of groups by grouping, where no
    filter's value says it; such a group with no filter narrows nothing."""
    choices = {each.key: dict(each.values) for each in of.filters if each.kind == "choice"}

    def named(by: str, key: str) -> tuple[str, dict[str, object]]:
        if by in LEVELS:
            return places.place(key).title, {"area": key, "authority": None}
        own = (names or {}).get(by, {})
        if key in own:
            return own[key], {by: key} if key in choices.get(by, {}) else {}
        known = choices.get(by, {})
        return (gettext(known[key]), {by: key}) if key in known else (_("ไม่ระบุ"), {})

    return named


def unused(told: Told, of: Listing) -> tuple[str, ...]:
    """One line on what of the context this list is not narrowed by, where any of it is set."""
    keys = {parameter for each in of.filters for parameter in each.parameters}
    names = [name for name in ("round", "poor", *NARROWING) if getattr(told.here, name) and name not in keys]
    if not names:
        return ()
    return (_("รายการนี้ไม่ได้กรองด้วย %(names)s") % {"names": ", ".join(str(saved_views.CONTEXT[name]) for name in names)},)


def bar(told: Told, user, place: Place, asked: Asked) -> pages.Bar:
    kept = asked.but()
    return areas_bar(user, place, Permission.HOUSEHOLD_SEE, lambda area: told.href(**kept | {"area": area, "authority": None}))
