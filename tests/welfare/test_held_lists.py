"""What rows of help lists hold of a person, and that it goes when they are made nameless."""

import pytest
from django.utils import timezone

from nsc.intake import helped, unmatched
from nsc.registry.models import Person
from nsc.surveys.models import Member
from nsc.welfare import held_lists
from nsc.welfare.models import Assistance, HelpRow
from tests.casework.conftest import surveyed  # noqa: F401
from tests.intake.helping import row
from tests.surveyed import household_id
from tests.web.asked.help_lists import parts


@pytest.fixture
def settled(surveyed, provincial_officer):  # noqa: F811
    """A row under another name than the number's, settled for household 1."""
    told = {"by": provincial_officer, "at": timezone.now()}
    helped.run(**told, parts=parts(row(pid=1, first="ชื่ออื่น", last="ไปเลย")), organisation=None, source="x.csv", sha256="1")
    unmatched.settle(**told, rows=[HelpRow.objects.get().pk], household=household_id(1))
    return Member.objects.filter(response__household=household_id(1), first_name="ทดสอบ1").latest("pk").person_id


def test_the_copy_tells_what_the_row_said(settled):
    (held,) = held_lists.about(person=settled, households=[household_id(1)])
    assert (held.what, held.state) == ("help_row", "stored") and "ชื่ออื่น ไปเลย" in held.text


def test_made_nameless_the_help_stays(settled):
    held_lists.forget(at=timezone.now(), person=settled, households=[household_id(1)])
    left = HelpRow.objects.get()
    assert (left.name_sealed, left.national_id_sealed, left.house_sealed, left.who_index) == (None, None, None, "")
    assert Assistance.objects.get().household_id == household_id(1) and Person.objects.filter(pk=settled).exists()


def test_of_somebody_else_nothing_is_held(settled):
    other = Member.objects.filter(response__household=household_id(2)).latest("pk").person_id
    assert list(held_lists.about(person=other, households=[household_id(2)])) == []
