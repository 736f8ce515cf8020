"""What the survey knows of one place, as one reads it before driving there: who lives there, what fails more often than around it,
where its villages lie and which place comes next. A fixed number of queries, whatever the place."""

from collections import Counter
from dataclasses import dataclass, replace

from django.db.models import Avg, Count

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, codes, places
from nsc.areas.authorities import Authority
from nsc.areas.places import Place
from nsc.poverty import small, special, stages
from nsc.reports import money, overview
from nsc.reports.overview import AreaLine, Issue, Picture, StageLine
from nsc.reports.place import Here
from nsc.surveys import responses, tallies
from nsc.surveys.models import Member

BAND, OLDEST = 5, 85  # years of an age band; the last is open
ALONE = 5  # located houses from which a village's middle tells of no single one
TAMBON = codes.LENGTH[codes.TAMBON]


@dataclass(frozen=True)
class Band:
    """People of an age band; None where nobody of that age is known to be of either sex."""

    age_min: int
    age_max: int | None
    men: int | None
    women: int | None


@dataclass(frozen=True)
class Ages:
    """`unknown`: of whom age or sex is not known, who stand in no band. `is_by_stage`: in life stages, which are of unequal length."""

    bands: tuple[Band, ...]
    unknown: int
    is_by_stage: bool


@dataclass(frozen=True)
class SpecialLine:
    """Members of a special group (of households: of all in them), and how many of them live in poor households."""

    code: str
    name: str
    members: int | None
    poor: int | None


@dataclass(frozen=True)
class Against:
    """An issue here beside the level above. `index`: its share here, where the share there is 100; None where it fails nobody there."""

    issue: Issue
    share: float | None
    above: float | None

    @property
    def index(self) -> int | None:
        return round(100 * self.share / self.above) if self.above and self.share is not None else None


@dataclass(frozen=True)
class Middle:
    """The middle of a village's houses as the survey located them; only where they are ALONE or more."""

    code: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Locality:
    """`sees_households`: else figures only, and small numbers are kept back. `above`: the place it is compared with: its amphoe, or, for
    who sees no further, its tambon (of an amphoe or an authority: the province); None where they see nothing above. `siblings`: all of
    the same parent with itself, by code; empty where the parent is not theirs to see."""

    picture: Picture
    sees_households: bool
    ages: Ages
    stages: tuple[StageLine, ...]
    specials: tuple[SpecialLine, ...]
    money: tuple[money.Line, ...]
    above: Place | None
    against: tuple[Against, ...]
    siblings: tuple[AreaLine, ...]
    middles: tuple[Middle, ...]
    owners: tuple[Authority, ...]  # local authorities that its villages belong to

    @property
    def here(self) -> Here:
        return self.picture.here


def of(user: User, *, area: str = "", year: int | None = None, authority: int | None = None) -> Locality:
    shown = overview.picture(user, area=area, year=year, authority=authority)
    at = shown.here
    sees = scope.may(user, Permission.HOUSEHOLD_SEE, at.place.code, authority=at.authority_id)
    above = _above(user, at)
    return Locality(
        picture=shown,
        sees_households=sees,
        ages=_hushed(_ages(at)) if not sees else _ages(at),
        stages=tuple(_stage_parts(shown.stages, small.Keeper(sees))),
        specials=tuple(_specials(at, sees)),
        money=money.lines(at),
        above=above,
        against=_against(shown, above),
        siblings=_siblings(user, at),
        middles=_middles(at),
        owners=_owners(at),
    )


# — who lives there —


