"""Any figure for the areas of a map: what it counts, whom it is narrowed to, and what is too small for whom."""

import pytest
from django.utils import timezone

from nsc.access import scope, users
from nsc.access.models import AuditLine
from nsc.areas.models import LocalAuthority
from nsc.casework import cases, rolls
from nsc.casework.models import Case
from nsc.errors import Refused
from nsc.reports import by_area
from nsc.reports.by_area import Cell, Narrowed
from nsc.surveys import rounds
from nsc.surveys.models import PatternTally, Response
from nsc.welfare.models import Assistance
from tests.conftest import NOW
from tests.surveyed import OURS, THEIRS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def cells(user, measure: str, **told) -> dict[str, Cell | None]:
    """By area, now."""
    found = by_area.of(user, at=NOW, measure=by_area.find(measure), **told)
    return {line.code: line.now for line in found.lines}


def part(user, measure: str, **told) -> dict[str, int | None]:
    return {code: cell.part for code, cell in cells(user, measure, **told).items()}


@pytest.fixture
def roll(operator):
    """Households 1, 2 and 4 are targets of the fiscal year; 1 has a case and was visited."""
    drawn = rolls.draw_up(by=operator, at=NOW, fiscal_year=2026, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=NOW, roll=drawn)
    case = cases.open_(by=operator, at=NOW, household=household_id(1))
    Case.objects.filter(pk=case.pk).update(visited_on=timezone.localdate(NOW), due_on=timezone.localdate(NOW).replace(day=1))
    return case


@pytest.mark.parametrize(
    ("measure", "poor", "found"),
    [
        ("poor", "mpi", {"6001": (1, 2), "6009": (3, 4)}),
        ("poor", "target", {"6001": (0, 2), "6009": (1, 4)}),
        ("income", "mpi", {"6001": (0, 2), "6009": (3, 4)}),
        ("health", "mpi", {"6001": (1, 2), "6009": (0, 4)}),
        ("several", "mpi", {"6001": (0, 2), "6009": (2, 4)}),
        ("intensity", "mpi", {"6001": (1, 1), "6009": (5, 3)}),
        ("households", "mpi", {"6001": (1, 2), "6009": (2, 3)}),
        ("surveyed", "mpi", {"6001": (2, None), "6009": (3, None)}),
        ("issue-22", "mpi", {"6001": (0, 2), "6009": (3, 4)}),
    ],
)
def test_every_figure_of_the_survey_is_a_part_of_a_whole(governor, measure, poor, found):
    counted = cells(governor, measure, narrowed=Narrowed(poor=poor))
    assert {code: (cell.part, cell.whole) for code, cell in counted.items()} == found


def test_levels_go_down_one_or_two_and_no_further(governor):
    assert list(cells(governor, "poor")) == ["6001", "6009"]
    assert list(cells(governor, "poor", level="tambon")) == ["600101", "600908"]
    assert list(cells(governor, "poor", level="village")) == ["6001", "6009"]  # of a province there are too many
    assert list(cells(governor, "poor", area="6009", level="village")) == [OURS]
    assert list(cells(governor, "poor", area=OURS)) == [OURS]


def test_it_follows_the_dimension_the_life_stage_the_sex_and_the_special_group(governor):
    def narrowed(**to) -> int:
        return part(governor, "poor", narrowed=Narrowed(poor="mpi", **to))["6009"]

    assert narrowed(dimension="education") == 2
    assert narrowed(stage="school") == 1 and narrowed(stage="elderly") == 2
    assert narrowed(sex="female") == 3 and narrowed(stage="school", sex="female") == 1
    assert narrowed(special="elderly_alone") == 1  # household 2
    assert part(governor, "education", narrowed=Narrowed(poor="mpi", stage="elderly")) == {"6001": 0, "6009": 1}


def test_what_a_figure_cannot_follow_it_says(governor):
    to = Narrowed(group="tpmap", dimension="income", stage="elderly")
    assert by_area.of(governor, at=NOW, measure=by_area.find("poor"), narrowed=to).unused == ("group",)
    assert by_area.of(governor, at=NOW, measure=by_area.find("households"), narrowed=to).unused == ("group", "stage")
    assert by_area.of(governor, at=NOW, measure=by_area.find("visited"), narrowed=to).unused == ("stage",)
    assert by_area.of(governor, at=NOW, measure=by_area.find("issue-22"), narrowed=to).unused == ("group", "dimension", "stage")


def test_target_poor_are_unknown_where_the_cards_are(governor):
    PatternTally.objects.filter(area_code="6009").update(validated_unknown=1)
    assert part(governor, "poor", narrowed=Narrowed(poor="target")) == {"6001": 0, "6009": None}
    PatternTally.objects.filter(area_code="60").update(validated_unknown=1)
    assert by_area.of(governor, at=NOW, measure=by_area.find("poor")).poor == "mpi"  # what is shown to who names no definition


def test_it_compares_with_the_round_before_or_the_one_asked_for(governor):
    found = by_area.of(governor, at=NOW, measure=by_area.find("poor"), narrowed=Narrowed(poor="mpi"))
    assert found.then.survey_year == 2018 and {line.code: line.then.part for line in found.lines} == {"6001": 0, "6009": 2}
    back = by_area.of(governor, at=NOW, measure=by_area.find("poor"), year=2018, against=2021, narrowed=Narrowed(poor="mpi"))
    assert {line.code: (line.now.part, line.then.part) for line in back.lines} == {"6001": (0, 1), "6009": (2, 3)}
    assert found.whole == Cell(4, 6) and found.whole_then == Cell(2, 5)


