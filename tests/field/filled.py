"""A household and a farmer of whom a phone is told something of everything."""

import io
from datetime import date
from uuid import uuid4

from nsc.casework import help_given, needs, visits
from nsc.casework.models import Case, CasePlan
from nsc.intake import carried
from nsc.registry import consents, doorstep, photographs
from nsc.surveys.models import Response
from nsc.tambon import farmers, initiatives, seasons
from nsc.welfare.assistance import Help
from tests.casework import planned
from tests.casework.conftest import AT, ON
from tests.files import pictures


def filled(case: Case, mentor) -> None:
    home, by = case.household_id, {"by": mentor, "at": AT}
    newest = Response.objects.filter(household=home).order_by("-round__survey_year").first()
    asked = [
        needs.Asked("other", "now", problem="informal_debt", text="หนี้"),
        needs.Asked("income", "month", None, 22, newest.round.indicator_set_id),
    ]
    found = visits.Found(on=AT.date(), visitors="พี่เลี้ยง", next_on=date(2026, 2, 1), answers=newest.answers, people=2, income=20_000)
    visits.record(**by, case=case.pk, purpose="first", submission=uuid4(), found=found, round=newest.round, asked=asked)
    told = {"purpose": "photograph", "how": "spoken", "notice": 1, "given_on": ON, "note": "ต่อหน้าผู้ใหญ่บ้าน"}
    consents.record(**by, household=home, **told)
    photographs.add(**by, household=home, file=io.BytesIO(pictures.photograph()), kind="house")
    planned.written(mentor, Case.objects.get(pk=case.pk))
    assert CasePlan.objects.exists()
    help_given.promise(**by, help=Help(household=home, kind="food", form="goods", what="ข้าวสาร"), on=ON)
    for occupation in ("ค้าขาย", "ทำนา"):
        people, surveyed = carried.surveyed_of(home)
        told = {"on": ON, "household": home, "people": people, "surveyed": surveyed}
        doorstep.change(**by, **told, changes=[doorstep.Change(min(people), "occupation", "", occupation)])


def farmed(team) -> int:
    """A farmer with a season and a visit."""
    told = {"by": team, "at": AT, "area": "600908"}
    initiatives.begin(**told)
    person = {"first_name": "บัวผัน", "last_name": "นาดี", "village": "60090801", "crop": "กล้วย", "consent_on": ON}
    farmer = farmers.enrol(**told, **person, mark=uuid4())
    season = seasons.plan(**told, farmer=farmer, year=2026, name="ต้นฝน", starts_on=ON, ends_on=ON, unit="กก.")
    seasons.visit(**told, farmer=farmer, season=season, on=ON, saw="ใบเหลือง", advice="ให้น้ำ", followed="first", mark=uuid4())
    return farmer
