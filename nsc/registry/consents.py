"""What households agreed to, and what they took back or had stopped. A yes is one row; its end is written on it, nothing is overwritten."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from nsc.access import audit, notices, purposes, reach, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import keys, papers, uploads
from nsc.registry import rules
from nsc.registry.models import Consent, Household, Person, Restriction

KEPT = timedelta(days=3653)  # ten years, the longest limitation of the Civil and Commercial Code (s. 193/30): our reading
SEAL = "consent_note"
HOW = {
    Consent.How.PAPER: _("ลงนามในแบบฟอร์ม"),
    Consent.How.SPOKEN: _("บอกด้วยวาจาต่อหน้าพยาน"),
}


@dataclass(frozen=True)
class Given:
    """`note` only for who may record consents; `of`: None for the whole household, else the person's number in the register."""

    id: int
    purpose: str  # key
    name: str  # msgid
    of: int | None
    how: str  # msgid
    note: str
    has_evidence: bool
    notice: int
    given_on: date
    recorded_by: str
    withdrawn_at: datetime | None
    because: str


@dataclass(frozen=True)
class Stopped:
    id: int
    purpose: str
    name: str  # msgid
    because: str
    since: datetime
    lifted_at: datetime | None


@dataclass(frozen=True)
class Sheet:
    """All of a household, the newest first."""

    household: int
    may_record: bool
    consents: tuple[Given, ...]
    restrictions: tuple[Stopped, ...]


def sheet(user: User, household_id: int) -> Sheet:
    """OutOfSight where the user may not see the household."""
    household = _seen(user, household_id, Permission.HOUSEHOLD_SEE)
    may_record = scope.may(user, Permission.CONSENT_RECORD, household.area_code, household.pk, household.authority_id)
    rows = household.consents.select_related("recorded_by").order_by("-given_on", "-pk")
    return Sheet(household.pk, may_record, tuple(_given(row, may_record) for row in rows), tuple(_stops(household.restrictions)))


def holds(*, household: int, purpose: str, on: date, person: int | None = None) -> bool:
    """Was there a yes in force on that day: of the household as a whole, or of this person?"""
    rows = Consent.objects.filter(household=household, purpose=purposes.known(purpose).key, given_on__lte=on)
    rows = rows.filter(Q(person=None) | Q(person=person) if person else Q(person=None))
    return any(_is_in_force(row.withdrawn_at, on) for row in rows)


def held_by(households: Collection[int], *, on: date) -> dict[int, tuple[str, ...]]:
    """What these households agreed to as a whole, each with its purposes in order. One query; for who has checked the right."""
    rows = Consent.objects.filter(household__in=households, person=None, given_on__lte=on).order_by("purpose")
    found: dict[int, tuple[str, ...]] = {}
    for household, purpose, withdrawn_at in rows.values_list("household", "purpose", "withdrawn_at"):
        if _is_in_force(withdrawn_at, on) and purpose not in found.get(household, ()):
            found[household] = (*found.get(household, ()), purpose)
    return found


def _is_in_force(withdrawn_at: datetime | None, on: date) -> bool:
    return withdrawn_at is None or timezone.localdate(withdrawn_at) > on


def is_stopped(*, household: int, purpose: str) -> bool:
    return Restriction.objects.filter(household=household, purpose=purpose, lifted_at=None).exists()


def stands(*, household: int, purpose: str, on: date) -> bool:
    """Is there a yes of the household as a whole, given by that day, which was not taken back since?"""
    asked = purposes.known(purpose).key
    return Consent.objects.filter(household=household, person=None, purpose=asked, given_on__lte=on, withdrawn_at=None).exists()


def require(*, household: int, purpose: str, on: date, person: int | None = None) -> None:
    """For the verbs that hand a household over: Refused where the purpose rests on a consent that is not there, or was stopped."""
    asked = purposes.known(purpose)
    if is_stopped(household=household, purpose=purpose):
        raise Refused(_("ครัวเรือนนี้ให้ระงับการใช้ข้อมูลเพื่อเรื่องนี้ไว้ โปรดติดต่อเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"))
    if asked.rests_on_consent and not holds(household=household, purpose=purpose, on=on, person=person):
        raise Refused(_("เรื่องนี้ต้องได้รับความยินยอมก่อน โปรดบันทึกความยินยอมของครัวเรือนแล้วทำใหม่"))


def hold(household: int) -> None:
    """Until the caller's transaction ends, handing the household over and the family's no wait for each other: whichever comes second
    sees the first. A foreign key alone would wait only at its commit."""
    list(Household.objects.select_for_update().filter(pk=household).values_list("pk"))


@transaction.atomic
def record(
    *,
    by: User,
    at: datetime,
    household: int,
    purpose: str,
    how: str,
    notice: int,
    given_on: date,
    person: int | None = None,
    note: str = "",
    evidence: BinaryIO | None = None,
) -> Consent:
    """`notice`: the version shown. `evidence`: the signed form as PDF or picture, kept encrypted for KEPT; else `note` says how it was
    given and who witnessed it."""
    found = _seen(by, household, Permission.CONSENT_RECORD)
    rules.check_consent(purpose, given_on=given_on, today=timezone.localdate(at), note=note, has_evidence=evidence is not None)
    if person and not Person.objects.filter(pk=person).exists():
        raise Refused(_("ไม่พบบุคคลนี้ในทะเบียน"))
    try:
        with transaction.atomic():
            made = Consent.objects.create(
                household=found,
                person_id=person,
                purpose=purpose,
                how=Consent.How(how),
                note_sealed=keys.seal(note.strip().encode(), purpose=SEAL) if note.strip() else None,
                evidence=_keep(by, at, evidence) if evidence else None,
                notice=notice,
                given_on=given_on,
                recorded_at=at,
                recorded_by=by,
            )
    except IntegrityError as clash:
        raise Refused(_("ความยินยอมเรื่องนี้บันทึกไว้แล้วและยังมีผลอยู่ หากเงื่อนไขเปลี่ยน ให้ถอนรายการเดิมก่อน")) from clash
    audit.record(by=by, at=at, verb="consent.record", on=found, place=found.area_code, detail=purpose)
    return made