def _ages(at: Here) -> Ages:
    """Of a village or a tambon in bands of five years from its people; of more than that in life stages from the cube, at once."""
    if at.authority or at.digits < TAMBON:
        return _by_stage(at)
    there = places.within(at.place.code, "response__area_code")
    rows = Member.objects.filter(responses.live(at.round, prefix="response__"), there).order_by()
    counted: Counter[tuple[int, int]] = Counter()
    unknown = 0
    for age, sex, people in rows.values_list("age", "sex").annotate(n=Count("pk")):
        if age is None or sex == Member.Sex.UNKNOWN:
            unknown += people
        else:
            counted[min(age, OLDEST) // BAND, sex] += people
    return Ages(
        tuple(
            Band(
                low * BAND,
                low * BAND + BAND - 1 if low * BAND < OLDEST else None,
                counted[low, Member.Sex.MALE],
                counted[low, Member.Sex.FEMALE],
            )
            for low in range(OLDEST // BAND + 1)
        ),
        unknown,
        is_by_stage=False,
    )


def _by_stage(at: Here) -> Ages:
    counted: Counter[tuple[int, int]] = Counter()
    for row in tallies.stages_of(at.round, at.area, at.authority_id):
        counted[row.stage, row.sex] += row.members
    known = tuple(
        Band(stage.bounds[0], stage.age_max, counted[number, Member.Sex.MALE], counted[number, Member.Sex.FEMALE])
        for number, stage in enumerate(stages.LIFE_STAGES, start=1)
    )
    stated = sum((band.men or 0) + (band.women or 0) for band in known)
    return Ages(known, sum(counted.values()) - stated, is_by_stage=True)


def _hushed(ages: Ages) -> Ages:
    """The sexes apart, since both sums could be told."""
    men, women = (small.parts([getattr(band, sex) for band in ages.bands]) for sex in ("men", "women"))
    bands = (replace(band, men=m, women=w) for band, m, w in zip(ages.bands, men, women, strict=True))
    return replace(ages, bands=tuple(bands), unknown=small.one(ages.unknown) or 0)


def _stage_parts(lines: tuple[StageLine, ...], keep: small.Keeper):
    """Down each column: all of a dimension together are said above it."""
    rows = keep.columns([(line.members, *line.by_dimension) for line in lines])
    for line, (people, *by_dimension) in zip(lines, rows, strict=True):
        yield replace(line, members=people, by_dimension=tuple(by_dimension))


def _specials(at: Here, sees: bool):
    members: Counter[int] = Counter()
    poor: Counter[int] = Counter()
    for row in tallies.specials_of(at.round, at.area, at.authority_id):
        members[row.special] += row.members
        poor[row.special] += row.members if row.pattern else 0
    said = (lambda count: count) if sees else small.one
    for number, each in enumerate(special.SPECIALS):
        yield SpecialLine(each.code, each.name, said(members[number]), said(poor[number]))


# — beside others —


def _above(user: User, at: Here) -> Place | None:
    if at.authority or at.digits == codes.LENGTH[codes.AMPHOE]:
        candidates = [at.place.code[:2]]
    else:
        candidates = [code for code in (at.place.code[:4], at.place.code[:6]) if len(code) < at.digits]
    return next((places.place(code) for code in candidates if scope.may(user, Permission.FIGURES_SEE, code)), None)


def _against(shown: Picture, above: Place | None) -> tuple[Against, ...]:
    """Every indicator that fails anybody here, the worst against the level above first; without one, the largest share."""
    at = shown.here
    there = {row.issue: row for row in tallies.issues_of(at.round, above.code)} if above else {}
    found = []
    for issue in shown.issues:
        if issue.is_sensitive or not issue.members_applicable:
            continue
        row = there.get(issue.number)
        share = 100 * issue.members_failing / issue.members_applicable
        found.append(Against(issue, share, 100 * row.members_failing / row.members_applicable if row and row.members_applicable else None))
    return tuple(sorted(found, key=lambda each: (-(each.index or 0), -(each.share or 0), each.issue.number)))


def _siblings(user: User, at: Here) -> tuple[AreaLine, ...]:
    parent = None if at.authority else codes.parent(at.place.code)
    if parent is None or not scope.may(user, Permission.FIGURES_SEE, parent):
        return ()
    return overview.below(replace(at, place=places.place(parent)))


def _middles(at: Here) -> tuple[Middle, ...]:
    """Of the villages of its tambon, or of its own: no register of villages says where they lie (data/geo), their houses do. An authority,
    which may lie in several tambon, is not drawn."""
    if at.authority or at.digits < TAMBON:
        return ()
    homes = responses.live_in(at.round).filter(places.within(at.place.code[:TAMBON])).exclude(lat=None).exclude(lon=None)
    rows = homes.order_by().values_list("area_code").annotate(lat=Avg("lat"), lon=Avg("lon"), n=Count("pk")).filter(n__gte=ALONE)
    return tuple(Middle(code, lat, lon) for code, lat, lon, _n in sorted(rows))


def _owners(at: Here) -> tuple[Authority, ...]:
    """Whoever its people belong to; most of them first."""
    if at.authority:
        return ()
    people = tallies.people_by_authority(at.round, at.place.code, authorities.numbers())
    named = authorities.some(people)
    return tuple(named[number] for number in sorted(people, key=lambda number: (-people[number], number)))
