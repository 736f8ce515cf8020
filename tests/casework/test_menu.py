"""The menu as data: complete, loaded once, ended and added to by the province alone."""

from datetime import date

import pytest

from nsc.access.models import AuditLine
from nsc.casework import menu
from nsc.casework.models import Measure
from nsc.errors import NotAllowed, Refused
from nsc.surveys import sets
from tests.casework.conftest import AT
from tests.surveyed import reference_data

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 14)
WELL = {
    "title": "ตลาดนัดแก้จนหน้าอำเภอ", "dimension": "income", "owner": "อำเภอไพศาลี", "source": "มติ ศจพ.จ. 1/2569",
    "valid_from": date(2026, 1, 1), "set_code": "2560-2564", "indicator": 22,
}  # fmt: skip


@pytest.fixture(autouse=True)
def loaded(db):
    reference_data()
    menu.load()


def test_the_menu_answers_every_indicator_of_the_five_dimensions_and_every_other_problem():
    targets = set(Measure.objects.values_list("set_code", "indicator", "problem"))
    for each in sets.known():
        dimensional = {one.number for one in each.indicators if one.dimension}
        assert dimensional <= {number for code, number, _problem in targets if code == each.code}, each.code
    assert {each.code for each in sets.problems()} == {problem for _code, _number, problem in targets if problem}
    assert len(menu.listed(ON)) >= 40 and not Measure.objects.filter(is_official=True).exists()


def test_a_measure_for_an_indicator_stands_in_the_dimension_of_that_indicator():
    """But where a measure is for several things, the first decides."""
    of = {(each.code, one.number): one.dimension for each in sets.known() for one in each.indicators}
    assert not [row.code for row in Measure.objects.filter(indicator__isnull=False) if of[row.set_code, row.indicator] != row.dimension]
    assert not Measure.objects.exclude(stage__in=["", *menu.STAGES]).exists()


def test_loading_again_changes_nothing_and_links_the_programmes_that_came(django_assert_num_queries):
    before = list(Measure.objects.order_by("pk").values())
    with django_assert_num_queries(5):  # programmes, sets, what is stored; and the savepoint around them
        menu.load()
    assert list(Measure.objects.order_by("pk").values()) == before
    linked = dict(Measure.objects.exclude(programme=None).values_list("title", "programme__code"))
    assert linked["คัดกรองขอทุนเสมอภาค (กสศ.)"] == "equal-education-grant"
    Measure.objects.update(programme=None)  # as before the programmes came
    menu.load()
    assert dict(Measure.objects.exclude(programme=None).values_list("title", "programme__code")) == linked


def test_the_province_adds_a_measure_of_its_own_and_it_is_on_record(provincial_officer):
    made = menu.add(by=provincial_officer, at=AT, **WELL)
    assert made.pk in {each.number for each in menu.in_force(ON)} and made.pk not in {
        each.number for each in menu.in_force(date(2025, 12, 1))
    }
    line = AuditLine.objects.get(verb="measure.add")
    assert (line.on_id, line.by) == (str(made.pk), provincial_officer)
    assert menu.add(by=provincial_officer, at=AT, **WELL) == made and AuditLine.objects.filter(verb="measure.add").count() == 1


def test_the_district_adds_and_ends_nothing(district_officer):
    with pytest.raises(NotAllowed):
        menu.add(by=district_officer, at=AT, **WELL)
    with pytest.raises(NotAllowed):
        menu.end(by=district_officer, at=AT, measure=Measure.objects.first().pk, until=ON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"source": " "}, {"dimension": "luck"}, {"stage": "teen"}, {"triage": "both"}, {"indicator": 32}, {"set_code": ""},
        {"problem": "informal_debt"}, {"programme": 999},
    ],
)  # fmt: skip
def test_a_measure_that_says_too_little_or_too_much_is_refused(provincial_officer, wrong):
    with pytest.raises(Refused):
        menu.add(by=provincial_officer, at=AT, **WELL | wrong)


def test_an_ended_measure_is_proposed_no_more_even_after_the_next_start(provincial_officer):
    row = Measure.objects.filter(code__startswith="job_match.").first()
    menu.end(by=provincial_officer, at=AT, measure=row.pk, until=ON)
    menu.end(by=provincial_officer, at=AT, measure=row.pk, until=date(2026, 1, 20))
    menu.load()
    assert any(each.root == "job_match" for each in menu.in_force(ON))
    assert not any(each.root == "job_match" for each in menu.in_force(date(2026, 1, 15)))
    assert Measure.objects.get(pk=row.pk).valid_until == ON and AuditLine.objects.get(verb="measure.end").count == 8


def test_a_measure_does_not_end_before_it_began(provincial_officer):
    with pytest.raises(Refused):
        menu.end(by=provincial_officer, at=AT, measure=Measure.objects.first().pk, until=date(2020, 1, 1))
