"""Lists of help that offices send (who, what, when, baht): one more kind of file, through the same steps as a survey.

What matches a household becomes help on its record; the rest waits at the desk (unmatched). A file stored once is not stored again, and
what an earlier list told of is not told twice: offices send the whole list anew each month.
"""

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from django.db import transaction
from django.utils import timezone

from nsc import bulk
from nsc.access import organisations
from nsc.access.models import User
from nsc.areas import spelling, villages
from nsc.casework import listed_help
from nsc.errors import Refused, _
from nsc.files import keys
from nsc.intake import cleaning, helping, imports, rules, whose
from nsc.intake.helping import Known
from nsc.intake.imports import Tick
from nsc.intake.layout import HELP, Part
from nsc.registry import people
from nsc.welfare import help_lists, repeats
from nsc.welfare.models import NOTE, HelpList, HelpRow

WAITS = {whose.NOBODY: "help_no_match", whose.SEVERAL: "help_several", whose.DOUBTFUL: "help_doubtful"}
HOW = {whose.ID: "matched_id", whose.HOUSE: "matched_house", whose.NAME: "matched_name"}
SAMEWISE = ["who_index", "kind", "what", "on", "satang"]


@dataclass(frozen=True)
class Outcome:
    """What came of a file, in rows; the findings cell by cell. `fresh`: rows that become help; `waiting`: rows for the desk."""

    rows: int
    left_out: int
    repeated: int
    double: int
    matched: dict[str, int]  # of HOW, whatever became of them
    waits: dict[str, int]  # of WAITS
    wrong: pl.DataFrame
    cautions: pl.DataFrame
    areas: frozenset[str]
    fresh: pl.DataFrame = field(repr=False)
    waiting: pl.DataFrame = field(repr=False)
    known: pl.DataFrame = field(repr=False)  # row, id: the record of ours that a row repeats

    @property
    def counts(self) -> dict[str, int]:
        """As HelpList has them."""
        matched = sum(self.matched.values())
        return {"rows": self.rows, "matched": matched, "repeated": self.repeated, "double": self.double, "left_out": self.left_out}


def dry_run(*, by: User, at: datetime, parts: dict[str, Part], organisation: int | None) -> Outcome:
    """What an import would do. Writes nothing."""
    help_lists.require(by)
    return _outcome(by, parts, *_read(by, at, parts, organisation))


def run(
    *,
    by: User,
    at: datetime,
    parts: dict[str, Part],
    organisation: int | None,
    source: str,
    sha256: str,
    tick: Tick = lambda done, total: None,
) -> tuple[HelpList, Outcome | None]:
    """Stores it in one transaction: killed before its end, it leaves nothing. The very same file of that office again is the list that
    stands. Refused where every row is wrong."""
    help_lists.require(by)
    if known := help_lists.published(sha256, organisation):
        return known, None
    cleaned, rows = _read(by, at, parts, organisation)
    tick(0, rows.height)
    with transaction.atomic():
        help_lists.one_at_a_time()
        if known := help_lists.published(sha256, organisation):
            return known, None
        outcome = _outcome(by, parts, cleaned, rows)
        if not rows.height:
            raise Refused(_("ไม่มีแถวใดที่นำเข้าได้ ทุกแถวมีข้อผิดพลาด โปรดแก้ไขตามรายการแล้วส่งใหม่"))
        made = store(by=by, at=at, source=source, sha256=sha256, organisation=organisation, origin=help_lists.AGENCY, outcome=outcome)
        tick(rows.height, rows.height)
    return made, outcome


def store(*, by: User, at: datetime, source: str, sha256: str, organisation: int | None, origin: str, outcome: Outcome) -> HelpList:
    """The list, its help and what waits, with what it means for the cases. Joins the caller's transaction."""
    given = outcome.fresh.with_columns(id=help_lists.reserved(outcome.fresh.height))
    told = {"source": source, "sha256": sha256, "organisation": organisation, "origin": origin, "counts": outcome.counts}
    made = help_lists.publish(by=by, at=at, rows=given, waiting=outcome.waiting, **told)
    listed_help.note(by=by, at=help_lists.stored(at), help_=given)
    return made


@transaction.atomic
def undo(*, by: User, at: datetime, help_list: int, because: str) -> HelpList:
    """Withdraws the whole list with a reason, and tells the timelines and cases."""
    made, numbers = help_lists.withdraw(by=by, at=at, help_list=help_list, because=because)
    found = [(number, household) for number, household, _day in help_lists.days_of(numbers)]
    frame = pl.DataFrame(found, schema={"id": pl.Int64, "household_id": pl.Int64}, orient="row")
    listed_help.take_back(by=by, at=help_lists.stored(at), on=timezone.localdate(at), help_=frame)
    return made


def summed(outcome: Outcome) -> dict[str, object]:
    """The summary's columns of models.Upload."""
    waits = outcome.waits
    return {
        "household_rows": outcome.rows,
        "member_rows": None,
        "members": outcome.fresh.height,  # to be stored
        "left_out": outcome.left_out,
        "wrong": outcome.wrong.height,
        "cautions": outcome.cautions.height,
        "villages": len(outcome.areas),
        "tambons": len({code[:6] for code in outcome.areas}),
        **outcome.matched,
        "nobody": waits[whose.NOBODY],
        "doubtful": waits[whose.SEVERAL] + waits[whose.DOUBTFUL],
        "repeated": outcome.repeated,
        "double": outcome.double,
    }


# — inside —


