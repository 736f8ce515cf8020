"""Who lives in a household, as its newest live answer found them: whom a need is about, who left or died. For verbs and questions that have
checked the right to names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nsc import thai
from nsc.errors import Refused, _
from nsc.surveys import people, responses
from nsc.surveys.models import Member, Response
from nsc.surveys.names import shown_name


@dataclass(frozen=True)
class Relative:
    """`age`: full years on the day asked for, None where neither birth nor age is known; `stage`: code of poverty.stages.LIFE_STAGES, ""
    where the age is unknown."""

    person: int
    name: str  # masked unless the reader may see names
    relation: str
    age: int | None
    stage: str


def of(household: int, *, on: date, may_read: bool) -> tuple[Relative, ...]:
    """The head first. Nobody where no survey has asked them."""
    newest = responses.newest_of(household)
    return of_answer(newest, on=on, may_read=may_read) if newest else ()


def of_answer(answer: Response, *, on: date, may_read: bool) -> tuple[Relative, ...]:
    rows = Member.objects.filter(response=answer).order_by("pk")
    found = [_relative(row, answer, on, may_read) for row in rows]
    return tuple(sorted(found, key=lambda each: not each.relation.startswith("หัวหน้า")))


def _relative(row: Member, answer: Response, on: date, may_read: bool) -> Relative:
    age = age_on(row.born_on, row.age, answer.surveyed_on, on)
    stage = people.stage_of(age)
    named = {"title": row.title, "first_name": row.first_name, "last_name": row.last_name}
    return Relative(row.person_id, shown_name(named, may_read), row.relation, age, stage.code if stage else "")


def age_on(born_on: date | None, age: int | None, surveyed_on: date | None, on: date) -> int | None:
    """By the birth; else by the age at the survey and the full years since."""
    if born_on and born_on <= on:
        return thai.age_on(born_on, on)
    if age is None or surveyed_on is None or surveyed_on > on:
        return age
    return age + thai.age_on(surveyed_on, on)


def birthday(born_on: date | None, precision: str) -> date | None:
    """Where the file knew the day. Of a birth of which it knew the year alone, the day that stands there is nobody's."""
    return born_on if precision == "d" else None


def one(relatives: Iterable[Relative], person: int | None) -> Relative | None:
    """That person of them; Refused for somebody else's number."""
    if person is None:
        return None
    found = next((each for each in relatives if each.person == person), None)
    if found is None:
        raise Refused(_("คนนี้ไม่อยู่ในครัวเรือนนี้ตามการสำรวจล่าสุด โปรดเลือกจากรายชื่อ หรือเลือกทั้งครัวเรือน"))
    return found
