"""The database itself refuses to change the record."""

import pytest
from django.db import DatabaseError, connection, transaction

from nsc.access import audit, guard
from nsc.access.models import AuditBlock, AuditLine


@pytest.fixture
def guarded(operator, at):
    """As every home has it; the tests' own database goes without, to be emptied."""
    audit.record(by=operator, at=at, verb="survey.import", count=3)
    audit.seal(at)
    audit.record(by=operator, at=at, verb="survey.undo", households=[3])
    guard.install(connection)
    assert guard.stands(connection)


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("column", [field.attname for field in AuditLine._meta.concrete_fields if field.attname not in ("id", "block_id")])
def test_no_column_of_a_line_is_changed_sealed_or_not(guarded, at, column):
    value = {"at": at.replace(year=2020), "recorded_at": at, "by_id": None, "count": 99}.get(column, "อื่น")
    for verb in ("survey.import", "survey.undo"):
        assert refused(lambda verb=verb: AuditLine.objects.filter(verb=verb).update(**{column: value})), column


def test_no_line_and_no_block_is_deleted_or_moved(guarded):
    assert refused(lambda: AuditLine.objects.filter(verb="survey.undo").delete())
    assert refused(lambda: AuditLine.objects.filter(verb="survey.import").update(block=None))
    assert refused(lambda: AuditBlock.objects.update(hash="0" * 64))
    assert refused(lambda: AuditBlock.objects.all()._raw_delete("default"))


def test_sealing_goes_on_and_once_sealed_a_line_stays_in_its_block(guarded, at):
    assert audit.seal(at) >= 1 and audit.verify().sound
    first = AuditBlock.objects.order_by("number").first()
    assert refused(lambda: AuditLine.objects.filter(verb="survey.undo").update(block=first))


def test_put_up_twice_it_stands_and_taken_down_it_is_missed(guarded):
    guard.install(connection)
    assert guard.stands(connection)
    guard.remove(connection)
    assert not guard.stands(connection)


def test_every_column_is_guarded():
    assert set(guard.COLUMNS) == {field.column for field in AuditLine._meta.concrete_fields} - {"block_id"}
    assert (AuditLine._meta.db_table, AuditBlock._meta.db_table) == guard.TABLES
