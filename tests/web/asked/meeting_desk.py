"""The meeting desk: a meeting of the province that was held, one of today with its minutes and orders, and one that is to come."""

import io
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from nsc.access import organisations
from nsc.secretariat import agenda, doc_meetings, drawn, listed_targets, minutes, orders, seats, sittings
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Paper, Seat

TOLD = {"area": "60", "kind": "regular", "place": "ศาลากลาง", "chair": "ผู้ว่าราชการจังหวัด", "secretary": "พัฒนาการจังหวัด"}


@dataclass(frozen=True)
class Made:
    before: int
    held: int
    planned: int
    seat: int
    item: int  # of the one that was held
    matter: int  # of the one to come
    paper: int
    order: int
    step: int  # with a file


def _at(days: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour)))


def make(operator, case: int) -> Made:
    told = {"by": operator, "at": timezone.now()}
    before = sittings.plan(**told, **TOLD, number="71/2570", starts_at=_at(-1, 9))
    held = sittings.plan(**told, **TOLD, number="72/2570", starts_at=_at(0, 9))
    planned = sittings.plan(**told, **TOLD, number="73/2570", starts_at=_at(0, 13))
    Seat.objects.all().delete()  # whoever the tests hired before
    seat = seats.call(**told, sitting=planned, name="พมจ.", role="กรรมการ")
    item, matter = (agenda.add(**told, sitting=each, section=5, title="งบประมาณ") for each in (held, planned))
    paper = agenda.attach(**told, sitting=held, item=item, title="แผน", file=io.BytesIO(b"%PDF-1.7 plan"))
    for each in (before, held):
        sittings.hold(**told, sitting=each)
    seen = sittings.find(operator, before).version
    frame = {"began_at": time(9), "ended_at": time(11), "opening": "", "recorder": "เลขานุการ", "checker": ""}
    minutes.frame(**told, sitting=before, seen=seen, **frame)
    office = organisations.register(**told, name="สำนักงานมติ", kind="government").pk
    given = {"sitting": held, "item": item, "due_on": timezone.localdate(), "office": office}
    order, answered = (orders.give(**told, **given, text=text) for text in ("สั่งหนึ่ง", "สั่งสอง"))
    orders.answer(**told, order=answered, seen=1, text="ทำแล้ว", file=io.BytesIO(b"%PDF-1.7 answer"))
    steps = orders.find(operator, answered, at=timezone.now()).steps
    assert Paper.objects.get(pk=paper).file_id
    return Made(before, held, planned, seat, item, matter, paper, order, next(each.number for each in steps if each.has_file))


def addresses(made: Made) -> dict[str, dict[str, object]]:
    names = ("meeting", "meeting-change", "meeting-people", "meeting-print", "meeting-minutes")
    return {name: {"sitting": made.held} for name in names} | {
        "meeting-item": {"sitting": made.held, "item": made.item},
        "meeting-paper": {"paper": made.paper},
        "meeting-document": {"number": 999_999_999},
        "order": {"order": made.order},
        "order-file": {"step": made.step},
    }


