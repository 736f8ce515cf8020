"""A tambon's enterprise is founded, owned and kept in books."""

import io
from datetime import date, timedelta
from decimal import Decimal as D
from uuid import uuid4

import polars as pl
import pytest
from django.db import IntegrityError, transaction

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files.models import StoredFile
from nsc.privacy import rooms
from nsc.registry import people
from nsc.tambon import books, company_held, enterprises, foundings, shareholders
from nsc.tambon import enterprise_rules as rules
from nsc.tambon.models import BookLine, Enterprise, Founding, Holding, Party, Period, ShareMove
from tests.survey_files import national_id
from tests.tambon.conftest import TAMBON

START = date(2025, 1, 1)
PDF = b"%PDF-1.4 made up"


@pytest.fixture
def told(team, at, begun):
    """What Malee tells every verb."""
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def firm(told):
    return enterprises.establish(**told, name="วิสาหกิจไพศาลี", about="แปรรูปข้าว", shares_profit=True)


@pytest.fixture
def holders(told, firm):
    """สำรวย with 60 shares of 100 baht, the mill with 40; the class and their numbers."""
    share = shareholders.divide(**told, name="หุ้นสามัญ", baht=D(100))
    person = shareholders.join(**told, kind="person", name="นางสำรวย พันธุ์ไม้", sector="community", on=START)
    mill = shareholders.join(**told, kind="organisation", name="โรงสีตัวอย่าง", sector="industry", on=START)
    for party, number in ((person, 60), (mill, 40)):
        shareholders.move(**told, token=uuid4(), share=share, number=number, on=START, taker=party)
    return share, person, mill


@pytest.fixture
def quarter(told, firm, team):
    books.open_period(**told, starts_on=START, months=3)
    return books.of_year(team, TAMBON, 2025)[0].id


def ticked(told, stage, on):
    for key, _name in rules.stage(stage).papers:
        foundings.tick(**told, stage=stage, paper=key, on=on)


# — founding —


def test_an_enterprise_is_established_once_and_changed_on_the_record(told, firm, team):
    assert enterprises.establish(**told, name="วิสาหกิจไพศาลี", about="แปรรูปข้าว", shares_profit=True) == firm
    changed = enterprises.establish(**told, name="วิสาหกิจไพศาลี", about="แปรรูปข้าว", shares_profit=False)
    assert Enterprise.objects.count() == 1 and not changed.shares_profit and enterprises.find(team, TAMBON) == changed
    assert AuditLine.objects.filter(verb="enterprise.establish").count() == 1
    assert AuditLine.objects.get(verb="enterprise.change").detail == "shares_profit"


def test_a_stage_is_entered_with_its_papers_and_the_next_says_what_is_missing(told, firm, team):
    with pytest.raises(Refused):
        foundings.enter(**told, stage="group", on=START)
    ticked(told, "group", START)
    foundings.enter(**told, stage="group", on=START)
    foundings.enter(**told, stage="group", on=START + timedelta(1))
    group, second, company, *_rest = foundings.steps(team, TAMBON)
    assert group.on == START and not group.missing and Founding.objects.count() == 1
    assert second.is_next and len(second.missing) == len(second.papers) and not second.on
    assert company.is_next  # a group may become a company at once
    with pytest.raises(Refused):
        foundings.tick(**told, stage="group", paper="nothing", on=START)
    with pytest.raises(Refused):
        foundings.tick(**told, stage="community_enterprise", paper="application", on=told["at"].date() + timedelta(2))


def test_what_stands_on_a_stage_keeps_it_and_its_papers(told, firm, team):
    for stage in ("group", "community_enterprise"):
        ticked(told, stage, START)
        foundings.enter(**told, stage=stage, on=START)
    first, second, *_rest = foundings.steps(team, TAMBON)
    with pytest.raises(Refused):
        foundings.leave(**told, founding=first.id, because="ผิด")
    with pytest.raises(Refused):
        foundings.untick(**told, proof=second.papers[0].id, because="ผิด")
    for _twice in range(2):
        foundings.leave(**told, founding=second.id, because="ยังไม่ได้จดทะเบียน")
        foundings.untick(**told, proof=second.papers[0].id, because="คนละฉบับ")
    assert AuditLine.objects.filter(verb="enterprise_stage.leave").count() == 1
    assert Founding.objects.count() == 2 and len(foundings.steps(team, TAMBON)[1].missing) == 1  # the row stays, withdrawn


def test_a_paper_is_kept_encrypted_and_opened_by_who_may_see_names(told, firm, team, hire, at):
    foundings.tick(**told, stage="group", paper="roll", on=START, file=io.BytesIO(PDF))
    proof = next(paper for paper in foundings.steps(team, TAMBON)[0].papers if paper.key == "roll")
    assert proof.has_file and StoredFile.objects.get().name == "evidence.pdf"
    assert b"".join(foundings.download(by=team, at=at, area=TAMBON, proof=proof.id).pieces) == PDF
    assert AuditLine.objects.filter(verb="enterprise_paper.see", by=team).count() == 1
    governor = hire("governor", "ผู้ว่าฯ", "executive", "60")
    with pytest.raises(NotAllowed):
        foundings.download(by=governor, at=at, area=TAMBON, proof=proof.id)
    with pytest.raises(Refused):
        foundings.tick(**told, stage="group", paper="minutes", on=START, file=io.BytesIO(b"<html>"))


