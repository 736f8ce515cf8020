"""ตำบลนาขอม: what villagers and agencies thought before and after, and the page that the team has published. All made up. Made again,
nothing is doubled: a sheet has its number, and the page stands."""

import random
from datetime import date, datetime, time

from django.utils import timezone

from nsc.tambon import opinion_rules as rules
from nsc.tambon import opinion_sheets, opinions, public_pages
from nsc.tambon.opinions import Question

TAMBON = "600907"
SUBJECT = "การแก้จนด้วยนาขอมโมเดล"
WAVES = (  # opens, closes, villagers, agencies, how the answers lean (0…1)
    (date(2026, 2, 2), date(2026, 2, 20), 98, 22, 0.42),
    (date(2026, 10, 5), date(2026, 10, 23), 104, 24, 0.62),
)
WRITTEN = (
    "อยากให้ประชุมตอนเย็น กลางวันไปนากันหมด",
    "ขอให้บอกผลว่าเงินใช้ไปเท่าไร",
    "ดีขึ้น แต่หมู่ไกลยังไม่ค่อยได้ข่าว",
)
HEADLINE = "ดินปลูกถั่ว คนทำงานร่วมกัน แก้จนทั้งตำบล"
INTRODUCTION = (
    "นาขอมเป็นตำบลเกษตรของอำเภอไพศาลี ปลูกข้าว ถั่วเขียว และกล้วยน้ำว้า คนในตำบล หน่วยงานรัฐ มหาวิทยาลัย "
    "และเอกชนทำงานด้วยข้อมูลชุดเดียวกันตั้งแต่ปี 2569\n"
    "เราเริ่มจากถามว่าทุนของตำบลคืออะไร แล้วตั้งเป้าหมายที่วัดได้ หน้านี้บอกว่าทำถึงไหนแล้ว (ข้อมูลสาธิต)"
)


def play(team, at: datetime) -> None:
    survey = opinions.draw_up(by=team, at=at, area=TAMBON, purpose=rules.ATTITUDE, subject=SUBJECT)
    for opens_on, closes_on, villagers, agencies, leaning in WAVES:
        then = timezone.make_aware(datetime.combine(closes_on, time(15)))
        told = {"by": team, "at": then, "area": TAMBON, "survey": survey}
        wave = opinions.open_wave(**told, opens_on=opens_on, closes_on=closes_on)
        _answers(wave, told, villagers, agencies, leaning)
    for word in opinion_sheets.unread(team, at, TAMBON, survey):
        opinion_sheets.look(by=team, at=at, area=TAMBON, survey=survey, word=word.id, show=True)
    if public_pages.state(team, TAMBON).published_at is None:
        _publish(team, at)


def _answers(wave: int, told: dict, villagers: int, agencies: int, leaning: float) -> None:
    found = opinions.find(told["by"], TAMBON, told["survey"], on=told["at"].date())
    asked = next(each for each in found.waves if each.id == wave)
    if asked.sheets:
        return
    drawn = random.Random(f"opinion {asked.number}")
    villages = [code for code, _name in opinion_sheets.villages(TAMBON)]
    kinds = ["government", "government", "community", "university", "industry"]
    for number in range(villagers + agencies):
        group = rules.VILLAGER if number < villagers else rules.AGENCY
        place = {"village": drawn.choice(villages)} if group == rules.VILLAGER else {"kind": drawn.choice(kinds)}
        said = {each.id: value for each in found.questions if each.is_for(group) and (value := _said(drawn, each, leaning, number))}
        opinion_sheets.answer(at=told["at"], token=asked.token, browser=f"demonstration {number}", group=group, said=said, **place)


def _said(drawn: random.Random, question: Question, leaning: float, number: int) -> int | str | None:
    if question.kind == rules.WORDS:
        return WRITTEN[number // 40] if number % 40 == 7 and number // 40 < len(WRITTEN) else None
    if drawn.random() < 0.04:
        return None
    if question.kind == rules.CHOICE:
        return drawn.choices(range(1, len(question.options) + 1), [5, 2, 1, 3, 2][: len(question.options)])[0]
    steps = len(question.options)
    return 1 + sum(drawn.random() < leaning for _ in range(steps - 1))


def _publish(team, at: datetime) -> None:
    known = public_pages.choices(team, TAMBON)
    chosen = {kind: [each.id for each in rows] for kind, rows in known.items()}
    words = {"headline": HEADLINE, "introduction": INTRODUCTION, "shows_people": True, "may_be_found": True}
    contact = {"office": "วิสาหกิจชุมชนแปรรูปนาขอม", "telephone": "056-000-900", "is_of_office": True}
    seen = public_pages.draft(team, TAMBON).seen
    public_pages.write(by=team, at=at, area=TAMBON, seen=seen, **words, **contact, **chosen)
    public_pages.publish(by=team, at=at, area=TAMBON, seen=public_pages.draft(team, TAMBON).seen)
