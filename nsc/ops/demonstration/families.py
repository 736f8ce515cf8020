"""Who lives in each household: so many old, working-age and young people that every "applies to" figure holds, then coherent families."""

from dataclasses import dataclass

import numpy as np

from .chance import fill, shuffled, top
from .figures import Figures

RELATIONS = ("หัวหน้าครัวเรือน", "คู่สมรส", "บุตร", "บุตรเขย", "บุตรสะใภ้", "บิดา", "มารดา", "หลาน", "พี่น้อง", "ญาติ")
HEAD, SPOUSE, CHILD, SON_IN_LAW, DAUGHTER_IN_LAW, FATHER, MOTHER, GRANDCHILD, SIBLING, RELATIVE = range(len(RELATIONS))
ELDER, WORKER, MINOR = range(3)


@dataclass
class Homes:
    """Arrays over households: how many of each age class, and which stand apart in a way an indicator asks about."""

    size: np.ndarray
    target: np.ndarray
    elders: np.ndarray  # 60 and over
    workers: np.ndarray  # 15–59
    minors: np.ndarray  # 0–14
    bands: np.ndarray  # household × (0, 1, 2, 3–5, 6–12, 13–14): children of that age live here
    young: np.ndarray  # nobody is 35
    leaver: np.ndarray  # someone finished ม.3 last year (indicator 17)
    dropout: np.ndarray  # … and did not go on
    idle: np.ndarray  # someone left school and has no work (18)
    students: np.ndarray  # the only one of working age studies (19 applies, 20 does not)
    helpless: np.ndarray  # the only elder is disabled and cannot help himself (27 applies, 21 does not)
    disabled: np.ndarray  # persons
    chronic: np.ndarray  # persons


BANDS = np.array([[0, 0], [1, 1], [2, 2], [3, 5], [6, 12], [13, 14]])  # first and last age


def compose(size, target, fails, figures: Figures, rng) -> Homes:
    """`fails`: household × 31, what each must be able to fail. Shapes: arrays over households."""
    everyone = int(size.sum())
    applies = {n: row[0] for n, row in figures.indicators.items()}
    none = np.zeros(len(size), dtype=bool)

    def failing(*numbers):
        return fails[:, [n - 1 for n in numbers]].any(1)

    needs_worker, needs_elder = failing(17, 19, 20), failing(21, 27)
    dropout = failing(17)
    adults = np.maximum(needs_worker.astype(int) + needs_elder, np.maximum(1, target)) + dropout
    bands = _children(size, size - adults, failing(1), failing(15), failing(16), applies, rng)
    kids = bands.sum(1)

    elder = fill(
        rng,
        needs_elder,
        kids + np.maximum(needs_worker.astype(int) + 1, np.maximum(1, target)) + dropout <= size,
        size,
        applies[27],
        np.where(size == 1, 0.35, 1.0),
    )
    crowded = elder & ~needs_worker & (kids + np.maximum(2, target) > size)
    alone = fill(rng, crowded, elder & ~needs_worker & (size - kids <= 2), size, everyone - applies[19])

    elders = np.where(alone, size - kids, elder.astype(int))
    seats = np.where(elder & ~alone, np.minimum(size - kids - 2 - dropout, 2), 0).clip(0)
    spare = np.repeat(np.arange(len(size)), seats)
    more = rng.permutation(spare)[: max(figures.elderly - int(elders.sum()), 0)]
    elders = elders + np.bincount(more, minlength=len(size))
    spare = size - kids - elders - np.maximum(~alone, target - elders) - dropout
    extra = np.where((kids > 0) & ~alone, np.minimum(spare, rng.binomial(2, 0.45, len(size))), 0).clip(0)
    minors = kids + extra
    workers = size - elders - minors

    room_for_youth = (workers >= 2) & (workers - 1 + elders >= target)
    leaver = fill(rng, dropout, room_for_youth, size, applies[17])
    idle = fill(rng, none, room_for_youth & ~leaver, size, applies[18], np.where(target > 0, 5.0, 1.0))
    students = fill(
        rng, none, elder & (workers == 1) & ~needs_worker & (elders >= target) & ~leaver & ~idle, size, applies[19] - applies[20]
    )
    young = fill(
        rng, none, ~elder & (workers <= 3) & ~bands[:, 5] & (kids <= 2) & ~leaver & ~idle & (target <= workers), size, everyone - applies[6]
    )
    helpless = fill(rng, none, (elders == 1) & ~failing(21, 27) & ~students, size, applies[27] - applies[21])
    sick_room = size - helpless
    disabled_home = fill(rng, failing(28) | helpless, ~none, size, applies[28], size.astype(float) ** 1.6)
    disabled = _persons(disabled_home, size, figures.disabled, rng)
    chronic_home = fill(rng, none, (sick_room - disabled > 0) & (size - minors - disabled > 0), size, applies[29], size.astype(float))
    chronic = _persons(chronic_home, size - minors - disabled, figures.chronic, rng)
    return Homes(size, target, elders, workers, minors, bands, young, leaver, dropout, idle, students, helpless, disabled, chronic)


