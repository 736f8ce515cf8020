"""Who receives, who is entitled and does not, and of whom it is not known.

The heads of households 1 to 3 (our village) and 4, 5 (the other amphoe) are 78 years old; household 1 has a grandchild, and a card.
"""

from datetime import date

import pytest
from django.db.models import F
from django.utils import timezone

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.jobs.models import Job
from nsc.reports import rights
from nsc.surveys.models import Member, Response
from nsc.welfare import counting, programmes
from nsc.welfare.eligibility import Rule, State, Why
from nsc.welfare.models import RightCount, RightTally
from tests.surveyed import OURS, THEIRS, household_id
from tests.welfare.conftest import AS_OF, AT, ELDERLY, person
from tests.welfare.conftest import sent as sent
from tests.welfare.conftest import stored as stored
from tests.welfare.conftest import surveyed as surveyed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
DISABLED = "disability-allowance"


def counts(user, area: str = "", code: str = ELDERLY) -> rights.Counts:
    found = rights.summary(user, at=AT, area=area)
    return next(row.counts for row in found.rows if row.entry.code == code)


def listed(user, state: str, area: str = "", code: str = ELDERLY, **told) -> list[rights.Line]:
    return list(rights.people(user, at=AT, code=code, state=state, area=area, **told).lines)


def test_without_a_register_nobody_is_said_not_to_receive(provincial_officer):
    counting.recount(at=AT)
    assert counts(provincial_officer) == rights.Counts(None, None, 5, 1)
    assert listed(provincial_officer, "entitled") == []
    assert {line.why for line in listed(provincial_officer, "unknown")} == {Why.NO_REGISTER}


def test_the_register_tells_who_receives_and_who_does_not(stored, provincial_officer):
    stored(1, 4)
    counting.recount(at=AT)
    assert counts(provincial_officer) == rights.Counts(2, 3, 0, 1)
    assert counts(provincial_officer, "6009") == rights.Counts(1, 2, 0, 1)
    assert [line.household for line in listed(provincial_officer, "entitled", "6009")] == [household_id(2), household_id(3)]
    [receives] = listed(provincial_officer, "receives", OURS)
    assert (receives.person, receives.age, receives.baht, receives.state) == (person(1), 78, 700, State.RECEIVES)


def test_a_register_of_one_amphoe_leaves_the_other_open(stored, provincial_officer):
    stored(1, area="6009")
    counting.recount(at=AT)
    assert counts(provincial_officer, "6001") == rights.Counts(None, None, 2, 0)
    assert counts(provincial_officer) == rights.Counts(1, 2, 2, 1)
    assert dict(rights.below(provincial_officer, at=AT, code=ELDERLY)) == {
        "6001": rights.Counts(None, None, 2, 0),
        "6009": rights.Counts(1, 2, 0, 1),
    }


def test_who_turned_sixty_after_the_register_is_not_known(stored, provincial_officer):
    Member.objects.filter(person=person(2)).update(born_on=date(1965, 12, 1))
    stored(1)
    counting.recount(at=AT)
    [open_] = listed(provincial_officer, "unknown", OURS)
    assert (open_.household, open_.why) == (household_id(2), Why.REGISTER_OLDER)


def test_the_sums_above_are_those_of_the_villages(stored, provincial_officer):
    stored(1)
    counting.recount(at=AT)
    for digits in (2, 4, 6, 8):
        rows = RightTally.objects.filter(digits=digits, authority_id=0)
        assert sum(rows.values_list("count", flat=True)) == sum(
            RightTally.objects.filter(digits=8, authority_id=0).values_list("count", flat=True)
        )


def test_the_counts_are_those_of_each_household_s_own_page(stored, provincial_officer):
    """The scalar rule of the household and the fast one of the province, on stored answers."""
    stored(1, 4)
    Member.objects.filter(person=person(2)).update(health=Member.Health.DISABLED)
    Member.objects.filter(person=person(3)).update(born_on=None)
    counting.recount(at=AT)
    found: dict[tuple[str, int], int] = {}
    for number in range(1, 6):
        for each in rights.household(provincial_officer, household_id(number), at=AT).standings:
            key = (each.entry.code, int(each.verdict.state))
            found[key] = found.get(key, 0) + 1
    codes = {each.id: each.code for each in programmes.entries()}
    kept = counting.tallies(digits=2, area="60")["60"]
    assert {(codes[number], state): count for number, of in kept.items() for state, count in of.items()} == found


def test_a_count_becomes_old_with_a_register_a_term_or_a_day(stored, provincial_officer):
    counting.recount(at=AT)
    today = timezone.localdate(AT)
    assert not counting.is_stale(today) and counting.is_stale(date(2026, 1, 16))
    stored(1)
    assert counting.is_stale(today) and rights.summary(provincial_officer, at=AT).counted.is_stale
    counting.recount(at=AT)
    told = {"code": ELDERLY, "valid_from": date(2026, 1, 1), "rule": Rule(age_from=79), "per": "month", "source": "x"}
    programmes.set_terms(by=provincial_officer, at=AT, **told)
    assert counting.is_stale(today)
    counting.recount(at=AT)
    assert counts(provincial_officer).not_entitled == 5 and RightCount.objects.count() == 1


def test_the_worker_asks_for_a_count_once(operator):
    counting.watch(AT)
    counting.watch(AT)
    job = Job.objects.get()
    assert (job.kind, job.state) == ("nsc.welfare.counting.run", "queued")
    counting.recount(at=AT)
    Job.objects.all().delete()
    counting.watch(AT)
    assert not Job.objects.exists()


