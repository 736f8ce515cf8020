"""A believable year of work on the demonstration's households, as tables for casework.in_bulk: made up from a seed, and by every rule.

How far a case has come depends on its tambon (some teams are slower) and on when it was opened; one office answers late, so that the page
that asks which office is slow has something to say. No word in it is about anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import numpy as np
import polars as pl

from nsc.casework import in_bulk
from nsc.casework.in_bulk import Work
from nsc.poverty import union
from nsc.poverty.union import DIMENSIONS
from nsc.welfare.grants import GIVEN

SEED = 2569
FIRST, LAST = date(2025, 12, 1), date(2026, 10, 31)  # cases were opened between these days
ROAD = ("opened", "triaged", "assigned", "visited", "planned", "approved", "following", "closed")
DAYS = {
    "triaged": (1, 9),
    "assigned": (1, 12),
    "visited": (3, 45),
    "planned": (5, 50),
    "approved": (2, 20),
    "following": (40, 150),
    "closed": (10, 60),
}
WAITS = {"opened": 4, "triaged": 4, "assigned": 8, "visited": 8, "planned": 5, "approved": 26, "following": 24}  # days, on average
REACHES = {"opened": 3, "triaged": 3, "assigned": 9, "visited": 13, "planned": 7, "approved": 30, "following": 8, "closed": 27}  # of 100
OUT_OF_100 = {
    "missed": 8,
    "cured": 70,
    "relapsed": 5,
    "other_need": 15,
    "referred": 75,
    "declined": 5,
    "used": 55,
}
GOALS = ("survive", "survive", "sufficient", "sufficient", "sustained")


class Help(NamedTuple):
    """`low`, `high`: baht, 0 where it costs the family's helper nothing; `purse`: a key of OFFICES."""

    kind: str  # of welfare.rules.KINDS
    form: str
    what: str
    unit: str
    low: int
    high: int
    purse: str


