"""The two rounds: 2561, exact in its published sums, and 2564, the same families three years on."""

from dataclasses import dataclass, fields

import numpy as np

from . import families, figures, names, places, poor
from .chance import choose, fill, spread, top
from .families import CHILD, DAUGHTER_IN_LAW, GRANDCHILD, HEAD, RELATIVE, SPOUSE, People
from .figures import COUNTED, N_INDICATORS, Figures, apportion

FAILS, PASSES, NOT_APPLICABLE = 0, 1, 2
OF_ALL = (4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 22, 23, 24, 25, 26, 30, 31)  # everybody is asked; a few sheets were left blank
YEAR = 365.2425


class Rows:
    """Arrays of one length under names."""

    def take(self, index: np.ndarray):
        return type(self)(**{f.name: getattr(self, f.name)[index] for f in fields(self)})

    def plus(self, other):
        return type(self)(**{f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)})

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


@dataclass
class Households(Rows):
    unit: np.ndarray
    serial: np.ndarray  # within its amphoe, for the house code
    lat: np.ndarray
    lon: np.ndarray
    surveyed: np.ndarray  # day, datetime64[D]
    answers: np.ndarray  # household × 31: FAILS, PASSES or NOT_APPLICABLE
    income: np.ndarray  # baht a person and year
    poor: np.ndarray


@dataclass
class Persons(Rows):
    home: np.ndarray  # row of the household
    serial: np.ndarray  # for the national id, the same in every round
    born: np.ndarray  # datetime64[D]
    age: np.ndarray  # on the day of the survey
    male: np.ndarray
    relation: np.ndarray
    first_name: np.ndarray
    surname: np.ndarray
    was_married: np.ndarray
    lot: np.ndarray  # [0, 1), once a person: decides rare things for good
    student: np.ndarray
    job: np.ndarray
    education: np.ndarray
    health: np.ndarray  # 0 well, 1 disabled, 2 chronic
    helpless: np.ndarray
    registered: np.ndarray
    validated: np.ndarray


@dataclass
class Round:
    units: places.Units
    households: Households
    persons: Persons


def age_on(day: np.ndarray, born: np.ndarray) -> np.ndarray:
    """Full years; `day` and `born` are datetime64[D]."""
    months = day.astype("M8[M]").astype(int) - born.astype("M8[M]").astype(int)
    before = (day - day.astype("M8[M]")) < (born - born.astype("M8[M]"))
    return (months - before) // 12


def any_home(n: int, home: np.ndarray, where: np.ndarray) -> np.ndarray:
    has = np.zeros(n, dtype=bool)
    has[home[where]] = True
    return has


def first(totals: Figures, units: places.Units, boundaries: dict, rng) -> Round:
    """Round 2561: `totals` hold to the person wherever whole households can be found that add up to them."""
    struck = poor.of(totals, units.codes, rng)
    order = np.argsort(struck.amphoe, kind="stable")
    poor_per_amphoe = np.bincount(struck.amphoe, minlength=len(units.codes))
    others = []
    for a, code in enumerate(units.codes):
        households, members = totals.amphoe[code]
        here = struck.amphoe == a
        others.append(spread(rng, households - here.sum(), members - struck.size[here].sum()))
    size = np.concatenate([struck.size[order], *others])
    n, n_poor = len(size), len(order)
    target = np.concatenate([struck.target[order], np.zeros(n - n_poor, np.int64)])
    fails = np.zeros((n, N_INDICATORS), dtype=bool)
    fails[:n_poor] = struck.fails[order]
    is_poor = np.arange(n) < n_poor

    homes = families.compose(size, target, fails, totals, rng)
    people = families.settle(homes, rng)
    unit = np.concatenate(places.settle(units, [h for h, _ in (totals.amphoe[c] for c in units.codes)], poor_per_amphoe.tolist(), rng))
    lat, lon = places.points(units, unit, boundaries, rng)
    surveyed = np.datetime64("2017-12-01") + rng.integers(0, 121, n)

    applies = _applies(
        n, people.home, people.age, people.student, people.helpless, people.disabled, people.chronic, people.leaver, people.idle
    )
    for number in OF_ALL:
        blank = int(size.sum()) - totals.indicators[number][0]
        rather = np.where((size <= 2) & (homes.elders == size), 50.0, 1.0) if number == 7 else None  # the bedridden and frail
        applies[:, number - 1] = ~fill(rng, np.zeros(n, bool), ~fails[:, number - 1], size, blank, rather)
    for number in sorted(set(totals.indicators) - set(COUNTED)):
        fails[:, number - 1] = choose(rng, applies[:, number - 1], size, target, totals.indicators[number][1:])

    households = Households(unit, _serials(units.amphoe[unit], 0), lat, lon, surveyed, _answers(applies, fails), np.zeros(n), is_poor)
    households.income = _incomes(households, rng)
    persons = _described(people, surveyed, rng, since=0)
    persons.validated = _cards(persons, target, is_poor, totals.validated, rng)
    more = (persons.age >= 18) & ~persons.validated
    persons.registered = persons.validated | top(
        np.zeros(len(persons), np.int64), np.where(more, rng.random(len(persons)), -1), np.array([totals.registered - totals.validated])
    )
    _occupy(households, persons, units, rng)
    return Round(units, households, persons)


