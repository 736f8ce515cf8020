"""The agenda of a meeting (ระเบียบวาระ): drawn from what is due, put in order by the secretary, with its papers."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count, Max

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.files import papers, uploads
from nsc.secretariat import desk_rules as rules
from nsc.secretariat import drawn, sittings
from nsc.secretariat.models import AgendaItem, Paper, Sitting

MOST, MOST_PAPERS = 100, 20


@dataclass(frozen=True)
class Attached:
    """`document`: number of a document that was issued; None where it is a file."""

    number: int
    title: str
    document: int | None


@dataclass(frozen=True)
class Item:
    """`label`: as it is called on paper, "๕.๒" in Arabic digits. `count`: when it was drawn. `orders`: given under it."""

    number: int
    section: int
    label: str
    title: str
    detail: str
    source: str
    count: int | None
    href: str
    notes: str
    resolution: str
    version: int
    changed_at: datetime
    changed_by: str
    papers: tuple[Attached, ...]
    orders: int
    is_first: bool
    is_last: bool

    @property
    def is_empty(self) -> bool:
        return not (self.notes or self.resolution or self.orders or self.papers)


@dataclass(frozen=True)
class Offered:
    """Something due that is not on the agenda yet, in the words that it would have there."""

    source: str
    section: int
    title: str
    why: str
    count: int
    href: str


@dataclass(frozen=True)
class Download:
    name: str
    pieces: Iterator[bytes]


# — questions —


def of(user: User, sitting: int) -> list[Item]:
    """By heading and place. Three queries."""
    return items(sittings.seen(user, sitting))


def items(row: Sitting) -> list[Item]:
    """As `of`, for a question that has asked."""
    rows = row.items.select_related("changed_by").prefetch_related("papers").annotate(given=Count("orders"))
    found: list[Item] = []
    sections: dict[int, list[AgendaItem]] = {number: [] for number in rules.SECTIONS}
    for each in rows.order_by("section", "place", "pk"):
        sections[each.section].append(each)
    for section, own in sections.items():
        for place, each in enumerate(own, 1):
            found.append(_item(each, f"{section}.{place}", is_first=place == 1, is_last=place == len(own)))
    return found


def find(user: User, sitting: int, item: int) -> Item:
    found = next((each for each in of(user, sitting) if each.number == item), None)
    if found is None:
        raise scope.OutOfSight(str(item))
    return found


def offered(user: User, sitting: int, *, at: datetime) -> list[Offered]:
    """What is due and not on the agenda yet, for who keeps the meeting; nothing once it was held."""
    row = sittings.seen(user, sitting)
    if row.state != rules.PLANNED or not scope.may(user, sittings.KEEP, row.area_code):
        return []
    known = set(row.items.exclude(source="").values_list("source", flat=True))
    due = [each for each in drawn.found(user, row, at) if each.source not in known]
    return [Offered(each.source, each.section, *each.words(), each.count, each.href) for each in due]


# — verbs —


@transaction.atomic
def draw(*, by: User, at: datetime, sitting: int, sources: Collection[str] | None = None) -> int:
    """Puts what is due on the agenda: all of it, or that of these sources. How many were new; what is on it already stays as it is."""
    row = sittings.kept(by, sitting)
    if row.state != rules.PLANNED:
        rules.step(row.state, rules.HELD)
    known = set(row.items.exclude(source="").values_list("source", flat=True))
    wanted = [each for each in drawn.found(by, row, at) if each.source not in known and (sources is None or each.source in sources)]
    places = _last(row)
    for each in wanted:
        places[each.section] = places.get(each.section, 0) + 1
        title, why = each.words()
        told = {"section": each.section, "place": places[each.section], "title": title[:300], "detail": why, "source": each.source}
        AgendaItem.objects.create(sitting=row, count=each.count, href=each.href, changed_at=at, changed_by=by, **told)
    if wanted:
        sittings.put(row, by, at)
        audit.record(by=by, at=at, verb="agenda.draw", on=row, place=row.area_code, count=len(wanted))
    return len(wanted)


@transaction.atomic
def add(*, by: User, at: datetime, sitting: int, section: int, title: str, detail: str = "") -> int:
    """The secretary's own matter, at the end of its heading: its number. The same again under that heading, the first stands."""
    row = sittings.kept(by, sitting)
    told = _checked(section, title, detail)
    known = row.items.filter(section=section, title=told["title"]).first()
    if known:
        return int(known.pk)
    if row.items.count() >= MOST:
        raise Refused(_("ระเบียบวาระมีเกิน {most} เรื่อง โปรดรวมเรื่องที่ใกล้กัน"), most=MOST)
    place = _last(row).get(section, 0) + 1
    made = AgendaItem.objects.create(sitting=row, place=place, changed_at=at, changed_by=by, **told)
    audit.record(by=by, at=at, verb="agenda.put", on=made, place=row.area_code)
    return int(made.pk)