def test_the_casework_of_the_fiscal_year(governor, roll):
    assert part(governor, "targets") == {"6001": 1, "6009": 2}
    assert {code: cell.rate for code, cell in cells(governor, "visited").items()} == {"6001": 0, "6009": 50}
    assert part(governor, "open") == {"6009": 1}
    assert cells(governor, "late") == {"6009": Cell(1, 1)}
    assert part(governor, "open", narrowed=Narrowed(dimension="health")) == {}
    assert (
        part(governor, "open", narrowed=Narrowed(group="missed")) == {}
        and part(governor, "targets", narrowed=Narrowed(group="missed")) == {}
    )


def test_baht_that_arrived_this_fiscal_year(governor, operator):
    told = {
        "household_id": household_id(1),
        "area_code": OURS,
        "kind": "food",
        "form": "goods",
        "what": "ข้าวสาร",
        "by": operator,
        "at": NOW,
    }
    day = timezone.localdate(NOW)
    for state, on, baht in (
        ("delivered", day, 500),
        ("confirmed", day, 250),
        ("promised", None, 900),
        ("delivered", day.replace(year=2024), 70),
    ):
        Assistance.objects.create(state=state, on=on, promised_on=day, baht=baht, **told)
    assert cells(governor, "baht") == {"6009": Cell(750, None, 1)}


def test_rights_are_not_known_before_somebody_has_counted(governor):
    assert cells(governor, "unused") == {}


def test_a_local_authority_by_its_villages_and_without_a_roll(hire, operator):
    owner = (
        LocalAuthority.objects.create(code="x", name="อบต.ทดสอบ", kind="sao")
        if not LocalAuthority.objects.exists()
        else LocalAuthority.objects.first()
    )
    officer = hire("owner", "เจ้าหน้าที่ อบต.")
    users.assign(by=operator, at=NOW, user=officer, role="local_authority_officer", area="60", authority=owner.pk)
    with pytest.raises(Refused):
        by_area.of(officer, at=NOW, measure=by_area.find("visited"), authority=owner.pk)
    assert cells(officer, "poor", authority=owner.pk) == {}


def test_no_measure_by_a_sensitive_problem_or_by_nonsense():
    assert by_area.find("issue-22").issue == 22
    for key in ("issue-0", "issue-100", "issue-x", "issue-²", "issue-9999", "22", ""):
        assert by_area.find(key) is None, key


def test_figures_of_others_are_not_there(district_officer, citizen):
    with pytest.raises(scope.OutOfSight):
        by_area.of(district_officer, at=NOW, measure=by_area.find("poor"), area="6001")
    with pytest.raises(scope.OutOfSight):
        by_area.of(citizen, at=NOW, measure=by_area.find("poor"))


# — too small —


def test_who_sees_no_households_is_shown_no_handful(auditor, governor):
    found = by_area.of(auditor, at=NOW, measure=by_area.find("poor"), narrowed=Narrowed(poor="mpi"))
    assert found.is_suppressed and all(line.is_hidden and line.now is None and line.then is None for line in found.lines)
    seen = by_area.of(governor, at=NOW, measure=by_area.find("poor"), narrowed=Narrowed(poor="mpi"))
    assert not seen.is_suppressed and not any(line.is_hidden for line in seen.lines)


def test_what_is_small_in_one_of_two_years_is_hidden_in_both():
    now = {"a": Cell(40, 900), "b": Cell(50, 900), "c": Cell(60, 900), "d": Cell(70, 900)}
    then = now | {"a": Cell(2, 900)}
    assert by_area._hidden(now, then) == {"a", "b"}  # b, that the total does not tell of a
    assert by_area._hidden(now, now) == frozenset()


def test_what_is_counted_in_baht_is_as_small_as_its_households():
    assert by_area._hidden({"a": Cell(90_000, None, 2), "b": Cell(80_000, None, 30), "c": Cell(70_000, None, 9)}, {}) == {"a", "c"}


def test_taking_the_map_along_is_on_record(governor):
    found = by_area.of(governor, at=NOW, measure=by_area.find("poor"))
    by_area.exported(by=governor, at=NOW, shown=found, form="csv")
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.place, line.count, line.detail) == ("map.export", "60", 2, "2021 poor csv")


@pytest.mark.parametrize(("measure", "most"), [("poor", 9), ("issue-22", 9), ("visited", 9), ("open", 7), ("baht", 7), ("unused", 9)])
def test_it_asks_the_database_little(governor, roll, measure, most, django_assert_max_num_queries):
    for level in ("amphoe", "tambon"):
        with django_assert_max_num_queries(most):
            by_area.of(governor, at=NOW, measure=by_area.find(measure), level=level)


def test_all_of_it_is_of_the_live_answers_only(governor):
    Response.objects.filter(household=household_id(4)).update(pattern=0)
    assert part(governor, "poor", narrowed=Narrowed(poor="mpi"))["6001"] == 1  # the cube knows nothing of what is not published
    assert list(cells(governor, "poor", area=THEIRS)) == [THEIRS]
