"""The citizen's door: a proposal of nobody's in the office, and the ticket with which its giver asks after it."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.casework import proposals, tickets, worklist
from nsc.casework.models import Proposal, ProposalVisit, Target, Ticket
from nsc.casework.proposals import Who
from nsc.errors import NotAllowed, Refused
from nsc.surveys import rounds
from tests.casework.conftest import AT, ON, YEAR, resolved
from tests.casework.test_proposals import ALL_PASS, NO_INCOME, propose
from tests.surveyed import OURS, THEIRS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
NEIGHBOUR = Who("household", OURS, "บุญมี", whereabouts="เพิงหลังวัด")


def told(who=NEIGHBOUR, reason="ไม่มีรายได้", submission=None) -> tickets.Given:
    return tickets.report(at=AT, who=who, reason=reason, submission=submission or uuid4())


def visited(by, answers=NO_INCOME) -> ProposalVisit:
    number = Proposal.objects.get().pk
    return proposals.visit(by=by, at=AT, proposal=number, round=rounds.newest(), on=ON, people=2, answers=answers)


def test_what_a_citizen_tells_waits_in_the_list_of_the_officers(district_officer, team):
    told()
    [shown], total = proposals.visible_to(team, at=AT, year=YEAR)
    assert (total, shown.is_of_a_citizen, shown.is_checked, shown.by, shown.name) == (1, True, False, "", "บุญมี")
    line = AuditLine.objects.get(verb="proposal.report")
    assert (line.by, line.on_id, line.place) == (None, str(shown.number), OURS) and "บุญมี" not in line.detail + line.because
    assert Notice.objects.get(user=district_officer).values == {}
    assert [task.step for task in worklist.of(team, at=AT, year=YEAR)] == ["visit"]


def test_those_of_another_district_do_not_see_it(other_team):
    told()
    assert proposals.visible_to(other_team, at=AT, year=YEAR) == ([], 0)
    number = Proposal.objects.get().pk
    for question in (
        lambda: proposals.known_of(other_team, proposal=number),
        lambda: proposals.check(by=other_team, at=AT, proposal=number),
    ):
        with pytest.raises(OutOfSight):
            question()


def test_the_same_form_gives_the_same_ticket_and_another_form_another():
    again = UUID(int=5)
    assert told(submission=again) == told(submission=again) != told()
    assert (Ticket.objects.count(), Proposal.objects.count()) == (2, 2)


def test_the_word_is_kept_nowhere():
    given_ = told()
    kept = " ".join(str(value) for row in Ticket.objects.values() for value in row.values())
    assert given_.number in kept and given_.word not in kept and given_.word.split()[0] not in kept


@settings(max_examples=50, deadline=None)
@given(st.uuids())
def test_a_word_is_easy_to_type_however_it_is_typed(submission):
    word = tickets._word(submission)
    name, digits = word.split()
    assert name in tickets.WORDS and 100 <= int(digits) <= 999
    thai_digits = digits.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert tickets._plain(f"  {name}{thai_digits} ") == tickets._plain(word)


def test_no_two_words_are_the_same():
    assert len(tickets.WORDS) == len(set(tickets.WORDS)) == 64


def test_with_number_and_word_one_hears_how_far_it_has_come(team, roll, district_officer, certifier):
    ticket = told()
    asked = {"number": ticket.number.replace("-", " "), "word": ticket.word.replace(" ", "")}

    def heard():
        found = tickets.status(**asked)
        return found.is_checked, found.visited_on, found.outcome, found.is_certified

    assert tickets.status(**asked).received_on == AT.date()
    assert heard() == (False, None, "", False)
    proposals.check(by=team, at=AT, proposal=Proposal.objects.get().pk)
    assert heard() == (True, None, "", False)
    visited(team)
    assert heard() == (True, ON, "accepted", False)
    Target.objects.filter(roll__group="missed").update(state="kept")
    missed = Target.objects.get(roll__group="missed").roll
    resolved(district_officer, missed, "6009")
    resolved(certifier, missed, "60")
    assert heard() == (True, ON, "accepted", True)


def test_found_not_poor_or_known_already_is_told_too(team):
    ticket = told()
    proposals.check(by=team, at=AT, proposal=Proposal.objects.get().pk)
    visited(team, ALL_PASS)
    assert tickets.status(number=ticket.number, word=ticket.word).outcome == "declined"
    other = told()
    newest = Proposal.objects.latest("pk").pk
    proposals.close(by=team, at=AT, proposal=newest, as_known=True, because="บ้านเลขที่ 1")
    found = tickets.status(number=other.number, word=other.word)
    assert (found.outcome, found.is_checked) == ("known", True)


def test_a_wrong_word_and_a_number_that_is_none_hear_the_same():
    first, second = told(), told()
    assert tickets.status(number=first.number, word=second.word) is None
    assert tickets.status(number="0000-0000", word=first.word) is None
    assert tickets.status(number="", word="") is None


def test_it_goes_on_only_once_an_officer_has_looked(team, governor):
    told()
    number = Proposal.objects.get().pk
    with pytest.raises(Refused):
        visited(team)
    with pytest.raises(NotAllowed):
        proposals.check(by=governor, at=AT, proposal=number)
    first = proposals.check(by=team, at=AT, proposal=number)
    assert (first.checked_by, first.checked_at) == (team, AT)
    assert proposals.check(by=team, at=AT, proposal=number) == first
    assert AuditLine.objects.filter(verb="proposal.check").count() == 1
    assert visited(team).pattern


def test_what_is_closed_is_not_looked_for_any_more(team):
    told()
    number = Proposal.objects.get().pk
    proposals.close(by=team, at=AT, proposal=number, as_known=False, because="แจ้งเล่น")
    with pytest.raises(Refused):
        proposals.check(by=team, at=AT, proposal=number)


def test_whom_an_officer_proposed_before_is_found(team, governor):
    before = propose(team)
    told(Who("household", OURS, "บุญมี", "ไร้บ้าน"))
    number = Proposal.objects.latest("pk").pk
    assert [(match.by, match.proposal) for match in proposals.known_of(team, proposal=number)] == [("proposal", before.pk)]
    with pytest.raises(NotAllowed):
        proposals.known_of(governor, proposal=number)


def test_nameless_they_are_like_nobody(team):
    told(Who("homeless", OURS[:6], "", whereabouts="ใต้สะพาน"))
    told(Who("homeless", OURS[:6], "", whereabouts="ศาลาริมทาง"))
    assert proposals.known_of(team, proposal=Proposal.objects.latest("pk").pk) == []


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (Who("household", OURS, ""), "ไม่มีรายได้"),
        (Who("person", OURS, "บุญมี"), "ไม่มีรายได้"),
        (Who("household", THEIRS[:4], "บุญมี"), "ไม่มีรายได้"),
        (Who("household", "99999999", "บุญมี"), "ไม่มีรายได้"),
        (Who("homeless", "100101", "บุญมี"), "ไม่มีรายได้"),
        (NEIGHBOUR, " "),
    ],
)
def test_what_nobody_could_find_is_refused(who, reason):
    with pytest.raises(Refused):
        told(who, reason)
    assert not Proposal.objects.exists() and not Ticket.objects.exists()


def test_a_national_id_is_not_taken_here():
    told(Who("household", OURS, "บุญมี", national_id="1101700230708", house_code="60090100001"))
    row = Proposal.objects.get()
    assert (row.person, row.house_code) == (None, "")
