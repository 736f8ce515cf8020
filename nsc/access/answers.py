"""How an address or a question answers whom: the words in which nsc/access/matrix.py and its parts declare it."""

from dataclasses import dataclass
from enum import Enum, auto

from nsc.access.roles import Permission

OK, NOTHING, SENT_ON, WHO_IS_IT, NOT_YOURS, NOT_THERE, NO_SUCH_METHOD, NOT_NOW = 200, 204, 302, 401, 403, 404, 405, 409


class Where(Enum):
    """Over what the permission must be held, and what those hear who don't hold it."""

    ANYONE = auto()  # no sign-in is asked for
    AT_THE_DOOR = auto()  # for who is not signed in; all others are sent on
    SIGNED_IN = auto()
    SOMEWHERE = auto()  # over any area, or for anything handed over; else 403, to who has no role at all 404
    AREA = auto()  # over the area asked for; 403 to who has another role there, 404 to all others
    AREA_OR_HANDED = auto()  # as AREA; who sees only what was handed over reads those of the area
    HOUSEHOLD = auto()  # over its area, or because it was handed over; 403 to who may only see it, 404 to others: its number tells nothing
    PROVINCE = auto()  # over the whole province; 403 to who has another role in it
    ACCOUNT = auto()  # over the area of a person's account; 404 to who doesn't administer it, 403 to who does but may not do this
    REGISTRY = auto()  # over any area; 404 to all others: the number tells nothing
    OWN = auto()  # what one has made oneself; here another's: 404
    HIDDEN = auto()  # over the whole province; 404 to all others: the number tells nothing


@dataclass(frozen=True)
class Rule:
    """`answer` is for who may; refused for a reason of its own, a request is answered with 409, and where there is nothing to tell, 204.

    `outside`: to who may, but not there, where that is no refusal. `refusal`: to who may not, where that is not what `where` says.
    `stranger`: to who is not signed in. `also`: a second permission that the role must give over its area. `either`: one that does as well.
    """

    where: Where
    permission: Permission | None = None
    answer: int = OK
    outside: int | None = None
    refusal: int | None = None
    stranger: int = SENT_ON
    also: Permission | None = None
    either: Permission | None = None


W, P = Where, Permission
NEVER = Rule(W.SIGNED_IN, answer=NO_SUCH_METHOD)
FIGURES = Rule(W.AREA, P.FIGURES_SEE)
HOMES = Rule(W.AREA, P.HOUSEHOLD_SEE)
