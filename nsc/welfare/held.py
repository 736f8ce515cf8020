"""What welfare holds about a person: the registers that name them. For the copy that a person gets, and to be forgotten. For verbs of rooms
above, which have checked the right and leave the line."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from nsc.welfare import recipients


@dataclass(frozen=True)
class Held:
    """`what`: kind of record, in English as the file for machines has it; `text`: what was written, as written."""

    what: str
    on: date
    state: str
    text: str


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Oldest entries first; whatever is withdrawn, too."""
    for entry in recipients.of_person(person):
        register = entry.register
        yield Held("register", register.as_of, "withdrawn" if register.undone_at else "in_force", register.programme.name)


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """That a register named this person goes; the register's own numbers stay. Joins the caller's transaction."""
    if person is not None:
        recipients.of_person(person).delete()