def _children(size, room, with_baby, with_preschooler, with_pupil, applies, rng) -> np.ndarray:
    """household × band. Indicator 1 asks for 0–1, 2 for 0, 3 for 0–12, 15 for 3–5, 16 for 6–14."""
    none = np.zeros(len(size), dtype=bool)
    large = (size - 1.0).clip(0.01) ** 1.5
    forced = with_baby.astype(int) + with_preschooler
    pupil = fill(rng, with_pupil, room - forced >= 1, size, applies[16], large)
    teens_only = fill(rng, none, pupil & (forced == 0), size, int(0.17 * applies[16]))
    schoolchild = pupil & ~teens_only
    left = room - pupil
    under_six = int(applies[3] - size[schoolchild].sum())  # members of homes whose children are all under six
    small = fill(rng, (forced > 0) & ~pupil, ~pupil & (left >= 1), size, under_six, large)
    preschooler = fill(
        rng, with_preschooler, small & (left - with_baby >= 1), size, int(0.8 * under_six + size[with_preschooler & pupil].sum())
    )
    preschooler = fill(rng, preschooler, schoolchild & (left - with_baby >= 1), size, applies[15], large)
    left = left - preschooler
    baby = fill(rng, with_baby, small & (left >= 1), size, int(0.5 * applies[1]))
    baby = fill(rng, baby, schoolchild & (left >= 1), size, applies[1], large)
    newborn = fill(rng, none, baby, size, applies[2])
    toddler = small & ~preschooler & ~baby
    return np.column_stack([newborn, baby & ~newborn, toddler, preschooler, schoolchild, teens_only])


def _persons(home, seats, total: int, rng) -> np.ndarray:
    """One person in each of these homes, and second ones until `total`."""
    count = home.astype(int)
    more = shuffled(rng, home & (seats >= 2))[: max(total - int(count.sum()), 0)]
    count[more] += 1
    return count


@dataclass
class People:
    """Arrays over persons, in order of household; `place` 0 is the head. Codes index the tables of the modules that give them words."""

    home: np.ndarray
    place: np.ndarray
    age: np.ndarray
    male: np.ndarray
    relation: np.ndarray
    student: np.ndarray
    leaver: np.ndarray
    idle: np.ndarray
    disabled: np.ndarray
    chronic: np.ndarray
    helpless: np.ndarray


