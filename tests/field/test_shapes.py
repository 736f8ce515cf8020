"""The shapes of both sides are one: what the server sends has exactly the keys, and the kinds of values, that core/types.ts declares."""

import json
import re
from pathlib import Path

import pytest

from nsc.access import reach
from nsc.reports import bundles
from tests.casework.conftest import AT
from tests.field.filled import farmed, filled
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db
TYPES = Path(__file__).parents[2] / "frontend/src/field/core/types.ts"
PLAIN = {"string": str, "number": (int, float), "boolean": bool}
SENT = {  # what a bundle holds; the others are the phone's own
    *("Bundle", "Household", "Person", "Answered", "Case", "Visit", "Need", "Offered", "Plan", "Step", "Help", "Happened", "Clash"),
    *("Words", "Named", "Question", "Place", "Farmer", "Season", "PlotVisit"),
}


def without_comments(source: str) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", source, flags=re.S)


SOURCE = without_comments(TYPES.read_text(encoding="utf-8"))
INTERFACES = dict(re.findall(r"export interface (\w+) \{\n(.*?)\n\}", SOURCE, re.S))
ALIASES = {name: told.strip() for name, told in re.findall(r"export type (\w+) =\s*(.*?);", SOURCE, re.S)}


def fields(body: str) -> dict[str, str]:
    """ "a: string; b: X[];" as name and type. A type may hold braces with fields of its own."""
    found, depth, begun = {}, 0, 0
    for place, sign in enumerate(f"{body};"):
        depth += (sign in "{[<(") - (sign in "}]>)")
        if sign == ";" and depth == 0:
            if line := body[begun:place].strip():
                name, _colon, told = line.partition(":")
                found[name.strip()] = told.strip()
            begun = place + 1
    return found


def apart(told: str, sign: str) -> list[str]:
    """At signs that stand in no bracket."""
    parts, depth = [""], 0
    for each in told:
        depth += (each in "{[<(") - (each in "}]>)")
        parts = [*parts, ""] if each == sign and depth == 0 else [*parts[:-1], parts[-1] + each]
    return [part.strip() for part in parts if part.strip()]


class Held:
    """Which interfaces were seen, and all that differs."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    def check(self, value: object, told: str, where: str) -> None:
        if not self.fits(value, told, where):
            self.wrong.append(f"{where}: {value!r} is no {told}")

    def fits(self, value: object, told: str, where: str) -> bool:
        if len(choices := [one for each in apart(told, "|") for one in apart(ALIASES.get(each, each), "|")]) > 1:
            chosen = next((each for each in choices if self.is_meant(value, each)), None)
            return chosen is not None and self.fits(value, chosen, where)
        if told == "null":
            return value is None
        if told.startswith('"'):
            return value == told.strip('"')
        if told in PLAIN:
            return isinstance(value, PLAIN[told]) and (told == "boolean" or not isinstance(value, bool))
        if told in ALIASES:  # another name of one
            return self.fits(value, ALIASES[told], where)
        if told.endswith("[]"):
            of = told.removesuffix("[]").strip("()")
            return isinstance(value, list) and self.each(value, of, where)
        if told.startswith("["):
            parts = apart(told[1:-1], ",")
            return isinstance(value, list) and len(value) == len(parts) and all(map(self.fits, value, parts, [where] * len(parts)))
        if told.startswith("Record<"):
            of = apart(told.removeprefix("Record<").removesuffix(">"), ",")[1]
            return isinstance(value, dict) and self.each(value.values(), of, where)
        return self.is_shape(value, told, where)

    def each(self, values, of: str, where: str) -> bool:
        for value in values:
            self.check(value, of, f"{where}[]")
        return True

    def is_meant(self, value: object, told: str) -> bool:
        """Of a choice: by its kind alone."""
        if value is None or told == "null":
            return value is None and told == "null"
        if told.startswith('"'):
            return value == told.strip('"')
        return isinstance(value, PLAIN[told]) if told in PLAIN else True

    def is_shape(self, value: object, told: str, where: str) -> bool:
        self.seen.add(told)
        wanted = fields(told.strip("{} \n") if told.startswith("{") else INTERFACES[told])
        if not isinstance(value, dict):
            return False
        if value.keys() != wanted.keys():
            self.wrong.append(f"{where}: keys differ by {sorted(value.keys() ^ wanted.keys())}")
        for name in value.keys() & wanted.keys():
            self.check(value[name], wanted[name], f"{where}.{name}")
        return True


@pytest.fixture
def bundle(in_care, somjai, hire) -> dict:
    """Of two households, with something of everything."""
    filled(in_care, somjai)
    reach.give(household=household_id(2), to=somjai, purpose="mentor")  # of which next to nothing is known
    asked = {"at": AT, "all_": "", "words": "", "notice": (1, "ประกาศ")}
    team = hire("malee", "มาลี", "smart_tambon_team", "600908")
    farmed(team)
    told = json.loads(bundles.bundle(somjai, have={"h0": "x"}, **asked).text())
    return told | {"farmers": json.loads(bundles.bundle(team, have={}, **asked).text())["farmers"]}


def test_a_bundle_has_exactly_the_shapes_that_the_phone_is_written_for(bundle):
    held = Held()
    held.check(bundle, "Bundle", "bundle")
    assert held.wrong == []
    assert SENT - held.seen == set(), "nothing of these was in the bundle, and so nothing was tried"


def test_the_phone_is_not_told_of_shapes_that_no_bundle_holds():
    """So that an interface that is added is either sent, and tried above, or the phone's own."""
    own = {"Draft", "Attached", "Queued", "Synced"}
    assert set(INTERFACES) == SENT | own


@pytest.mark.parametrize(
    ("value", "told", "is_right"),
    [
        ({"code": "a", "name": "b"}, "Named", True),
        ({"code": "a"}, "Named", False),
        ({"code": "a", "name": 1}, "Named", False),
        ({"code": "a", "name": "b", "more": 1}, "Named", False),
        ([[1, 2.5]], "[number, number][]", True),
        ([[1]], "[number, number][]", False),
        (None, "string | null", True),
        (True, "number", False),
        ("health", "Dimension", True),
        ("money", "Dimension", False),
        ({"a": {"1": "x"}}, "Record<string, Record<number, string>>", True),
    ],
)
def test_the_check_itself_finds_what_differs(value, told, is_right):
    held = Held()
    held.check(value, told, "it")
    assert (held.wrong == []) is is_right