# — shares —


def test_the_register_of_a_day_with_the_sums_of_the_sectors(told, holders, team, at, django_assert_num_queries):
    share, person, mill = holders
    shareholders.seat(**told, party=person, role="ประธานกรรมการ", on=START)
    shareholders.move(**told, token=uuid4(), share=share, number=10, on=date(2025, 6, 1), giver=person, taker=mill)
    before = shareholders.register(team, TAMBON, at=at, on=date(2025, 5, 31))
    with django_assert_num_queries(7):
        after = shareholders.register(team, TAMBON, at=at, on=date(2025, 6, 1))
    assert [each.numbers for each in before.holders] == [(60,), (40,)] and [each.numbers for each in after.holders] == [(50,), (50,)]
    assert before.sectors["community"] == (D(6000), D(60), 1) and after.capital == D(10_000)
    assert [(seat.role, seat.name) for seat in after.board] == [("ประธานกรรมการ", "นางสำรวย พันธุ์ไม้")]
    assert shareholders.register(team, TAMBON, at=at, on=START - timedelta(1)).holders == ()


def test_names_are_masked_for_who_may_not_see_them_and_seen_on_the_record(told, holders, team, hire, at):
    governor = hire("governor", "ผู้ว่าฯ", "executive", "60")
    AuditLine.objects.filter(verb="enterprise_people.see").delete()
    masked = shareholders.register(governor, TAMBON, at=at, on=START)
    assert "สำรวย" not in masked.holders[0].name and masked.holders[1].name == "โรงสีตัวอย่าง" and not masked.has_names
    assert "สำรวย" not in str(masked.moves) and not AuditLine.objects.filter(verb="enterprise_people.see").exists()
    shareholders.register(team, TAMBON, at=at, on=START)
    assert AuditLine.objects.get(verb="enterprise_people.see").by == team
    with pytest.raises(NotAllowed):
        shareholders.parties(governor, TAMBON)


def test_nobody_holds_less_than_nothing_on_any_day(told, holders):
    share, person, mill = holders
    with pytest.raises(Refused):
        shareholders.move(**told, token=uuid4(), share=share, number=61, on=START, giver=person, taker=mill)
    with pytest.raises(Refused):  # before they had them
        shareholders.move(**told, token=uuid4(), share=share, number=1, on=START - timedelta(1), giver=person, taker=mill)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.filter(party=person).update(number=-1)


def test_shares_sent_twice_move_once(told, holders, hire, at):
    share, person, mill = holders
    token = uuid4()
    for _twice in range(2):
        shareholders.move(**told, token=token, share=share, number=10, on=START, giver=person, taker=mill)
    assert ShareMove.objects.count() == 3 and dict(Holding.objects.values_list("party", "number")) == {person: 50, mill: 50}


def test_who_holds_shares_or_sits_on_the_board_does_not_leave(told, holders, team, at):
    share, person, _mill = holders
    shareholders.seat(**told, party=person, role="เหรัญญิก", on=START)
    shareholders.move(**told, token=uuid4(), share=share, number=60, on=START, giver=person)
    with pytest.raises(Refused):
        shareholders.leave(**told, party=person, on=date(2025, 9, 1))
    seat = shareholders.register(team, TAMBON, at=at, on=START).board[0]
    shareholders.unseat(**told, seat=seat.id, on=date(2025, 8, 1))
    shareholders.leave(**told, party=person, on=date(2025, 9, 1))
    found = shareholders.register(team, TAMBON, at=at, on=date(2025, 9, 1))
    assert [each.name for each in found.holders] == ["โรงสีตัวอย่าง"] and found.board == ()


def test_who_joined_with_a_national_id_can_be_told_of_it_and_forgotten(told, firm, at):
    number = national_id(1)
    person = people.enrol(pl.Series([number]), people.indexed(pl.Series([number])))[0]
    shareholders.join(**told, kind="person", name="นายคำ ดี", sector="community", on=START, national_id=number)
    assert [each.what for each in rooms.about(person=person, households=[])] == ["enterprise_member"] and company_held.is_named(person)
    rooms.forget(at=at, person=person)
    assert Party.objects.get().name == "" and not company_held.is_named(person)
    with pytest.raises(Refused):
        shareholders.join(**told, kind="person", name="นายมี", sector="community", on=START, national_id="1234567890123")


# — books —