@transaction.atomic
def change(*, by: User, at: datetime, sitting: int, item: int, seen: int, section: int, title: str, detail: str = "") -> None:
    """Its words or its heading. `seen`: the version the writer had before them."""
    row = sittings.kept(by, sitting)
    own = locked(row, item)
    rules.same(seen, own.version)
    told = _checked(section, title, detail)
    if section != own.section:
        own.place = _last(row).get(section, 0) + 1
    for name, value in told.items():
        setattr(own, name, value)
    put(own, by, at)
    audit.record(by=by, at=at, verb="agenda.put", on=own, place=row.area_code)


@transaction.atomic
def shift(*, by: User, at: datetime, sitting: int, item: int, up: bool) -> None:
    """One place up or down inside its heading; at the end it stays."""
    row = sittings.kept(by, sitting)
    own = locked(row, item)
    order = list(row.items.select_for_update().filter(section=own.section).order_by("place", "pk"))
    here = next(place for place, each in enumerate(order) if each.pk == own.pk)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for place, each in enumerate(order, 1):
        each.place = place
    AgendaItem.objects.bulk_update(order, ["place"])
    audit.record(by=by, at=at, verb="agenda.order", on=own, place=row.area_code)


@transaction.atomic
def drop(*, by: User, at: datetime, sitting: int, item: int) -> None:
    """Off the agenda, as long as nothing was written under it. What was drawn is offered again."""
    row = sittings.kept(by, sitting)
    own = row.items.select_for_update().filter(pk=item).first()
    if own is None:
        return
    if own.notes or own.resolution or own.orders.exists() or own.papers.exists():
        raise Refused(_("เรื่องนี้มีบันทึก มติ ข้อสั่งการ หรือเอกสารแล้ว จึงเอาออกไม่ได้ โปรดแก้ชื่อเรื่องแทน"))
    own.delete()
    audit.record(by=by, at=at, verb="agenda.drop", on=("agendaitem", item), place=row.area_code)


@transaction.atomic
def attach(
    *, by: User, at: datetime, sitting: int, item: int, title: str, file: BinaryIO | None = None, document: int | None = None
) -> int:
    """A file (PDF or picture), or a document that was issued, by its number."""
    row = sittings.kept(by, sitting)
    own = locked(row, item)
    said = rules.said(title, 200, _("ชื่อเอกสาร"))
    if (file is None) == (document is None):
        raise Refused(_("โปรดแนบไฟล์ หรือใส่เลขที่เอกสารที่ออกไว้ อย่างใดอย่างหนึ่ง"))
    if document is not None and (known := own.papers.filter(document=document).first()):
        return int(known.pk)
    if own.papers.count() >= MOST_PAPERS:
        raise Refused(_("เรื่องหนึ่งแนบเอกสารได้ไม่เกิน {most} ฉบับ"), most=MOST_PAPERS)
    kept = papers.keep(file, by=by, at=at, name="meeting-paper")
    made = Paper.objects.create(item=own, title=said, file=kept, document=document, by=by, at=at)
    audit.record(by=by, at=at, verb="meeting_paper.attach", on=made, place=row.area_code)
    return int(made.pk)


def download(*, by: User, at: datetime, paper: int) -> Download:
    """A file of an item, for who reads its meeting. Recorded."""
    row = Paper.objects.select_related("file", "item__sitting").filter(pk=paper).exclude(file=None).first()
    if row is None:
        raise scope.OutOfSight(str(paper))
    sittings.seen(by, row.item.sitting_id)
    audit.seen(by=by, at=at, what="meeting_paper", on=row, place=row.item.sitting.area_code, count=1)
    return Download(row.file.name, uploads.pieces(row.file))


# — for the verbs of this room —


def locked(row: Sitting, item: int) -> AgendaItem:
    own = AgendaItem.objects.select_for_update().filter(sitting=row, pk=item).first()
    if own is None:
        raise scope.OutOfSight(str(item))
    return own


def put(own: AgendaItem, by: User, at: datetime) -> None:
    """Stores what a verb, which has asked, has set."""
    own.version, own.changed_by, own.changed_at = own.version + 1, by, at
    own.save()


def _last(row: Sitting) -> dict[int, int]:
    return dict(row.items.values_list("section").annotate(last=Max("place")).order_by())


def _checked(section: int, title: str, detail: str) -> dict[str, object]:
    if section not in rules.SECTIONS:
        raise Refused(_("โปรดเลือกระเบียบวาระที่ 1 ถึง 6"))
    return {"section": section, "title": rules.said(title, 300, _("ชื่อเรื่อง")), "detail": rules.lines(detail)}


def _item(row: AgendaItem, label: str, *, is_first: bool, is_last: bool) -> Item:
    same = ("section", "title", "detail", "source", "count", "href", "notes", "resolution", "version", "changed_at")
    return Item(
        number=row.pk,
        label=label,
        changed_by=row.changed_by.display_name,
        papers=tuple(Attached(each.pk, each.title, each.document) for each in row.papers.all()),
        orders=row.given,
        is_first=is_first,
        is_last=is_last,
        **{name: getattr(row, name) for name in same},
    )
