"""What the newest answers say of people, as far as programmes ask for it, and what follows: one person, one household, or everybody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan

from nsc import bulk
from nsc.registry.models import Person
from nsc.surveys import responses
from nsc.surveys.models import Member, Response, Round
from nsc.welfare import eligibility, recipients
from nsc.welfare.eligibility import NO, NOT_KNOWN, YES, Facts, Heard, How, Rule, State, Verdict
from nsc.welfare.models import Register
from nsc.welfare.programmes import Entry

_READ = {
    "id": pl.Int64, "person_id": pl.Int64, "born_on": pl.Date, "health": pl.Int64, "welfare_validated": pl.Boolean,
    "response__household_id": pl.Int64, "response__area_code": pl.String, "response__authority_id": pl.Int64,
    "response__income_per_person": pl.Float64, "response__failed": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """People with what programmes ask for. `rows`: id (of the member), person_id, household_id, area_code, authority_id, born_on, health,
    welfare_validated, income_per_person, failed, and has_number (a national id is known)."""

    rows: pl.DataFrame
    size: int  # of the indicator set

    @property
    def households(self) -> pl.DataFrame:
        """household_id, area_code, authority_id, in the order in which their people come."""
        return self.rows.select("household_id", "area_code", "authority_id").unique("household_id", keep="first", maintain_order=True)


def read(round: Round, where: Q | None = None) -> Group:
    """The people of the round's live answers. `where`: which, as a filter on members."""
    rows = Member.objects.filter(responses.live(round, prefix="response__"))
    found = bulk.read(rows if where is None else rows.filter(where), _READ)
    found = found.rename({name: name.removeprefix("response_") for name in found.columns if name.startswith("response_")})
    without = Person.objects.filter(national_id_index=None)
    if found.height <= bulk.FEW:
        numberless = bulk.read_by(without, "id", found["person_id"].to_list(), {"id": pl.Int64})["id"]
    else:
        numberless = bulk.read(without, {"id": pl.Int64})["id"]
    return Group(found.with_columns(has_number=~pl.col("person_id").is_in(numberless.implode())), round.indicator_set.size)


@dataclass(frozen=True)
class Found:
    """`rows` with household_id, area_code, authority_id, state and why; of single persons also id and person_id. One a person, or one a
    household where the programme is for households."""

    rows: pl.DataFrame


def decide(entry: Entry, registers: Iterable[Register], group: Group, on: date) -> Found:
    """How everybody of the group stands with a programme. `registers`: the programme's, in force."""
    terms, rows = entry.on(on), group.rows
    said = recipients.said_of_all(registers, rows)
    has_card = _answer(rows["welfare_validated"].cast(pl.Int64))
    how, as_of = eligibility.hear_all(said, has_number=rows["has_number"].to_numpy(), has_answered=(has_card == YES) & entry.is_card)
    people = eligibility.People(
        born=rows["born_on"].to_numpy().astype("datetime64[D]"),
        is_disabled=_answer((rows["health"] == Member.Health.DISABLED).cast(pl.Int64)),
        has_card=has_card,
        fails=_fails(rows["failed"].to_numpy(), terms.rule if terms else None, group.size),
        income=rows["income_per_person"].fill_null(float("nan")).to_numpy(),
        how=how,
        as_of=as_of,
    )
    state, why = eligibility.decide(terms.rule if terms else None, people, on)
    if not entry.is_for_household:
        kept = rows.select("id", "person_id", "household_id", "area_code", "authority_id")
        return Found(kept.with_columns(state=pl.Series(state), why=pl.Series(why)))
    homes = group.households
    index = rows.select("household_id").join(homes.select("household_id").with_row_index("n"), on="household_id", maintain_order="left")[
        "n"
    ]
    state, why = eligibility.decide_households(state, why, how, index.cast(pl.Int64).to_numpy(), homes.height)
    return Found(homes.with_columns(state=pl.Series(state), why=pl.Series(why)))


def _answer(column: pl.Series) -> np.ndarray:
    return column.fill_null(NOT_KNOWN).to_numpy()


