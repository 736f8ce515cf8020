"""List-only files (target lists of TPMAP or the Logbook): households or persons with the dimensions they fail, and nobody else."""

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.conf import settings
from django.db import transaction

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import villages
from nsc.intake import cleaning, imports, rules
from nsc.intake.cleaning import TEXTS, Findings
from nsc.intake.imports import Outcome, Tick
from nsc.intake.layout import MEMBERS, Part
from nsc.poverty.union import DIMENSIONS
from nsc.registry import households as register
from nsc.registry import people
from nsc.surveys import lists
from nsc.surveys.models import TargetList

NAMES = ("title", "first_name", "last_name")


@dataclass(frozen=True)
class Cleaned:
    """`households`: hid, row, house_code, area_code, part, house_no, pattern; `members`: hid, row, national_id, names, pattern."""

    households: pl.DataFrame
    members: pl.DataFrame
    findings: pl.DataFrame
    rows_left_out: int


@dataclass(frozen=True)
class Listing:
    """`households`: hid, row, house_code, area_code, part, house_no, pattern, household_id (null: not registered); `persons`: hid, row,
    national_id, index, person_id (null: not registered), names, pattern."""

    households: pl.DataFrame
    persons: pl.DataFrame


def dry_run(*, by: User, at: datetime, parts: dict[str, Part], year: int) -> Outcome:
    """What an import would do. Writes nothing."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    cleaned = clean(parts)
    return _outcome(cleaned, _matched(cleaned), parts)


def run(
    *, by: User, at: datetime, parts: dict[str, Part], year: int, source: str, sha256: str, tick: Tick = lambda done, total: None
) -> tuple[TargetList | None, Outcome]:
    """Imports and publishes in one transaction. The same file again for a year changes nothing; None where every row was left out."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    cleaned = clean(parts)
    if known := lists.published(year, sha256):
        outcome = _outcome(cleaned, _matched(cleaned), parts)
        return known, replace(outcome, households=0, members=0, unchanged=outcome.households + outcome.members)
    rows = cleaned.households.height + cleaned.members.height
    tick(0, rows)
    with transaction.atomic():
        listing = _matched(cleaned)
        outcome = _outcome(cleaned, listing, parts)
        if not cleaned.households.height:
            return None, outcome
        made = lists.publish(by=by, at=at, year=year, source=source, sha256=sha256, left_out=cleaned.rows_left_out, **_enrolled(listing))
        tick(rows, rows)
    return made, outcome


def clean(parts: dict[str, Part]) -> Cleaned:
    """Households and persons named, with "pattern"; a household fails what any of its persons or its own row fails."""
    frames, notes, left_out = [], [], 0
    for part in parts.values():
        frame, found = _rows(part)
        left_out += part.table.height - frame.height
        frames.append(frame)
        notes.append(found)
    rows = pl.concat(frames)
    homes = rows.group_by("key", maintain_order=True).agg(
        pl.col("row", "house_code", "area_code", "part", "house_no").first(), pl.col("pattern").bitwise_or()
    )
    homes = homes.with_row_index("hid").with_columns(pl.col("hid").cast(pl.Int64))
    persons = rows.filter(is_person=True).join(homes.select("key", "hid"), on="key", how="left", maintain_order="left")
    persons = persons.select("hid", "row", "national_id", *NAMES, "pattern")
    return Cleaned(homes.drop("key"), persons, pl.concat(notes).sort("file", "row"), left_out)


def _rows(part: Part) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that can be read, and what was found."""
    found = Findings(part)
    table = part.table
    dimensions = [found.by_value(f"dim_{key}", rules.dimension, pl.Int64).fill_null(0) for key in DIMENSIONS]
    frame = pl.DataFrame(
        {
            "row": table["row"].cast(pl.Int64),
            "house_code": found.by_value("house_code", lambda text: (rules.house_code(text)[0], None)),
            "household_no": found.by_value("household_no", lambda text: (rules.household_no(text), None)),
            "house_no": found.by_value("house_no", rules.house_no).fill_null("").str.slice(0, 50),
            "national_id": cleaning.national_ids(found),
            **{name: found.by_value(name, cleaning.text_up_to(TEXTS[name])).fill_null("") for name in NAMES},
            "pattern": sum((column * (1 << bit) for bit, column in enumerate(dimensions)), start=dimensions[0] * 0),
        }
    ).hstack(cleaning.areas(found, villages.canonical, blank_is_wrong=True))
    homeless = frame["house_code"].is_null() & frame["household_no"].is_null() & (frame["house_no"] == "")
    found.add(homeless, "house_code" if "house_code" in table.columns else "house_no", "no_house")
    unreadable = cleaning.left_out_rows(found.table())
    found.add((frame["pattern"] == 0) & ~frame["row"].is_in(unreadable["row"].implode()), _said_in(part), "no_dimension")
    good = frame.join(cleaning.left_out_rows(found.table()).cast(pl.Int64), on="row", how="anti", maintain_order="left")
    twice = good["national_id"].is_not_null() & ~good["national_id"].is_first_distinct()
    found.add(table["row"].is_in(good.filter(twice)["row"].implode()), "national_id", "national_id_twice")
    numbered = pl.concat_str("area_code", pl.lit("#"), "household_no")
    addressed = pl.concat_str("area_code", pl.lit("/"), "house_no")
    named = (good["first_name"] != "") | (good["last_name"] != "") | good["national_id"].is_not_null()
    good = good.with_columns(key=pl.coalesce("house_code", numbered, addressed), is_person=named if part.file == MEMBERS else pl.lit(False))
    return good.filter(~twice).drop("household_no"), found.table()


def _said_in(part: Part) -> str:
    """The column in which a row's dimensions stand."""
    return next((name for name in ("dimensions", *(f"dim_{key}" for key in DIMENSIONS)) if name in part.headings), "dim_health")


