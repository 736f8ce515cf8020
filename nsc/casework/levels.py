"""The levels of command: who acts for which, what waits for a person, who is told.

A level is told by what one may do there, not by the name of a role: ศจพ.จ. assigns over the province, ศจพ.อ. over an amphoe, a team opens
cases in its tambon, a mentor visits. Who may act for a higher level may act for the lower ones of the same place.
"""

from django.conf import settings
from django.db.models import Q

from nsc.access import notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework.models import Case

NEEDS = {
    "mentor": Permission.VISIT_RECORD,
    "tambon": Permission.CASE_OPEN,
    "district": Permission.CASE_ASSIGN,
    "province": Permission.CASE_ASSIGN,
    "agency": Permission.REFERRAL_ANSWER,
}
DIGITS = {"tambon": 6, "district": 4, "province": 2}
ORDER = ("mentor", "tambon", "district", "province")


def may_act(user: User, turn: str, case: Case) -> bool:
    """May the user do what this level is to do with the case?"""
    if turn == "province":
        return scope.may(user, NEEDS[turn], settings.PROVINCE)
    return bool(turn) and scope.may(user, NEEDS[turn], case.area_code, case.household_id, case.authority_id)


def require(by: User, turn: str, case: Case) -> None:
    """As scope.require, of whoever acts for the level."""
    if turn == "province":
        scope.require(by, NEEDS[turn], place=settings.PROVINCE)
    else:
        scope.require(by, NEEDS[turn], place=case.area_code, household=case.household_id, authority=case.authority_id)


def of(user: User) -> tuple[tuple[str, str], ...]:
    """(level, area) for which work waits on this person, besides the cases they are the mentor of; the highest first."""
    assigns = scope.areas(user, Permission.CASE_ASSIGN)
    opens = [code for code in scope.areas(user, Permission.CASE_OPEN) if not any(code.startswith(each) for each in assigns)]
    above = [("province" if code == settings.PROVINCE else "district", code) for code in assigns]
    return (*above, *(("tambon", code) for code in opens))


def mine(user: User) -> Q:
    """Cases whose turn is this person's."""
    found = Q(turn="mentor", mentor=user)
    for level, code in of(user):
        found |= Q(turn=level) if code == settings.PROVINCE else Q(turn=level) & scope.within(user, NEEDS[level])
    return found


def holders(turn: str, case: Case) -> list[User]:
    """Who is told that something waits for this level: its own people; where it has none, those above them."""
    if turn == "mentor":
        return [case.mentor] if case.mentor_id else []
    return holders_of(turn, case.area_code)


def holders_of(level: str, area_code: str) -> list[User]:
    """As `holders`, of a level above the mentors."""
    found = notices.holders(NEEDS[level], area_code[: DIGITS[level]])
    proper = [user for user in found if any(held == level for held, code in of(user))]
    return proper or found
