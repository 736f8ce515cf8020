"""What people say at the door of their own data: a phone, an occupation, how a name is spelt. It lies over what the survey answered, and
never changes it: years do not overwrite years.

Two people may change one field without knowing of each other. Who says what it was before and what it is now can be told from who knew:
the standing value is what they saw, and is changed; or is what they say, and nothing happens; or is a third one, and both stand side by
side until somebody decides. The register does not know what a survey answered: the callers, which stand above it, bring that along.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import keys, words
from nsc.registry import rules, sensitive
from nsc.registry.models import Clash, Fact, Household
from nsc.registry.rules import LATITUDES, LONGITUDES

SEAL = "fact"
PHONE, POSITION, HOUSE_NO, HEAD = "phone", "position", "house_no", "head"
OF_HOUSEHOLD = {PHONE: _("เบอร์โทรศัพท์ของบ้าน"), HOUSE_NO: _("บ้านเลขที่"), POSITION: _("ตำแหน่งบ้าน"), HEAD: _("หัวหน้าครัวเรือน")}
OF_PERSON = {
    "title": _("คำนำหน้า"),
    "first_name": _("ชื่อ"),
    "last_name": _("นามสกุล"),
    "born_on": _("วันเกิด"),
    "sex": _("เพศ"),
    "relation": _("ความสัมพันธ์กับหัวหน้าครัวเรือน"),
    "occupation": _("อาชีพ"),
    "education": _("การศึกษา"),
    PHONE: _("เบอร์โทรศัพท์"),
}
MOST = {HOUSE_NO: 50, HEAD: 200, "title": 40, "first_name": 100, "last_name": 100, "relation": 60, "occupation": 100, "education": 100}
NEAR = 0.0003  # degrees, some 30 metres: as well as a phone knows its place, it is the same house

Key = tuple[int | None, str]  # person (None: the household), field


@dataclass(frozen=True)
class Change:
    """A field as it was known and as it is now; "" is nothing. Of the household where `person` is None."""

    person: int | None
    field: str
    was: str
    now: str


@dataclass(frozen=True)
class Merged:
    """How many fields were changed, were so already, and clash."""

    changed: int
    unchanged: int
    clashes: int


@dataclass(frozen=True)
class Said:
    """A fact, for who may read names there. `was`: what stood before; "" is nothing."""

    person: int | None
    field: str
    name: str  # msgid
    value: str
    was: str
    on: date
    by: str


@dataclass(frozen=True)
class Disputed:
    """`stands_by` "": the survey."""

    number: int
    household_id: int
    person: int | None
    field: str
    name: str  # msgid
    stands: str
    said: str
    stands_by: str
    said_by: str
    said_on: date
    at: datetime
    mark: str  # of what stands: given back with the decision


@dataclass(frozen=True)
class Sheet:
    """Nothing but numbers for who may not read names there."""

    has_names: bool
    may_decide: bool
    facts: tuple[Said, ...] = ()
    clashes: tuple[Disputed, ...] = ()
    open: int = 0  # clashes


# — verbs —


@transaction.atomic
def change(
    *,
    by: User,
    at: datetime,
    on: date,
    household: int,
    changes: Sequence[Change],
    people: Collection[int],
    surveyed: Mapping[Key, str],
    submission: UUID | None = None,
) -> Merged:
    """Each field for itself. `people`: who lives there; `surveyed`: what the newest survey answered, by person and field."""
    home = Household.objects.select_for_update().filter(pk=household).first()
    if home is None:
        raise scope.OutOfSight(str(household))
    _require(by, home, Permission.VISIT_RECORD)
    if on > timezone.localdate(at):
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    if any(each.person is not None and each.field == PHONE for each in changes):
        _require(by, home, Permission.SENSITIVE_RECORD)
    told = [_tidied(each, people) for each in changes]
    facts = {(row.person_id, row.field): row for row in Fact.objects.filter(household=home)}
    disputed = list(Clash.objects.filter(household=home, decided_at=None))
    told_by = {"by": by, "at": at, "on": on, "submission": submission}
    changed = clashes = 0
    for each in told:
        key = (each.person, each.field)
        stands = _stands(home, facts, key, surveyed)
        if same(each.field, stands, each.now):
            continue
        if same(each.field, stands, each.was):
            _set(home, facts.get(key), each, stands, told_by, disputed)
            changed += 1
        else:
            _clash(home, facts.get(key), each, stands, told_by, disputed)
            clashes += 1
    if changed or clashes:
        detail = f"{changed} changed, {clashes} differ"
        audit.record(by=by, at=at, verb="fact.change", on=home, place=home.area_code, detail=detail, households=[home.pk])
    return Merged(changed, len(told) - changed - clashes, clashes)


@transaction.atomic
def decide(*, by: User, at: datetime, clash: int, keep: str, seen: str) -> Clash:
    """`keep`: "stands" or "said". `seen`: the mark of what stood before who decides; where it was changed since, nothing is. Decided again
    the same way, nothing changes."""
    row = Clash.objects.select_for_update(of=("self",)).select_related("household").filter(pk=clash).first()
    if row is None:
        raise scope.OutOfSight(str(clash))
    home = Household.objects.select_for_update().get(pk=row.household_id)
    _require(by, home, Permission.VISIT_RECORD)
    if keep not in Clash.Kept.values:
        raise Refused(_("โปรดเลือกว่าจะใช้ค่าใด"))
    if row.kept:
        if row.kept == keep:
            return row
        raise Refused(_("มีผู้ตัดสินช่องนี้ไปแล้วเป็นอีกค่าหนึ่ง โปรดเปิดหน้าใหม่"))
    if seen != _mark(row, words.opened(row.stands_sealed, purpose=SEAL)):
        raise Refused(_("ค่าที่ใช้อยู่เปลี่ยนไปหลังจากท่านเปิดหน้านี้ โปรดดูค่าใหม่แล้วตัดสินอีกครั้ง"))
    if keep == Clash.Kept.SAID:
        if row.person_id is not None and row.field == PHONE:
            _require(by, home, Permission.SENSITIVE_RECORD)
        said = words.opened(row.said_sealed, purpose=SEAL)
        fact = Fact.objects.filter(household=home, person=row.person_id, field=row.field).first()
        stands = words.opened(fact.sealed if fact else row.stands_sealed, purpose=SEAL)
        told_by = {"by": row.said_by, "at": at, "on": row.said_on, "submission": row.submission}
        beside = Clash.objects.filter(household=home, decided_at=None)
        _set(home, fact, Change(row.person_id, row.field, stands, said), stands, told_by, beside)
    row.kept, row.decided_by, row.decided_at = keep, by, at
    row.save(update_fields=["kept", "decided_by", "decided_at"])
    audit.record(by=by, at=at, verb="fact.decide", on=home, place=home.area_code, detail=f"{row.field} {keep}", households=[home.pk])
    return row


def _require(by: User, home: Household, permission: Permission) -> None:
    scope.require(by, permission, place=home.area_code, household=home.pk, authority=home.authority_id)


def _stands(home: Household, facts: Mapping[Key, Fact], key: Key, surveyed: Mapping[Key, str]) -> str:
    person, field = key
    if key == (None, POSITION):
        return f"{home.lat},{home.lon}" if home.lat is not None and home.lon is not None else ""
    if person is not None and field == PHONE:
        return sensitive.value(person, rules.PHONE) or ""
    if fact := facts.get(key):
        return words.opened(fact.sealed, purpose=SEAL)
    return home.house_no if key == (None, HOUSE_NO) else surveyed.get(key, "")


def _set(home: Household, fact: Fact | None, told: Change, stands: str, told_by: dict, disputed: Iterable[Clash]) -> None:
    _keep(home, fact, told, stands, told_by)
    _beside(told, told_by, disputed)


def _of(told: Change, disputed: Iterable[Clash]) -> list[Clash]:
    """Those over that field that nobody has decided yet."""
    return [row for row in disputed if row.decided_at is None and (row.person_id, row.field) == (told.person, told.field)]


def _beside(told: Change, told_by: dict, disputed: Iterable[Clash]) -> None:
    """What is disputed of that field stands beside the new value from now on: who decides must see what it would replace. A dispute over
    that very value is over."""
    for row in _of(told, disputed):
        if same(told.field, words.opened(row.said_sealed, purpose=SEAL), told.now):
            row.kept, row.decided_by, row.decided_at = Clash.Kept.SAID, told_by["by"], told_by["at"]
        else:
            row.stands_sealed, row.stands_by = words.seal(told.now, purpose=SEAL), told_by["by"]
        row.save(update_fields=["stands_sealed", "stands_by", "kept", "decided_by", "decided_at"])


def _keep(home: Household, fact: Fact | None, told: Change, stands: str, told_by: dict) -> None:
    by, at = told_by["by"], told_by["at"]
    if told.person is not None and told.field == PHONE:
        verb = "sensitive.record" if told.now else "sensitive.erase"
        if told.now:
            sensitive.keep(by=by, at=at, person_id=told.person, field=rules.PHONE, value=told.now)
        else:
            sensitive.forget(told.person, rules.PHONE)
        audit.record(by=by, at=at, verb=verb, on=home, place=home.area_code, detail=f"person {told.person} {rules.PHONE}")
        return
    if told.person is None and told.field == POSITION:
        home.lat, home.lon = read_position(told.now) if told.now else (None, None)
        home.located_at = at if told.now else None
        home.save(update_fields=["lat", "lon", "located_at"])
    row = fact or Fact(household=home, person_id=told.person, field=told.field)
    row.sealed, row.was_sealed = words.seal(told.now, purpose=SEAL), words.seal(stands, purpose=SEAL)
    for name, value in told_by.items():
        setattr(row, name, value)
    row.save()


def _clash(home: Household, fact: Fact | None, told: Change, stands: str, told_by: dict, disputed: list[Clash]) -> None:
    """Said twice it is one."""
    if any(same(told.field, words.opened(row.said_sealed, purpose=SEAL), told.now) for row in _of(told, disputed)):
        return
    made = Clash.objects.create(
        household=home,
        person_id=told.person,
        field=told.field,
        stands_sealed=words.seal(stands, purpose=SEAL),
        stands_by=fact.by if fact else None,
        said_sealed=words.seal(told.now, purpose=SEAL),
        said_by=told_by["by"],
        said_on=told_by["on"],
        at=told_by["at"],
        submission=told_by["submission"],
    )
    disputed.append(made)


def _tidied(told: Change, people: Collection[int]) -> Change:
    known = OF_HOUSEHOLD if told.person is None else OF_PERSON
    if told.field not in known:
        raise Refused(_("แก้ไขช่อง {field} ไม่ได้ โปรดปรับปรุงแอปแล้วลองใหม่"), field=told.field[:40])
    if told.person is not None and told.person not in people:
        raise Refused(_("คนนี้ไม่อยู่ในครัวเรือนนี้ตามการสำรวจล่าสุด โปรดเลือกจากรายชื่อ หรือเลือกทั้งครัวเรือน"))
    return Change(told.person, told.field, told.was, tidy(told.field, told.now))


def tidy(field: str, text: str) -> str:
    """As it is kept; "" for nothing. Refused where it cannot be that field."""
    value = thai.clean(text)
    if not value:
        return ""
    match field:
        case "phone":
            return rules.tidy(rules.PHONE, value)
        case "position":
            lat, lon = read_position(value)
            return f"{lat},{lon}"
        case "born_on":
            return _born(value)
        case "sex":
            if value not in ("m", "f"):
                raise Refused(_("โปรดเลือกเพศจากรายการ"))
            return value
    if len(value) > MOST[field]:
        raise Refused(_("“{field}” ยาวเกิน {most} ตัวอักษร โปรดเขียนให้สั้นลง"), field=(OF_HOUSEHOLD | OF_PERSON)[field], most=MOST[field])
    return value


def read_position(text: str) -> tuple[float, float]:
    written = re.fullmatch(r"(-?\d{1,3}(?:\.\d{1,17})?),\s*(-?\d{1,3}(?:\.\d{1,17})?)", text, re.ASCII)
    if not written:
        raise Refused(_("ตำแหน่งบ้านอ่านไม่ได้ โปรดกดระบุตำแหน่งใหม่ที่หน้าบ้าน"))
    lat, lon = float(written[1]), float(written[2])
    if not (LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]):
        raise Refused(_("ตำแหน่งบ้านอยู่นอกประเทศไทย โปรดกดระบุตำแหน่งใหม่ที่หน้าบ้าน"))
    return lat, lon


def _born(text: str) -> str:
    try:
        born = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(_("วันเกิดไม่ใช่วันที่ที่มีจริง โปรดเลือกใหม่")) from error
    if born.year < 1880:
        raise Refused(_("วันเกิดไม่ใช่วันที่ที่มีจริง โปรดเลือกใหม่"))
    return born.isoformat()


def same(field: str, one: str, other: str) -> bool:
    """The same however it is written."""
    if field == POSITION and one and other:
        try:
            (lat, lon), (lat2, lon2) = read_position(thai.clean(one)), read_position(thai.clean(other))
        except Refused:
            return False
        return abs(lat - lat2) <= NEAR and abs(lon - lon2) <= NEAR
    if field == PHONE:
        return (thai.phone(one) or thai.clean(one)) == (thai.phone(other) or thai.clean(other))
    return thai.clean(one) == thai.clean(other)


# — questions —


def of_household(user: User, household: int, *, at: datetime) -> Sheet:
    """What stands by word of the door, and what is disputed. Recorded as an opening where it shows anything. Four queries at most."""
    home = Household.objects.filter(pk=household).first()
    if home is None:
        raise scope.OutOfSight(str(household))
    _require(user, home, Permission.HOUSEHOLD_SEE)
    where = (home.area_code, home.pk, home.authority_id)
    may_read, may_decide = (scope.may(user, each, *where) for each in (Permission.NAME_SEE, Permission.VISIT_RECORD))
    clashes = list(_open(Q(household=home)))
    if not may_read:
        return Sheet(False, may_decide, open=len(clashes))
    facts = list(Fact.objects.filter(household=home).select_related("by").order_by("person_id", "pk"))
    if facts or clashes:
        audit.seen(by=user, at=at, what="fact", on=home, place=home.area_code, count=len(facts), households=[home.pk])
    return Sheet(True, may_decide, tuple(_said(facts)), tuple(_disputed(clashes)), len(clashes))


def disputed(user: User, *, at: datetime, most: int = 200) -> tuple[Disputed, ...]:
    """Open clashes wherever the user may decide and read names, oldest first. Recorded as an opening where there are any."""
    place = {"household": "household_id", "authority": "household__authority_id"}
    mine = scope.within(user, Permission.VISIT_RECORD, "household__area_code", **place)
    named = scope.within(user, Permission.NAME_SEE, "household__area_code", **place)
    rows = list(_open(mine & named)[:most])
    if rows:
        audit.seen(by=user, at=at, what="clash", count=len(rows), households=[row.household_id for row in rows])
    return tuple(_disputed(rows))


def count_disputed(user: User) -> int:
    place = {"household": "household_id", "authority": "household__authority_id"}
    mine = scope.within(user, Permission.VISIT_RECORD, "household__area_code", **place)
    return Clash.objects.filter(mine, decided_at=None).count()


def standing(household: int) -> dict[Key, str]:
    """What was said at the door, opened; "" where something was taken away. For rooms above whose verbs and questions have checked the
    right. A position stands in the register itself, a person's phone with what is sealed of them."""
    return standing_of([household]).get(household, {})


