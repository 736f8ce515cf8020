"""The address of a list: whatever stands in it means something or nothing, and says the same again when it is written down."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.reports import listing, persons, ranked
from nsc.reports.listing import Column, Filter, Grouping, Listing
from nsc.web.here import Here

LISTS = st.sampled_from([ranked.HOUSEHOLDS, persons.PERSONS])
KNOWN = {key for each in (ranked.HOUSEHOLDS, persons.PERSONS) for filter in each.filters for key in filter.parameters}
VALUES = {value for each in (ranked.HOUSEHOLDS, persons.PERSONS) for filter in each.filters for value, _name in filter.values}
COLUMNS = {column.key for each in (ranked.HOUSEHOLDS, persons.PERSONS) for column in each.columns}
SAID = st.one_of(
    st.text(max_size=12),
    st.integers(-5, 10**10).map(str),
    st.sampled_from(sorted(VALUES | COLUMNS | {f"-{key}" for key in COLUMNS})),
    st.lists(st.sampled_from(sorted(COLUMNS)), max_size=4).map(",".join),
)
ADDRESS = st.dictionaries(st.sampled_from(sorted(KNOWN | {"sort", "by", "cols", "page", "luck"})), SAID)


@given(of=LISTS, said=ADDRESS)
def test_any_address_opens_a_view_that_the_list_has(of, said):
    asked = of.of(said)
    column, _is_down = asked.order
    assert of.column(column).sorts and 1 <= asked.page < 10**6
    assert asked.columns(has_names=True) and set(asked.columns(has_names=False)) <= set(asked.columns(has_names=True))
    assert not any(each.personal for each in asked.columns(has_names=False))
    for each in of.filters:
        for key in each.parameters:
            assert asked.get(key) == "" or each.means(asked.get(key))


@given(of=LISTS, said=ADDRESS)
def test_a_view_written_down_is_the_same_view_when_read(of, said):
    asked = of.of(said)
    assert of.of(asked.said) == asked
    assert of.of(asked.but()) == of.of({key: value for key, value in asked.said.items() if key != "page"})


@given(of=LISTS, said=ADDRESS)
def test_a_change_begins_at_the_first_page_and_leaves_the_rest(of, said):
    asked = of.of(said)
    changed = of.of(asked.but(by=of.groupings[0].key))
    assert changed.page == 1 and changed.by == of.groupings[0].key
    assert (changed.narrowed, changed.sort, changed.cols) == (asked.narrowed, asked.sort, asked.cols)


@given(page=st.integers(1, 10**6), total=st.integers(0, 10**6))
def test_any_page_begins_within_the_list(page, total):
    first = listing.start(page, total)
    assert first == 0 if total == 0 else 0 <= first < total and first % listing.PER_PAGE == 0


@pytest.mark.parametrize("of", [ranked.HOUSEHOLDS, persons.PERSONS])
def test_every_key_of_a_list_is_its_own(of):
    """Its own, and none that the context says (web.here)."""
    said = [key for each in of.filters for key in each.parameters] + ["sort", "by", "cols", "page"]
    assert len(said) == len(set(said)) and not set(said) & set(vars(Here()))
    assert len({each.key for each in of.columns}) == len(of.columns)


TOY = Listing(
    "toy",
    columns=(Column("name", "ชื่อ", "link"), Column("late", "วัน", "number", sorts=True), Column("door", "บ้าน", shown=False, personal=True)),
    filters=(Filter("state", "สถานะ", values=(("open", "เปิด"),)), Filter("days", "วัน", "range")),
    groupings=(Grouping("amphoe", "อำเภอ"),),
    sort="-late",
)


def test_what_an_address_leaves_out_is_as_the_list_says():
    asked = TOY.of({})
    assert asked.order == ("late", True) and asked.said == {} and [each.key for each in asked.columns(has_names=True)] == ["name", "late"]


def test_ranks_are_shared_and_the_next_ones_skipped():
    scores = np.array([9, 7, 7, 4])
    assert listing.ranks(scores, scores) == ([1, 2, 2, 4], [1, 2, 2, 1])
    assert listing.ranks(scores, scores[[3, 1]]) == ([4, 2], [1, 2])


def test_rows_with_nothing_to_order_by_come_last_in_either_direction():
    rows = [{"late": 3}, {"late": None}, {"late": 5}]
    for sort, wanted in (("", [5, 3, None]), ("late", [3, 5, None])):
        asked = TOY.of({"sort": sort})
        assert [row["late"] for row in listing.sorted_by(rows, asked, {"late": lambda row: row["late"]})] == wanted
