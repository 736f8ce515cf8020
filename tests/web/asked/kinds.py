"""What the documents are gathered from: household 2 of our village is entitled to the elderly allowance, and household 1 has it."""

import tempfile
from datetime import date
from pathlib import Path

from django.utils import timezone

from nsc.casework import rolls
from nsc.intake import registers
from nsc.reports import helped_sums, quality, ranked, rights
from nsc.welfare import counting
from tests.survey_files import national_id
from tests.surveyed import OURS


def make(operator, case: int) -> int:
    """The fiscal year (CE)."""
    at, path = timezone.now(), Path(tempfile.mkdtemp()) / "register.csv"
    path.write_bytes(f"เลขประจำตัวประชาชน\n{national_id(1)}\n".encode())
    registers.run(by=operator, at=at, path=path, code="elderly-allowance", as_of=date(2026, 1, 1))
    counting.recount(at=at)
    return rolls.fiscal_year(timezone.localdate(at))


def addresses(made: int) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "ranked.on_paper": lambda user, made: ranked.on_paper(user, at=timezone.now(), village=OURS, with_names=False),
    "rights.on_paper": lambda user, made: rights.on_paper(user, at=timezone.now(), area=OURS, with_names=False).rights,
    "rights.by_area": lambda user, made: rights.by_area(user, at=timezone.now(), area=OURS) == {},
    "helped_sums.of": lambda user, made: helped_sums.of(user, at=timezone.now(), area=OURS, year=made),
    "quality.of": lambda user, made: quality.of(user, at=timezone.now(), area=OURS),
}
