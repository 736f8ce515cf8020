"""How long things are kept, as data: what, how long, why, and what becomes of it then. The worker clears what the DPO has switched on.

Every chunk is one transaction with its line on the record, so a run may be killed anywhere and is simply begun again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from nsc.access import audit, scope, sign_in
from nsc.access.models import AuditLine, Notice, Phone, SignInFailure, User
from nsc.access.roles import Permission
from nsc.access.rules import LOCKED, WINDOW
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.privacy import erasure, rules
from nsc.privacy.models import Request, RetentionRun, RetentionSwitch
from nsc.registry.models import Household
from nsc.surveys import name_words, rounds
from nsc.surveys.models import Batch, ListedHousehold, ListedPerson, Member, Response, TargetList

CHUNK = 500
CHUNKS = 20  # a turn of the worker's chore; the rest waits for the next
EVERY = timedelta(hours=20)  # daily, whatever minute the worker was started at

ERASE, ANONYMISE, KEEP = "erase", "anonymise", "keep"
ACTIONS = {ERASE: _("ลบ"), ANONYMISE: _("ทำให้ไม่ระบุตัว"), KEEP: _("เก็บไว้ ไม่ลบเอง")}
DAYS, ROUNDS = "days", "rounds"
UNITS = {DAYS: _("{n} วัน"), ROUNDS: _("{n} รอบสำรวจ")}


@dataclass(frozen=True)
class Rule:
    """`due(at, period)`: the rows whose time is over; `clear(keys, at)` joins the chunk's transaction. `is_fixed`: always on, its period is
    set elsewhere."""

    key: str
    what: str
    basis: str
    action: str
    period: int
    unit: str
    due: Callable[[datetime, int], QuerySet]
    clear: Callable[[list, datetime], object]
    is_fixed: bool = False


@dataclass(frozen=True)
class Plan:
    """A rule as it stands today. `found`: how many would go now."""

    key: str
    what: str  # msgid
    basis: str  # msgid
    action: str
    period: int
    unit: str
    is_on: bool
    is_fixed: bool
    found: int
    last_run: datetime | None
    last_number: int | None


def _before(days: int, at: datetime) -> datetime:
    return at - timedelta(days=days)


def _files(at: datetime, _days: int) -> QuerySet:
    return uploads.past_their_time(at)


def _failures(at: datetime, _days: int) -> QuerySet:
    return SignInFailure.objects.filter(at__lte=at - WINDOW - LOCKED)


def _sessions(at: datetime, days: int) -> QuerySet:
    return Session.objects.filter(expire_date__lt=_before(days, at))


def _notices(at: datetime, days: int) -> QuerySet:
    return Notice.objects.filter(at__lt=_before(days, at))


def _phones(at: datetime, days: int) -> QuerySet:
    return Phone.objects.filter(ended_at__lt=_before(days, at)).exclude(name="")


def _withdrawn_answers(at: datetime, days: int) -> QuerySet:
    return Response.objects.filter(batch__state=Batch.State.WITHDRAWN, batch__withdrawn_at__lt=_before(days, at))


def _withdrawn_lists(at: datetime, days: int) -> QuerySet:
    return ListedHousehold.objects.filter(target_list__state=TargetList.State.WITHDRAWN, target_list__withdrawn_at__lt=_before(days, at))


def _gone(at: datetime, number: int) -> QuerySet:
    """Once asked, not found in the last `number` published rounds nor on a list that counts, and still recognisable."""
    published = rounds.published()
    if len(published) <= number:
        return Household.objects.none()
    answers = Response.objects.filter(household=OuterRef("pk"))
    listed = ListedHousehold.objects.filter(household=OuterRef("pk"), target_list__state=TargetList.State.PUBLISHED)
    named = Member.objects.filter(erasure.NAMED, response__household=OuterRef("pk"))
    known = Q(house_code__isnull=False) | ~Q(house_no="") | Q(lat__isnull=False) | Exists(named)
    return (
        Household.objects.filter(known, Exists(answers))
        .exclude(Exists(answers.filter(round__in=published[-number:])))
        .exclude(Exists(listed))
    )


def _requests(at: datetime, days: int) -> QuerySet:
    return Request.objects.filter(ended_at__lt=_before(days, at), erased_at=None)


def _lines(at: datetime, days: int) -> QuerySet:
    return AuditLine.objects.filter(at__lt=_before(days, at))


def _drop_files(keys: list, at: datetime) -> None:
    for stored in uploads.past_their_time(at).filter(pk__in=keys):
        uploads.drop(stored, at)


def _drop_lists(keys: list, at: datetime) -> None:
    words = name_words.of(Q(pk__in=[]), Q(listed__in=keys))
    ListedPerson.objects.filter(listed__in=keys).delete()
    ListedHousehold.objects.filter(pk__in=keys).delete()
    name_words.sweep(words)


def _drop_answers(keys: list, at: datetime) -> None:
    words = name_words.of(Q(response__in=keys), Q(pk__in=[]))
    Response.objects.filter(pk__in=keys).delete()
    name_words.sweep(words)


def _drop_words(keys: list, at: datetime) -> None:
    Request.objects.filter(pk__in=keys).update(
        words_sealed=None, contact_sealed=None, person=None, household=None, answer="", handed_to="", erased_at=at
    )


def _anonymise(keys: list, at: datetime) -> None:
    erasure.anonymise_households(keys, at)


def _nothing(keys: list, at: datetime) -> None:
    """Audit lines hang together by their seals: none can go without the chain showing it."""


_ALL = (
    Rule(
        "files",
        _("ไฟล์ที่ส่งเข้ามา ไฟล์จุดผิด สำเนาตามคำขอ และหลักฐานความยินยอม ที่พ้นวันเก็บของตน"),
        _("แต่ละไฟล์มีวันสิ้นสุดกำกับตั้งแต่วันเก็บ: ไฟล์สำรวจ 30 วัน สำเนาตามคำขอ 30 วัน หลักฐานความยินยอม 10 ปี"),
        ERASE,
        0,
        DAYS,
        _files,
        _drop_files,
        is_fixed=True,
    ),
    Rule(
        "sign_in_failures",
        _("ความพยายามลงชื่อเข้าใช้ที่ผิด"),
        _("ใช้ล็อกชื่อที่ถูกเดารหัสผ่านเท่านั้น พ้นเวลาล็อกแล้วไม่มีเหตุให้เก็บ"),
        ERASE,
        0,
        DAYS,
        _failures,
        lambda keys, at: sign_in.forget_old_failures(at),
        is_fixed=True,
    ),
    Rule(
        "sessions",
        _("การลงชื่อเข้าใช้ที่หมดอายุ"),
        _("หมดอายุแล้วใช้ต่อไม่ได้ ไม่มีเหตุให้เก็บ"),
        ERASE,
        1,
        DAYS,
        _sessions,
        lambda keys, at: Session.objects.filter(pk__in=keys).delete(),
    ),
    Rule(
        "notices",
        _("ข้อความแจ้งเตือนถึงผู้ใช้"),
        _("เป็นงานที่ล่วงเลยแล้ว ร่องรอยของงานอยู่ในบันทึกการใช้งาน"),
        ERASE,
        180,
        DAYS,
        _notices,
        lambda keys, at: Notice.objects.filter(pk__in=keys).delete(),
    ),
    Rule(
        "phones",
        _("ชื่อเบราว์เซอร์ของโทรศัพท์ที่ยกเลิกแล้ว"),
        _("เครื่องใช้ต่อไม่ได้แล้ว เหลือเพียงหมายเลขและวันที่ ซึ่งบันทึกการใช้งานอ้างถึง"),
        ERASE,
        365,
        DAYS,
        _phones,
        lambda keys, at: Phone.objects.filter(pk__in=keys).update(name=""),
    ),
    Rule(
        "withdrawn_answers",
        _("คำตอบสำรวจในชุดข้อมูลที่ถอนแล้ว"),
        _("ชุดที่ถอนไม่นับในตัวเลขใด เก็บไว้ช่วงหนึ่งเพื่อตรวจสอบว่าถอนถูกชุด"),
        ERASE,
        365,
        DAYS,
        _withdrawn_answers,
        _drop_answers,
    ),
    Rule(
        "withdrawn_lists",
        _("รายชื่อในบัญชีเป้าหมายที่ถอนแล้ว"),
        _("บัญชีที่ถอนไม่ใช้ทำงานต่อ เก็บไว้ช่วงหนึ่งเพื่อตรวจสอบ"),
        ERASE,
        365,
        DAYS,
        _withdrawn_lists,
        _drop_lists,
    ),
    Rule(
        "gone_households",
        _("ครัวเรือนที่ไม่พบในรอบสำรวจล่าสุดหลายรอบติดต่อกัน"),
        _("ไม่ต้องดูแลต่อแล้ว เหลือเพียงสถิติข้ามปีซึ่งไม่ต้องรู้ว่าเป็นใคร (ม.33 และ ม.37(3))"),
        ANONYMISE,
        5,
        ROUNDS,
        _gone,
        _anonymise,
    ),
    Rule(
        "requests",
        _("ถ้อยคำและตัวบุคคลในคำขอใช้สิทธิที่ปิดแล้ว"),
        _("เก็บไว้เผื่อร้องเรียนหรือโต้แย้ง แล้วเหลือเพียงเลขที่ ประเภท และวันที่ตอบ"),
        ERASE,
        3 * 365,
        DAYS,
        _requests,
        _drop_words,
    ),
    Rule(
        "audit_lines",
        _("บันทึกการใช้งาน"),
        _("หลักฐานว่าใครเห็นข้อมูลของใคร ผนึกต่อกันจนลบทีละบรรทัดไม่ได้ แสดงไว้ให้จังหวัดกำหนดวิธีจัดเก็บแยก"),
        KEEP,
        3653,
        DAYS,
        _lines,
        _nothing,
    ),
)
RULES = {rule.key: rule for rule in _ALL}


def plans(user: User, *, at: datetime) -> list[Plan]:
    """The dry run: every rule, and how many would go today."""
    _require(user)
    switches = RetentionSwitch.objects.in_bulk()
    last = {run.key: run for run in RetentionRun.objects.order_by("at")}
    return [_plan(rule, switches.get(rule.key), last.get(rule.key), at) for rule in _ALL]


@transaction.atomic
def switch(*, by: User, at: datetime, key: str, is_on: bool, period: int, because: str) -> RetentionSwitch:
    _require(by)
    rule = RULES.get(key)
    if rule is None:
        raise scope.OutOfSight(key)
    if rule.is_fixed or rule.action == KEEP:
        raise Refused(_("กำหนดนี้ปิดหรือเปลี่ยนจากหน้านี้ไม่ได้"))
    if period < 1:
        raise Refused(_("ระยะเวลาเก็บต้องไม่น้อยกว่า 1"))
    rules.check_said(because)
    told = {"period": period, "is_on": is_on, "because": because[:300], "at": at, "by": by}
    row = RetentionSwitch.objects.update_or_create(key=key, defaults=told)[0]
    audit.record(
        by=by, at=at, verb="retention.switch", on=("retention", key), place=settings.PROVINCE, because=because,
        detail=f"{'on' if is_on else 'off'} {period} {rule.unit}",
    )  # fmt: skip
    return row


def apply(*, by: User | None, at: datetime, chunks: int | None = None) -> dict[str, int]:
    """Clears what is switched on; rule → how many. `by`: None for the worker. `chunks`: at most so many of each rule."""
    if by is not None:
        _require(by)
    switches = RetentionSwitch.objects.in_bulk()
    return {rule.key: _clear(rule, switches.get(rule.key), by, at, chunks) for rule in _ALL if _is_on(rule, switches.get(rule.key))}


def daily(at: datetime) -> int:
    """The worker's chore. A rule whose last turn was today and left nothing waits for tomorrow."""
    switches = RetentionSwitch.objects.in_bulk()
    fresh = set(RetentionRun.objects.filter(at__gt=at - EVERY, is_whole=True).values_list("key", flat=True))
    due = [rule for rule in _ALL if _is_on(rule, switches.get(rule.key)) and rule.key not in fresh]
    return sum(_clear(rule, switches.get(rule.key), None, at, CHUNKS) for rule in due)


