"""Whatever happens to phones on their way, at the end everything is at the office once, or refused with a reason that somebody can read.

Hypothesis makes up histories: three phones of two mentors over two households that both look after and one each of their own; visits with
photographs and needs, changes of the same fields; requests and answers lost, late or doubled, batteries that die, old things sent again and
in another order; phones ended and households taken away in the middle; wrong clocks; an office that changes the same fields meanwhile.
The real server answers, through Django's test client. `HISTORIES=10000 pytest tests/field/test_histories.py` looks longer than CI can;
SHRINK=1 makes what fails as short as it can be, which may take minutes.
"""

import os
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from nsc.access import phones, reach
from nsc.access.models import User
from nsc.casework import rolls
from nsc.casework.models import Case, Need, Visit, VisitPhotograph
from nsc.intake import carried
from nsc.intake.models import Submission
from nsc.registry import doorstep
from nsc.registry.models import Household
from tests.casework.conftest import agree_to_pictures
from tests.field.simulated import REFUSED, Phone, PowerCut, Unreached, by_client, true_now
from tests.files import pictures
from tests.surveyed import household_id, two_rounds

HISTORIES = int(os.environ.get("HISTORIES", "0"))
ORDINARILY = {"sqlite": 150, "postgresql": 40}  # the same tale on each; what differs there is told by few
STEPS = 14
VALUES = {"phone": ["", "0810000001", "0810000002"], "house_no": ["11/1", "12", "99"]}
IN_BUNDLE = {"phone": "phone", "house_no": "no"}
FAULTS = st.lists(st.sampled_from(["", "", "lost", "unanswered", "cut", "twice", "late"]), max_size=6)
WHICH = st.sampled_from([0, 1, 2])  # of the phones
HOME = st.sampled_from([0, 0, 0, 1, 2])  # of a mentor's: two that both look after, and one of the own
AHEAD = st.sampled_from([timedelta(days=-3), timedelta(minutes=-20), timedelta(), timedelta(minutes=20), timedelta(days=3)])


@dataclass
class World:
    """What stands before every history, and again after it."""

    mentors: list[User]
    officer: User
    homes: list[list[int]]  # of each mentor
    cases: dict[int, int]  # by household
    phones: list[Phone]  # enrolled, and their bundle read
    picture: bytes


@dataclass
class Said:
    """One submission as the model knows it. `place`: in the chain of its phone and household."""

    phone: int
    home: int
    verb: str
    place: int
    is_wrong: bool = False  # the rules must refuse it
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    of: str = ""  # of a photograph: its visit
    needs: int = 0
    replaces: str = ""


def enrolled(owner: User) -> Phone:
    phone = Phone(by_client(Client()), now=true_now)
    got = phones.enrol(by=owner, at=timezone.now(), key=UUID(phone.disk.key), name="Android")
    phone.disk.number, phone.disk.send, phone.disk.read = got.number, got.send, got.read
    phone.sync()
    return phone


