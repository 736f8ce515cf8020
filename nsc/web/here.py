"""The context a page is read in — area, round, definition of poor — kept in the address: /overview/?area=6009&round=2561&poor=target.

A local authority (?authority=12) cuts across areas: with it the area only says where the breadcrumb begins."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

POOR = ("mpi", "target", "certified")


@dataclass(frozen=True)
class Here:
    """None: not said in the address, the page's own default holds."""

    area: str | None = None  # official code of 2, 4, 6 or 8 digits (10 with the จปฐ. part)
    round: int | None = None  # survey year in Buddhist era, as people say it
    poor: str | None = None  # one of POOR
    authority: int | None = None  # id of a local authority

    @classmethod
    def of(cls, asked: QueryDict) -> "Here":
        """What the address says; what it cannot mean is passed over, so that an old or mistyped link still opens a page."""
        area, year, poor, owner = (asked.get(name, "") for name in ("area", "round", "poor", "authority"))
        return cls(
            area if re.fullmatch(r"(\d\d){1,5}", area, re.ASCII) else None,
            int(year) if re.fullmatch(r"2[45]\d\d", year, re.ASCII) else None,
            poor if poor in POOR else None,
            int(owner) if re.fullmatch(r"[1-9]\d{0,8}", owner, re.ASCII) else None,
        )

    def but(self, **changes: object) -> str:
        """The query string of this context with some of it changed; other parameters may be added. Empty values fall out."""
        own = {name: changes.pop(name) for name in ("area", "round", "poor", "authority") if name in changes}
        there = replace(self, **own)
        said = {"area": there.area, "round": there.round, "poor": there.poor, "authority": there.authority, **changes}
        return "?" + urlencode({name: value for name, value in said.items() if value not in (None, "")})
