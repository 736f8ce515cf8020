"""Lists as tools: a view that somebody else has kept for themselves."""

from dataclasses import dataclass

from django.utils import timezone

from nsc.access import users
from nsc.casework import caselist, cases, help_given, needs, referral_desk, rolls
from nsc.reports import helped, listed_cases, listed_needs, listed_referrals, persons, ranked, saved_views, sifting
from tests.surveyed import OURS

EVERY = listed_needs.LISTING.of({"state": "all"})


@dataclass(frozen=True)
class Made:
    view: int


def make(operator, case: int) -> Made:
    told = {"by": operator, "at": timezone.now()}
    keeper = users.create(**told, username="keeper", display_name="ผู้เก็บมุมมอง")
    users.assign(**told, user=keeper, role="provincial_centre", area="60")
    view = saved_views.save(by=keeper, at=timezone.now(), list="needs", name="เร่งด่วน", parameters={"urgency": "now"})
    return Made(view.number)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {"saved-view-act": {"view": made.view, "act": "choose"}}


def _told(user, made: Made) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "view": made.view}


def _leaves(module, asked, **told):
    return lambda user, made: list(module.leave(by=user, at=timezone.now(), area=OURS, asked=asked, **told).lines)


CASES = listed_cases.listing().of({})


def _referrals(user, made: Made):
    return listed_referrals.page(user, at=timezone.now(), area=OURS, asked=listed_referrals.listing().of({}))[1].lines


QUESTIONS: dict[str, object] = {
    "cases.open_many": lambda user, made: cases.open_many(by=user, at=timezone.now(), households=[10**9]),
    "help_given.confirm_many": lambda user, made: help_given.confirm_many(by=user, at=timezone.now(), assistances=[10**9]),
    "listed_cases.page": lambda user, made: listed_cases.page(user, at=timezone.now(), area=OURS, asked=CASES)[1].lines,
    "listed_cases.numbers": lambda user, made: listed_cases.numbers(user, at=timezone.now(), area=OURS, asked=CASES),
    "caselist.narrowed": lambda user, made: list(caselist.narrowed(user, at=timezone.now(), asked=caselist.Asked(area=OURS))[1]),
    "listed_needs.page": lambda user, made: listed_needs.page(user, area=OURS, asked=EVERY)[1].lines,
    "needs.in_sight": lambda user, made: list(needs.in_sight(user, area=OURS)[1]),
    "listed_referrals.page": _referrals,
    "referral_desk.in_sight": lambda user, made: list(referral_desk.in_sight(user, area=OURS)[1]),
    "listed_cases.leave": _leaves(listed_cases, CASES, with_names=False),
    "listed_needs.leave": _leaves(listed_needs, EVERY),
    "listed_referrals.leave": lambda user, made: _leaves(listed_referrals, listed_referrals.listing().of({}), with_names=False)(user, made),
    "helped.leave": _leaves(helped, helped.Asked(), year=rolls.fiscal_year(timezone.localdate()), with_names=False),
    "ranked.leave": _leaves(ranked, sifting.Asked(poor="mpi"), with_names=False),
    "persons.leave": _leaves(persons, persons.Asked(), with_names=False),
    "saved_views.save": lambda user, made: saved_views.save(
        by=user, at=timezone.now(), list="needs", name="ของฉัน", parameters={"urgency": "now"}
    ),
    "saved_views.find": lambda user, made: saved_views.find(user, made.view),
    "saved_views.rename": lambda user, made: saved_views.rename(**_told(user, made), name="อื่น"),
    "saved_views.share": lambda user, made: saved_views.share(**_told(user, made), team=""),
    "saved_views.withdraw": lambda user, made: saved_views.withdraw(**_told(user, made)),
    "saved_views.make_default": lambda user, made: saved_views.make_default(**_told(user, made)),
}
