"""A household out of reach, found by its number and opened in an emergency."""

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine, Emergency
from nsc.errors import NotAllowed, Refused
from nsc.reports import emergency, household
from tests.survey_files import house_code, national_id
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
BECAUSE = "บ้านไฟไหม้ ต้องตามหาสมาชิกที่ติดเตียง"


def ask(by, typed, at=None, because=BECAUSE):
    return emergency.ask(by=by, at=at or timezone.now(), typed=typed, reason="disaster", because=because)


@pytest.mark.parametrize("typed", [house_code(1), national_id(101)])
def test_by_house_code_or_national_id_the_file_opens_with_its_names(prasit, typed):
    assert ask(prasit, typed) == household_id(1)
    file = household.file(prasit, household_id(1), at=timezone.now())
    assert file.has_names and file.emergency.household == household_id(1) and "•" not in file.residents[0].name
    assert typed not in " ".join(f"{line.because} {line.detail}" for line in AuditLine.objects.all())


def test_a_file_open_for_its_own_sake_says_nothing_of_an_emergency(district_officer):
    assert household.file(district_officer, household_id(1), at=timezone.now()).emergency is None


@pytest.mark.parametrize("typed", [house_code(999), national_id(999), "", "ไพศาลี", "12"])
def test_what_leads_nowhere_is_answered_alike_counted_and_kept(prasit, typed):
    with pytest.raises(Refused) as no:
        ask(prasit, typed)
    with pytest.raises(Refused) as other:
        ask(prasit, house_code(998))
    assert str(no.value) == str(other.value)
    assert AuditLine.objects.filter(by=prasit, verb="glass.miss", on_id="", place="").count() == 2


def test_after_five_that_led_nowhere_even_the_right_one_waits(prasit):
    at = timezone.now()
    for number in range(5):
        with pytest.raises(Refused):
            ask(prasit, house_code(900 + number), at)
    with pytest.raises(Refused) as no:
        ask(prasit, house_code(1), at)
    assert no.value.values["tries"] == 5 and not Emergency.objects.exists()
    assert AuditLine.objects.filter(by=prasit).count() == 5


def test_nothing_is_looked_up_for_who_may_not_or_gives_no_reason(governor, prasit):
    with pytest.raises(NotAllowed):
        ask(governor, house_code(1))
    with pytest.raises(Refused):
        ask(prasit, house_code(1), because="ด่วน")
    assert not AuditLine.objects.filter(verb__startswith="glass.").exists()
