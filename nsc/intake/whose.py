"""Whose household a row of a list means: by national id, by house code, else by name and house within the village.

Only over the area in which the user may bring such lists. Of all other households the answer is that none was found.
"""

import polars as pl
from rapidfuzz import fuzz

from nsc import bulk
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.registry import households as register
from nsc.registry import people
from nsc.registry.models import Household
from nsc.surveys import lists, responses, rounds
from nsc.surveys.models import Member

SAME_NAME = 60  # of 100: below it, the name in the row is another one than the person's
NEAR = 20  # tambons up to which asking for each is quicker than reading all
ID, HOUSE, NAME = "id", "house", "name"
NOBODY, SEVERAL, DOUBTFUL = "nobody", "several", "doubtful"
MEMBER = {
    "person_id": pl.Int64, "response__household_id": pl.Int64, "response__area_code": pl.String, "response__house_no": pl.String,
    "first_name": pl.String, "last_name": pl.String,
}  # fmt: skip
NEIGHBOUR = ["person_id", "household_id", "area_code", "house_no", "first_name", "last_name"]


def find(user: User, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (helping.Cleaned.rows) with person_id, household_id, home_area, authority_id, how (ID, HOUSE, NAME; null: not matched) and
    why not (NOBODY, SEVERAL, DOUBTFUL). A household that is not this user's to bring lists for is null, its place stands in home_area."""
    rows = rows.with_columns(index=people.indexed(rows["national_id"]))
    rows = rows.join(people.by_index(rows["index"]), on="index", how="left", maintain_order="left")
    homes = lists.homes_of(rows["person_id"].drop_nulls().unique()).select("person_id", by_person="household_id")
    rows = rows.join(homes, on="person_id", how="left", maintain_order="left")
    codes = register.by_code(rows["house_code"]).rename({"household_id": "by_code"})
    rows = rows.join(codes, on="house_code", how="left", maintain_order="left")
    rows = _by_name(rows)
    return _placed(user, _judged(rows))


def _by_name(rows: pl.DataFrame) -> pl.DataFrame:
    """by_name and its person; else near, how many households of the village the name or the house alone may mean."""
    asked = rows.filter(pl.col("by_person").is_null() & pl.col("by_code").is_null(), pl.col("area_code").is_not_null())
    nothing = pl.lit(None, pl.Int64)
    if not asked.height:
        return rows.with_columns(by_name=nothing, named=nothing, near=nothing, nears=pl.lit(0, pl.UInt32))
    known = neighbours(asked["area_code"].unique().to_list())
    keys = ["area_code", "house_no", "first_name", "last_name"]
    exact = known.group_by(keys).agg(
        pl.col("household_id").n_unique().alias("n"), by_name=pl.col("household_id").first(), named=pl.col("person_id").first()
    )
    told = asked.filter(pl.col("house_no") != "", pl.col("first_name") != "").select("row", *keys).join(exact.filter(n=1), on=keys)
    rows = rows.join(told.select("row", "by_name", "named"), on="row", how="left", maintain_order="left")
    people_ = known.filter(pl.col("first_name") != "").select("area_code", "first_name", "last_name", "household_id")
    alike = asked.join(people_, on=["area_code", "first_name", "last_name"]).select("row", "household_id")
    doors = asked.filter(pl.col("house_no") != "").join(known.select("area_code", "house_no", "household_id"), on=["area_code", "house_no"])
    near = pl.concat([alike, doors.select("row", "household_id")]).unique()
    counted = near.group_by("row").agg(near=pl.col("household_id").first(), nears=pl.len())
    rows = rows.join(counted, on="row", how="left", maintain_order="left")
    return rows.with_columns(pl.col("nears").fill_null(0))


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """household_id, how and why. A person found in another house than the row says, or under another name, is for a person to judge."""
    elsewhere = pl.col("by_person").is_not_null() & pl.col("by_code").is_not_null() & (pl.col("by_person") != pl.col("by_code"))
    rows = rows.with_columns(other_name=_other_name(rows))
    doubtful = elsewhere | pl.col("other_name")
    how = (
        pl.when(doubtful)
        .then(None)
        .when(pl.col("by_person").is_not_null())
        .then(pl.lit(ID))
        .when(pl.col("by_code").is_not_null())
        .then(pl.lit(HOUSE))
        .when(pl.col("by_name").is_not_null())
        .then(pl.lit(NAME))
    )
    near = pl.when(pl.col("nears") > 1).then(pl.lit(SEVERAL)).when(pl.col("nears") == 1).then(pl.lit(DOUBTFUL)).otherwise(pl.lit(NOBODY))
    rows = rows.with_columns(how=how)
    return rows.with_columns(
        why=pl.when(doubtful).then(pl.lit(DOUBTFUL)).when(pl.col("how").is_null()).then(near),
        found=pl.coalesce("by_person", "by_code", "by_name", "near"),
        person_id=pl.coalesce("person_id", "named"),
    )


def _other_name(rows: pl.DataFrame) -> pl.Series:
    """Whether the row's name is not that of the person whose number it gives."""
    told = rows.filter(pl.col("by_person").is_not_null(), pl.col("first_name") != "")
    no = pl.Series([False]).new_from_index(0, rows.height)
    newest = rounds.published()[-1:]
    if not told.height or not newest:
        return no
    live = Member.objects.filter(responses.live(newest[0], prefix="response__"))
    schema = {"person_id": pl.Int64, "first_name": pl.String, "last_name": pl.String}
    known = bulk.read_some(live, "person_id", told["person_id"].unique(), schema).unique("person_id")
    both = told.join(known, on="person_id", suffix="_known").filter(pl.col("first_name_known") != "")
    both = both.filter((pl.col("first_name") != pl.col("first_name_known")) | (pl.col("last_name") != pl.col("last_name_known")))
    unlike = [
        row
        for row, first, last, first_known, last_known in both.select(
            "row", "first_name", "last_name", "first_name_known", "last_name_known"
        ).iter_rows()
        if fuzz.ratio(f"{first} {last}".strip(), f"{first_known} {last_known}".strip()) < SAME_NAME
    ]
    return rows["row"].is_in(unlike) if unlike else no


def _placed(user: User, rows: pl.DataFrame) -> pl.DataFrame:
    schema = {"id": pl.Int64, "area_code": pl.String, "authority_id": pl.Int64}
    homes = bulk.read_some(Household.objects.all(), "id", rows["found"].drop_nulls().unique(), schema)
    homes = homes.rename({"id": "found", "area_code": "home_area"})
    rows = rows.join(homes, on="found", how="left", maintain_order="left").with_columns(is_mine=_mine(user))
    outside = pl.col("found").is_not_null() & ~pl.col("is_mine")
    return rows.with_columns(
        household_id=pl.when(pl.col("how").is_not_null() & ~outside).then("found"),
        how=pl.when(~outside).then("how"),
        why=pl.when(outside).then(pl.lit(NOBODY)).otherwise("why"),
        person_id=pl.when(~outside & pl.col("how").is_not_null()).then("person_id"),
    ).drop("by_person", "by_code", "by_name", "named", "near", "nears", "other_name", "is_mine", "found")


def _mine(user: User) -> pl.Expr:
    """Of homes with home_area and authority_id: whether this user may bring lists for them."""
    may = pl.lit(False)
    for code in scope.areas(user, Permission.ASSISTANCE_IMPORT):
        may |= pl.col("home_area").str.starts_with(code)
    if own := scope.authorities(user, Permission.ASSISTANCE_IMPORT):
        may |= pl.col("authority_id").is_in(list(own))
    return may.fill_null(False)


def neighbours(areas: list[str]) -> pl.DataFrame:
    """NEIGHBOUR of everybody whom the newest round found in these villages (or tambons)."""
    newest = rounds.published()[-1:]
    if not newest:
        return pl.DataFrame(schema=dict(zip(NEIGHBOUR, MEMBER.values(), strict=True)))
    live = Member.objects.filter(responses.live(newest[0], prefix="response__"))
    tambons = sorted({code[:6] for code in areas})
    if len(tambons) <= NEAR:
        found = pl.concat([bulk.read(live.filter(places.within(code, "response__area_code")), MEMBER) for code in tambons])
    else:
        found = bulk.read(live, MEMBER)
    return found.rename(dict(zip(found.columns, NEIGHBOUR, strict=True)))