class Histories(RuleBasedStateMachine):
    world: ClassVar[World]
    carried_out: ClassVar[list[str]]  # the submissions whose verbs were done, in the order of doing

    @initialize(ahead=st.tuples(AHEAD, AHEAD, AHEAD))
    def phones_are_enrolled(self, ahead: tuple[timedelta, ...]) -> None:
        self.history = transaction.atomic()
        self.history.__enter__()
        self.mentor_of = [0, 0, 1]  # two phones of one account, and one of another
        self.said: dict[str, Said] = {}
        self.office: list[tuple[int, int, str, str, str]] = []
        self.carried_out.clear()
        self.held = [set(homes) for homes in self.world.homes]
        self.lost: set[tuple[int, int]] = set()  # (mentor, household) that was taken away
        self.ended: set[int] = set()
        self.serial = 0
        self.phones = [self._as_new(phone, by) for phone, by in zip(self.world.phones, ahead, strict=True)]

    def _as_new(self, phone: Phone, ahead: timedelta) -> Phone:
        """A phone of its own for this history: the row at the office is that of the world."""
        mine = Phone(by_client(Client()), now=true_now, ahead=ahead)
        mine.written = phone.written
        mine.start_again()
        return mine

    # — what people do —

    @rule(
        which=WHICH,
        home=HOME,
        pictures_taken=st.sampled_from([0, 0, 1, 2]),
        has_need=st.booleans(),
        is_wrong=st.sampled_from([False, False, True]),
    )
    def visits(self, which: int, home: int, pictures_taken: int, has_need: bool, is_wrong: bool) -> None:
        phone, at = self.phones[which], self._at(which, home)
        made = self._say(which, at, "visit.record", self._visit(phone, at, has_need, is_wrong), is_wrong=is_wrong, needs=int(has_need))
        for _ in range(pictures_taken):
            file = phone.attach(self.world.picture)
            told = {"visit": made, "file": file, "kind": "house", "caption": "", "taken_at": phone.clock().isoformat()}
            self._say(which, at, "visit.photograph", told, of=made, files=[file])

    def _visit(self, phone: Phone, home: int, has_need: bool, is_wrong: bool) -> dict:
        told = {"case": self.world.cases[home], "purpose": "progress", "on": phone.clock().date().isoformat(), "met": "เจ้าบ้าน"}
        return told | {"visitors": "" if is_wrong else "อสม.", "needs": [self._need()] if has_need else []}

    def _need(self) -> dict:
        self.serial += 1
        return {"dimension": "living", "urgency": "month", "text": f"ความจำเป็นที่ {self.serial}"}

    @rule(which=WHICH, home=HOME)
    def tells_of_a_need(self, which: int, home: int) -> None:
        phone = self.phones[which]
        self._say(which, self._at(which, home), "need.record", {"needs": [self._need()], "on": phone.clock().date().isoformat()}, needs=1)

    @rule(which=WHICH, home=HOME, name=st.sampled_from(list(VALUES)), to=st.sampled_from([0, 1, 2]), seen=st.booleans())
    def changes(self, which: int, home: int, name: str, to: int, seen: bool) -> None:
        """`seen`: from what the bundle said; else from what was typed on this phone last."""
        phone, at = self.phones[which], self._at(which, home)
        known = phone.disk.households.get(f"h{at}")
        stood = known[IN_BUNDLE[name]] if known else ""
        typed = [each.changes[name][1] for each in self.said.values() if (each.phone, each.home) == (which, at) and name in each.changes]
        said = (typed[-1] if typed and not seen else stood, VALUES[name][to])
        told = {"fields": {name: {"from": said[0], "to": said[1]}}}
        self._say(which, at, "household.change", told, changes={name: said})

    @rule(which=WHICH, mends=st.booleans(), pick=st.integers(0, 5))
    def mends_or_drops(self, which: int, mends: bool, pick: int) -> None:
        """What the phone knows to be refused, and has not mended before."""
        phone = self.phones[which]
        found = [made for made, it in phone.disk.outbox.items() if it.state == REFUSED and made not in phone.disk.replaced]
        if not found or which in self.ended:
            return
        made = found[pick % len(found)]
        before = self.said[made]
        if not mends or before.verb == "visit.photograph":
            self.said[phone.drop(made)] = Said(which, before.home, "submission.drop", before.place, replaces=made)
        elif before.verb == "visit.record":
            told = self._visit(phone, before.home, bool(before.needs), is_wrong=False)
            self._say(which, before.home, before.verb, told, needs=before.needs, replaces=made, place=before.place)
        elif before.verb == "household.change":
            told = {"fields": {name: {"from": was, "to": to} for name, (was, to) in before.changes.items()}}
            self._say(which, before.home, before.verb, told, changes=before.changes, replaces=made, place=before.place)

    # — what happens to phones —

    @rule(which=WHICH, faults=FAULTS, is_open=st.sampled_from([False, False, False, True]))
    def comes_on_line(self, which: int, faults: list[str], is_open: bool) -> None:
        """`is_open`: its owner has unlocked it, so that it may read; it sends in any case."""
        phone = self.phones[which]
        with self._on(phone, faults):
            phone.sync(with_bundle=is_open)
            if is_open:
                self._sees_only_its_own(which)

    @rule(which=WHICH, order=st.lists(st.integers(0, 30), min_size=1, max_size=5), faults=FAULTS)
    def sends_in_another_order(self, which: int, order: list[int], faults: list[str]) -> None:
        """Also what was sent before."""
        phone = self.phones[which]
        if made := list(phone.disk.outbox):
            with self._on(phone, faults):
                phone.send(dict.fromkeys(made[n % len(made)] for n in order))

    @rule(which=WHICH, faults=FAULTS, part=st.sampled_from([0.3, 0.5, 1.0]))
    def sends_part_of_a_photograph(self, which: int, faults: list[str], part: float) -> None:
        phone = self.phones[which]
        left = [(name, it) for name, it in phone.disk.files.items() if not it.is_whole]
        for name, it in left[:1]:
            with self._on(phone, faults):
                phone.push(name, piece=1 + len(it.sealed) // 3, most=int(len(it.sealed) * part))

    @rule(which=WHICH)
    def what_was_late_arrives(self, which: int) -> None:
        self.phones[which].link.deliver()

    @rule(which=WHICH)
    def battery_dies(self, which: int) -> None:
        self.phones[which].start_again()

    @rule(which=WHICH, ahead=AHEAD)
    def clock_is_set(self, which: int, ahead: timedelta) -> None:
        self.phones[which].ahead = ahead

    # — what the office does —

    @rule(which=WHICH)
    def phone_is_ended(self, which: int) -> None:
        if which not in self.ended:
            owner = self.world.mentors[self.mentor_of[which]]
            phones.end(by=owner, at=timezone.now(), phone=self.phones[which].disk.number)
            self.ended.add(which)

    @rule(mentor=st.sampled_from([0, 1]), home=HOME)
    def household_is_taken_away(self, mentor: int, home: int) -> None:
        at, who = self.world.homes[mentor][home], self.world.mentors[mentor]
        reach.take_back(household=at, of=who, purpose="mentor", at=timezone.now())
        self.held[mentor].discard(at)
        self.lost.add((mentor, at))

    @rule(
        mentor=st.sampled_from([0, 1]),
        home=HOME,
        name=st.sampled_from(list(VALUES)),
        was=st.sampled_from([0, 1, 2]),
        to=st.sampled_from([0, 1, 2]),
    )
    def office_changes(self, mentor: int, home: int, name: str, was: int, to: int) -> None:
        at, now, said = self.world.homes[mentor][home], timezone.now(), (VALUES[name][was], VALUES[name][to])
        told = {"changes": [doorstep.Change(None, name, *said)], "people": (), "surveyed": {}}
        doorstep.change(by=self.world.officer, at=now, household=at, on=timezone.localdate(now), **told)
        self.carried_out.append("")
        self.office.append((len(self.carried_out) - 1, at, name, *said))

    # — helpers —

    def _at(self, which: int, home: int) -> int:
        return self.world.homes[self.mentor_of[which]][home]

    def _say(self, which: int, home: int, verb: str, told: dict, *, files=(), replaces="", place=None, **known) -> str:
        phone = self.phones[which]
        made = phone.say(verb, f"h{home}", told, files=files, instead_of=replaces or None)
        self.said[made] = Said(which, home, verb, len(self.said) if place is None else place, replaces=replaces, **known)
        return made

    @contextmanager
    def _on(self, phone: Phone, faults: list[str]) -> Iterator[None]:
        phone.link.faults = deque(faults)
        try:
            yield
        except Unreached:
            pass
        except PowerCut:
            phone.start_again()
        finally:
            phone.link.faults.clear()

    def _sees_only_its_own(self, which: int) -> None:
        expected = set() if which in self.ended else {f"h{home}" for home in self.held[self.mentor_of[which]]}
        assert set(self.phones[which].disk.households) == expected

    # — at the end —

    def teardown(self) -> None:
        if not hasattr(self, "history"):
            return
        try:
            self._all_come_back()
            self._nothing_is_lost_or_doubled()
            self._refused_is_seen_and_deserved()
            self._order_was_kept()
            self._nothing_was_overwritten()
        finally:
            transaction.set_rollback(True)
            self.history.__exit__(None, None, None)

    def _all_come_back(self) -> None:
        for phone in self.phones * 2:
            phone.sync(with_bundle=False)
        for phone in self.phones:
            phone.link.deliver()  # the last of what was late changes nothing any more
        self.reader = len(self.said) % 3  # a bundle costs as much as all the rest: one phone reads it
        self.phones[self.reader].sync()
        self._sees_only_its_own(self.reader)
        self.rows = {str(row.pk): row for row in Submission.objects.all()}

    def _stored(self, verb: str) -> list[str]:
        return [made for made, it in self.said.items() if it.verb == verb and self.rows[made].state == "stored"]

    def _nothing_is_lost_or_doubled(self) -> None:
        assert set(self.rows) == set(self.said)
        assert not [row for row in self.rows.values() if row.state not in ("stored", "refused", "waiting", "dropped")]
        visits = Counter(str(made) for made in Visit.objects.values_list("submission", flat=True))
        assert visits == Counter(self._stored("visit.record"))
        pictures_of = Counter(str(made) for made in VisitPhotograph.objects.values_list("visit__submission", flat=True))
        mended = {it.replaces: made for made, it in self.said.items() if it.verb == "visit.record" and it.replaces}
        assert pictures_of == Counter(mended.get(self.said[made].of, self.said[made].of) for made in self._stored("visit.photograph"))
        told = sum(self.said[made].needs for verb in ("visit.record", "need.record") for made in self._stored(verb))
        assert Need.objects.count() == told

    def _refused_is_seen_and_deserved(self) -> None:
        for made, it in self.said.items():
            row, phone = self.rows[made], self.phones[it.phone]
            assert row.tries == 0, "an error of ours"
            known = phone.disk.outbox[made]
            assert not (it.is_wrong and row.state == "stored"), made
            if made not in phone.disk.replaced:
                assert known.state == row.state, made
            if row.state == "refused":
                assert known.because, made
                assert it.is_wrong or self._may_fail(it), (it, known.because)
            if row.state == "waiting":
                assert self._waits_rightly(made), (it, known.because)

    def _may_fail(self, it: Said) -> bool:
        visit = self.rows.get(it.of)
        return (
            it.phone in self.ended
            or (self.mentor_of[it.phone], it.home) in self.lost
            or (visit is not None and visit.state in ("refused", "dropped"))
        )

    def _waits_rightly(self, made: str) -> bool:
        """Something before it in its chain was refused and nothing took its place."""
        it = self.said[made]
        before = [
            other
            for other, each in self.said.items()
            if (each.phone, each.home) == (it.phone, it.home) and each.place < it.place and self.rows[other].state == "refused"
        ]
        return bool(before) or (self.rows.get(it.of, None) is not None and self.rows[it.of].state == "refused")

    def _order_was_kept(self) -> None:
        chains: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for made, turn in self._turns().items():
            chains.setdefault((self.said[made].phone, self.said[made].home), []).append((self.said[made].place, turn))
        for chain in chains.values():
            assert [turn for _place, turn in sorted(chain)] == sorted(turn for _place, turn in chain)

    def _turns(self) -> dict[str, int]:
        """When each that is stored was done: among all, the last time."""
        return {made: turn for turn, made in enumerate(self.carried_out) if made in self.said and self.rows[made].state == "stored"}

    def _nothing_was_overwritten(self) -> None:
        """What the model makes of the changes, in the order in which they were stored, is what stands; each that did not fit is a clash."""
        turns = self._turns()
        done = [
            (turns[made], it.home, name, *said, made) for made in turns for it in [self.said[made]] for name, said in it.changes.items()
        ]
        done += [(turn, home, name, was, to, "") for turn, home, name, was, to in self.office]
        homes = {home for own in self.world.homes for home in own}
        stands = {(home, name): self._first(home, name) for home in homes for name in VALUES}
        clashing: Counter[str] = Counter()
        differ: set[tuple[int, str, str]] = set()
        for _turn, home, name, was, to, made in sorted(done):
            if stands[home, name] == was:
                stands[home, name] = to
                differ.discard((home, name, to))
            elif stands[home, name] != to:
                clashing[made] += 1
                differ.add((home, name, to))
        shown = [(home, each.field, each.said) for home, found in doorstep.open_of(homes).items() for each in found]
        assert sorted(shown) == sorted(differ)
        assert {made: self.rows[made].clashes for made in self._stored("household.change") if self.rows[made].clashes} == {
            made: times for made, times in clashing.items() if made
        }
        for key, told in self.phones[self.reader].disk.households.items():
            assert {name: told[IN_BUNDLE[name]] for name in VALUES} == {name: stands[int(key[1:]), name] for name in VALUES}
            assert {(each["field"], each["said"]) for each in told["clashes"]} == {
                (name, to) for home, name, to in differ if f"h{home}" == key
            }

    def _first(self, home: int, name: str) -> str:
        known = (phone.disk.households for phone in self.world.phones)
        return next(read[f"h{home}"][IN_BUNDLE[name]] for read in known if f"h{home}" in read)


@pytest.mark.django_db
def test_whatever_happens_on_the_way_everything_arrives_once_or_is_refused_visibly(tmp_path, hire, somjai, district_officer, monkeypatch):
    Histories.carried_out = []
    carry = carried.carry

    def noted(told, *, number, **asked):
        done = carry(told, number=number, **asked)
        Histories.carried_out.append(str(number))
        return done

    monkeypatch.setattr(carried, "carry", noted)
    two_rounds(tmp_path)
    malai = hire("malai", "มาลัย", "mentor", "600908")
    ids = {number: household_id(number) for number in (1, 2, 3)}
    Household.objects.filter(pk=ids[3]).update(area_code="60090804")
    other = Household.objects.create(area_code="60090804", house_no="77")
    homes = [[ids[1], ids[2], ids[3]], [ids[1], ids[2], other.pk]]
    now = timezone.now()
    told = {"state": "visited", "turn": "mentor", "opened_at": now - timedelta(days=30), "opened_by": district_officer}
    told |= {"fiscal_year": rolls.fiscal_year(timezone.localdate(now)), "mentor": somjai}
    cases = {}
    for mentor, own in zip([somjai, malai], homes, strict=True):
        for home in own:
            reach.give(household=home, to=mentor, purpose="mentor")
            if home not in cases:
                agree_to_pictures(home, district_officer, timezone.localdate(now) - timedelta(days=400))
                cases[home] = Case.objects.create(household_id=home, area_code="60090804", **told).pk
    picture = pictures.photograph(position=False)
    Histories.world = World([somjai, malai], district_officer, homes, cases, [enrolled(who) for who in (somjai, somjai, malai)], picture)
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if "SHRINK" in os.environ else [])]
    told = {"stateful_step_count": STEPS, "suppress_health_check": list(HealthCheck), "print_blob": True, "phases": phases}
    run_state_machine_as_test(Histories, settings=settings(max_examples=HISTORIES or ORDINARILY[connection.vendor], deadline=None, **told))
