"""What of a cleaned file is new, what replaces what is stored, and what is stored already. Reads the register and the round; writes nothing."""

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
    sent = _placed(cleaned.households, authority_ids).with_columns(
        pl.lit(name.removeprefix("asks_") in cleaned.asked).alias(name) for name in ASKED
    )
    mine = _personal(cleaned)
    known = bool(round and responses.published(round))
    sent = sent.join(register.by_code(sent["house_code"]), on="house_code", how="left", maintain_order="left")
    if not known:
        sent = sent.with_columns(replaces=pl.lit(None, dtype=pl.Int64), area_before=pl.lit(None, dtype=pl.String))
        return Delivery(sent, _found(mine), sent.height, mine.height, cleaned.rows_repeated)

    keys = responses.keys(round)
    nameless = keys.filter(pl.col("house_code").is_null()).select("area_code", "household_no", by_number="household_id")
    sent = (
        sent.join(nameless, on=["area_code", "household_no"], how="left", maintain_order="left")
        .with_columns(household_id=pl.when(pl.col("house_code").is_null()).then("by_number").otherwise("household_id"))
        .drop("by_number")
    )
    visiting = mine.filter(pl.col("hid").is_null())["household_id"].drop_nulls().unique()
    touched = pl.concat([sent["household_id"].drop_nulls(), visiting]).unique()
    stored = responses.stored(round, touched)
    theirs = responses.stored_members(round, stored["household_id"])

    sent = sent.join(
        stored.select("household_id", "response_id", *[pl.col(name).alias(f"{name}_then") for name in COMPARED]),
        on="household_id",
        how="left",
        maintain_order="left",
    )
    same = pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}_then")) for name in COMPARED])
    sent = sent.with_columns(
        replaces="response_id",
        area_before="area_code_then",
        is_new=pl.col("response_id").is_null(),
        is_same=pl.col("response_id").is_not_null() & same,
    ).drop("response_id", *[f"{name}_then" for name in COMPARED])

    # households that are only visited by members: a version of the household as stored, which stands in no row of this file
    guests = stored.filter(pl.col("household_id").is_in(visiting.implode())).join(sent, on="household_id", how="anti")
    guests = guests.with_columns(
        hid=pl.int_range(sent.height, sent.height + pl.len(), dtype=pl.Int64),
        row=pl.lit(0),
        replaces="response_id",
        area_before="area_code",
        is_new=pl.lit(False),
        is_same=pl.lit(True),
        **dict.fromkeys(ASKED, pl.lit(True)),
    )
    everyone = pl.concat([sent.select(CARRIED), guests.select(CARRIED)], how="vertical_relaxed")
    delivery = _versions(cleaned, everyone, mine, theirs, sent.height)
    return replace(delivery, elsewhere=_elsewhere(delivery, round))


