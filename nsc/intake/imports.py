"""From a file to published answers: read, clean, match, stage, publish. A dry run stops before anything is written.

Whole or not at all: what is staged is seen by nobody until publish() turns one row; what a killed import left is swept by the next.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from nsc import thai
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, villages
from nsc.errors import Refused, _
from nsc.intake import cleaning, layout, mapping, matching, reading, rules
from nsc.intake.cleaning import Cleaned, Questions
from nsc.intake.layout import Part
from nsc.registry import households as register
from nsc.registry import people
from nsc.surveys import batches, responses, rounds, sets, tallies
from nsc.surveys.models import Batch, Round

Tick = Callable[[int, int], None]  # rows done, rows in all; may raise to stop


@dataclass(frozen=True)
class Outcome:
    """What came of a file: the batch (None after a dry run), counts of rows, and the findings cell by cell."""

    batch: Batch | None
    households: int
    members: int
    unchanged: int
    left_out: int
    wrong: pl.DataFrame
    cautions: pl.DataFrame
    parts: dict[str, Part]
    areas: frozenset[str]  # villages whose sums it changes
    delivery: matching.Delivery | None = None  # what a dry run would store

    @property
    def counts(self) -> dict[str, int]:
        counted = {name: getattr(self, name) for name in ("households", "members", "unchanged", "left_out")}
        return counted | {"cautions": self.cautions.height}


def undo(*, by: User, at: datetime, batch: int, because: str = "") -> Batch:
    """Withdraws a published batch by its number; what it superseded counts again."""
    scope.require(by, Permission.SURVEY_UNDO, place=settings.PROVINCE)  # first: which numbers exist is not for everyone
    found = Batch.objects.filter(pk=batch).first()
    if not found:
        raise Refused(_("ไม่มีชุดข้อมูลที่ {batch}"), batch=batch)
    withdrawn = batches.withdraw(by=by, at=at, batch=found, because=because)
    batches.follow_up(withdrawn)
    return withdrawn


def read(path: Path, profile: mapping.Profile | None = None) -> dict[str, Part]:
    """The parts of a file, folder or zip: in the plain layout, or as a profile says."""
    sheets = reading.sheets(path)
    return mapping.apply(profile, sheets, village_codes) if profile else layout.plain(sheets)


def village_codes(names: pl.DataFrame) -> pl.Series:
    """Codes by the names of places (mapping.Resolve)."""
    return villages.resolve_all(names["amphoe_name"], names["tambon_name"], names["moo"])


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, or of the csv files of a folder."""
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def dry_run(*, by: User, at: datetime, parts: dict[str, Part], year: int, set_code: str | None = None) -> Outcome:
    """What an import would do. Writes nothing."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    chosen = _set(parts, year, set_code)
    round = Round.objects.filter(survey_year=year).first()
    cleaned = _clean(parts, chosen, year, round, at)
    delivery = matching.match(cleaned, round, authorities.by_name(_authority_names(cleaned)))
    return replace(_outcome(None, delivery, cleaned, parts), delivery=delivery)


def run(
    *,
    by: User,
    at: datetime,
    parts: dict[str, Part],
    year: int,
    source: str,
    sha256: str,
    set_code: str | None = None,
    tick: Tick = lambda done, total: None,
    begun: Callable[[Batch], None] = lambda batch: None,
) -> Outcome:
    """Imports and publishes. Stopped by `tick` or by a fault, it leaves nothing behind.

    `begun` is told the batch in the transaction that opens it: who notes it there can sweep it after a crash.
    """
    chosen = _set(parts, year, set_code)
    round = rounds.open_round(by=by, at=at, year=year, set_code=chosen.code)
    batch = batches.begin(by=by, at=at, round=round, source=source, sha256=sha256, begun=begun)
    try:
        is_first = not responses.published(round)
        cleaned = _clean(parts, chosen, year, round, at)
        known = authorities.ensure(_authority_names(cleaned), source=f"survey {year}")
        delivery = matching.match(cleaned, round, known)
        outcome = _outcome(batch, delivery, cleaned, parts)
        if not (outcome.households or outcome.members or outcome.unchanged):  # every row was left out: nothing to publish
            batches.abandon(batch)
            return replace(outcome, batch=None)
        del cleaned  # a province: half a gigabyte
        stored = _store(batch, delivery, tick)
        del delivery
        cube = tallies.of_first(round, stored.households, stored.members) if is_first else None
        published = batches.publish(by=by, at=timezone.now(), batch=batch, counts=outcome.counts, areas=set(outcome.areas), cube=cube)
    except IntegrityError as clash:
        batches.abandon(batch)
        raise Refused(_("มีการนำเข้าอีกชุดที่พบครัวเรือนหรือบุคคลเดียวกันพร้อมกัน โปรดลองใหม่")) from clash
    except BaseException:
        batches.abandon(batch)
        raise
    batches.follow_up(published, but=stored.registered)
    return replace(outcome, batch=published)


def _set(parts: dict[str, Part], year: int, code: str | None) -> sets.Set:
    """The indicator set of the year, which the file's ข้อ 1 … ข้อ N must fit."""
    chosen = rounds.set_of(year, code)
    found = max(part.indicators for part in parts.values())
    if found > chosen.size or ("households" in parts and found != chosen.size):
        raise Refused(
            _("ไฟล์นี้มีตัวชี้วัด {found} ข้อ แต่ชุดตัวชี้วัดของปี {year} มี {size} ข้อ โปรดตรวจปีสำรวจ หรือระบุชุดตัวชี้วัด (--set)"),
            found=found,
            year=thai.buddhist_year(year),
            size=chosen.size,
        )
    if not any(part.table.height for part in parts.values()):
        raise Refused(_("ไฟล์นี้มีแต่หัวคอลัมน์ ไม่มีแถวข้อมูล โปรดตรวจสอบว่าบันทึกไฟล์ครบถ้วนแล้วส่งใหม่"))
    return chosen


