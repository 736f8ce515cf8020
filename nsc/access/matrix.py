"""What every address answers to every role: declared here, tried out by tests/web/test_matrix.py, printed by `nsc access matrix`.

An address that has no line in ADDRESSES fails that test. All else follows from roles.py. Addresses go by their names, because the pages
stand above this room.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from nsc.access.roles import OPERATOR, ROLES, Permission, Role

SIGNED_OUT, NO_ROLE = "signed_out", "no_role"
WHO = (SIGNED_OUT, NO_ROLE, *ROLES)

# Digits of the area that a role is given over, where it is not the province.
DIGITS = {"district_centre": 4, "tambon_team": 6, "mentor": 6, "local_authority_officer": 6, "village_head": 8}
PROVINCE = 2

OK, SENT_ON, NOT_YOURS, NOT_THERE, NO_SUCH_METHOD, NOT_NOW = 200, 302, 403, 404, 405, 409


class Where(Enum):
    """Over what the permission must be held, and what those hear who don't hold it. Who is not signed in is sent to the sign-in."""

    ANYONE = auto()  # no sign-in is asked for
    AT_THE_DOOR = auto()  # for who is not signed in; all others are sent on
    SIGNED_IN = auto()
    SOMEWHERE = auto()  # over any area, or for anything handed over; else 403, to who has no role at all 404
    AREA = auto()  # over the area asked for; 403 to who has another role there, 404 to all others
    AREA_OR_HANDED = auto()  # as AREA; who sees only what was handed over reads those of the area
    HOUSEHOLD = auto()  # over its area, or because it was handed over; 404 to all others: its number tells nothing
    PROVINCE = auto()  # over the whole province; 403 to who has another role in it
    HIDDEN = auto()  # over the whole province; 404 to all others: the number tells nothing


@dataclass(frozen=True)
class Rule:
    """`answer` is for who may. Refused for a reason of its own, a request is answered with 409."""

    where: Where
    permission: Permission | None = None
    answer: int = OK


W, P = Where, Permission
OPEN, SEEN_BY_ALL = Rule(W.ANYONE), Rule(W.SIGNED_IN)
NEVER = Rule(W.SIGNED_IN, answer=NO_SUCH_METHOD)
FIGURES = Rule(W.AREA, P.FIGURES_SEE)
UPLOAD = Rule(W.HIDDEN, P.SURVEY_IMPORT)
UPLOAD_ACT = Rule(W.PROVINCE, P.SURVEY_IMPORT, SENT_ON)

# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "home": (Rule(W.SIGNED_IN, answer=SENT_ON), NEVER),
    "sign-in": (Rule(W.AT_THE_DOOR), Rule(W.AT_THE_DOOR)),
    "sign-out": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
    "theme": (Rule(W.ANYONE, answer=NO_SUCH_METHOD), Rule(W.ANYONE, answer=SENT_ON)),
    "language": (Rule(W.ANYONE, answer=SENT_ON), Rule(W.ANYONE, answer=SENT_ON)),
    "search": (SEEN_BY_ALL, NEVER),
    "health": (OPEN, Rule(W.ANYONE, answer=NO_SUCH_METHOD)),
    "overview": (FIGURES, NEVER),
    "map": (FIGURES, NEVER),
    "households": (Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE), NEVER),
    "persons": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "household": (Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE), NEVER),
    "indicators": (FIGURES, NEVER),
    "indicators-csv": (FIGURES, NEVER),
    "import": (Rule(W.PROVINCE, P.SURVEY_IMPORT), Rule(W.PROVINCE, P.SURVEY_IMPORT)),
    "import-file": (UPLOAD, NEVER),
    "import-template": (Rule(W.PROVINCE, P.SURVEY_IMPORT), NEVER),
    "import-progress": (UPLOAD, NEVER),
    "import-marked": (UPLOAD, NEVER),
    "import-marked-workbook": (Rule(W.HIDDEN, P.SURVEY_IMPORT, NOT_NOW), NEVER),  # not made until asked for
    "import-errors": (UPLOAD, NEVER),
    "import-map": (NEVER, Rule(W.HIDDEN, P.SURVEY_IMPORT, SENT_ON)),
    "import-choose": (NEVER, UPLOAD_ACT),
    "import-act": (NEVER, UPLOAD_ACT),
    "import-undo": (NEVER, Rule(W.PROVINCE, P.SURVEY_UNDO, SENT_ON)),
    "import-list-undo": (NEVER, Rule(W.PROVINCE, P.SURVEY_UNDO, SENT_ON)),
    "audit": (Rule(W.SOMEWHERE, P.AUDIT_SEE), NEVER),
    "audit-csv": (Rule(W.SOMEWHERE, P.AUDIT_SEE), NEVER),
    "targets": (FIGURES, NEVER),
    "target-list": (Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE), NEVER),
    "target": (Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE), NEVER),
    "target-remove": (NEVER, Rule(W.PROVINCE, P.TARGET_CERTIFY, NOT_NOW)),  # without a reason
    "target-verify": (NEVER, Rule(W.SOMEWHERE, P.TARGET_VERIFY, NOT_NOW)),  # without a household
    "target-evidence": (Rule(W.HOUSEHOLD, P.NAME_SEE), NEVER),
    "target-rolls": (Rule(W.PROVINCE, P.TARGET_PROPOSE), Rule(W.PROVINCE, P.TARGET_PROPOSE)),
    "target-roll": (Rule(W.SOMEWHERE, P.FIGURES_SEE), NEVER),
    "target-roll-act": (NEVER, Rule(W.PROVINCE, P.TARGET_PROPOSE, SENT_ON)),
    "target-forums": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-forum-hold": (Rule(W.AREA, P.TARGET_VERIFY), Rule(W.AREA, P.TARGET_VERIFY)),
    "target-forum": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-meetings": (FIGURES, Rule(W.AREA, P.TARGET_ENDORSE)),
    "target-meeting": (FIGURES, NEVER),
    "target-meeting-resolve": (NEVER, Rule(W.AREA, P.TARGET_ENDORSE, NOT_NOW)),  # without a list
    "target-missed": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-missed-propose": (Rule(W.AREA, P.TARGET_PROPOSE), Rule(W.AREA, P.TARGET_PROPOSE)),
    "target-missed-one": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-missed-visit": (Rule(W.AREA, P.TARGET_VERIFY), Rule(W.AREA, P.TARGET_VERIFY)),
    "target-missed-close": (NEVER, Rule(W.AREA, P.TARGET_VERIFY, NOT_NOW)),  # without a reason
    "target-errors": (FIGURES, NEVER),
    "target-errors-csv": (FIGURES, NEVER),
    "definitions": (SEEN_BY_ALL, NEVER),
    "components": (SEEN_BY_ALL, NEVER),
    "sample": (SEEN_BY_ALL, NEVER),
}


def expected(rule: Rule, who: str, *, is_inside: bool) -> int:
    """The status. `who`: one of WHO. Inside: the role is held over an area with the household in it, which is handed over to those who need
    that; outside: over an area of another amphoe."""
    is_signed_in = who not in (SIGNED_OUT, OPERATOR.key)  # the command line has no way in by the pages
    if rule.where is Where.ANYONE:
        return rule.answer
    if rule.where is Where.AT_THE_DOOR:
        return SENT_ON if is_signed_in else rule.answer
    if not is_signed_in:
        return SENT_ON
    if rule.permission is None:
        return rule.answer
    role = ROLES.get(who)
    if role is None:
        return NOT_THERE
    return rule.answer if _may(rule, role, is_inside) else _refusal(rule, is_inside)


def _may(rule: Rule, role: Role, is_inside: bool) -> bool:
    by_area, by_hand = rule.permission in role.permissions, rule.permission in role.handed
    match rule.where:
        case Where.SOMEWHERE:
            return by_area or by_hand
        case Where.AREA:
            return is_inside and by_area
        case Where.AREA_OR_HANDED | Where.HOUSEHOLD:
            return is_inside and (by_area or by_hand)
        case _:
            return is_inside and by_area and DIGITS.get(role.key, PROVINCE) == PROVINCE


def _refusal(rule: Rule, is_inside: bool) -> int:
    match rule.where:
        case Where.HOUSEHOLD | Where.HIDDEN:
            return NOT_THERE
        case Where.AREA | Where.AREA_OR_HANDED:
            return NOT_YOURS if is_inside else NOT_THERE
        case _:
            return NOT_YOURS


def table() -> Iterator[tuple[str, str, int, int]]:
    """Route (method and name), role, status inside, status outside."""
    for name, rules in ADDRESSES.items():
        for method, rule in zip(("GET", "POST"), rules, strict=True):
            for who in WHO:
                yield f"{method} {name}", who, expected(rule, who, is_inside=True), expected(rule, who, is_inside=False)
