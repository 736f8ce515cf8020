"""nsc report: a document of the secretariat from the command line, issued and kept as from the pages."""

import pytest
from openpyxl import load_workbook

from nsc.secretariat import documents
from nsc.secretariat.models import Issued
from tests.surveyed import OURS, two_rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyed(tmp_path):
    two_rounds(tmp_path)


def test_the_list_names_every_kind_with_its_forms(nsc):
    told = [line.split("\t")[0] for line in nsc("report", "--list").out.splitlines()]
    assert told == [kind.name for kind in documents.ALL]


@pytest.mark.usefixtures("surveyed")
def test_a_paper_is_written_to_the_file_and_kept_as_it_is(nsc, tmp_path):
    out = tmp_path / "ไพศาลี.xlsx"
    assert nsc("report", "agencies", "--area", "6009", "--fiscal-year", 2568, "--format", "xlsx", "--out", out).status == 0
    said = [cell for row in load_workbook(out).worksheets[0].values for cell in row]
    assert "ปีงบประมาณ 2568" in " ".join(map(str, said))
    [kept] = Issued.objects.all()
    assert (kept.kind, kept.area_code, kept.fiscal_year, kept.file.size) == ("agencies", "6009", 2025, out.stat().st_size)


@pytest.mark.usefixtures("surveyed")
@pytest.mark.parametrize(
    ("told", "why"),
    [
        (["situation", "--area", OURS], "--out"),
        (["no-such", "--area", OURS, "--out", "x.pdf"], "no-such"),
        (["situation", "--area", "6099", "--out", "x.pdf"], "ไม่พบพื้นที่รหัส 6099"),
        (["household_file", "--area", OURS, "--number", 987, "--out", "x.pdf"], f"ไม่พบรายการหมายเลข 987 ในพื้นที่ {OURS}"),
        (["situation", "--area", OURS, "--format", "zip", "--out", "x.zip"], "ไม่มีรูปแบบ “zip”"),
        (["agencies", "--area", "60", "--fiscal-year", 2499, "--out", "x.pdf"], "โปรดเลือกปี 2566 ถึง"),
        (["situation", "--area", OURS, "--fiscal-year", 2568, "--out", "x.pdf"], "ไม่ได้ออกตามปีงบประมาณ"),
        (["monthly-province", "--area", "60", "--out", "x.pdf"], "โปรดบอกเดือน"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(nsc, told, why):
    done = nsc("report", *told)
    assert done.status != 0 and why in done.err
    assert not Issued.objects.exists()


@pytest.mark.usefixtures("surveyed")
def test_a_month_that_is_none_is_said_by_the_command_line(nsc):
    with pytest.raises(SystemExit):
        nsc("report", "monthly-province", "--area", "60", "--month", "2569-13", "--out", "x.pdf")
