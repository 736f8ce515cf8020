"""One person of a household, what is kept of them under seal, and the household's photographs, as their pages show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nsc import thai
from nsc.registry import photographs, rules
from nsc.reports.household import File
from nsc.surveys.residents import Resident
from nsc.web import pages
from nsc.web.forms_sensitive import PhotographForm, ReasonForm, ValueForm
from nsc.web.words import said

LACKS = {
    rules.UNASKED: gettext_noop("เพิ่มภาพได้เมื่อครัวเรือนยินยอมให้ “ถ่ายภาพบุคคลและบ้าน” ขณะนี้ยังไม่มีความยินยอม หรือถอนไปแล้ว"),
    rules.STOPPED: gettext_noop("เพิ่มภาพไม่ได้ ครัวเรือนให้ระงับการเก็บภาพไว้ โปรดติดต่อเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"),
}


@dataclass(frozen=True)
class Detail:
    """One field: whether there is something, since when and by whom; addresses of what may be done with it."""

    name: str
    at: datetime | None
    by: str
    is_there: bool
    reveal: str = ""
    record: str = ""
    erase: str = ""


@dataclass(frozen=True)
class Card:
    name: ClassVar[str] = "resident"
    bar: pages.Bar
    title: str
    back: str
    details: tuple[Detail, ...]


@dataclass(frozen=True)
class Ask:
    """A form about one field of one person. `told`: what was opened, in lines; the form is then done with."""

    name: ClassVar[str] = "resident"
    bar: pages.Bar
    title: str
    back: str
    act: str  # address
    form: ReasonForm | ValueForm | None
    button: str
    is_dangerous: bool = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddPhotograph:
    name: ClassVar[str] = "photograph-add"
    bar: pages.Bar
    title: str
    back: str
    act: str
    form: PhotographForm
    missing: pages.NoPicture | None


def card(found: Resident) -> Card:
    recorded = {each.field: each for each in found.recorded}
    fields = [rules.NATIONAL_ID, *rules.RECORDED] if found.may_reveal or found.may_record else []
    return Card(
        bar=_bar(found.household),
        title=found.name or _("ไม่ทราบชื่อ"),
        back=reverse("household", args=[found.household]),
        details=tuple(_detail(found, field, recorded.get(field)) for field in fields),
    )


def _detail(found: Resident, field: str, kept) -> Detail:
    is_there = found.has_national_id if field == rules.NATIONAL_ID else kept is not None
    may_record = found.may_record and field in rules.RECORDED

    def address(name: str, may: bool) -> str:
        return reverse(name, args=[found.household, found.person, field]) if may else ""

    return Detail(
        name=said(rules.NAMES[field]),
        at=kept.at if kept else None,
        by=kept.by if kept else "",
        is_there=is_there,
        reveal=address("resident-reveal", found.may_reveal and is_there),
        record=address("resident-record", may_record),
        erase=address("resident-erase", may_record and is_there),
    )


def ask(household: int, person: int, act: str, title: str, button: str, form, *, told: str = "", is_dangerous: bool = False) -> Ask:
    return Ask(
        bar=_bar(household),
        title=title,
        back=reverse("household", args=[household]),
        act=act,
        form=None if told else form,
        button=button,
        is_dangerous=is_dangerous,
        told=tuple(told.splitlines()),
    )


def opened(field: str, value: str) -> str:
    """A stored value as people read it."""
    match field:
        case rules.NATIONAL_ID:
            return thai.format_national_id(value)
        case rules.PHONE:
            return thai.format_phone(value)
        case rules.BANK_ACCOUNT:
            bank, number = rules.account(value)
            return f"{said(bank.name)} {number}"
        case _:
            return value


def add_photograph(household: int, form: PhotographForm, lacks: str) -> AddPhotograph:
    return AddPhotograph(
        bar=_bar(household),
        title=_("เพิ่มภาพถ่ายของครัวเรือน"),
        back=reverse("household", args=[household]),
        act=reverse("photograph-add", args=[household]),
        form=form,
        missing=_missing(household, lacks),
    )


def _missing(household: int, lacks: str) -> pages.NoPicture | None:
    """Where the household's yes is recorded, and where one reads that it was stopped."""
    return pages.NoPicture(said(LACKS[lacks]), reverse("consents", args=[household])) if lacks else None


def member_links(file: File, person: int) -> dict[str, object]:
    """What a member's row of the household page leads to."""
    opens = not file.has_names and file.may_reveal_names
    return {
        "href": reverse("resident", args=[file.household_id, person]),
        "reveal": reverse("resident-name", args=[file.household_id, person]) if opens else "",
        "details": reverse("resident", args=[file.household_id, person]) if file.may_reveal or file.may_record else "",
        "recorded": tuple(said(rules.NAMES[field]) for field in file.recorded.get(person, ())),
    }


def photograph_rows(user, file: File) -> dict[str, object]:
    """The columns of pages.Household about photographs."""
    found = photographs.album(user, file.household_id, at=timezone.now())
    return {
        "photographs": tuple(_photograph(each, found.may_add) for each in found.shown),
        "add_photograph": reverse("photograph-add", args=[file.household_id]) if found.may_add and not found.lacks else "",
        "no_picture": _missing(file.household_id, found.lacks),
        "sees_photographs": found.may_see,
    }


def _photograph(each: photographs.Shown, may_remove: bool) -> pages.Photograph:
    return pages.Photograph(
        id=each.id,
        href=reverse("photograph", args=[each.id]),
        preview=reverse("photograph-preview", args=[each.id]),
        kind=said(rules.KINDS[each.kind]),
        caption=each.caption,
        at=each.at,
        by=each.by,
        remove=reverse("photograph-remove", args=[each.id]) if may_remove else "",
    )


def _bar(household: int) -> pages.Bar:
    return pages.Bar(crumbs=(pages.Crumb(_("แฟ้มครัวเรือน"), reverse("household", args=[household])), pages.Crumb(_("ข้อมูลของบุคคล"), "")))