def settle(homes: Homes, rng) -> People:
    """Families: an elder or a worker heads the home, the others are related to the head, and ages agree with the relation."""
    n = len(homes.size)
    elder_head = (homes.elders > 0) & (
        (homes.workers == 0) | homes.students | (homes.leaver & (homes.workers == 1)) | (rng.random(n) < 0.62)
    )
    home = np.repeat(np.arange(n), homes.size)
    starts = np.concatenate([[0], np.cumsum(homes.size)[:-1]])
    place = np.arange(len(home)) - starts[home]
    elders, workers = homes.elders[home], homes.workers[home]
    first = np.where(elder_head, homes.elders, homes.workers)[home]
    adult = place < elders + workers
    kind = np.where(~adult, MINOR, np.where((place < first) == elder_head[home], ELDER, WORKER))
    rank = np.where(adult & (place >= first), place - first, np.where(adult, place, place - elders - workers))  # within the class

    age = np.zeros(len(home), dtype=np.int64)
    minor = kind == MINOR
    age[minor] = _minor_ages(homes, home[minor], rank[minor], rng)
    eldest = np.zeros(n, dtype=np.int64)
    np.maximum.at(eldest, home[minor], age[minor])

    # What the household as a whole decides, then what follows for each person.
    couple = rng.random(n) < 0.86
    youth = homes.leaver | homes.idle
    skipped = ~elder_head & (homes.elders == 0) & (homes.minors > 0) & ~homes.young & (rng.random(n) < 0.15)  # grandparents under 60
    spouse_at_work = (
        elder_head & (homes.elders == 1) & (homes.workers > 0) & ~homes.students & ~(youth & (homes.workers == 1)) & (rng.random(n) < 0.25)
    )
    married = np.where(elder_head, homes.elders >= 2, (homes.workers >= 2) & ~(youth & (homes.workers == 2)) & couple)
    head_age = _head_ages(homes, elder_head, skipped, spouse_at_work, youth, eldest, rng)
    head_male = rng.random(n) < np.where(married | spouse_at_work, 0.78, 0.38)

    of = head_age[home]
    noise = rng.random(len(home))
    male = noise < np.where(kind == ELDER, 0.42, 0.5)
    relation = np.full(len(home), RELATIVE)
    head = place == 0
    by_elder = elder_head[home]

    age[head], male[head], relation[head] = head_age, head_male, HEAD
    spouse = (married[home] & (place == 1)) | (spouse_at_work[home] & (kind == WORKER) & (rank == 0))
    gap = np.rint(rng.normal(0, 3.2, len(home))).astype(int) + np.where(head_male[home], -2, 2)
    low = np.where(kind == ELDER, 60, np.maximum(20, np.where(skipped[home], 0, eldest[home] + 17)))
    high = np.where(kind == ELDER, 97, np.where(homes.young[home], 34, 59))
    age[spouse] = np.clip(of + gap, np.minimum(low, high), high)[spouse]
    male[spouse], relation[spouse] = ~head_male[home[spouse]], SPOUSE

    # the elders beside a working head are the parents; beside an old head, brothers and sisters
    parent = (kind == ELDER) & ~by_elder & (rank < 2)
    age[parent] = np.clip(of + 19 + rng.integers(2, 16, len(home)), 60, 98)[parent]
    mother = parent & np.where(rank == 0, rng.random(len(home)) < 0.68, False)
    first_is_mother = np.zeros(n, dtype=bool)
    first_is_mother[home[mother]] = True
    male[parent] = (first_is_mother[home] == (rank == 1))[parent]
    relation[parent] = np.where(male[parent], FATHER, MOTHER)
    other_elder = (kind == ELDER) & (relation == RELATIVE)
    age[other_elder] = np.clip(60 + rng.gamma(2.0, 5.0, len(home)), 60, 95).astype(int)[other_elder]
    relation[other_elder & by_elder] = SIBLING

    grown = (kind == WORKER) & (relation == RELATIVE)
    _grown_ups(homes, home, rank, grown, spouse_at_work, by_elder, of, age, male, relation, rng)
    relation[minor] = np.where(elder_head | skipped, GRANDCHILD, CHILD)[home[minor]]
    flags = _flags(homes, home, place, kind, rank, age, relation, rng)
    return People(home, place, age, male, relation, **flags)


def _minor_ages(homes, home, rank, rng) -> np.ndarray:
    """The first children fill the bands the home has; further ones fall into one of the same bands, so that no band is added."""
    bands = homes.bands[home]
    nth = np.where(rank < bands.sum(1), rank, (rng.random(len(rank)) * bands.sum(1)).astype(int))
    band = (np.cumsum(bands, 1) == (nth + 1)[:, None]).argmax(1)
    return rng.integers(BANDS[band, 0], BANDS[band, 1] + 1)


