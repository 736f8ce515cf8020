"""Two people at the same moment."""

from functools import partial

import pytest

from nsc.access import users
from nsc.errors import Refused
from nsc.intake import registers
from nsc.welfare import programmes, recipients
from nsc.welfare.models import Programme, Register, RegisterEntry
from tests.casework.conftest import survey
from tests.together import in_threads
from tests.welfare.conftest import AS_OF, AT, ELDERLY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ready(tmp_path):
    """The reference data are loaded anew, for these tests empty the tables."""
    survey(tmp_path)


def test_the_same_register_sent_by_two_is_in_once(sent):
    file, by = sent(1, 2), users.operator()
    act = partial(registers.run, by=by, at=AT, path=file, code=ELDERLY, as_of=AS_OF)
    one, other = in_threads(act, act)
    assert one.pk == other.pk and (Register.objects.count(), RegisterEntry.objects.count()) == (1, 2)


def test_undone_by_two_it_is_undone_once(stored):
    made, by = stored(1), users.operator()
    act = partial(recipients.withdraw, by=by, at=AT, register=made.pk, because="ผิดไฟล์")
    in_threads(act, act)
    assert Register.objects.get().undone_at == AT


def test_a_programme_added_by_two_is_one(db):
    told = {"by": users.operator(), "at": AT, "code": "fund", "kind": "discretion", "form": "money", "owner": "จังหวัด"}

    def act(name: str):
        try:
            return programmes.add(**told, name=name)
        except Refused as no:
            return no

    made = in_threads(partial(act, "กองทุน ก"), partial(act, "กองทุน ข"))
    assert sum(each == "fund" for each in made) == 1 and Programme.objects.filter(code="fund").count() == 1