def _read(by: User, at: datetime, parts: dict[str, Part], organisation: int | None) -> tuple[helping.Cleaned, pl.DataFrame]:
    """Cleaned rows, and the same with whom they mean."""
    part = parts[HELP]
    if not part.table.height:
        raise Refused(_("ไฟล์นี้มีแต่หัวคอลัมน์ ไม่มีแถวข้อมูล โปรดตรวจสอบว่าบันทึกไฟล์ครบถ้วนแล้วส่งใหม่"))
    cleaned = helping.clean(part, _known_of(by, organisation), canonical=villages.canonical, today=timezone.localdate(at))
    return cleaned, whose.find(by, cleaned.rows).with_columns(who_index=_who_index(cleaned.rows))


def _known_of(user: User, organisation: int | None) -> Known:
    """An office that only brings its own lists has one office."""
    programmes = {}
    for number, code, name, form in help_lists.programmes():
        programmes |= dict.fromkeys((spelling.key(code), spelling.key(name)), (number, form))
    offices = {spelling.key(name): number for number, name in organisations.names().items()}
    return Known(spelling.key, programmes, offices, organisation, alone=help_lists.only_own(user))


def _outcome(by: User, parts: dict[str, Part], cleaned: helping.Cleaned, rows: pl.DataFrame) -> Outcome:
    part = parts[HELP]
    matched = rows.filter(pl.col("household_id").is_not_null())
    stands = repeats.of_households(matched["household_id"])
    known = repeats.recorded(matched, stands)
    fresh = matched.join(known, on="row", how="anti", maintain_order="left")
    lost = rows.filter(pl.col("household_id").is_null())
    again = _waiting_already(lost)
    waiting = lost.filter(~pl.col("row").is_in(again.implode()))
    if help_lists.only_own(by):  # what others gave is not theirs to know
        stands = stands.filter(pl.col("organisation_id").is_in(list(help_lists.offices(by))))
    double = repeats.double(fresh, stands)
    said = {"help_recorded": known["row"], "help_double": double} | {
        finding: waiting.filter(pl.col("why") == why)["row"] for why, finding in WAITS.items()
    }
    notes = pl.concat([cleaned.findings, _said(part, said | {"help_recorded": pl.concat([known["row"], again])})])
    is_wrong = pl.col("finding").is_in(list(rules.WRONG))
    cautions = [imports.told(notes.filter(~is_wrong), parts), *imports.mended(parts)]
    return Outcome(
        rows=part.table.height,
        left_out=cleaned.left_out,
        repeated=cleaned.twice + known.height + again.len(),
        double=double.len(),
        matched={name: rows.filter(pl.col("how") == how).height for how, name in HOW.items()},
        waits={why: waiting.filter(pl.col("why") == why).height for why in WAITS},
        wrong=imports.told(notes.filter(is_wrong), parts),
        cautions=pl.concat(cautions),
        areas=frozenset(matched["home_area"].drop_nulls().unique()),
        fresh=fresh.with_columns(area_code="home_area"),
        waiting=_to_wait(waiting),
        known=known,
    )


def _said(part: Part, rows: dict[str, pl.Series]) -> pl.DataFrame:
    """Findings on rows as wholes: they point at the column by which the row says whom it means."""
    column = next((name for name in ("national_id", "house_code", "first_name") if name in part.table.columns), "national_id")
    made = cleaning.Findings(part)
    for finding, numbers in rows.items():
        if numbers.len():
            made.add(part.table["row"].cast(pl.Int64).is_in(numbers.implode()), column, finding)
    return made.table()


def _who_index(rows: pl.DataFrame) -> pl.Series:
    """Alike for rows that mean one person, in so far as their words tell; of a number the same that the register keeps."""
    by_number = [index.hex() if index else None for index in people.indexed(rows["national_id"])]
    said = rows.select(pl.concat_str("house_code", "area_code", "house_no", "first_name", "last_name", separator="|", ignore_nulls=True))
    by_words = keys.blind_index_many(said.to_series().to_list(), purpose=NOTE)
    return pl.Series([number or words.hex() for number, words in zip(by_number, by_words, strict=True)], dtype=pl.String)


def _waiting_already(lost: pl.DataFrame) -> pl.Series:
    """Rows that an earlier list left at the desk in the same words, decided there or not."""
    schema = {"who_index": pl.String, "kind": pl.String, "what": pl.String, "on": pl.Date, "baht": pl.Float64}
    rows = HelpRow.objects.exclude(state="withdrawn").exclude(who_index="")
    known = bulk.read_some(rows, "who_index", lost["who_index"].unique(), schema)
    satang = (pl.col("baht") * 100).round().cast(pl.Int64)
    both = lost.with_columns(satang=satang).join(known.with_columns(satang=satang), on=SAMEWISE, how="semi", nulls_equal=True)
    return both["row"]


def _to_wait(waiting: pl.DataFrame) -> pl.DataFrame:
    """In the form of help_lists.WAITING and SEALED; as much of a place as is known, the found household's before the row's own."""
    name = pl.concat_str(pl.col("title") + pl.col("first_name"), "last_name", separator=" ").str.strip_chars()
    house = pl.concat_str("house_code", pl.col("house_no").replace("", None), separator=" · ", ignore_nulls=True)
    return waiting.with_columns(
        area_code=pl.coalesce("home_area", "area_code").fill_null(""),
        household_id=pl.lit(None, pl.Int64),
        person_id=pl.lit(None, pl.Int64),
        ours_id=pl.lit(None, pl.Int64),
        name=name,
        house=house,
    )
