"""What the team's own work waits for, on the first page of a tambon: tasks past their day and roles without a successor. No names."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.tambon import team_meetings, teammates
from nsc.web.blocks.waits import Wait

TITLE = gettext_lazy("ทีม")
SOON = 14  # days in which a task is due that is spoken of


def told(request: HttpRequest, code: str) -> None:
    """All it has to say waits."""


def waits(request: HttpRequest, code: str) -> list[Wait]:
    """Four queries."""
    today, user = timezone.localdate(), request.user
    meetings, team = reverse("tambon-meetings", args=[code]), reverse("tambon-team", args=[code])
    tasks = [each for each in team_meetings.tasks(user, code, on=today) if each.done_at is None and (each.due_on - today).days <= SOON]
    found = [Wait(each.what, f"{meetings}#t{each.id}", each.is_late) for each in tasks]
    if holes := teammates.holes(user, code):
        found.append(Wait(_("มี %(n)s บทบาทที่ยังไม่มีผู้สืบทอด") % {"n": holes}, team))
    return found
