"""A phone is told that nothing is new without its bundle being made; and never when something is."""

import json
import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from nsc.access import reach
from nsc.access.models import Assignment, Emergency, Reach, User
from nsc.areas import gazetteer
from nsc.casework.models import Case, Visit
from nsc.files import sealed, words
from nsc.registry import sensitive
from nsc.reports import bundle_marks, bundles, touched
from nsc.reports.models import Touched
from nsc.surveys import rounds, sets
from nsc.surveys.models import Batch, Member, Response, Round
from tests.casework.conftest import AT, ON
from tests.field.filled import farmed, filled
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db
NOTICE = (1, "ประกาศความเป็นส่วนตัว")
READ = (Assignment, Reach, Emergency, Round, Batch)  # with the mark
PUT_DOWN = {"access_auditline", "access_auditshown"}  # the line of record


def asked(user: User, *, have=None, all_: str = "", of: str = "", at=AT) -> dict:
    """As the phone gets it, whose request finds its user anew."""
    told = {"have": have, "all_": all_, "words": of, "notice": NOTICE}
    return json.loads(bundles.bundle(User.objects.get(pk=user.pk), at=at, **told).text())


def brief(user: User, first: dict, **told) -> dict:
    return asked(user, all_=first["all"], of=first["words"]["digest"], **told)


def is_read_off(user: User, first: dict, **told) -> bool:
    """Whether it was answered by the mark alone. If so, a bundle made anew must be the same."""
    again = brief(user, first, **told)
    if again["all"] != first["all"]:
        return False
    assert again["same"] and not again["ask"]
    fresh = asked(user, **told)
    assert {**fresh, "now": ""} == {**first, "now": ""}, "nothing is new, the phone was told, and something is"
    return True


@pytest.fixture
def head(in_care, somjai) -> int:
    found = Member.objects.filter(response__household=in_care.household_id, relation__startswith="หัวหน้า").first().person_id
    sensitive.keep(by=somjai, at=AT, person_id=found, field="phone", value="0812345678")
    return found


@pytest.fixture
def farming(hire) -> User:
    found = hire("malee", "มาลี", "smart_tambon_team", "600908")
    farmed(found)
    return found


@pytest.fixture
def readers(in_care, somjai, team, farming, head) -> list[User]:
    """With something of everything to read."""
    filled(in_care, somjai)
    return [somjai, team, farming]


# — cheap —


def test_that_nothing_is_new_is_told_without_making_the_bundle(readers, monkeypatch):
    first = [asked(user) for user in readers]
    monkeypatch.setattr(bundles, "_told", None)
    monkeypatch.setattr(bundles.bundle_words, "told", None)
    for user, told in zip(readers, first, strict=True):
        again = brief(user, told)
        assert again == told | {"now": again["now"], "same": True, "words": None, "households": [], "farmers": []}


def test_it_asks_the_database_little_and_as_little_for_many(readers):
    for user, most in zip(readers, (8, 9, 9), strict=True):
        told, known = asked(user), User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as found:
            bundles.bundle(known, at=AT, have=None, all_=told["all"], words=told["words"]["digest"], notice=NOTICE)
        assert len(found) <= most, [each["sql"] for each in found]


def test_what_others_do_elsewhere_makes_no_phone_read_anew(readers, hire):
    somjai, team, _farming = readers
    told = asked(somjai), asked(team)
    there = hire("there", "ทีมอื่น", "tambon_team", "600101")
    User.objects.filter(pk=there.pk).update(last_login=AT)
    Case.objects.filter(household=household_id(4)).update(priority=9)
    Visit.objects.filter(case__household=household_id(4)).update(visitors="คนอื่น")
    reach.give(household=household_id(4), to=there, purpose="mentor")
    assert is_read_off(somjai, told[0]) and is_read_off(team, told[1])


# — and right —


def columns_read(user: User) -> dict[str, set[str]]:
    gazetteer.forget()
    for kept in (sets.of_code, sets.threshold, sets.informal_debt):
        kept.cache_clear()
    with CaptureQueriesContext(connection) as found:
        asked(user)
    read: dict[str, set[str]] = {}
    for sql in (each["sql"] for each in found):
        for table in re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql):
            read.setdefault(table, set())
        for table, column in re.findall(r'"(\w+)"\."(\w+)"', sql):
            read.setdefault(table, set()).add(column)
    return {table: columns for table, columns in read.items() if table in connection.introspection.table_names()}


