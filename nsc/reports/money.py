"""What households earn, spend, owe and save, by area: the survey's optional answers, from the cube."""

from dataclasses import dataclass

from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import _
from nsc.reports.place import Here, here
from nsc.surveys import responses, tallies
from nsc.surveys.responses import MONEY_NAMES as NAMES

GROUPS = {  # by the first word of an item: what it is, and what its baht are
    "income": (_("รายได้"), _("บาทต่อปี")),
    "expense": (_("รายจ่าย"), _("บาทต่อปี")),
    "debt": (_("หนี้สิน"), _("บาทที่ค้างชำระ")),
    "is": (_("การออม"), ""),
}


def group(item: str) -> str:
    """The key of GROUPS that an item belongs to."""
    return item.split("_")[0]


@dataclass(frozen=True)
class Line:
    """One item. `answered` households; of them `positive` have any; `baht` is their sum (a year; debts: owed). For saving, baht is None."""

    item: str
    name: str
    answered: int
    positive: int
    baht: int | None

    @property
    def share(self) -> float | None:
        """Per cent of the households that answered."""
        return 100 * self.positive / self.answered if self.answered else None

    @property
    def mean(self) -> float | None:
        """Baht a household that answered."""
        return self.baht / self.answered if self.answered and self.baht is not None else None

    @property
    def mean_of_those(self) -> float | None:
        """Baht a household that has any: how deep the debt of those in debt is."""
        return self.baht / self.positive if self.positive and self.baht is not None else None


def lines(at: Here) -> tuple[Line, ...]:
    """Every item that anybody of the area answered, in the order of the questionnaire."""
    found = {row.item: row for row in tallies.money_of(at.round, at.area, at.authority_id)}
    return tuple(
        Line(item, NAMES[item], row.answered, row.positive, None if item == "is_saving" else row.baht)
        for item in responses.MONEY
        if (row := found.get(item))
    )


def of(user: User, *, area: str = "", year: int | None = None, authority: int | None = None) -> tuple[Here, tuple[Line, ...]]:
    at = here(user, Permission.FIGURES_SEE, area=area, year=year, authority=authority)
    return at, lines(at)
