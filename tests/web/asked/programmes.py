"""Programmes, registers and entitlements: household 1 of our village has somebody on a register of the elderly allowance."""

import io
import tempfile
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl
from django.utils import timezone

from nsc.files.models import StoredFile
from nsc.intake import registers
from nsc.reports import rights
from nsc.welfare import counting, programmes, recipients
from nsc.welfare.eligibility import Rule
from tests.survey_files import national_id
from tests.surveyed import OURS, household_id

CODE = "elderly-allowance"
LIST = f"เลขประจำตัวประชาชน\n{national_id(1)}\n".encode()
OF = {"code": CODE, "as_of": date(2026, 1, 1)}
ANOTHER = {"code": CODE, "as_of": date(2026, 1, 2)}


class Made(NamedTuple):
    register: int
    file: int
    path: Path


def make(operator, case: int) -> Made:
    at = timezone.now()
    path = Path(tempfile.mkdtemp()) / "register.csv"
    path.write_bytes(LIST)
    register = registers.run(by=operator, at=at, path=path, **OF).pk
    file = registers.receive(by=operator, at=at, code=CODE, file=io.BytesIO(LIST), name="register.csv")
    counting.recount(at=at)
    return Made(register, file, path)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    code = {"code": CODE}
    return {
        **dict.fromkeys(("programme", "programme-terms", "programme-close", "registers"), code),
        **dict.fromkeys(("register-look", "register-problems"), code | {"file": made.file}),
        "register-undo": code | {"register": made.register},
    }


def now_by(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def own(user, made: Made) -> int:
    StoredFile.objects.filter(pk=made.file).update(by_user_id=user.pk)
    return made.file


def changed(user) -> bool:
    told = {"valid_from": date(2026, 3, 1), "rule": Rule(age_from=60), "per": "month", "source": "ระเบียบ"}
    programmes.set_terms(**now_by(user), code=CODE, **told)
    return True


def closed(user) -> bool:
    programmes.close(**now_by(user), code=CODE, on=date(2026, 3, 1), because="ยกเลิก")
    return True


def added(user) -> str:
    return programmes.add(**now_by(user), code="new-one", name="ใหม่", kind="law", form="money", owner="จังหวัด")


def stored(user) -> object:
    told = {"source": "x", "sha256": "x", "rows": 1, "known_until": 1, "persons": pl.Series([], dtype=pl.Int64)}
    return recipients.store(**now_by(user), **ANOTHER, **told)


QUESTIONS: dict[str, object] = {
    "programmes.catalogue": lambda user, made: programmes.catalogue(user),
    "programmes.find": lambda user, made: programmes.find(user, CODE),
    "programmes.add": lambda user, made: added(user),
    "programmes.set_terms": lambda user, made: changed(user),
    "programmes.close": lambda user, made: closed(user),
    "recipients.visible_to": lambda user, made: recipients.visible_to(user, CODE),
    "recipients.store": lambda user, made: stored(user),
    "recipients.withdraw": lambda user, made: recipients.withdraw(**now_by(user), register=made.register, because="ผิดไฟล์"),
    "registers.receive": lambda user, made: registers.receive(**now_by(user), code=CODE, file=io.BytesIO(LIST), name="x.csv"),
    "registers.look": lambda user, made: registers.look(user, own(user, made), at=timezone.now(), **ANOTHER),
    "registers.give": lambda user, made: registers.give(**now_by(user), file=own(user, made), **ANOTHER),
    "registers.dry_run": lambda user, made: registers.dry_run(**now_by(user), path=made.path, **ANOTHER),
    "registers.run": lambda user, made: registers.run(**now_by(user), path=made.path, **ANOTHER),
    "rights.summary": lambda user, made: rights.summary(user, at=timezone.now(), area=OURS).rows,
    "rights.below": lambda user, made: rights.below(user, at=timezone.now(), code=CODE, area=OURS) == [],
    "rights.people": lambda user, made: rights.people(user, at=timezone.now(), code=CODE, state="receives", area=OURS).lines,
    "rights.export": lambda user, made: list(rights.export(**now_by(user), code=CODE, state="receives", area=OURS).lines),
    "rights.household": lambda user, made: rights.household(user, household_id(1), at=timezone.now()),
}
