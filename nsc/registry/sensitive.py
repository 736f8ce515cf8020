"""What is known of a person and sealed, each field for itself: national id, phone, bank account, notes on health and on disability.

No rights are asked here, for the register does not know who lives where: the verbs are those of surveys.residents. `of_person` is for rooms
above whose verbs have checked the right, such as a person's own copy of their data.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from nsc.access.models import User
from nsc.files import keys
from nsc.registry import people, rules
from nsc.registry.models import Detail, Person


@dataclass(frozen=True)
class Recorded:
    """That there is something, without what."""

    field: str
    at: datetime
    by: str  # display name


@dataclass(frozen=True)
class Known:
    """`value` as stored (a bank account: rules.account takes it apart). `at` and `by`: not known of a national id."""

    field: str
    value: str
    at: datetime | None
    by: str


def keep(*, by: User, at: datetime, person_id: int, field: str, value: str) -> bool:
    """Seals a tidied value, in the place of the one before; whether there was one. Inside the verb that calls it."""
    index = keys.blind_index(value, purpose=field) if field == rules.PHONE else None
    told = {"sealed": keys.seal(value.encode(), purpose=field), "index": index, "recorded_at": at, "recorded_by": by}
    _kept, is_new = Detail.objects.update_or_create(person_id=person_id, field=field, defaults=told)
    return not is_new


def forget(person_id: int, field: str) -> bool:
    """Whether there was something."""
    return Detail.objects.filter(person_id=person_id, field=field).delete()[0] > 0


def value(person_id: int, field: str) -> str | None:
    """As stored; None where nothing is."""
    if field == rules.NATIONAL_ID:
        person = Person.objects.filter(pk=person_id).first()
        return people.national_id(person) if person else None
    sealed = Detail.objects.filter(person_id=person_id, field=field).values_list("sealed", flat=True).first()
    return keys.open(bytes(sealed), purpose=field).decode() if sealed else None


def recorded(person_ids: Iterable[int]) -> dict[int, tuple[Recorded, ...]]:
    found: dict[int, tuple[Recorded, ...]] = {}
    for row in Detail.objects.filter(person__in=list(person_ids)).select_related("recorded_by").order_by("person_id", "pk"):
        found[row.person_id] = (*found.get(row.person_id, ()), Recorded(row.field, row.recorded_at, row.recorded_by.display_name))
    return found


def of_person(person_id: int) -> tuple[Known, ...]:
    """Everything, opened."""
    number = value(person_id, rules.NATIONAL_ID)
    rows = Detail.objects.filter(person=person_id).select_related("recorded_by").order_by("pk")
    known = [
        Known(row.field, keys.open(bytes(row.sealed), purpose=row.field).decode(), row.recorded_at, row.recorded_by.display_name)
        for row in rows
    ]
    return (*([Known(rules.NATIONAL_ID, number, None, "")] if number else []), *known)


def phones_of(person_ids: Collection[int]) -> dict[int, str]:
    """Their numbers, opened. One query."""
    rows = Detail.objects.filter(person__in=person_ids, field=rules.PHONE).values_list("person_id", "sealed")
    found = {person: bytes(sealed) for person, sealed in rows}
    return dict(zip(found, keys.open_many(list(found.values()), purpose=rules.PHONE), strict=True))


def with_phone(phone: str) -> list[int]:
    """Ids of the people of that number, tidied; found by its index, without opening any."""
    return list(Detail.objects.filter(index=keys.blind_index(phone, purpose=rules.PHONE)).values_list("person_id", flat=True))