def test_the_list_turns_its_pages_by_village(stored, provincial_officer, monkeypatch):
    monkeypatch.setattr(rights, "PER_PAGE", 2)
    stored(777)
    counting.recount(at=AT)
    pages = [
        [line.household for line in listed(provincial_officer, "entitled", view=rights.PLAIN.of({"page": str(page)}))] for page in (1, 2, 3)
    ]
    assert sorted(home for page in pages for home in page) == sorted(household_id(n) for n in range(1, 6))
    assert [len(page) for page in pages] == [2, 2, 1]


def test_names_are_seen_by_who_may_and_that_is_recorded(stored, provincial_officer, governor):
    stored(1)
    counting.recount(at=AT)
    [line, _other] = listed(provincial_officer, "entitled", OURS)
    assert (line.name, line.has_name, line.house_no) == ("นางทดสอบ2 สมมุติ", True, "12")
    seen = AuditLine.objects.get(verb="right_list.see")
    assert seen.count == 2 and seen.households == f" {household_id(2)} {household_id(3)} "
    [masked, _other] = listed(governor, "entitled", OURS)
    assert (masked.name, masked.has_name, masked.house_no) == ("นางท•••• ส••••", False, "")
    assert AuditLine.objects.filter(verb="right_list.see").count() == 1


def test_who_is_disabled_is_told_to_nobody_who_may_not_read_names(stored, provincial_officer, governor):
    Member.objects.filter(person=person(2)).update(health=Member.Health.DISABLED)
    stored(1, code=DISABLED)
    counting.recount(at=AT)
    assert [line.household for line in listed(provincial_officer, "entitled", OURS, DISABLED)] == [household_id(2)]
    with pytest.raises(Refused, match="พิการ"):
        listed(governor, "entitled", OURS, DISABLED)
    assert counts(governor, code=DISABLED).entitled == 1  # the figures are open
    cut = rights.household(governor, household_id(2), at=AT)
    assert cut.is_cut and DISABLED not in {each.entry.code for each in cut.standings}
    whole = rights.household(provincial_officer, household_id(2), at=AT)
    assert not whole.is_cut and DISABLED in {each.entry.code for each in whole.standings}


def test_a_mentor_sees_those_that_were_handed_over_and_nobody_else(stored, somjai, prasit):
    stored(1)
    counting.recount(at=AT)
    assert listed(somjai, "entitled", OURS) == []
    reach.give(household=household_id(2), to=somjai, purpose="mentor")
    assert [line.household for line in listed(somjai, "entitled", OURS)] == [household_id(2)]
    with pytest.raises((OutOfSight, NotAllowed)):
        listed(prasit, "entitled", OURS)
    with pytest.raises(OutOfSight):
        rights.household(prasit, household_id(1), at=AT)


def test_the_file_is_of_an_amphoe_and_recorded(stored, provincial_officer, district_officer, governor):
    stored(1)
    counting.recount(at=AT)
    told = {"at": AT, "code": ELDERLY}
    lines = list(rights.export(by=district_officer, **told, area="6009").lines)
    assert [line.household for line in lines] == [household_id(2), household_id(3)]
    assert AuditLine.objects.get(verb="right_list.export").detail == f"{ELDERLY} entitled"
    with pytest.raises(Refused, match="อำเภอ"):
        rights.export(by=provincial_officer, **told)
    with pytest.raises(NotAllowed):
        rights.export(by=governor, **told, area="6009")


def test_a_household_and_its_people_on_their_own_page(stored, provincial_officer, django_assert_max_num_queries):
    stored(1)
    with django_assert_max_num_queries(22):
        found = rights.household(provincial_officer, household_id(1), at=AT)
    told = {(each.entry.code, each.person): each for each in found.standings}
    head, child = told[ELDERLY, person(1)], told[ELDERLY, person(1, 1)]
    assert (head.verdict.state, head.as_of, head.baht) == (State.RECEIVES, AS_OF, 700)
    assert (child.verdict.state, child.verdict.why) == (State.NOT_ENTITLED, Why.AGE)
    card = told["welfare-card", person(1)]
    assert (card.verdict.state, card.as_of) == (State.RECEIVES, None)  # by their own answer
    assert told["elderly-house", None].verdict.state == State.NOT_ENTITLED  # the house is sound
    assert found.year == 2021 and rights.household(provincial_officer, household_id(4), at=AT).standings[0].person == person(4)


def test_an_unknown_programme_state_or_household_is_not_there(provincial_officer):
    with pytest.raises(OutOfSight):
        listed(provincial_officer, "entitled", code="no-such")
    with pytest.raises(Refused):
        listed(provincial_officer, "lost")
    with pytest.raises(OutOfSight):
        rights.household(provincial_officer, 999_999, at=AT)


def test_the_summary_asks_few_questions(stored, provincial_officer, django_assert_max_num_queries):
    stored(1)
    counting.recount(at=AT)
    assert THEIRS
    with django_assert_max_num_queries(14):
        rights.summary(provincial_officer, at=AT)


def test_help_for_a_house_is_listed_by_household_with_its_head(stored, provincial_officer):
    Response.objects.filter(household__in=[household_id(2), household_id(4)]).update(failed=F("failed").bitor(1 << 7))
    stored(4, code="elderly-house")
    counting.recount(at=AT)
    assert counts(provincial_officer, code="elderly-house") == rights.Counts(1, 1, 0, 3)
    [line] = listed(provincial_officer, "entitled", code="elderly-house")
    assert (line.household, line.person, line.name, line.baht) == (household_id(2), None, "นางทดสอบ2 สมมุติ", 22_500)
    assert [each.household for each in listed(provincial_officer, "receives", code="elderly-house")] == [household_id(4)]
