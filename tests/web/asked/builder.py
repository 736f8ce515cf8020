"""A report of one's own, its paper, and extracts for analysts."""

from django.utils import timezone

from nsc.access import users
from nsc.reports import saved_views
from nsc.secretariat import builder, built_reports, extracts, saved_reports
from tests.surveyed import OURS


def make(operator, case: int) -> int:
    """A saved report of somebody else's."""
    told = {"by": operator, "at": timezone.now()}
    keeper = users.create(**told, username="reporter", display_name="ผู้ทำรายงาน")
    users.assign(**told, user=keeper, role="provincial_centre", area="60")
    asked = {"measure": "mpi", "rows": "sex"}
    return saved_views.save(by=keeper, at=timezone.now(), list=saved_reports.LIST, name="ของผู้อื่น", parameters=asked).number


def addresses(made: int) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {
    "built_reports.of": lambda user, made: built_reports.of(user, at=timezone.now(), choice=builder.choice("mpi", "sex"), area=OURS),
    "saved_reports.document": lambda user, made: saved_reports.document(user, timezone.now(), made),
    "saved_reports.made": lambda user, made: saved_reports.made(user, timezone.now(), made),
    "extracts.export": lambda user, made: extracts.export(by=user, at=timezone.now(), columns=["amphoe"], area=OURS, k=3),
}
