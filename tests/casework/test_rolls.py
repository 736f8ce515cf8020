"""Rolls: drawn up from a round and a rule, frozen, and then changed by nobody in silence."""

from datetime import date

import pytest

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.areas import authorities
from nsc.casework import criteria, rolls, targets
from nsc.casework.models import Change, Roll, Target
from nsc.errors import NotAllowed, Refused
from nsc.surveys import rounds
from tests.casework.conftest import AT, YEAR, frozen, target, verified
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db


def draw_up(by, group="tpmap", rule="mpi", **told):
    return rolls.draw_up(by=by, at=AT, fiscal_year=YEAR, group=group, rule=rule, round=rounds.newest(), **told)


def test_the_fiscal_year_begins_in_october():
    assert (rolls.fiscal_year(date(2025, 9, 30)), rolls.fiscal_year(date(2025, 10, 1))) == (2025, 2026)


def test_every_poor_household_of_the_round_is_listed_with_its_source(surveyed, provincial_officer):
    seen = rolls.preview(provincial_officer, group="tpmap", rule="mpi", round=rounds.newest())
    roll = draw_up(provincial_officer)
    assert (seen.households, seen.people, dict(seen.by_area)) == (3, 4, {"6001": 1, "6009": 2})
    assert (roll.state, roll.households, roll.source) == ("drawn", 3, "jpt_2564.csv")
    assert set(Target.objects.filter(roll=roll).values_list("household", flat=True)) == {household_id(n) for n in (1, 2, 4)}
    ours = target(1)
    assert (ours.area_code, ours.people, ours.state, ours.result) == (OURS, 2, "listed", "")
    assert AuditLine.objects.get(verb="target.propose", on_type="roll", on_id=roll.pk).count == 3


def test_target_poor_are_those_with_a_card(surveyed, provincial_officer):
    roll = draw_up(provincial_officer, rule="target")
    assert list(roll.targets.values_list("household", flat=True)) == [household_id(1)]


def test_the_vulnerable_have_levels_by_dated_criteria(surveyed, provincial_officer, at):
    """Household 1 is the only one whose income the file says: 21,000 baht; an elderly person and a child of ten live there."""
    roll = draw_up(provincial_officer, group="vulnerable", rule="vulnerable")
    [only] = roll.targets.all()
    assert (only.household_id, only.level, roll.criteria.is_official) == (household_id(1), 2, False)
    rolls.withdraw(by=provincial_officer, at=AT, roll=roll, because="เกณฑ์ใหม่")
    criteria.set_(by=provincial_officer, at=at, valid_from=date(2026, 1, 1), source="มติ ศจพ.จ.", elderly_from=90)
    again = draw_up(provincial_officer, group="vulnerable", rule="vulnerable")
    assert list(again.targets.values_list("level", flat=True)) == [0]
    with pytest.raises(Refused):
        criteria.set_(by=provincial_officer, at=at, valid_from=date(2026, 1, 1), source="อีกครั้ง")


def test_groups_stand_side_by_side_and_may_overlap(roll, provincial_officer):
    frozen(provincial_officer, "vulnerable", "vulnerable")
    counts = rolls.counts(provincial_officer, year=YEAR)
    assert {group: each.listed for group, each in counts.items()} == {"tpmap": 3, "vulnerable": 1}
    assert rolls.overlap(provincial_officer, year=YEAR) == (3, 1)


def test_the_same_request_twice_makes_one_roll(surveyed, provincial_officer):
    assert draw_up(provincial_officer).pk == draw_up(provincial_officer).pk
    assert Target.objects.count() == 3


def test_a_second_roll_of_a_group_is_refused_until_the_draft_is_withdrawn(surveyed, provincial_officer, data_steward):
    first = draw_up(provincial_officer)
    with pytest.raises(Refused):
        draw_up(data_steward, rule="target")
    with pytest.raises(Refused):
        rolls.withdraw(by=data_steward, at=AT, roll=first, because=" ")
    rolls.withdraw(by=data_steward, at=AT, roll=first, because="ผิดเกณฑ์")
    assert draw_up(data_steward, rule="target").pk != first.pk


@pytest.mark.parametrize(
    ("group", "rule"), [("thaiqm", "mpi"), ("missed", "mpi"), ("tpmap", "vulnerable"), ("x", "mpi"), ("tpmap", "imported")]
)
def test_a_group_is_drawn_up_by_its_own_rules(surveyed, provincial_officer, group, rule):
    with pytest.raises(Refused):
        draw_up(provincial_officer, group=group, rule=rule)


def test_nobody_below_the_province_draws_up_or_freezes(surveyed, provincial_officer, district_officer, auditor, citizen):
    roll = draw_up(provincial_officer)
    for user in (district_officer, auditor):
        with pytest.raises(NotAllowed):
            draw_up(user)
        with pytest.raises(NotAllowed):
            rolls.freeze(by=user, at=AT, roll=roll)
    with pytest.raises(OutOfSight):
        draw_up(citizen)


