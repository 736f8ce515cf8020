"""What of a cleaned file is new, what replaces what is stored, and what is stored already.

Reads the register and the round, writes nothing. A household that is sent is new to the round, changed, or equal; a member of an equal one
is stored word for word, or comes in addition. Whatever is new or changed becomes a version of its household (surveys.models.Response).
"""

from dataclasses import dataclass, replace

import polars as pl

from nsc.areas import authorities
from nsc.intake.cleaning import Cleaned
from nsc.registry import households as register
from nsc.registry import people
from nsc.surveys import assessment, responses
from nsc.surveys.models import Round

COMPARED = [*responses.KEPT, *responses.MONEY]
ASKED = ["asks_welfare_registered", "asks_welfare_validated"]
CARRIED = [
    "hid",
    "row",
    "household_id",
    "house_code",
    "replaces",
    "area_before",
    "is_new",
    "is_same",
    "is_told",
    *ASKED,
    *COMPARED,
    "applicable",
    "failed",
]


@dataclass(frozen=True)
class Delivery:
    """Versions to store. `households`: hid, row, household_id (null: new to the register), replaces (a response id or null), and what the
    file says. `members`: hid, row, batch_id (null: this one), person_id (null: not yet found), national_id, index, and what the file says.
    """

    households: pl.DataFrame
    members: pl.DataFrame
    sent_households: int
    sent_members: int
    unchanged: int
    elsewhere: frozenset[int] = frozenset()  # rows of members whom the round has already found in another household

    @property
    def replaced(self) -> list[int]:
        return self.households["replaces"].drop_nulls().to_list()

    @property
    def areas_left(self) -> set[str]:
        """The villages from which replaced versions move away or in which they stay."""
        return set(self.households["area_before"].drop_nulls().unique())


def match(cleaned: Cleaned, round: Round | None, authority_ids: dict[str, int]) -> Delivery:
    """`authority_ids`: local authorities by the name the file uses. `round`: None before its first delivery."""
    sent, mine = _placed(cleaned, authority_ids), _personal(cleaned)
    sent = sent.join(register.by_code(sent["house_code"]), on="house_code", how="left", maintain_order="left")
    if not (round and responses.published(round)):
        sent = sent.with_columns(replaces=pl.lit(None, dtype=pl.Int64), area_before=pl.lit(None, dtype=pl.String))
        mine = mine.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in ("person_id", "batch_id"))
        return Delivery(sent, _found(mine), sent.height, mine.height, cleaned.rows_repeated)

    sent = _recognised_by_number(sent, round)
    visited = mine.filter(pl.col("hid").is_null())["household_id"].drop_nulls().unique()
    stored = responses.stored(round, pl.concat([sent["household_id"].drop_nulls(), visited]).unique())
    theirs = responses.stored_members(round, stored["household_id"])
    sent = _compared(sent, stored, says_members="members" in cleaned.parts)
    households = pl.concat([sent.select(CARRIED), _guests(stored, visited, sent).select(CARRIED)], how="vertical_relaxed")
    delivery = _versions(cleaned, households, mine, theirs, sent.height)
    return replace(delivery, elsewhere=_elsewhere(delivery, round))


def _recognised_by_number(sent: pl.DataFrame, round: Round) -> pl.DataFrame:
    """A household without a code is the one that bears its number among those of the village without a code."""
    keys = responses.keys(round).filter(pl.col("house_code").is_null(), pl.col("household_no") != "")
    numbered = keys.select("area_code", "household_no", numbered="household_id").with_columns(house_code=pl.lit(None, dtype=pl.String))
    sent = sent.join(numbered, on=["house_code", "area_code", "household_no"], how="left", nulls_equal=True, maintain_order="left")
    return sent.with_columns(household_id=pl.coalesce("household_id", "numbered")).drop("numbered")


