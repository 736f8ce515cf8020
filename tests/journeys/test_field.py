"""In the village: the field application in real Chromium, offline, killed, cut off, updated, full, and ended."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.journeys.demonstration import nsc, served
from tests.journeys.telephone import Telephone, rows

VISITS = "SELECT id, case_id FROM casework_visit WHERE submission IS NOT NULL AND state = 'done'"
PICTURES = "SELECT COUNT(*) FROM casework_visitphotograph p JOIN casework_visit v ON v.id = p.visit_id WHERE v.submission IS NOT NULL"


@pytest.fixture
def office(demonstration, tmp_path):
    """A copy of the demonstration behind a server of its own: what mentors do here is nobody else's business."""
    home = tmp_path / "home"
    shutil.copytree(demonstration.home, home, ignore=shutil.ignore_patterns("nsc.sqlite3*"))
    with closing(sqlite3.connect(demonstration.home / "nsc.sqlite3")) as one, closing(sqlite3.connect(home / "nsc.sqlite3")) as other:
        one.backup(other)
    with served(home) as system:
        yield system


@pytest.fixture
def telephone(chromium, office, tmp_path):
    """telephone(name) → a new one, started."""
    made: list[Telephone] = []

    def telephone(name: str = "one", **told) -> Telephone:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        phone = Telephone(chromium, office, tmp_path / name, path, **told)
        made.append(phone)
        phone.start()
        return phone

    yield telephone
    for phone in made:
        phone.end()
    assert [phone.wrong for phone in made if phone.wrong] == []


@pytest.mark.parametrize("visits", [2, pytest.param(10, marks=pytest.mark.walk)])
def test_a_day_without_a_signal_arrives_whole_and_the_phone_empties_itself_when_it_is_ended(telephone, office, visits):
    # given a mentor who has enrolled her phone and gone where there is no signal
    phone = telephone()
    phone.enrol("mentor")
    homes = phone.homes()[:visits]
    before = len(rows(office.home, VISITS))
    phone.offline()

    # when she makes her visits, and the battery dies twice, once in the middle of a form
    for number, home in enumerate(homes):
        phone.begin_visit(home, f"เยี่ยมที่ {number}")
        phone.photograph(number)
        if number in (0, visits - 1):
            phone.page.wait_for_timeout(1_000)  # she looks at the picture; what she typed is long kept
            phone.die()
            phone.start()
            assert phone.unlock() < 20
            phone.go(f"visit/{home}")
            phone.page.get_by_text("1 จาก 8 ภาพ").wait_for()
            phone.turn_to("บันทึกและนัดหมาย")
            assert phone.page.get_by_label("บันทึกอื่น ๆ").input_value() == f"เยี่ยมที่ {number}"
        phone.finish()
    assert len(rows(office.home, VISITS)) == before and phone.waiting() == 2 * visits

    # then, back in the village, everything is at the office once, with its photographs
    phone.offline(False)
    phone.all_sent()
    assert len(rows(office.home, VISITS)) == before + visits
    assert rows(office.home, PICTURES) == [(visits,)]
    assert rows(office.home, "SELECT state, COUNT(*) FROM intake_submission GROUP BY state") == [("stored", 2 * visits)]

    # and another phone of the same account sees it
    other = telephone("two")
    other.given(phone.context.cookies())
    other.go(f"h/{homes[0]}")
    other.page.get_by_role("button", name="การเยี่ยม").click()
    other.page.get_by_text("2569").first.wait_for()

    # and the first one, ended at the office, empties itself at its next contact
    number = rows(office.home, "SELECT MIN(id) FROM access_phone")[0][0]
    nsc(office.home, "phones", "end", str(number), "--because", "หาย")
    phone.page.reload()
    phone.page.get_by_role("link", name="ลงชื่อเข้าใช้").or_(phone.page.get_by_text("ถูกยกเลิก")).first.wait_for(timeout=60_000)
    assert rows(office.home, "SELECT COUNT(*) FROM access_phone WHERE wiped_at IS NOT NULL") == [(1,)]