def _applies(n, home, age, student, helpless, disabled, chronic, leaver, idle) -> np.ndarray:
    """household × 31: there is somebody the indicator is about (domain of the 2560–2564 set)."""
    applies = np.ones((n, N_INDICATORS), dtype=bool)
    working = (age >= 15) & (age < 60)
    about = {
        1: age <= 1, 2: age == 0, 3: age <= 12, 6: age >= 35, 15: (age >= 3) & (age <= 5), 16: (age >= 6) & (age <= 14),
        17: leaver, 18: idle, 19: working, 20: working & ~student & ~helpless, 21: (age >= 60) & ~helpless, 27: age >= 60,
        28: disabled, 29: chronic,
    }  # fmt: skip
    for number, whom in about.items():
        applies[:, number - 1] = any_home(n, home, whom)
    return applies


def _answers(applies: np.ndarray, fails: np.ndarray) -> np.ndarray:
    return np.where(applies, np.where(fails, FAILS, PASSES), NOT_APPLICABLE).astype(np.int8)


def _serials(amphoe: np.ndarray, since: np.ndarray | int) -> np.ndarray:
    """`since`, `since` + 1, … within each amphoe."""
    order = np.argsort(amphoe, kind="stable")
    serial = np.empty(len(amphoe), dtype=np.int64)
    serial[order] = np.arange(len(amphoe)) - np.searchsorted(amphoe[order], amphoe[order])
    return serial + since


def _incomes(households: Households, rng) -> np.ndarray:
    """Agrees with indicator 22: below the line fails, on it or above passes; no number where it was not asked."""
    n = len(households)
    fails = households.answers[:, 21] == FAILS
    middle = np.where(households.poor, 56_000, 74_000)
    earned = np.maximum(figures.INCOME_LINE, np.rint(middle * rng.lognormal(0, 0.48, n) / 10) * 10)
    short = np.rint(rng.triangular(7_000, 31_000, figures.INCOME_LINE - 10, n) / 10) * 10
    return np.where(fails, short, earned)


