"""Views of lists: kept under a name, shared with a team, and never a name of anybody in them."""

import pytest

from nsc.access import scope
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.reports import saved_views

URGENT = {"urgency": "now", "dimension": "health"}


@pytest.fixture
def kept(at):
    def kept(by, name="เร่งด่วน", parameters=URGENT, **told):
        return saved_views.save(by=by, at=at, list="needs", name=name, parameters=parameters, **told)

    return kept


def names(user, list="needs"):
    return [view.name for view in saved_views.visible_to(user, list)]


def lines(verb):
    return AuditLine.objects.filter(verb=f"saved_view.{verb}")


def test_a_view_keeps_how_the_list_is_asked_and_not_where_one_stands_in_it(district_officer, kept):
    view = kept(district_officer, parameters=URGENT | {"page": "7", "view": "3", "stage": ""})
    assert dict(view.parameters) == URGENT
    assert saved_views.visible_to(district_officer, "needs") == (view,)
    assert saved_views.visible_to(district_officer, "help") == ()
    line = lines("save").get()
    assert (line.by, line.detail, line.count) == (district_officer, "needs", None)


def test_a_view_of_ones_own_is_nobody_elses(district_officer, somjai, kept):
    view = kept(district_officer)
    assert names(somjai) == []
    for verb, told in ((saved_views.rename, {"name": "x"}), (saved_views.share, {"team": ""}), (saved_views.withdraw, {})):
        with pytest.raises(scope.OutOfSight):
            verb(by=somjai, at=lines("save").get().at, view=view.number, **told)


def test_it_is_shared_with_everybody_who_has_a_role_in_the_area(district_officer, somjai, hire, kept):
    kept(district_officer, team="area:6009")
    elsewhere = hire("prasit", "ประสิทธิ์", "district_centre", "6001")
    above = hire("malee", "มาลี", "provincial_centre")
    assert names(somjai) == ["เร่งด่วน"]
    assert names(elsewhere) == names(above) == []
    shown = saved_views.visible_to(somjai, "needs")[0]
    assert (shown.by, shown.is_mine, shown.area) == ("วิชัย", False, "6009")


def test_it_is_shared_with_ones_organisation(hire, hospital, kept):
    nurse = hire("nurse", "พยาบาล", "agency_officer", "6009", organisation=hospital)
    colleague = hire("doctor", "แพทย์", "agency_officer", "6001", organisation=hospital)
    stranger = hire("teacher", "ครู", "agency_officer", "6009")
    kept(nurse, team=f"organisation:{hospital.pk}")
    assert names(colleague) == ["เร่งด่วน"]
    assert names(stranger) == []


def test_nobody_shares_with_a_team_they_are_not_in(district_officer, hospital, kept):
    for team in ("area:60", "area:6001", f"organisation:{hospital.pk}", "everybody"):
        with pytest.raises(Refused, match="บทบาท"):
            kept(district_officer, team=team)


def test_what_a_colleague_shares_is_not_ours_to_change(district_officer, somjai, at, kept):
    view = kept(district_officer, team="area:6009")
    with pytest.raises(NotAllowed):
        saved_views.withdraw(by=somjai, at=at, view=view.number)


def test_the_same_name_is_saved_over_and_the_same_view_is_saved_once(district_officer, kept):
    first = kept(district_officer)
    assert kept(district_officer) == first
    assert lines("save").count() == 1
    changed = kept(district_officer, parameters={"urgency": "month"})
    assert (changed.number, dict(changed.parameters)) == (first.number, {"urgency": "month"})
    assert lines("save").count() == 2


def test_it_is_renamed_but_not_to_the_name_of_another(district_officer, at, kept):
    view = kept(district_officer)
    kept(district_officer, name="ผู้สูงอายุ")
    told = {"by": district_officer, "at": at, "view": view.number}
    assert saved_views.rename(**told, name=" สุขภาพ ").name == "สุขภาพ"
    saved_views.rename(**told, name="สุขภาพ")
    assert lines("rename").count() == 1
    with pytest.raises(Refused, match="ผู้สูงอายุ"):
        saved_views.rename(**told, name="ผู้สูงอายุ")


def test_withdrawn_it_is_gone_for_everybody_and_its_name_is_free(district_officer, somjai, at, kept):
    view = kept(district_officer, team="area:6009")
    saved_views.make_default(by=somjai, at=at, view=view.number)
    for _twice in range(2):
        saved_views.withdraw(by=district_officer, at=at, view=view.number)
    assert names(district_officer) == names(somjai) == []
    assert lines("withdraw").count() == 1
    assert kept(district_officer).number != view.number


def test_a_list_opens_with_one_view_of_those_one_sees(district_officer, somjai, at, kept):
    first, second = kept(district_officer, team="area:6009"), kept(district_officer, name="อีกอัน", team="area:6009")
    for view in (first, second, second):
        saved_views.make_default(by=somjai, at=at, view=view.number)
    assert [view.name for view in saved_views.visible_to(somjai, "needs") if view.is_default] == ["อีกอัน"]
    assert not [view for view in saved_views.visible_to(district_officer, "needs") if view.is_default]
    assert lines("choose").count() == 2
    saved_views.make_default(by=somjai, at=at, view=second.number, is_default=False)
    assert not [view for view in saved_views.visible_to(somjai, "needs") if view.is_default]


@pytest.mark.parametrize("parameters", [{"name": "สมศรี ใจดี"}, {"q": "1", "code": "1101700230708"}, {"a b": "1"}, {"x": "<b>"}])
def test_what_is_no_filter_is_refused(district_officer, kept, parameters):
    with pytest.raises(Refused, match="มุมมองเก็บได้เฉพาะตัวกรอง"):
        kept(district_officer, parameters=parameters)


@pytest.mark.parametrize("name", ["", "   ", "ก" * 81, "นาย ก 1101700230708", "๑ ๑๐๑๗ ๐๐๒๓๐ ๗๐ ๘"])
def test_a_view_has_a_name_and_not_a_persons_number(district_officer, kept, name):
    with pytest.raises(Refused):
        kept(district_officer, name=name)


def test_who_sees_no_households_keeps_no_views_of_them(hire, at):
    auditor = hire("auditor", "ผู้ตรวจ", "auditor")
    with pytest.raises(NotAllowed):
        saved_views.save(by=auditor, at=at, list="needs", name="x", parameters={})
    with pytest.raises(scope.OutOfSight):
        saved_views.save(by=auditor, at=at, list="no-such-list", name="x", parameters={})


def test_there_is_an_end_to_how_many_one_keeps(district_officer, kept, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 2)
    kept(district_officer), kept(district_officer, name="ข")
    with pytest.raises(Refused, match="ครบ 2"):
        kept(district_officer, name="ค")


def test_views_are_one_question_however_many(district_officer, kept, django_assert_num_queries):
    for number in range(3):
        kept(district_officer, name=f"มุมมอง {number}")
    scope.areas(district_officer, saved_views.LISTS["needs"])
    with django_assert_num_queries(2):
        assert len(saved_views.visible_to(district_officer, "needs")) == 3
    with django_assert_num_queries(1):  # above most lists there are none
        assert saved_views.visible_to(district_officer, "help") == ()
