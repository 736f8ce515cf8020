"""Events as iCalendar (RFC 5545), for the calendar of a telephone or of a desk. Nothing of a person is in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

LINE = 75  # bytes, without the end of the line
_UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    """`uid`: the same whenever it is told again, so that a calendar changes the entry it has. Moments with their zone."""

    uid: str
    title: str
    about: str
    place: str
    address: str
    starts: datetime
    ends: datetime
    changed_at: datetime
    is_cancelled: bool
    position: tuple[Decimal, Decimal] | None = None


def text(value: str) -> str:
    """A value of type TEXT: what has a meaning in the format is escaped, control characters are left out."""
    plain = _UNWRITTEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """In pieces of at most LINE bytes; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    return "\r\n".join([*pieces, piece])


def calendar(name: str, entries: Iterable[Entry], *, at: datetime) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nakhonsawan Change//TH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{text(name)}", *(line for each in entries for line in _lines(each, at)), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _lines(entry: Entry, at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{text(entry.uid)}", f"DTSTAMP:{_utc(at)}", f"LAST-MODIFIED:{_utc(entry.changed_at)}")
    yield from (f"DTSTART:{_utc(entry.starts)}", f"DTEND:{_utc(entry.ends)}", f"SUMMARY:{text(entry.title)}")
    yield from (f"DESCRIPTION:{text(entry.about)}", f"LOCATION:{text(entry.place)}", f"URL:{entry.address}")
    if entry.position:
        yield f"GEO:{entry.position[0]};{entry.position[1]}"
    yield from (f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}", "END:VEVENT")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
