"""Lists of help that arrive as files."""

import io
import tempfile
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from nsc.access import organisations, scope
from nsc.access.models import Assignment, Organisation
from nsc.intake import helped, imports, logbook, mapping, reading, unmatched, uploads
from nsc.intake.layout import Part
from nsc.welfare import help_lists
from nsc.welfare.models import HelpRow
from tests.intake.helping import row, sent
from tests.surveyed import OURS, household_id


class Made(NamedTuple):
    """A list of the operator's with a row of our village that found nobody; a difference from TPMAP Logbook about our household."""

    office: int
    help_list: int
    waiting: int
    differing: int


def parts(*rows: list[str]) -> dict[str, Part]:
    (sheet,) = sheets(sent(*rows).read())
    return mapping.apply(mapping.profile("แบบ", [mapping.propose_help(sheet)]), [sheet], imports.village_codes)


def sheets(data: bytes) -> list[reading.Sheet]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(data)
        return reading.sheets(path)


def make(operator, case: int) -> Made:
    told = {"by": operator, "at": timezone.now(), "organisation": None}
    stranger = row(first="ไม่มี", last="ใครรู้จัก", no="99", village=OURS)
    made, _outcome = helped.run(**told, parts=parts(row(pid=2), stranger), source="บัญชี.csv", sha256="made")
    logbook.receive(**told, parts=parts(row(pid=1, on="07/01/2569")), source="logbook.csv", sha256="theirs")
    waiting, differing = (HelpRow.objects.get(why=why).pk for why in ("nobody", "theirs"))
    office = organisations.register(by=operator, at=timezone.now(), name="สำนักงานตัวอย่าง", kind="government").pk
    return Made(office, made.pk, waiting, differing)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    row_ = {"row": made.waiting}
    return {"import-help-undo": {"help_list": made.help_list}, "unmatched-one": row_, "unmatched-settle": row_}


def now_by(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def done(result: object) -> bool:
    return True


def as_of_an_office(user, made: Made) -> None:
    """Whoever brings lists of an office alone is of one."""
    Assignment.objects.filter(user=user, role="agency_officer").update(organisation=Organisation.objects.get(pk=made.office))
    scope.forget(user)


def received(user, made: Made) -> bool:
    as_of_an_office(user, made)
    return done(uploads.receive_help(**now_by(user), file=io.BytesIO(b"x"), name="x.csv"))


ROWS = {"organisation": None, "source": "อีกบัญชี.csv", "sha256": "another"}
QUESTIONS: dict[str, object] = {
    "uploads.receive_help": received,
    "uploads.help_template": lambda user, made: done(uploads.help_template(**now_by(user))),
    "help_lists.visible_to": lambda user, made: done(help_lists.visible_to(user)),
    "help_lists.of": lambda user, made: help_lists.of(user, made.help_list),
    "helped.dry_run": lambda user, made: done(helped.dry_run(**now_by(user), parts=parts(row(pid=1)), organisation=None)),
    "helped.run": lambda user, made: done(helped.run(**now_by(user), parts=parts(row(pid=1)), **ROWS)),
    "helped.undo": lambda user, made: done(helped.undo(**now_by(user), help_list=made.help_list, because="ส่งผิด")),
    "unmatched.waiting": lambda user, made: done(unmatched.waiting(user, at=timezone.now())),
    "unmatched.count": lambda user, made: unmatched.count(user) or None,
    "unmatched.of": lambda user, made: unmatched.of(user, made.waiting, at=timezone.now()),
    "unmatched.candidates": lambda user, made: done(unmatched.candidates(user, made.waiting, at=timezone.now())),
    "unmatched.settle": lambda user, made: done(unmatched.settle(**now_by(user), rows=[made.waiting], household=household_id(1))),
    "unmatched.pass_by": lambda user, made: done(unmatched.pass_by(**now_by(user), rows=[made.waiting], as_="nobody")),
    "logbook.receive": lambda user, made: done(logbook.receive(**now_by(user), parts=parts(row(pid=1)), source="x", sha256="new")),
    "logbook.status": lambda user, made: done(logbook.status(user)),
    "logbook.differences": lambda user, made: logbook.differences(user, area=OURS),
    "logbook.settle": lambda user, made: done(
        logbook.settle(**now_by(user), rows=[made.differing], how="keep", because="ตรวจแล้ว")
    ),
    "logbook.export": lambda user, made: done(logbook.export(**now_by(user), what="help", area=OURS)),
}  # fmt: skip
