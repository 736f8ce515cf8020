"""What is held about farmers as people: for the copy that a person gets, and to be made nameless. For verbs that have checked the right and
leave the line; who of a household a farmer is, casework knows."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from nsc.files import uploads, words
from nsc.tambon.models import Farmer, FarmSeason, FieldPicture, FieldVisit
from nsc.tambon.models.farmers import GONE, SEAL

MEASURED = ("planted", "yielded", "earned", "spent", "next_on")


def about(farmers: Collection[int]) -> Iterator[tuple[str, date, str, str]]:
    """kind, day, state, text."""
    for row in Farmer.objects.filter(pk__in=farmers).order_by("pk"):
        phone = words.opened(row.phone_sealed, purpose=SEAL)
        said = (f"{row.title}{row.first_name}", row.last_name, phone, row.village, row.crop, f"{row.plot} wa" if row.plot else "")
        yield "farmer", row.consent_on, "left" if row.left_on else "followed", " ".join(filter(None, said))
    for season in FarmSeason.objects.filter(farmer__in=farmers).order_by("pk"):
        names = ("planned", "yield_before", "yield_after", "income_before", "income_after")
        figures = (f"{name}={value}" for name in names if (value := getattr(season, name)) is not None)
        state = "finished" if season.finished_at else "running"
        yield "farm_season", season.starts_on, state, " ".join((season.name, str(season.year), season.unit, *figures))
    for visit in FieldVisit.objects.filter(season__farmer__in=farmers).order_by("pk"):
        told = words.opened_many([visit.seen_sealed, visit.advice_sealed, visit.why_sealed], purpose=SEAL)
        figures = (f"{name}={value}" for name in MEASURED if (value := getattr(visit, name)) is not None)
        yield "field_visit", visit.on, visit.followed, " / ".join(filter(None, (*told, visit.stage, *figures)))
    for on in FieldPicture.objects.filter(visit__season__farmer__in=farmers).order_by("pk").values_list("visit__on", flat=True):
        yield "field_picture", on, "kept", ""


def forget(*, at: datetime, farmers: Collection[int]) -> None:
    """Names, telephones, words and pictures go; figures stay for the counts. Joins the caller's transaction."""
    pictures = FieldPicture.objects.filter(visit__season__farmer__in=farmers)
    for picture in pictures.select_related("file"):
        uploads.drop(picture.file, at)
    pictures.delete()
    FieldVisit.objects.filter(season__farmer__in=farmers).update(seen_sealed=None, advice_sealed=None, why_sealed=None)
    gone = {"title": "", "first_name": GONE, "last_name": "", "phone_sealed": None, "left_because": ""}
    Farmer.objects.filter(pk__in=farmers, forgotten_at=None).update(**gone, forgotten_at=at)
