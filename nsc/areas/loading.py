"""Puts the reference data into the tables at set-up."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from nsc.areas import authorities, codes, gazetteer, provinces
from nsc.areas.models import Alias, Area, AuthorityArea, Edition


def load(province: str) -> bool:
    """The whole country to tambon level, `province` to its villages where they are at hand. True if anything had to be written.

    Safe to call at every start: where the tables hold this edition already it costs one query.
    """
    digest = provinces.digest(province)
    if Edition.objects.filter(province=province, digest=digest).exists():
        return False
    with transaction.atomic():
        Area.objects.all().delete()
        Area.objects.bulk_create(_areas(province))
        Alias.objects.all().delete()
        Alias.objects.bulk_create(_aliases(province))
        _authorities(province)
        Edition.objects.all().delete()
        Edition.objects.create(province=province, digest=digest)
    gazetteer.forget()
    return True


def _areas(province: str) -> Iterator[Area]:
    own = provinces.areas(province)
    replaced = {row["code"] for row in own}
    people = {row["code"]: row for row in provinces.population(province)}
    for row in own + [row for row in provinces.country() if row["code"] not in replaced]:
        yield _area(row, people.get(row["code"]))
    for unit in provinces.settings(province).municipal:
        yield Area(
            code=unit.code,
            level=codes.TAMBON,
            parent_code=codes.parent(unit.code),
            name_th=unit.name,
            name_en=unit.name_en,
            is_municipal=True,
            source="settings",
        )


def _area(row: dict[str, str], people: dict[str, str] | None) -> Area:
    return Area(
        code=row["code"],
        level=row["level"],
        parent_code=row["parent_code"],
        name_th=row["name_th"],
        name_en=row["name_en"],
        postcode=row["postcode"],
        lat=_number(row["lat"]),
        lon=_number(row["lon"]),
        population=int(people["population"]) if people else None,
        houses=int(people["houses"]) if people else None,
        population_on=date.fromisoformat(people["date"]) if people else None,
        source=row["source"],
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def _aliases(province: str) -> Iterator[Alias]:
    settings = provinces.settings(province)
    for written, code in settings.abolished.items():
        yield Alias(kind=Alias.Kind.CODE, written=written, code=code)
    for written, code in settings.spellings.items():
        yield Alias(kind=Alias.Kind.SPELLING, written=written, code=code)


def _authorities(province: str) -> None:
    """The communities of a municipal unit belong to the municipality it is named after, villages to whom the province's list says.

    What the files name is set anew; other areas keep what was recorded for them.
    """
    owner = {unit.code: unit.name for unit in provinces.settings(province).municipal} | provinces.authorities(province)
    known = authorities.ensure(owner.values(), source="settings")
    AuthorityArea.objects.bulk_create(
        [AuthorityArea(authority_id=known[name], area_code=code) for code, name in owner.items()],
        update_conflicts=True,
        unique_fields=["area_code"],
        update_fields=["authority"],
    )
