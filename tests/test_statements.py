"""A statement answers as the query set it was made of, and writes its SQL once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from nsc import bulk
from nsc.access.models import Assignment, User
from nsc.access.stored_sessions import SessionStore
from nsc.statements import Among, Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(hire):
    return [hire(f"t{n}", f"ทีม {n}", "tambon_team", f"60090{n}") for n in range(1, 8)]


def test_whole_rows_come_as_the_query_set_gives_them(team):
    """Moments with their time zone, nothing as nothing."""
    asked = Assignment.objects.filter(ended_at=None).order_by("pk")
    by_statement: list[Assignment] = Statement(lambda user: asked.filter(user=user)).all(team[3].pk)
    assert [vars(each) | {"_state": None} for each in by_statement] == [
        vars(each) | {"_state": None} for each in asked.filter(user=team[3])
    ]
    assert not by_statement[0]._state.adding
    people: Statement[User] = Statement(lambda pk: User.objects.filter(pk=pk))
    User.objects.filter(pk=team[0].pk).update(last_login=timezone.now())
    assert people.first(team[0].pk) == team[0] and people.first(team[0].pk).last_login == User.objects.get(pk=team[0].pk).last_login
    assert people.first(0) is None


def test_values_stand_where_they_were_asked_for(team):
    """Also beside values that never change, and in another order."""
    of: Statement[tuple] = Statement(
        lambda area, role: Assignment.objects.filter(ended_at=None, role=role, area_code=area).values_list("user", "valid_until")
    )
    assert of.all("600902", "tambon_team") == [(team[1].pk, None)]
    assert of.all("600902", "governor") == [] == of.all("tambon_team", "600902")
    assert of.count("600902", "tambon_team") == 1 and of.count("600903", "governor") == 0


def test_what_somebody_typed_stays_a_value(team):
    named: Statement[User] = Statement(lambda name: User.objects.filter(username=name))
    assert named.all("t1' OR '1'='1") == [] and named.all("%s") == [] and named.first("t1") == team[0]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
def test_among_many_each_comes_once_however_many_are_asked_for_at_a_time(team, count):
    asked = [each.pk for each in team][:count]
    names = Among(lambda pks: User.objects.filter(pk__in=pks).values_list("username"), 3)
    related = Among(lambda pks: Assignment.objects.filter(user__in=pks).values_list("user"), 3)
    assert sorted(names.all(*asked)) == sorted((each.username,) for each in team[:count])
    assert sorted(related.all(*asked)) == [(pk,) for pk in sorted(asked)]


def test_its_sql_is_written_once(team, monkeypatch):
    asked = []

    def ask(pk) -> QuerySet[User]:
        asked.append(pk)
        return User.objects.filter(pk=pk)

    statement: Statement[User] = Statement(ask)
    assert [statement.first(each.pk) for each in team] == team and len(asked) == 1


def test_numbers_come_as_they_stand_in_the_rows(team):
    rows = User.objects.filter(username__startswith="t").order_by("-username")
    assert sorted(bulk.numbers(rows, "pk").tolist()) == sorted(each.pk for each in team)
    assert bulk.numbers(rows.none(), "pk").tolist() == [] == bulk.numbers(rows.filter(pk=0), "pk").tolist()


def test_a_session_that_ran_out_is_none(client, team):
    client.force_login(team[0])
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert SessionStore(key).load()["_auth_user_id"] == str(team[0].pk)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(key).load() == {} and SessionStore("nothing").load() == {}