HELP: Mapping[str, Sequence[Help]] = {
    "health": (
        Help("health", "service", "เยี่ยมบ้านโดยทีมหมอครอบครัว", "ครั้ง", 0, 0, "health"),
        Help("health", "goods", "ชุดยาสามัญประจำบ้าน", "ชุด", 150, 400, "health"),
    ),
    "living": (
        Help("house", "money", "ปรับปรุงซ่อมแซมบ้าน", "หลัง", 15_000, 40_000, "house"),
        Help("water", "goods", "ถังเก็บน้ำและอุปกรณ์", "ชุด", 1_500, 4_000, "house"),
    ),
    "education": (
        Help("education", "money", "ทุนการศึกษา", "ทุน", 1_000, 3_000, "education"),
        Help("education", "service", "ติดตามให้กลับเข้าเรียน", "ครั้ง", 0, 0, "education"),
    ),
    "income": (
        Help("occupation", "goods", "พันธุ์สัตว์และปัจจัยการผลิต", "ชุด", 3_000, 12_000, "farm"),
        Help("training", "service", "ฝึกอาชีพระยะสั้น", "หลักสูตร", 0, 0, "labour"),
        Help("relief_money", "money", "เงินสงเคราะห์ครอบครัวผู้มีรายได้น้อย", "ครั้ง", 1_000, 3_000, "welfare"),
    ),
    "access": (Help("registration", "service", "พาไปใช้สิทธิและทำเอกสาร", "ครั้ง", 0, 0, "welfare"),),
    "other": (Help("debt", "service", "เจรจาปรับโครงสร้างหนี้", "ครั้ง", 0, 0, "farm"),),
}
OFFICES = {
    "health": ("สำนักงานสาธารณสุขจังหวัด (สาธิต)", 3),
    "house": ("องค์การบริหารส่วนจังหวัด (สาธิต)", 6),
    "education": ("สำนักงานศึกษาธิการจังหวัด (สาธิต)", 4),
    "farm": ("สำนักงานเกษตรจังหวัด (สาธิต)", 5),
    "labour": ("สำนักงานพัฒนาฝีมือแรงงานจังหวัด (สาธิต)", 19),  # answers late
    "welfare": ("สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด (สาธิต)", 4),
}  # name and working days that an answer usually takes
NEED_WORDS = {
    "health": "ดูแลสุขภาพให้ต่อเนื่อง", "living": "ที่อยู่อาศัยและน้ำให้มั่นคงพอเพียง", "education": "ได้เรียนตามวัย", "income": "มีอาชีพและรายได้พอใช้",
    "access": "เข้าถึงบริการและสิทธิที่ควรได้", "other": "ลดภาระหนี้สิน",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What the script is told: users and organisations by number, whose questions are asked again, what a menu offers."""

    today: date
    mentors: Mapping[str | int, int]  # by village; of single households, by their number
    offices: Mapping[str, int]  # by a key of OFFICES
    programmes: Mapping[str, int]  # by kind of help; none where the catalogue has none
    measures: Mapping[int, int]  # of the menu, by indicator
    round: int
    set_code: str
    dimension_of: Mapping[int, str]  # indicator → one of union.DIMENSIONS
    stage_of: Callable[[int | None], str]
    map: union.DimensionMap
    due: Callable[[date, int], date]  # so many working days later


@dataclass
class Script:
    """Rows as they are written, a list a table."""

    known: Known
    rng: Random
    rows: dict[str, list[dict]] = field(default_factory=lambda: {name: [] for name in (*TABLES, "grants")})

    def add(self, table: str, **told) -> int:
        """Its key: its place in the table."""
        self.rows[table].append(told | {"key": len(self.rows[table])})
        return len(self.rows[table]) - 1

    def chance(self, name: str) -> bool:
        return self.rng.random() * 100 < OUT_OF_100[name]


TABLES = {
    "cases": in_bulk.CASES, "visits": in_bulk.VISITS, "needs": in_bulk.NEEDS, "plans": in_bulk.PLANS, "steps": in_bulk.STEPS,
    "referrals": in_bulk.REFERRALS, "given": in_bulk.GIVEN, "use_checks": in_bulk.USE_CHECKS,
}  # fmt: skip


def written(homes: pl.DataFrame, people: pl.DataFrame, known: Known) -> tuple[Script, pl.DataFrame]:
    """The script of all these households (in_bulk.Found), and the help of it as welfare.grants takes it, in the order of `given`."""
    script = Script(known, Random(f"{SEED} {homes['household_id'].min()}"))
    pace = {tambon: script.rng.choice((0.55, 0.8, 1.0, 1.0, 1.25)) for tambon in sorted(set(homes["area_code"].str.slice(0, 6)))}
    members = people.partition_by("household_id", as_dict=True)
    for home in homes.iter_rows(named=True):
        at_home = members.get((home["household_id"],))
        _Case(script, home, at_home.rows(named=True) if at_home is not None else [], pace[home["area_code"][:6]]).write()
    return script, pl.DataFrame(script.rows["grants"], schema=GIVEN)


def work(script: Script, assistance: pl.Series) -> Work:
    """`assistance`: the ids of the help once it is stored, in order."""
    frames = {}
    for name, schema in TABLES.items():
        columns = {column: kind for column, kind in schema.items() if column != "assistance_id"}
        frame = pl.DataFrame(script.rows[name], schema=columns, strict=False)
        frames[name] = frame.with_columns(assistance_id=assistance) if "assistance_id" in schema else frame
    return Work(**frames)


class _Case:
    """One household's year."""

    def __init__(self, script: Script, home: dict, people: list[dict], pace: float) -> None:
        self.script, self.known, self.rng = script, script.known, script.rng
        self.home, self.people = home, people
        self.told = {"household_id": home["household_id"]}
        self.failing = [n + 1 for n in range(63) if home["failed"] >> n & 1 and n + 1 in self.known.dimension_of]
        self.reached = self._days(pace)
        self.road = [state for state in ROAD if state in self.reached]
        self.helped: list[date] = []

    def _days(self, pace: float) -> dict[str, date]:
        """State → the day it got there. What is open got to its last one lately, in a slow tambon less lately."""
        wanted = self.rng.choices(ROAD, [REACHES[state] for state in ROAD])[0]
        on = FIRST + timedelta(days=int(self.rng.random() * (LAST - FIRST).days))
        days = {"opened": on}
        for state in ROAD[1 : ROAD.index(wanted) + 1]:
            low, high = DAYS[state]
            on += timedelta(days=int(self.rng.uniform(low, high) / pace) + 1)
            days[state] = on
        lately = self.known.today - timedelta(days=int(self.rng.expovariate(pace / WAITS[wanted])) if wanted in WAITS else 0)
        shift = lately - on if wanted in WAITS else min(lately - on, timedelta(0))
        shift = max(shift, FIRST - days["opened"])
        return {state: day + shift for state, day in days.items() if day + shift <= self.known.today}

    def write(self) -> None:
        case = self._case_row()
        first = self._first_visit() if "visited" in self.reached else None
        needs = self._needs(first) if first is not None else []
        if "planned" in self.reached and not case["ended"]:
            self._plan(needs)
        self._ending(case)
        row = {name: case.get(name) for name in in_bulk.CASES} | {"helped_on": min(self.helped, default=None)}
        referred = [each["sent_on"] for each in self.script.rows["referrals"][self.first_referral :] if each["sent_on"]]
        self.script.add("cases", **row | {"referred_on": min(referred, default=None)})

    def _case_row(self) -> dict:
        self.first_referral = len(self.script.rows["referrals"])
        able = [each for each in self.people if each["age"] is not None and 15 <= each["age"] < 60 and each["health"] != 1]
        triage = "" if "triaged" not in self.reached else "develop" if able else "welfare"
        mentor = self._mentor() if "assigned" in self.reached else None
        days = {"visited_on": self.reached.get("visited"), "planned_on": self.reached.get("approved")}
        ended = ""
        if ("planned" in self.reached and not self.failing) or ("visited" in self.reached and self.rng.random() < 0.04):
            ended = self.rng.choice(("declined", "deceased", "left"))  # at the door already
            after = self.reached["visited"] + timedelta(days=self.rng.randrange(1, 20))
            self.road, days["planned_on"] = ["opened", "triaged", "assigned", "visited"], None
            self.reached = {state: on for state, on in self.reached.items() if state in self.road}
            ended = ended if after <= self.known.today else ""
            days |= {"closed_on": after} if ended else {}
        told = {"opened_on": self.reached["opened"], "triage": triage, "mentor_id": mentor, "is_emergency": False, "ended": ended}
        return self.told | told | days | {"outcome": ended}

    def _mentor(self) -> int | None:
        return self.known.mentors.get(self.home["household_id"]) or self.known.mentors.get(self.home["area_code"])

    def _ending(self, case: dict) -> None:
        path, last = list(self.road), self.reached[self.road[-1]]
        if case["ended"]:
            path, last = [*path, "closed"], case["closed_on"]
        elif "closed" in path:
            last = self._closing(case, path)
        elif "following" in path and self.rng.random() < 0.5:
            on = self.reached["following"] + timedelta(days=self.rng.randrange(5, 40))
            if on <= self.known.today:
                case["followed_up_on"], last = on, on
                if self._follow_up(on, cures=False):
                    path.append("approved")
        case |= {"path": ">".join(path), "state_on": last}

    def _closing(self, case: dict, path: list[str]) -> date:
        on = self.reached["closed"]
        seen = max(on - timedelta(days=self.rng.randrange(1, 9)), self.reached["following"])
        case["followed_up_on"] = seen
        cures = case["triage"] != "welfare" and self.script.chance("cured")
        if self._follow_up(seen, cures=cures) and case["triage"] != "welfare":
            path[-1] = "approved"  # what is left is worked on
            return on
        case["outcome"] = "welfare" if case["triage"] == "welfare" else "out_of_poverty"
        case["closed_on"] = on
        case["out_on"] = on if case["outcome"] == "out_of_poverty" else None
        again = on + timedelta(days=self.rng.randrange(120, 200))
        if case["out_on"] and again <= self.known.today and self.script.chance("relapsed"):
            path.append("assigned")
            case |= {"outcome": "", "closed_on": None, "out_on": None, "relapsed_on": again}
            return again
        return on

    # — visits and needs —

    def _first_visit(self) -> int:
        on = self.reached["visited"]
        if self.script.chance("missed"):
            before = on - timedelta(days=self.rng.randrange(1, 3))
            if before >= self.reached["assigned"]:
                self._visit("first", before, state="missed", on=None, missed_because="nobody_home")
        income = self.home["income_per_person"]
        debts = {
            "debt_formal": self.rng.choice((0, 0, 20_000, 50_000, 120_000)),
            "debt_informal": self.rng.choice((0, 0, 0, 5_000, 30_000)),
        }
        told = {"people": self.home["people"], "income_per_person": income and round(income, 2), **debts}
        return self._visit("first", on, view=self._view(self.home["pattern"]), next_on=on + timedelta(days=14), **told)

    def _visit(self, purpose: str, planned: date, *, state: str = "done", **told) -> int:
        row = dict.fromkeys(in_bulk.VISITS) | self.told | {"purpose": purpose, "state": state, "planned_on": planned, "on": planned}
        return self.script.add("visits", **row | {"view": "", "answers": "", "missed_because": ""} | told)

    def _view(self, pattern: int) -> str:
        return "".join(self.rng.choice("rry" if pattern >> bit & 1 else "ggy") for bit in range(len(DIMENSIONS)))

    def _follow_up(self, on: date, *, cures: bool) -> bool:
        """Whether a deprivation is left."""
        keep = set() if cures else set(self.rng.sample(self.failing, max(1, len(self.failing) // 2)))
        answers = "".join("1" if said == "0" and n not in keep else said for n, said in enumerate(self.home["answers"], 1))
        failed = sum(1 << bit for bit, said in enumerate(answers) if said == "0")
        applicable = np.array([self.home["applicable"]], np.int64)
        pattern = int(union.patterns(applicable, np.array([failed], np.int64), self.known.map)[0])
        told = {
            "round_id": self.known.round,
            "answers": answers,
            "applicable": self.home["applicable"],
            "failed": failed,
            "pattern": pattern,
        }
        told |= {"people": self.home["people"], "view": self._view(pattern)}
        self._visit("follow_up", on, **told)
        return pattern > 0

    def _needs(self, visit: int) -> list[tuple[int, str, dict]]:
        """(key, dimension, row) of each."""
        found = [(self.known.dimension_of[each], each) for each in self.failing[:4]]
        found += [("other", None)] if self.script.chance("other_need") else []
        told = {"visit": visit, "on": self.reached["visited"], "state": "open", "met_on": None, "set_code": self.known.set_code}
        made = []
        for dimension, indicator in found:
            person = self.rng.choice(self.people) if self.people and dimension in ("health", "education", "access") else None
            stage = self.known.stage_of(person["age"]) if person else ""
            who = {"person_id": person["person_id"] if person else None, "stage": stage}
            said = {"dimension": dimension, "indicator": indicator, "text": NEED_WORDS[dimension]}
            row = self.told | told | who | said | {"urgency": self.rng.choice(("now", "month", "month", "year"))}
            key = self.script.add("needs", **row)
            made.append((key, dimension, self.script.rows["needs"][key]))
        return made

    # — plan, referrals, help —

    def _plan(self, needs: list[tuple[int, str, dict]]) -> None:
        on, approved = self.reached["planned"], self.reached.get("approved")
        checks = {name: self.rng.random() < 0.8 for name in ("is_moderate", "is_reasonable", "is_resilient", "has_knowledge", "has_virtue")}
        state = {"state": "approved" if approved else "agreed", "on": on, "agreed_on": on, "decided_on": approved}
        plan = self.script.add("plans", **self.told | state | checks | {"goal": self.rng.choice(GOALS)})
        for place, (need, dimension, row) in enumerate(needs, 1):
            help_ = self.rng.choice(HELP[dimension])
            who = self.rng.choice(("office", "office", "office", "mentor", "family"))
            done = self._done_on(approved)
            told = {"plan": plan, "place": place, "need": need, "person_id": row["person_id"], "what": help_.what, "who": who}
            told |= {"measure_id": self.known.measures.get(row["indicator"]), "office": OFFICES[help_.purse][0] if who == "office" else ""}
            told |= {
                "due_on": on + timedelta(days=90),
                "baht": float(help_.high) or None,
                "money_from": "งบปกติของหน่วยงาน" if help_.high else "",
            }
            step = self.script.add("steps", **told | {"state": "done" if done else "doing" if approved else "planned", "done_on": done})
            if approved:
                row["state"] = "met" if done else "planned"
                row["met_on"] = done
                referral = self._referral(need, step, help_, approved, done) if who == "office" else None
                if done and who != "family":
                    self._help(need, step, referral, dimension, row["person_id"], help_, approved, done)

    def _done_on(self, approved: date | None) -> date | None:
        """Before the plan was all done, or now and then while it is under way."""
        if approved is None:
            return None
        end = self.reached.get("following")
        if end is None and self.rng.random() < 0.5:
            return None
        latest = end or self.known.today
        span = (latest - approved).days
        return approved + timedelta(days=self.rng.randrange(1, span)) if span > 1 else None

    def _referral(self, need: int, step: int, help_: Help, approved: date, done: date | None) -> int | None:
        if not self.script.chance("referred"):
            return None
        sent = approved + timedelta(days=self.rng.randrange(1, 7))
        told = self.told | {"need": need, "step": step, "organisation_id": self.known.offices[help_.purse], "what": help_.what}
        told |= {"drafted_on": approved, "letter_number": "", "received_on": None, "answered_on": None, "completed_on": None}
        if sent > self.known.today or (done and sent >= done):
            state = (
                {"state": "withdrawn", "turn": "", "sent_on": None, "due_on": None} if done else {"state": "forwarded", "turn": "district"}
            )
            return self.script.add("referrals", **{"sent_on": None, "due_on": None} | told | state)
        number = f"นว {self.home['area_code'][:4]}/{len(self.script.rows['referrals']) + 1}"
        answered = self.known.due(sent, max(1, int(self.rng.gauss(OFFICES[help_.purse][1], 2))))
        answered = min(answered, done - timedelta(days=1)) if done and done - timedelta(days=1) > sent else answered
        told |= {"sent_on": sent, "letter_number": number, "due_on": self.known.due(sent, 7)}
        if answered > self.known.today or (done and answered >= done):
            state = {"state": "sent", "turn": "agency"}
            if done:
                state = {"state": "completed", "turn": "", "received_on": sent, "answered_on": done, "completed_on": done}
        elif not done and self.script.chance("declined"):
            state = {"state": "declined", "turn": "", "received_on": sent, "answered_on": answered}
        else:
            state = {"state": "completed" if done else "accepted", "turn": "" if done else "agency", "received_on": sent}
            state |= {"answered_on": answered, "completed_on": done}
        return self.script.add("referrals", **told | state)

    def _help(
        self, need: int, step: int, referral: int | None, dimension: str, person: int | None, help_: Help, approved: date, on: date
    ) -> None:
        kind, form, what, unit, low, high, purse = help_
        baht = float(self.rng.randrange(low, high + 1, 50)) if high else None
        office = self.known.offices[purse]
        confirmed = on + timedelta(days=self.rng.randrange(1, 15))
        is_confirmed = confirmed <= self.known.today and self.rng.random() < 0.7
        where = {"area_code": self.home["area_code"], "authority_id": self.home["authority_id"], "person_id": person}
        told = {"dimension": dimension, "kind": kind, "form": form, "what": what, "quantity": 1.0, "unit": unit, "baht": baht}
        state = {"state": "confirmed" if is_confirmed else "delivered", "promised_on": approved, "on": on, "road": "typed"}
        money = {"organisation_id": office, "budget_id": None}
        state |= {"confirmed_on": confirmed if is_confirmed else None, "programme_id": self.known.programmes.get(kind)}
        self.script.add("grants", **self.told | where | told | state | money)
        self.helped.append(on)
        linked = self.told | {"need": need, "step": step, "referral": referral, "on": on, "baht": baht, "organisation_id": office}
        given = self.script.add("given", **linked | {"is_emergency": False, "told_on": None, "regularised_on": None})
        checked = on + timedelta(days=self.rng.randrange(20, 60))
        if checked <= self.known.today and self.script.chance("used"):
            use = self.rng.choices(("whole", "partly", "not", "otherwise"), (85, 9, 3, 3))[0]
            self.script.add("use_checks", given=given, on=checked, use=use, text="")
