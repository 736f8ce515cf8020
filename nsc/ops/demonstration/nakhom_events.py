"""Events of ตำบลนาขอม: a kick-off and forums that were held, a training, a campaign and a visit to come. Made up, by the verbs of the team,
dated from the day the demonstration is made. Made again on another day, what stands there already is left alone."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from nsc.tambon import attendance, event_decisions, event_doors, events, goals, teammates

TAMBON = "600907"
WAT = {"place": "ศาลาวัดนาขอม", "latitude": Decimal("15.604000"), "longitude": Decimal("100.706000")}
EVENTS = (  # days from now, what, people by village (women, men) and offices, decisions
    (
        -62,
        {
            "kind": "kickoff",
            "title": "เปิดตัวนาขอมตำบลอัจฉริยะ",
            "purpose": "เล่าข้อมูลตำบลห้ามิติ และชวนทุกหมู่บ้านร่วมทีม",
            "seats": 150,
            "households_invited": 210,
        }
        | {"starts": time(9), "ends": time(12), "directions": "รถ อบต. รับที่ศาลากลางบ้านทุกหมู่ 8.15 น."}
        | WAT,
        (14, 11),
        (("อบต.นาขอม", 6), ("รพ.สต. นาขอม", 3)),
        (("ตั้งตัวแทนหมู่บ้านละสองคนเข้าทีมตำบล", "ผู้ใหญ่บ้านทุกหมู่", None, 20),),
    ),
    (
        -40,
        {
            "kind": "forum",
            "title": "เวทีประชาคมเลือกผลิตภัณฑ์นำ",
            "purpose": "ให้ชาวบ้านให้คะแนนผลิตภัณฑ์และบอกข้อกังวล",
            "seats": 100,
            "households_invited": 160,
        }
        | {"starts": time(13), "ends": time(16)}
        | WAT,
        (10, 7),
        (("สำนักงานพัฒนาชุมชนอำเภอไพศาลี", 2),),
        (("สำรวจครัวเรือนที่ปลูกถั่วเขียวได้หลังนา", "", "data", 45), ("ทดลองลานตากรวมที่ลานวัด", "กลุ่มแปรรูปถั่วเขียวนาขอม", None, 30)),
    ),
    (
        -12,
        {"kind": "training", "title": "อบรมลดการเผาตอซัง", "purpose": "ทำปุ๋ยจากตอซังและนัดวันไถกลบร่วมกัน", "seats": 60}
        | {"starts": time(9), "ends": time(15), "place": "ศูนย์การเรียนรู้ตำบลนาขอม"},
        (6, 7),
        (("สำนักงานเกษตรอำเภอไพศาลี", 2),),
        (),
    ),
    (
        9,
        {
            "kind": "campaign",
            "title": "รณรงค์นาขอมไม่เผา",
            "purpose": "เดินบอกทุกหมู่บ้านก่อนฤดูเก็บเกี่ยว แจกเชื้อย่อยตอซัง",
            "seats": 300,
            "households_invited": 600,
        }
        | {"starts": time(8), "ends": time(11, 30), "directions": "จอดรถที่ลานวัด มีน้ำดื่มและที่นั่งผู้สูงอายุ"}
        | WAT,
        None,
        (),
        (),
    ),
    (
        24,
        {"kind": "visit", "title": "ดูงานโรงงานวุ้นเส้น", "purpose": "ดูมาตรฐานความชื้นและการรับซื้อถั่วเขียว", "seats": 40, "is_open": False}
        | {"starts": time(8), "ends": time(16), "place": "จุดขึ้นรถหน้า อบต.นาขอม"},
        None,
        (),
        (),
    ),
)
COMING = 37  # who said they come to the campaign


def play(team, at: datetime) -> None:
    known = {each.title for each in events.of(team, TAMBON, at=at)}
    goal = next((aim.id for aim in goals.of(team, TAMBON) if aim.dimension == "environment"), None)
    for days, told, by_village, offices, decisions in EVENTS:
        if told["title"] not in known:
            on = timezone.localdate(at) + timedelta(days=days)
            aim = goal if "เผา" in str(told["title"]) else None
            _event(
                team,
                at,
                days,
                events.Told(**{"run_by": "ทีมตำบลนาขอม และ อบต. (สาธิต)", "on": on, "goal": aim} | told),
                by_village,
                offices,
                decisions,
            )


def _event(team, at: datetime, days: int, told: events.Told, by_village, offices, decisions) -> None:
    then = at + timedelta(days=min(days, 0))
    by = {"by": team, "at": then, "area": TAMBON}
    event = events.plan(**by, told=told)
    if by_village is None:
        if told.kind == "campaign":
            token = events.find(team, TAMBON, event, at=at).token
            for number in range(COMING):
                event_doors.come(token, browser=f"demonstration {number}", at=at)
        return
    for order, village in enumerate(event_doors.villages(TAMBON)):
        for sex, most in zip(("woman", "man"), by_village, strict=True):
            people = max(2, most - 2 * order)
            _count(by, event, f"{village.code} {sex}", people=people, village=village.code, sex=sex, age="adult" if order % 2 else "elder")
    for office, people in offices:
        _count(by, event, office, people=people, organisation=office)
    mates = teammates.of(team, TAMBON, at=at).active
    attendance.mark_team(**by, event=event, people=[mate.id for mate in mates[:5]])
    for text, doer, role, in_days in decisions:
        owner = next((mate.id for mate in mates if role == "data" and mate.role == "ผู้ดูแลข้อมูล"), None)
        event_decisions.decide(**by, event=event, text=text, doer=doer, owner=owner, due_on=told.on + timedelta(days=in_days))
    events.hold(**by, event=event)


def _count(by: dict, event: int, what: str, **told) -> None:
    attendance.count(**by, event=event, submission=uuid5(NAMESPACE_URL, f"demonstration {event} {what}"), **told)
