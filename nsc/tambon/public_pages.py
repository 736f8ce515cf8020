"""The page that a tambon shows to everybody: written as a draft, looked at, published, withdrawn.

What the team chose is read as it now stands, so that a goal shows what was last measured; what has ended since, and a photograph that was
removed, is gone from the page at once. Nothing of a household is within reach here.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from nsc import thai
from nsc.access import audit
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.tambon import initiatives, profile_rules, public_rules, rules
from nsc.tambon.models import ClosedFigure, Finding, Goal, Initiative, Product, Project, PublicPage, TambonPhotograph

GOOD = (profile_rules.ASSET, profile_rules.OPPORTUNITY, profile_rules.STRENGTH)  # findings that may be shown
PEOPLE = ("people.households", "people.members")
KINDS = ("findings", "goals", "projects", "products", "photographs")


@dataclass(frozen=True)
class Choice:
    id: int
    text: str
    note: str = ""


@dataclass(frozen=True)
class Draft:
    """What the form begins with. `seen`: when it was last changed, None before anything was written. `is_draft`: not published yet."""

    headline: str
    introduction: str
    office: str
    telephone: str
    shows_people: bool
    may_be_found: bool
    chosen: dict[str, tuple[int, ...]]
    seen: datetime | None
    by: str
    is_draft: bool


@dataclass(frozen=True)
class State:
    """`published_at` None: no page stands. `is_changed`: there is a draft that nobody sees yet."""

    published_at: datetime | None
    published_by: str
    is_changed: bool
    withdrawn_at: datetime | None
    withdrawn_because: str


@dataclass(frozen=True)
class Strengths:
    """`dimension`: "" of the whole tambon."""

    dimension: str
    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """A goal. Values None: not known, or a handful of people or homes. `share`: of the way, per cent. Years CE."""

    dimension: str
    text: str
    indicator: str
    unit: str
    baseline: Decimal | None
    baseline_year: int
    latest: Decimal | None
    latest_year: int | None
    target: Decimal | None
    by_year: int
    share: float | None
    is_reached: bool
    source: str


@dataclass(frozen=True)
class Work:
    name: str
    what: str
    state: str
    ends_on: date


@dataclass(frozen=True)
class Sold:
    name: str
    what: str
    unit: str


@dataclass(frozen=True)
class Picture:
    id: int
    caption: str


@dataclass(frozen=True)
class Counted:
    """`value` None: not known, or hidden. Year CE."""

    name: str
    unit: str
    value: float | None
    year: int
    source: str


@dataclass(frozen=True)
class Shown:
    """`published_at` None: as the draft would look. `amphoe`, `province`: names."""

    area_code: str
    name: str
    amphoe: str
    province: str
    headline: str
    introduction: tuple[str, ...]
    office: str
    telephone: str
    strengths: tuple[Strengths, ...]
    goals: tuple[Reach, ...]
    projects: tuple[Work, ...]
    products: tuple[Sold, ...]
    photographs: tuple[Picture, ...]
    people: tuple[Counted, ...]
    sources: tuple[str, ...]
    may_be_found: bool
    published_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True)
class Listed:
    area_code: str
    name: str
    amphoe: str
    headline: str


# — of everybody —


def standing(area: str) -> Shown | None:
    """The page as everybody reads it; None where none is published. Nine queries."""
    row = _standing().filter(initiative__area_code=area[:6]).first()
    return _shown(row) if row else None


def listed() -> list[Listed]:
    """Pages that stand, by code. One query."""
    rows = _standing().order_by("initiative__area_code")
    return [_listed(row.initiative.area_code, row.headline) for row in rows]


def picture(area: str, photograph: int, *, is_small: bool = False) -> Iterator[bytes] | None:
    """JPEG, of a photograph on the page that stands; else None. Two queries."""
    page = _standing().filter(initiative__area_code=area[:6]).first()
    row = page and page.photographs.filter(pk=photograph, removed_at=None).select_related("picture", "preview").first()
    return uploads.pieces(row.preview if is_small else row.picture) if row else None


# — of the team —


def state(user: User, area: str) -> State:
    """Two queries."""
    rows = list(PublicPage.objects.filter(initiative=initiatives.seen(user, area)).select_related("published_by").order_by("-pk"))
    now = next((each for each in rows if each.published_at and not each.withdrawn_at), None)
    last = next((each for each in rows if each.withdrawn_at), None)
    return State(
        published_at=now.published_at if now else None,
        published_by=now.published_by.display_name if now else "",
        is_changed=any(each.published_at is None for each in rows),
        withdrawn_at=last.withdrawn_at if last and not now else None,
        withdrawn_because=last.withdrawn_because if last and not now else "",
    )


def draft(user: User, area: str) -> Draft:
    """The draft; else the page that stands, or stood last; else nothing. Up to eight queries."""
    row = _newest(initiatives.seen(user, area))
    if row is None:
        return Draft("", "", "", "", False, False, dict.fromkeys(KINDS, ()), None, "", True)
    texts = {name: getattr(row, name) for name in ("headline", "introduction", "office", "telephone", "shows_people", "may_be_found")}
    return Draft(**texts, chosen=_chosen(row), seen=row.changed_at, by=row.changed_by.display_name, is_draft=row.published_at is None)


def choices(user: User, area: str) -> dict[str, list[Choice]]:
    """What may be put on the page, by KINDS. Six queries."""
    of = {"initiative": initiatives.seen(user, area)}
    names = rules.DIMENSIONS | {"": profile_rules.SWOT[profile_rules.STRENGTH]}
    return {
        "findings": [Choice(row.pk, row.text, names[row.dimension]) for row in _findings().filter(**of)],
        "goals": [Choice(row.pk, row.text, names[row.dimension]) for row in _goals().filter(**of)],
        "projects": [Choice(row.pk, row.name, row.get_state_display()) for row in _projects().filter(**of)],
        "products": [Choice(row.pk, row.name) for row in _products().filter(**of)],
        "photographs": [Choice(row.pk, row.caption) for row in _photographs().filter(**of)],
    }


def preview(user: User, area: str) -> Shown | None:
    """The newest, as everybody would read it; None where nothing is written. Ten queries."""
    row = _newest(initiatives.seen(user, area))
    return _shown(row) if row else None


@transaction.atomic
def write(
    *,
    by: User,
    at: datetime,
    area: str,
    seen: datetime | None,
    headline: str,
    introduction: str,
    office: str = "",
    telephone: str = "",
    is_of_office: bool = False,
    shows_people: bool = False,
    may_be_found: bool = False,
    findings: Collection[int] = (),
    goals: Collection[int] = (),
    projects: Collection[int] = (),
    products: Collection[int] = (),
    photographs: Collection[int] = (),
) -> None:
    """The draft. `seen`: when what the writer began from had last been changed; changed by somebody else since, nothing is written over.
    The same again: the first stands."""
    initiative = initiatives.held(by, area)
    told = {"headline": public_rules.check_text(thai.clean(headline)[:120]), "introduction": public_rules.check_text(_lines(introduction))}
    told |= {"office": thai.clean(office)[:200], "telephone": thai.clean(telephone)[:40]}
    if not told["headline"] or not told["introduction"]:
        raise Refused(_("โปรดเขียนพาดหัวและคำแนะนำตำบล"))
    public_rules.check_contact(told["office"], told["telephone"], is_of_office=is_of_office)
    initiatives.lock(initiative)
    chosen = {"findings": findings, "goals": goals, "projects": projects, "products": products, "photographs": photographs}
    ids = {kind: tuple(sorted(_known(kind, initiative) & set(chosen[kind]))) for kind in KINDS}
    row = _newest(initiative)
    kept = told | {"shows_people": shows_people, "may_be_found": may_be_found}
    if row and all(getattr(row, name) == value for name, value in kept.items()) and _chosen(row) == ids:
        return
    if row and row.changed_at != seen:
        raise Refused(_("มีผู้แก้ไขรายการนี้ระหว่างที่ท่านเปิดอยู่ โปรดเปิดหน้าใหม่ในอีกแท็บแล้วเทียบก่อนบันทึก"))
    if row is None or row.published_at:
        row = PublicPage(initiative=initiative)
    for name, value in kept.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = at, by
    row.save()
    for kind in KINDS:
        getattr(row, kind).set(ids[kind])
    audit.record(by=by, at=at, verb="public_page.write", on=row, place=area)


@transaction.atomic
def publish(*, by: User, at: datetime, area: str, seen: datetime) -> None:
    """What was previewed (`seen`: when it had last been changed) is what everybody reads from now on. Published already, it stands."""
    initiative = initiatives.held(by, area)
    initiatives.lock(initiative)
    row = _newest(initiative)
    if row is None:
        raise Refused(_("ยังไม่ได้เขียนหน้าของตำบล"))
    if row.changed_at != seen:
        raise Refused(_("หน้านี้ถูกแก้หลังจากที่ท่านดูตัวอย่าง โปรดดูตัวอย่างอีกครั้งก่อนเผยแพร่"))
    if row.published_at and row.withdrawn_at is None:
        return
    if row.withdrawn_at:  # it stood once: what stands again is another version, and says when
        row = _again(row)
    PublicPage.objects.filter(initiative=initiative, published_at__isnull=False, withdrawn_at=None).update(withdrawn_at=at)
    row.published_at, row.published_by = at, by
    row.save(update_fields=["published_at", "published_by"])
    audit.record(by=by, at=at, verb="public_page.publish", on=row, place=area)


@transaction.atomic
def withdraw(*, by: User, at: datetime, area: str, because: str) -> None:
    """Nobody reads it any more. Withdrawn already, nothing happens."""
    initiative = initiatives.held(by, area)
    initiatives.lock(initiative)
    row = PublicPage.objects.filter(initiative=initiative, published_at__isnull=False, withdrawn_at=None).first()
    if row:
        row.withdrawn_at, row.withdrawn_because = at, access_rules.reason(because)[:300]
        row.save(update_fields=["withdrawn_at", "withdrawn_because"])
        audit.record(by=by, at=at, verb="public_page.withdraw", on=row, place=area, because=row.withdrawn_because)


# — rows —


def _standing():
    return PublicPage.objects.filter(published_at__isnull=False, withdrawn_at=None).select_related("initiative")


def _listed(code: str, headline: str) -> Listed:
    return Listed(code, places.place(code).title, places.place(code[:4]).title, headline)


def _newest(initiative: Initiative) -> PublicPage | None:
    return PublicPage.objects.filter(initiative=initiative).select_related("initiative", "changed_by").order_by("-pk").first()


def _again(row: PublicPage) -> PublicPage:
    chosen = _chosen(row)
    row.pk, row.published_at, row.published_by, row.withdrawn_at, row.withdrawn_because = None, None, None, None, ""
    row._state.adding = True
    row.save()
    for kind in KINDS:
        getattr(row, kind).set(chosen[kind])
    return row


def _chosen(row: PublicPage) -> dict[str, tuple[int, ...]]:
    return {kind: tuple(sorted(getattr(row, kind).values_list("pk", flat=True))) for kind in KINDS}


def _known(kind: str, initiative: Initiative) -> set[int]:
    rows = {"findings": _findings, "goals": _goals, "projects": _projects, "products": _products, "photographs": _photographs}[kind]()
    return set(rows.filter(initiative=initiative).values_list("pk", flat=True))


def _lines(text: str) -> str:
    return "\n".join(line for each in text.splitlines() if (line := thai.clean(each)))[: public_rules.LONG]


def _findings():
    return Finding.objects.filter(ended_at=None, kind__in=GOOD).order_by("pk")


def _goals():
    return Goal.objects.filter(ended_at=None).order_by("pk")


def _projects():
    return Project.objects.exclude(state=Project.State.DROPPED).order_by("starts_on", "pk")


def _products():
    return Product.objects.filter(state=Product.State.CHOSEN).order_by("pk")


def _photographs():
    return TambonPhotograph.objects.filter(removed_at=None).order_by("-added_at", "-pk")


# — as it is read —


def _shown(row: PublicPage) -> Shown:
    area = row.initiative.area_code
    goals = tuple(_reach(each) for each in _in_order(_goals().filter(pk__in=row.goals.values("pk")).prefetch_related("measurements")))
    people = tuple(_counted(row.initiative)) if row.shows_people else ()
    told = {name: getattr(row, name) for name in ("headline", "office", "telephone", "may_be_found", "changed_at")}
    return Shown(
        area_code=area,
        name=places.place(area).title,
        amphoe=places.place(area[:4]).title,
        province=places.place(area[:2]).title,
        introduction=tuple(row.introduction.splitlines()),
        strengths=_strengths(_findings().filter(pk__in=row.findings.values("pk"))),
        goals=goals,
        projects=tuple(
            Work(each.name, each.what, each.state, each.ends_on) for each in _projects().filter(pk__in=row.projects.values("pk"))
        ),
        products=tuple(Sold(each.name, each.what, each.unit) for each in _products().filter(pk__in=row.products.values("pk"))),
        photographs=tuple(Picture(each.pk, each.caption) for each in _photographs().filter(pk__in=row.photographs.values("pk"))),
        people=people,
        sources=tuple(dict.fromkeys(each.source for each in (*people, *goals) if each.source)),
        published_at=row.published_at if row.withdrawn_at is None else None,
        **told,
    )


def _in_order(rows: Sequence[Goal]) -> list[Goal]:
    order = list(rules.DIMENSIONS)
    return sorted(rows, key=lambda each: (order.index(each.dimension), each.pk))


def _strengths(rows: Sequence[Finding]) -> tuple[Strengths, ...]:
    found = list(rows)
    names = rules.DIMENSIONS | {"": _("ทั้งตำบล")}
    told = (Strengths(key, name, tuple(each.text for each in found if each.dimension == key)) for key, name in names.items())
    return tuple(each for each in told if each.texts)


def _reach(row: Goal) -> Reach:
    """Where a value is hidden, how far along it is would tell it."""
    newest = max((each for each in row.measurements.all() if each.replaced_at is None), key=lambda each: each.year, default=None)
    way = profile_rules.way(baseline=row.baseline, target=row.target, latest=newest.value if newest else None)
    values = {"baseline": row.baseline, "latest": newest.value if newest else None, "target": row.target}
    told = {name: public_rules.told(value, row.unit) for name, value in values.items()}
    is_hidden = told != values
    return Reach(
        **{name: getattr(row, name) for name in ("dimension", "text", "indicator", "unit", "baseline_year", "by_year")},
        **told,
        latest_year=newest.year if newest else None,
        share=None if is_hidden else way.share,
        is_reached=not is_hidden and way.is_reached,
        source=newest.source if newest else row.source,
    )


def _counted(initiative: Initiative) -> list[Counted]:
    """Of the newest year that the team has closed: small numbers were hidden then."""
    rows = ClosedFigure.objects.filter(closed__initiative=initiative, key__in=PEOPLE).order_by("-closed__year", "position")[: len(PEOPLE)]
    return [Counted(each.name, each.unit, each.value, each.year, each.source) for each in rows]
