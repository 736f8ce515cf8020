"""The tambon of our village has an enterprise: its first paper, a shareholder on the board, a quarter of books."""

import io
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

from django.utils import timezone

from nsc.reports import tambon_results
from nsc.tambon import books, enterprises, foundings, initiatives, lessons, replication, shareholders, sroi
from tests.web.asked.tambon import TAMBON, begun, now_by

START = date(2025, 1, 1)
FIRM = {"name": "วิสาหกิจตัวอย่าง", "about": "แปรรูปข้าว", "shares_profit": True}
ON = {"on": date(2025, 2, 1)}
BAHT = {"baht": Decimal(7)}
PARTY = {"kind": "person", "name": "นายใหม่ ดี", "sector": "community"}
OUTCOME = {"text": "คนมีงาน", "unit": "คน", "source": "ค่าแรง", "quantity": Decimal(3), "worth": Decimal(9), "years": 1}
LESSON = {"on": START, "title": "เรื่อง", "worked": "ได้ผล", "failed": "", "conditions": "มีทุน", "evidence": "บัญชี"}
OTHER = f"{TAMBON[:4]}99" if TAMBON.endswith("01") else f"{TAMBON[:4]}01"


class Made(NamedTuple):
    proof: int
    stage: int
    share: int
    party: int
    seat: int
    leaver: int
    open: int
    closing: int
    line: int
    use: int
    other_proof: int
    sheet: int
    put: int
    outcome: int
    lesson: int


def make(operator, case: int) -> Made:
    begun(operator)
    told = now_by(operator)
    enterprises.establish(**told, **FIRM)
    for paper in ("roll", "agreement", "minutes"):
        foundings.tick(**told, stage="group", paper=paper, on=START, file=io.BytesIO(b"%PDF-1.4") if paper == "roll" else None)
    foundings.enter(**told, stage="group", on=START)
    foundings.tick(**told, stage="social_group", paper="aims", on=START)
    share = shareholders.divide(**told, name="หุ้นสามัญ", baht=Decimal(100))
    party, leaver = (
        shareholders.join(**told, kind="person", name=name, sector="community", on=START) for name in ("นางสำรวย ดี", "นายมี ใจ")
    )
    shareholders.move(**told, token=uuid4(), share=share, number=10, on=START, taker=party)
    shareholders.seat(**told, party=party, role="ประธานกรรมการ", on=START)
    for starts_on in (START, date(2025, 4, 1)):
        books.open_period(**told, starts_on=starts_on, months=3)
    first, second = (book.id for book in books.of_year(operator, TAMBON, 2025))
    books.write(**told, period=first, token=uuid4(), kind="goods", baht=Decimal(500))
    books.use_profit(**told, token=uuid4(), year=2025, use="jobs", baht=Decimal(5), on=START)
    sheet = sroi.begin(**told, title="แผ่นงาน", discount=Decimal(3))
    sroi.put_in(**told, sheet=sheet, token=uuid4(), giver="อบต.", what="เครื่องสี", **BAHT)
    sroi.bring(**told, sheet=sheet, token=uuid4(), **OUTCOME)
    lessons.write(**told, **LESSON)
    initiatives.begin(by=operator, at=told["at"], area=OTHER)
    papers = {paper.key: paper.id for step in foundings.steps(operator, TAMBON) for paper in step.papers}
    return Made(
        proof=papers["roll"],
        stage=foundings.steps(operator, TAMBON)[0].id,
        share=share,
        party=party,
        seat=shareholders.register(operator, TAMBON, at=told["at"], on=START).board[0].id,
        leaver=leaver,
        open=first,
        closing=second,
        line=books.of_year(operator, TAMBON, 2025)[0].lines[0].id,
        use=books.uses(operator, TAMBON, 2025)[0].id,
        other_proof=papers["aims"],
        sheet=sheet,
        put=sroi.sheets(operator, TAMBON)[0].inputs[0].id,
        outcome=sroi.sheets(operator, TAMBON)[0].outcomes[0].id,
        lesson=lessons.of(operator, TAMBON)[0].id,
    )


def addresses(made: Made) -> dict[str, dict[str, object]]:
    code, year = {"code": TAMBON}, {"code": TAMBON, "year": 2025}
    return {
        **dict.fromkeys(("tambon-company", "tambon-company-people", "tambon-results", "tambon-lessons"), code),
        **dict.fromkeys(("tambon-company-books", "tambon-company-file", "tambon-company-report"), year),
        "tambon-company-stage": code | {"stage": "group"},
        "tambon-company-paper": code | {"proof": made.proof},
    }