@transaction.atomic
def withdraw(*, by: User, at: datetime, household: int, consent: int, because: str) -> Consent:
    """As easy as giving it (PDPA s. 19), and at once: whoever holds the household for that purpose loses it here, and is told."""
    found = _seen(by, household, Permission.CONSENT_RECORD)
    hold(found.pk)
    row = Consent.objects.select_for_update(of=("self",)).filter(pk=consent, household=found).first()
    if row is None:
        raise scope.OutOfSight(str(consent))
    if row.withdrawn_at:
        raise Refused(_("ความยินยอมนี้ถอนไปแล้ว"))
    rules.check_reason(because)
    row.withdrawn_at, row.withdrawn_by, row.because = at, by, because[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "because"])
    holders = reach.end_all(household=found.pk, purpose=row.purpose, at=at)
    notices.tell(users=holders, at=at, kind="consent.withdrawn", household=found.pk)
    audit.record(
        by=by, at=at, verb="consent.withdraw", on=found, place=found.area_code, because=because, count=len(holders), detail=row.purpose
    )
    return row


@transaction.atomic
def evidence(*, by: User, at: datetime, household: int, consent: int) -> tuple[str, Iterator[bytes]]:
    """The ending (.pdf, .jpg) and the plain pieces of the form. Leaves a line: it shows a signature."""
    found = _seen(by, household, Permission.CONSENT_RECORD)
    row = Consent.objects.select_related("evidence").filter(pk=consent, household=found).first()
    if row is None or row.evidence is None or row.evidence.purged_at:
        raise scope.OutOfSight(str(consent))
    audit.seen(by=by, at=at, what="consent_evidence", on=found, place=found.area_code, detail=row.purpose)
    return row.evidence.name[-4:], uploads.pieces(row.evidence)


@transaction.atomic
def restrict(*, by: User, at: datetime, household: int, purpose: str, because: str) -> Restriction:
    """Stops a purpose for a household: it is taken back from everybody who holds it for that, and is handed to nobody more."""
    found = _seen(by, household, Permission.REQUEST_ANSWER)
    purposes.known(purpose)
    rules.check_reason(because)
    hold(found.pk)
    try:
        with transaction.atomic():
            made = Restriction.objects.create(household=found, purpose=purpose, because=because[:300], since=at, by=by)
    except IntegrityError as clash:
        raise Refused(_("เรื่องนี้ถูกระงับไว้แล้ว")) from clash
    holders = reach.end_all(household=found.pk, purpose=purpose, at=at)
    notices.tell(users=holders, at=at, kind="processing.restricted", household=found.pk)
    audit.record(
        by=by, at=at, verb="processing.restrict", on=found, place=found.area_code, because=because, count=len(holders), detail=purpose
    )
    return made


@transaction.atomic
def lift(*, by: User, at: datetime, household: int, restriction: int, because: str) -> Restriction:
    found = _seen(by, household, Permission.REQUEST_ANSWER)
    row = Restriction.objects.select_for_update().filter(pk=restriction, household=found).first()
    if row is None:
        raise scope.OutOfSight(str(restriction))
    if row.lifted_at:
        raise Refused(_("การระงับนี้ยกเลิกไปแล้ว"))
    row.lifted_at, row.lifted_by = at, by
    row.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(by=by, at=at, verb="processing.lift", on=found, place=found.area_code, because=because, detail=row.purpose)
    return row


def require_recorder(user: User, household_id: int) -> None:
    """NotAllowed or OutOfSight for who may not record consents of this household."""
    _seen(user, household_id, Permission.CONSENT_RECORD)


def note(consent: Consent) -> str:
    return keys.open(bytes(consent.note_sealed), purpose=SEAL).decode() if consent.note_sealed else ""


def _seen(user: User, household_id: int, permission: Permission) -> Household:
    household = Household.objects.filter(pk=household_id).first()
    if household is None:
        raise scope.OutOfSight(str(household_id))
    scope.require(user, permission, place=household.area_code, household=household.pk, authority=household.authority_id)
    return household


def _keep(by: User, at: datetime, evidence: BinaryIO):
    paper, ending = papers.clean(evidence)
    return uploads.keep(by=by, at=at, file=paper, name=f"consent{ending}", until=at + KEPT)


def _given(row: Consent, may_record: bool) -> Given:
    return Given(
        id=row.pk,
        purpose=row.purpose,
        name=purposes.known(row.purpose).name,
        of=row.person_id,
        how=HOW[Consent.How(row.how)],
        note=note(row) if may_record else "",
        has_evidence=may_record and row.evidence_id is not None,
        notice=row.notice,
        given_on=row.given_on,
        recorded_by=str(row.recorded_by),
        withdrawn_at=row.withdrawn_at,
        because=row.because if may_record else "",
    )


def _stops(rows: QuerySet[Restriction]) -> Iterator[Stopped]:
    for row in rows.order_by("-since"):
        yield Stopped(row.pk, row.purpose, purposes.known(row.purpose).name, row.because, row.since, row.lifted_at)
