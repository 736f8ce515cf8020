"""Registers of recipients: by national id, of a day and a place, undone whole."""

from datetime import date, timedelta

import polars as pl
import pytest
from django.db import connection
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.intake import registers
from nsc.surveys import rounds
from nsc.surveys.models import Batch, Round
from nsc.welfare import held, recipients
from nsc.welfare.models import Register, RegisterEntry
from tests.survey_files import national_id
from tests.welfare.conftest import AS_OF, AT, ELDERLY, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
OF = {"code": ELDERLY, "as_of": AS_OF}


def test_a_register_keeps_who_is_known_and_nobody_s_number(stored, provincial_officer):
    made = stored(1, 2, 777)
    assert (made.rows, made.matched, made.wrong) == (3, 2, 0)
    assert set(RegisterEntry.objects.values_list("person_id", flat=True)) == {person(1), person(2)}
    [listing] = recipients.visible_to(provincial_officer, ELDERLY)
    assert (listing.as_of, listing.source, listing.matched, listing.is_in_force) == (AS_OF, "register.csv", 2, True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM welfare_register JOIN welfare_registerentry ON register_id = welfare_register.id")
        told = str(cursor.fetchall())
    assert not any(national_id(n) in told for n in (1, 2, 777))
    assert not AuditLine.objects.filter(detail__contains=national_id(1)).exists()


def test_it_is_audited_with_its_numbers_alone(stored):
    made = stored(1, 2)
    line = AuditLine.objects.get(verb="register.import")
    assert (line.on_id, line.count, line.place) == (str(made.pk), 2, "60") and "elderly-allowance 2025-10-01" in line.detail


def test_the_same_file_again_changes_nothing(stored):
    first, again = stored(1, 2), stored(1, 2)
    assert first.pk == again.pk and Register.objects.count() == 1 and RegisterEntry.objects.count() == 2
    assert stored(1, 2, as_of=date(2025, 11, 1)).pk != first.pk  # of another day it is another register


def test_wrong_rows_are_shown_by_row_and_column_and_never_repeated(sent, operator):
    file = sent(1, cells=("1234567890123", "", "รวม"))
    found = registers.dry_run(by=operator, at=AT, path=file, **OF)
    assert (found.table.rows, found.table.wrong, found.matched) == (3, 2, 1)
    assert [(each.row, each.column) for each in found.table.faults] == [(4, "เลขประจำตัวประชาชน"), (5, "เลขประจำตัวประชาชน")]
    assert "1234567890123" not in str(found.table.faults)
    with pytest.raises(Refused, match="2 แถว"):
        registers.run(by=operator, at=AT, path=file, **OF)
    assert registers.run(by=operator, at=AT, path=file, **OF, only_good=True).wrong == 2


def test_a_dry_run_stores_nothing_and_compares(stored, sent, operator):
    stored(1, 2)
    found = registers.dry_run(by=operator, at=AT, path=sent(2, 3, 777), code=ELDERLY, as_of=date(2025, 11, 1))
    assert (found.before, found.before_on, found.added, found.gone, found.unknown) == (2, AS_OF, 1, 1, 1)
    assert Register.objects.count() == 1 and found.standing is None
    assert registers.dry_run(by=operator, at=AT, path=sent(1, 2), **OF).standing == Register.objects.get().pk


def test_numbers_as_offices_write_them(sent, operator):
    dashed = f"{national_id(1)[0]}-{national_id(1)[1:5]}-{national_id(1)[5:10]}-{national_id(1)[10:12]}-{national_id(1)[12]}"
    found = registers.dry_run(by=operator, at=AT, path=sent(1, 2, cells=(dashed, f"{national_id(3)}.0")), **OF)
    assert (found.table.wrong, found.table.doubled, found.matched) == (0, 1, 3)


@pytest.mark.parametrize("content", ["ชื่อ,บ้าน\nก,1\n", "เลขประจำตัวประชาชน\n"])
def test_a_file_without_numbers_is_refused(tmp_path, operator, content):
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Refused, match="ไฟล์ “x"):
        registers.dry_run(by=operator, at=AT, path=path, **OF)


def test_by_the_page_it_is_kept_sealed_looked_at_and_given(sent, provincial_officer):
    told = {"by": provincial_officer, "at": timezone.now()}
    with sent(1).open("rb") as file:
        kept = registers.receive(**told, code=ELDERLY, file=file, name="บัญชี.csv")
    found = registers.look(provincial_officer, kept, at=timezone.now(), **OF)
    assert (found.matched, found.name, Register.objects.count()) == (1, "บัญชี.csv", 0)
    made = registers.give(**told, file=kept, **OF)
    assert made.source == "บัญชี.csv" and made.matched == 1
    with pytest.raises(OutOfSight):  # the file is gone
        registers.look(provincial_officer, kept, at=timezone.now(), **OF)


