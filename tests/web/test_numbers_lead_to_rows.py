"""Every number that counts rows leads to a list of just as many: `data-rows` of the link, `data-total` of the list."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.access import organisations
from nsc.casework import cases, help_given, needs, referrals, rolls
from nsc.casework.models import AfterCheck, Case, Handoff, Referral, State, Target
from nsc.registry.models import Household
from nsc.surveys import rounds
from nsc.welfare.assistance import Help
from tests.casework.conftest import frozen, heard, resolved, verified
from tests.surveyed import OURS, household_id
from tests.web.test_authority_pages import authority, malee  # noqa: F401  fixtures
from tests.web.test_figures_pages import text
from tests.web.test_programme_pages import brought_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_after")]
LINK = re.compile(r'<a href="([^"]+)" data-rows="(\d+)"')
CONTEXTS = (
    "",
    "poor=target",
    "poor=mpi&area=6009",
    "poor=mpi&area=600908",
    f"poor=mpi&area={OURS}",
    "poor=mpi&round=2561",
    "poor=mpi&stage=elderly&sex=female",
    "poor=mpi&dimension=income",
    "poor=target&dimension=education&stage=elderly",
    "poor=mpi&group=tpmap",
    "poor=target&group=tpmap",
    "poor=mpi&group=vulnerable",
    "poor=certified",
    "poor=certified&dimension=health",
    "poor=mpi&special=chronic",
    "by=authority&poor=mpi",
)
MEASURES = (
    "",
    "show=number&poor=mpi&stage=elderly&group=tpmap",
    "measure=income&dimension=education&poor=mpi",
    "measure=households&area=6009&stage=elderly",
    "measure=surveyed&dimension=health",
    *("measure=issue-22", "measure=issue-101", "measure=intensity&show=number", "measure=baht", "measure=several"),
    "measure=several&dimension=income",
    *(f"measure={each}&dimension=income" for each in ("targets", "visited", "overdue", "open", "late")),
)
PAGES = (
    *(f"/overview/?{each}" for each in CONTEXTS),
    *(
        f"/{page}/?{each}"
        for page in ("indicators", "places/6009", "places/600908", f"places/{OURS}")
        for each in ("", "stage=elderly&dimension=income")
    ),
    *(
        f"/{page}/?{each}"
        for page in ("overview/late", "overview/work", "progress", "progress/months")
        for each in ("", "area=6009", "dimension=income")
    ),
    *(
        "/progress/?group=tpmap",
        "/overview/week/",
        "/targets/",
        "/targets/?dimension=health",
        "/targets/errors/",
        "/needs/",
        "/needs/?state=met&dimension=income",
        "/cases/",
        "/referrals/",
        "/referrals/agencies/",
        "/progress/agencies/",
        "/help/",
        "/help/forgotten/",
        "/help/forgotten/?list=doubled",
        "/rights/",
        "/rights/?area=6009&programme=elderly-allowance",
    ),
    *(f"/map/?{each}" for each in MEASURES),
)

LED_TO = (  # what is asked of a list by some number of these pages, so that none of them is forgotten here
    *(
        "number=several",
        "step=verified&month=2",
        "step=visited&month=2",
        "month=year",
        "month=before",
        "upward=1",
        "checked=2",
        "relapsed=2",
    ),
    *("state=closed&newest=1", "opened=2", "closed=2", "mentor=", "state=given", "unpriced=1", "answer=there"),
    *("answer=sent", "answer=taken", "answer=given", "state=declined", "answer=waiting", "answer=in_time", "answer=slow"),
    *("targets=2", "lettered=2", "rights/people/?", "list=unvisited", "list=doubled"),
)


@pytest.fixture
def at_work(surveyed, authority, operator, hire, provincial_officer):  # noqa: F811
    """Household 1 belongs to a local authority and was certified last year. Now 1, 2 and 4 are targets, 1 of a second group, too; its case
    is visited and late, that of 2 is new."""
    last = frozen(provincial_officer)
    people = (("t", "ทีม", "tambon_team", "600908"), ("c", "นายอำเภอ", "district_centre", "6009"), ("m", "มาลี", "provincial_centre"))
    team, chief, certifier = (hire(*each) for each in people)
    verified(team, 1)
    heard(team, {1: None})
    resolved(chief, last, "6009")
    resolved(certifier, last, "60")
    at, today = timezone.now(), timezone.localdate()
    told = {"by": operator, "at": at, "fiscal_year": rolls.fiscal_year(today), "round": rounds.newest()}
    roll = rolls.freeze(by=operator, at=at, roll=rolls.draw_up(**told, group="tpmap", rule="mpi"))
    second = rolls.freeze(by=operator, at=at, roll=rolls.draw_up(**told, group="vulnerable", rule="vulnerable"))
    Target.objects.filter(roll=roll, household=household_id(4)).update(state=State.VERIFIED, result="still_poor", verified_on=today)
    Target.objects.filter(roll=second).update(state=State.VERIFIED, result="still_poor", verified_on=today)
    made = cases.open_(by=operator, at=at, household=household_id(1))
    Case.objects.filter(pk=made.pk).update(visited_on=today, due_on=today - timedelta(days=1))
    cases.open_(by=operator, at=at, household=household_id(2))
    asked = [needs.Asked("living", "now", text="หลังคา"), needs.Asked("income", "year", text="อาชีพ")]
    needs.record(by=operator, at=at, household=household_id(1), asked=asked)


@pytest.fixture
def looked_after(at_work, operator, somjai, enter, provincial_officer):
    """Case 2, visited before this year, has a mentor and went upward; 3 and 4 came out of poverty, 1 did before and is looked after again,
    which tells of a relapse. Case 1 was referred to five offices, its household helped three times; who is old has a right, and one of
    them receives it."""
    at, today = timezone.now(), timezone.localdate()
    before = today - timedelta(days=400)
    Case.objects.filter(household=household_id(2)).update(mentor=somjai, turn="district", escalations=1, visited_on=before)
    told = {"from_turn": "mentor", "to_turn": "district", "due_on": today, "is_escalation": True, "by": operator, "at": at}
    Handoff.objects.create(case=Case.objects.get(household=household_id(2)), **told)
    over = {"state": "closed", "turn": "", "outcome": "out_of_poverty", "closed_on": today, "out_on": today, "due_on": None}
    for number, has_relapsed in ((3, False), (4, False), (1, True)):
        made = cases.open_(by=operator, at=at, household=household_id(number), is_emergency=number == 3)
        kept = {name: getattr(made, name) for name in ("visited_on", "due_on")}
        Case.objects.filter(pk=made.pk).update(**over)
        AfterCheck.objects.create(case=made, kind="6", due_on=today, on=today, has_relapsed=has_relapsed, by=operator, at=at)
    again = cases.open_(by=operator, at=at, household=household_id(1))
    Case.objects.filter(pk=again.pk).update(**kept)
    closed = {"completed": {"completed_at": at, "turn": ""}, "declined": {"turn": ""}}
    signed = {"signatory": "นายอำเภอทดสอบ", "position": "นายอำเภอ", "on": today}
    for state, late in (("sent", 1), ("accepted", 0), ("declined", 1), ("completed", 0), ("asked", 0)):
        office = organisations.register(by=operator, at=at, name=f"สำนักงาน {state}", kind="government")
        sent = referrals.draft(by=operator, at=at, case=again.pk, organisation=office.pk, what="ขอรถเข็น")
        referrals.sign(by=operator, at=at, referrals=[sent.pk], number=f"นว {state}", **signed)
        answer = {} if state == "sent" else {"answered_at": at, "answered_by": operator}
        Referral.objects.filter(pk=sent.pk).update(state=state, due_on=today - timedelta(days=late), **answer, **closed.get(state, {}))
    for baht in (300, None):
        help = Help(household=household_id(1), kind="food", form="goods", what="ข้าวสาร", baht=baht, although="ไม่พอ")
        help_given.deliver(by=operator, at=at, help=help, on=today)
    help_given.promise(by=operator, at=at, help=help, on=today)
    brought_in(enter(provincial_officer), 1)


def numbers(page: str) -> set[tuple[str, int]]:
    return {(html.unescape(href), int(count)) for href, count in LINK.findall(page)}


def wrong(browser, address: str, followed: dict[str, int | str]) -> list[str]:
    found = []
    for href, count in sorted(numbers(text(browser.get(address)))):
        if href not in followed:
            answer = browser.get(href)
            told = re.search(r'data-total="(\d+)"', answer.content.decode()) if answer.status_code == 200 else None
            followed[href] = int(told[1]) if told else f"no list, {answer.status_code}"
        if followed[href] != count:
            found.append(f"{address} says {count}, {href}: {followed[href]}")
    return found


@pytest.mark.parametrize("who", ["somsri", "governor", "district_officer", "team", "malee"])
def test_the_list_behind_a_number_is_as_long_as_it(who, request, hire, enter, authority):  # noqa: F811
    made = {"somsri": ("สมศรี ใจดี", "provincial_centre", "60"), "team": ("ทีมตำบล", "tambon_team", "600908")}
    browser = enter(hire(who, *made[who]) if who in made else request.getfixturevalue(who))
    followed: dict[str, int | str] = {}
    own = [
        f"/{page}/?authority={authority}"
        for page in ("overview", "overview/late", "overview/work", "overview/week", "needs", "map", "help/forgotten")
    ]
    seen = [address for address in (*PAGES, *own) if browser.get(address).status_code == 200]
    assert len(seen) > 20
    assert [line for address in seen for line in wrong(browser, address, followed)] == []
    assert len(followed) > 40
    assert who not in ("somsri", "district_officer") or [each for each in LED_TO if not any(each in href for href in followed)] == []


@pytest.mark.parametrize(
    "address",
    [
        *("/overview/?poor=mpi", "/overview/late/", "/overview/work/", "/overview/week/", "/progress/", "/progress/months/", "/needs/"),
        "/rights/",
    ],
)
def test_a_number_that_counts_rows_is_a_link(address, enter, provincial_officer):
    """Bars, combinations, stages, steps and headline figures. Files that came in have no list, and a rate is no number of rows."""
    page = re.sub(r"<tr><th[^>]*>(<a [^>]*>)?นำเข้าข้อมูลสำรวจ.*?</tr>", "", text(enter(provincial_officer).get(address)))
    bare = re.findall(r'<b>[1-9][\d,]*</b>|<(?:dd|span) class="value[^"]*">[1-9][\d,]*<|<td class="number s\d">[1-9]', page)
    assert bare == [] and numbers(page)


def test_who_sees_figures_only_is_led_to_no_list(enter, auditor):
    browser = enter(auditor)
    seen = [address for address in PAGES if browser.get(address).status_code == 200]
    assert len(seen) > 20 and not [address for address in seen if "data-rows" in text(browser.get(address))]


def test_a_number_that_a_list_has_not_all_of_is_no_link(enter, provincial_officer, operator):
    """A household that the round did not find stands on a roll with the people it told of itself: the list of people has none of them."""
    browser, address = enter(provincial_officer), "/overview/?poor=mpi&group=tpmap"
    assert 'persons/?poor=mpi&amp;group=tpmap" data-rows' in text(browser.get(address))
    stranger = Household.objects.create(area_code=OURS, house_no="99")
    roll = Target.objects.filter(roll__group="tpmap").latest("pk").roll
    told = {"area_code": OURS, "house_no": "99", "people": 2, "pattern": 8, "priority": 0}
    Target.objects.create(roll=roll, household=stranger, state=State.LISTED, **told)
    page = text(browser.get(address))
    assert 'persons/?poor=mpi&amp;group=tpmap" data-rows' not in page and "poor=target&amp;group=tpmap" in page