def standing_of(households: Collection[int]) -> dict[int, dict[Key, str]]:
    """The same of many, in one query."""
    rows = list(Fact.objects.filter(household__in=households).exclude(field=POSITION).values_list("household", "person", "field", "sealed"))
    values = words.opened_many((row[3] for row in rows), purpose=SEAL)
    found: dict[int, dict[Key, str]] = {}
    for (household, person, field, _sealed), value in zip(rows, values, strict=True):
        found.setdefault(household, {})[(person, field)] = value
    return found


def open_of(households: Collection[int]) -> dict[int, list[Disputed]]:
    """Open clashes of many households, for rooms above that have checked the right to their names."""
    found: dict[int, list[Disputed]] = {}
    for each in _disputed(list(_open(Q(household__in=households)))):
        found.setdefault(each.household_id, []).append(each)
    return found


def _open(where: Q):
    return Clash.objects.filter(where, decided_at=None).select_related("stands_by", "said_by").order_by("at", "pk")


def _said(rows: Sequence[Fact]) -> Iterable[Said]:
    values = words.opened_many((row.sealed for row in rows), purpose=SEAL)
    before = words.opened_many((row.was_sealed for row in rows), purpose=SEAL)
    for row, value, was in zip(rows, values, before, strict=True):
        yield Said(row.person_id, row.field, _name(row.person_id, row.field), value, was, row.on, row.by.display_name)