def _now(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def _words(number: str, hour: int) -> dict[str, object]:
    return {name: value for name, value in TOLD.items() if name != "area"} | {"number": number, "starts_at": _at(0, hour)}


def _again(days: int) -> dict[str, object]:
    return {"because": "รอ", "due_on": timezone.localdate() + timedelta(days=days)}


QUESTIONS: dict[str, object] = {
    "sittings.find": lambda user, made: sittings.find(user, made.held),
    "sittings.seen": lambda user, made: sittings.seen(user, made.held),
    "sittings.kept": lambda user, made: sittings.kept(user, made.held),
    "sittings.between": lambda user, made: sittings.between(user, timezone.localdate(), timezone.localdate(), area="60"),
    "sittings.usual": lambda user, made: sittings.usual(user, "60", at=timezone.now()),
    "sittings.plan": lambda user, made: sittings.plan(**_now(user), area="60", **_words("74/2570", 15)),
    "sittings.move": lambda user, made: (
        sittings.move(**_now(user), sitting=made.planned, seen=1, **_words("75/2570", 14), because="ฝน") or True
    ),
    "sittings.cancel": lambda user, made: sittings.cancel(**_now(user), sitting=made.planned, because="ฝน") or True,
    "sittings.invite": lambda user, made: sittings.invite(**_now(user), sitting=made.planned),
    "sittings.hold": lambda user, made: sittings.hold(**_now(user), sitting=made.planned),
    "seats.of": lambda user, made: seats.of(user, made.planned),
    "seats.accounts": lambda user, made: [*seats.accounts(user, made.planned), "asked"],
    "seats.call": lambda user, made: seats.call(**_now(user), sitting=made.planned, name="ปลัดจังหวัด", role="กรรมการ"),
    "seats.strike": lambda user, made: seats.strike(**_now(user), sitting=made.planned, seat=made.seat) or True,
    "seats.attend": lambda user, made: seats.attend(**_now(user), sitting=made.planned, seen=1, said={made.seat: ("present", "")}) or True,
    "drawn.of": lambda user, made: drawn.of(user, made.planned, at=timezone.now()),
    "agenda.of": lambda user, made: agenda.of(user, made.held),
    "agenda.find": lambda user, made: agenda.find(user, made.held, made.item),
    "agenda.offered": lambda user, made: [agenda.offered(user, made.planned, at=timezone.now())],
    "agenda.download": lambda user, made: agenda.download(**_now(user), paper=made.paper),
    "agenda.draw": lambda user, made: agenda.draw(**_now(user), sitting=made.planned),
    "agenda.add": lambda user, made: agenda.add(**_now(user), sitting=made.planned, section=4, title="แจ้ง"),
    "agenda.change": lambda user, made: (
        agenda.change(**_now(user), sitting=made.planned, item=made.matter, seen=1, section=4, title="แก้") or True
    ),
    "agenda.shift": lambda user, made: agenda.shift(**_now(user), sitting=made.planned, item=made.matter, up=True) or True,
    "agenda.drop": lambda user, made: agenda.drop(**_now(user), sitting=made.planned, item=made.matter) or True,
    "agenda.attach": lambda user, made: agenda.attach(
        **_now(user), sitting=made.planned, item=made.matter, title="แผน", file=io.BytesIO(b"%PDF-1.7 plan")
    ),
    "listed_targets.of": lambda user, made: listed_targets.of(user, made.planned) or True,
    "listed_targets.resolve": lambda user, made: listed_targets.resolve(**_now(user), sitting=made.held, item=made.item),
    "minutes.held": lambda user, made: minutes.held(user, made.held),
    "minutes.corrections": lambda user, made: minutes.corrections(user, made.held),
    "minutes.approved_here": lambda user, made: minutes.approved_here(user, made.held),
    "minutes.to_approve": lambda user, made: minutes.to_approve(user, made.held),
    "minutes.note": lambda user, made: minutes.note(
        **_now(user), sitting=made.held, item=made.item, seen=1, notes="สรุป", resolution="เห็นชอบ"
    ),
    "minutes.frame": lambda user, made: (
        minutes.frame(
            **_now(user),
            sitting=made.held,
            seen=sittings.find(user, made.held).version,
            began_at=time(9),
            ended_at=time(10),
            opening="",
            recorder="สมศรี",
            checker="",
        )
        or True
    ),
    "minutes.approve": lambda user, made: minutes.approve(**_now(user), sitting=made.held, of=made.before) or True,
    "minutes.correct": lambda user, made: minutes.correct(**_now(user), sitting=made.held, of=made.before, text="ให้แก้"),
    "orders.desk": lambda user, made: orders.desk(user, at=timezone.now()),
    "orders.of_sitting": lambda user, made: orders.of_sitting(user, made.held, at=timezone.now()),
    "orders.mine": lambda user, made: orders.mine(user, at=timezone.now()),
    "orders.find": lambda user, made: orders.find(user, made.order, at=timezone.now()),
    "orders.owners": lambda user, made: orders.owners(user, made.held),
    "orders.download": lambda user, made: orders.download(**_now(user), step=made.step),
    "orders.give": lambda user, made: orders.give(
        **_now(user),
        sitting=made.held,
        item=made.item,
        text="สั่งสาม",
        due_on=timezone.localdate(),
        office=orders.owners(user, made.held)[1][0][0],
    ),
    "orders.answer": lambda user, made: orders.answer(**_now(user), order=made.order, seen=1, text="ทำแล้ว") or True,
    "orders.close": lambda user, made: orders.close(**_now(user), order=made.order, seen=1, because="ซ้ำ") or True,
    "orders.return_": lambda user, made: orders.return_(**_now(user), order=made.order, seen=1, **_again(5)),
    "orders.carry": lambda user, made: orders.carry(**_now(user), order=made.order, seen=1, **_again(30)) or True,
    "doc_meetings.agenda_paper": lambda user, made: doc_meetings.agenda_paper(user, timezone.now(), Asked("60", number=made.held)),
    "doc_meetings.minutes_paper": lambda user, made: doc_meetings.minutes_paper(user, timezone.now(), Asked("60", number=made.held)),
}
