"""A report of one's own, its paper, and extracts for analysts."""

from django.utils import timezone

from nsc.reports import saved_views
from nsc.secretariat import builder, built_reports, extracts, saved_reports
from tests.surveyed import OURS


def make(operator, case: int) -> int:
    """A saved report of the operator's own."""
    told = {"measure": "mpi", "rows": "sex"}
    return saved_views.save(by=operator, at=timezone.now(), list=saved_reports.LIST, name="ของผู้ปฏิบัติการ", parameters=told).number


def addresses(made: int) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "built_reports.of": lambda user, made: built_reports.of(user, at=timezone.now(), choice=builder.choice("mpi", "sex"), area=OURS),
    "saved_reports.document": lambda user, made: saved_reports.document(user, timezone.now(), made),
    "saved_reports.made": lambda user, made: saved_reports.made(user, timezone.now(), made),
    "extracts.export": lambda user, made: extracts.export(by=user, at=timezone.now(), columns=["amphoe"], area=OURS, k=3),
}