def test_frozen_it_is_worked_on_until_days_that_the_districts_are_told(district_officer, roll, provincial_officer):
    assert (roll.state, roll.verify_by, roll.certify_by) == ("frozen", date(2026, 2, 26), date(2026, 5, 8))
    notice = Notice.objects.get(user=district_officer, kind="roll.freeze")
    assert notice.values == {"count": 2}
    assert rolls.freeze(by=provincial_officer, at=AT, roll=roll).pk == roll.pk
    with pytest.raises(Refused):
        rolls.withdraw(by=provincial_officer, at=AT, roll=roll, because="ไม่เอาแล้ว")


def test_the_province_sets_other_days_and_the_history_tells(roll, provincial_officer, district_officer):
    days = dict(zip(("verify", "forum", "endorse", "certify"), [date(2026, month, 2) for month in (2, 3, 4, 5)], strict=True))
    rolls.set_deadlines(by=provincial_officer, at=AT, roll=roll, days=days)
    assert Roll.objects.get(pk=roll.pk).forum_by == date(2026, 3, 2)
    told = rolls.history(district_officer, roll)
    assert [each.kind for each in told] == ["deadlines", "freeze", "draw_up"] and "2 มี.ค. 2569" in told[0].because
    with pytest.raises(NotAllowed):
        rolls.set_deadlines(by=district_officer, at=AT, roll=roll, days=days)


def test_a_draft_is_nobodys_work(surveyed, provincial_officer, district_officer):
    roll = draw_up(provincial_officer)
    assert rolls.visible_to(district_officer) == [] and rolls.counts(district_officer, year=YEAR) == {}
    with pytest.raises(OutOfSight):
        rolls.find(district_officer, roll.pk)


def test_a_household_is_added_with_a_reason_and_begins_its_road(roll, district_officer):
    added = targets.add(by=district_officer, at=AT, roll=roll, household=household_id(3), because="ไฟไหม้บ้าน")
    assert (added.state, added.people, added.area_code) == ("listed", 1, OURS)
    change = Change.objects.get(kind="add")
    assert (change.because, change.target, change.by) == ("ไฟไหม้บ้าน", added, district_officer)
    assert AuditLine.objects.filter(verb="target.propose", on_type="target", on_id=added.pk, by=district_officer).exists()
    assert targets.add(by=district_officer, at=AT, roll=roll, household=household_id(3), because="อีกครั้ง") == added
    assert Change.objects.filter(kind="add").count() == 1


def test_nobody_adds_without_a_reason_or_elsewhere(roll, district_officer, prasit):
    with pytest.raises(Refused):
        targets.add(by=district_officer, at=AT, roll=roll, household=household_id(3), because="  ")
    with pytest.raises(OutOfSight):
        targets.add(by=district_officer, at=AT, roll=roll, household=household_id(5), because="ลอง")
    with pytest.raises(OutOfSight):
        targets.add(by=prasit, at=AT, roll=roll, household=household_id(3), because="ลอง")


def test_the_province_removes_with_a_reason_and_what_is_known_stays(roll, provincial_officer, district_officer, team):
    verified(team, 1)
    number = target(1).pk
    with pytest.raises(NotAllowed):
        targets.remove(by=district_officer, at=AT, target=number, because="ซ้ำ")
    with pytest.raises(Refused):
        targets.remove(by=provincial_officer, at=AT, target=number, because="")
    targets.remove(by=provincial_officer, at=AT, target=number, because="ซ้ำกับอีกครัวเรือน")
    assert target(1).state == "removed" and target(1).verifications.count() == 1
    assert rolls.counts(provincial_officer, year=YEAR)["tpmap"].listed == 2
    assert next(each.kind for each in rolls.history(provincial_officer, roll)) == "remove"
    back = targets.add(by=provincial_officer, at=AT, roll=roll, household=household_id(1), because="ถอนผิด")
    assert (back.pk, back.state, back.result) == (number, "listed", "")


def test_counts_are_those_of_the_place_asked_for(roll, district_officer, provincial_officer, team):
    verified(team, 1)
    assert rolls.counts(district_officer, year=YEAR)["tpmap"] == rolls.Counts(listed=2, verified=1, still_poor=1)
    below = rolls.counts_below(provincial_officer, roll=roll, digits=4)
    assert {code: each.listed for code, each in below.items()} == {"6001": 1, "6009": 2}
    with pytest.raises(OutOfSight):
        rolls.counts(district_officer, year=YEAR, area="6001")


def test_a_local_authority_counts_its_own(surveyed, provincial_officer, hire, operator, at):
    from nsc.access import users
    from nsc.registry.models import Household

    owner = authorities.ensure(["อบต. ตัวอย่าง"], source="ทดสอบ")["อบต. ตัวอย่าง"]
    Household.objects.filter(pk=household_id(2)).update(authority=owner)
    roll = draw_up(provincial_officer)
    Target.objects.filter(household=household_id(2)).update(authority=owner)
    rolls.freeze(by=provincial_officer, at=AT, roll=roll)
    officer = hire("owner", "เจ้าหน้าที่ อบต.")
    users.assign(by=operator, at=at, user=officer, role="local_authority_officer", area="600908", authority=owner)
    assert rolls.counts(officer, year=YEAR)["tpmap"].listed == 1
