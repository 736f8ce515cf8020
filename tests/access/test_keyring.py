"""The keys are changed while the system runs, and nothing is lost by it."""

import io
import os
import threading
import time
from datetime import timedelta

import polars as pl
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField
from django.utils import timezone

from nsc.access import audit, keyring, seals, users
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files import keys, uploads
from nsc.jobs import work
from nsc.registry import people, rules, sensitive
from nsc.registry.models import Detail, Person
from tests.survey_files import national_id

pytestmark = pytest.mark.django_db
NUMBERS = [national_id(n) for n in range(1, 26)]


@pytest.fixture(autouse=True)
def new_home(settings, tmp_path, monkeypatch):
    """Keys of its own, and little patience."""
    settings.HOME = tmp_path
    monkeypatch.setattr(keyring, "PAUSE", 0)
    return tmp_path


def enrol(numbers: list[str]) -> list[int]:
    column = pl.Series(numbers, dtype=pl.String)
    return people.enrol(column, people.indexed(column)).to_list()


@pytest.fixture
def sealed(operator, at):
    """National ids, a phone and a note, a file: under key 1."""
    persons = enrol(NUMBERS)
    sensitive.keep(by=operator, at=at, person_id=persons[0], field=rules.PHONE, value="0812345678")
    sensitive.keep(by=operator, at=at, person_id=persons[0], field=rules.HEALTH_NOTE, value="ใช้รถเข็น")
    content = os.urandom(2_500_000)
    stored = uploads.keep(by=operator, at=at, file=io.BytesIO(content), name="a.bin", until=at + timedelta(days=3650))
    return persons, stored, content


def rotate(operator, at, **told) -> keyring.Rotated:
    return keyring.rotate(by=operator, at=at, **told)


def used(number: int) -> dict[str, int]:
    return {place.name: place.used()[number] for place in keyring.places() if place.used()[number]}


def ids(persons: list[int]) -> list[str]:
    found = Person.objects.in_bulk(persons)
    return [people.national_id(found[person]) for person in persons]


def aged(number: int, hours: float) -> None:
    path, then = keys._folder() / f"data-{number}", time.time() - hours * 3600
    os.utime(path, (then, then))


def test_every_sealed_column_is_known(db):
    assert {place.name for place in keyring.places()} >= {"registry_person.national_id_sealed", "registry_detail.sealed", "files"}


def test_no_column_of_sealed_values_is_forgotten():
    """Whoever adds a BinaryField says whether it is sealed."""
    plain = {f"{model._meta.db_table}.{each.column}" for model in apps.get_models() for each in model._meta.local_fields
             if isinstance(each, BinaryField) and not isinstance(each, seals.SealedField)}  # fmt: skip
    words = {"surveys_nameword.text", "surveys_nameword.sound"}  # bytes sort the same in every database; names are plain (ADR 16)
    assert plain == {"access_linelink.index", "registry_person.national_id_index", "registry_detail.index"} | words


def test_everything_is_sealed_with_the_next_key_and_opens_as_before(sealed, operator, at):
    persons, stored, content = sealed
    before = dict(Person.objects.values_list("pk", "national_id_index"))
    assert used(1) == {"registry_person.national_id_sealed": 25, "registry_detail.sealed": 2, "files": 1}
    done = rotate(operator, at)
    assert (done.number, done.values, done.damaged, done.left) == (2, 28, (), 0)
    assert used(1) == {} and sum(used(2).values()) == 28
    assert ids(persons) == NUMBERS and dict(Person.objects.values_list("pk", "national_id_index")) == before
    assert {each.field: each.value for each in sensitive.of_person(persons[0])} == {
        rules.NATIONAL_ID: NUMBERS[0],
        rules.PHONE: "0812345678",
        rules.HEALTH_NOTE: "ใช้รถเข็น",
    }
    assert sensitive.with_phone("0812345678") == [persons[0]]
    assert b"".join(uploads.pieces(stored)) == content


def test_it_is_on_record_without_a_value(sealed, operator, at):
    rotate(operator, at)
    lines = {line.verb: line for line in AuditLine.objects.filter(verb__startswith="key.")}
    assert set(lines) == {"key.make", "key.rotate"} and lines["key.rotate"].count == 28
    assert not any(number in f"{line.detail}{line.because}" for line in lines.values() for number in NUMBERS)


