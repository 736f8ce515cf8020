"""The tambon of our village has a profile with a closed year, a goal, a project in its register and a team with a meeting and a task."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from nsc.reports import tambon_profile
from nsc.tambon import findings, goals, indicator_values, landscape, profile_years, team_meetings, teammates, undertakings
from nsc.tambon.profile_years import Figure
from tests.files import pictures
from tests.web.asked import tambon
from tests.web.asked.tambon import TAMBON, now_by

VALUE = {"dimension": "health", "indicator": "อสม. ที่ปฏิบัติงาน", "unit": "คน", "value": Decimal(20), "year": 2024, "source": "รพ.สต."}
PROJECT = {"name": "ธนาคารน้ำ", "dimension": "environment", "agency": "อบต.", "funder": "กรมน้ำ", "baht": Decimal(1000)}
PROJECT |= {"starts_on": date(2024, 1, 1), "ends_on": date(2024, 12, 31), "continued_by": "", "result": ""}
FIGURE = Figure("people", "people.members", "คนที่สำรวจ", "คน", 5.0, 0, False, 2021, "นับทุกคน", "จปฐ.")
DAY = date(2025, 5, 1)


class Made(NamedTuple):
    goal: int
    finding: int
    photograph: int
    project: int
    seen: datetime
    mate: int
    other: int
    meeting: int
    held_at: datetime
    task: int


def make(operator, case: int) -> Made:
    begun = tambon.begun(operator)
    told = now_by(operator)
    indicator_values.give(**told, **VALUE)
    profile_years.close(**told, year=2024, figures=[FIGURE])
    project = undertakings.register(**told, **PROJECT)
    mates = [teammates.join(**told, name=name, role="ผู้ประสานงาน", organisation="กลุ่มแม่บ้าน") for name in ("สมหญิง", "สมปอง")]
    meeting = team_meetings.hold(**told, subject="ตั้งทีม", on=DAY, people=mates)
    return Made(
        goal=begun.goal,
        finding=findings.write(**told, kind="strength", text="ผู้นำเข้มแข็ง").id,
        photograph=landscape.add(**told, file=io.BytesIO(pictures.photograph()), caption="สระน้ำ", is_consented=True).id,
        project=project.id,
        seen=project.changed_at,
        mate=mates[0],
        other=mates[1],
        meeting=meeting,
        held_at=team_meetings.find(operator, TAMBON, meeting).changed_at,
        task=team_meetings.assign(**told, what="รวบรวมบัญชี", owner=mates[0], due_on=DAY, meeting=meeting),
    )


def addresses(made: Made) -> dict[str, dict[str, object]]:
    here = {"code": TAMBON}
    plain = "profile profile-value profile-finding profile-photograph-add profile-close goals goals-agree register register-add team"
    plain += " team-join team-training meetings meetings-hold meetings-task"
    return {
        **{f"tambon-{name}": here for name in plain.split()},
        **dict.fromkeys(("tambon-goals-measure", "tambon-goals-end"), here | {"goal": made.goal}),
        **dict.fromkeys(("tambon-team-leave", "tambon-team-successor"), here | {"mate": made.mate}),
        **dict.fromkeys(("tambon-meetings-one", "tambon-meetings-change"), here | {"meeting": made.meeting}),
        **dict.fromkeys(("tambon-profile-photograph", "tambon-profile-thumbnail"), here | {"photograph": made.photograph}),
        "tambon-profile-photograph-remove": here | {"photograph": made.photograph},
        "tambon-profile-finding-end": here | {"finding": made.finding},
        "tambon-profile-year": here | {"year": 2567},
        "tambon-register-change": here | {"undertaking": made.project},
        "tambon-meetings-task-done": here | {"task": made.task},
    }


QUESTIONS: dict[str, object] = {
    "indicator_values.of": lambda user, made: indicator_values.of(user, TAMBON),
    "findings.of": lambda user, made: findings.of(user, TAMBON),
    "landscape.of": lambda user, made: landscape.of(user, TAMBON),
    "landscape.pieces": lambda user, made: list(landscape.pieces(user, TAMBON, made.photograph)),
    "goals.progress": lambda user, made: goals.progress(user, TAMBON),
    "profile_years.closed": lambda user, made: profile_years.closed(user, TAMBON),
    "profile_years.opened": lambda user, made: profile_years.opened(user, TAMBON, 2024),
    "undertakings.of": lambda user, made: undertakings.of(user, TAMBON, on=DAY),
    "undertakings.find": lambda user, made: undertakings.find(user, TAMBON, made.project, on=DAY),
    "teammates.of": lambda user, made: teammates.of(user, TAMBON, at=timezone.now()),
    "teammates.holes": lambda user, made: teammates.holes(user, TAMBON),
    "teammates.accounts": lambda user, made: teammates.accounts(user, TAMBON),
    "team_meetings.of": lambda user, made: team_meetings.of(user, TAMBON),
    "team_meetings.find": lambda user, made: team_meetings.find(user, TAMBON, made.meeting),
    "team_meetings.tasks": lambda user, made: team_meetings.tasks(user, TAMBON, on=DAY),
    "tambon_profile.of": lambda user, made: tambon_profile.of(user, at=timezone.now(), area=TAMBON),
    "indicator_values.give": lambda user, made: indicator_values.give(**now_by(user), **VALUE | {"value": Decimal(21)}),
    "findings.write": lambda user, made: findings.write(**now_by(user), kind="threat", text="แล้ง"),
    "findings.end": lambda user, made: findings.end(**now_by(user), finding=made.finding),
    "landscape.add": lambda user, made: landscape.add(
        **now_by(user), file=io.BytesIO(pictures.photograph()), caption="วัด", is_consented=True
    ),
    "landscape.remove": lambda user, made: landscape.remove(**now_by(user), photograph=made.photograph),
    "goals.measure": lambda user, made: goals.measure(**now_by(user), goal=made.goal, year=2025, value=Decimal(1), source="บัญชี"),
    "profile_years.close": lambda user, made: profile_years.close(**now_by(user), year=2025, figures=[FIGURE]),
    "tambon_profile.close": lambda user, made: tambon_profile.close(**now_by(user), year=2023),
    "undertakings.register": lambda user, made: undertakings.register(**now_by(user), **PROJECT | {"name": "อีกโครงการ"}),
    "undertakings.amend": lambda user, made: undertakings.amend(**now_by(user), undertaking=made.project, seen=made.seen, **PROJECT),
    "teammates.join": lambda user, made: teammates.join(**now_by(user), name="มานะ", role="งานสุขภาพ", organisation="รพ.สต."),
    "teammates.leave": lambda user, made: teammates.leave(**now_by(user), mate=made.mate, because="ย้าย"),
    "teammates.hand_on": lambda user, made: teammates.hand_on(**now_by(user), mate=made.mate, successor=made.other),
    "teammates.train": lambda user, made: teammates.train(
        **now_by(user), course="บัญชี", on=DAY, giver="สหกรณ์", can_now="ลงบัญชี", people=[made.mate]
    ),
    "team_meetings.hold": lambda user, made: team_meetings.hold(**now_by(user), subject="อีกเรื่อง", on=DAY),
    "team_meetings.amend": lambda user, made: team_meetings.amend(
        **now_by(user), meeting=made.meeting, seen=made.held_at, subject="ตั้งทีม", on=DAY
    ),
    "team_meetings.assign": lambda user, made: team_meetings.assign(**now_by(user), what="ประชาสัมพันธ์", owner=made.mate, due_on=DAY),
    "team_meetings.finish": lambda user, made: team_meetings.finish(**now_by(user), task=made.task),
}