def number_of(rule: Rule | None, size: int) -> int | None:
    """The rule's indicator in a set of that size; None where the set does not have it."""
    asked = rule.fails_indicator if rule else None
    return asked if asked is None or size == 31 else eligibility.NUMBER_38.get(asked)


def _fails(failed: np.ndarray, rule: Rule | None, size: int) -> np.ndarray:
    number = number_of(rule, size)
    return np.full(failed.size, NOT_KNOWN) if number is None else np.where(failed >> (number - 1) & 1, YES, NO)


def likely(entry: Entry, rule: Rule, on: date, size: int) -> Q:
    """Members who are not certainly out by age, health or the house, as a filter that spares reading the others. Of a programme for
    households all people of a household stay or go together."""
    found = Q()
    if number := number_of(rule, size):
        found &= Q(GreaterThan(F("response__failed").bitand(1 << (number - 1)), 0))
    if entry.is_for_household:
        return found
    if rule.age_from:
        found &= Q(born_on=None) | Q(born_on__lte=eligibility.turned(on, rule.age_from))
    if rule.age_until is not None:
        found &= Q(born_on=None) | Q(born_on__gt=eligibility.turned(on, rule.age_until + 1))
    if rule.needs_disability:
        found &= Q(health=None) | Q(health=Member.Health.DISABLED)
    return found


# — one household —


@dataclass(frozen=True)
class Standing:
    """How one person, or a household as a whole (`person` None), stands with a programme. `as_of`: the day of the register that decided."""

    entry: Entry
    person: int | None
    verdict: Verdict
    as_of: date | None
    baht: int | None  # by the terms, at the person's age


def of_household(response: Response, entries: Collection[Entry], on: date) -> list[Standing]:
    """From its newest live answer. Programmes in the order given; four queries."""
    members = list(Member.objects.filter(response=response).select_related("person").order_by("pk"))
    registers = recipients.in_force(each.id for each in entries)
    named = recipients.listed(registers, (member.person_id for member in members))
    found: list[Standing] = []
    for entry in entries:
        of_it = [each for each in registers if each.programme_id == entry.id]
        found += _standings(entry, response, members, of_it, named, on)
    return found


def _standings(
    entry: Entry, response: Response, members: list[Member], registers: list[Register], named: set[tuple[int, int]], on: date
) -> list[Standing]:
    terms = entry.on(on)
    rule = terms.rule if terms else None
    number = number_of(rule, response.round.indicator_set.size)
    fails = None if number is None else bool(response.failed >> (number - 1) & 1)
    heard, verdicts = [], []
    for member in members:
        said = recipients.said_of(registers, named, person=member.person_id, area=response.area_code, authority=response.authority_id)
        card = member.welfare_validated
        told = eligibility.hear(said, has_number=member.person.national_id_index is not None, has_answered=bool(card) and entry.is_card)
        disabled = None if member.health is None else member.health == Member.Health.DISABLED
        facts = Facts(member.born_on, disabled, card, response.income_per_person, fails)
        heard.append(told)
        verdicts.append(eligibility.verdict(rule, facts, told, on))
    if entry.is_for_household:
        whole = eligibility.of_household(verdicts, heard)
        return [Standing(entry, None, whole, _day(heard, whole), _baht(entry, None, on))] if members else []
    return [
        Standing(entry, member.person_id, verdict, told.as_of, _baht(entry, member, on))
        for member, verdict, told in zip(members, verdicts, heard, strict=True)
    ]


def _day(heard: list[Heard], whole: Verdict) -> date | None:
    """Of the register that names one of them; of the oldest, where none does."""
    if whole.state == State.RECEIVES:
        return max((each.as_of for each in heard if each.how == How.LISTED and each.as_of), default=None)
    return min((each.as_of for each in heard if each.as_of), default=None)


def _baht(entry: Entry, member: Member | None, on: date) -> int | None:
    terms = entry.on(on)
    if terms is None:
        return None
    age = eligibility.full_years(member.born_on, on) if member and member.born_on else None
    amounts = terms.with_card if member and member.welfare_validated and terms.with_card else terms.amounts
    return eligibility.amount(amounts, age)