def _compared(sent: pl.DataFrame, stored: pl.DataFrame, *, says_members: bool) -> pl.DataFrame:
    """With what each household's version replaces, and whether it is new to the round or says what is stored.

    Of a house of nobody it stays known that nobody there has a card, for a file without members says nothing of it. `is_told`: an equal
    one of which only this file tells so.
    """
    known = {f"{name}_then": pl.col(name.removeprefix("asks_welfare_")).is_not_null() for name in ASKED}
    then = stored.select("household_id", "people", replaces="response_id", **{f"{name}_then": name for name in COMPARED}, **known)
    sent = sent.join(then, on="household_id", how="left", maintain_order="left")
    same = pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}_then")) for name in COMPARED])
    is_new = pl.col("replaces").is_null()
    is_told = pl.any_horizontal([pl.col(name) & ~pl.col(f"{name}_then") for name in ASKED]) & (pl.col("people") == 0)
    sent = sent.with_columns(area_before="area_code_then", is_new=is_new, is_same=~is_new & same, is_told=~is_new & same & is_told)
    if not says_members:
        sent = sent.with_columns(pl.col(f"{name}_then").fill_null(False).alias(name) for name in ASKED)
    return sent.drop("people", *(f"{name}_then" for name in [*COMPARED, *ASKED]))


def _guests(stored: pl.DataFrame, visited: pl.Series, sent: pl.DataFrame) -> pl.DataFrame:
    """Households to which the file sends members alone: as they are stored, numbered after those sent, in no row of the file."""
    guests = stored.filter(pl.col("household_id").is_in(visited.implode())).join(sent, on="household_id", how="anti")
    return guests.with_columns(
        hid=pl.int_range(sent.height, sent.height + pl.len(), dtype=pl.Int64),
        row=pl.lit(0),
        replaces="response_id",
        area_before="area_code",
        is_new=pl.lit(False),
        is_same=pl.lit(True),
        is_told=pl.lit(False),
        **dict.fromkeys(ASKED, pl.lit(True)),
    )


def _versions(cleaned: Cleaned, households: pl.DataFrame, mine: pl.DataFrame, theirs: pl.DataFrame, sent: int) -> Delivery:
    """Decides household by household. New: stored. Changed: replaced, with its members as the file has them (as they are stored, where the
    file has no members at all). Equal: extended by the members that are not stored word for word, else unchanged."""
    is_changed = ~pl.col("is_new") & ~pl.col("is_same")
    known = households.select("hid", "household_id", "is_new", "is_same")
    in_file, visiting = mine.filter(pl.col("hid").is_not_null()).drop("household_id"), mine.filter(pl.col("hid").is_null()).drop("hid")
    mine = pl.concat([in_file.join(known, on="hid"), visiting.join(known, on="household_id")], how="diagonal").sort("line")
    mine = mine.join(_stored_alike(mine, theirs), on="line", how="left", maintain_order="left")

    coming = mine.filter(~pl.col("is_same") | pl.col("member_id").is_null())
    added = coming.filter("is_same")
    versions = households.filter(~pl.col("is_same") | pl.col("is_told") | pl.col("hid").is_in(added["hid"].unique().implode()))
    keeps_members = pl.col("is_same") if "members" in cleaned.parts else ~pl.col("is_new")
    staying = theirs.join(versions.filter(keeps_members).select("hid", "household_id"), on="household_id")
    # a number that comes again with other data is the same person, told anew
    staying = staying.join(added.filter(pl.col("index").is_not_null()), on=["household_id", "index"], how="anti")

    columns = ["hid", "row", "batch_id", "person_id", "national_id", "index", *responses.PERSONAL]
    coming = coming.with_columns(batch_id=pl.lit(None, dtype=pl.Int64)).select(columns)
    staying = staying.with_columns(national_id=pl.lit(None, dtype=pl.String)).select(columns)
    members = pl.concat([coming, staying], how="vertical_relaxed")
    stored = households.filter(pl.col("hid") < sent, pl.col("is_new") | is_changed).height
    unchanged = sent - stored + mine.height - coming.height + cleaned.rows_repeated
    return Delivery(versions, _found(members), stored, coming.height, unchanged)