@pytest.mark.parametrize("who", ["district_officer", "governor", "auditor", "data_steward", "provincial_officer"])
def test_who_does_not_run_the_system_changes_no_key(request, sealed, at, who):
    user = request.getfixturevalue(who)
    for act in (
        lambda: keyring.rotate(by=user, at=at),
        lambda: keyring.rotate_later(by=user, at=at),
        lambda: keyring.drop(by=user, at=at, number=1),
        lambda: keyring.listed(user),
    ):
        with pytest.raises((NotAllowed, OutOfSight)):
            act()
    assert keys.numbers() == [1]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_killed_anywhere_it_is_begun_again_and_makes_no_second_key(sealed, operator, at, monkeypatch, after):
    persons, stored, content = sealed
    monkeypatch.setattr(seals, "CHUNK", 10)
    ticks = iter(range(1, 100))

    def kill(done: int, total: int) -> None:
        if next(ticks) == after:
            raise Killed

    with pytest.raises(Killed):
        rotate(operator, at, tick=kill)
    assert ids(persons) == NUMBERS and used(1)  # half and half, and all of it readable
    done = rotate(operator, at)
    assert (done.number, done.left, keys.numbers()) == (2, 0, [1, 2])
    assert ids(persons) == NUMBERS and b"".join(uploads.pieces(stored)) == content


def test_a_finished_rotation_is_followed_by_a_new_key(sealed, operator, at):
    assert [rotate(operator, at).number for _ in range(3)] == [2, 3, 4]
    assert used(4) and not used(2) and not used(3)


def test_with_new_there_is_another_key_although_the_last_is_not_finished(sealed, operator, at):
    keys.make_next()
    assert rotate(operator, at, is_new=True).number == 3


def test_progress_comes_to_the_end(sealed, operator, at):
    told = []
    rotate(operator, at, tick=lambda done, total: told.append((done, total)))
    assert told[-1] == (28, 28) and told == sorted(told)


def test_a_value_written_meanwhile_stays(sealed, operator, at, monkeypatch):
    """Between reading a portion and writing it back somebody records a new phone: theirs must not be overwritten with the old one."""
    persons, *_ = sealed
    renewed = keys.renewed

    def slowly(values, *, purpose):
        made = renewed(values, purpose=purpose)
        if purpose == rules.PHONE:
            sensitive.keep(by=operator, at=at, person_id=persons[0], field=rules.PHONE, value="0899999999")
        return made

    monkeypatch.setattr(keys, "renewed", slowly)
    assert rotate(operator, at).left == 0
    assert sensitive.value(persons[0], rules.PHONE) == "0899999999"


def test_what_is_still_sealed_with_the_older_key_is_taken_up_by_the_last_pass(sealed, operator, at, monkeypatch):
    """A process that had asked for the newest key just before stores what it sealed with it after the first pass."""
    late = keys.seal(b"0877777777", purpose=rules.PHONE)
    naps = []

    def nap(seconds: float) -> None:
        if not naps:
            Detail.objects.filter(field=rules.PHONE).update(sealed=late)
        naps.append(seconds)

    monkeypatch.setattr(keyring.time, "sleep", nap)
    done = rotate(operator, at)
    assert done.left == 0 and done.values == 29 and len(naps) >= 2
    assert sensitive.value(sealed[0][0], rules.PHONE) == "0877777777"


def test_a_damaged_value_is_named_and_stops_nothing(sealed, operator, at):
    persons, stored, _content = sealed
    Person.objects.filter(pk=persons[3]).update(national_id_sealed=keys.seal(b"x", purpose="national_id")[:-1] + b"!")
    path = next(iter(uploads.sealed_files()))
    path.write_bytes(path.read_bytes()[:-5])
    done = rotate(operator, at)
    assert done.damaged == (f"files {stored.token}", f"registry_person.national_id_sealed {persons[3]}") and done.left == 2
    assert used(1) == {"registry_person.national_id_sealed": 1, "files": 1}
    with pytest.raises(Refused, match="ยังมีข้อมูลที่ผนึกด้วยกุญแจหมายเลข 1"):
        aged(2, 2)
        keyring.drop(by=operator, at=timezone.now(), number=1)


def test_a_file_purged_while_it_is_written_anew_does_not_come_back(sealed, operator, at, monkeypatch):
    _persons, stored, _content = sealed
    write = uploads.frames.write

    def purged_meanwhile(*given, **told):
        write(*given, **told)
        uploads.drop(stored, at)

    monkeypatch.setattr(uploads.frames, "write", purged_meanwhile)
    rotate(operator, at)
    assert list(uploads.sealed_files()) == [] and list(uploads.drafts()) == []


