"""The log of what changed in the rules: from the dated tables, in order, with what was before."""

from datetime import UTC, date, datetime

import pytest

from nsc.casework import criteria, deadlines, holidays, roads
from nsc.reports import rule_changes
from nsc.welfare.models import Programme, Terms

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def of(kind: str) -> list[rule_changes.Change]:
    return list(rule_changes.every(kind))


def test_sets_maps_and_thresholds_come_with_the_data():
    newest, oldest = of("sets")
    assert newest.on == date(2022, 1, 1) and [(part.before, part.after) for part in newest.parts] == [(31, 38)]
    assert [part.before for part in oldest.parts] == [""]
    proposed = next(each for each in of("maps") if each.values["code"] == "2565-2569")
    assert proposed.is_official is False and "ยังไม่มีประกาศ" in proposed.source
    amounts = [(change.parts[0].before, change.parts[0].after) for change in reversed(of("thresholds"))]
    assert amounts == [("", 38000), (38000, 40000)]


def test_criteria_say_what_they_were_and_who_set_them(provincial_officer):
    told = {"by": provincial_officer, "at": NOW, "valid_from": date(2026, 12, 1), "source": "คำสั่ง 1/2569"}
    criteria.set_(**told, income_limit=90_000)
    (change,) = of("criteria")
    assert [(part.before, part.after) for part in change.parts] == [(100_000, 90_000)]
    assert change.roles == ("ศจพ.จังหวัด",) and change.source == "คำสั่ง 1/2569" and change.is_official is False


def test_days_are_set_against_the_proposal_first_and_then_against_each_other(provincial_officer):
    days = dict(roads.WORKING_DAYS)
    for month, visited in ((11, 15), (12, 12)):
        told = {"valid_from": date(2026, month, 1), "source": f"คำสั่ง {month}", "upward": roads.UPWARD_DAYS}
        deadlines.set_(by=provincial_officer, at=NOW, **told, **days | {"visited": visited})
    assert [[(part.before, part.after) for part in change.parts] for change in of("days")] == [[(15, 12)], [(10, 15)]]


def test_terms_of_a_programme_beside_those_before():
    programme = Programme.objects.filter(terms__isnull=False).order_by("pk").first()
    last = programme.terms.latest("valid_from")
    old = {
        name: getattr(last, name) for name in ("needs_disability", "needs_card", "is_by_rule", "amounts", "with_card", "per", "is_ceiling")
    }
    Terms.objects.create(
        programme=programme, valid_from=date(2026, 11, 1), age_from=99, source="ประกาศใหม่", at=NOW, **old | {"is_by_rule": True}
    )
    change = of("programmes")[0]
    assert change.on == date(2026, 11, 1) and change.values["name"] == programme.name
    assert (last.age_from or "", 99) in [(part.before, part.after) for part in change.parts] and change.roles == ()


def test_a_holiday_of_the_province(provincial_officer):
    holidays.add(by=provincial_officer, at=NOW, on=date(2026, 12, 24), name="งานตรุษจีนปากน้ำโพ")
    (change,) = of("holidays")
    assert change.on == date(2026, 12, 24) and change.values == {"name": "งานตรุษจีนปากน้ำโพ"}


def test_newest_first_and_what_has_no_day_last():
    days = [change.on for change in rule_changes.every()]
    known = [day for day in days if day]
    assert known == sorted(known, reverse=True) and all(day is None for day in days[len(known) :])
    assert {change.kind for change in rule_changes.every()} >= {"sets", "maps", "thresholds", "priority", "stages", "programmes"}


def test_a_few_questions_whatever_has_changed(provincial_officer, django_assert_max_num_queries):
    for day in (13, 14, 15):
        holidays.add(by=provincial_officer, at=NOW, on=date(2027, 7, day), name="หยุด")
    with django_assert_max_num_queries(15):
        rule_changes.every()
