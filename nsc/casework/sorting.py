"""Triage (จำแนก): can this household develop, or does it need care? A proposal from who lives there; the officer decides.

Most of those poor in income live with elderly or disabled people who cannot work: training does not help them, care does. The rule is ours,
not official: one able person of working age makes a household that can develop.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nsc.errors import _

WORKING_FROM = 15  # the labour force as the National Statistical Office counts it begins at 15


@dataclass(frozen=True)
class Somebody:
    """`age` in full years, None where unknown. `needs_care`: disabled, or does not care for themselves."""

    age: int | None
    needs_care: bool


@dataclass(frozen=True)
class Reason:
    """A msgid whose gap {count} it fills."""

    text: str
    count: int


@dataclass(frozen=True)
class Proposal:
    """`triage`: develop, welfare, or "" where too little is known to say."""

    triage: str
    reasons: tuple[Reason, ...]


def propose(people: Iterable[Somebody], elderly_from: int) -> Proposal:
    them = list(people)
    able = sum(each.age is not None and WORKING_FROM <= each.age < elderly_from and not each.needs_care for each in them)
    unknown = sum(each.age is None and not each.needs_care for each in them)
    counted = (
        (able, _("คนวัยทำงานที่ทำงานได้ {count} คน")),
        (sum(each.age is not None and each.age >= elderly_from for each in them), _("ผู้สูงอายุ {count} คน")),
        (sum(each.needs_care for each in them), _("ผู้พิการหรือดูแลตนเองไม่ได้ {count} คน")),
        (sum(each.age is not None and each.age < WORKING_FROM for each in them), _("เด็ก {count} คน")),
        (unknown, _("ไม่ทราบอายุ {count} คน")),
    )
    reasons = tuple(Reason(text, count) for count, text in counted if count or text == counted[0][1])
    if able:
        return Proposal("develop", reasons)
    return Proposal("" if unknown or not them else "welfare", reasons if them else ())
