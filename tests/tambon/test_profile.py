"""What the team writes of its tambon, the goals it measures, and the register of projects."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files.models import StoredFile
from nsc.tambon import findings, goals, indicator_values, landscape, profile_years, tambon_clock, undertakings
from nsc.tambon.models import IndicatorValue, Undertaking
from nsc.tambon.profile_years import Figure
from tests.files import pictures
from tests.tambon.conftest import TAMBON
from tests.tambon.test_initiatives import GOAL

VALUE = {"dimension": "health", "indicator": "อสม.", "unit": "คน", "value": Decimal(20), "year": 2024, "source": "รพ.สต."}
PROJECT = {"name": "ธนาคารน้ำ", "dimension": "environment", "agency": "อบต.", "funder": "กรมน้ำ", "baht": None, "result": ""}
PROJECT |= {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 7, 1), "continued_by": ""}
FIGURE = Figure("people", "people.members", "คนที่สำรวจ", "คน", 5.0, 0, False, 2021, "นับทุกคน", "จปฐ.")


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def village_governor(hire, begun):
    """Reads and writes nothing."""
    return hire("governor", "ผู้ว่าฯ", "executive", "60")


def verbs():
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


# — figures and findings —


def test_a_value_is_corrected_by_a_newer_one_and_the_old_stays_on_record(team, told, django_assert_num_queries):
    indicator_values.give(**told, **VALUE)
    indicator_values.give(**told, **VALUE)
    indicator_values.give(**told, **VALUE | {"value": Decimal(22)})
    with django_assert_num_queries(2):
        assert [each.value for each in indicator_values.of(team, TAMBON)] == [22]
    assert [(each.value, each.is_replaced, each.by) for each in indicator_values.of(team, TAMBON, with_replaced=True)] == [
        (22, False, "มาลี"),
        (20, True, "มาลี"),
    ]
    assert verbs().count("indicator_value.give") == 1 and verbs().count("indicator_value.correct") == 1


@pytest.mark.parametrize("wrong", [{"dimension": "income"}, {"unit": " "}, {"source": ""}, {"year": 2027}, {"indicator": ""}])
def test_a_value_that_says_too_little_is_refused(told, wrong):
    with pytest.raises(Refused):
        indicator_values.give(**told, **VALUE | wrong)
    assert not IndicatorValue.objects.exists()


def test_usual_indicators_are_proposed_in_every_dimension():
    assert {each.dimension for each in indicator_values.usual()} == {"economy", "health", "society", "environment", "education"}
    assert all(each.unit and each.source for each in indicator_values.usual())


def test_a_finding_is_written_once_and_ended(team, told):
    first = findings.write(**told, kind="asset", dimension="health", text="อสม. เข้มแข็ง")
    assert findings.write(**told, kind="asset", dimension="health", text=" อสม. เข้มแข็ง ").id == first.id
    findings.end(**told, finding=first.id)
    findings.end(**told, finding=first.id)
    assert findings.of(team, TAMBON) == [] and verbs().count("finding.end") == 1
    with pytest.raises(Refused):
        findings.write(**told, kind="threat", text=" ")
    with pytest.raises(OutOfSight):
        findings.end(**told, finding=first.id + 99)


def test_who_may_only_read_writes_nothing(village_governor, at):
    told = {"by": village_governor, "at": at, "area": TAMBON}
    assert indicator_values.of(village_governor, TAMBON) == []
    for asks in (
        lambda: indicator_values.give(**told, **VALUE),
        lambda: findings.write(**told, kind="threat", text="แล้ง"),
        lambda: undertakings.register(**told, **PROJECT),
        lambda: profile_years.close(**told, year=2025, figures=[FIGURE]),
    ):
        with pytest.raises(NotAllowed):
            asks()


# — photographs —


def test_a_photograph_is_kept_encrypted_shown_sharp_and_its_files_go_with_it(team, told):
    sent = {"file": io.BytesIO(pictures.photograph((640, 480))), "caption": "สระน้ำ", "is_consented": True}
    taken = landscape.add(**told, **sent)
    assert [each.caption for each in landscape.of(team, TAMBON)] == ["สระน้ำ"]
    for is_small in (True, False):
        assert b"".join(landscape.pieces(team, TAMBON, taken.id, is_small=is_small)).startswith(b"\xff\xd8")
    landscape.remove(**told, photograph=taken.id)
    assert landscape.of(team, TAMBON) == [] and not StoredFile.objects.filter(purged_at=None).exists()
    with pytest.raises(OutOfSight):
        landscape.pieces(team, TAMBON, taken.id)


@pytest.mark.parametrize("wrong", [{"caption": " "}, {"is_consented": False}, {"file": io.BytesIO(b"no picture")}])
def test_a_photograph_without_caption_or_consent_is_refused(team, told, wrong):
    sent = {"file": io.BytesIO(pictures.photograph()), "caption": "สระน้ำ", "is_consented": True}
    with pytest.raises(Refused):
        landscape.add(**told, **sent | wrong)
    assert landscape.of(team, TAMBON) == [] and not StoredFile.objects.exists()


# — years —


def test_a_closed_year_keeps_what_was_known_then(team, told, at):
    indicator_values.give(**told, **VALUE)
    profile_years.close(**told, year=2025, figures=[FIGURE])
    later = told | {"at": at + timedelta(days=30)}
    indicator_values.give(**later, **VALUE | {"value": Decimal(25)})
    findings.write(**later, kind="threat", text="แล้ง")
    kept = profile_years.opened(team, TAMBON, 2025)
    assert kept.figures == (FIGURE,) and kept.by == "มาลี"
    assert [each.value for each in indicator_values.of(team, TAMBON, as_of=kept.at)] == [20]
    assert findings.of(team, TAMBON, as_of=kept.at) == []
    assert [each.value for each in indicator_values.of(team, TAMBON)] == [25]


def test_a_year_is_closed_once_and_never_before_it_has_begun(team, told):
    profile_years.close(**told, year=2025, figures=[FIGURE])
    for year in (2025, 2027):
        with pytest.raises(Refused):
            profile_years.close(**told, year=year, figures=[FIGURE])
    with pytest.raises(Refused):
        profile_years.close(**told, year=2024, figures=[])
    assert [each.year for each in profile_years.closed(team, TAMBON)] == [2025]
    with pytest.raises(OutOfSight):
        profile_years.opened(team, TAMBON, 2024)


# — goals measured —


def test_a_goal_is_measured_and_corrected(team, told, django_assert_num_queries):
    aim = goals.agree(**told, **GOAL | {"baseline": Decimal(100_000)})
    goals.measure(**told, goal=aim.id, year=2025, value=Decimal(150_000), source="บัญชี")
    goals.measure(**told, goal=aim.id, year=2026, value=Decimal(200_000), source="บัญชี")
    goals.measure(**told, goal=aim.id, year=2026, value=Decimal(200_000), source="บัญชี")
    goals.measure(**told, goal=aim.id, year=2026, value=Decimal(180_000), source="บัญชี ปิดงบ")
    with django_assert_num_queries(4):
        (found,) = goals.progress(team, TAMBON)
    assert (found.latest.value, found.way.share, found.way.is_reached) == (180_000, 40, False)
    assert [(each.year, each.is_replaced) for each in found.measured] == [(2026, False), (2026, True), (2025, False)]


@pytest.mark.parametrize("wrong", [{"year": 2027}, {"year": 2024}, {"source": " "}])
def test_a_measurement_that_cannot_be_is_refused(told, wrong):
    aim = goals.agree(**told, **GOAL)
    with pytest.raises(Refused):
        goals.measure(**told, goal=aim.id, **{"year": 2025, "value": Decimal(1), "source": "บัญชี"} | wrong)


def test_a_goal_that_was_given_up_is_measured_no_more(team, told):
    aim = goals.agree(**told, **GOAL)
    goals.end(**told, goal=aim.id, because="ตั้งใหม่")
    with pytest.raises(Refused):
        goals.measure(**told, goal=aim.id, year=2025, value=Decimal(1), source="บัญชี")
    (kept,) = goals.progress(team, TAMBON, with_ended=True)
    assert kept.ended_because == "ตั้งใหม่" and goals.progress(team, TAMBON) == []


# — the register —


def test_a_project_is_registered_once_and_amended(team, told, at):
    first = undertakings.register(**told, **PROJECT)
    assert undertakings.register(**told, **PROJECT).id == first.id and Undertaking.objects.count() == 1
    assert (first.state, first.warning, first.baht) == ("running", 180, None)
    later = told | {"at": at + timedelta(hours=1)}
    changed = undertakings.amend(**later, undertaking=first.id, seen=first.changed_at, **PROJECT | {"continued_by": "กลุ่มผู้ใช้น้ำ"})
    assert changed.continued_by == "กลุ่มผู้ใช้น้ำ"
    with pytest.raises(Refused):  # written by somebody else meanwhile: nothing is written over
        undertakings.amend(**later, undertaking=first.id, seen=first.changed_at, **PROJECT)
    assert undertakings.find(team, TAMBON, first.id, on=at.date()).continued_by == "กลุ่มผู้ใช้น้ำ"


@pytest.mark.parametrize("wrong", [{"name": " "}, {"ends_on": date(2024, 1, 1)}, {"baht": Decimal(-1)}, {"dimension": "x"}])
def test_a_project_that_cannot_be_is_refused(told, wrong):
    with pytest.raises(Refused):
        undertakings.register(**told, **PROJECT | wrong)
    assert not Undertaking.objects.exists()


def test_the_team_is_told_once_at_each_mark_before_funding_ends(team, told, at, hire):
    hire("somsri", "สมศรี", "district_centre", "6009")  # reads many tambon, and is told of none
    undertakings.register(**told, **PROJECT)
    for days_left in (200, 170, 160, 60, 59, 20, -3):
        tambon_clock.run(at.replace(year=2026, month=7, day=1) - timedelta(days=days_left))
    sent = Notice.objects.filter(kind="funding.ends")
    assert [(each.user, each.values["days"]) for each in sent.order_by("pk")] == [(team, 170), (team, 60), (team, 20)]