def written(user, **told) -> dict[str, object]:
    return now_by(user) | {"token": uuid4()} | told


QUESTIONS: dict[str, object] = {
    "enterprises.find": lambda user, made: enterprises.find(user, TAMBON),
    "enterprises.establish": lambda user, made: enterprises.establish(**now_by(user), **FIRM),
    "foundings.steps": lambda user, made: foundings.steps(user, TAMBON),
    "foundings.download": lambda user, made: foundings.download(**now_by(user), proof=made.proof),
    "foundings.tick": lambda user, made: foundings.tick(**now_by(user), stage="social_group", paper="notice", **ON),
    "foundings.untick": lambda user, made: foundings.untick(**now_by(user), proof=made.other_proof, because="ผิด"),
    "foundings.enter": lambda user, made: foundings.enter(**now_by(user), stage="group", **ON),
    "foundings.leave": lambda user, made: foundings.leave(**now_by(user), founding=made.stage, because="ผิด"),
    "shareholders.register": lambda user, made: shareholders.register(user, TAMBON, at=timezone.now(), **ON),
    "shareholders.classes": lambda user, made: shareholders.classes(user, TAMBON),
    "shareholders.parties": lambda user, made: shareholders.parties(user, TAMBON),
    "shareholders.join": lambda user, made: shareholders.join(**now_by(user), **PARTY, **ON),
    "shareholders.leave": lambda user, made: shareholders.leave(**now_by(user), party=made.leaver, **ON),
    "shareholders.seat": lambda user, made: shareholders.seat(**now_by(user), party=made.party, role="เหรัญญิก", **ON),
    "shareholders.unseat": lambda user, made: shareholders.unseat(**now_by(user), seat=made.seat, **ON),
    "shareholders.divide": lambda user, made: shareholders.divide(**now_by(user), name="หุ้นใหม่", **BAHT),
    "shareholders.move": lambda user, made: shareholders.move(**written(user), share=made.share, number=1, taker=made.party, **ON),
    "books.years": lambda user, made: books.years(user, TAMBON, **ON),
    "books.of_year": lambda user, made: books.of_year(user, TAMBON, 2025),
    "books.uses": lambda user, made: books.uses(user, TAMBON, 2025),
    "books.taken": lambda user, made: books.taken(user, TAMBON),
    "books.report": lambda user, made: books.report(**now_by(user), year=2025),
    "books.export": lambda user, made: books.export(**now_by(user), year=2025),
    "books.open_period": lambda user, made: books.open_period(**now_by(user), starts_on=date(2025, 7, 1), months=1),
    "books.write": lambda user, made: books.write(**written(user, period=made.open, kind="goods", **BAHT)),
    "books.correct": lambda user, made: books.correct(**written(user, line=made.line, because="ผิด", **BAHT)),
    "books.close": lambda user, made: books.close(**now_by(user), period=made.closing),
    "books.use_profit": lambda user, made: books.use_profit(**written(user, year=2025, use="jobs", **BAHT, **ON)),
    "books.take_back": lambda user, made: books.take_back(**now_by(user), use=made.use, because="มติใหม่"),
    "sroi.sheets": lambda user, made: sroi.sheets(user, TAMBON),
    "sroi.begin": lambda user, made: sroi.begin(**now_by(user), title="อีกแผ่น", discount=Decimal(3)),
    "sroi.put_in": lambda user, made: sroi.put_in(**written(user, sheet=made.sheet, giver="ก", what="ข", **BAHT)),
    "sroi.bring": lambda user, made: sroi.bring(**written(user, sheet=made.sheet, **OUTCOME)),
    "sroi.take_out": lambda user, made: sroi.take_out(**now_by(user), put=made.put, because="ซ้ำ"),
    "sroi.drop": lambda user, made: sroi.drop(**now_by(user), outcome=made.outcome, because="ซ้ำ"),
    "lessons.of": lambda user, made: lessons.of(user, TAMBON),
    "lessons.write": lambda user, made: lessons.write(**now_by(user), **LESSON | {"title": "อีกเรื่อง"}),
    "lessons.withdraw": lambda user, made: lessons.withdraw(**now_by(user), lesson=made.lesson, because="เขียนใหม่"),
    "replication.family": lambda user, made: replication.family(user, TAMBON),
    "tambon_results.compare": lambda user, made: tambon_results.compare(user, TAMBON, at=timezone.now()),
    "books.report_workers": lambda user, made: books.report_workers(
        **now_by(user), year=2025, workers=9, poor_workers=2, poor_households=1
    ),
}