def _versions(cleaned: Cleaned, households: pl.DataFrame, mine: pl.DataFrame, theirs: pl.DataFrame, sent: int) -> Delivery:
    """Decides household by household: new, replaced, extended by members, or unchanged."""
    known = households.select("hid", "household_id", "is_new", "is_same")
    in_file, at_stored = mine.filter(pl.col("hid").is_not_null()).drop("household_id"), mine.filter(pl.col("hid").is_null()).drop("hid")
    mine = pl.concat([in_file.join(known, on="hid"), at_stored.join(known, on="household_id")], how="diagonal").sort("line")
    keys = ["household_id", "index", *responses.PERSONAL]
    mine = mine.with_columns(copy=pl.int_range(pl.len()).over(keys))
    theirs = theirs.with_columns(copy=pl.int_range(pl.len()).over(keys))
    mine = mine.join(
        theirs.select(*keys, "copy", "member_id", "person_id"), on=[*keys, "copy"], how="left", nulls_equal=True, maintain_order="left"
    )
    added = mine.filter(pl.col("is_same") & pl.col("member_id").is_null())
    grown = pl.col("hid").is_in(added["hid"].unique().implode())
    has_members = "members" in cleaned.parts
    replaced = ~pl.col("is_new") & ~pl.col("is_same")
    stored = households.filter(pl.col("is_new") | replaced | grown)

    # members that stay: all of an extended household but those whose number comes again with other data; of a replaced one only
    # where the file has no members at all
    staying = theirs.join(
        stored.filter(pl.col("is_same") if has_members else ~pl.col("is_new")).select("hid", "household_id"), on="household_id"
    )
    again = added.filter(pl.col("index").is_not_null()).select("household_id", "index")
    staying = staying.join(again, on=["household_id", "index"], how="anti")
    coming = mine.filter(pl.col("is_new") | replaced | pl.col("member_id").is_null())
    columns = ["hid", "row", "batch_id", "person_id", "national_id", "index", *responses.PERSONAL]
    members = pl.concat(
        [
            coming.with_columns(batch_id=pl.lit(None, dtype=pl.Int64)).select(columns),
            staying.with_columns(national_id=pl.lit(None, dtype=pl.String)).select(columns),
        ],
        how="vertical_relaxed",
    )
    new_or_replaced = households.filter(pl.col("hid") < sent, pl.col("is_new") | replaced).height
    unchanged = sent - new_or_replaced + mine.height - coming.height + cleaned.rows_repeated
    return Delivery(stored, _found(members), new_or_replaced, coming.height, unchanged)


def _elsewhere(delivery: Delivery, round: Round) -> frozenset[int]:
    households = delivery.households.select("hid", "household_id", "is_same")
    known = pl.col("batch_id").is_null() & pl.col("person_id").is_not_null()
    coming = delivery.members.filter(known).select("row", "person_id", "hid").join(households.select("hid", here="household_id"), on="hid")
    there = responses.found_in(round, coming["person_id"]) if coming.height else None
    if there is None:
        return frozenset()
    replaced = households.filter(~pl.col("is_same"))["household_id"].drop_nulls()
    still = there.filter(~pl.col("household_id").is_in(replaced.implode()))
    return frozenset(coming.join(still, on="person_id").filter(pl.col("household_id").ne_missing(pl.col("here")))["row"])


def _placed(households: pl.DataFrame, authority_ids: dict[str, int]) -> pl.DataFrame:
    """With authority_id, the household's own or its village's, and every column that is stored."""
    own = pl.col("authority").replace_strict(list(authority_ids), list(authority_ids.values()), default=None, return_dtype=pl.Int64)
    by_village = authorities.of_villages(households["area_code"].unique().to_list())
    villages = pl.col("area_code").replace_strict(list(by_village), list(by_village.values()), default=None, return_dtype=pl.Int64)
    return households.with_columns(
        authority_id=pl.coalesce(own, villages) if households.height else pl.lit(None, dtype=pl.Int64),
        **{name: pl.col(name).fill_null("") for name in ("household_no", "house_no", "moo")},
        **{item: pl.lit(None, dtype=pl.Float64) for item in responses.MONEY if item not in households.columns},
    ).with_columns(pl.col("is_saving").cast(pl.Boolean))


def _personal(cleaned: Cleaned) -> pl.DataFrame:
    """Members with their masks and the keyed index of their number. "line" numbers them."""
    members = cleaned.members
    numbers = [name for name in members.columns if name[0] == "i" and name[1:].isdigit()]
    mask = lambda sign: (
        pl.sum_horizontal([(pl.col(name).is_in(sign)).cast(pl.Int64) * (1 << (int(name[1:]) - 1)) for name in numbers])
        if numbers
        else pl.lit(0, dtype=pl.Int64)
    )
    return (
        members.with_columns(
            index=people.indexed(members["national_id"]),
            applicable=mask(["0", "1"]),
            failed=mask(["0"]),
            sex=pl.col("sex").cast(pl.Int64),
            health=pl.col("health").cast(pl.Int64),
            **{name: pl.col(name).cast(pl.Boolean) for name in ("self_care", "welfare_registered", "welfare_validated")},
            person_id=pl.lit(None, dtype=pl.Int64),
            batch_id=pl.lit(None, dtype=pl.Int64),
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
