"""Help in the copy that a person gets, and what is left of it when they are forgotten."""

import io
from datetime import date

import pytest

from nsc.casework import held_help, help_given, use_checks
from nsc.casework.models import Given, UseCheck
from nsc.files.models import StoredFile
from nsc.welfare import held_help as of_welfare
from nsc.welfare.models import Assistance
from tests.casework.conftest import AT, ON
from tests.casework.test_help_given import gave, rescued, rice
from tests.files import pictures
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
WORDS = "ฝากไว้กับลูกสาว"


@pytest.fixture
def helped(in_care, somjai, district_officer):
    """Household 1 got rice with a paper, which was looked after, rice again in an emergency, and rice by mistake."""
    row = gave(somjai, rice(note=WORDS), evidence=io.BytesIO(pictures.photograph()))
    use_checks.check(by=somjai, at=AT, assistance=row.pk, on=ON, use="partly", text=WORDS, file=io.BytesIO(pictures.photograph()))
    again = rescued(somjai, rice(although=WORDS, what="ข้าวสาร 5 กก."))
    help_given.regularise(by=district_officer, at=AT, assistance=again.pk, because=WORDS)
    wrong = gave(somjai, rice(although=WORDS, what="ไข่ไก่"))
    help_given.withdraw(by=somjai, at=AT, assistance=wrong.pk, because=WORDS)


def told(module) -> list[tuple[str, str]]:
    return [(each.what, each.text) for each in module.about(person=0, households=[household_id(1)])]


def test_all_help_and_what_was_said_of_it_is_told(helped):
    assert [what for what, _text in told(of_welfare)] == ["assistance"] * 3 and all(WORDS in text for _what, text in told(of_welfare))
    assert told(held_help) == [("emergency_help", WORDS), ("use_check", WORDS)]


def test_what_is_forgotten_leaves_what_was_given(helped):
    before = list(Assistance.objects.order_by("pk").values_list("what", "baht", "state"))
    for module in (of_welfare, held_help):
        module.forget(at=AT, households=[household_id(1)])
    assert list(Assistance.objects.order_by("pk").values_list("what", "baht", "state")) == before
    assert not any(WORDS in text for module in (of_welfare, held_help) for _what, text in told(module))
    assert not Assistance.objects.exclude(evidence=None, receipt=None, note_sealed=None).exists()
    assert not UseCheck.objects.exclude(evidence=None, text_sealed=None).exists()
    assert StoredFile.objects.filter(purged_at=None, name__startswith="evidence").count() == 0
    assert Given.objects.get(is_emergency=True).regularised_on == date(2026, 1, 15)
    assert Assistance.objects.filter(although_sealed__isnull=False).count() == 2  # that it was double help still counts


def test_what_is_another_household_s_stays(helped):
    for module in (of_welfare, held_help):
        module.forget(at=AT, households=[household_id(2)], person=999_999)
    assert all(WORDS in text for _what, text in told(of_welfare))