def _matched(cleaned: Cleaned) -> Listing:
    """Who of them is registered: by house code; without one where the person was last found, in the same village; else by the address
    an earlier list gave."""
    index = people.indexed(cleaned.members["national_id"])
    persons = cleaned.members.with_columns(index=index)
    persons = persons.join(people.by_index(index), on="index", how="left", maintain_order="left")
    homes = cleaned.households.join(register.by_code(cleaned.households["house_code"]), on="house_code", how="left", maintain_order="left")
    known = persons.filter(pl.col("person_id").is_not_null())
    last = known.join(lists.homes_of(known["person_id"]), on="person_id").select("hid", "area_code", by_person="household_id")
    last = last.unique("hid", keep="first", maintain_order=True)
    addresses = lists.at_addresses(homes["area_code"]).rename({"household_id": "by_address"})
    homes = homes.join(last, on=["hid", "area_code"], how="left", maintain_order="left")
    homes = homes.join(addresses, on=["area_code", "house_no"], how="left", maintain_order="left")
    nameless = pl.col("house_code").is_null()
    homes = homes.with_columns(household_id=pl.when(nameless).then(pl.coalesce("by_person", "by_address")).otherwise("household_id"))
    # two rows of a list that mean one registered household are one household
    first = pl.col("hid").min().over("household_id")
    homes = homes.with_columns(to=pl.when(pl.col("household_id").is_null()).then("hid").otherwise(first))
    persons = persons.join(homes.select("hid", "to"), on="hid", how="left", maintain_order="left").drop("hid").rename({"to": "hid"})
    merged = homes.group_by("to", maintain_order=True).agg(
        pl.col("row", "house_code", "area_code", "part", "house_no", "household_id").first(), pl.col("pattern").bitwise_or()
    )
    return Listing(merged.rename({"to": "hid"}), persons)


def _enrolled(listing: Listing) -> dict[str, pl.DataFrame]:
    """All of them registered."""
    homes, persons = listing.households, listing.persons
    fresh = homes.filter(pl.col("household_id").is_null())
    nowhere = {"authority_id": pl.lit(None, pl.Int64), "lat": pl.lit(None, pl.Float64), "lon": pl.lit(None, pl.Float64)}
    columns = ["house_code", "area_code", "part", "authority_id", "house_no", "lat", "lon"]
    ids = register.enrol(fresh.with_columns(**nowhere).select(columns))["household_id"]
    homes = homes.join(fresh.select("hid", new=ids), on="hid", how="left", maintain_order="left")
    strangers = persons["person_id"].is_null()
    unknown = persons.filter(strangers)
    met = people.enrol(unknown["national_id"], unknown["index"])
    return {
        "households": homes.with_columns(household_id=pl.coalesce("household_id", "new")),
        "persons": persons.with_columns(person_id=imports.filled(persons["person_id"], strangers, met)) if unknown.height else persons,
    }


def _outcome(cleaned: Cleaned, listing: Listing, parts: dict[str, Part]) -> Outcome:
    is_wrong = pl.col("finding").is_in(list(rules.WRONG))
    return Outcome(
        batch=None,
        households=listing.households.height,
        members=listing.persons.height,
        unchanged=0,
        left_out=cleaned.rows_left_out,
        wrong=imports.told(cleaned.findings.filter(is_wrong), parts),
        cautions=pl.concat([imports.told(cleaned.findings.filter(~is_wrong), parts), *imports.mended(parts)]),
        parts=parts,
        areas=frozenset(listing.households["area_code"].unique()),
    )