def test_a_year_adds_up_and_its_ratios_stand_beside_it(told, quarter, team, django_assert_num_queries):
    for kind, baht in (("goods", 700), ("grant", 300), ("materials", 400), ("wages_poor", 100)):
        books.write(**told, period=quarter, token=uuid4(), kind=kind, baht=D(baht))
    books.use_profit(**told, token=uuid4(), year=2025, use="community", baht=D(350), on=date(2026, 1, 5))
    with django_assert_num_queries(6):
        (year,) = books.years(team, TAMBON, on=date(2026, 1, 15))
    assert (year.figures.income, year.figures.profit, year.figures.poor_wages, year.is_over, year.open_periods) == (1000, 500, 100, True, 1)
    assert [(each.key, each.value, each.verdict) for each in year.ratios] == [
        ("trade", D("0.7"), rules.MET),
        ("social", D("0.7"), rules.MET),
        ("shared", D(0), rules.MET),
    ]


def test_a_line_sent_twice_stands_once_and_a_foreign_token_is_nobodys(told, quarter):
    token = uuid4()
    for _twice in range(2):
        books.write(**told, period=quarter, token=token, kind="goods", baht=D(5))
    assert BookLine.objects.count() == 1
    with pytest.raises(OutOfSight):
        books.write(**told, period=quarter + 99, token=uuid4(), kind="goods", baht=D(5))


def test_a_closed_period_takes_nothing_but_corrections(told, quarter, team):
    books.write(**told, period=quarter, token=uuid4(), kind="goods", baht=D(500))
    for _twice in range(2):
        books.close(**told, period=quarter)
    with pytest.raises(Refused):
        books.write(**told, period=quarter, token=uuid4(), kind="goods", baht=D(5))
    line = books.of_year(team, TAMBON, 2025)[0].lines[0]
    with pytest.raises(Refused):
        books.correct(**told, line=line.id, token=uuid4(), baht=D(50), because=" ")
    token = uuid4()
    for _twice in range(2):
        books.correct(**told, line=line.id, token=token, baht=D(50), because="ใส่ศูนย์เกิน")
    book = books.of_year(team, TAMBON, 2025)[0]
    assert [(each.baht, each.left, each.corrects) for each in book.lines] == [(D(500), D(50), None), (D(-450), D(-450), line.id)]
    assert book.income == 50 and book.closed_by == "มาลี" and Period.objects.get().closed_at
    assert AuditLine.objects.filter(verb="enterprise_books.correct").count() == 1


def test_a_period_that_is_not_over_is_not_closed(told, firm, team):
    books.open_period(**told, starts_on=date(2026, 1, 1), months=1)
    with pytest.raises(Refused):
        books.close(**told, period=books.of_year(team, TAMBON, 2026)[0].id)
    with pytest.raises(Refused):
        books.open_period(**told, starts_on=date(2026, 2, 1), months=1)


def test_more_profit_than_there_is_cannot_be_used_and_what_was_used_can_be_taken_back(told, quarter, team):
    books.write(**told, period=quarter, token=uuid4(), kind="goods", baht=D(100))
    books.use_profit(**told, token=uuid4(), year=2025, use="distributed", baht=D(60), on=START)
    with pytest.raises(Refused):
        books.use_profit(**told, token=uuid4(), year=2025, use="jobs", baht=D(41), on=START)
    books.take_back(**told, use=books.uses(team, TAMBON, 2025)[0].id, because="มติใหม่")
    assert books.uses(team, TAMBON, 2025) == []


def test_jobs_of_poor_households_are_reported_in_numbers_and_a_handful_is_hidden(told, firm, team):
    books.report_workers(**told, year=2025, workers=30, poor_workers=3, poor_households=2)
    (year,) = books.years(team, TAMBON, on=date(2026, 1, 15))
    assert year.workers.workers == 30 and repr(year.workers.poor_workers) == "0" and type(year.workers.poor_workers).__name__ == "Hidden"
    for _twice in range(2):
        books.report_workers(**told, year=2025, workers=30, poor_workers=12, poor_households=9)
    (year,) = books.years(team, TAMBON, on=date(2026, 1, 15))
    assert (year.workers.poor_workers, year.workers.poor_households) == (12, 9)
    assert AuditLine.objects.filter(verb="enterprise_workers.report").count() == 2
    with pytest.raises(Refused):
        books.report_workers(**told, year=2025, workers=3, poor_workers=4, poor_households=1)


def test_another_tambons_team_sees_and_writes_nothing(told, firm, quarter, hire, at):
    stranger = hire("lek", "เล็ก", "smart_tambon_team", "600102")
    for asks in (enterprises.find, foundings.steps, shareholders.parties):
        with pytest.raises(OutOfSight):
            asks(stranger, TAMBON)
    with pytest.raises(OutOfSight):
        books.write(by=stranger, at=at, area=TAMBON, period=quarter, token=uuid4(), kind="goods", baht=D(5))


def test_the_governor_reads_the_books_and_writes_nothing(told, quarter, governor, at):
    assert [each.starts_on for each in books.of_year(governor, TAMBON, 2025)] == [START]
    with pytest.raises(NotAllowed):
        books.close(by=governor, at=at, area=TAMBON, period=quarter)
