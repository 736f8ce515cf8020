"""Promises: proposed, agreed by both, delivered, late, cancelled."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import commitment_clock, commitments, initiatives, offers, pairings, wants
from nsc.tambon.models import Commitment, Initiative, Offer, Project, Want
from tests import together
from tests.tambon.conftest import TAMBON
from tests.tambon.partners_cast import DUE, OFFER, WANT


@pytest.fixture
def here(at):
    return {"at": at, "area": TAMBON}


def state(user, at, number: int) -> str:
    return commitments.find(user, at, TAMBON, number)[0].state


def test_the_system_proposes_with_reasons(team, chai, at, offer, want, django_assert_max_num_queries):
    offers.own(team)
    with django_assert_max_num_queries(9):
        (found,) = pairings.proposed(team, at, TAMBON)
    assert (found.offer.id, found.want.id, found.amount, found.is_ours) == (offer.id, want, 60_000, False)
    assert found.points == sum(part.points for part in found.parts) and len(found.parts) == 5
    assert pairings.proposed(chai, at, TAMBON)[0].is_ours


def test_a_declined_pair_is_not_proposed_again(team, nurse, here, at, offer, want):
    with pytest.raises(NotAllowed):
        pairings.decline(by=nurse, **here, offer=offer.id, want=want, because="ไม่ใช่ของเรา")
    with pytest.raises(Refused):
        pairings.decline(by=team, **here, offer=offer.id, want=want, because="")
    pairings.decline(by=team, **here, offer=offer.id, want=want, because="เงื่อนไขไม่ตรง")
    pairings.decline(by=team, **here, offer=offer.id, want=want, because="อีกครั้ง")
    assert pairings.proposed(team, at, TAMBON) == []
    assert [(each.because, each.by) for each in pairings.declined(team, TAMBON)] == [("เงื่อนไขไม่ตรง", "มาลี")]


def test_a_no_is_taken_back_by_either_side_and_stays_on_record(team, chai, nurse, here, at, offer, want):
    pair = here | {"offer": offer.id, "want": want}
    pairings.decline(by=team, **pair, because="กดผิด")
    assert [each.may_reconsider for user in (team, chai, nurse) for each in pairings.declined(user, TAMBON)] == [True, True, False]
    with pytest.raises(NotAllowed):
        pairings.reconsider(by=nurse, **pair)
    for _again in range(2):  # sent twice, it is done once
        pairings.reconsider(by=chai, **pair)
    assert pairings.declined(team, TAMBON) == [] and [each.offer.id for each in pairings.proposed(team, at, TAMBON)] == [offer.id]
    told = AuditLine.objects.filter(verb__startswith="pairing.").order_by("pk").values_list("verb", "because")
    assert list(told) == [("pairing.decline", "กดผิด"), ("pairing.reconsider", "")]


def test_both_sides_say_yes_each_on_record(team, chai, here, at, offer, want):
    told = here | {"offer": offer.id, "want": want, "amount": Decimal(40_000), "due_on": DUE}
    number = commitments.accept(by=team, **told)
    assert commitments.accept(by=team, **told) == number and Commitment.objects.count() == 1
    assert state(team, at, number) == "waits_organisation"
    assert Notice.objects.get(kind="commitment.waits").user == chai
    commitments.agree(by=chai, **here, commitment=number)
    found, _handed = commitments.find(chai, at, TAMBON, number)
    assert (found.state, found.organisation_by, found.team_by, found.told_how, found.baht) == ("agreed", "ชัย", "มาลี", "", 40_000)
    assert (offers.find(chai, offer.id).free, wants.of(team, TAMBON)[0].open) == (60_000, 20_000)
    assert pairings.proposed(team, at, TAMBON) == []  # that pair has its promise


def test_the_organisation_begins_and_the_team_answers(team, chai, here, at, offer, want):
    number = commitments.promise(by=chai, **here, offer=offer.id, want=want, amount=Decimal(1), due_on=DUE)
    assert state(chai, at, number) == "waits_team"
    with pytest.raises(NotAllowed):
        commitments.agree(by=chai, **here, commitment=number)
    commitments.agree(by=team, **here, commitment=number)
    assert state(chai, at, number) == "agreed"


def test_the_team_writes_down_a_yes_only_with_how_it_was_told(team, here, at, offer, want):
    number = commitments.accept(by=team, **here, offer=offer.id, want=want, amount=Decimal(1), due_on=DUE)
    with pytest.raises(Refused):
        commitments.agree(by=team, **here, commitment=number)
    commitments.agree(by=team, **here, commitment=number, told_how="โทรศัพท์ 14 ม.ค.")
    assert commitments.find(team, at, TAMBON, number)[0].told_how == "โทรศัพท์ 14 ม.ค."
    assert AuditLine.objects.get(verb="commitment.agree").detail == "on behalf"


def test_strangers_neither_promise_nor_cancel(hire, nurse, governor, here, at, offer, want, agreed):
    told = {"offer": offer.id, "want": want, "amount": Decimal(1), "due_on": DUE}
    for stranger in (nurse, governor):
        for verb, rest in (
            (commitments.promise, told),
            (commitments.accept, told),
            (commitments.cancel, {"commitment": agreed, "because": "ก"}),
        ):
            with pytest.raises(NotAllowed):
                verb(by=stranger, **here, **rest)
    far = hire("lek", "เล็ก", "smart_tambon_team", "600102")
    with pytest.raises(OutOfSight):
        commitments.find(far, at, TAMBON, agreed)
    with pytest.raises(OutOfSight):
        commitments.of(far, at, TAMBON)


def test_what_is_delivered_is_followed(team, chai, here, at, agreed):
    on = date(2026, 1, 10)
    give = {"commitment": agreed, "on": on, "amount": Decimal(15_000), "evidence": "ใบรับเลขที่ 1"}
    commitments.hand_over(by=chai, **here, **give)
    commitments.hand_over(by=chai, **here, **give)  # pressed twice
    assert state(team, at, agreed) == "part"
    with pytest.raises(Refused):
        commitments.hand_over(by=team, **here, **give | {"amount": Decimal(25_001)})
    with pytest.raises(Refused):
        commitments.hand_over(by=team, **here, **give | {"on": date(2026, 1, 16)})
    commitments.hand_over(by=team, **here, **give | {"amount": Decimal(25_000)})
    assert state(team, at, agreed) == "done"
    with pytest.raises(Refused):
        commitments.cancel(by=team, **here, commitment=agreed, because="สายไป")
    wrong = commitments.find(team, at, TAMBON, agreed)[1][0]
    commitments.take_back(by=team, **here, handover=wrong.id, because="พิมพ์ผิด")
    commitments.take_back(by=team, **here, handover=wrong.id, because="อีกครั้ง")
    found, handed = commitments.find(team, at, TAMBON, agreed)
    assert (found.state, found.delivered) == ("part", 15_000) and handed[0].taken_back_because == "พิมพ์ผิด"
    assert commitments.sums([found]).delivered_baht == 15_000


def test_nothing_is_delivered_before_both_have_agreed(team, here, offer, want):
    number = commitments.accept(by=team, **here, offer=offer.id, want=want, amount=Decimal(1), due_on=DUE)
    with pytest.raises(Refused):
        commitments.hand_over(by=team, **here, commitment=number, on=date(2026, 1, 1), amount=Decimal(1), evidence="ใบรับ")


def test_what_is_cancelled_is_free_again_but_for_what_came(team, chai, here, at, offer, want, agreed):
    commitments.hand_over(by=chai, **here, commitment=agreed, on=date(2026, 1, 10), amount=Decimal(15_000), evidence="ใบรับ")
    commitments.cancel(by=chai, **here, commitment=agreed, because="เปลี่ยนนโยบาย")
    commitments.cancel(by=chai, **here, commitment=agreed, because="อีกครั้ง")
    assert (offers.find(chai, offer.id).free, wants.of(team, TAMBON)[0].open) == (85_000, 45_000)
    assert commitments.find(team, at, TAMBON, agreed)[0].cancelled_because == "เปลี่ยนนโยบาย"
    assert pairings.proposed(team, at, TAMBON)[0].amount == 45_000


def test_a_changed_amount_is_asked_anew(team, chai, here, at, offer, agreed):
    with pytest.raises(Refused):
        commitments.change(by=team, **here, commitment=agreed, amount=Decimal(60_001), due_on=DUE)
    commitments.change(by=team, **here, commitment=agreed, amount=Decimal(60_000), due_on=DUE)
    assert state(team, at, agreed) == "waits_organisation" and offers.find(chai, offer.id).free == 40_000
    commitments.agree(by=chai, **here, commitment=agreed)
    commitments.change(by=chai, **here, commitment=agreed, amount=Decimal(10_000), due_on=DUE)
    assert state(team, at, agreed) == "waits_team" and offers.find(chai, offer.id).free == 90_000


def test_a_promise_keeps_to_the_days_of_the_offer(team, here, offer, want):
    for day in (date(2026, 1, 14), date(2025, 12, 1)):
        with pytest.raises(Refused):
            commitments.accept(by=team, **here, offer=offer.id, want=want, amount=Decimal(1), due_on=day)


def test_more_than_there_is_is_never_promised(team, chai, here, at, company, offer, want, agreed):
    more = wants.tell(by=team, **here, **WANT | {"what": "ทุนสำรอง", "quantity": Decimal(90_000)})
    with pytest.raises(Refused):
        commitments.accept(by=team, **here, offer=offer.id, want=more, amount=Decimal(60_001), due_on=DUE)
    other = offers.make(by=chai, at=at, organisation=company.pk, area="60", **OFFER | {"what": "ทุนอีกก้อน"})
    with pytest.raises(Refused):
        commitments.accept(by=team, **here, offer=other.id, want=want, amount=Decimal(20_001), due_on=DUE)
    for model in (Offer, Want):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(promised=Decimal(100_001))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_promise_more_than_there_is(team, here, offer, want):
    more = wants.tell(by=team, **here, **WANT | {"what": "ทุนสำรอง", "quantity": Decimal(90_000)})
    told = here | {"by": team, "offer": offer.id, "due_on": DUE}

    def take(number: int, amount: int):
        try:
            return commitments.accept(**told, want=number, amount=Decimal(amount))
        except Refused:
            return None

    taken = together.in_threads(lambda: take(want, 60_000), lambda: take(more, 90_000))
    assert sum(each is not None for each in taken) == 1
    assert Offer.objects.get().promised == sum(row.amount for row in Commitment.objects.all())


def test_a_late_promise_is_told_to_both_sides_once_a_week(team, chai, at, here, agreed):
    later = at + timedelta(days=200)
    assert commitment_clock.run(at) == 0
    assert commitment_clock.run(later) == 1 and commitment_clock.run(later) == 0
    assert sorted(Notice.objects.filter(kind="commitment.late").values_list("user__username", flat=True)) == ["chai", "malee"]
    assert commitment_clock.run(later + timedelta(days=7)) == 1
    assert commitments.find(team, later, TAMBON, agreed)[0].is_late
    commitments.cancel(by=team, **here, commitment=agreed, because="ยกเลิก")
    assert commitment_clock.run(later + timedelta(days=60)) == 0


def test_a_project_knows_what_is_promised_for_it(team, chai, hire, here, at, offer, begun):
    initiative = Initiative.objects.get(pk=initiatives.find(team, TAMBON).id)
    project = Project.objects.create(initiative=initiative, name="โรงสี", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    need = wants.tell(by=team, **here, **WANT, project=project.pk)
    number = commitments.promise(by=chai, **here, offer=offer.id, want=need, amount=Decimal(5), due_on=DUE)
    assert [(each.id, each.project) for each in commitments.of_project(team, at, project.pk)] == [(number, "โรงสี")]
    commitments.cancel(by=chai, **here, commitment=number, because="ยกเลิก")
    assert commitments.of_project(team, at, project.pk) == []
    with pytest.raises(OutOfSight):
        commitments.of_project(hire("lek", "เล็ก", "smart_tambon_team", "600102"), at, project.pk)


def test_the_list_costs_the_same_however_long(team, at, agreed, django_assert_max_num_queries):
    commitments.of(team, at, TAMBON)
    with django_assert_max_num_queries(3):
        assert len(commitments.of(team, at, TAMBON)) == 1
