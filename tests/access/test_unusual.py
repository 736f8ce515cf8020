"""What counts as unusual: never at a limit, always above it, whatever the order and the repetitions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.access import trail, unusual
from nsc.access.unusual import Act, Limits, of_day

BANGKOK = ZoneInfo("Asia/Bangkok")
MONDAY = date(2026, 1, 12)
LIMITS = Limits(
    date(2000, 1, 1), files_hour=5, files_day=12, names_day=40, off_hours=3, new_area=4, refusals_day=3, failures_day=3, reveals_day=3
)
OURS = "60090804"


@dataclass
class Past:
    usual: int = 0
    opened: int = 0
    tambons: tuple[str, ...] = ()

    def usual_day(self):
        return self.usual

    def records(self):
        return self.opened

    def knows(self, tambon):
        return tambon in self.tambons


HOME = Past(tambons=("600908",))


def at(hour, minute=0, day=MONDAY):
    return datetime.combine(day, time(hour, minute), BANGKOK)


def files(count, hour=10, place=OURS, first=1):
    return [Act(at(hour, number % 60), "household.see", str(number + first), place) for number in range(count)]


def kinds(acts, past=HOME, *, field=False):
    return {each.kind for each in of_day(acts, past, LIMITS, in_the_field=field)}


@pytest.mark.parametrize(
    ("kind", "limit", "acts"),
    [
        ("files_hour", LIMITS.files_hour, lambda n: files(n)),
        ("files_day", LIMITS.files_day, lambda n: [one for k in range(n) for one in files(1, hour=6 + k % 12, first=k)]),
        ("names_day", LIMITS.names_day, lambda n: [Act(at(9), "person_list.see", count=n)]),
        ("off_hours", LIMITS.off_hours, lambda n: files(n, hour=21)),
        ("refusals", LIMITS.refusals_day, lambda n: [Act(at(9), "household.refuse", str(k)) for k in range(n)]),
        ("failures", LIMITS.failures_day, lambda n: [Act(at(9), "sign-in.fail") for _k in range(n)]),
        ("reveals", LIMITS.reveals_day, lambda n: [Act(at(9), "sensitive.reveal") for _k in range(n)]),
        ("exports", LIMITS.exported_rows_day, lambda n: [Act(at(9), "household.export", count=n)]),
    ],
)
def test_an_alert_begins_above_the_limit_and_never_at_it(kind, limit, acts):
    assert kind not in kinds(acts(limit))
    found = [each for each in of_day(acts(limit + 1), HOME, LIMITS, in_the_field=False) if each.kind == kind]
    assert [(each.count, each.limit) for each in found] == [(limit + 1, limit)]


@given(st.integers(0, 30), st.integers(0, 30))
def test_who_usually_opens_many_is_not_raised_for_opening_many(count, usual):
    found = kinds(files(count), Past(usual=usual, tambons=("600908",)))
    assert ("files_hour" in found) == (count > LIMITS.files_hour and count > usual)
    assert ("files_day" in found) == (count > LIMITS.files_day and count > LIMITS.times * usual)


@given(st.lists(st.integers(1, 6), max_size=60), st.randoms())
def test_a_household_opened_again_counts_once_and_the_order_does_not_matter(numbers, random):
    acts = [Act(at(10, minute % 60), "household.see", str(number), OURS) for minute, number in enumerate(numbers)]
    shuffled = random.sample(acts, len(acts))
    assert of_day(acts, HOME, LIMITS, in_the_field=False) == of_day(shuffled, HOME, LIMITS, in_the_field=False)
    assert ("files_hour" in kinds(acts)) == (len(set(numbers)) > LIMITS.files_hour)


@given(st.lists(st.tuples(st.integers(0, 23), st.sampled_from(sorted(unusual.WATCHED)), st.integers(0, 60)), max_size=40))
def test_more_acts_never_take_an_alert_away(told):
    acts = [Act(at(hour), verb, str(number), OURS, number) for number, (hour, verb, count) in enumerate(told)]
    some = kinds(acts[: len(acts) // 2])
    assert some <= kinds(acts)


@given(st.integers(0, 20), st.integers(0, 60), st.booleans())
def test_a_tambon_never_opened_before_is_raised_only_for_who_has_a_usual_area(count, opened, knows):
    found = kinds(files(count, place="60010103"), Past(usual=99, opened=opened, tambons=("600101",) if knows else ("600908",)))
    assert ("new_area" in found) == (count > LIMITS.new_area and opened >= LIMITS.new_area_history and not knows)


def test_the_place_of_a_new_area_is_said():
    found = of_day(files(5, place="60010103"), Past(99, 99), LIMITS, in_the_field=False)
    assert [(each.kind, each.place, each.count) for each in found] == [("new_area", "600101", 5)]


@pytest.mark.parametrize(
    ("moment", "office", "field"),
    [
        (at(5, 59), True, False),
        (at(6), False, False),
        (at(19, 59), False, False),
        (at(20), True, False),
        (at(10, day=date(2026, 1, 17)), True, False),  # Saturday
        (at(10, day=date(2026, 1, 18)), True, False),
        (at(4, 59), True, True),
        (at(22), True, True),
    ],
)
def test_out_of_hours_is_another_thing_in_the_field(moment, office, field):
    assert unusual.is_off_hours(moment, LIMITS, in_the_field=False) is office
    assert unusual.is_off_hours(moment, LIMITS, in_the_field=True) is field


def test_the_hour_of_an_alert_is_the_hour_in_which_it_happened():
    found = next(each for each in of_day(files(6, hour=14), HOME, LIMITS, in_the_field=False) if each.kind == "files_hour")
    assert (found.since, found.until) == (at(14), at(15))
    assert of_day([], HOME, LIMITS, in_the_field=False) == []


def test_the_limits_of_a_day_are_those_in_force_then(monkeypatch):
    monkeypatch.setattr(unusual, "LIMITS", (Limits(date(2000, 1, 1)), Limits(date(2027, 1, 1), files_day=9)))
    assert unusual.limits_on(date(2026, 12, 31)).files_day == Limits(MONDAY).files_day
    assert unusual.limits_on(date(2027, 1, 1)).files_day == 9


def test_every_verb_that_is_watched_has_a_name_or_is_still_to_come():
    to_come = {"name.reveal", "sensitive.reveal", "photograph.see", "household.export"}
    assert unusual.WATCHED - trail.VERBS.keys() - to_come == set()


def test_the_limits_are_in_order_of_their_dates():
    assert [each.since for each in unusual.LIMITS] == sorted({each.since for each in unusual.LIMITS})
    assert all(each.opens < each.closes and each.field_opens < each.field_closes for each in unusual.LIMITS)
    assert timedelta(days=unusual.LIMITS[-1].new_area_days) > timedelta(days=unusual.LIMITS[-1].usual_days)
