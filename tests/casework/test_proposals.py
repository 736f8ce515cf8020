"""The missed: proposed, looked for, visited with the survey's questions, and then targets like any other."""

import pytest

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.casework import forums, proposals, rolls
from nsc.casework.models import Proposal, ProposalVisit, Target
from nsc.casework.proposals import Who
from nsc.errors import NotAllowed, Refused
from nsc.registry.models import Household, Person
from nsc.surveys import rounds
from tests.casework.conftest import AT, FORUM, ON, YEAR, resolved, target
from tests.survey_files import house_code, national_id
from tests.surveyed import OURS, THEIRS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]

ALL_PASS = "1" * 31
NO_INCOME = ALL_PASS[:21] + "0" + ALL_PASS[22:]
STRANGER = Who("household", OURS, "บุญมี", "ไร้บ้าน", national_id=national_id(900), house_no="99")


def propose(by, who=STRANGER, reason="อยู่เพิงท้ายวัด ไม่มีใครสำรวจ", **told) -> Proposal:
    return proposals.propose(by=by, at=AT, fiscal_year=YEAR, who=who, reason=reason, **told)


def visit(by, proposal: Proposal, answers=NO_INCOME, **told) -> ProposalVisit:
    asked = {"on": ON, "people": 2} | told
    return proposals.visit(by=by, at=AT, proposal=proposal.pk, round=rounds.newest(), answers=answers, **asked)


def test_a_proposal_waits_for_a_visit_and_the_district_is_told_without_a_name(district_officer, team):
    made = propose(team)
    assert (made.state, made.area_code, made.person.national_id_sealed is not None) == ("proposed", OURS, True)
    line = AuditLine.objects.get(verb="target.propose", on_type="proposal")
    assert (line.on_id, line.place) == (str(made.pk), OURS) and "บุญมี" not in line.detail + line.because
    assert Notice.objects.get(user=district_officer).values == {}


def test_the_same_person_is_proposed_once_a_year(team, district_officer):
    assert propose(team) == propose(district_officer) and Proposal.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    [
        Who("household", OURS, ""),
        Who("ghost", OURS, "บุญมี"),
        Who("household", "6009", "บุญมี"),
        Who("household", OURS, "บุญมี", national_id="1234567890123"),
        Who("household", OURS, "บุญมี", house_code="123"),
        Who("person", OURS, "บุญมี"),
    ],
)
def test_what_is_not_told_well_enough_is_refused(team, who):
    with pytest.raises((Refused, NotAllowed)):
        propose(team, who)
    assert not Proposal.objects.exists()


def test_nobody_proposes_elsewhere(team, prasit, governor):
    with pytest.raises(OutOfSight):
        propose(team, Who("household", THEIRS, "บุญมี"))
    with pytest.raises(NotAllowed):
        propose(governor)


def test_a_homeless_person_has_a_tambon_and_no_house(team):
    assert propose(team, Who("homeless", OURS[:6], "บุญมี", whereabouts="ใต้สะพาน")).area_code == OURS[:6]


def test_found_poor_by_the_surveys_own_rule_they_are_a_target_counted_separately(team, roll):
    made = propose(team)
    seen = visit(team, made)
    assert (seen.pattern, seen.failed) == (0b01000, 1 << 21)
    made.refresh_from_db()
    assert (made.state, made.target.state, made.target.people, made.target.pattern) == ("accepted", "verified", 2, 0b01000)
    counts = rolls.counts(team, year=YEAR)
    assert (counts["missed"].listed, counts["missed"].verified, counts["tpmap"].listed) == (1, 1, 2)
    assert Household.objects.get(pk=made.household_id).area_code == OURS


def test_the_verdict_on_income_follows_from_the_income(team):
    """The threshold of 2564 is 38,000 baht."""
    assert visit(team, propose(team), ALL_PASS, income=37_999).pattern == 0b01000
    other = propose(team, Who("household", OURS, "บุญมา"))
    assert visit(team, other, NO_INCOME, income=38_000).pattern == 0


def test_found_not_poor_they_are_no_target_until_another_visit_says_otherwise(team):
    made = propose(team)
    visit(team, made, ALL_PASS)
    made.refresh_from_db()
    assert (made.state, Target.objects.count()) == ("declined", 0)
    visit(team, made)
    made.refresh_from_db()
    assert made.state == "accepted" and made.visits.count() == 2


def test_visited_twice_in_the_same_words_nothing_is_added(team):
    made = propose(team)
    assert visit(team, made) == visit(team, made)
    assert ProposalVisit.objects.count() == 1 and Target.objects.count() == 1


def test_the_missed_go_the_same_way_to_certification(team, district_officer, certifier, provincial_officer):
    made = propose(certifier)
    visit(team, made)
    missed = rolls.in_use(YEAR)["missed"]
    number = Target.objects.get().pk
    forums.hold(by=team, at=AT, fiscal_year=YEAR, village=OURS, on=ON, decisions={number: None}, **FORUM)
    resolved(district_officer, missed, "6009")
    with pytest.raises(Refused):
        resolved(certifier, missed, "60")  # who proposed it
    resolved(provincial_officer, missed, "60")
    assert Target.objects.get().state == "certified"