def questions(chosen: sets.Set, year: int) -> Questions:
    return Questions(
        size=chosen.size,
        for_some=frozenset(each.number for each in chosen.indicators if each.is_for_some),
        ages={each.number: (each.age_min or 0, each.age_max or 130) for each in chosen.indicators if each.concerns == "age"},
        exempt=chosen.exempt,
        income_indicator=chosen.income_indicator,
        income_threshold=sets.threshold(chosen, year),
        year=year,
        problems={word: each.number for each in sets.problems() for word in (each.code, each.name_th)},
    )


def _clean(parts: dict[str, Part], chosen: sets.Set, year: int, round: Round | None, at: datetime) -> Cleaned:
    def stored(keys: pl.DataFrame) -> pl.DataFrame:
        """Households of the round that the file itself does not have, by house code, else by serial number within the village."""
        columns = ["house_code", "area_code", "household_no"]
        if round is None or not keys.height or not responses.published(round):
            return keys.select(columns).head(0).with_columns(household_id=pl.lit(None, dtype=pl.Int64))
        known = responses.keys(round)
        by_code = keys.join(known.filter(pl.col("house_code").is_not_null()).select("house_code", "household_id"), on="house_code")
        # a number that two households of a village bear is that of the one without a code; nobody may join twice
        numbered = known.sort("house_code", "household_id", nulls_last=False).unique(["area_code", "household_no"], keep="first")
        by_number = keys.filter(pl.col("house_code").is_null()).join(numbered.drop("house_code"), on=["area_code", "household_no"])
        return pl.concat([by_code.select(*columns, "household_id"), by_number.select(*columns, "household_id")])

    return cleaning.clean(parts, questions(chosen, year), canonical=villages.canonical, stored=stored, today=timezone.localdate(at))


@dataclass(frozen=True)
class Stored:
    """What was staged, still at hand. `registered`: the households that the register did not know."""

    households: pl.DataFrame
    members: pl.DataFrame
    registered: pl.Series


def _store(batch: Batch, delivery: matching.Delivery, tick: Tick) -> Stored:
    households, registered = _enrolled(delivery.households)
    members = _known(delivery.members)
    households, members = matching.assessed(households, members, batch.round)
    households = households.with_columns(response_id=responses.reserve(households.height))
    members = members.join(households.select("hid", "response_id"), on="hid", how="left", maintain_order="left")
    total, done = households.height + members.height, 0

    def stored(rows: int) -> None:
        nonlocal done
        done += rows
        tick(done, total)

    responses.supersede(delivery.replaced, batch)
    responses.add(batch, households, members, stored)
    return Stored(households, members, registered)


