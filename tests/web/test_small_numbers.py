"""Who sees figures only reads no small number of people, households, cases or letters, on whatever page, in whatever file: every address
that such a reader may open is asked, in a survey in which nearly every count is one to four."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from nsc.access import organisations
from nsc.casework import cases, needs, referrals, rolls
from nsc.casework.models import Case
from nsc.poverty.small import FEW
from nsc.surveys import rounds
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]

COUNTED = "คน|ครัวเรือน|เคส|ราย|เรื่อง|รายการ|แผน"
WORDS = ("ตั้งแต่ 3 ครัวเรือนต่อตารางกิโลเมตร",)  # a rule, and no count
SMALL = re.compile(rf"(?<![\d.,/–-])[1-{FEW - 1}](?![\d.,%/–])")
SAID = re.compile(rf"{SMALL.pattern}\s*(?:{COUNTED})(?!ที่)")
NO_COUNTS = ("rank", "nth", "years", "legend")  # numbers of indicators, years and classes
PAGES = (
    *("/overview/", "/overview/?poor=mpi&area=6009", "/overview/?sex=male&poor=mpi&by=authority", "/overview/work/", "/overview/week/"),
    *("/indicators/", "/progress/", "/progress/months/", "/progress/agencies/", "/progress/recalculated/", "/targets/", "/targets/errors/"),
    *("/rights/", "/needs/", "/referrals/agencies/", "/map/?measure=late", f"/places/{OURS}/", "/places/6009/"),
)
FILES_IN = {"/overview/week/": ["2"]}  # of surveys that came in, and of nobody
FILES = (
    *("/indicators/file/?as=csv", "/progress/table.csv", "/targets/errors/table.csv", "/needs/table.csv", "/referrals/agencies/table.csv"),
    "/map/file/?form=csv",
)
ANSWERS = (
    *("figures?year=2564&level=village", "figures/indicators?year=2564&level=tambon", "figures/patterns?year=2564&level=village"),
    "overview?area=6009",
)


class Words(HTMLParser):
    """The words of the page itself, element by element, but for pictures, menus and what only says a rank."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("input", "br", "hr", "img", "meta", "link", "path", "col"):
            self._open.append((tag, dict(attrs).get("class") or ""))

    def handle_startendtag(self, tag, attrs):
        """Holds no words."""

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = [tag for tag, _css in self._open]
        css = " ".join(css for _tag, css in self._open)
        if "main" in tags and not {"svg", "script", "option", "details"} & set(tags) and not any(word in css for word in NO_COUNTS):
            self.found.append(" ".join(data.split()))


def small_in(page: str) -> list[str]:
    """Elements that are a small number and nothing else, and sentences that say one with what it counts."""
    words = Words()
    words.feed(page if "<main" in page else f"<main>{page}</main>")
    return [text for text in words.found if SMALL.fullmatch(text) or (SAID.search(text) and not any(each in text for each in WORDS))]


@pytest.fixture
def world(operator):
    """A roll, a case that was visited, a need and a letter: one or two of everything."""
    at = timezone.now()
    year = rolls.fiscal_year(timezone.localdate())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=at, roll=drawn)
    case = cases.open_(by=operator, at=at, household=household_id(1))
    Case.objects.filter(pk=case.pk).update(visited_on=timezone.localdate(), due_on=timezone.localdate() - timedelta(days=1))
    needs.record(by=operator, at=at, household=household_id(1), asked=[needs.Asked("living", "now", text="หลังคาลับ")])
    office = organisations.register(by=operator, at=at, name="สำนักงานตัวอย่าง", kind="government")
    letter = referrals.draft(by=operator, at=at, case=case.pk, organisation=office.pk, what="ขอความช่วยเหลือ")
    told = {"number": "นว ทดสอบ", "on": timezone.localdate(at), "within": 3, "signatory": "นายอำเภอทดสอบ", "position": "นายอำเภอ"}
    referrals.sign(by=operator, at=at, referrals=[letter.pk], **told)


@pytest.fixture
def partner(hire):
    return hire("partner", "มูลนิธิ", "partner", "60")


def test_no_page_tells_a_partner_of_a_handful(enter, partner, governor, world):
    desk = enter(partner)
    answers = {address: desk.get(address) for address in PAGES}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert {address: found for address, answer in answers.items() if (found := small_in(answer.content.decode()))} == FILES_IN
    desk = enter(governor)
    told = ("/overview/", "/overview/work/", "/indicators/", "/progress/", "/targets/", "/needs/", "/referrals/agencies/", "/places/6009/")
    unfound = [address for address in told if not small_in(desk.get(address).content.decode())]
    assert unfound == []  # where it is told, the sweep finds it


def test_no_file_tells_a_partner_of_a_handful(enter, partner, governor, world):
    def counts(desk, address):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        lines = content.decode("utf-8-sig").splitlines()
        lines = lines[lines.index("") + 1 :] if "" in lines else lines  # what is said about the table stands above it
        skipped = {"number", "indicator", "moo", "month", "ข้อ"}
        heads = lines[0].split(",")
        return [cell for line in lines[1:] for head, cell in zip(heads, line.split(","), strict=False) if head not in skipped]

    for address in FILES:
        told = [each for each in counts(enter(partner), address) if SMALL.fullmatch(each)]
        assert told == [], (address, told)
    assert any(SMALL.fullmatch(each) for each in counts(enter(governor), "/progress/table.csv"))


def test_no_answer_of_the_api_does_and_each_names_what_it_keeps_back(enter, partner, governor):
    def numbers(node, name=""):
        if isinstance(node, dict):
            return [each for key, value in node.items() if key not in ("about", "indicator", "number") for each in numbers(value, key)]
        if isinstance(node, list):
            return [each for value in node for each in numbers(value, name)]
        return [(name, node)] if isinstance(node, int) and not isinstance(node, bool) else []

    def few(user, route):
        answer = enter(user).get(f"/api/v1/{route}")
        assert answer.status_code == 200, answer.content
        return [each for each in numbers(answer.json()) if 0 < each[1] < FEW]

    for route in ANSWERS:
        assert few(partner, route) == [], route
        assert few(governor, route), route
    (row, *_others) = enter(partner).get("/api/v1/figures?year=2564&level=village").json()["rows"]
    assert row["mpi_poor"] is None and "mpi_poor" in row["kept"]