def _clear(rule: Rule, switched: RetentionSwitch | None, by: User | None, at: datetime, chunks: int | None) -> int:
    number, turns = 0, 0
    while chunks is None or turns < chunks:
        taken = _clear_chunk(rule, _period(rule, switched), by, at)
        number, turns = number + taken, turns + 1
        if taken < CHUNK:
            RetentionRun.objects.create(key=rule.key, at=at, number=number, is_whole=True)
            return number
    RetentionRun.objects.create(key=rule.key, at=at, number=number, is_whole=False)
    return number


@transaction.atomic
def _clear_chunk(rule: Rule, period: int, by: User | None, at: datetime) -> int:
    keys = list(rule.due(at, period).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if keys:
        rule.clear(keys, at)
        audit.record(
            by=by, at=at, verb="retention.apply", on=("retention", rule.key), place=settings.PROVINCE, count=len(keys), detail=rule.action
        )
    return len(keys)


def _is_on(rule: Rule, switched: RetentionSwitch | None) -> bool:
    return rule.action != KEEP and (rule.is_fixed or bool(switched and switched.is_on))


def _period(rule: Rule, switched: RetentionSwitch | None) -> int:
    return switched.period if switched else rule.period


def _plan(rule: Rule, switched: RetentionSwitch | None, run: RetentionRun | None, at: datetime) -> Plan:
    period = _period(rule, switched)
    found = rule.due(at, period).count()
    state = (period, rule.unit, _is_on(rule, switched), rule.is_fixed, found)
    return Plan(rule.key, rule.what, rule.basis, rule.action, *state, run.at if run else None, run.number if run else None)


def _require(user: User) -> None:
    scope.require(user, Permission.PRIVACY_CHANGE, place=settings.PROVINCE)