def _enrolled(households: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """With a household_id for each, and the ids that are new to the register."""
    is_newcomer = households["household_id"].is_null()
    found = households.filter(is_newcomer).select("house_code", "area_code", "part", "authority_id", "house_no", "lat", "lon")
    enrolled = register.enrol(found)
    ids = filled(households["household_id"], is_newcomer, enrolled["household_id"])
    return households.with_columns(household_id=ids), enrolled.filter("is_new")["household_id"]


def _known(members: pl.DataFrame) -> pl.DataFrame:
    """With a person_id for each."""
    is_stranger = members["person_id"].is_null()
    strangers = members.filter(is_stranger)
    ids = people.enrol(strangers["national_id"], strangers["index"])
    return members.drop("national_id", "index").with_columns(person_id=filled(members["person_id"], is_stranger, ids))


def filled(column: pl.Series, where: pl.Series, values: pl.Series) -> pl.Series:
    """The column with `values` in order where the mask holds."""
    if not values.len():
        return column
    at = where.cast(pl.Int64).cum_sum() - 1
    return pl.select(pl.when(where).then(values.gather(at.clip(0))).otherwise(column)).to_series()


def _authority_names(cleaned: Cleaned) -> list[str]:
    return [name for name in cleaned.households["authority"].drop_nulls().unique().to_list() if name]


def _outcome(batch: Batch | None, delivery: matching.Delivery, cleaned: Cleaned, parts: dict[str, Part]) -> Outcome:
    return Outcome(
        batch=batch,
        households=delivery.sent_households,
        members=delivery.sent_members,
        unchanged=delivery.unchanged,
        left_out=cleaned.rows_left_out,
        wrong=told(cleaned.wrong, parts),
        cautions=pl.concat([told(pl.concat([cleaned.cautions, _elsewhere(delivery, parts)]), parts), *mended(parts)]),
        parts=parts,
        areas=frozenset(delivery.households["area_code"].unique()) | frozenset(delivery.areas_left),
    )


def _elsewhere(delivery: matching.Delivery, parts: dict[str, Part]) -> pl.DataFrame:
    """The caution that a national id is counted in another household of the round already."""
    if not delivery.elsewhere:
        return pl.DataFrame(schema=cleaning.FINDING)
    rows = parts["members"].table.filter(pl.col("row").is_in(list(delivery.elsewhere)))
    where = {"file": pl.lit("members"), "field": pl.lit("national_id"), "finding": pl.lit("national_id_elsewhere")}
    return rows.select("row", value="national_id", **where).select(list(cleaning.FINDING))


def mended(parts: dict[str, Part]) -> list[pl.DataFrame]:
    """What a profile's repairs changed and what was never read, as cautions."""
    made = [part.cautions for part in parts.values() if part.cautions is not None]
    return [*(frame.with_columns(finding=pl.lit("house_no_was_date")) for frame in made), _unread(parts)]


def _unread(parts: dict[str, Part]) -> pl.DataFrame:
    """One caution for each sheet that says who believes what."""
    problem, remedy = rules.FINDINGS["religion"]
    told = {
        (part.source, part.sheet): {"file": name, "row": part.heading_row, "column": part.religion, "value": ""}
        for name, part in parts.items()
        if part.religion
    }
    rows = [each | {"problem": problem, "remedy": remedy, "finding": "religion"} for each in told.values()]
    return pl.DataFrame(rows, schema=layout.CAUTIONS | {"finding": pl.String})


def _as_written(findings: pl.DataFrame, parts: dict[str, Part]) -> pl.DataFrame:
    """With the value that stands in the file where a profile's repair had changed it."""
    before = [
        part.written.unpivot(index="row", variable_name="field", value_name="before").with_columns(file=pl.lit(name))
        for name, part in parts.items()
        if part.written is not None
    ]
    if not before:
        return findings
    found = findings.join(pl.concat(before).drop_nulls("before"), on=["file", "row", "field"], how="left", maintain_order="left")
    return found.with_columns(value=pl.coalesce("before", "value")).drop("before")


def told(findings: pl.DataFrame, parts: dict[str, Part]) -> pl.DataFrame:
    """Findings as people read them: file, row, column (the heading as written), value, problem, remedy (msgids)."""
    findings = _as_written(findings, parts)
    headings = {(name, field): heading for name, part in parts.items() for field, heading in part.headings.items()}
    names = pl.Series(
        [headings.get(key, layout.standard_heading(*key)) for key in findings.select("file", "field").iter_rows()], dtype=pl.String
    )
    said = {code: rules.FINDINGS[code] for code in findings["finding"].unique()}
    return findings.select(
        "file",
        "row",
        names.alias("column"),
        "value",
        pl.col("finding")
        .replace_strict(list(said), [problem for problem, _remedy in said.values()], return_dtype=pl.String)
        .alias("problem"),
        pl.col("finding")
        .replace_strict(list(said), [remedy for _problem, remedy in said.values()], return_dtype=pl.String)
        .alias("remedy"),
        "finding",
    )
