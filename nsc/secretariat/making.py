"""Documents made in the background (nsc worker)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from nsc.access import scope
from nsc.access.models import User
from nsc.errors import NotAllowed, Refused, _
from nsc.jobs import work
from nsc.secretariat import issuing
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Issued


def run(job: work.Running, *, name: str, asked: Mapping[str, object], form: str, thai_digits: bool) -> dict[str, int]:
    """Started again after a crash, it gives what was already issued. The rights are asked for again: they may have ended meanwhile."""
    done = Issued.objects.filter(job=job.id).values_list("pk", flat=True).first()
    if done:
        return {"issued": done}
    work.progress(job, 0)
    try:
        number = issuing.issue(
            by=User.objects.get(pk=job.by_user_id),
            at=timezone.now(),
            name=name,
            asked=told(asked),
            form=form,
            thai_digits=thai_digits,
            job=job.id,
            tell=lambda made, total: work.progress(job, made, total),
        )
    except (NotAllowed, scope.OutOfSight) as error:
        raise Refused(_("สิทธิของท่านในพื้นที่หรือรายการนี้เปลี่ยนไปหลังจากสั่งเอกสาร เอกสารจึงไม่ได้ออก โปรดตรวจสิทธิแล้วสั่งใหม่")) from error
    return {"issued": number}


def told(asked: Mapping[str, object]) -> Asked:
    """As it went into the queue."""
    month, as_of = asked["month"], asked.get("as_of")
    days = {"month": month and date.fromisoformat(str(month)), "as_of": as_of and datetime.fromisoformat(str(as_of))}
    return Asked(**{**asked, **days})
