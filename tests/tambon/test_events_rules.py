"""The rules of events, by themselves: the code that changes, the road of an event, text for other calendars."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.poverty import small
from nsc.tambon import events_rules as rules
from nsc.tambon import ical

KEYS = st.binary(min_size=16, max_size=32)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(KEYS, MOMENTS, st.integers(0, rules.STEP))
def test_a_code_works_for_a_step_at_least(key, at, later):
    assert rules.is_good(key, rules.code_at(key, at), at + timedelta(seconds=later))


@given(KEYS, MOMENTS, st.integers((rules.KEPT + 1) * rules.STEP, 10**7))
def test_a_photograph_of_it_is_worth_nothing_after_two_steps_nor_before_its_time(key, at, later):
    for moved in (later, -later):
        assert not rules.is_good(key, rules.code_at(key, at), at + timedelta(seconds=moved))


@given(KEYS, KEYS, MOMENTS)
def test_the_code_of_one_event_opens_no_other(ours, theirs, at):
    assert rules.is_good(theirs, rules.code_at(ours, at), at) == (ours == theirs)


@given(KEYS, MOMENTS, st.text(max_size=12))
def test_what_was_guessed_is_no_code(key, at, guess):
    shown = {rules.code_at(key, at, back=back) for back in range(rules.KEPT + 1)}
    assert rules.is_good(key, guess, at) == (guess.lower() in shown)


@given(st.sampled_from(sorted(rules.NAMES)), st.sampled_from(sorted(rules.NAMES)))
def test_only_what_is_planned_is_held_or_cancelled(now, to):
    if now == rules.PLANNED and to != rules.PLANNED:
        assert rules.step(now, to) == to
    else:
        with pytest.raises(Refused):
            rules.step(now, to)


def test_an_event_is_over_when_its_hour_has_passed():
    day, noon = date(2026, 12, 1), time(12)
    assert not rules.is_over(day, noon, datetime(2026, 12, 1, 11, 59))
    assert rules.is_over(day, noon, datetime(2026, 12, 1, 12, 1)) and rules.is_over(day, noon, datetime(2026, 12, 2, 1))


@given(st.text())
def test_any_text_is_one_value_and_comes_back(text):
    told = ical.text(text)
    assert "\n" not in told and "\r" not in told
    back, signs = [], iter(told)
    for sign in signs:
        assert sign not in ";,"  # bare, they would end the value
        back.append({"n": "\n"}.get(second, second) if sign == "\\" and (second := next(signs)) else sign)
    assert "".join(back) == ical._UNWRITTEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=400))
def test_a_folded_line_is_short_and_unfolds(line):
    folded = ical.folded(line)
    assert all(len(piece.encode()) <= ical.LINE for piece in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 40), min_size=1))
def test_what_others_see_tells_no_handful(villages):
    total, (shown,) = rules.shown(sum(villages.values()), [villages], to_all=True)
    hidden = [key for key, count in shown.items() if small.is_hidden(count)]
    assert all(small.is_hidden(shown[key]) for key, count in villages.items() if count < small.FEW)
    if len(hidden) == 1:  # alone, it could be had by taking the others from the whole
        assert small.is_hidden(total)
    assert rules.shown(sum(villages.values()), [villages], to_all=False) == (sum(villages.values()), [villages])
