"""What nsc doctor finds, and that it finds nothing where all is well."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.files import keys
from nsc.jobs.models import Job, State
from nsc.ops import checks
from nsc.registry.models import Person
from nsc.registry.people import PURPOSE

pytestmark = pytest.mark.django_db
NUMBER = "1999900000013"


@pytest.fixture
def known():
    return Person.objects.create(
        national_id_sealed=keys.seal(NUMBER.encode(), purpose=PURPOSE), national_id_index=keys.blind_index(NUMBER, purpose=PURPOSE)
    )


def test_the_keys_that_sealed_the_ids_are_found_in_order(known):
    assert checks.keys_open_what_they_sealed() == ""


def test_a_database_restored_without_its_keys_is_said(known):
    damaged = bytearray(known.national_id_sealed)
    damaged[-1] ^= 1
    Person.objects.filter(pk=known.pk).update(national_id_sealed=bytes(damaged))
    assert "keys" in checks.keys_open_what_they_sealed()


def test_work_that_nobody_takes_up_is_said(operator):
    assert checks.no_work_is_stuck() == ""
    long_ago = timezone.now() - checks.PATIENCE - timedelta(seconds=1)
    Job.objects.create(kind="nsc.intake.work.check", arguments={}, by_user_id=operator.pk, created_at=long_ago, state=State.QUEUED)
    assert "1" in checks.no_work_is_stuck()