def test_all_that_a_bundle_reads_is_watched_or_read_with_the_mark(readers):
    watched = {each.table: each for each in touched.WATCHED}
    with_the_mark = {model._meta.db_table for model in READ}
    for user in readers:
        for table, columns in columns_read(user).items():
            if table not in with_the_mark | PUT_DOWN | {"reports_touched"}:
                assert table in watched, "nsc/reports/touched.py must watch it"
                model = watched[table].model
                keys = {model._meta.pk.column} | {each.column for each in model._meta.concrete_fields if each.is_relation}
                unwatched = columns - set(watched[table].columns) - set(watched[table].but) - keys
                is_own = model is User  # read with the mark, the name apart
                assert is_own or not unwatched, (table, unwatched)


def other(field: models.Field, row: models.Model) -> object:
    """Another value than the row's; the same where there is none to be had."""
    value = getattr(row, field.attname)
    match field:
        case sealed.SealedField():
            return words.seal("อื่น", purpose=field.purpose or getattr(row, field.purpose_of))
        case models.ForeignKey():
            others = field.related_model.objects.exclude(pk=value).values_list("pk", flat=True)
            return others.first() or (None if field.null else value)
    if field.choices:
        return next((key for key, _name in field.flatchoices if key != value), value)
    match value:
        case bool():
            return not value
        case int() | float() | Decimal():
            return value + 1
        case str():
            return value.replace("1", "0") if "1" in value else f"{value[:-1]}9" if len(value) > 1 else "9"
        case datetime() | date():
            return value + timedelta(days=1)
    kinds = {models.DateField: ON, models.DateTimeField: AT, models.BooleanField: True, models.CharField: "9"}
    return kinds.get(type(field), 1) if value is None else value


def changes(model: type[models.Model], columns, acts) -> list[tuple[models.Model, str, object]]:
    """(row, column, value): one column changed; (row, act, None): the row gone, or once more."""
    found = []
    rows = model.objects.order_by("pk")
    for row in dict.fromkeys([*rows[:1], *rows.order_by("-pk")[:1]]):
        fields = [each for each in model._meta.concrete_fields if each.column in columns and not each.primary_key]
        found += [(row, each.attname, value) for each in fields if (value := other(each, row)) != getattr(row, each.attname)]
        found += [(row, act, None) for act in acts if act != touched.UPDATE]
    return found


def changed(row: models.Model, what: str, value: object) -> None:
    if what == touched.DELETE:
        type(row).objects.filter(pk=row.pk)._raw_delete(using="default")
    elif what == touched.INSERT:
        again = type(row).objects.get(pk=row.pk)
        again.pk = None
        again._state.adding = True
        again.save(force_insert=True)
    else:
        type(row).objects.filter(pk=row.pk).update(**{what: value})


WRITTEN = [(each.model, each.columns, each.acts) for each in touched.WATCHED]
WRITTEN += [(model, [each.column for each in model._meta.concrete_fields], touched.ALL) for model in READ]


@pytest.mark.parametrize(("model", "columns", "acts"), WRITTEN, ids=[model.__name__ for model, *_ in WRITTEN])
def test_whatever_is_written_no_phone_is_told_that_nothing_is_new_when_something_is(readers, model, columns, acts):
    """Each column of two rows, one after the other; rows that go and rows that come. What the database refuses is passed over; where no
    bundle can be made any more, none was said to be the same."""
    first = [(user, asked(user)) for user in readers]
    tried = changes(model, columns, acts)
    new = 0
    for row, what, value in tried:
        with suppress(IntegrityError, Unmade), transaction.atomic():
            changed(row, what, value)
            new += sum(is_told_anew(user, told) for user, told in first)
            transaction.set_rollback(True)
    assert new or not tried


class Unmade(Exception):
    """Of rows that are at odds with one another."""


def is_told_anew(user: User, first: dict) -> bool:
    """Else what it was told is true."""
    try:
        again = brief(user, first)
    except Exception as broken:
        raise Unmade from broken
    return again["all"] != first["all"] or not is_read_off(user, first)


def test_what_is_written_of_a_household_is_new_to_who_has_it_and_to_nobody_else(readers, case):
    first = [(user, asked(user)) for user in readers]
    Case.objects.filter(pk=case.pk).update(priority=9)
    assert [is_read_off(user, told) for user, told in first] == [False, False, True]


def test_the_answers_of_a_round_that_are_others_now(readers):
    """Counted on from an earlier round by the hundred thousand, they are not noted one by one."""
    somjai = readers[0]
    told = asked(somjai)
    with transaction.atomic():
        Response.objects.filter(household=household_id(1)).update(priority=7)
        rounds.changed(rounds.newest())
    assert not is_read_off(somjai, told)