def _described(people: People, surveyed: np.ndarray, rng, since: int) -> Persons:
    """Birth dates, names, trades and schooling of new people. Their cards and the household's answers come after."""
    m = len(people.home)
    born = surveyed[people.home] - np.floor(people.age * YEAR + rng.integers(2, 363, m)).astype(int)
    year = born.astype("M8[Y]").astype(int) + 1970
    family = (len(names.SURNAMES) * rng.random(len(surveyed)) ** 1.2).astype(int)
    own = (people.relation == SPOUSE) & (rng.random(m) < 0.25) | np.isin(people.relation, (families.SON_IN_LAW, RELATIVE))
    surname = np.where(own | (rng.random(m) < 0.03), (len(names.SURNAMES) * rng.random(m)).astype(int), family[people.home])
    has_spouse = any_home(len(surveyed), people.home, people.relation == SPOUSE)[people.home]
    coupled = np.isin(people.relation, (SPOUSE, DAUGHTER_IN_LAW, families.MOTHER)) | (has_spouse & (people.relation == HEAD))
    return Persons(
        home=people.home,
        serial=since + np.arange(m),
        born=born,
        age=people.age,
        male=people.male,
        relation=people.relation,
        first_name=names.first_names(people.male, year, rng),
        surname=surname,
        was_married=coupled | ((people.age >= 45) & (rng.random(m) < 0.72)),
        lot=rng.random(m),
        student=people.student,
        job=np.zeros(m, np.int64),
        education=names.schooling(people.age, people.student, rng),
        health=np.where(people.disabled, 1, np.where(people.chronic, 2, 0)),
        helpless=people.helpless,
        registered=np.zeros(m, bool),
        validated=np.zeros(m, bool),
    )


def _cards(persons: Persons, target: np.ndarray, is_poor: np.ndarray, validated: int, rng) -> np.ndarray:
    """Welfare cards of adults: each poor household's number, and for the others as many as the province still has."""
    adult = persons.age >= 18
    key = np.where(adult, rng.random(len(persons)) + 0.35 * (persons.age >= 55), -1)
    in_poor = top(persons.home, key, target)
    home_luck = rng.gumbel(0, 0.5, len(target))
    rest = np.where(adult & ~is_poor[persons.home], 1 + np.exp(home_luck[persons.home]) * key, -1)
    return in_poor | top(np.zeros(len(persons), np.int64), rest, np.array([validated - int(target.sum())]))


def _occupy(households: Households, persons: Persons, units: places.Units, rng) -> None:
    """Trades that agree with indicators 16, 17, 20 and 21; schooling that agrees with 19."""
    home, age = persons.home, persons.age
    had = persons.job
    drawn = names.jobs(age, units.urban[households.unit[home]], rng)
    job = np.where((had > names.COLLEGE) & (had != names.CARED_FOR) & (age < 60), had, drawn)
    job = np.where(persons.student, np.where(age >= 19, names.COLLEGE, names.PUPIL), job)
    job = np.where(age < 6, names.CARED_FOR, np.where((age < 15) & ~persons.student, names.CARED_FOR, job))
    job = np.where(persons.helpless & ~persons.student, names.CARED_FOR, job)
    order = np.arange(len(persons))
    for number, whom in (
        (20, (age >= 15) & (age < 60) & ~persons.student & ~persons.helpless),
        (21, (age >= 60) & ~persons.helpless),
        (16, (age >= 6) & (age < 15)),
    ):
        failing = households.answers[home, number - 1] == FAILS
        one = top(home, np.where(whom & failing, order + 1.0, -1.0), np.ones(len(households), np.int64)) & whom & failing
        job[one] = names.NO_JOB
        if number == 16:
            persons.student[one] = False
    unread = (age >= 15) & (age < 60) & ~persons.student & (households.answers[home, 18] == FAILS)
    one = top(home, np.where(unread, order + 1.0, -1.0), np.ones(len(households), np.int64)) & unread
    persons.education[one] = 0
    persons.job = job


# ── 2564 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def second(before: Round, part: float, boundaries: dict, rng) -> Round:
    """Round 2564: families aged by three years, some gone, others come; the poor of every tambon anew, poverty being sticky."""
    units, codes = before.units, before.units.codes
    wanted = {code: tuple(round(v * part) for v in row) for code, row in figures.AMPHOE_2564.items()}
    households, persons = _aged(before, wanted, rng)
    new_households, new_persons = _newcomers(before, households, persons, wanted, boundaries, rng)
    new_persons.home = new_persons.home + len(households)
    households, persons = households.plus(new_households), persons.plus(new_persons)

    size = np.bincount(persons.home, minlength=len(households))
    targets = _targets_by_tambon(before, units, households, size, {codes.index(c): t for c, (_, t) in wanted.items()}, rng)
    was_poor = households.poor
    households.poor = _become_poor(units, households, size, targets, rng)
    _answer_again(households, persons, was_poor, rng)
    households.income = _later_incomes(households, rng)
    _cards_again(units, households, persons, targets, rng)
    _occupy(households, persons, units, rng)
    return Round(units, households, persons)