def test_whom_a_forum_finds_missing_is_heard_already(team):
    forum = forums.hold(by=team, at=AT, fiscal_year=YEAR, village=OURS, on=ON, decisions={}, **FORUM)
    visit(team, propose(team, forum=forum.pk))
    assert Target.objects.get().state == "kept"
    assert forums.find(team, forum.pk).proposed == 1


def test_somebody_missing_from_a_listed_household(team, roll):
    made = propose(team, Who("person", OURS, "บุญมี", "สมมุติ"), household=household_id(1))
    visit(team, made, people=1)
    assert target(1, "missed").household_id == target(1).household_id


def test_whoever_lives_in_a_target_household_is_not_missed(team, roll):
    with pytest.raises(Refused):
        propose(team, Who("household", OURS, "ทดสอบ1", "สมมุติ", national_id=national_id(1)))


def test_the_known_are_found_by_id_house_and_name(team, roll):
    def found(**told):
        who = Who("household", told.pop("area", OURS), told.pop("first_name", "ใครก็ไม่รู้"), **told)
        return [(each.by, each.household_id) for each in proposals.known(team, who=who, year=YEAR)]

    assert found(national_id=national_id(2)) == [("id", household_id(2))]
    assert found(house_code=house_code(3)) == [("house", household_id(3))]
    assert ("name", household_id(1)) in found(first_name="ทดสอบ1", last_name="สมมุต")
    assert found() == []
    [match] = proposals.known(team, who=Who("household", OURS, "ดวงดาว", "สมมุติ"), year=YEAR)
    assert (match.groups, match.house_no, match.name) == (("tpmap",), "11/1", "ด.ญ.ดวงดาว สมมุติ")


def test_who_is_known_elsewhere_is_not_shown(team):
    """Household 4 is of the other amphoe."""
    assert proposals.known(team, who=Who("household", OURS, "ใคร", national_id=national_id(4)), year=YEAR) == []


def test_an_earlier_proposal_is_found_by_its_name(team):
    made = propose(team)
    [match] = proposals.known(team, who=Who("household", OURS, "บุญมี", "ไร้บาน"), year=YEAR)
    assert (match.by, match.proposal) == ("proposal", made.pk)


def test_closed_as_known_with_a_reason(team, district_officer, prasit):
    made = propose(team)
    with pytest.raises(OutOfSight):
        proposals.close(by=prasit, at=AT, proposal=made.pk, as_known=True, because="ลอง")
    with pytest.raises(Refused):
        proposals.close(by=district_officer, at=AT, proposal=made.pk, as_known=True, because=" ")
    for _again in range(2):
        assert proposals.close(by=district_officer, at=AT, proposal=made.pk, as_known=True, because="อยู่บ้าน 12").state == "known"
    assert AuditLine.objects.filter(verb="proposal.close").count() == 1
    with pytest.raises(Refused):
        visit(team, made)
    assert propose(team).pk != made.pk  # somebody may think otherwise


def test_who_only_looks_sees_no_name(team, governor, other_team, somjai):
    made = propose(team)
    assert proposals.find(team, made.pk, at=AT).name == "บุญมี ไร้บ้าน"
    masked = proposals.find(governor, made.pk, at=AT)
    assert (masked.name, masked.house_no, masked.reason, masked.whereabouts, masked.has_name) == ("", "", "", "", False)
    for user, refusal in ((other_team, OutOfSight), (somjai, NotAllowed)):
        with pytest.raises(refusal):
            proposals.find(user, made.pk, at=AT)
    assert proposals.visible_to(other_team, at=AT, year=YEAR) == ([], 0)
    found, total = proposals.visible_to(team, at=AT, year=YEAR)
    assert ([each.number for each in found], total) == ([made.pk], 1)
    assert AuditLine.objects.filter(verb="proposal.see", by=team).count() == 2
    assert not AuditLine.objects.filter(verb="proposal.see", by=governor).exists()


def test_visits_are_the_teams_business(team, data_steward, other_team):
    made = propose(team)
    with pytest.raises(NotAllowed):
        visit(data_steward, made)
    with pytest.raises(OutOfSight):
        visit(other_team, made)
    for wrong in ({"answers": "1"}, {"people": 0}, {"answers": "x" * 31}):
        with pytest.raises(Refused):
            visit(team, made, **wrong)


def test_a_number_typed_wrong_registers_nobody(team):
    before = Person.objects.count()
    with pytest.raises(Refused):
        propose(team, Who("household", OURS, "บุญมี", national_id=national_id(901)[:-1] + "x"))
    assert Person.objects.count() == before


def test_a_mentor_tells_of_a_household_in_her_area_and_asks_them_herself(somjai, prasit, other_team):
    made = propose(somjai)
    found = visit(somjai, made)
    assert found.pattern and Target.objects.get(household=Proposal.objects.get(pk=made.pk).household).state == "verified"
    with pytest.raises(OutOfSight):
        propose(prasit)


def test_a_mentor_does_not_verify_whom_somebody_else_has_told_of(somjai, team):
    made = propose(team)
    with pytest.raises(NotAllowed):
        visit(somjai, made)
    assert not ProposalVisit.objects.exists()
