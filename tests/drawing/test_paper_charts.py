"""Charts drawn for paper: the colours of the screen, the lengths of the numbers, and words that stay words."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.drawing import charts, paper_charts
from nsc.drawing.charts import Series
from nsc.drawing.paper_charts import Bar
from nsc.poverty.small import HIDDEN

TOKENS = (Path(__file__).parents[2] / "frontend/src/tokens.css").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"


def by_day(token: str) -> str:
    found = re.search(rf"--{token}: light-dark\((#[0-9a-f]+),", TOKENS)
    assert found, token
    return found[1]


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in drawn(svg).iter(f"{SVG}text")]


def lengths(svg: str) -> list[float]:
    """Of the bars, without their tracks."""
    return [float(each.get("width", "")) for each in drawn(svg).iter(f"{SVG}rect") if each.get("fill") != paper_charts.SOFT]


@pytest.mark.parametrize("dimension", paper_charts.HUES)
def test_a_dimension_has_the_hue_of_the_screen_by_day(dimension):
    assert paper_charts.HUES[dimension] == by_day(dimension)


def test_ink_and_ground_are_those_of_the_screen_by_day():
    said = {"ink": paper_charts.INK, "muted": paper_charts.MUTED, "soft": paper_charts.SOFT, "nan": paper_charts.MANY}
    assert said == {token: by_day(token) for token in said}


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=8))
def test_bars_are_as_long_as_their_numbers(values):
    found = lengths(paper_charts.bars([Bar(f"{n}", value, f"{value}") for n, value in enumerate(values)]))
    longest = max(found)
    for length, value in zip(found, values, strict=True):
        assert length / longest == pytest.approx(charts.part(value, max(values)) / 100, abs=0.001)


@pytest.mark.parametrize("value", [None, 0, HIDDEN])
def test_what_is_unknown_nought_or_kept_back_has_no_bar_but_its_words(value):
    svg = paper_charts.bars([Bar("สุขภาพ", value, "ปิด", "health"), Bar("รายได้", 8, "8 คน", "income")])
    assert len(lengths(svg)) == 1 and {"สุขภาพ", "ปิด", "รายได้", "8 คน"} <= set(texts(svg))


def test_a_bar_of_a_whole_leaves_room_for_the_rest():
    [half] = lengths(paper_charts.bars([Bar("", 50, "")], 100))
    [all_] = lengths(paper_charts.bars([Bar("", 50, "")], 50))
    assert half == pytest.approx(all_ / 2, abs=0.1)


def test_nothing_lies_beyond_the_edge_however_long_the_words():
    svg = paper_charts.bars([Bar("สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด", 5, "5 ครัวเรือน (ร้อยละ 100.0)")])
    wide = float(drawn(svg).get("viewBox", "").split()[2])
    for each in drawn(svg).iter(f"{SVG}rect"):
        assert float(each.get("x", "")) + float(each.get("width", "")) <= wide


def test_words_that_look_like_marks_stay_words():
    name = '<script>alert("&")</script>'
    assert name in texts(paper_charts.bars([Bar(name, 1, name)]))
    assert name in texts(paper_charts.multiples([Series(name, ((2568, 1.0),))], [name]))


def test_small_pictures_stand_three_beside_each_other_with_first_and_last_year():
    series = [Series(f"อำเภอ {n}", ((2565, 5.0), (2568, 3.0))) for n in range(4)]
    svg = paper_charts.multiples(series, ["ร้อยละ 3.00"] * 4)
    places = [each.get("transform") for each in drawn(svg).findall(f"{SVG}g")]
    assert places == ["translate(0 0)", "translate(200 0)", "translate(400 0)", "translate(0 120)"]
    assert texts(svg)[:4] == ["อำเภอ 0", "ร้อยละ 3.00", "2565", "2568"]


def test_a_year_that_is_kept_back_breaks_the_line_and_has_no_dot():
    svg = paper_charts.multiples([Series("อำเภอ", ((2560, 5.0), (2562, HIDDEN), (2564, 3.0)))], ["ร้อยละ 3.00"])
    assert len(list(drawn(svg).iter(f"{SVG}circle"))) == 2
    assert "nan" not in svg


def test_without_a_row_there_is_an_empty_drawing():
    assert texts(paper_charts.bars([])) == texts(paper_charts.multiples([], [])) == []
