"""A meeting from its planning to its approved minutes; who may keep it, and who reads it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.secretariat import agenda, desk_clock, desk_rules, minutes, orders, sittings

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
TOLD = {"kind": "regular", "place": "ห้องประชุม", "chair": "นายอำเภอ", "secretary": "พัฒนาการอำเภอ"}


@pytest.fixture
def sitting(district_officer):
    return sittings.plan(by=district_officer, at=AT, area="6009", number="1/2569", starts_at=AT - timedelta(hours=1), **TOLD)


@pytest.fixture
def item(district_officer, sitting):
    made = agenda.add(by=district_officer, at=AT, sitting=sitting, section=5, title="งบประมาณ")
    sittings.hold(by=district_officer, at=AT, sitting=sitting)
    return made


def test_it_is_kept_by_its_office_alone(sitting, district_officer, governor, prasit):
    assert sittings.find(district_officer, sitting).called == "1/2569"
    assert sittings.find(governor, sitting).may_keep is False
    with pytest.raises(NotAllowed):
        sittings.cancel(by=governor, at=AT, sitting=sitting, because="ฝนตก")
    with pytest.raises(OutOfSight):
        sittings.find(prasit, sitting)


def test_what_somebody_else_wrote_since_is_not_written_over(item, sitting, district_officer):
    told = {"by": district_officer, "at": AT, "sitting": sitting, "item": item, "seen": 1}
    assert minutes.note(**told, notes="หนึ่ง", resolution="") == 2
    with pytest.raises(Refused):
        minutes.note(**told, notes="สอง", resolution="")
    assert agenda.find(district_officer, sitting, item).notes == "หนึ่ง"


def test_an_order_is_answered_by_its_owner_and_closed(item, sitting, district_officer, prasit):
    own = {"by": district_officer, "at": AT, "sitting": sitting, "item": item, "due_on": date(2026, 1, 16)}
    number = orders.give(**own, text="สรุปงบ", username="wichai")
    assert Notice.objects.filter(user=district_officer, kind="order.given").exists()
    with pytest.raises(OutOfSight):
        orders.find(prasit, number, at=AT)
    assert desk_clock.run(AT) == 1 and desk_clock.run(AT) == 0
    orders.answer(by=district_officer, at=AT, order=number, seen=1, text="สรุปแล้ว")
    orders.close(by=district_officer, at=AT, order=number, seen=2)
    assert orders.find(district_officer, number, at=AT).state == "closed"
    assert AuditLine.objects.filter(verb__startswith="order.").count() == 3


def test_an_order_goes_the_arrows_of_the_table_and_no_other(item, sitting, district_officer):
    """Every act tried in every state it can be in, by the verbs themselves."""
    by = {"by": district_officer, "at": AT}
    again = {"because": "รอ", "due_on": date(2026, 2, 1)}
    acts = {
        "answer": lambda order, seen: orders.answer(**by, order=order, seen=seen, text="ทำแล้ว"),
        "return": lambda order, seen: orders.return_(**by, order=order, seen=seen, **again),
        "carry": lambda order, seen: orders.carry(**by, order=order, seen=seen, **again),
        "close": lambda order, seen: orders.close(**by, order=order, seen=seen, because="จบ"),
    }
    ways = {"open": (), "answered": ("answer",), "carried": ("carry",), "closed": ("close",)}
    seen = set()
    for state, way in ways.items():
        for name, act in acts.items():
            told = {"sitting": sitting, "item": item, "due_on": date(2026, 1, 16), "username": "wichai"}
            order = orders.give(**by, **told, text=f"{state} {name}")
            for before in way:
                acts[before](order, 1)
            offered = orders.find(district_officer, order, at=AT).acts
            try:
                act(order, len(way) + 1)
            except Refused:
                assert name not in offered
                continue
            seen.add((state, orders.find(district_officer, order, at=AT).state))
            assert name in offered or name == "return", (state, name)
    assert seen == {(before, after) for before, afters in desk_rules.ORDER_NEXT.items() for after in afters}
