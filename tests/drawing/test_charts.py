"""The geometry of pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.drawing import charts
from nsc.drawing.charts import Series, Shape

values = st.lists(st.one_of(st.none(), st.floats(0, 1e6, allow_subnormal=False)), max_size=60)


@given(values)
def test_class_breaks_rise_and_leave_no_class_beyond_the_values(given_values):
    known = [v for v in given_values if v is not None]
    cuts = charts.breaks(given_values)
    assert list(cuts) == sorted(set(cuts)) and len(cuts) < charts.CLASSES
    assert all(min(known) < cut <= max(known) for cut in cuts)


@given(values)
def test_more_is_never_drawn_lighter(given_values):
    cuts = charts.breaks(given_values)
    steps = [charts.step(v, cuts) for v in sorted(v for v in given_values if v is not None)]
    assert steps == sorted(steps) and all(0 <= s < charts.CLASSES for s in steps)


@given(values)
def test_every_colour_drawn_is_in_the_legend(given_values):
    cuts = charts.breaks(given_values)
    drawn = {charts.step(v, cuts) for v in given_values if v is not None}
    assert not cuts or drawn <= {swatch.step for swatch in charts.legend(cuts)}


def test_the_legend_says_where_each_class_begins_and_ends():
    assert [swatch.text for swatch in charts.legend((1, 2.5))] == ["<\u00a01", "1 – <\u00a02.5", "≥\u00a02.5"]


def test_a_value_on_a_break_belongs_to_the_class_above():
    assert charts.step(2.5, (1, 2.5)) == charts.CLASSES - 1


def test_an_area_without_data_is_hatched_not_light():
    square = "M0 0l10 0 0 10 -10 0z"
    drawn = charts.choropleth([Shape("1", "ก", square, 5, 5, None), Shape("2", "ข", square, 5, 5, 1.0)])
    assert drawn.shapes[0].step is None and drawn.shapes[1].step is not None and drawn.has_gaps


def test_a_name_stands_inside_its_area_even_where_its_reference_point_does_not():
    ell = "M0 0l100 0 0 300 -20 0 0 -260 -80 0z"
    [drawn] = charts.choropleth([Shape("1", "ก", ell, -50, -50, 1.0)]).shapes
    assert 0 < float(drawn.x) < 100 and (float(drawn.y) < 40 or float(drawn.x) > 80)


def test_relative_and_absolute_paths_are_the_same_area():
    assert charts._spread("M5 5l10 0 0 20z") == charts._spread("M5 5L15 5 15 25z") == (10.0, 20.0)


def test_a_name_wider_than_its_area_is_not_written_over_the_neighbours():
    tiny = "M0 0l10 0 0 10 -10 0z"
    [drawn] = charts.choropleth([Shape("1", "ตะเคียนเลื่อน", tiny, 5, 5, 1.0)]).shapes
    assert drawn.label == ""


def test_two_names_never_run_into_each_other():
    wide = "M0 0l200 0 0 40 -200 0z"
    drawn = charts.choropleth([Shape("1", "ไพศาลี", wide, 0, 0, 1.0), Shape("2", "หนองบัว", wide, 0, 0, 2.0)]).shapes
    assert sorted(shape.label for shape in drawn) == ["", "roomy"]


def test_tone_marks_take_no_room():
    assert charts.text_width("น้ำ", 10) == charts.text_width("นำ", 10)


def test_a_year_without_a_value_breaks_the_line_instead_of_bridging_it():
    [drawn] = charts.small_multiples([Series("ก", ((2560, 1.0), (2561, 2.0), (2562, None), (2563, 1.0), (2564, 3.0)))])
    assert len(drawn.lines) == 2 and len(drawn.dots) == 4


def test_the_pictures_share_one_scale():
    low, high = charts.small_multiples([Series("ก", ((2560, 1.0),)), Series("ข", ((2560, 2.0),))])
    assert float(low.dots[0][1]) > float(high.dots[0][1])


@pytest.mark.parametrize(("value", "of", "long"), [(None, 5, 0), (0, 5, 0), (1, 100000, 0.6), (7, 5, 100), (3, None, 0), (1, 4, 25.0)])
def test_a_bar_is_as_long_as_its_number(value, of, long):
    assert charts.part(value, of) == long