def test_the_next_day(readers):
    for user in readers:
        told = asked(user)
        assert is_read_off(user, told, at=AT + timedelta(hours=3))
        assert not is_read_off(user, told, at=AT + timedelta(days=1))


def test_another_language(readers):
    told = asked(readers[0])
    with translation.override("en"):
        assert not is_read_off(readers[0], told)


def test_another_notice(readers, monkeypatch):
    told = asked(readers[0])
    monkeypatch.setitem(globals(), "NOTICE", (2, "ประกาศใหม่"))
    assert not is_read_off(readers[0], told)


def test_what_is_handed_over_and_taken_back(readers):
    somjai = readers[0]
    told = asked(somjai)
    reach.give(household=household_id(2), to=somjai, purpose="mentor")
    assert not is_read_off(somjai, told)
    more = asked(somjai)
    reach.take_back(household=household_id(2), of=somjai, purpose="mentor", at=AT)
    assert not is_read_off(somjai, more)


def test_an_emergency_whose_hour_is_over(readers, hire):
    """No verb ends it."""
    officer, now = hire("officer", "ปลัด", "district_centre", "6009"), timezone.now()
    told = {"user": officer, "household_id": household_id(1), "place": OURS, "reason": "other", "because": "ทดสอบ"}
    opened = Emergency.objects.create(**told, opened_at=now, until=now + timedelta(hours=1))
    first = asked(officer)
    assert is_read_off(officer, first)
    Emergency.objects.filter(pk=opened.pk).update(opened_at=now - timedelta(hours=2), until=now - timedelta(hours=1))
    assert not is_read_off(officer, first)


def test_another_version_of_the_program(readers, monkeypatch):
    told = asked(readers[0])
    monkeypatch.setattr(bundle_marks, "PROGRAM", "another")
    assert not is_read_off(readers[0], told)


def test_a_phone_that_has_lost_its_words_or_says_something_else(readers):
    somjai = readers[0]
    told = asked(somjai)
    assert asked(somjai, all_=told["all"], of="")["words"] is not None
    plain = told["all"].partition(".")[0]
    again = asked(somjai, all_=plain, of=told["words"]["digest"])
    assert again["same"] and again["all"] == told["all"]  # from a server of before: found to be the same, and marked
    assert asked(somjai, all_=f"x.{told['all'].partition('.')[2]}", of=told["words"]["digest"])["ask"]
    assert brief(readers[1], told)["ask"]  # what another was given


def test_where_something_was_written_that_no_bundle_shows_the_phone_gets_a_new_mark_and_nothing_else(readers, case):
    somjai = readers[0]
    told = asked(somjai)
    Visit.objects.filter(case=case).update(visitors="คนอื่น")
    again = brief(somjai, told)
    assert again["same"] and again["all"] != told["all"] and again["words"] is None
    assert brief(somjai, told | {"all": again["all"]})["all"] == again["all"]


def test_where_a_trigger_is_missing_every_bundle_is_made(readers):
    told = asked(readers[0])
    name = next(iter(touched.NAMES[connection.vendor]))
    with connection.cursor() as cursor:
        table = dict(touched._there(cursor, connection.vendor))[name]
        cursor.execute(f'DROP TRIGGER "{name}"' + ("" if connection.vendor == "sqlite" else f' ON "{table}"'))
    assert not touched.stands() and not is_read_off(readers[0], told)
    assert "." not in asked(readers[0])["all"]
    touched.install(connection)
    assert touched.stands() and not is_read_off(readers[0], told)  # meanwhile anything may have been written
    assert is_read_off(readers[0], asked(readers[0]))


def test_after_a_backup_was_put_back_the_same_numbers_are_not_the_same(readers, case):
    """What was noted after it is gone, and the numbers are given once more."""
    Visit.objects.filter(case=case).update(visitors="หนึ่ง")
    told, newest = asked(readers[0]), Touched.objects.latest("pk")
    Touched.objects.filter(pk=newest.pk).update(chance=(newest.chance + 1) % 2**40)
    assert not is_read_off(readers[0], told)


def test_a_note_of_the_day_before_yesterday_goes(readers):
    kept = Touched.objects.count()
    old = Touched.objects.order_by("pk")[:3].values_list("pk", flat=True)
    Touched.objects.filter(pk__in=list(old)).update(at=timezone.now() - touched.KEPT - timedelta(minutes=1))
    assert touched.forget(timezone.now()) == 3 and Touched.objects.count() == kept - 3