def _stored_alike(mine: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """line, member_id, person_id of the members that are stored word for word in the same household; of alike ones as many as are stored.

    In portions of households: to compare seventeen columns of a whole province at once would take a gigabyte.
    """
    keys = ["household_id", "index", *responses.PERSONAL]
    portions = 1 + theirs.height // 100_000

    def portion(frame: pl.DataFrame, n: int, *columns: str) -> pl.DataFrame:
        some = frame.filter(pl.col("household_id") % portions == n).select(*columns, *keys)
        return some.with_columns(copy=pl.int_range(pl.len()).over(keys))

    found = (
        portion(mine, n, "line").join(portion(theirs, n, "member_id", "person_id"), on=[*keys, "copy"], nulls_equal=True)
        for n in range(portions)
    )
    return pl.concat([alike.select("line", "member_id", "person_id") for alike in found])


def _elsewhere(delivery: Delivery, round: Round) -> frozenset[int]:
    """Rows of members whom live answers of the round find in another household, which this file does not change."""
    households = delivery.households.select("hid", "household_id", "is_same")
    known = pl.col("batch_id").is_null() & pl.col("person_id").is_not_null()
    coming = delivery.members.filter(known).select("row", "person_id", "hid").join(households.select("hid", here="household_id"), on="hid")
    if not coming.height:
        return frozenset()
    there = responses.found_in(round, coming["person_id"])
    replaced = households.filter(~pl.col("is_same"))["household_id"].drop_nulls()
    still = there.filter(~pl.col("household_id").is_in(replaced.implode()))
    return frozenset(coming.join(still, on="person_id").filter(pl.col("household_id").ne_missing(pl.col("here")))["row"])


def _placed(cleaned: Cleaned, authority_ids: dict[str, int]) -> pl.DataFrame:
    """Households with authority_id, their own or their village's, and every column that is stored."""
    households = cleaned.households
    own = pl.col("authority").replace_strict(list(authority_ids), list(authority_ids.values()), default=None, return_dtype=pl.Int64)
    by_village = authorities.of_villages(households["area_code"].unique().to_list())
    villages = pl.col("area_code").replace_strict(list(by_village), list(by_village.values()), default=None, return_dtype=pl.Int64)
    return households.with_columns(
        authority_id=pl.coalesce(own, villages) if households.height else pl.lit(None, dtype=pl.Int64),
        **{name: pl.col(name).fill_null("") for name in ("household_no", "house_no", "moo")},
        **{name: pl.lit(name.removeprefix("asks_") in cleaned.asked) for name in ASKED},
        **{item: pl.lit(None, dtype=pl.Float64) for item in responses.MONEY if item not in households.columns},
    ).with_columns(pl.col("is_saving").cast(pl.Boolean))


def _personal(cleaned: Cleaned) -> pl.DataFrame:
    """Members with their masks and the keyed index of their number. "line" numbers them."""
    members = cleaned.members
    numbers = [name for name in members.columns if name[0] == "i" and name[1:].isdigit()]

    def mask(*answers: str) -> pl.Expr:
        bits = [pl.col(name).is_in(answers).cast(pl.Int64) * (1 << (int(name[1:]) - 1)) for name in numbers]
        return pl.sum_horizontal(bits) if bits else pl.lit(0, dtype=pl.Int64)

    return (
        members.with_columns(
            index=people.indexed(members["national_id"]),
            applicable=mask("0", "1"),
            failed=mask("0"),
            sex=pl.col("sex").cast(pl.Int64),
            health=pl.col("health").cast(pl.Int64),
            **{name: pl.col(name).cast(pl.Boolean) for name in ("self_care", "welfare_registered", "welfare_validated")},
        )
        .drop(numbers)
        .with_row_index("line")
    )


def _found(members: pl.DataFrame) -> pl.DataFrame:
    """With the person_id of everyone whose number is registered."""
    known = people.by_index(members.filter(pl.col("person_id").is_null())["index"]).rename({"person_id": "registered"})
    return (
        members.join(known, on="index", how="left", maintain_order="left")
        .with_columns(person_id=pl.coalesce("person_id", "registered"))
        .drop("registered")
    )


def assessed(households: pl.DataFrame, members: pl.DataFrame, round: Round) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Households with their verdict, members with their age."""
    members = assessment.ages(members, households, round.survey_year)
    return assessment.assess(households, members, round), members