def _aged(before: Round, wanted: dict[str, tuple[int, int]], rng) -> tuple[Households, Persons]:
    old, people = before.households, before.persons
    n, amphoe = len(old), before.units.amphoe[old.unit]
    day = np.clip(old.surveyed + 1096 + rng.integers(-30, 31, n), np.datetime64("2020-12-01"), np.datetime64("2021-03-31"))
    age = age_on(day[people.home], people.born)
    death = np.select([age < 40, age < 60, age < 70, age < 80], [0.003, 0.013, 0.04, 0.1], 0.26)
    leaving = np.where((age >= 18) & (age <= 32) & ~np.isin(people.relation, (HEAD, SPOUSE)), 0.11, 0.006)
    chance = np.where(people.relation == HEAD, death, death + leaving)
    gone = rng.random(len(people)) < chance
    widowed = any_home(n, people.home, (people.relation == SPOUSE) & ~gone)
    gone &= (people.relation != HEAD) | widowed[people.home]  # a home that loses its only head is among those no longer found
    stay = people.take(np.flatnonzero(~gone))
    stay.age = age[~gone]
    headless = ~any_home(n, stay.home, stay.relation == HEAD)[stay.home]
    kin = np.isin(stay.relation, (families.FATHER, families.MOTHER, families.SIBLING))
    stay.relation = np.where(headless & (stay.relation == SPOUSE), HEAD, np.where(headless & kin, RELATIVE, stay.relation))
    age_of_head = np.zeros(n, dtype=np.int64)
    age_of_head[stay.home[stay.relation == HEAD]] = stay.age[stay.relation == HEAD]
    step = (stay.relation == CHILD) & (age_of_head[stay.home] - stay.age < 16)  # of the late head, too old for the widow's own
    stay.relation = np.where(step, RELATIVE, stay.relation)
    stay = _joined(stay, day, n, rng)

    size = np.bincount(stay.home, minlength=n)
    loose = np.where(size == 1, 0.5, 1.0)
    kept = np.zeros(n, dtype=bool)
    for a, code in enumerate(before.units.codes):
        kept |= fill(rng, np.zeros(n, bool), amphoe == a, size, int(figures.KEPT * wanted[code][0]), loose)
    row = np.cumsum(kept) - 1
    stay = stay.take(np.flatnonzero(kept[stay.home]))
    stay.home = row[stay.home]
    households = old.take(np.flatnonzero(kept))
    households.surveyed = day[kept]
    return households, stay


def _joined(people: Persons, day: np.ndarray, n: int, rng) -> Persons:
    """Children born since, and relatives who moved in."""
    could = ~people.male & (people.age >= 20) & (people.age <= 38) & np.isin(people.relation, (HEAD, SPOUSE, CHILD, DAUGHTER_IN_LAW))
    mothers = np.flatnonzero(could & (rng.random(len(people)) < 0.055))
    heads = np.flatnonzero(people.relation == HEAD)
    hosts = heads[rng.random(len(heads)) < 0.012]
    k, beside = len(mothers) + len(hosts), np.concatenate([mothers, hosts])
    baby = np.arange(k) < len(mothers)
    grandchild = np.isin(people.relation[beside], (CHILD, DAUGHTER_IN_LAW))
    none = np.zeros(k, dtype=bool)
    came = People(
        home=people.home[beside],
        place=np.full(k, 1),
        age=np.where(baby, rng.choice([0, 1, 1, 2, 2, 2], k), rng.integers(24, 56, k)),
        male=rng.random(k) < 0.51,
        relation=np.where(baby, np.where(grandchild, GRANDCHILD, CHILD), RELATIVE),
        student=none, leaver=none, idle=none, disabled=none, chronic=none, helpless=none,
    )  # fmt: skip
    described = _described(came, day, rng, since=int(people.serial.max()) + 1)
    described.surname = np.where(baby, people.surname[beside], described.surname)
    both = people.plus(described)
    return both.take(np.argsort(both.home, kind="stable"))


