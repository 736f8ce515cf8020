"""What a kind of document is. Each module doc_*.py makes some and says of them what they are for (KINDS); documents.py knows them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db.models import Q

from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.secretariat.blocks import Document

PROVINCE, AMPHOE, TAMBON, VILLAGE = 2, 4, 6, 8  # digits of an area's code


@dataclass(frozen=True)
class Asked:
    """`month`: its first day, for kinds by month. `year`: of the survey (Christian), for kinds by round; None: the newest. `number`: of the
    one household, letter or meeting, for kinds of one. `with_names`: names and houses, for who may read them.
    `fiscal_year`: of the casework (Christian), for kinds by fiscal year; None: the one under way, which the paper then keeps."""

    area: str
    month: date | None = None
    year: int | None = None
    number: int | None = None
    with_names: bool = False
    by: str = ""  # of a table by two dimensions: its rows
    across: str = ""  # and its columns
    snapshot: int | None = None  # the certified figures it is to quote; None: the newest of its month
    compared: int | None = None  # with `as_of`: those with which it compared them
    fiscal_year: int | None = None
    as_of: datetime | None = None  # of a paper made anew: when the first of it was issued (Issued.pins)


@dataclass(frozen=True)
class Kind:
    """`title`, `about`: Thai msgids; for whom and when it is. `levels`: digits of the areas it is made for. `permission`: over the area.
    `gather(user, at, asked)` answers only with what the user may see, and records itself what it shows of named people."""

    name: str  # as nsc report has it
    title: str
    about: str
    levels: tuple[int, ...]
    gather: Callable[[User, datetime, Asked], Document] | None = None
    forms: tuple[str, ...] = ("pdf", "docx", "xlsx")
    is_monthly: bool = False
    of_one: str = ""  # what `number` means: "" | household | referral | meeting | forum | receipt
    may_name: bool = False
    options: tuple[str, ...] = ()  # names of Asked that it reads besides
    permission: Permission = Permission.REPORT_ISSUE
    # Instead of gather, for papers that make their own bytes, or a file of them that is open for reading and gone when it is closed:
    # (user, at, asked, form, thai_digits, tell(done, total)).
    made: Callable[[User, datetime, Asked, str, bool, Callable[[int, int], None]], bytes | IO[bytes]] | None = None
    # Of a kind of one, instead of the permission over the area: raises OutOfSight or NotAllowed for who may not have that one, its names
    # included; and of the papers issued of it those (a filter of Issued) that this user may open. Both or neither.
    asks: Callable[[User, Asked], None] | None = None
    seen: Callable[[User], Q] | None = None
