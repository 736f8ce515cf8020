"""Where villages lie, as no list of boundaries says: in the middle of their houses."""

from functools import lru_cache

from django.db.models import Avg, Count

from nsc.areas import places
from nsc.surveys import responses
from nsc.surveys.models import Response, Round

FEWEST = 5  # houses with a position: the middle of fewer would be somebody's


def of_villages(round: Round, area: str, authority: int = 0) -> dict[str, tuple[float, float]]:
    """(lon, lat) by code, of the villages in `area`, or where a local authority's people live; without those of too few houses. They are
    kept in the memory of this process until a batch is published or withdrawn."""
    return dict(_centres(round.pk, tuple(responses.published(round)), area, authority))


@lru_cache(maxsize=256)
def _centres(round: int, batches: tuple[int, ...], area: str, authority: int) -> tuple[tuple[str, tuple[float, float]], ...]:
    rows = Response.objects.filter(round=round, batch__in=batches, lat__isnull=False, lon__isnull=False)
    rows = rows.filter(authority=authority) if authority else rows.filter(places.within(area))
    found = rows.values_list("area_code").annotate(x=Avg("lon"), y=Avg("lat"), n=Count("pk")).order_by("area_code")
    return tuple((code, (lon, lat)) for code, lon, lat, n in found if n >= FEWEST)
