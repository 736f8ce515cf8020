"""What lists keep of a round in memory: never more than is said, never what was undone, never half of one reading and half of another."""

from threading import Barrier, Thread

import numpy as np
import pytest

from nsc.access import users
from nsc.privacy import erasure
from nsc.surveys import batches, people, rounds, shelf
from nsc.surveys.models import Batch, ListedPerson, Member
from tests.surveyed import AT, OURS, bring_in, household_id, second_round

asked = pytest.mark.usefixtures("surveyed")


def households(homes: shelf.Homes) -> set[int]:
    return set(homes.household_id.tolist())


@pytest.mark.django_db
@asked
def test_a_round_stands_as_its_answers_do():
    poor, everyone = shelf.poor(rounds.newest()), shelf.everyone(rounds.newest())
    assert households(poor) == {household_id(number) for number in (1, 2, 4)} and len(everyone.id) == 5
    assert (np.diff(everyone.priority) <= 0).all() and poor.within("6009").sum() == 2
    assert everyone.door[np.argsort(everyone.household_id)].tolist() == [1, 2, 3, 4, 5]  # 11/1, 12, 13, 14, 15


@pytest.mark.django_db
@asked
def test_it_is_read_once_and_then_asks_nothing(django_assert_num_queries):
    round = rounds.newest()
    shelf.warm()
    with django_assert_num_queries(0):
        assert shelf.poor(round) is shelf.people(round).homes
        assert len(shelf.everyone(round).id) == 5


@pytest.mark.django_db
@asked
def test_what_is_undone_is_on_no_list_from_that_moment(tmp_path):
    homes, persons = second_round()
    before = shelf.poor(rounds.newest())
    for row in homes:
        row["ข้อ 22"] = "0"  # now all five fail the income
    corrected = bring_in(tmp_path / "again", 2564, homes, persons)
    published = rounds.newest()
    assert len(shelf.poor(published).id) == 5 and len(shelf.people(published).id) == 6
    batches.withdraw(by=users.operator(), at=AT, batch=Batch.objects.get(pk=corrected.pk), because="ไฟล์ผิด")
    undone = rounds.newest()
    assert len({round.revision for round in (published, undone)}) == 2
    assert households(shelf.poor(undone)) == households(before) and len(shelf.people(undone).id) == 4


@pytest.mark.django_db
@asked
def test_whoever_is_made_unrecognisable_is_kept_in_no_line():
    was = rounds.newest().revision
    erasure.blank(Member.objects.filter(response__household=household_id(1)), ListedPerson.objects.none())
    assert rounds.newest().revision != was


@pytest.mark.django_db
@asked
def test_people_stand_in_their_own_household_even_if_the_round_changes_while_they_are_read(monkeypatch):
    """Their rows point at rows of households; read again under the same key, those could be others."""
    round, honest = rounds.newest(), people.concerned

    def meanwhile(*told):
        shelf._kept.clear()
        return honest(*told)

    monkeypatch.setattr(people, "concerned", meanwhile)
    found = shelf.people(round)
    assert found.homes is not shelf.poor(round)
    assert found.homes.household_id[found.home].tolist() == [Member.objects.get(pk=pk).response.household_id for pk in found.id.tolist()]


@pytest.mark.django_db
@asked
def test_somebody_of_a_household_that_came_meanwhile_is_left_to_the_next_reading(monkeypatch):
    round, honest = rounds.newest(), shelf.poor
    monkeypatch.setattr(shelf, "poor", lambda round: _without(honest(round), household_id(1)))
    assert len(shelf._people(round).id) == 2


def _without(homes: shelf.Homes, household: int) -> shelf.Homes:
    rest = homes.household_id != household
    return shelf.Homes(**{name: column[rest] for name, column in vars(homes).items()})


def test_no_more_is_kept_than_is_said():
    made = [shelf.keep(("of a test", n), lambda n=n: n + 1, most=2) for n in range(5)]
    assert made == [1, 2, 3, 4, 5]
    assert [key for key in shelf._kept if key[0] == "of a test"] == [("of a test", 3), ("of a test", 4)]


def test_two_who_ask_at_once_wait_for_one_reading():
    ready, made, got = Barrier(4), [], []

    def ask():
        ready.wait()
        got.append(shelf.keep(("at once", 1), lambda: made.append(1) or object()))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1] and len(set(map(id, got))) == 1


def test_the_reading_of_one_kind_keeps_nobody_from_another():
    inside, done = Barrier(2), []

    def slow():
        inside.wait()
        inside.wait()
        return object()

    reader = Thread(target=lambda: shelf.keep(("slow", 1), slow))
    reader.start()
    inside.wait()
    done.append(shelf.keep(("quick", 1), object))
    inside.wait()
    reader.join()
    assert done


@pytest.mark.django_db
@asked
def test_an_area_holds_its_villages_and_no_others():
    everyone = shelf.everyone(rounds.newest())
    assert everyone.within(OURS).sum() == 3 and everyone.within("60").all() and not everyone.within("6002").any()