def test_another_s_file_is_not_there(sent, provincial_officer, data_steward):
    with sent(1).open("rb") as file:
        kept = registers.receive(by=provincial_officer, at=timezone.now(), code=ELDERLY, file=file, name="x.csv")
    with pytest.raises(OutOfSight):
        registers.look(data_steward, kept, at=timezone.now(), **OF)
    with pytest.raises(OutOfSight):
        registers.give(by=data_steward, at=timezone.now(), file=kept, **OF)


def test_undone_it_speaks_no_more_and_the_one_before_does(stored, provincial_officer):
    first, second = stored(1, 2), stored(2, as_of=date(2025, 11, 1))
    assert [each.pk for each in recipients.in_force()] == [second.pk]
    for _time in range(2):
        recipients.withdraw(by=provincial_officer, at=AT, register=second.pk, because="ผิดไฟล์")
    assert [each.pk for each in recipients.in_force()] == [first.pk] and RegisterEntry.objects.count() == 3
    assert AuditLine.objects.get(verb="register.undo").because == "ผิดไฟล์"
    shown = {each.id: (each.because, each.is_in_force) for each in recipients.visible_to(provincial_officer, ELDERLY)}
    assert shown == {second.pk: ("ผิดไฟล์", False), first.pk: ("", True)}
    assert stored(2, as_of=date(2025, 11, 1)).pk != second.pk  # sent again, it is in again


def test_undoing_takes_a_reason(stored, provincial_officer):
    made = stored(1)
    with pytest.raises(Refused, match="เหตุผล"):
        recipients.withdraw(by=provincial_officer, at=AT, register=made.pk, because=" ")
    with pytest.raises(OutOfSight):
        recipients.withdraw(by=provincial_officer, at=AT, register=999, because="ผิด")


@pytest.mark.parametrize("who", ["district_officer", "somjai", "auditor"])
def test_who_does_not_import_registers(who, request, stored, sent):
    user, made = request.getfixturevalue(who), stored(1)
    with pytest.raises(NotAllowed):
        registers.run(by=user, at=AT, path=sent(2), **OF)
    with pytest.raises(NotAllowed):
        recipients.withdraw(by=user, at=AT, register=made.pk, because="ผิด")
    with pytest.raises(NotAllowed):
        recipients.visible_to(user, ELDERLY)
    assert Register.objects.count() == 1


def test_a_day_to_come_a_place_elsewhere_and_an_unknown_programme_are_refused(sent, operator):
    told = {"by": operator, "at": AT, "path": sent(1)}
    with pytest.raises(Refused, match="ยังมาไม่ถึง"):
        registers.run(**told, code=ELDERLY, as_of=timezone.localdate(AT) + timedelta(days=1))
    with pytest.raises(Refused, match="พื้นที่"):
        registers.run(**told, **OF, area="5001")
    with pytest.raises(Refused, match="อปท"):
        registers.run(**told, **OF, authority=999)
    with pytest.raises(OutOfSight):
        registers.run(**told, code="no-such", as_of=AS_OF)


def test_while_a_survey_comes_in_no_register_is_compared(sent, operator):
    """Its people have numbers already, but are not yet there to be found."""
    round = rounds.newest()
    batch = Batch.objects.create(round=round, source="x", sha256="", by=operator, at=AT)
    rounds.enter(round, batch)
    try:
        other = Round.objects.get(pk=round.pk)
        assert other.importing_id == batch.pk
        if not rounds.is_free(other):
            with pytest.raises(Refused, match="กำลังนำเข้า"):
                registers.run(by=operator, at=AT, path=sent(1), **OF)
    finally:
        rounds.leave(batch)
    assert registers.run(by=operator, at=AT, path=sent(1), **OF).matched == 1


def test_a_register_of_one_amphoe_covers_it_alone(stored):
    register = stored(1, area="6009")
    people = pl.DataFrame(
        {"person_id": [person(1), person(2), person(4)], "area_code": ["60090804", "60090804", "60010103"], "authority_id": [None] * 3},
        schema={"person_id": pl.Int64, "area_code": pl.String, "authority_id": pl.Int64},
    )
    [said] = recipients.said_of_all([register], people)
    assert (said.covers.tolist(), said.lists.tolist(), said.knew.tolist()) == ([True, True, False], [True, False, False], [True] * 3)


# — what is held about a person —


def test_who_is_on_a_register_gets_to_know_it_and_is_forgotten(stored, provincial_officer):
    stored(1, 2)
    told = list(held.about(person=person(1), households=[]))
    assert [(each.what, each.on, each.state, each.text) for each in told] == [("register", AS_OF, "in_force", "เบี้ยยังชีพผู้สูงอายุ")]
    held.forget(at=AT, person=person(1))
    assert list(held.about(person=person(1), households=[])) == [] and RegisterEntry.objects.get().person_id == person(2)
    held.forget(at=AT, households=[1])  # a household alone is on no register
    assert RegisterEntry.objects.count() == 1
