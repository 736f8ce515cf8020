"""Documents made in the background (nsc worker)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from nsc.access.models import User
from nsc.jobs import work
from nsc.secretariat import issuing
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Issued


def run(job: work.Running, *, name: str, asked: Mapping[str, object], form: str, thai_digits: bool) -> dict[str, int]:
    """Started again after a crash, it gives what was already issued. The rights are asked for again: they may have ended meanwhile."""
    done = Issued.objects.filter(job=job.id).values_list("pk", flat=True).first()
    if done:
        return {"issued": done}
    month, as_of = asked["month"], asked.get("as_of")
    days = {"month": month and date.fromisoformat(str(month)), "as_of": as_of and datetime.fromisoformat(str(as_of))}
    told = Asked(**{**asked, **days})
    work.progress(job, 0)
    number = issuing.issue(
        by=User.objects.get(pk=job.by_user_id),
        at=timezone.now(),
        name=name,
        asked=told,
        form=form,
        thai_digits=thai_digits,
        job=job.id,
        tell=lambda made, total: work.progress(job, made, total),
    )
    return {"issued": number}
