"""The page of one person of a household (reports.dossier.Somebody): who they are, where each round found them, what concerns them, what
they are entitled to, need and received."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from nsc import thai
from nsc.areas import places
from nsc.casework import rolls, visit_rules
from nsc.poverty.union import dimensions_in
from nsc.reports.dossier import Lived, Somebody
from nsc.surveys import sets
from nsc.web import household_page, needs, pages, people, programmes, residents
from nsc.web.context import Told
from nsc.web.household_page import HelpRow
from nsc.web.words import said
from nsc.welfare.eligibility import State

CHANGES = {"came": gettext_lazy("มาอยู่ใหม่"), "left": gettext_lazy("ย้ายออก"), "died": gettext_lazy("เสียชีวิต")}


@dataclass(frozen=True)
class Round:
    """Where a round found them. `href`: another household's file, "" where it is this one or not this reader's to see."""

    year: int  # Buddhist era
    place: str
    href: str
    about: str
    keys: tuple[str, ...] | None  # dimensions their household failed; None where nothing is told
    concerns: tuple[pages.Concern, ...]
    is_moved: bool


@dataclass(frozen=True)
class Page:
    name: ClassVar[str] = "household"
    bar: pages.Bar
    title: str
    member: pages.MemberRow
    facts: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, str], ...]
    household: str
    home: str
    has_names: bool
    rounds: tuple[Round, ...]
    rights: tuple[programmes.StandingRow, ...]
    not_entitled: tuple[programmes.StandingRow, ...]
    is_cut: bool
    needs: tuple[needs.Row, ...]
    helps: tuple[HelpRow, ...]
    shared: int  # helps of the household as a whole
    this_year: Decimal | None
    all_years: Decimal | None
    fiscal_year: int
    offices: str
    noticed: tuple[dict, ...]
    consents: tuple[dict, ...]
    consents_href: str
    needs_href: str
    card: residents.Card


def person_page(user, told: Told, found: Somebody) -> Page:
    file, who, person = found.dossier.file, found.person, found.person.person_id
    base = people.household_page(user, told, file)
    member = next(row for row, each in zip(base.members, file.residents, strict=True) if each.person_id == person)
    mine = [each for each in found.dossier.help if file.has_names and each.help.person_id == person]
    rights, others = _rights(found)
    received = household_page.received_by(found.dossier, person, mine)
    return Page(
        bar=pages.Bar(
            crumbs=(
                *base.bar.crumbs[:-1],
                pages.Crumb(base.title, reverse("household", args=[file.household_id])),
                pages.Crumb(member.name, ""),
            )
        ),
        title=member.name,
        member=member,
        facts=tuple(_facts(found)),
        signs=tuple(household_page.signs(who)),
        household=reverse("household", args=[file.household_id]),
        home=base.title,
        has_names=file.has_names,
        rounds=tuple(_rounds(found)),
        rights=rights,
        not_entitled=others,
        is_cut=found.dossier.rights.is_cut,
        needs=tuple(needs.row(each) for each in found.dossier.needs if each.person == person),
        helps=tuple(household_page.help_row(found.dossier, each) for each in mine),
        shared=sum(each.help.person_id is None for each in found.dossier.help),
        this_year=received.this_year,
        all_years=received.all_years,
        fiscal_year=thai.buddhist_year(rolls.fiscal_year(found.dossier.on)),
        offices=received.offices,
        noticed=tuple(_noticed(found)),
        consents=tuple(_consents(found)),
        consents_href=base.consents,
        needs_href=base.needs,
        card=replace(residents.card(found.sealed), bar=base.bar),
    )


def _facts(found: Somebody) -> Iterator[tuple[str, str]]:
    who = found.person
    yield _("อายุ"), _("%(age)s ปี (วันสำรวจ)") % {"age": who.age} if who.age is not None else _("ไม่ทราบ")
    if who.born_on:
        yield _("เกิด"), _born(who)
    yield _("ช่วงวัย"), said(who.stage) or _("ไม่ทราบ")
    yield _("เพศ"), gettext(people.SEX[who.sex]) if who.sex in people.SEX else _("ไม่ทราบ")
    yield _("ในครัวเรือน"), who.relation or _("ไม่ทราบ")
    yield _("อาชีพ"), who.occupation or _("ไม่ทราบ")
    yield _("การศึกษา"), who.education or _("ไม่ทราบ")


def _born(who) -> str:
    on = who.born_on
    known = {"y": thai.PartialDate(on.year), "m": thai.PartialDate(on.year, on.month)}.get(who.born_precision)
    return thai.format_date(known or on)


def _rounds(found: Somebody) -> Iterator[Round]:
    before = None
    rows = []
    for each in reversed(found.lived):
        rows.append(_round(each, is_moved=before is not None and (each.household, each.area_code) != before))
        before = (each.household, each.area_code)
    yield from reversed(rows)


def _round(each: Lived, *, is_moved: bool) -> Round:
    if each.household is None:
        return Round(thai.buddhist_year(each.year), _("ครัวเรือนอื่น นอกพื้นที่ที่ท่านเห็น"), "", "", None, (), is_moved)
    age = _("อายุ %(age)s ปี") % {"age": each.age} if each.age is not None else ""
    return Round(
        year=thai.buddhist_year(each.year),
        place=places.place(each.area_code).full_name,
        href="" if each.is_here else reverse("household", args=[each.household]),
        about=" · ".join(filter(None, (each.relation, age, each.occupation, each.education))),
        keys=dimensions_in(each.pattern or 0),
        concerns=people.concerns(each.certain, each.possible, sets.of_code(each.set_code)),
        is_moved=is_moved,
    )


def _rights(found: Somebody) -> tuple[tuple[programmes.StandingRow, ...], tuple[programmes.StandingRow, ...]]:
    """What is theirs or may be; and what is not."""
    told = found.dossier.rights
    mine = [each for each in told.standings if each.person == found.person.person_id and programmes.is_by_rule(each)]
    order = {State.ENTITLED: 0, State.RECEIVES: 1, State.UNKNOWN: 2}
    counted = sorted((each for each in mine if each.verdict.state in order), key=lambda each: order[each.verdict.state])
    rest = (each for each in mine if each.verdict.state not in order)
    return tuple(programmes.standing_row(told, each) for each in counted), tuple(programmes.standing_row(told, each) for each in rest)


def _noticed(found: Somebody) -> Iterator[dict]:
    for each in found.noticed:
        what = str(CHANGES[each.kind]) if each.is_change else _("พบปัญหา%(what)s") % {"what": said(visit_rules.DIMENSION_NAMES[each.kind])}
        yield {"on": each.on, "what": what, "href": reverse("visit", args=[each.visit])}


def _consents(found: Somebody) -> Iterator[dict]:
    """Theirs, and those of the household as a whole, which hold for them, too."""
    for each in found.dossier.consents.consents:
        if each.of in (None, found.person.person_id):
            yield {
                "name": said(each.name),
                "of": _("ทั้งครัวเรือน") if each.of is None else _("คนนี้"),
                "on": each.given_on,
                "withdrawn_at": each.withdrawn_at,
            }
