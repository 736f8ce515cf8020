"""What the rooms of the office hold about a person or a household, one after the other: for copies, and to be made nameless."""

from collections.abc import Collection, Iterator
from datetime import datetime

from nsc.casework import held as targets
from nsc.casework import held_cases, held_facts, held_help, held_joined, held_plans, held_referrals, held_visits
from nsc.intake import held_submissions
from nsc.tambon import company_held
from nsc.welfare import held as registers
from nsc.welfare import held_help as help_
from nsc.welfare import held_lists
from nsc.welfare.held import Held

ALL = (
    targets,
    held_cases,
    held_visits,
    held_plans,
    held_referrals,
    help_,
    held_help,
    registers,
    held_lists,
    held_facts,
    held_joined,
    held_submissions,
    company_held,
)


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    for room in ALL:
        yield from room.about(person=person, households=households)


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """Joins the caller's transaction."""
    for room in ALL:
        room.forget(at=at, person=person, households=households)
