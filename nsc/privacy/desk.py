"""What waits for the data-protection officer, in numbers; what waits for an officer who passed something on."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from nsc.access import alerts, glass, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.privacy import activities, breaches, notice, requests, retention
from nsc.privacy.breaches import Found
from nsc.privacy.notice import Version
from nsc.privacy.requests import Line


@dataclass(frozen=True)
class Desk:
    """`is_officer`: holds PRIVACY_CHANGE over the province; without it only the first two are told."""

    requests: tuple[Line, ...]  # the most urgent first
    breaches: tuple[Found, ...]  # open ones
    is_officer: bool
    due: int = 0  # what the rules that are switched on would clear now
    waiting: int = 0  # what rules that are switched off would
    notice: Version | None = None
    activities: int = 0
    alerts: int = 0  # of unusual access that wait
    emergencies: int = 0  # households opened in one, not reviewed yet


def of(user: User, *, at: datetime) -> Desk:
    requests.require_receiver(user)
    asked = tuple(requests.visible_to(user, today=timezone.localdate(at)))
    found = tuple(each for each in breaches.visible_to(user, now=at) if each.closed_at is None)
    if not scope.may(user, Permission.PRIVACY_CHANGE, settings.PROVINCE):
        return Desk(asked, found, False)
    plans = [plan for plan in retention.plans(user, at=at) if plan.action != retention.KEEP]
    return Desk(
        asked,
        found,
        True,
        due=sum(plan.found for plan in plans if plan.is_on),
        waiting=sum(plan.found for plan in plans if not plan.is_on),
        notice=notice.current(),
        activities=sum(not each.is_ended for each in activities.visible_to(user)),
        alerts=sum(not each.finding for each in alerts.to_review(user)),
        emergencies=sum(not each.finding for each in glass.to_review(user, at=at)),
    )
