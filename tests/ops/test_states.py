"""The states, drawn from the tables that decide them."""

from pathlib import Path

import pytest

from nsc.ops import states

DRAWN = Path("docs/states.md")


def test_the_drawing_in_the_docs_is_that_of_today():
    assert DRAWN.read_text(encoding="utf-8") == states.text(), "run: nsc states > docs/states.md"


@pytest.mark.parametrize("machine", states.machines(), ids=lambda machine: machine.title)
def test_every_state_can_be_reached_and_leads_to_an_end(machine):
    following = {str(state): set(map(str, after)) for state, after in machine.next.items()}
    everything = set(following) | set().union(*following.values())
    reached = {next(iter(following))}
    while further := {after for state in reached for after in following.get(state, ())} - reached:
        reached |= further
    assert reached == everything
    ends = {
        state for state in everything if not following.get(state) or state in ("closed", "done")
    }  # a case may be opened again, as may work
    while before := {state for state in everything - ends if following[state] & ends}:
        ends |= before
    assert ends == everything


def test_the_command_prints_nothing_but_the_drawing(nsc):
    told = nsc("states")
    assert (told.status, told.out, told.err) == (0, states.text(), "")