def _disputed(rows: Sequence[Clash]) -> Iterable[Disputed]:
    stands = words.opened_many((row.stands_sealed for row in rows), purpose=SEAL)
    said = words.opened_many((row.said_sealed for row in rows), purpose=SEAL)
    for row, one, other in zip(rows, stands, said, strict=True):
        yield Disputed(
            number=row.pk,
            household_id=row.household_id,
            person=row.person_id,
            field=row.field,
            name=_name(row.person_id, row.field),
            stands=_masked(row, one),
            said=_masked(row, other),
            stands_by=row.stands_by.display_name if row.stands_by else "",
            said_by=row.said_by.display_name,
            said_on=row.said_on,
            at=row.at,
            mark=_mark(row, one),
        )


def _mark(row: Clash, stands: str) -> str:
    """Tells nothing of the value, and is another one for another."""
    return keys.blind_index(f"{row.pk} {stands}", purpose="clash").hex()


def _masked(row: Clash, value: str) -> str:
    """A person's own number is opened one by one and for a reason; here its end tells one from the other."""
    return f"…{value[-4:]}" if value and row.person_id is not None and row.field == PHONE else value


def _name(person: int | None, field: str) -> str:
    return (OF_HOUSEHOLD if person is None else OF_PERSON).get(field, field)
