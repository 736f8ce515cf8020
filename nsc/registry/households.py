"""The register of households: who has been seen before, and where they are now."""

from datetime import datetime

import polars as pl
from django.db import transaction

from nsc import bulk
from nsc.errors import Refused, _
from nsc.registry.models import Household
from nsc.registry.rules import LATITUDES, LONGITUDES

PLACE = {"area_code": pl.String, "part": pl.String, "authority_id": pl.Int64, "house_no": pl.String, "lat": pl.Float64, "lon": pl.Float64}


def by_code(house_codes: pl.Series) -> pl.DataFrame:
    """house_code, household_id of those registered."""
    schema = {"house_code": pl.String, "id": pl.Int64}
    coded = Household.objects.filter(house_code__isnull=False)
    return bulk.read_some(coded, "house_code", house_codes.drop_nulls().unique(), schema).rename({"id": "household_id"})


def find(household_id: int) -> Household | None:
    return Household.objects.filter(pk=household_id).first()


def locate(household_id: int, at: datetime, lat: float, lon: float) -> None:
    """Somebody stood there and said so. Inside a verb that has checked the right."""
    if not (LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]):
        raise Refused(_("ตำแหน่งบ้านอยู่นอกประเทศไทย โปรดกดระบุตำแหน่งใหม่ที่หน้าบ้าน"))
    Household.objects.filter(pk=household_id).update(lat=lat, lon=lon, located_at=at)


def enrol(found: pl.DataFrame) -> pl.DataFrame:
    """Registers new households: household_id and is_new, in order. Not new is one that somebody else registered a moment before.

    Columns: house_code, area_code, part, authority_id, house_no, lat, lon. Registered only: nobody sees them before an answer of theirs is
    published.
    """
    ids = bulk.reserve(Household, found.height)
    registered = bulk.register(Household, found.with_columns(id=ids), "house_code")
    return pl.DataFrame({"household_id": registered, "is_new": registered == ids})


def out_of_place(now: pl.DataFrame) -> pl.DataFrame:
    """The rows of `now` (household_id and the columns of enrol but house_code) that the register shows otherwise; household_id as id.
    A position that someone took at the house stays."""
    schema = {"id": pl.Int64, **PLACE}
    known = bulk.read_some(Household.objects.all(), "id", now["household_id"], schema)
    asked = now.rename({"household_id": "id"}).select(list(schema))
    located = bulk.read(Household.objects.exclude(located_at=None), {"id": pl.Int64, "lat": pl.Float64, "lon": pl.Float64})
    asked = asked.update(located, on="id", how="left", maintain_order="left")
    return asked.join(known, on=list(schema), how="anti", nulls_equal=True)


def move(now: pl.DataFrame) -> int:
    """Brings the present place of households up to date; how many changed."""
    changed = out_of_place(now)
    for chunk in changed.iter_slices(bulk.CHUNK):
        with transaction.atomic():
            bulk.update(Household, chunk)
    return changed.height
