"""Area, round and definition live in the address."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from nsc.web.here import CHOICES, POOR, Here


def test_the_address_says_where_one_is():
    assert Here.of(QueryDict("area=6009&round=2561&poor=target")) == Here("6009", 2561, "target")


def test_one_step_down_keeps_round_and_definition():
    assert Here("60", 2561, "target").but(area="6009") == "?area=6009&round=2561&poor=target"


def test_more_may_be_added_and_what_is_empty_falls_out():
    assert Here("60", None, None).but(sort="rank", page=None) == "?area=60&sort=rank"


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_opens_a_page(area, year, poor):
    query = QueryDict(mutable=True)
    query.update({"area": area, "round": year, "poor": poor})
    here = Here.of(query)
    assert here.poor in (None, *POOR) and (here.area is None or (here.area.isascii() and here.area.isdigit()))


@given(st.sampled_from(["60", "6009", "600908", "60090801"]), st.integers(2500, 2599), st.sampled_from(POOR))
def test_an_address_read_back_is_the_same_place(area, year, poor):
    here = Here(area, year, poor)
    assert Here.of(QueryDict(here.but().lstrip("?"))) == here


def test_whom_it_is_narrowed_to_is_kept_and_can_be_taken_off():
    here = Here.of(QueryDict("area=6009&dimension=health&stage=elderly&sex=female&special=disabled&group=missed"))
    assert here.narrowed == {"group": "missed", "dimension": "health", "stage": "elderly", "sex": "female", "special": "disabled"}
    assert here.but(stage=None, sex=None) == "?area=6009&group=missed&dimension=health&special=disabled"


@given(st.sampled_from(list(CHOICES)), st.text())
def test_a_choice_that_is_none_is_passed_over(name, typed):
    query = QueryDict(mutable=True)
    query[name] = typed
    assert getattr(Here.of(query), name) in (None, *CHOICES[name])