def _newcomers(before: Round, households: Households, persons: Persons, wanted, boundaries, rng) -> tuple[Households, Persons]:
    units, all_units = before.units, before.units.amphoe
    members = np.bincount(all_units[households.unit[persons.home]], minlength=len(units.codes))
    missing = np.array([wanted[code][0] for code in units.codes]) - members
    counts = np.maximum(np.rint(missing / 2.62).astype(int), (missing > 0).astype(int))
    size = np.concatenate([spread(rng, c, m) for c, m in zip(counts, missing, strict=True)])
    n, amphoe = len(size), np.repeat(np.arange(len(counts)), counts)
    unit = np.concatenate(
        [
            rng.choice(here := np.flatnonzero(all_units == a), c, p=units.weight[here] / units.weight[here].sum())
            for a, c in enumerate(counts)
        ]
    )
    totals = figures.of_2561().share(size.sum() / figures.of_2561().members)
    homes = families.compose(size, np.zeros(n, np.int64), np.zeros((n, N_INDICATORS), bool), totals, rng)
    people = families.settle(homes, rng)
    lat, lon = places.points(units, unit, boundaries, rng)
    surveyed = np.datetime64("2020-12-01") + rng.integers(0, 121, n)
    since = np.bincount(all_units[before.households.unit], minlength=len(counts))
    new = Households(
        unit,
        _serials(amphoe, since[amphoe]),
        lat,
        lon,
        surveyed,
        np.full((n, N_INDICATORS), PASSES, np.int8),
        np.zeros(n),
        np.zeros(n, bool),
    )
    new.income = _incomes(new, rng)
    described = _described(people, surveyed, rng, since=int(max(before.persons.serial.max(), persons.serial.max())) + 1)
    described.registered = (described.age >= 18) & (rng.random(len(described)) < 0.33)
    described.validated = described.registered & (rng.random(len(described)) < 0.8)
    return new, described


def _targets_by_tambon(before: Round, units, households, size, per_amphoe: dict[int, int], rng) -> dict[str, int]:
    """Target poor of each tambon: the amphoe's number, leaning on where poverty was in 2561; in Phaisali on the published order."""
    tambon = units.tambon[households.unit]
    codes, which = np.unique(tambon, return_inverse=True)
    members = np.bincount(which, size)
    old = before.households
    was = np.array([old.poor[units.tambon[old.unit] == code].mean() if (units.tambon[old.unit] == code).any() else 0.0 for code in codes])
    lean = np.clip((0.5 + 0.5 * was / was.mean()) * rng.lognormal(0, 0.15, len(codes)), 0.5, 1.7)
    lean = np.array([figures.TAMBON_2564.get(code, value) for code, value in zip(codes.tolist(), lean, strict=True)])
    targets: dict[str, int] = {}
    for a, total in per_amphoe.items():
        here = np.flatnonzero(np.char.startswith(codes, units.codes[a]))
        targets.update(zip(codes[here].tolist(), apportion(members[here] * lean[here], total).tolist(), strict=True))
    return targets


def _become_poor(units, households, size, targets: dict[str, int], rng) -> np.ndarray:
    """Households in order of hardship, tambon by tambon, until there are some 3 to 4 MPI-poor to each target poor."""
    codes, which = np.unique(units.tambon[households.unit], return_inverse=True)
    target = np.array([targets[c] for c in codes.tolist()])
    members = np.bincount(which, size)
    wanted = target * np.where(target / members > 0.07, 3.1, 3.85)
    village = rng.normal(0, 0.5, len(units.code))
    key = rng.gumbel(size=len(size)) + 2.1 * households.poor + village[households.unit] - 0.4 * np.log(households.income / 60_000)
    order = np.lexsort((-key, which))
    sums = np.cumsum(size[order])
    starts = np.searchsorted(which[order], np.arange(len(codes)))
    before = np.concatenate([[0], sums])[starts][which[order]]
    poor_now = np.zeros(len(size), dtype=bool)
    poor_now[order] = sums - before <= wanted[which[order]]
    return poor_now


