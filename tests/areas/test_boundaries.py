import itertools
import re

import pytest

from nsc.areas import boundaries, provinces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nakhon_sawan")]


def vertices(path):
    """The corners of each ring of an SVG path made of one M, one l and one z a ring, in absolute px."""
    for ring in re.findall(r"M([^l]+)l([^z]+)z", path):
        x, y = map(float, ring[0].split())
        corners = [(x, y)]
        steps = list(map(float, ring[1].split()))
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        yield corners


def area(path):
    return sum(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2 for ring in vertices(path))


@pytest.mark.parametrize(
    ("level", "within", "count"),
    [("province", "60", 1), ("amphoe", "60", 15), ("tambon", "60", 130), ("tambon", "6009", 8), ("tambon", "60090701", 1)],
)
@pytest.mark.parametrize("width", [160, 600])
def test_every_place_is_drawn_inside_the_sheet_with_its_label(level, within, count, width):
    sheet = boundaries.sheet(level, within, width=width)
    assert len(sheet.shapes) == count
    assert sheet.width == width
    for shape in sheet.shapes:
        corners = [corner for ring in vertices(shape.path) for corner in ring]
        assert len(corners) >= 3
        assert all(0 <= x <= width and 0 <= y <= sheet.height for x, y in corners)
        assert min(x for x, _ in corners) <= shape.x <= max(x for x, _ in corners)
        assert min(y for _, y in corners) <= shape.y <= max(y for _, y in corners)


@pytest.mark.parametrize("width", [160, 600, 1200])
def test_neighbours_share_their_line_so_the_parts_fill_the_whole(width):
    tambon = sum(area(shape.path) for shape in boundaries.sheet("tambon", "60", width=width).shapes)
    province = sum(area(shape.path) for shape in boundaries.sheet("province", "60", width=width).shapes)
    assert tambon == pytest.approx(province, rel=0.002)


def test_the_drawing_is_true_to_the_land():
    """Tambon areas on paper agree with those of the boundaries themselves."""
    sheet = boundaries.sheet("tambon", "60", width=1200)
    drawn = {shape.code: area(shape.path) for shape in sheet.shapes}
    real = {
        feature["properties"]["code"]: abs(
            sum(a[0] * b[1] - b[0] * a[1] for ring in feature["geometry"]["coordinates"] for a, b in itertools.pairwise(ring))
        )
        for feature in provinces.boundaries("60", "tambon")["features"]
    }
    for code in drawn:
        assert drawn[code] / sum(drawn.values()) == pytest.approx(real[code] / sum(real.values()), rel=0.05)


def test_a_drawing_is_small_enough_for_a_page():
    assert sum(len(shape.path) for shape in boundaries.sheet("tambon", "60").shapes) < 60_000


def test_places_without_boundaries_are_an_empty_sheet():
    assert boundaries.sheet("tambon", "61") == boundaries.Sheet(600, 0, ())


@pytest.mark.parametrize(
    ("code", "polygon"),
    [
        ("600907", "600907"),
        ("60090701", "600907"),
        ("600151", "600101"),
        ("60015103", "600101"),
        ("600351", "600301"),
        ("600751", None),
        ("600951", None),
    ],
)
def test_a_municipal_unit_is_drawn_on_a_tambon_that_is_wholly_its_own_or_listed_beside(code, polygon):
    assert boundaries.polygon_of(code) == polygon


def test_a_second_drawing_costs_no_query(django_assert_num_queries):
    boundaries.sheet("tambon", "60")
    with django_assert_num_queries(0):
        boundaries.sheet("tambon", "60")


def test_the_sheet_knows_where_its_edges_lie():
    """What is put on it by longitude and latitude stands where the drawing has it, as on any map of the web."""
    sheet = boundaries.sheet("tambon", "60", width=1200)
    west, south, east, north = sheet.bounds
    assert sheet.at(west, north) == pytest.approx((0, 0), abs=1e-6)
    assert sheet.at(east, south) == pytest.approx((1200, sheet.height), abs=1e-6)
    for feature, shape in zip(provinces.boundaries("60", "tambon")["features"], sheet.shapes, strict=True):
        lon, lat = feature["geometry"]["coordinates"][0][0]
        x, y = sheet.at(lon, lat)
        assert min(abs(x - a) + abs(y - b) for ring in vertices(shape.path) for a, b in ring) < 25, shape.name
