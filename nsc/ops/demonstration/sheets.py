"""A round as the two sheets of the plain survey layout: Polars frames, every cell text."""

import numpy as np
import polars as pl

from . import names
from .families import RELATIONS
from .places import MUNICIPAL
from .rounds import NOT_APPLICABLE, Round

HEALTH = ("ปกติ", "พิการ", "ป่วยเรื้อรัง")
# Real offices count their house numbers up from 1; the made-up ones start at 900000, which none has reached.
FIRST_HOUSE, HOUSES = 900_000, 99_991
OFFICES = {"600151": "6099", "600351": "6098", "600751": "6097"}
NO_PLACE, NO_ID, NO_BIRTHDAY = 0.02, 0.015, 0.03


def words(table, index: np.ndarray) -> pl.Series:
    """`table[index]`, without a Python object per row; a None in the table is an empty cell."""
    return pl.Series(list(table), dtype=pl.String).gather(pl.Series(index.astype(np.uint32)))


def digits(values: np.ndarray, width: int = 0) -> pl.Series:
    text = pl.Series(values.astype(np.int64)).cast(pl.String)
    return text.str.zfill(width) if width else text


def national_ids(serial: np.ndarray, born_year: np.ndarray, lot: np.ndarray) -> pl.Series:
    """13 digits, right check digit, registering office 99xx, which no office has. One serial, one id."""
    nine = (serial.astype(np.int64) * 618_033_989 + 271_828_183) % 1_000_000_000  # multiplier prime to 10: a bijection
    kind = np.where(born_year >= 1984, 1, np.where(lot > 0.96, 5, 3))
    twelve = (kind * 100 + 99) * 1_000_000_000 + nine
    weighted = sum((twelve // 10 ** (12 - place)) % 10 * (14 - place) for place in range(1, 13))
    return digits(twelve * 10 + (11 - weighted % 11) % 10, 13)


def house_codes(round_: Round) -> pl.Series:
    units, households = round_.units, round_.households
    office = np.array([int(OFFICES.get(t, t[:4])) for t in units.tambon])[households.unit]
    ten = office * 1_000_000 + FIRST_HOUSE + households.serial * 7_919 % HOUSES
    return digits(ten * 10 + sum((ten // 10**place) % 10 for place in range(10)) % 10, 11)


def dates(day: np.ndarray) -> pl.Series:
    """dd/mm/yyyy in the Buddhist era."""
    frame = pl.DataFrame({"day": pl.Series(day.astype("M8[D]"))})
    return frame.select(pl.col("day").dt.strftime("%d/%m/") + (pl.col("day").dt.year() + 543).cast(pl.String)).to_series()


def frames(round_: Round) -> tuple[pl.DataFrame, pl.DataFrame]:
    households, persons = round_.households, round_.persons
    order = np.lexsort((households.serial, households.unit))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    code = house_codes(round_)
    first = _households(round_, code).select(pl.all().gather(pl.Series(order.astype(np.uint32))))
    people = _members(round_, code.gather(pl.Series(persons.home.astype(np.uint32))))
    inside = np.where(persons.relation == 0, -1, np.arange(len(persons)))  # the head's row comes first
    by_home = np.lexsort((inside, place[persons.home]))
    return first, people.select(pl.all().gather(pl.Series(by_home.astype(np.uint32))))


def _households(round_: Round, code: pl.Series) -> pl.DataFrame:
    units, it = round_.units, round_.households
    n = len(it)
    rng = np.random.default_rng(int(it.serial.sum()))
    number = 1 + it.serial * 31 % 397
    slash = it.serial % 5
    house_no = pl.select(
        pl.when(pl.Series(slash > 2)).then(digits(number) + "/" + digits(1 + it.serial % 41)).otherwise(digits(number))
    ).to_series()
    moo = [None if t in MUNICIPAL else str(int(c[6:8])) for c, t in zip(units.code.tolist(), units.tambon.tolist(), strict=True)]
    hidden = (it.serial * 7_919 % 1000) < 1000 * NO_PLACE
    shown = pl.Series(~hidden)
    size = np.bincount(round_.persons.home, minlength=n)
    asked = it.answers[:, 21] != NOT_APPLICABLE
    verdict = {f"ข้อ {i + 1}": words(("0", "1", None), it.answers[:, i]) for i in range(it.answers.shape[1])}
    columns = {
        "รหัสบ้าน": code,
        "รหัสหมู่บ้าน": words(units.code, it.unit),
        "บ้านเลขที่": house_no,
        "หมู่ที่": words(moo, it.unit),
        "อปท.": words(units.authority, it.unit),
        "ละติจูด": _blank(pl.Series(it.lat).round(6).cast(pl.String), shown),
        "ลองจิจูด": _blank(pl.Series(it.lon).round(6).cast(pl.String), shown),
        "วันที่สำรวจ": dates(it.surveyed),
        "รายได้เฉลี่ยต่อคนต่อปี": _blank(digits(it.income), pl.Series(asked)),
        **verdict,
    }
    return pl.DataFrame({**columns, **_money(it.income * size, asked, it, rng)})


def _blank(series: pl.Series, where: pl.Series) -> pl.Series:
    return pl.select(pl.when(where).then(series)).to_series()


def _money(total: np.ndarray, asked: np.ndarray, it, rng) -> dict[str, pl.Series]:
    """Parts of the income that add up to it; spending, debts by source, saving (indicator 23). Baht a household and year."""
    n = len(total)
    secondary = np.floor(total * rng.beta(1.2, 6, n))
    other = np.floor(total * rng.beta(1.5, 7, n))
    kind = np.floor(total * rng.beta(1.2, 12, n))
    main = total - secondary - other - kind
    spent = total * rng.uniform(0.5, 0.95, n)
    owes = rng.random(n) < 0.55
    formal = np.where(owes & (rng.random(n) < 0.6), np.rint(rng.lognormal(11.3, 0.8, n) / 1000) * 1000, 0)
    fund = np.where(owes & (rng.random(n) < 0.6), np.rint(rng.lognormal(9.9, 0.5, n) / 1000) * 1000, 0)
    informal = np.where(owes & (rng.random(n) < np.where(it.poor, 0.35, 0.12)), np.rint(rng.lognormal(9.8, 0.7, n) / 500) * 500, 0)
    amounts = {
        "income_main": main, "income_secondary": secondary, "income_other": other, "income_in_kind": kind,
        "expense_production": np.floor(spent * rng.beta(2, 5, n)), "expense_necessary": np.floor(spent * rng.uniform(0.4, 0.6, n)),
        "expense_unnecessary": np.floor(spent * rng.beta(1.2, 12, n)), "expense_debt": np.floor((formal + fund + informal) * 0.12),
        "debt_formal": formal, "debt_fund": fund, "debt_informal": informal,
    }  # fmt: skip
    shown = pl.Series(asked)
    saving = words(("0", "1", None), it.answers[:, 22])
    return {**{key: _blank(digits(value), shown) for key, value in amounts.items()}, "is_saving": saving}


def _members(round_: Round, code: pl.Series) -> pl.DataFrame:
    it = round_.persons
    year = it.born.astype("M8[Y]").astype(int) + 1970
    era = digits(year + 543)
    forgotten = (year < 1955) & (it.lot % 0.1 < 0.1 * NO_BIRTHDAY)  # old people whose register holds only a year
    birth = pl.select(
        pl.when(pl.Series(forgotten & (it.lot < 0.5))).then(era).when(pl.Series(forgotten)).then("00/00/" + era).otherwise(dates(it.born))
    ).to_series()
    yes_no = ("0", "1")
    return pl.DataFrame(
        {
            "รหัสบ้าน": code,
            "เลขประจำตัวประชาชน": _blank(national_ids(it.serial, year, it.lot), pl.Series((it.lot * 1e4) % 1 >= NO_ID)),
            "คำนำหน้า": words(names.TITLES, names.titles(it.male, it.age, it.was_married, it.lot)),
            "ชื่อ": words(names.all_first_names(), it.first_name),
            "นามสกุล": words(names.SURNAMES, it.surname),
            "เพศ": words(("หญิง", "ชาย"), it.male),
            "วันเกิด": birth,
            "ความสัมพันธ์": words(RELATIONS, it.relation),
            "อาชีพ": words(names.JOBS, it.job),
            "การศึกษา": words(names.EDUCATION, it.education),
            "สุขภาพ": words(HEALTH, it.health),
            "ช่วยเหลือตัวเองได้": words(yes_no, ~it.helpless),
            "ลงทะเบียนสวัสดิการ": words(yes_no, it.registered),
            "ได้สิทธิ์บัตรสวัสดิการ": words(yes_no, it.validated),
        }
    )