def _answer_again(households: Households, persons: Persons, was_poor, rng) -> None:
    """Verdicts of the new round, from who lives there now; what failed before fails again more often than not."""
    n, home, age = len(households), persons.home, persons.age
    dependant = np.isin(persons.relation, (CHILD, GRANDCHILD, families.SIBLING, RELATIVE))
    stays_on = np.select([age < 6, age <= 14, age <= 17, age == 18, age <= 22], [0.0, 1.0, 0.88, 0.65, 0.4], 0.0)
    persons.student = (age >= 6) & (age <= 22) & dependant & ((age < 15) | (persons.student & (rng.random(len(age)) < stays_on)))
    persons.education = np.where(age < 25, np.maximum(persons.education, names.schooling(age, persons.student, rng)), persons.education)
    persons.health = np.where((persons.health == 0) & (age >= 60) & (rng.random(len(age)) < 0.02), 2, persons.health)
    leaver = (age >= 15) & (age <= 16) & dependant & (rng.random(len(age)) < 0.06)
    idle = (age >= 16) & (age <= 20) & dependant & ~persons.student & ~leaver & (rng.random(len(age)) < 0.02)
    applies = _applies(n, home, age, persons.student, persons.helpless, persons.health == 1, persons.health == 2, leaver, idle)

    base = figures.INDICATORS_2561
    failed = households.answers == FAILS
    counted = [number - 1 for number in COUNTED]
    share = np.array([row[1] / row[0] for row in base.values()])
    fails = applies & np.where(failed, rng.random((n, N_INDICATORS)) < 0.55, rng.random((n, N_INDICATORS)) < 0.8 * share)
    fails[:, counted] = False
    for number in OF_ALL:
        applies[:, number - 1] &= fails[:, number - 1] | (rng.random(n) < base[number][0] / base[4][0])

    struck = np.flatnonzero(households.poor)
    possible = applies[np.ix_(struck, counted)]
    again = failed[np.ix_(struck, counted)] & possible & (rng.random(possible.shape) < 0.8)
    pull = np.log(share[counted]) + rng.gumbel(size=possible.shape)
    pull[~possible] = -np.inf
    leading = np.argsort(-pull, 1)[:, :2]
    rows = np.arange(len(struck))
    again[rows, leading[:, 0]] |= ~again.any(1)
    again[rows, leading[:, 1]] |= possible[rows, leading[:, 1]] & (rng.random(len(struck)) < 0.13)
    fails[np.ix_(struck, counted)] = again
    households.answers = _answers(applies, fails)


def _later_incomes(households: Households, rng) -> np.ndarray:
    fails = households.answers[:, 21] == FAILS
    moved = np.rint(households.income * rng.lognormal(0.04, 0.22, len(households)) / 10) * 10
    fresh = _incomes(households, rng)
    return np.where(fails == (moved < figures.INCOME_LINE), moved, fresh)


def _cards_again(units, households, persons, targets: dict[str, int], rng) -> None:
    """Exactly each tambon's target poor hold a card among the adults of poor households: first those who held one."""
    codes = sorted(targets)
    tambon = np.searchsorted(codes, units.tambon[households.unit])[persons.home]
    among = (persons.age >= 18) & households.poor[persons.home]
    luck = rng.gumbel(0, 0.5, len(households))
    key = np.where(among, 100 + 3.0 * persons.validated + luck[persons.home] + rng.random(len(persons)), -1)
    chosen = top(tambon, key, np.array([targets[c] for c in codes])) & among
    persons.validated = np.where(households.poor[persons.home], chosen, persons.validated)
    persons.registered = persons.registered | persons.validated
