"""The context a page is read in — area, round, definition of poor, and whom it is narrowed to — kept in the address:
/overview/?area=6009&round=2561&poor=target&dimension=health&stage=elderly.

A local authority (?authority=12) cuts across areas: with it the area only says where the breadcrumb begins."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict

from nsc.poverty import special
from nsc.poverty.stages import LIFE_STAGES
from nsc.poverty.union import DIMENSIONS

POOR = ("mpi", "target", "certified")
GROUPS = ("tpmap", "missed", "vulnerable")
SEXES = ("male", "female")
CHOICES = {
    "poor": POOR,
    "group": GROUPS,
    "dimension": DIMENSIONS,
    "stage": tuple(each.code for each in LIFE_STAGES),
    "sex": SEXES,
    "special": special.CODES,
}
NARROWING = ("group", "dimension", "stage", "sex", "special")  # what makes chips that one can take off


@dataclass(frozen=True)
class Here:
    """None: not said in the address, the page's own default holds."""

    area: str | None = None  # official code of 2, 4, 6 or 8 digits (10 with the จปฐ. part)
    round: int | None = None  # survey year in Buddhist era, as people say it
    poor: str | None = None  # one of POOR
    authority: int | None = None  # id of a local authority
    group: str | None = None  # target group, one of GROUPS
    dimension: str | None = None  # whose households fail it
    stage: str | None = None  # life stage of the persons, or of somebody in the household
    sex: str | None = None  # of the same person
    special: str | None = None  # of the same person: a code of poverty.special

    @classmethod
    def of(cls, asked: QueryDict) -> "Here":
        """What the address says; what it cannot mean is passed over, so that an old or mistyped link still opens a page."""
        area, year, owner = (asked.get(name, "") for name in ("area", "round", "authority"))
        chosen = {name: asked[name] for name, values in CHOICES.items() if asked.get(name) in values}
        return cls(
            area=area if re.fullmatch(r"(\d\d){1,5}", area, re.ASCII) else None,
            round=int(year) if re.fullmatch(r"2[45]\d\d", year, re.ASCII) else None,
            authority=int(owner) if re.fullmatch(r"[1-9]\d{0,8}", owner, re.ASCII) else None,
            **chosen,
        )

    @property
    def narrowed(self) -> dict[str, str]:
        """What narrows it, by name."""
        return {name: value for name in NARROWING if (value := getattr(self, name))}

    def but(self, **changes: object) -> str:
        """The query string of this context with some of it changed; other parameters may be added. Empty values fall out."""
        said = vars(self) | changes  # not asdict: a page writes eighty of these
        return "?" + "&".join([_pair(name, str(value)) for name, value in said.items() if value is not None and value != ""])


@lru_cache(maxsize=4096)
def _pair(name: str, value: str) -> str:
    """As in a query string. The addresses of a page are made of the same few pairs."""
    return f"{quote_plus(name)}={quote_plus(value)}"
