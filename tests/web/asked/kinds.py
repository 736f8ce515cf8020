"""What the documents are gathered from: household 2 of our village is entitled to the elderly allowance, and household 1 has it; rice was
given to household 1. The forum is that of the matrix."""

import tempfile
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from nsc.casework import forums, help_given, rolls
from nsc.intake import registers
from nsc.reports import forum_paper, helped_sums, quality, ranked, receipt_paper, rights
from nsc.welfare import counting
from nsc.welfare.assistance import Help
from tests.survey_files import national_id
from tests.surveyed import OURS, household_id


class Made(NamedTuple):
    year: int  # fiscal, CE
    forum: int
    help: int


def make(operator, case: int) -> Made:
    at, path = timezone.now(), Path(tempfile.mkdtemp()) / "register.csv"
    path.write_bytes(f"เลขประจำตัวประชาชน\n{national_id(1)}\n".encode())
    registers.run(by=operator, at=at, path=path, code="elderly-allowance", as_of=date(2026, 1, 1))
    counting.recount(at=at)
    today = timezone.localdate(at)
    year = rolls.fiscal_year(today)
    forum = forums.visible_to(operator, year=year, area=OURS)[0].number
    rice = Help(household=household_id(1), kind="food", form="goods", what="ข้าวสาร", although="ทดลองอีกครั้ง")
    return Made(year, forum, help_given.deliver(by=operator, at=at, help=rice, on=today).assistance.pk)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "ranked.on_paper": lambda user, made: ranked.on_paper(user, at=timezone.now(), village=OURS, with_names=False),
    "rights.on_paper": lambda user, made: rights.on_paper(user, at=timezone.now(), area=OURS, with_names=False).rights,
    "rights.by_area": lambda user, made: rights.by_area(user, at=timezone.now(), area=OURS) == {},
    "helped_sums.of": lambda user, made: helped_sums.of(user, at=timezone.now(), area=OURS, year=made.year),
    "forum_paper.of": lambda user, made: forum_paper.of(user, at=timezone.now(), forum=made.forum, with_names=False),
    "receipt_paper.of": lambda user, made: receipt_paper.of(user, at=timezone.now(), assistance=made.help, with_names=False),
    "quality.of": lambda user, made: quality.of(user, at=timezone.now(), area=OURS),
}
