"""The people of the register, known by the sealed national id they have, or by nothing but themselves."""

import polars as pl

from nsc import bulk
from nsc.files import keys
from nsc.registry.models import Person
from nsc.registry.rules import NATIONAL_ID as PURPOSE


def indexed(national_ids: pl.Series) -> pl.Series:
    """The keyed index of each number, null where there is none. Equal numbers have equal indexes; the number cannot be read from it."""
    has = national_ids.is_not_null()
    made = pl.Series(keys.blind_index_many(national_ids.filter(has).to_list(), purpose=PURPOSE), dtype=pl.Binary)
    return (
        pl.DataFrame({"has": has})
        .with_columns(at=pl.col("has").cum_sum().cast(pl.Int64) - 1)
        .select(index=pl.when("has").then(pl.lit(made).gather(pl.col("at").clip(0)) if made.len() else None).otherwise(None))["index"]
        .cast(pl.Binary)
    )


def by_index(indexes: pl.Series) -> pl.DataFrame:
    """index, person_id of those registered."""
    schema = {"national_id_index": pl.Binary, "id": pl.Int64}
    wanted = indexes.drop_nulls().unique()
    if wanted.len() > bulk.FEW:
        known = bulk.read(Person.objects.filter(national_id_index__isnull=False), schema)
    else:
        known = bulk.read_by(Person.objects.all(), "national_id_index", wanted.to_list(), schema)
    return known.rename({"national_id_index": "index", "id": "person_id"})


def enrol(national_ids: pl.Series, indexes: pl.Series) -> pl.Series:
    """Registers new people, with or without a number; returns their ids in order."""
    new = pl.DataFrame({"id": bulk.reserve(Person, national_ids.len()), "number": national_ids, "national_id_index": indexes})
    # Sealed a portion at a time, just before it is stored: a key that is changed meanwhile is taken up with the next one.
    portions = [bulk.register(Person, _sealed(portion), "national_id_index") for portion in new.iter_slices(bulk.CHUNK)]
    return pl.concat(portions) if portions else new["id"]


def _sealed(new: pl.DataFrame) -> pl.DataFrame:
    numbers = new["number"]
    sealed = iter(keys.seal_many(numbers.drop_nulls().to_list(), purpose=PURPOSE))
    column = pl.Series([next(sealed) if has else None for has in numbers.is_not_null()], dtype=pl.Binary)
    return new.select("id", column.alias("national_id_sealed"), "national_id_index")


def national_id(person: Person) -> str | None:
    return keys.open(bytes(person.national_id_sealed), purpose=PURPOSE).decode() if person.national_id_sealed else None


def try_a_seal() -> None:
    """Opens one sealed number, to see that the keys are those it was sealed with. Refused where they are not."""
    person = Person.objects.filter(national_id_sealed__isnull=False).first()
    if person:
        national_id(person)
