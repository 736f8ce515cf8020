"""What a person changes of a proposed mapping. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nsc.errors import Refused, _
from nsc.intake import mapping
from nsc.intake.layout import HELP, HOUSEHOLDS, MEMBERS
from nsc.intake.mapping import BOTH, LIST, PERSONAL, SURVEY, Guess, Proposal
from nsc.intake.synonyms import DIMENSIONS, HELPED

Columns = Mapping[int, Mapping[str, str]]  # number of the proposal → key of its column → field, "" for none


def corrected(proposals: Sequence[Proposal], columns: Columns, name: str) -> mapping.Profile:
    """The profile of the proposals with what a person said of their columns. Refused where two columns would be one field."""
    settled = [_settled(proposal, columns.get(number, {})) for number, proposal in enumerate(proposals)]
    made = mapping.profile(name, settled)
    return mapping.Profile.from_json(made.to_json())  # refuses fields that do not exist


def _settled(proposal: Proposal, said: Mapping[str, str]) -> Proposal:
    guesses = tuple(_said(guess, said.get(guess.key, guess.field or "")) for guess in proposal.columns)
    _one_column_each(guesses)
    if [guess.field for guess in guesses] == [guess.field for guess in proposal.columns]:
        return proposal
    kind = _kind(guesses)
    return replace(proposal, columns=guesses, kind=kind, part=_part(proposal, guesses, kind))


def _said(guess: Guess, field: str) -> Guess:
    """A repair belongs to what the column was taken for."""
    return guess if field == (guess.field or "") else replace(guess, field=field or None, transform=None)


def _kind(guesses: Sequence[Guess]) -> str | None:
    fields = {guess.field for guess in guesses if guess.field}
    if not fields:
        return None
    if fields & HELPED.keys():
        return HELP
    is_list = bool(fields & (DIMENSIONS.keys() | {"dimensions"})) and not any(re.fullmatch(r"i\d+", field) for field in fields)
    return LIST if is_list else SURVEY


def _part(proposal: Proposal, guesses: Sequence[Guess], kind: str | None) -> str | None:
    """As proposed where the columns still allow it."""
    fields = {guess.field for guess in guesses if guess.field}
    has_people = bool(fields & PERSONAL)
    has_homes = "village_code" in fields or any(re.fullmatch(r"i\d+", field) for field in fields)
    if kind is None:
        return None
    if kind == HELP:
        return HELP
    if kind == LIST or not has_homes or not has_people:
        return MEMBERS if has_people else HOUSEHOLDS
    return proposal.part if proposal.part in (BOTH, HOUSEHOLDS, MEMBERS) else BOTH


def _one_column_each(guesses: Sequence[Guess]) -> None:
    taken: dict[str, str] = {}
    for guess in guesses:
        if guess.field and taken.setdefault(guess.field, guess.key) != guess.key:
            raise Refused(
                _("คอลัมน์ “{first}” และ “{second}” ถูกเลือกเป็นข้อมูลเดียวกัน โปรดเลือกเพียงคอลัมน์เดียว"), first=taken[guess.field], second=guess.key
            )
