"""An import is whole or not at all: killed, stopped, clashing with another, or out of room."""

import signal

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from nsc import bulk
from nsc.access import users
from nsc.intake import imports
from nsc.registry.models import Household, Person
from nsc.surveys import batches, responses, rounds, tallies
from nsc.surveys.models import Batch, Member, Money, Response, Round
from tests.survey_files import card, folder, household, member, national_id
from tests.together import in_threads, until

ROWS = [household(n, ข้อ_1="0", หนี้นอกระบบ="5") for n in range(1, 9)], [card(n, n) for n in range(1, 9)]
MORE = [household(n) for n in range(5, 13)], [member(n, n) for n in range(5, 13)]

IMPORT = """
import os, sys, time
from pathlib import Path
from django.utils import timezone
from nsc import bulk
from nsc.access import users
from nsc.intake import imports
bulk.CHUNK = 2
home, year, end = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
def tick(done, total):
    (home / "staged").touch()
    if end == "hang" and done >= 4:
        time.sleep(600)
    if end == "slow":
        time.sleep(0.1)
imports.run(by=users.operator(), at=timezone.now(), parts=imports.read(home), year=year, source="x", sha256="x", tick=tick)
(home / "done").touch()
"""


def run(home, year=2018, tick=lambda done, total: None):
    return imports.run(by=users.operator(), at=timezone.now(), parts=imports.read(home), year=year, source="x", sha256="x", tick=tick)


def nothing_is_left_of_the_dead() -> bool:
    dead = (Batch.State.STAGING, Batch.State.ABANDONED)
    rows = [Response.objects.filter(batch__state__in=dead), Member.objects.filter(response__batch__state__in=dead)]
    rows += [Money.objects.filter(response__batch__state__in=dead), Response.objects.filter(superseded_by__state__in=dead)]
    return not any(found.exists() for found in rows)


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)


# — one process —


def stop_at(rows: int, error: BaseException):
    def tick(done, total):
        if done >= rows:
            raise error

    return tick


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OperationalError("database or disk is full"), MemoryError()])
@pytest.mark.parametrize("rows", [2, 6, 12])
def test_an_import_that_is_stopped_leaves_figures_as_they_were_and_nothing_behind(nsc, tmp_path, small_chunks, rows, error):
    nsc.send(*ROWS)
    before = nsc.all_figures()
    with pytest.raises(type(error)):
        run(folder(tmp_path / "more", *MORE), tick=stop_at(rows, error))
    assert nothing_is_left_of_the_dead()
    assert nsc.all_figures() == before
    assert run(folder(tmp_path / "more", *MORE)).counts["households"] == 8


def test_a_disk_that_is_full_at_publishing_leaves_figures_as_they_were(nsc, tmp_path, monkeypatch):
    nsc.send(*ROWS)
    before = nsc.all_figures()
    with monkeypatch.context() as patch:
        patch.setattr(tallies, "put", lambda *_: (_ for _ in ()).throw(OperationalError("disk full")))
        with pytest.raises(OperationalError):
            run(folder(tmp_path / "more", *MORE))
    assert nothing_is_left_of_the_dead()
    assert nsc.all_figures() == before
    assert nsc.send(*MORE).status == 0


def test_even_where_the_sweep_fails_too_the_next_import_sweeps(nsc, tmp_path, small_chunks, monkeypatch):
    nsc.send(*ROWS)
    before = nsc.all_figures()
    with monkeypatch.context() as patch:
        patch.setattr(responses, "sweep", lambda batch: (_ for _ in ()).throw(OperationalError("disk full")))
        with pytest.raises(OperationalError):
            run(folder(tmp_path / "more", *MORE), tick=stop_at(4, OperationalError("disk full")))
    assert not nothing_is_left_of_the_dead()
    assert nsc.all_figures() == before
    assert nsc.send(*MORE).counts == (8, 8, 0, 0)
    assert nothing_is_left_of_the_dead()


def test_what_was_published_is_never_swept(nsc):
    batch = Batch.objects.get(pk=nsc.send(*ROWS).rows[0]["batch"])
    batch.state = Batch.State.STAGING  # as the importer still has it in hand when it is stopped right after publishing
    before = nsc.all_figures()
    batches.abandon(batch)
    assert nsc.all_figures() == before


def test_a_publisher_that_is_killed_before_it_leaves_the_round_is_let_out_by_whoever_takes_up_the_rest(nsc):
    nsc.send([household(1)], [member(1)])
    batch = Batch.objects.get()
    Round.objects.update(importing=batch)
    batches.follow_up(batch)
    assert Round.objects.get().importing is None


def test_a_batch_that_was_given_up_for_dead_stores_nothing_more(nsc, tmp_path, small_chunks):
    """Its connection was lost and with it the lock; another import came in, swept, and published."""
    nsc.send(*ROWS)

    def another_comes_in(done, total):
        if done == 2:
            round = rounds.of_year(2018)
            rounds.leave(Batch.objects.get(state=Batch.State.STAGING))
            batches.begin(by=users.operator(), at=timezone.now(), round=round, source="y", sha256="y")

    before = nsc.all_figures()
    with pytest.raises(imports.Refused):
        run(folder(tmp_path / "more", *MORE), tick=another_comes_in)
    assert not Response.objects.filter(batch__state=Batch.State.ABANDONED).exists()
    other = Batch.objects.get(state=Batch.State.STAGING)
    batches.abandon(other)
    assert nothing_is_left_of_the_dead()
    assert nsc.all_figures() == before


