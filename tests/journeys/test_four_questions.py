"""Somebody who has never seen it asks the office four questions. Each answer is read off the page, and is that of the rows themselves,
counted here once more by plain SQL."""

import re
import sqlite3

import pytest
from django.utils import timezone

from nsc import thai
from nsc.poverty.union import DIMENSIONS, NAMES

AMPHOE = "6009"
LIVE = """
    SELECT r.*, d.survey_year FROM surveys_response r JOIN surveys_round d ON d.id = r.round_id
    JOIN surveys_batch b ON b.id = r.batch_id WHERE b.state = 'published' AND r.superseded_by_id IS NULL AND r.area_code LIKE '6009%'
"""


@pytest.fixture
def rows(demonstration):
    """rows(sql, *values): of the demonstration's database, read from beside."""
    database = sqlite3.connect(f"file:{demonstration.home / 'nsc.sqlite3'}?mode=ro", uri=True)
    yield lambda sql, *values: database.execute(sql, values).fetchall()
    database.close()


@pytest.fixture
def officer(walker):
    page, broken = walker("phaisali")
    yield page
    assert not broken, "\n".join(broken)


def test_which_tambon_got_worse_and_in_which_dimension(officer, rows):
    failing = ", ".join(f"SUM(CASE WHEN pattern & {1 << bit} THEN validated ELSE 0 END)" for bit in range(len(DIMENSIONS)))
    counted = rows(
        f"SELECT SUBSTR(area_code, 1, 6), survey_year, SUM(people), SUM(CASE WHEN pattern > 0 THEN validated ELSE 0 END), {failing} "
        f"FROM ({LIVE}) GROUP BY 1, 2 ORDER BY 2"
    )
    before, now = {}, {}
    for code, year, people, *sums in counted:
        (before if year == counted[0][1] else now)[code] = [100 * each / people for each in sums]
    rise = {code: [b - a for a, b in zip(before[code], now[code], strict=True)] for code in now if code in before}
    worst = max(rise, key=lambda code: rise[code][0])
    dimension = max(range(len(DIMENSIONS)), key=lambda bit: rise[worst][1 + bit])
    name = rows("SELECT name_th FROM areas_area WHERE code = ?", worst)[0][0]

    officer.goto("/")
    first = officer.locator("table.worse tbody tr").first.inner_text()
    assert name in first and NAMES[DIMENSIONS[dimension]] in first and f"+{rise[worst][0]:.2f}" in first


def test_which_ten_households_come_first_and_why(officer, rows):
    first = rows(
        f"SELECT household_id, priority FROM ({LIVE}) WHERE survey_year = (SELECT MAX(survey_year) FROM ({LIVE})) "
        "AND pattern > 0 AND validated > 0 ORDER BY priority DESC, id LIMIT 10"
    )
    officer.goto("/")
    officer.locator(".rail a.item[data-place=households]").click()
    lines = officer.locator("table.listing tbody tr")
    shown = [lines.nth(n) for n in range(10)]
    numbers = [int(re.search(r"/households/(\d+)/", line.locator("a").first.get_attribute("href"))[1]) for line in shown]
    assert numbers == [number for number, _priority in first]
    for line, (_number, priority) in zip(shown, first, strict=True):
        assert f"{priority:,}" in line.inner_text() and line.locator(".c-why").inner_text().strip()


def test_what_somebody_received_this_year_and_from_whom(officer, rows):
    since = thai.fiscal_year_bounds(thai.fiscal_year(timezone.localdate()))[0].isoformat()
    found = rows(
        "SELECT m.first_name, m.last_name, a.person_id, SUM(a.baht), GROUP_CONCAT(DISTINCT o.name) FROM welfare_assistance a "
        "JOIN surveys_member m ON m.person_id = a.person_id JOIN surveys_response r ON r.id = m.response_id "
        "JOIN access_organisation o ON o.id = a.organisation_id "
        "WHERE a.\"on\" >= ? AND a.baht > 0 AND a.area_code LIKE ? AND a.state <> 'withdrawn' "
        "AND r.round_id = (SELECT id FROM surveys_round ORDER BY survey_year DESC LIMIT 1) "
        "GROUP BY 3 HAVING COUNT(DISTINCT m.first_name) = 1 ORDER BY 4 DESC, 3 LIMIT 1",
        since,
        f"{AMPHOE}%",
    )
    given, family, _person, baht, offices = found[0]
    officer.goto("/")
    officer.get_by_role("combobox").first.press_sequentially(f"{given} {family}")
    officer.locator(".found a.choice", has_text=family).first.click()
    officer.wait_for_url(re.compile(r"/households/\d+/"))
    line = officer.locator("table.received tbody tr", has_text=given)
    line.wait_for(state="attached")
    told = line.first.inner_text() if line.first.is_visible() else line.first.text_content()
    assert f"{baht:,.0f}" in told and all(office in told for office in offices.split(",")[:1])


def test_which_agency_is_slow(officer, rows):
    first, last = (day.isoformat() for day in thai.fiscal_year_bounds(thai.fiscal_year(timezone.localdate())))
    counted = rows(
        "SELECT o.name, SUM(f.answered_at IS NOT NULL AND f.state <> 'asked' AND DATE(f.answered_at, '+7 hours') > f.due_on "
        "  OR f.answered_at IS NULL AND f.state = 'sent' AND f.due_on < ?) AS slow, "
        "SUM(f.answered_at IS NOT NULL AND f.state <> 'asked' OR f.answered_at IS NULL AND f.state = 'sent' AND f.due_on < ?) AS judged "
        "FROM casework_referral f JOIN access_organisation o ON o.id = f.organisation_id "
        "WHERE f.letter_on BETWEEN ? AND ? AND f.area_code LIKE ? GROUP BY o.id",
        *[timezone.localdate().isoformat()] * 2,
        first,
        last,
        f"{AMPHOE}%",
    )
    share = {name: slow / judged for name, slow, judged in counted if judged}
    officer.goto("/referrals/agencies/")
    slowest = officer.locator("main tbody tr").first.inner_text()
    named = [name for name in share if name in slowest]
    assert named and share[named[0]] == max(share.values()) > 0
