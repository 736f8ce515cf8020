"""What an area's papers say is what the questions behind the pages say."""

import pytest

from nsc.reports import overview
from nsc.secretariat.blocks import Picture
from tests.secretariat.conftest import blocks, column, tables
from tests.surveyed import OURS

pytestmark = pytest.mark.django_db


def test_the_situation_says_the_figures_of_the_area(gathered, district_officer):
    document = gathered(district_officer, "situation", "6009")
    sums = overview.picture(district_officer, area="6009").now
    told = {row[0]: row[-2] for row in tables(document)["ภาพรวม"].rows}
    assert (told["คนจน MPI (คน)"], told["คนจนเป้าหมาย (คน)"]) == (sums.mpi_poor, sums.target_poor)
    assert blocks(document, Picture) and document.sources


@pytest.mark.parametrize("name", ["situation", "dimensions", "groups", "progress", "agencies"])
@pytest.mark.parametrize("area", ["60", "6009", "600908", OURS, "6002"])
def test_every_level_and_an_empty_area_has_its_paper(gathered, operator, hire, name, area):
    document = gathered(hire("p", "p", "provincial_centre"), name, area)
    assert document.sections and document.sources
    for table in blocks(document, type(next(iter(tables(document).values())))):
        assert all(len(row) == len(table.headings) == len(table.widths) for row in table.rows)


def test_dimensions_by_area_add_up(gathered, district_officer):
    people = column(tables(gathered(district_officer, "dimensions", "6009"))["คนจน MPI รายพื้นที่"], "คนจน MPI (คน)")
    assert people[-1] == sum(people[:-1])
