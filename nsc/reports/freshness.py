"""How fresh the data are, source by source: what came last, from whom, what it covers, and when the next is due. Figures only, of
everything that figures are made from; nobody's file name and nobody's person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.utils import timezone

from nsc import thai, workdays
from nsc.access.models import Organisation, User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.areas.models import Edition
from nsc.casework import sight
from nsc.casework.models import Measure, OwnHoliday
from nsc.errors import _
from nsc.surveys.models import Batch, Round, TargetList
from nsc.welfare import counting, programmes, recipients
from nsc.welfare.models import Exchange, HelpList, Terms

OK, OLD, NEVER, KEPT = "ok", "old", "never", "kept"
STATES = {OK: _("ตามกำหนด"), OLD: _("ควรได้รับใหม่แล้ว"), NEVER: _("ยังไม่เคยได้รับ"), KEPT: _("ใช้อยู่")}
MONTH = timedelta(days=31)
# After how long the next is due: a proposal, since no order says so.
EVERY = {"lists": 12 * MONTH, "register": 3 * MONTH, "help": MONTH, "logbook": MONTH, "rights": timedelta(days=1), "catalogue": 12 * MONTH}
KINDS = {
    "survey": _("แบบสำรวจ"),
    "lists": _("บัญชีเป้าหมายจากหน่วยงาน"),
    "register": _("ทะเบียนผู้รับสิทธิ"),
    "help": _("บัญชีความช่วยเหลือ"),
    "logbook": _("TPMAP Logbook"),
    "reference": _("ข้อมูลอ้างอิง"),
    "catalogue": _("เกณฑ์และรายการของระบบ"),
}


@dataclass(frozen=True)
class Source:
    """`name` and `covers`: msgids with gaps `values`. `rows`: what was stored; `complete`: per cent of what was delivered, where that is
    known; `last`: the day it came in (or the day it speaks for); `due`: of the next, None where none is expected."""

    kind: str
    name: str
    covers: str
    values: dict[str, object]
    office: str
    last: date | None
    rows: int | None
    complete: float | None
    due: date | None
    status: str


def of(user: User, *, at: datetime) -> tuple[Source, ...]:
    """For whoever sees figures anywhere: sources are of the whole province. By kind, a fixed number of queries."""
    sight.require_somewhere(user, Permission.FIGURES_SEE)
    today = timezone.localdate(at)
    made = (_surveys, _lists, _registers, _help, _logbook, _reference, _catalogue)
    return tuple(source for each in made for source in each(today))


def _source(kind: str, today: date, *, last: date | None, due: date | None, name: str, covers: str = "", office: str = "", rows=None,
            complete=None, **values: object) -> Source:  # fmt: skip
    status = NEVER if last is None else KEPT if due is None else OLD if due < today else OK
    return Source(kind, name, covers, values, office, last, rows, complete, due, status)


def _share(part: int | None, left_out: int | None) -> float | None:
    whole = (part or 0) + (left_out or 0)
    return 100 * (part or 0) / whole if whole else None


def _surveys(today: date) -> Iterator[Source]:
    """The next survey is due by the end of June of the year after: it is held in winter and certified in spring (domain notes A.1)."""
    sums = Batch.objects.filter(state=Batch.State.PUBLISHED).order_by().values("round")
    kept = {row["round"]: row for row in sums.annotate(at=Max("published_at"), rows=Sum("households"), out=Sum("left_out"))}
    known = sorted(Round.objects.filter(pk__in=kept), key=lambda round: -round.survey_year)
    if not known:
        yield _source("survey", today, last=None, due=None, name=_("แบบสำรวจ จปฐ."), office=_("สำนักงานพัฒนาชุมชนจังหวัด"))
    for number, round in enumerate(known):
        row = kept[round.pk]
        yield _source(
            "survey", today, last=timezone.localdate(row["at"]), due=None if number else date(round.survey_year + 1, 6, 30),
            name=_("แบบสำรวจ จปฐ. {year}"), covers=_("ชุดตัวชี้วัด {set}"), office=_("สำนักงานพัฒนาชุมชนจังหวัด"),
            rows=row["rows"], complete=_share(row["rows"], row["out"]),
            year=thai.buddhist_year(round.survey_year), set=round.indicator_set_id,
        )  # fmt: skip


def _lists(today: date) -> Iterator[Source]:
    rows = TargetList.objects.filter(state=TargetList.State.PUBLISHED).order_by().values("survey_year")
    found = sorted(rows.annotate(last=Max("at"), rows=Sum("households"), out=Sum("left_out")), key=lambda row: -row["survey_year"])
    if not found:
        yield _source("lists", today, last=None, due=None, name=_("บัญชีเป้าหมาย (พมจ. พช. ศจพ.)"))
    for number, row in enumerate(found):
        last = timezone.localdate(row["last"])
        yield _source(
            "lists", today, last=last, due=last + EVERY["lists"] if number == 0 else None, name=_("บัญชีเป้าหมาย ปี {year}"),
            rows=row["rows"], complete=_share(row["rows"], row["out"]), year=thai.buddhist_year(row["survey_year"]),
        )  # fmt: skip


def _registers(today: date) -> Iterator[Source]:
    """One line a programme with registers: the oldest of those in force says how fresh it is. Without: counted together."""
    by_programme: dict[int, list] = {}
    for register in recipients.in_force():
        by_programme.setdefault(register.programme_id, []).append(register)
    missing = 0
    for entry in programmes.entries(open_on=today):
        found = by_programme.get(entry.id, [])
        if not found:
            missing += 1
            continue
        oldest, rows, wrong = min(each.as_of for each in found), sum(each.rows for each in found), sum(each.wrong for each in found)
        yield _source(
            "register", today, last=oldest, due=oldest + EVERY["register"], name=_("ผู้รับ {programme}"), covers=_("{n} พื้นที่"),
            office=entry.owner, rows=rows, complete=_share(rows - wrong, wrong), programme=entry.name, n=len(found),
        )  # fmt: skip
    if missing:
        yield _source("register", today, last=None, due=None, name=_("โครงการที่ยังไม่มีทะเบียนผู้รับ {n} โครงการ"), n=missing)


def _help(today: date) -> Iterator[Source]:
    rows = HelpList.objects.filter(undone_at=None, origin="agency").order_by().values("organisation")
    found = list(rows.annotate(last=Max("at"), rows=Sum("rows"), matched=Sum("matched"), lists=Count("pk")))
    names = dict(Organisation.objects.filter(pk__in=[row["organisation"] for row in found]).values_list("pk", "name"))
    if not found:
        yield _source("help", today, last=None, due=None, name=_("บัญชีความช่วยเหลือของหน่วยงาน"))
    for row in sorted(found, key=lambda row: names.get(row["organisation"], "")):
        last = timezone.localdate(row["last"])
        yield _source(
            "help", today, last=last, due=last + EVERY["help"], name=_("บัญชีความช่วยเหลือ"), covers=_("{n} ไฟล์"),
            office=names.get(row["organisation"], ""), rows=row["rows"], complete=_share(row["matched"], row["rows"] - row["matched"]),
            n=row["lists"],
        )  # fmt: skip


def _logbook(today: date) -> Iterator[Source]:
    found = {row["way"]: row for row in Exchange.objects.order_by().values("way").annotate(last=Max("at"), rows=Sum("rows"))}
    for way, name in (("in", _("ข้อมูลที่รับจาก Logbook")), ("out", _("ข้อมูลที่ส่งออกให้ Logbook"))):
        row = found.get(way)
        last = timezone.localdate(row["last"]) if row else None
        due = last + EVERY["logbook"] if last else None
        yield _source("logbook", today, last=last, due=due, name=name, office=_("สศช."), rows=row["rows"] if row else None)


def _reference(today: date) -> Iterator[Source]:
    edition = Edition.objects.filter(province=settings.PROVINCE).first()
    place = places.find(settings.PROVINCE)
    loaded = timezone.localdate(edition.loaded_at) if edition else None
    yield _source("reference", today, last=loaded, due=None, name=_("รหัสและชื่อพื้นที่ เส้นเขต"), office=_("กรมการปกครอง · กรมแผนที่ทหาร"))
    counted = place.population_on if place else None
    due = counted.replace(year=counted.year + 1, month=3, day=31) if counted else None
    told = {"name": _("ประชากรและบ้านตามทะเบียนราษฎร"), "office": _("กรมการปกครอง"), "rows": place.population if place else None}
    yield _source("reference", today, last=counted, due=due, **told)
    known = max(year for year in range(2560, thai.buddhist_year(today.year) + 3) if workdays.is_known(year))
    last = date(thai.christian_year(known), 12, 31)
    own = OwnHoliday.objects.count()
    told = {"name": _("วันหยุดราชการ"), "covers": _("ถึงปี {year} และวันหยุดของจังหวัด {n} วัน"), "year": known, "n": own}
    yield _source("reference", today, last=last, due=last - 2 * MONTH, office=_("สำนักเลขาธิการคณะรัฐมนตรี"), **told)


def _catalogue(today: date) -> Iterator[Source]:
    terms = Terms.objects.aggregate(last=Max("valid_from"), n=Count("programme", distinct=True))
    yield from _dated(today, _("เกณฑ์ของโครงการและสวัสดิการ"), terms["last"], terms["n"])
    menu = Measure.objects.aggregate(last=Max("valid_from"), n=Count("pk"))
    yield from _dated(today, _("เมนูแก้จน"), menu["last"], menu["n"])
    counted = counting.last()
    last = timezone.localdate(counted.counted_at) if counted else None
    yield _source(
        "catalogue", today, last=last, due=last + EVERY["rights"] if last else None, name=_("การนับสิทธิรายคน"),
        covers=_("จากแบบสำรวจ จปฐ. {year}") if counted and counted.round else "",
        year=thai.buddhist_year(counted.round.survey_year) if counted and counted.round else "",
    )  # fmt: skip


def _dated(today: date, name: str, last: date | None, rows: int) -> Iterable[Source]:
    yield _source("catalogue", today, last=last, due=last + EVERY["catalogue"] if last else None, name=name, rows=rows)
