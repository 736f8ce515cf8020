"""The page that a tambon shows to everybody: written, looked at, published, withdrawn; nothing of few people, nothing of a person."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import findings, goals, landscape, profile_years, public_pages
from nsc.tambon.models import PublicPage
from nsc.tambon.profile_years import Figure
from tests.files import pictures
from tests.tambon.conftest import TAMBON
from tests.tambon.test_initiatives import GOAL

PAGE = {"headline": "ตำบลของเรา", "introduction": "ปลูกข้าว\n\nและถั่ว"}


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def chosen(told):
    """A strength, a problem, a goal about few homes, and a photograph."""
    good = findings.write(**told, kind="asset", dimension="economy", text="ดินดี")
    findings.write(**told, kind="problem", dimension="economy", text="หนี้มาก")
    few = GOAL | {"text": "ครัวเรือนที่ยังลำบาก", "unit": "ครัวเรือน", "baseline": Decimal(40), "target": Decimal(2)}
    goal = goals.agree(**told, **few)
    taken = landscape.add(**told, file=io.BytesIO(pictures.photograph()), caption="สระน้ำ", is_consented=True)
    return {"findings": [good.id], "goals": [goal.id], "photographs": [taken.id]}


def publish(told, **page):
    public_pages.write(**told, seen=public_pages.draft(told["by"], TAMBON).seen, **PAGE | page)
    public_pages.publish(**told, seen=public_pages.draft(told["by"], TAMBON).seen)


def verbs():
    return [verb for verb in AuditLine.objects.order_by("pk").values_list("verb", flat=True) if verb.startswith("public_page")]


def test_a_draft_is_seen_by_nobody_until_it_is_published_and_after_it_is_withdrawn(team, at, told):
    public_pages.write(**told, seen=None, **PAGE)
    assert public_pages.standing(TAMBON) is None and public_pages.listed() == []
    assert public_pages.preview(team, TAMBON).introduction == ("ปลูกข้าว", "และถั่ว")
    publish(told)
    assert public_pages.standing(TAMBON).headline == "ตำบลของเรา" and public_pages.listed()[0].area_code == TAMBON
    public_pages.withdraw(**told, because="แก้ไข")
    public_pages.withdraw(**told, because="อีกครั้ง")
    assert public_pages.standing(TAMBON) is None and public_pages.state(team, TAMBON).withdrawn_because == "แก้ไข"
    assert verbs() == ["public_page.write", "public_page.publish", "public_page.withdraw"]


def test_what_is_changed_afterwards_waits_for_the_next_publishing(team, at, told):
    publish(told)
    later = told | {"at": at + timedelta(hours=1)}
    publish_seen = public_pages.draft(team, TAMBON).seen
    public_pages.write(**later, seen=publish_seen, **PAGE | {"headline": "ใหม่"})
    assert public_pages.standing(TAMBON).headline == "ตำบลของเรา" and public_pages.state(team, TAMBON).is_changed
    public_pages.publish(**later, seen=later["at"])
    assert public_pages.standing(TAMBON).headline == "ใหม่" and PublicPage.objects.filter(withdrawn_at=None).count() == 1


def test_nobody_publishes_what_he_has_not_looked_at_nor_writes_over_another(team, at, told):
    public_pages.write(**told, seen=None, **PAGE)
    with pytest.raises(Refused, match="หลังจากที่ท่านดูตัวอย่าง"):
        public_pages.publish(**told, seen=at - timedelta(minutes=1))
    public_pages.write(**told, seen=None, **PAGE)  # the same again: the first stands
    with pytest.raises(Refused, match="ระหว่างที่ท่านเปิดอยู่"):
        public_pages.write(**told, seen=None, **PAGE | {"headline": "อื่น"})
    assert verbs() == ["public_page.write"]


def test_what_was_withdrawn_may_stand_again_as_another_version(team, at, told, chosen):
    publish(told, **chosen)
    public_pages.withdraw(**told, because="แก้ไข")
    again = told | {"at": at + timedelta(days=1)}
    public_pages.publish(**again, seen=public_pages.draft(team, TAMBON).seen)
    assert public_pages.standing(TAMBON).published_at == again["at"] and len(public_pages.standing(TAMBON).photographs) == 1
    assert PublicPage.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_a_handful_of_homes_is_hidden_and_problems_are_not_offered(team, told, chosen):
    publish(told, **chosen)
    (goal,) = public_pages.standing(TAMBON).goals
    assert (goal.baseline, goal.target, goal.share) == (40, None, None)
    assert [each.text for each in public_pages.choices(team, TAMBON)["findings"]] == ["ดินดี"]


def test_what_has_ended_is_gone_at_once(told, chosen):
    publish(told, **chosen)
    goals.end(**told, goal=chosen["goals"][0], because="ตั้งใหม่")
    findings.end(**told, finding=chosen["findings"][0])
    assert public_pages.picture(TAMBON, chosen["photographs"][0], is_small=True)
    landscape.remove(**told, photograph=chosen["photographs"][0])
    found = public_pages.standing(TAMBON)
    assert (found.goals, found.strengths, found.photographs) == ((), (), ())
    assert public_pages.picture(TAMBON, chosen["photographs"][0]) is None


def test_a_photograph_that_was_not_chosen_is_not_public(told, chosen):
    publish(told)
    assert public_pages.picture(TAMBON, chosen["photographs"][0]) is None


def test_people_are_those_of_the_newest_closed_year(told):
    figure = Figure("people", "people.members", "คนที่สำรวจ", "คน", 216.0, 0, False, 2021, "นับทุกคน", "จปฐ.")
    profile_years.close(**told, year=2024, figures=[figure])
    publish(told, shows_people=True)
    (people,) = public_pages.standing(TAMBON).people
    assert (people.value, people.source) == (216, "จปฐ.") and public_pages.standing(TAMBON).sources == ("จปฐ.",)


@pytest.mark.parametrize(
    "wrong", [{"headline": "โทร 081 234 5678"}, {"office": "นายมานะ"}, {"introduction": " "}, {"telephone": "056123456"}]
)
def test_what_might_be_a_persons_is_refused(told, wrong):
    with pytest.raises(Refused):
        public_pages.write(**told, seen=None, **PAGE | wrong)
    assert not PublicPage.objects.exists()


def test_another_tambons_rows_do_not_come_upon_the_page(told, chosen):
    publish(told, findings=[10**9], goals=chosen["goals"])
    assert public_pages.standing(TAMBON).strengths == ()


def test_who_only_reads_writes_nothing_and_strangers_see_nothing(hire, told):
    reader, stranger = hire("governor", "ผู้ว่าฯ", "executive", "60"), hire("noi", "น้อย", "smart_tambon_team", "600101")
    with pytest.raises(NotAllowed):
        public_pages.write(**told | {"by": reader}, seen=None, **PAGE)
    with pytest.raises(OutOfSight):
        public_pages.draft(stranger, TAMBON)


def test_the_page_costs_the_same_whatever_is_on_it(told, chosen, django_assert_num_queries):
    publish(told, **chosen, shows_people=True)
    with django_assert_num_queries(8):
        public_pages.standing(TAMBON)
