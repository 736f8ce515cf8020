"""Referrals along the real chain: mentor, tambon team, ศจพ.อ., where a letter is signed to offices of the amphoe and local authorities, or
ศจพ.จ., which signs to those of the province; then the office's answer.

What the chain says to the office, and the office back, stands in the moves of the referral (referral_desk tells who reads what).
Everything that changes one locks its case first: two referrals of a family end one after the other, and the household goes back to its own
with the last of an office.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from nsc import thai, workdays
from nsc.access import audit, notices, reach, scope
from nsc.access.models import Organisation, OrganisationKind, User
from nsc.access.roles import Permission
from nsc.casework import cases, chain, holidays, roads, sealing, timeline
from nsc.casework import referral_sight as sight
from nsc.casework.models import Case, CasePlan, Letter, Need, Referral, ReferralMove, Step, Turn
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.registry import consents
from nsc.registry.models import Consent

MANY = 100  # referrals under one letter
MOST_DAYS = 60  # working days that a letter may give
OLDEST = timedelta(days=30)  # how long ago a letter that is entered now may have been signed


# — inside the chain —


@transaction.atomic
def draft(
    *,
    by: User,
    at: datetime,
    case: int,
    organisation: int,
    what: str,
    need: int | None = None,
    step: int | None = None,
    again_of: Referral | None = None,
) -> Referral:
    """Asks an office for something, and hands it to the next link: a mentor's goes to the tambon team, the team's to ศจพ.อ."""
    home = cases.locked(by, Permission.REFERRAL_SEND, case)
    if home.state == "closed":
        raise Refused(_("รายกรณีนี้ปิดแล้ว โปรดเปิดใหม่ก่อนส่งต่อ"))
    said, office = _said(what, _("โปรดบอกว่าขอให้หน่วยงานช่วยเรื่องใด")), _office(organisation)
    told = {"case": home, "organisation": office, "need": _need(home, need), "step": _step(home, step)}
    purpose = purpose_of(office)
    consents.require(household=home.household_id, purpose=purpose, on=timezone.localdate(at))
    if before := _running(told, by, at):
        if sealing.opened(before.what_sealed) == said:
            return before
        raise Refused(_("มีการส่งต่อเรื่องนี้ไปหน่วยงานนี้อยู่แล้ว ดูได้ที่เรื่องส่งต่อที่ {number}"), number=before.pk)
    is_of_team = scope.may(by, Permission.REFERRAL_SEND, home.area_code, None, home.authority_id)
    link = chain.DISTRICT if is_of_team else chain.TAMBON
    told |= {"household_id": home.household_id, "area_code": home.area_code, "authority_id": home.authority_id, "again_of": again_of}
    told |= {"purpose": purpose, "consent": _consent(home.household_id, purpose), "what_sealed": sealing.seal(said)}
    with once():
        made = Referral.objects.create(**told, state=chain.state_at(link), turn=link, due_on=_link_due(at), by=by, at=at)
    _moved(made, "draft", by, at, said)
    _tell_next(made, at, but=by)
    return made


@transaction.atomic
def refer_again(*, by: User, at: datetime, referral: int, organisation: int, what: str) -> Referral:
    """The same need to another office, after the first did not take it up or could not finish."""
    before = _locked(by, referral)
    sight.require(by, before, Permission.REFERRAL_SEND, sight.in_chain(by, before, chain.MENTOR))
    if before.state not in chain.OVER and not before.stop:
        raise Refused(_("เรื่องเดิมยังดำเนินอยู่ โปรดรอคำตอบ หรือถอนเรื่องเดิมก่อน"))
    told = {"case": before.case_id, "organisation": organisation, "need": before.need_id, "step": before.step_id}
    return draft(by=by, at=at, **told, what=what, again_of=before)


@transaction.atomic
def forward(*, by: User, at: datetime, referral: int, link: str, text: str = "", what: str = "") -> Referral:
    """From `link`, where it lies, to the next. Whoever works at a link above may do it for those below. `what`: what is asked, put anew by
    who must mend it."""
    row = _locked(by, referral)
    sight.require(by, row, Permission.REFERRAL_SEND, sight.in_chain(by, row, link))
    if _is_done(row, "forward", by, link):
        return row
    to = chain.above(link)
    if to is None:
        raise Refused(_("เรื่องนี้อยู่ที่ ศจพ.จ. ซึ่งเป็นขั้นสุดท้าย โปรดลงนามหรือส่งคืน"))
    _require_running(row)
    if what and thai.clean(what) != sealing.opened(row.what_sealed):
        row.what_sealed = sealing.seal(what)
        row.save(update_fields=["what_sealed"])
    _carry(row, to, at)
    _moved(row, "forward", by, at, text or thai.clean(what))
    _tell_next(row, at, but=by)
    return row


@transaction.atomic
def send_back(*, by: User, at: datetime, referral: int, link: str, because: str) -> Referral:
    """From `link` one link down, with a reason."""
    row = _locked(by, referral)
    sight.require(by, row, Permission.REFERRAL_SEND, sight.in_chain(by, row, link))
    said = _said(because, _("โปรดบอกเหตุผลที่ส่งคืน"))
    if _is_done(row, "return", by, link):
        return row
    to = chain.below(link)
    if to is None:
        raise Refused(_("เรื่องนี้อยู่ที่พี่เลี้ยงซึ่งเป็นขั้นแรก ถ้าไม่ต้องการส่งต่อแล้วให้ถอนเรื่อง"))
    _carry(row, to, at)
    _moved(row, "return", by, at, said)
    notices.tell(users=_but(by, {*sight.carriers(row), row.by}), at=at, kind="referral.returned", href=_href(row), number=row.pk)
    return row


# — the letter —


@transaction.atomic
def sign(
    *,
    by: User,
    at: datetime,
    referrals: Iterable[int],
    number: str,
    on: date,
    signatory: str,
    position: str,
    within: int = roads.ANSWER_WITHIN,
    refers_to: str = "",
) -> Letter:
    """One letter to one office, for one household or many: all of them or none. Hands the households over until a day."""
    rows = _to_sign(by, referrals)
    told = {"number": thai.arabic_digits(thai.clean(number))[:40], "on": on, "within": within, "refers_to": thai.clean(refers_to)[:200]}
    told |= {"signatory": thai.clean(signatory)[:120], "position": thai.clean(position)[:200]}
    if known := _same_letter(rows, **told):
        return known
    _check_letter(rows, at, **told)
    organisation, place = rows[0].organisation, chain.office(rows[0].turn, rows[0].area_code)
    if Letter.objects.filter(office_code=place, year=on.year, number=told["number"]).exists():
        raise Refused(_("เลขที่หนังสือ {number} ใช้ไปแล้วในปีนี้ โปรดตรวจทะเบียนหนังสือส่ง"), number=told["number"])
    due_on = workdays.due(on, within, holidays.own())
    with once():
        letter = Letter.objects.create(**told, organisation=organisation, office_code=place, year=on.year, due_on=due_on, by=by, at=at)
    for row in rows:
        _send(row, letter, by, at)
    homes = [row.household_id for row in rows]
    audit.record(by=by, at=at, verb="referral.sign", on=letter, place=place, count=len(rows), households=homes)
    href = _href(rows[0]) if len(rows) == 1 else "/referrals/"
    told_users = _but(by, sight.people_of(organisation))
    notices.tell(users=told_users, at=at, kind="referral.sent", href=href, count=len(rows), days=within)
    for row in rows:
        notices.tell(users=_but(by, sight.senders(row)), at=at, kind="referral.signed", href=_href(row), number=row.pk)
    return letter


def _to_sign(by: User, referrals: Iterable[int]) -> list[Referral]:
    """Locked in one order, cases first; each seen and theirs to sign."""
    numbers = set(referrals)
    if not numbers:
        raise Refused(_("โปรดเลือกเรื่องส่งต่ออย่างน้อยหนึ่งเรื่อง"))
    if len(numbers) > MANY:
        raise Refused(_("ลงนามได้ครั้งละไม่เกิน {many} เรื่อง"), many=MANY)
    homes = Referral.objects.filter(pk__in=numbers).values("case")
    list(Case.objects.select_for_update().filter(pk__in=homes).order_by("pk").values_list("pk"))
    rows = list(_whole().select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))
    if len(rows) < len(numbers):
        raise scope.OutOfSight(str(numbers))
    for row in rows:
        link = chain.PROVINCE if row.turn == chain.PROVINCE else chain.DISTRICT
        sight.require(by, row, Permission.REFERRAL_SIGN, sight.in_chain(by, row, link))
    return rows


def _same_letter(rows: list[Referral], **told) -> Letter | None:
    """Sent again in the same words: all of them are out under it, and nothing else is."""
    letter = rows[0].letter
    if letter is None or any(row.letter_id != letter.pk for row in rows) or letter.referrals.count() != len(rows):
        return None
    return letter if all(getattr(letter, name) == value for name, value in told.items()) else None


def _check_letter(
    rows: list[Referral], at: datetime, *, number: str, on: date, signatory: str, position: str, within: int, **_told
) -> None:
    today, first = timezone.localdate(at), rows[0]
    for row in rows:
        if row.state not in ("drafted", "forwarded"):
            raise Refused(_("เรื่องส่งต่อที่ {number} ลงนามหรือปิดไปแล้ว"), number=row.pk)
        if row.turn not in chain.SIGNERS:
            raise Refused(_("เรื่องส่งต่อที่ {number} ยังไม่ถึงขั้นลงนาม โปรดส่งขึ้นมาที่ ศจพ.อ. ก่อน"), number=row.pk)
        if row.stop:
            raise Refused(_("เรื่องส่งต่อที่ {number} สิ้นสุดแล้ว เพราะครัวเรือนถอนความยินยอมหรือให้ระงับการใช้ข้อมูล โปรดนำออกแล้วลงนามใหม่"), number=row.pk)
        if row.organisation_id != first.organisation_id:
            raise Refused(_("หนังสือหนึ่งฉบับส่งถึงหน่วยงานเดียว โปรดเลือกเรื่องของหน่วยงานเดียวกัน"))
        if (row.turn, chain.office(row.turn, row.area_code)) != (first.turn, chain.office(first.turn, first.area_code)):
            raise Refused(_("หนังสือหนึ่งฉบับออกจากศูนย์เดียว โปรดเลือกเรื่องที่รอลงนามที่เดียวกัน"))
    if first.turn == chain.DISTRICT and chain.is_of_the_province(first.organisation.name):
        raise Refused(_("{office} เป็นหน่วยงานระดับจังหวัด โปรดส่งต่อให้ ศจพ.จ. ลงนาม"), office=first.organisation.name)
    if not (number and signatory and position):
        raise Refused(_("โปรดใส่เลขที่หนังสือ ผู้ลงนาม และตำแหน่ง"))
    if on > today or on < today - OLDEST:
        raise Refused(_("วันที่หนังสือต้องไม่เกินวันนี้ และไม่เก่ากว่า {days} วัน"), days=OLDEST.days)
    if not 1 <= within <= MOST_DAYS:
        raise Refused(_("ให้ตอบภายใน 1 ถึง {days} วันทำการ"), days=MOST_DAYS)


def _send(row: Referral, letter: Letter, by: User, at: datetime) -> None:
    row.state = roads.step(row.state, "sent", roads.REFERRAL_NEXT, roads.REFERRAL_NAMES)
    row.turn, row.letter, row.letter_number, row.letter_on = Turn.AGENCY, letter, letter.number, letter.on
    row.signed_by, row.sent_at, row.due_on = by, at, letter.due_on
    row.until = chain.seen_until(letter.on, is_accepted=False)
    _hand_over(row, at)
    row.save()
    cases.reached(row.case, "referred_on", letter.on)
    _moved(row, "sign", by, at, is_recorded=False)


# — the office —


@transaction.atomic
def open_(*, by: User, at: datetime, referral: int) -> Referral:
    """The office has seen it. The first time stays."""
    row = _locked(by, referral)
    sight.require(by, row, Permission.REFERRAL_ANSWER, sight.at_desk(by, row))
    _require_running(row)
    if row.received_at is None:
        row.received_at = at
        row.save(update_fields=["received_at"])
        _moved(row, "open", by, at)
    return row


@transaction.atomic
def accept(*, by: User, at: datetime, referral: int, text: str = "") -> Referral:
    return _answer(by, at, referral, "accepted", "accept", text)


@transaction.atomic
def decline(*, by: User, at: datetime, referral: int, because: str, was: str = "sent") -> Referral:
    """`was`: the state that whoever declines has seen. What somebody else accepted meanwhile is not undone unseen."""
    return _answer(by, at, referral, "declined", "decline", because, was=was, lacking=_("โปรดบอกเหตุผลที่ไม่รับเรื่อง"))


@transaction.atomic
def ask(*, by: User, at: datetime, referral: int, question: str) -> Referral:
    """Back to who asked for help: something is missing. The time for the answer begins anew with the reply."""
    return _answer(by, at, referral, "asked", "ask", question, lacking=_("โปรดพิมพ์คำถาม"))


@transaction.atomic
def answer(*, by: User, at: datetime, referral: int, text: str) -> Referral:
    """To the question of the office."""
    row = _locked(by, referral)
    sight.require(by, row, Permission.REFERRAL_SEND, sight.in_chain(by, row, chain.MENTOR))
    said = _said(text, _("โปรดพิมพ์คำตอบ"))
    if row.state == "sent" and _is_same(row, "answer", by, said):
        return row
    if row.state != "asked":
        raise Refused(_("เรื่องนี้ไม่มีคำถามที่รอคำตอบ"))
    _require_running(row)
    row.state = roads.step(row.state, "sent", roads.REFERRAL_NEXT, roads.REFERRAL_NAMES)
    row.turn, row.due_on, row.answered_at, row.answered_by = Turn.AGENCY, _due(at, row.letter.within), None, None
    row.save(update_fields=["state", "turn", "due_on", "answered_at", "answered_by"])
    _moved(row, "answer", by, at, said)
    _tell_next(row, at, but=by, kind="referral.replied")
    return row


@transaction.atomic
def complete(*, by: User, at: datetime, referral: int, text: str) -> Referral:
    """The office has done what was asked; the household is no longer theirs."""
    if before := _repeated(referral, "completed", "complete", by, thai.clean(text)[:2000]):
        return before
    row = _locked(by, referral)
    sight.require(by, row, Permission.REFERRAL_ANSWER, sight.may_answer(by, row))
    said = _said(text, _("โปรดบอกว่าช่วยอะไรไปแล้ว"))
    _require_running(row)
    row.completed_at = at
    row.save(update_fields=["completed_at"])
    _finish(row, "completed", at)
    _moved(row, "complete", by, at, said)
    notices.tell(users=_but(by, sight.senders(row)), at=at, kind="referral.completed", href=_href(row), number=row.pk)
    return row


@transaction.atomic
def withdraw(*, by: User, at: datetime, referral: int, because: str) -> Referral:
    """By the chain: the family helped itself, it was a mistake. The office loses the household at once."""
    row = _locked(by, referral)
    sight.require(by, row, Permission.REFERRAL_SEND, sight.in_chain(by, row, chain.MENTOR))
    said = _said(because, _("โปรดบอกเหตุผลที่ถอนเรื่อง"))
    if row.state == "withdrawn" and _is_same(row, "withdraw", by, said):
        return row
    readers = sight.people_of(row.organisation) if row.state in chain.RUNNING else sight.carriers(row)
    _withdraw(row, by, at, said)
    notices.tell(users=_but(by, {*readers, row.by}), at=at, kind="referral.withdrawn", href="/referrals/", number=row.pk)
    return row


def held(numbers: Iterable[int]) -> list[Referral]:
    """For the clock, which has locked their cases: locked, in their order."""
    return list(_whole().select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))


def overdue(row: Referral, to: str | None, *, by: User, at: datetime) -> None:
    """For the clock, of what it holds: to the link above, with days anew; or put on record where nobody above can act in their stead."""
    if to:
        _carry(row, to, at)
    _moved(row, "late", by, at)


def _let_go(closed: Case, *, by: User, at: datetime) -> None:
    """Nobody answers any more what nobody had taken up when the case was closed. What an office has accepted it goes on helping with."""
    rows = _whole().select_for_update(of=("self",)).filter(case=closed).exclude(state__in=("accepted", *chain.OVER)).order_by("pk")
    for row in rows:
        readers = sight.people_of(row.organisation) if row.state in chain.RUNNING else sight.carriers(row)
        _withdraw(row, by, at, _("เคสปิดแล้ว"))
        notices.tell(users=_but(by, readers), at=at, kind="referral.withdrawn", href="/referrals/", number=row.pk)


cases.AT_CLOSING.append(_let_go)


def _answer(by: User, at: datetime, referral: int, to: str, kind: str, text: str, was: str = "sent", lacking: str = "") -> Referral:
    """`lacking`: what is said to who leaves the text empty where it must not be."""
    said = thai.clean(text)[:2000]
    if before := _repeated(referral, to, kind, by, said):
        return before
    row = _locked(by, referral)
    sight.require(by, row, Permission.REFERRAL_ANSWER, sight.may_answer(by, row))
    if lacking and not said:
        raise Refused(lacking)
    if row.state != was:
        raise Refused(_("เรื่องนี้เปลี่ยนสถานะไปก่อนแล้ว โปรดเปิดหน้าใหม่แล้วดูสถานะล่าสุด"))
    _require_running(row)
    if was == "sent":  # that of an acceptance stays: it is what the office is measured by
        row.answered_at, row.answered_by = at, by
    row.received_at = row.received_at or at
    row.answer_sealed = sealing.seal(said)
    row.save(update_fields=["answered_at", "answered_by", "received_at", "answer_sealed"])
    if to == "declined":
        _finish(row, to, at)
    else:
        row.state = roads.step(row.state, to, roads.REFERRAL_NEXT, roads.REFERRAL_NAMES)
        if to == "asked":
            row.turn, row.due_on = Turn.MENTOR if row.case.mentor_id else Turn.TAMBON, _link_due(at)
        else:
            row.until = chain.seen_until(timezone.localdate(at), is_accepted=True)
            _hand_over(row, at)
        row.save(update_fields=["state", "turn", "due_on", "until"])
    _moved(row, kind, by, at, said)
    notices.tell(users=_but(by, sight.senders(row)), at=at, kind=f"referral.{to}", href=_href(row), number=row.pk)
    return row


# — what all of them do —


def purpose_of(office: Organisation) -> str:
    """For what a household is handed to it, of access.purposes: only state offices act by their public task."""
    return "referral" if office.kind == OrganisationKind.GOVERNMENT else "partner"


def _office(number: int) -> Organisation:
    found = Organisation.objects.filter(pk=number, closed_at=None).first()
    if found is None:
        raise Refused(_("ไม่พบหน่วยงานนี้ หรือปิดไปแล้ว โปรดเลือกจากรายการ"))
    return found


def _need(case: Case, number: int | None) -> Need | None:
    found = Need.objects.filter(pk=number, household=case.household_id).exclude(state="withdrawn").first() if number else None
    if number and found is None:
        raise Refused(_("ไม่พบความต้องการนี้ในครัวเรือน หรือถอนไปแล้ว"))
    return found


def _step(case: Case, number: int | None) -> Step | None:
    dead = ["superseded", "withdrawn"]
    rows = Step.objects.filter(plan__in=CasePlan.objects.filter(case=case).exclude(state__in=dead)).exclude(state="dropped")
    found = rows.filter(pk=number).first() if number else None
    if number and found is None:
        raise Refused(_("ไม่พบขั้นตอนนี้ในแผนของรายกรณี หรือเลิกทำไปแล้ว"))
    return found


def _running(told: dict, by: User, at: datetime) -> Referral | None:
    """The one that stands in the way. One that the family has ended makes way, with that as its reason."""
    same = _whole().select_for_update(of=("self",)).filter(**told).exclude(state__in=chain.OVER).first()
    if same and same.stop:
        _withdraw(same, by, at, _("ครัวเรือนถอนความยินยอมหรือให้ระงับการใช้ข้อมูล"))
        return None
    return same


def _consent(household: int, purpose: str) -> Consent | None:
    """The yes of the household as a whole, where there is one for that purpose."""
    return Consent.objects.filter(household=household, purpose=purpose, person=None, withdrawn_at=None).first()


def _whole():
    return sight.with_stops(Referral.objects.select_related("case__mentor", "organisation", "letter", "by", "signed_by"))


def _locked(by: User, number: int) -> Referral:
    """Its case first. Whoever asks is checked by the verb. The office, to which the household is closed by then, hears that it is over."""
    case = Referral.objects.filter(pk=number).values_list("case", flat=True).first()
    if case is None:
        raise scope.OutOfSight(str(number))
    Case.objects.select_for_update().get(pk=case)
    row = _whole().select_for_update(of=("self",)).get(pk=number)
    try:
        sight.require_seen(by, row)
    except scope.OutOfSight:
        if row.state in chain.OVER and row.sent_at and row.organisation_id in sight.own(by):
            raise Refused(_("เรื่องส่งต่อที่ {number} จบแล้ว ครัวเรือนจึงปิดสำหรับหน่วยงานของท่าน"), number=row.pk) from None
        raise
    return row


def _require_running(row: Referral) -> None:
    if row.stop:
        raise Refused(_("การส่งต่อนี้สิ้นสุดแล้ว เพราะครัวเรือนถอนความยินยอมหรือให้ระงับการใช้ข้อมูล"))


def _carry(row: Referral, to: str, at: datetime) -> None:
    state = chain.state_at(to)
    row.state = state if state == row.state else roads.step(row.state, state, roads.REFERRAL_NEXT, roads.REFERRAL_NAMES)
    row.turn, row.due_on = to, _link_due(at)
    row.save(update_fields=["state", "turn", "due_on"])


def _is_done(row: Referral, kind: str, by: User, link: str) -> bool:
    """Sent a second time by the same person. Refused where it no longer lies at that link for another reason."""
    if row.turn == link and row.state == chain.state_at(link):
        return False
    last = row.moves.order_by("pk").last()
    if last and (last.kind, last.by_id) == (kind, by.pk) and row.turn == (chain.above(link) if kind == "forward" else chain.below(link)):
        return True
    raise Refused(_("เรื่องนี้ไม่ได้อยู่ที่ขั้นนี้แล้ว โปรดเปิดหน้าใหม่แล้วดูสถานะล่าสุด"))


def _repeated(number: int, state: str, kind: str, by: User, text: str) -> Referral | None:
    """What this person has just done, in the same words: looked for before their right to it, which the act itself may have ended."""
    case = Referral.objects.filter(pk=number).values_list("case", flat=True).first()
    list(Case.objects.select_for_update().filter(pk=case).values_list("pk"))  # a second press waits for the first
    row = _whole().filter(pk=number, state=state).first()
    return row if row and _is_same(row, kind, by, text) else None


def _is_same(row: Referral, kind: str, by: User, text: str) -> bool:
    last = row.moves.order_by("pk").last()
    return last is not None and (last.kind, last.by_id) == (kind, by.pk) and sealing.opened(last.text_sealed) == text[:2000]


def _hand_over(row: Referral, at: datetime) -> None:
    """Until the last day that any of its referrals gives the office. Locked against the family's no: a consent taken back, or a stop put
    on record, at this moment waits until the household is handed over, and then takes it back."""
    consents.hold(row.household_id)
    row.consent = _consent(row.household_id, row.purpose)
    consents.require(household=row.household_id, purpose=row.purpose, on=timezone.localdate(at))
    until = max(each for each in (row.until, *_others(row).values_list("until", flat=True)) if each)
    reach.give(household=row.household_id, to=row.organisation, purpose=row.purpose, until=until)


def _others(row: Referral):
    """Running referrals of the same household to the same office."""
    same = {"household": row.household_id, "organisation": row.organisation_id, "purpose": row.purpose, "state__in": chain.RUNNING}
    return sight.with_stops(Referral.objects.filter(**same).exclude(pk=row.pk)).filter(stop="")


def _finish(row: Referral, to: str, at: datetime) -> None:
    """Its last state; the household goes back with the last referral of the office."""
    was_out = row.state in chain.RUNNING
    row.state = roads.step(row.state, to, roads.REFERRAL_NEXT, roads.REFERRAL_NAMES)
    row.turn = Turn.NOBODY
    row.save(update_fields=["state", "turn"])
    left = [each for each in _others(row).values_list("until", flat=True) if each]
    if was_out and left:
        reach.give(household=row.household_id, to=row.organisation, purpose=row.purpose, until=max(left))
    elif was_out:
        reach.take_back(household=row.household_id, of=row.organisation, purpose=row.purpose, at=at)


def _withdraw(row: Referral, by: User, at: datetime, because: str) -> None:
    if row.state == "asked":  # a question is no answer
        row.answered_at, row.answered_by = None, None
        row.save(update_fields=["answered_at", "answered_by"])
    _finish(row, "withdrawn", at)
    _moved(row, "withdraw", by, at, because)


def _moved(row: Referral, kind: str, by: User, at: datetime, text: str = "", *, is_recorded: bool = True) -> None:
    """Its own line, the household's and the record's; a letter's record names all its households at once."""
    ReferralMove.objects.create(referral=row, kind=kind, turn=row.turn, text_sealed=sealing.seal(text), by=by, at=at)
    told = {"household": row.household_id, "case": row.case, "kind": f"referral.{kind}", "what": row.state, "record": row.pk}
    timeline.note(by=by, at=at, on=timezone.localdate(at), text=text, organisation=row.organisation, **told)
    if is_recorded:
        homes = [row.household_id]
        audit.record(by=by, at=at, verb=f"referral.{kind}", on=row, place=row.area_code, detail=row.state, households=homes)


def _said(text: str, why: str) -> str:
    said = thai.clean(text)[:2000]
    if not said:
        raise Refused(why)
    return said


def _due(at: datetime, days: int) -> date:
    return workdays.due(timezone.localdate(at), days, holidays.own())


def _link_due(at: datetime) -> date:
    return _due(at, chain.LINK_WITHIN)


def _href(row: Referral) -> str:
    return f"/referrals/{row.pk}/"


def _but(by: User, users: Iterable[User]) -> list[User]:
    return [user for user in users if user != by]


def _tell_next(row: Referral, at: datetime, *, but: User, kind: str = "referral.forwarded") -> None:
    notices.tell(users=_but(but, sight.carriers(row)), at=at, kind=kind, href=_href(row), number=row.pk)
