from argparse import ArgumentParser
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from nsc.access import audit
from nsc.access.models import AuditBlock, AuditLine
from nsc.ops import audit as command
from tests.together import in_threads


@pytest.fixture
def chain(operator, at):
    """Three blocks of three lines."""
    audit.seal(at)
    for minute in range(3):
        for number in range(3):
            audit.record(by=operator, at=at, verb="survey.import", on=("batch", number), place="60", count=number, because="ทดสอบ")
        audit.seal(at + timedelta(minutes=minute))
    return list(AuditBlock.objects.order_by("number"))


def lines_of(block):
    return AuditLine.objects.filter(block=block)


def test_a_line_says_who_when_what_where_and_why(operator, at):
    line = audit.record(by=operator, at=at, verb="survey.undo", on=operator, place="60", because="ไฟล์ผิดปี", count=3, detail="2561")
    line.refresh_from_db()
    assert (line.by, line.at, line.verb, line.on_type, line.on_id) == (operator, at, "survey.undo", "user", str(operator.pk))
    assert (line.place, line.because, line.count, line.detail) == ("60", "ไฟล์ผิดปี", 3, "2561")


def test_opening_a_list_leaves_one_line_with_the_number_of_rows(operator, at):
    line = audit.seen(by=operator, at=at, what="priority_list", place="6009", count=50)
    assert (line.verb, line.count) == ("priority_list.see", 50)


def test_a_line_is_written_once_and_never_deleted(operator, at):
    line = audit.record(by=operator, at=at, verb="x")
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()


def test_a_sound_chain_is_found_sound_with_its_unsealed_tail(chain, operator, at):
    audit.record(by=operator, at=at, verb="x")
    report = audit.verify()
    assert report.sound and report.head == chain[-1].hash
    assert (report.blocks, report.lines, report.unsealed) == (len(chain), AuditLine.objects.count() - 1, 1)


def test_sealing_again_changes_nothing(chain, at):
    assert audit.seal(at) == 0
    assert AuditBlock.objects.count() == len(chain)


@pytest.mark.parametrize("column", ["at", "recorded_at", "by", "verb", "on_type", "on_id", "place", "because", "count", "detail"])
def test_a_changed_line_shows(chain, column, at):
    value = {"at": at + timedelta(seconds=1), "recorded_at": at, "by": None, "count": 99}.get(column, "อื่น")
    AuditLine.objects.filter(pk=lines_of(chain[2]).first().pk).update(**{column: value})
    assert audit.verify().broken == [chain[2].number]


def test_a_deleted_line_shows(chain):
    AuditLine.objects.filter(pk=lines_of(chain[1]).first().pk).delete()
    assert audit.verify().broken == [chain[1].number]


def test_a_line_slipped_in_shows(chain, operator, at):
    AuditLine.objects.create(at=at, recorded_at=at, by=operator, verb="x", block=chain[1])
    assert audit.verify().broken == [chain[1].number]


def test_a_line_moved_to_another_block_shows_in_both(chain):
    AuditLine.objects.filter(pk=lines_of(chain[1]).first().pk).update(block=chain[2])
    assert audit.verify().broken == [chain[1].number, chain[2].number]


@pytest.mark.parametrize("number", [1, 2, -1])
def test_an_emptied_block_shows(chain, number):
    lines_of(chain[number]).delete()
    assert audit.verify().broken == [chain[number].number]


def test_a_removed_block_shows_with_the_one_that_followed_it(chain):
    lines_of(chain[1]).delete()
    chain[1].delete()
    assert audit.verify().broken == [2, 3]


def test_a_block_with_a_hash_of_its_own_breaks_the_next(chain):
    lines = lines_of(chain[1])
    AuditLine.objects.filter(pk=lines.first().pk).update(detail="อื่น")
    AuditBlock.objects.filter(pk=chain[1].pk).update(hash=audit.chained(chain[1], lines.order_by("id")))
    assert audit.verify().broken == [chain[2].number]


def test_a_chain_cut_short_shows_to_whoever_noted_its_head(chain):
    noted = chain[-1].hash
    assert audit.verify(noted).sound
    lines_of(chain[-1]).delete()
    AuditBlock.objects.filter(hash=noted).delete()
    report = audit.verify(noted)
    assert report.head_missing and not report.sound


def test_the_command_ends_with_one_when_something_is_found(chain, capsys):
    parser = ArgumentParser()
    command.arguments(parser)
    args = parser.parse_args(["verify"])
    assert command.run(args) == 0 and chain[-1].hash in capsys.readouterr().out
    AuditLine.objects.filter(pk=lines_of(chain[2]).first().pk).update(verb="y")
    assert command.run(args) == 1 and f"บล็อก {chain[2].number}" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_lines_written_and_sealed_by_many_at_once_are_each_sealed_once(operator, at):
    start = Barrier(5)

    def write():
        start.wait()
        for _ in range(20):
            audit.record(by=operator, at=at, verb="x")

    def sealer():
        start.wait()
        for _ in range(10):
            audit.seal(at)

    in_threads(write, write, write, sealer, sealer)
    audit.seal(at)
    report = audit.verify()
    assert report.sound and report.unsealed == 0 and report.lines == 61  # and the operator's own creation


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time: numbers commit in order")
def test_a_line_committed_late_goes_into_the_next_block(operator, at):
    written, sealed = Barrier(2), Barrier(2)

    def slow():
        with transaction.atomic():
            audit.record(by=operator, at=at, verb="slow")
            written.wait()
            sealed.wait()

    def quick():
        written.wait()
        audit.record(by=operator, at=at, verb="quick")
        audit.seal(at)
        sealed.wait()

    in_threads(slow, quick)
    audit.seal(at)
    slow_line, quick_line = (AuditLine.objects.get(verb=verb) for verb in ("slow", "quick"))
    assert slow_line.pk < quick_line.pk and slow_line.block_id > quick_line.block_id
    assert audit.verify().sound