def test_a_house_or_person_that_another_import_registers_a_moment_before_is_the_same_house_and_person(nsc, tmp_path, monkeypatch):
    """Two years at once: each finds the newcomers unknown, and the second to store them meets the first one's."""
    enrol = imports.register.enrol

    def late(found):
        Household.objects.create(house_code=found["house_code"][0], area_code="60010201")
        return enrol(found)

    monkeypatch.setattr(imports.register, "enrol", late)
    assert run(folder(tmp_path / "a", *ROWS)).counts["households"] == 8
    assert Household.objects.count() == 8
    monkeypatch.undo()
    seen = imports.people.enrol

    def later(national_ids, indexes):
        Person.objects.create(national_id_sealed=b"x", national_id_index=indexes[0])
        return seen(national_ids, indexes)

    monkeypatch.setattr(imports.people, "enrol", later)
    assert run(folder(tmp_path / "b", [household(20)], [member(20, 77), member(20, 78), member(20)])).counts["members"] == 3
    assert Person.objects.filter(national_id_index__isnull=False).count() == 10


def test_a_clash_that_does_not_pass_is_refused_and_leaves_nothing(nsc, tmp_path, monkeypatch):
    monkeypatch.setattr(imports.register, "enrol", lambda found: (_ for _ in ()).throw(IntegrityError("again")))
    with pytest.raises(imports.Refused):
        run(folder(tmp_path / "a", *ROWS))
    assert nothing_is_left_of_the_dead()


def test_no_name_and_no_number_stands_in_the_tables_of_people_in_clear(nsc):
    nsc.send(*ROWS)
    stored = Person.objects.exclude(national_id_index=None).values_list("national_id_sealed", "national_id_index")
    assert len(stored) == 8
    assert not any(national_id(1).encode() in bytes(cell) for row in stored for cell in row)


# — several processes and threads —


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_leaves_figures_as_they_were_and_the_next_one_sweeps_and_succeeds(nsc, tmp_path, own_process):
    nsc.send(*ROWS)
    before = nsc.all_figures()
    more = folder(tmp_path / "more", *MORE)
    killed = own_process(IMPORT, str(more), "2018", "hang")
    until(lambda: Response.objects.filter(batch__state=Batch.State.STAGING).count() >= 4)
    assert nsc.all_figures() == before
    told = nsc("import", more, "--year", 2561)
    assert (told.status, told.out) == (2, "")  # the same year at the same time
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert nsc.all_figures() == before
    assert not nothing_is_left_of_the_dead()

    # a server may take a moment to see that the other end is gone
    until(lambda: nsc("import", more, "--year", 2561).status == 0)
    assert nothing_is_left_of_the_dead()
    assert nsc.figures()[0]["households"] == "12"
    assert tallies.differences(rounds.of_year(2018)) == []


@pytest.mark.django_db(transaction=True)
def test_others_read_and_write_while_a_file_is_staged_and_see_none_of_it(nsc, tmp_path, own_process):
    nsc.send(*ROWS)
    before = nsc.all_figures()
    slow = own_process(IMPORT, str(folder(tmp_path / "more", *MORE)), "2018", "slow")
    until(lambda: Response.objects.filter(batch__state=Batch.State.STAGING).exists())
    assert nsc.figures() == before[0]
    assert nsc.send([household(1)], [member(1)], year=2562).status == 0
    assert slow.wait(60) == 0
    assert nsc.figures()[0]["households"] == "12"


@pytest.mark.django_db(transaction=True)
def test_two_years_come_in_at_the_same_time(nsc, tmp_path, system_home):
    nsc.send([household(99)], [])  # the reference data are there
    homes = [(folder(tmp_path / str(year), *ROWS), year) for year in (2017, 2018, 2019)]
    outcomes = in_threads(*[lambda home=home, year=year: run(home, year) for home, year in homes])
    assert [outcome.households for outcome in outcomes] == [8, 8, 8]
    assert Household.objects.count() == 9
    assert Person.objects.count() == 8
    for year in (2560, 2561, 2562):
        assert tallies.differences(rounds.of_year(year - 543)) == []
    streaks = Response.objects.order_by("household_id", "round__survey_year").filter(household__house_code="60990000001")
    assert list(streaks.values_list("rounds_poor", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_one_year_at_once_one_is_refused_clearly_and_nothing_is_counted_twice(nsc, tmp_path):
    nsc.send([household(99)], [])
    home = folder(tmp_path / "same", *ROWS)

    def attempt():
        try:
            return run(home).counts["households"]
        except imports.Refused as no:
            return no.message

    told = in_threads(attempt, attempt)
    assert 8 in told
    assert 0 in told or any("กำลังนำเข้า" in str(each) for each in told)  # refused, or after the other: nothing new
    assert nsc.figures()[0]["households"] == "9"
