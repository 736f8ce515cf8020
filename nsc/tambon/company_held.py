"""What the enterprise of a tambon holds about a person: for the copy that a person gets, and to be made nameless. For verbs of rooms above,
which have checked the right and leave the line. Only who was found by national id when they joined can be found again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from nsc.tambon.models import Party


@dataclass(frozen=True)
class Held:
    """As welfare.held.Held, which stands above this room."""

    what: str
    on: date
    state: str
    text: str


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    for row in Party.objects.filter(person=person).order_by("pk"):
        yield Held("enterprise_member", row.joined_on, "left" if row.left_on else "member", f"{row.name} {row.told_apart}".strip())
        for seat in row.seats.order_by("pk"):
            yield Held("enterprise_seat", seat.from_on, "ended" if seat.until_on else "held", seat.role)
        for way, moves in (("given", row.given), ("taken", row.taken)):
            for move in moves.select_related("share_class").order_by("pk"):
                yield Held("enterprise_shares", move.on, way, f"{move.number} × {move.share_class.name} {move.note}".strip())


def is_named(person: int) -> bool:
    return Party.objects.filter(person=person).exclude(name="").exists()


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """The name goes, and what was noted of the shares; how many they were stays. A share in a company is a person's, not their
    household's: a household that is
    forgotten takes nobody from the register of members. Joins the caller's transaction."""
    if person is None:
        return
    rows = Party.objects.filter(person=person)
    for row in rows:
        row.given.update(note="")
        row.taken.update(note="")
    rows.update(name="", told_apart="")
