"""Accounts, their roles and organisations, as their pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from nsc.access import handover, users, wording
from nsc.access.roles import APART, APART_ON_A_RECORD, OPERATOR, ROLES, Role
from nsc.areas import places
from nsc.web import pages
from nsc.web.words import because, said

FILTERS = ("q", "role", "area", "organisation", "state")


@dataclass(frozen=True)
class RoleRow:
    """A role that somebody has. `acts`: in words; `state`: running, later or ended."""

    id: int
    name: str
    place: str
    organisation: str
    valid_from: date
    valid_until: date | None
    ended_at: datetime | None
    state: str
    acts: tuple[str, ...]
    handed: tuple[str, ...]
    end: str = ""


@dataclass(frozen=True)
class Row:
    href: str
    name: str
    username: str
    tone: str
    state: str
    roles: tuple[str, ...]
    last: datetime | None


@dataclass(frozen=True)
class People:
    form: object
    rows: tuple[Row, ...]
    total: int
    first: int
    last: int
    earlier: str
    later: str
    clear: str
    unattended: int
    may_list: bool
    may_organisations: bool
    name: str = "people"


@dataclass(frozen=True)
class Explained:
    """A role as /roles/ explains it."""

    key: str
    name: str
    description: str
    acts: tuple[str, ...]
    handed: tuple[str, ...]
    idle_minutes: int
    needs_second_factor: bool


def acts(permissions: Iterable) -> tuple[str, ...]:
    """In the order of the page of code."""
    held = set(permissions)
    return tuple(said(words) for permission, words in wording.ACTS.items() if permission in held)


def place(given: users.Given) -> str:
    if given.authority:
        return given.authority
    found = places.find(given.area)
    return found.full_name if found else given.area


def role_row(given: users.Given, on: date, end: str = "") -> RoleRow:
    role = ROLES.get(given.role)
    return RoleRow(
        id=given.id,
        name=said(role.name) if role else given.role,
        place=place(given),
        organisation=given.organisation,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        ended_at=given.ended_at,
        state=given.state(on),
        acts=acts(role.permissions) if role else (),
        handed=acts(role.handed) if role else (),
        end=end,
    )


def state(account: users.Account) -> tuple[str, str]:
    """(words, tone)."""
    if not account.is_active:
        return _("ปิดแล้ว"), "need"
    if account.is_waiting:
        return _("รอตั้งรหัสผ่าน"), ""
    return _("ใช้งานอยู่"), "good"


def row(account: users.Account, on: date) -> Row:
    words, tone = state(account)
    roles = [f"{said(ROLES[each.role].name)} · {place(each)}" for each in account.given if each.state(on) != "ended" and each.role in ROLES]
    if account.outside:
        roles.append(_("อีก %(n)s บทบาทนอกพื้นที่ของท่าน") % {"n": account.outside})
    return Row(
        href=reverse("account", args=[account.id]),
        name=account.display_name,
        username=account.username,
        tone=tone,
        state=words,
        roles=tuple(roles),
        last=account.last_sign_in,
    )


def href(asked: Mapping[str, str], **changes: object) -> str:
    kept = {key: asked.get(key, "") for key in FILTERS} | changes
    query = urlencode({key: value for key, value in kept.items() if value})
    return reverse("people") + (f"?{query}" if query else "")


def people(form, found: users.Page, asked: Mapping[str, str], on: date, **more: object) -> People:
    first = (found.number - 1) * users.PER_PAGE + 1
    last = first + len(found.accounts) - 1
    return People(
        form=form,
        rows=tuple(row(account, on) for account in found.accounts),
        total=found.total,
        first=first,
        last=last,
        earlier=href(asked, page=found.number - 1) if found.number > 1 else "",
        later=href(asked, page=found.number + 1) if last < found.total else "",
        clear=reverse("people") if any(asked.get(key) for key in FILTERS) else "",
        **more,
    )


def explained(role: Role) -> Explained:
    return Explained(
        key=role.key,
        name=said(role.name),
        description=said(role.description),
        acts=acts(role.permissions),
        handed=acts(role.handed),
        idle_minutes=role.idle_minutes,
        needs_second_factor=role.needs_second_factor,
    )


def roles() -> tuple[Explained, ...]:
    return tuple(explained(role) for role in ROLES.values() if role is not OPERATOR)


def kept_apart() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Never together in one person; never on one record."""
    return tuple(said(wording.KEPT_APART[pair]) for pair in APART), tuple(said(wording.KEPT_APART[pair]) for pair in APART_ON_A_RECORD)


def offers(found: Iterable[users.Offer]) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """(key, name, description) of roles that can be given; (name, why not) of the others."""
    can, cannot = [], []
    for offer in found:
        name = said(offer.role.name)
        if offer.why_not:
            cannot.append((name, because(offer.why_not)))
        else:
            can.append((offer.role.key, name, said(offer.role.description)))
    return can, cannot


def work(user) -> list[str]:
    return [said(label, {"count": f"{count:,}"}) for label, count in handover.open_work(user)]


def steps_to(area: str, tops: Iterable[str], address: str) -> tuple[tuple[pages.Crumb, ...], tuple[pages.Choice, ...]]:
    """The way from the granter's own areas down to the one chosen, and what lies one level below."""
    tops = tuple(tops)
    crumbs = [pages.Crumb(each.title, f"{address}?area={each.code}") for each in places.path(area) if each.code.startswith(tops)]
    below = [pages.Choice(each.name, f"{address}?area={each.code}") for each in places.children(area)]
    return tuple(crumbs), tuple(below)
