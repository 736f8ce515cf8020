"""nsc register: a register in from the command line, and out again."""

import pytest

from nsc.welfare import counting
from nsc.welfare.models import Register
from tests.survey_files import national_id
from tests.surveyed import two_rounds

pytestmark = pytest.mark.django_db
TOLD = ("--programme", "elderly-allowance", "--as-of", "01/10/2568")


@pytest.fixture
def file(nsc, tmp_path):
    nsc("setup")
    two_rounds(tmp_path)
    path = tmp_path / "register.csv"
    path.write_text(f"เลขประจำตัวประชาชน\n{national_id(1)}\n{national_id(777)}\n", encoding="utf-8")
    return path


def test_a_register_comes_in_is_counted_and_goes(nsc, file):
    tried = nsc("register", *TOLD, "--dry-run", file)
    assert tried.status == 0 and tried.rows[0] == {
        "register": "", "rows": "2", "wrong": "0", "doubled": "0", "matched": "1", "unknown": "1", "added": "1", "gone": "0",
    }  # fmt: skip
    assert not Register.objects.exists()
    done = nsc("register", *TOLD, file)
    number = done.rows[0]["register"]
    assert done.status == 0 and str(Register.objects.get().as_of) == "2025-10-01" and counting.last() is not None
    assert nsc("register", *TOLD, file).rows[0]["register"] == number
    assert nsc("register", "--undo", number).status == 2  # without a reason
    assert nsc("register", "--undo", number, "--because", "ผิดไฟล์").status == 0 and Register.objects.get().undone_at


def test_what_is_wrong_is_said_and_nothing_stored(nsc, file):
    file.write_text(f"เลขประจำตัวประชาชน\n{national_id(1)}\n123\n", encoding="utf-8")
    refused = nsc("register", *TOLD, file)
    assert refused.status == 2 and "แถว 3" in refused.err and not Register.objects.exists()
    assert nsc("register", *TOLD, file, "--only-good").status == 1 and Register.objects.get().wrong == 1
    assert nsc("register", file).status == 2 and nsc("register", *TOLD, "none.csv").status == 2
