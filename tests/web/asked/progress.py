"""Progress, and what was left of targeting."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from nsc.casework import meetings, proposals, rolls, tickets
from nsc.casework.models import Meeting, Proposal, Resolution
from nsc.casework.proposals import Who
from nsc.reports import by_agency, progress, recalculated
from tests.surveyed import OURS


@dataclass(frozen=True)
class Made:
    """`meeting`: a later one of the amphoe than that of `resolution`; `proposal`: a citizen's, like one that an officer made before."""

    year: int
    meeting: int
    resolution: int
    proposal: int


def make(operator, case: int) -> Made:
    at = timezone.now()
    named = Proposal.objects.latest("pk")
    who = Who("household", OURS, named.first_name, named.last_name, whereabouts="เพิงหลังวัด")
    tickets.report(at=at, who=who, reason="ไม่มีใครสำรวจ", submission=UUID(int=1))
    resolution = Resolution.objects.get()
    held = resolution.meeting
    later = Meeting.objects.filter(area_code=held.area_code).exclude(pk=held.pk).earliest("pk")  # the desk's come after
    return Made(rolls.fiscal_year(timezone.localdate(at)), later.pk, resolution.pk, Proposal.objects.get(is_of_a_citizen=True).pk)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {"target-meeting-revoke": {"meeting": made.meeting}, "target-missed-check": {"proposal": made.proposal}}


def _now(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


QUESTIONS: dict[str, object] = {
    "progress.of": lambda user, made: progress.of(user, at=timezone.now(), year=made.year, area=OURS),
    "progress.table": lambda user, made: progress.table(**_now(user), year=made.year, area=OURS),
    "progress.by_month": lambda user, made: progress.by_month(user, year=made.year, area=OURS),
    "by_agency.of": lambda user, made: by_agency.of(user, at=timezone.now(), year=made.year, area=OURS),
    "recalculated.of": lambda user, made: recalculated.of(user, area=OURS),
    "meetings.revoke": lambda user, made: bool(
        meetings.revoke(**_now(user), meeting=made.meeting, resolution=made.resolution, because="ทดลอง")
    ),
    "meetings.revocable": lambda user, made: meetings.revocable(user, made.meeting),
    "meetings.revoked_by": lambda user, made: meetings.revoked_by(user, made.meeting),
    "proposals.check": lambda user, made: bool(proposals.check(**_now(user), proposal=made.proposal)),
    "proposals.known_of": lambda user, made: proposals.known_of(user, proposal=made.proposal),
}
