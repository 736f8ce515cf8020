"""Files for analysts, as their pages show them."""

from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.areas.places import Place
from nsc.secretariat import builder as rules
from nsc.secretariat import datasets, exports, extracts
from nsc.web import builder, pages
from nsc.web.forms_exports import ExportForm
from nsc.web.words import said

BUSY = ("queued", "running")
STATES = {
    "queued": (gettext_lazy("รอเริ่มงาน"), ""),
    "running": (gettext_lazy("กำลังจัดทำ"), ""),
    "done": (gettext_lazy("พร้อมแล้ว"), "good"),
    "failed": (gettext_lazy("ไม่ได้ออก"), "need"),
    "cancelled": (gettext_lazy("ยกเลิกแล้ว"), ""),
}
GONE = (gettext_lazy("พ้นเวลาเก็บแล้ว"), "")
AS_BAR = {"queued": "waiting", "running": "running", "done": "done", "failed": "failed", "cancelled": "cancelled"}


@dataclass(frozen=True)
class Row:
    it: exports.Line
    name: str
    where: str
    what: str
    state: str
    tone: str


@dataclass(frozen=True)
class Page:
    name: ClassVar[str] = builder.NAME
    bar: ClassVar[None] = None
    title: str
    tabs: tuple[pages.Choice, ...]
    rows: tuple[Row, ...] = ()
    row: Row | None = None
    columns: tuple[str, ...] = ()
    progress: pages.Progress | None = None
    because: str = ""
    dataset: datasets.Dataset | None = None
    choices: tuple[pages.Choice, ...] = ()
    form: ExportForm | None = None
    catalogue: tuple[datasets.Dataset, ...] = ()
    years: str = ""
    may_export: bool = False


def listed(user) -> Page:
    return Page(_("ส่งออกข้อมูล"), builder.tabs(user, "exports"), tuple(_row(each) for each in exports.mine(user)))


def one(user, number: int) -> Page:
    line = exports.find(user, number)
    names = extracts.OF.get(line.dataset, {})
    job = line.job
    is_refused = bool(job and job.state == "failed")
    return Page(
        said(datasets.DATASETS[line.dataset].name),
        builder.tabs(user, "exports"),
        row=_row(line),
        columns=tuple(said(names[column]) for column in line.columns),
        progress=progress(line) if job and job.state in BUSY else None,
        because=said(job.message, job.values) if job and is_refused else "",
        dataset=datasets.DATASETS[line.dataset],
    )


def progress(line: exports.Line) -> pages.Progress:
    job = line.job
    left = job.total - job.done if job.total is not None else None
    return pages.Progress(
        title=_("กำลังจัดทำไฟล์"),
        done=job.done,
        total=job.total,
        rate=job.per_second,
        seconds_left=left / job.per_second if left is not None and job.per_second else None,
        state=AS_BAR[job.state],
        address=reverse("export-progress", args=[line.number]),
        cancel=reverse("export-act", args=[line.number, "cancel"]),
    )


def new(user, dataset: datasets.Dataset, form: ExportForm) -> Page:
    address = reverse("export-new")
    choices = tuple(pages.Choice(said(each.name), f"{address}?dataset={each.key}", each is dataset) for each in datasets.DATASETS.values())
    return Page(_("ส่งออกใหม่"), builder.tabs(user, "exports"), dataset=dataset, choices=choices, form=form)


def catalogue(user) -> Page:
    years = ", ".join(str(thai.buddhist_year(year)) for year in reversed(datasets.years()))
    may = datasets.may_export(user)
    told = {"catalogue": tuple(datasets.DATASETS.values()), "years": years, "may_export": may}
    return Page(_("รายการข้อมูล"), builder.tabs(user, "datasets"), **told)


def areas(user) -> list[Place]:
    """Where this user may take data along: their own tops, and the amphoe of a province."""
    found: list[Place] = []
    for code in scope.areas(user, Permission.HOUSEHOLD_EXPORT):
        top = places.place(code)
        found += [top, *(places.children(code) if top.level == codes.PROVINCE else ())]
    return found


def _row(line: exports.Line) -> Row:
    job = line.job
    state, tone = STATES[job.state] if job else STATES["done" if line.made_at else "cancelled"]
    if line.made_at and not line.is_kept:
        state, tone = GONE
    what = said(rules.AXES[line.level]) if line.level else f"k = {line.k}" if line.k else ""
    where = _("%(place)s · จปฐ. %(year)s") % {"place": places.place(line.area).title, "year": thai.buddhist_year(line.year)}
    return Row(line, said(datasets.DATASETS[line.dataset].name), where, what, str(state), tone)
