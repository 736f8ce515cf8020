"""The chain that a referral climbs until somebody may sign it, and how long each link and the reader outside may hold it. Values in,
verdicts out."""

from datetime import date, timedelta
from itertools import pairwise

MENTOR, TAMBON, DISTRICT, PROVINCE, AGENCY, NOBODY = "mentor", "tambon", "district", "province", "agency", ""
LINKS = (MENTOR, TAMBON, DISTRICT, PROVINCE)
_ABOVE = dict(pairwise(LINKS))
_BELOW = {upper: lower for lower, upper in _ABOVE.items()}
SIGNERS = (DISTRICT, PROVINCE)
RUNNING = ("sent", "asked", "accepted")  # the office holds the household for it
OVER = ("declined", "completed", "withdrawn")
LINK_WITHIN = 3  # working days for a link to pass it on, or to answer what the office asked; a proposal
SEEN_FOR = timedelta(days=180)  # how long the office sees the household once it was sent; a proposal
HELPS_FOR = timedelta(days=365)  # and once it has taken it up; a proposal
OF_A_PROVINCE = "จังหวัด"


def above(link: str) -> str | None:
    """The next link; None where there is none."""
    return _ABOVE.get(link)


def below(link: str) -> str | None:
    return _BELOW.get(link)


def state_at(link: str) -> str:
    """Of what still lies inside the chain."""
    return "forwarded" if link in SIGNERS else "drafted"


def office(link: str, area: str) -> str:
    """The code of the place whose centre signs there."""
    return area[:4] if link == DISTRICT else area[:2]


def is_of_the_province(organisation: str) -> bool:
    """By its name: an office that has no branch in the amphoe is written to by the province. Our reading; no register says it."""
    return OF_A_PROVINCE in organisation


def seen_until(on: date, *, is_accepted: bool) -> date:
    return on + (HELPS_FOR if is_accepted else SEEN_FOR)
