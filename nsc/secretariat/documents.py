"""The documents that there are, by name, and how one is asked for."""

from datetime import datetime

from nsc.access import scope
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.secretariat import (
    doc_cross,
    doc_forum,
    doc_household,
    doc_lists,
    doc_meetings,
    doc_money,
    doc_monthly,
    doc_quality,
    doc_rights,
    doc_situation,
    doc_work,
)
from nsc.secretariat.blocks import Document
from nsc.secretariat.document_kinds import Asked, Kind

# A line for each module: KINDS of doc_*.py, in the order in which they are offered.
ALL: tuple[Kind, ...] = (
    *doc_monthly.KINDS,
    *doc_situation.KINDS,
    *doc_work.KINDS,
    *doc_money.KINDS,
    *doc_rights.KINDS,
    *doc_lists.KINDS,
    *doc_quality.KINDS,
    *doc_cross.KINDS,
    *doc_forum.KINDS,
    *doc_household.KINDS,
    *doc_meetings.KINDS,
)


def find(name: str) -> Kind:
    for kind in ALL:
        if kind.name == name:
            return kind
    raise Refused(_("ไม่มีเอกสารชื่อ “{name}” ดูรายชื่อด้วย nsc report --list"), name=name[:40])


def offered(user: User, area: str = "") -> list[Kind]:
    """Those that this user may make somewhere, or at that place."""
    if not area:
        return [kind for kind in ALL if _reaches(user, kind)]
    return [kind for kind in ALL if len(area) in kind.levels and scope.may(user, kind.permission, area)]


def _reaches(user: User, kind: Kind) -> bool:
    """Is there a place, or one of its kind, for which this user may make it?"""
    if kind.asks:
        return scope.anywhere(user, kind.permission)
    return any(len(top) <= max(kind.levels) for top in scope.areas(user, kind.permission))


def checked(user: User, name: str, asked: Asked) -> Kind:
    """Raises Refused for what the kind is not made for, OutOfSight and NotAllowed as scope has them."""
    kind = find(name)
    if places.find(asked.area) is None:
        raise Refused(places.UNKNOWN, code=asked.area[:20])
    if kind.of_one and asked.number is None:
        raise Refused(_("โปรดบอกหมายเลขของรายการที่จะพิมพ์"))
    if kind.asks:
        kind.asks(user, asked)
    else:
        scope.require(user, kind.permission, place=asked.area)
    if len(asked.area) not in kind.levels:
        raise Refused(_("เอกสารนี้ไม่ได้ทำสำหรับพื้นที่ระดับนี้ โปรดเลือกพื้นที่ระดับอื่น"))
    if kind.is_monthly and asked.month is None:
        raise Refused(_("โปรดบอกเดือนของเอกสาร เช่น 2569-01"))
    return kind


def gathered(user: User, at: datetime, name: str, asked: Asked) -> tuple[Kind, Document]:
    """Raises as `checked` does. Of a kind that is gathered into a Document."""
    kind = checked(user, name, asked)
    if kind.gather is None:
        raise ValueError(f"{name} makes its own bytes")
    return kind, kind.gather(user, at, asked)
