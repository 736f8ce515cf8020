"""Cases, their worklists and the timeline."""

from datetime import timedelta

from django.utils import timezone

from nsc.access.models import User
from nsc.casework import aftercare, caselist, cases, deadlines, handoffs, mentors, timeline
from nsc.casework.caselist import Asked
from tests.surveyed import OURS, household_id

DAYS = dict.fromkeys((*deadlines.STATES, "upward"), 5)
HERE = Asked(area=OURS)


def make(operator, case: int) -> object:
    """The number of the case, which waits for the district. Household 2 has an emergency's, which went up to the province."""
    at = timezone.now()
    other = cases.open_(by=operator, at=at, household=household_id(2), is_emergency=True)
    week = timezone.localdate(at) + timedelta(days=7)
    handoffs.give(by=operator, at=at, case=other.pk, to="province", due_on=week, because="เกินกำลัง")
    return case


def addresses(made) -> dict[str, dict[str, object]]:
    acts = ("triage", "close", "reopen", "regularise", "give", "take", "send-back", "events", "after-record")
    home = {"household_id": household_id(1)}
    return {"case": {"case": made}, "case-open": home, "case-hurry": home} | {f"case-{act}": {"case": made} for act in acts}


def _by(user, made) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "case": made}


def _week() -> object:
    return timezone.localdate() + timedelta(days=7)


QUESTIONS: dict[str, object] = {
    "cases.open_": lambda user, made: bool(cases.open_(by=user, at=timezone.now(), household=household_id(1))),
    "cases.open_.in_an_emergency": lambda user, made: bool(
        cases.open_(by=user, at=timezone.now(), household=household_id(1), is_emergency=True)
    ),
    "cases.find": lambda user, made: cases.find(user, made, at=timezone.now()),
    "cases.of_household": lambda user, made: cases.of_household(user, household_id(1), at=timezone.now()),
    "cases.proposed": lambda user, made: cases.proposed(user, made, at=timezone.now()),
    "cases.triage": lambda user, made: cases.triage(**_by(user, made), to="develop", because="ทำงานได้"),
    "cases.close": lambda user, made: cases.close(**_by(user, made), outcome="left", on=timezone.localdate()),
    "cases.reopen": lambda user, made: cases.reopen(**_by(user, made), because="ตกงาน"),
    "cases.regularise": lambda user, made: cases.regularise(**_by(user, made), because="มติที่ประชุม"),
    "mentors.assign": lambda user, made: mentors.assign(
        by=user, at=timezone.now(), cases=[made], mentor=User.objects.get(username="mentor").pk
    ),
    "mentors.candidates": lambda user, made: mentors.candidates(user, area=OURS),
    "handoffs.give": lambda user, made: handoffs.give(**_by(user, made), to="tambon", due_on=_week(), because="ให้เยี่ยม"),
    "handoffs.take": lambda user, made: handoffs.take(**_by(user, made)),
    "handoffs.send_back": lambda user, made: handoffs.send_back(**_by(user, made), because="ทำต่อได้"),
    "handoffs.require": lambda user, made: handoffs.require(user, made) or True,
    "aftercare.due": lambda user, made: aftercare.due(user, at=timezone.now(), area=OURS),
    "aftercare.poor_again": lambda user, made: (aftercare.poor_again(user, at=timezone.now(), area=OURS), "asked"),
    "aftercare.record": lambda user, made: aftercare.record(**_by(user, made), on=timezone.localdate(), has_relapsed=False),
    "caselist.visible_to": lambda user, made: caselist.visible_to(user, at=timezone.now(), asked=HERE).lines,
    "caselist.tally": lambda user, made: caselist.tally(user, at=timezone.now(), asked=HERE),
    "caselist.below": lambda user, made: caselist.below(user, at=timezone.now(), area=OURS, digits=8),
    "caselist.mine": lambda user, made: caselist.mine(user, at=timezone.now()),
    "caselist.handed": lambda user, made: caselist.handed(user) or None,
    "caselist.hurried": lambda user, made: caselist.hurried(user) or None,
    "deadlines.set_": lambda user, made: deadlines.set_(by=user, at=timezone.now(), valid_from=timezone.localdate(), source="คำสั่ง", **DAYS),
    "timeline.of_household": lambda user, made: timeline.of_household(user, household_id(1)),
}
