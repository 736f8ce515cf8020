"""Budgets, help given and its checks."""

import io
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from nsc.access import organisations, users
from nsc.access.roles import Permission as P
from nsc.casework import help_given, use_checks
from nsc.reports import forgotten, helped
from nsc.welfare import assistance, budgets
from nsc.welfare.assistance import Help
from nsc.welfare.models import Programme
from tests.files import pictures
from tests.surveyed import OURS, household_id


class Made(NamedTuple):
    """Of household 1: rice delivered with a paper and looked after, a house promised, an emergency; of our amphoe, a budget.

    `allotted`: what is asked to allot it once more.
    """

    case: int
    delivered: int
    promised: int
    emergency: int
    check: int
    year: int
    budget: int
    allotted: dict


def rice(**told) -> Help:
    return Help(household=household_id(1), kind="food", form="goods", what="ข้าวสาร", although="ทดลอง", **told)


def by(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def done(told) -> bool:
    """A verb that tells nothing, or an answer that may be empty, has answered all the same."""
    return True


def make(operator, case: int) -> Made:
    today, told, at = timezone.localdate(), by(operator), timezone.now()
    giver = users.create(by=operator, at=at, username="giver", display_name="ผู้ให้")  # what is to be confirmed and regularised by others
    users.assign(by=operator, at=at, user=giver, role="provincial_centre", area="60")
    paper = {"evidence": io.BytesIO(pictures.photograph())}
    delivered = help_given.deliver(**by(giver), help=rice(), on=today, **paper).assistance.pk
    house = Help(household=household_id(1), kind="house", form="service", what="ซ่อมหลังคา")
    promised = help_given.promise(**told, help=house, on=today).assistance.pk
    urgent = Help(household=household_id(1), kind="water", form="goods", what="น้ำดื่ม")
    first = help_given.emergency(**by(giver), help=urgent, on=today).assistance.pk
    check = use_checks.check(**told, assistance=delivered, on=today, use="whole", file=io.BytesIO(pictures.photograph())).pk
    office = organisations.register(**told, name="พมจ. ทดลอง", kind="government")
    columns = {"kind": "discretion", "form": "money", "owner": "พมจ.", "is_for_household": True}
    programme = Programme.objects.create(code="asked", name="ทดลอง", **columns)
    year = budgets.fiscal_year(today)
    allotted = {"organisation": office.pk, "programme": programme.pk, "fiscal_year": year, "area": OURS[:4], "because": "ทดลอง"}
    budget = budgets.allot(**told, **allotted, baht=Decimal(1000)).pk
    return Made(case, delivered, promised, first, check, year, budget, allotted)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    home = {"household_id": household_id(1)}
    return {
        **dict.fromkeys(("help-household", "help-give", "help-emergency"), home),
        "help-one": {"assistance": made.delivered},
        "help-act": {"assistance": made.delivered, "act": "confirm"},
        "help-paper": {"assistance": made.delivered, "kind": "evidence"},
        "help-check-paper": {"use_check": made.check},
        "budget": {"budget": made.budget},
    }


def today() -> dict[str, object]:
    return {"on": timezone.localdate()}


QUESTIONS: dict[str, object] = {
    "budgets.visible_to": lambda user, made: budgets.visible_to(user, year=made.year, area=OURS),
    "budgets.find": lambda user, made: budgets.find(user, made.budget),
    "budgets.table": lambda user, made: budgets.table(**by(user), year=made.year, area=OURS)[1],
    "budgets.may_allot": lambda user, made: budgets.may_allot(user) or None,
    "budgets.allot": lambda user, made: budgets.allot(**by(user), **made.allotted, baht=Decimal(2000)),
    "assistance.promise": lambda user, made: assistance.promise(**by(user), help=rice(), **today()),
    "assistance.deliver": lambda user, made: assistance.deliver(**by(user), help=rice(), **today()),
    "assistance.fulfil": lambda user, made: assistance.fulfil(**by(user), assistance=made.promised, **today()),
    "assistance.confirm": lambda user, made: assistance.confirm(**by(user), assistance=made.delivered),
    "assistance.withdraw": lambda user, made: assistance.withdraw(**by(user), assistance=made.promised, because="ทดลอง"),
    "assistance.locked": lambda user, made: assistance.locked(user, P.ASSISTANCE_GRANT, made.promised),
    "assistance.of_household": lambda user, made: assistance.of_household(user, household_id(1)),
    "assistance.find": lambda user, made: assistance.find(user, made.delivered),
    "assistance.double": lambda user, made: assistance.double(user, household=household_id(1), kind="food", **today()),
    "assistance.is_sent": lambda user, made: done(assistance.is_sent(user, rice())),
    "assistance.download": lambda user, made: assistance.download(**by(user), assistance=made.delivered, kind="evidence"),
    "help_given.promise": lambda user, made: help_given.promise(**by(user), help=rice(), **today()),
    "help_given.deliver": lambda user, made: help_given.deliver(**by(user), help=rice(), **today()),
    "help_given.fulfil": lambda user, made: help_given.fulfil(**by(user), assistance=made.promised, **today()),
    "help_given.confirm": lambda user, made: help_given.confirm(**by(user), assistance=made.delivered),
    "help_given.withdraw": lambda user, made: help_given.withdraw(**by(user), assistance=made.delivered, because="ทดลอง"),
    "help_given.emergency": lambda user, made: help_given.emergency(**by(user), help=rice(), **today()),
    "help_given.regularise": lambda user, made: help_given.regularise(**by(user), assistance=made.emergency, because="ทดลอง"),
    "help_given.of_household": lambda user, made: help_given.of_household(user, household_id(1)),
    "help_given.household_of": lambda user, made: help_given.household_of(user, made.case),
    "help_given.find": lambda user, made: help_given.find(user, made.delivered),
    "help_given.choices": lambda user, made: help_given.choices(user, household_id(1)),
    "use_checks.check": lambda user, made: use_checks.check(**by(user), assistance=made.emergency, use="whole", **today()),
    "use_checks.download": lambda user, made: use_checks.download(**by(user), use_check=made.check),
    "helped.listed": lambda user, made: helped.listed(user, at=timezone.now(), year=made.year, area=OURS),
    "helped.table": lambda user, made: helped.table(**by(user), year=made.year, area=OURS),
    "forgotten.lists": lambda user, made: forgotten.lists(user, at=timezone.now(), area=OURS),
}