def test_a_reader_in_the_middle_of_a_file_reads_on(sealed, operator, at):
    _persons, stored, content = sealed
    pieces = uploads.pieces(stored)
    first = next(pieces)
    rotate(operator, at)
    assert first + b"".join(pieces) == content


# — an old key away —


def test_a_key_that_nothing_uses_is_dropped(sealed, operator, at):
    persons, *_ = sealed
    rotate(operator, at)
    aged(2, 2)
    keyring.drop(by=operator, at=timezone.now(), number=1)
    assert keys.numbers() == [2] and ids(persons) == NUMBERS
    assert AuditLine.objects.filter(verb="key.drop", on_id="1").exists()


@pytest.mark.parametrize(
    ("number", "why"), [(1, "เพิ่งสร้าง"), (2, "คือดอกที่ใช้อยู่"), (3, "ไม่มีกุญแจข้อมูลหมายเลข 3")]
)  # fmt: skip
def test_a_key_that_may_still_be_needed_is_not_dropped(sealed, operator, at, number, why):
    rotate(operator, at)
    with pytest.raises(Refused) as no:
        keyring.drop(by=operator, at=timezone.now(), number=number)
    assert why in no.value.message.format(**no.value.values) and keys.numbers() == [1, 2]


def test_a_key_in_use_is_not_dropped(sealed, operator):
    keys.make_next()
    aged(2, 2)
    with pytest.raises(Refused, match=r"registry_person\.national_id_sealed 25"):
        keyring.drop(by=operator, at=timezone.now(), number=1)


def test_a_draft_half_written_keeps_its_key(sealed, operator, at):
    rotate(operator, at)
    aged(2, 2)
    with (uploads._folder("drafts") / "half").open("wb") as out:
        uploads.frames.HEADER.pack_into(header := bytearray(uploads.frames.HEADER.size), 0, b"NSCF", 1, 1, b"\0" * 32)
        out.write(header)
    with pytest.raises(Refused, match="files 1"):
        keyring.drop(by=operator, at=timezone.now(), number=1)


def test_the_list_says_what_each_key_holds(sealed, operator, at):
    rotate(operator, at)
    one, two = keyring.listed(operator)
    assert (one.number, one.is_newest, one.total) == (1, False, 0) and (two.number, two.is_newest, two.total) == (2, True, 28)


# — in the background, and beside others —


def test_a_worker_rotates_and_says_how_far(sealed, operator, at, monkeypatch):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    job = keyring.rotate_later(by=operator, at=at)
    done = work.run_one(threading.Event(), beat=timedelta(minutes=5))
    assert (done.pk, done.state, done.result) == (job.pk, "done", {"key": 2, "values": 28, "damaged": 0, "left": 0})
    assert used(1) == {} and done.done == done.total == 28


def test_a_worker_that_died_and_begins_again_makes_no_second_key(sealed, operator, at, monkeypatch):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    job = keyring.rotate_later(by=operator, at=at, is_new=True)
    keys.make_next()  # as far as the first attempt came
    type(job).objects.filter(pk=job.pk).update(attempt=1)
    assert work.run_one(threading.Event(), beat=timedelta(minutes=5)).result["key"] == 2 and keys.numbers() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_people_are_enrolled_and_details_recorded_while_it_runs(at, monkeypatch):
    """From another thread, without a pause: all is there afterwards, once, and under one key."""
    operator = users.operator()
    monkeypatch.setattr(seals, "CHUNK", 7)
    monkeypatch.setattr(keyring, "PAUSE", 0.2)
    first = enrol([national_id(n) for n in range(1000, 1300)])
    stop, wrong, later = threading.Event(), [], []

    def write() -> None:
        try:
            n = 0
            while not stop.is_set() and n < 200:
                later.extend(enrol([national_id(5000 + n)]))
                sensitive.keep(by=operator, at=at, person_id=first[n % 50], field=rules.PHONE, value=f"08{n:08}")
                assert sensitive.value(first[n % 50], rules.PHONE) == f"08{n:08}"
                n += 1
        except Exception as error:  # told by the test, which waits for it
            wrong.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = [rotate(operator, at) for _ in range(2)]
    finally:
        stop.set()
        writer.join()
    last = rotate(operator, at)
    assert not wrong and done[0].values >= 300 and last.left == 0
    assert ids(first) == [national_id(n) for n in range(1000, 1300)]
    assert ids(later) == [national_id(5000 + n) for n in range(len(later))] and later
    numbers = next(each for each in seals.columns() if each.name == "registry_person.national_id_sealed")
    assert set(numbers.used()) == {keys.newest()}
    assert audit.verify().sound