def _head_ages(homes, elder_head, skipped, spouse_at_work, youth, eldest, rng) -> np.ndarray:
    n = len(eldest)
    old = np.where(spouse_at_work, rng.integers(60, 68, n), 60 + rng.gamma(2.0, 5.6, n).astype(int).clip(0, 36))
    own_children = (homes.minors > 0) & ~skipped
    low = np.where(own_children, eldest + 18, 22)
    low = np.maximum(low, np.where(homes.young, 20, 35))
    low = np.maximum(low, np.where(skipped, 46, 0))
    low = np.where(youth, np.maximum(low, 39), low)
    high = np.where(homes.young, 34, 59)
    low = np.minimum(low, high)
    peak = np.where(own_children, rng.beta(1.3, 2.2, n), rng.beta(1.9, 1.3, n))
    return np.where(elder_head, old, low + np.floor(peak * (high - low + 1)).astype(int))


def _grown_ups(homes, home, rank, grown, spouse_at_work, by_elder, of, age, male, relation, rng) -> None:
    """Grown children, their spouses, brothers and sisters. Those who must be able to hold a welfare card are 18 or more."""
    m = len(home)
    last = grown & (rank == homes.workers[home] - 1)
    least = np.where(homes.elders[home] + rank < homes.target[home], 18, 15)
    youth = last & (homes.leaver | homes.idle | homes.students)[home]
    anchor = grown & by_elder & (rank == spouse_at_work[home]) & ~youth  # the working child an old head lives with
    oldest_child = np.minimum(59, of - 18)
    child = grown & (oldest_child >= np.where(by_elder, 22, least))
    u = rng.random(m)
    span = np.where(by_elder, np.minimum(oldest_child, of - 20), np.minimum(oldest_child, 34))
    low = np.where(by_elder, np.where(anchor, 25, 18), least)
    age[child] = (low + np.floor(u * (span.clip(low) - low + 1))).astype(int)[child]
    relation[child] = CHILD
    sibling = grown & ~child
    young = homes.young[home]
    age[sibling] = np.clip(of + rng.integers(-7, 8, m), 18, np.where(young, 34, 59))[sibling]
    relation[sibling] = SIBLING
    in_law = child & by_elder & (rank == spouse_at_work[home] + 1) & ~youth & (rng.random(m) < 0.55)
    before = np.flatnonzero(in_law) - 1
    age[in_law] = np.clip(age[before] + rng.integers(-4, 5, len(before)), 20, 59)
    male[in_law] = ~male[before]
    relation[in_law] = np.where(male[in_law], SON_IN_LAW, DAUGHTER_IN_LAW)
    leaver = youth & homes.leaver[home]
    age[youth] = np.where(leaver, rng.integers(15, 17, m), rng.integers(16, 21, m))[youth]
    relation[youth] = np.where(by_elder, GRANDCHILD, CHILD)[youth]


def _flags(homes, home, place, kind, rank, age, relation, rng) -> dict[str, np.ndarray]:
    m = len(home)
    last = (kind == WORKER) & (rank == homes.workers[home] - 1)
    leaver, idle = last & homes.leaver[home], last & homes.idle[home]
    chance = np.select([age < 15, age <= 17, age == 18, age <= 22], [1.0, 0.86, 0.6, 0.36], 0.0)
    dependant = np.isin(relation, (CHILD, GRANDCHILD, SIBLING, RELATIVE)) & (place > 0)
    keeps_working = np.zeros(len(homes.size), dtype=bool)  # someone else of working age is no student
    at_work = (kind == WORKER) & ((age > 22) | ~dependant)
    keeps_working[home[at_work]] = True
    studies = (kind == WORKER) & dependant & keeps_working[home] & (rng.random(m) < chance)
    student = (studies | (last & homes.students[home]) | (leaver & keeps_working[home])) & ~idle & ~(leaver & homes.dropout[home])
    helpless = homes.helpless[home] & (kind == ELDER)
    frailty = rng.random(m) + np.where(kind == ELDER, 0.55, np.where(age < 15, -0.25, 0.0)) + 2.0 * helpless
    frailty -= 0.5 * (student | leaver | idle)
    disabled = top(home, frailty, homes.disabled)
    chronic = top(home, np.where(disabled | (age < 15), -1.0, rng.random(m) + 0.8 * (kind == ELDER)), homes.chronic)
    return {
        "student": student | (kind == MINOR) & (age >= 6),
        "leaver": leaver,
        "idle": idle,
        "disabled": disabled,
        "chronic": chronic & ~disabled,
        "helpless": helpless | (disabled & (rng.random(m) < 0.12) & (kind == MINOR)),
    }
