"""Tables by any two dimensions: every measure that can be split by both, with the numbers of the builder's page."""

import pytest

from nsc.errors import Refused
from nsc.reports import overview
from nsc.secretariat import builder, built_reports, doc_cross
from nsc.secretariat.blocks import Heading
from nsc.secretariat.document_kinds import Asked
from tests.casework.conftest import AT
from tests.secretariat.conftest import blocks, column, tables, text_of
from tests.surveyed import OURS

pytestmark = pytest.mark.django_db
PAIRS = [(by, across) for by in builder.AXES for across in builder.AXES if by != across]


def test_its_numbers_are_those_of_the_overview(gathered, provincial_officer):
    shown = tables(gathered(provincial_officer, "cross-table", "60", by="amphoe", across="sex"))
    sums = overview.picture(provincial_officer, area="60")
    assert column(shown["คนจน MPI"], "รวม") == [*(line.now.mpi_poor for line in sums.below), sums.now.mpi_poor] == [1, 3, 4]
    assert column(shown["คนจน MPI ร้อยละ"], "รวม")[-1] == round(sums.now.mpi_rate, 2)
    assert column(shown["คนจนเป้าหมาย"], "รวม")[-1] == sums.now.target_poor


def test_what_cannot_be_counted_says_why_beside_what_can(gathered, provincial_officer):
    document = gathered(provincial_officer, "cross-table", "60", by="amphoe", across="dimension")
    assert "ศจพ.จ. ยังไม่ได้รับรองครัวเรือนใด จึงยังนับไม่ได้" in text_of(document) and tables(document)["คนจน MPI"].rows


def test_where_nothing_can_be_answered_the_whole_is_refused(gathered, team):
    with pytest.raises(Refused, match="หมู่บ้านไม่มีพื้นที่"):
        gathered(team, "cross-table", OURS, by="village", across="sex")


def test_what_overlaps_has_no_sum_and_says_why(gathered, provincial_officer):
    document = gathered(provincial_officer, "cross-table", "60", by="amphoe", across="dimension")
    assert "รวม" not in tables(document)["คนจน MPI"].headings
    assert "แยกตามมิติที่ตกเกณฑ์แล้วนับซ้ำกันได้ จึงไม่มีผลรวม" in text_of(document)


@pytest.mark.parametrize(("by", "across"), PAIRS)
def test_any_two_make_tables_or_the_refusal_names_what_does(by, across):
    asked = Asked("60", by=by, across=across)
    fitting = {each.key for each in builder.MEASURES.values() if across in builder.columns(each, by)}
    if fitting:
        assert {each.measure.key for each in doc_cross.chosen(asked)} == fitting
    else:
        with pytest.raises(Refused, match="แยกได้อีกตาม"):
            doc_cross.chosen(asked)


@pytest.mark.parametrize(("by", "across"), [("", ""), ("amphoe", ""), ("colour", "sex")])
def test_what_is_not_said_is_asked_for_with_the_choices(by, across):
    with pytest.raises(Refused) as no:
        doc_cross.chosen(Asked("60", by=by, across=across))
    assert "amphoe (อำเภอ)" in str(no.value.values["possible"])


def test_each_pair_of_the_cube_is_made_on_paper(gathered, provincial_officer):
    for by, across in (("stage", "dimension"), ("special", "sex"), ("amphoe", "round"), ("sex", "stage")):
        document = gathered(provincial_officer, "cross-table", "60", by=by, across=across)
        assert all(len(row) == len(table.headings) == len(table.widths) for table in tables(document).values() for row in table.rows)
        assert blocks(document, Heading) and document.sources


def test_of_few_people_who_sees_only_figures_is_told_no_number(surveyed, hire):
    partner = hire("partner", "ภาคี", "partner", "60")
    for choice in doc_cross.chosen(Asked("60", by="amphoe", across="sex")):
        built = built_reports.of(partner, at=AT, choice=choice, area="60")
        told = [cell for table in doc_cross._tables(built, "", is_rate=False) for row in table.rows for cell in row[1:]]
        assert {cell for cell in told if isinstance(cell, int) and 0 < cell < 5} == set()


def test_a_table_wider_than_the_paper_stands_in_pieces_that_miss_nothing():
    cols = [built_reports.Head(f"{n}", f"อำเภอ {n}") for n in range(16)]
    pieces = doc_cross._pieces(cols, {col.key: [1_678_850] for col in cols})
    assert [each for piece in pieces for each in piece] == cols and len(pieces) == 2
    assert doc_cross._pieces(cols, {col.key: [71] for col in cols}) == [cols]
