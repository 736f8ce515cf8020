"""What happened in a place in the last days: what the offices did, counted from the timelines of its households, and what came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import sight
from nsc.casework.models import Event, Handoff
from nsc.casework.sight import Sight
from nsc.poverty.small import is_hidden
from nsc.surveys.models import Batch

DAYS = 7
OUT = "out_of_poverty"  # how a case was closed


@dataclass(frozen=True)
class Lately:
    """`acts`: how often, by the verb as the audit spells it; `out`: cases closed because the household came out of poverty, of all closed.
    `baht`: worth of the help given, where it is known. `escalated`: cases that the clock sent upward. `imported`: surveys published, of
    the whole province."""

    where: Sight
    since: datetime
    acts: Mapping[str, int | None]
    out: int | None
    baht: Decimal
    escalated: int | None
    imported: int


def of(user: User, *, at: datetime, area: str = "", authority: int | None = None) -> Lately:
    """Three queries, whatever the place. A place of which nothing is known yet has no acts at all."""
    where, since = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority), at - timedelta(days=DAYS)
    acts: dict[str, int] = {}
    out, baht = 0, Decimal(0)
    rows = where.of(Event.objects.filter(at__gt=since, at__lte=at), "household__").values_list("kind", "what")
    for kind, what, number, worth in rows.annotate(Count("pk"), Sum("baht")).order_by():
        acts[kind] = acts.get(kind, 0) + number
        out += number if (kind, what) == ("case.close", OUT) else 0
        baht += worth or 0 if kind == "assistance.grant" else 0
    upward = where.of(Handoff.objects.filter(is_escalation=True, at__gt=since, at__lte=at), "case__").values("case").distinct().count()
    imported = Batch.objects.filter(state=Batch.State.PUBLISHED, published_at__gt=since, published_at__lte=at).count()
    keep = sight.keeper(user, where)
    told = {kind: keep.one(number) for kind, number in acts.items()}
    known = Decimal(0) if is_hidden(told.get("assistance.grant")) else baht  # of a few households it would say what each was given
    return Lately(where, since, told, keep.one(out), known, keep.one(upward), imported)
