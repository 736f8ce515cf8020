"""What was said on a phone, carried out: each by the verb that the office has for it, with the same rights and the same rules."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.utils import timezone

from nsc.access import scope
from nsc.access.models import User
from nsc.casework import (
    accounts,
    family,
    help_given,
    needs,
    plan_steps,
    plans,
    proposals,
    rolls,
    sight,
    timeline,
    use_checks,
    verifications,
    visit_files,
    visits,
)
from nsc.casework.help_given import Links
from nsc.casework.models import Case, Proposal
from nsc.errors import Refused, _
from nsc.intake import spoken
from nsc.registry import doorstep, households
from nsc.surveys import responses, rounds
from nsc.surveys.models import Member, Round
from nsc.tambon import farmers, seasons
from nsc.welfare.assistance import Help
from nsc.welfare.models import Programme

Open = Callable[[UUID], BinaryIO]


@dataclass(frozen=True)
class Done:
    """`record`: the number of what was made. `household`: whose it is, None where there is none yet, or where it is a farmer's."""

    record: int | None
    household: int | None
    clashes: int = 0


def carry(
    told: spoken.Spoken, *, by: User, at: datetime, number: UUID, household: int | None, farmer: int | None = None, file: Open
) -> Done:
    """`number`: of the submission; `household`, `farmer`: the one that it names. Raises Refused, NotAllowed and OutOfSight as the verbs
    have them. Joins the caller's transaction."""
    is_of_farmer = isinstance(told, OF_FARMERS)
    if is_of_farmer != (farmer is not None):
        raise Refused(_("แบบฟอร์มไม่ได้บอกว่าเป็นของใคร หรือบอกผิดชนิด โปรดปรับปรุงแอปแล้วส่งใหม่"))
    match told:
        case spoken.FarmerVisited() | spoken.FarmerPictured():
            return _farmer(told, by, at, number, farmer or 0, file)
        case spoken.VisitRecorded():
            return _visit(told, by, at, number, file)
        case spoken.VisitMissed():
            missed = visits.miss(by=by, at=at, visit=told.visit, because=told.because)
            return Done(missed.pk, missed.case.household_id)
        case spoken.Pictured():
            asked = {"kind": told.kind, "caption": told.caption, "position": told.position, "locates": told.locates}
            picture = visit_files.add_picture(by=by, at=at, visit=told.visit, file=file(told.file), **asked)
            return Done(picture.photograph_id, picture.visit.case.household_id)
        case spoken.Voiced():
            about = {"seconds": told.seconds, "about": told.about, "submission": number}
            voice = visit_files.add_voice(by=by, at=at, visit=told.visit, file=file(told.file), **about)
            return Done(voice.pk, voice.visit.case.household_id)
        case spoken.Changed():
            return _change(told, by, at, number, _of(household))
        case spoken.Missed():
            return _missed(told, by, at, file)
        case spoken.NeedsTold():
            made = needs.record(by=by, at=at, household=_of(household), asked=told.asked, on=told.on)
            return Done(made[0].pk, household)
        case spoken.NeedMet():
            need = needs.meet(by=by, at=at, need=told.need, on=told.on)
            return Done(need.pk, need.household_id)
        case spoken.PlanAgreed():
            paper = file(told.signature) if told.signature else None
            plan = plans.agree(by=by, at=at, plan=told.plan, on=told.on, signed=told.signed, file=paper)
            return Done(plan.pk, plan.case.household_id)
        case spoken.StepFinished():
            step = plan_steps.finish(by=by, at=at, step=told.step, on=told.on)
            return Done(step.pk, step.plan.case.household_id)
        case spoken.HelpDelivered():
            return _help(told, by, at, number, _of(household), file)
        case spoken.HelpFulfilled():
            receipt = file(told.receipt) if told.receipt else None
            given = {"on": told.on, "baht": told.baht, "meets_need": told.meets_need, "receipt": receipt}
            row = help_given.fulfil(by=by, at=at, assistance=told.assistance, **given).assistance
            return Done(row.pk, row.household_id)
        case spoken.HelpChecked():
            paper = file(told.file) if told.file else None
            check = use_checks.check(by=by, at=at, assistance=told.assistance, on=told.on, use=told.use, text=told.text, file=paper)
            return Done(check.pk, check.given.case.household_id)
        case spoken.AccountTold():
            account = accounts.record(by=by, at=at, case=told.case, kind=told.kind, month=told.month, told=told.told)
            return Done(account.pk, account.case.household_id)
    raise TypeError(f"nothing carries out {type(told).__name__}")  # a drop is no verb of the office: submissions.py has it


OF_FARMERS = (spoken.FarmerVisited, spoken.FarmerPictured)


def _farmer(told: spoken.FarmerVisited | spoken.FarmerPictured, by: User, at: datetime, number: UUID, farmer: int, file: Open) -> Done:
    whose = {"by": by, "at": at, "area": farmers.area_of(farmer), "farmer": farmer, "mark": number}
    if isinstance(told, spoken.FarmerPictured):
        return Done(seasons.add_picture(**whose, visit=told.visit, file=file(told.file)), None)
    names = ("season", "on", "saw", "advice", "followed", "why", "stage", "measured", "next_on")
    return Done(seasons.visit(**whose, is_from_phone=True, **{name: getattr(told, name) for name in names}), None)


def _of(household: int | None) -> int:
    if household is None:
        raise Refused(_("แบบฟอร์มไม่ได้บอกว่าเป็นของครัวเรือนใด โปรดปรับปรุงแอปแล้วส่งใหม่"))
    return household


def _visit(told: spoken.VisitRecorded, by: User, at: datetime, number: UUID, file: Open) -> Done:
    agreed = [
        visits.Agreed(each.purpose, each.how, each.notice, each.note, file(each.file) if each.file else None) for each in told.consents
    ]
    visit = visits.record(
        by=by,
        at=at,
        case=told.case,
        purpose=told.purpose,
        submission=number,
        found=told.found,
        round=_round(told.round, told.found.answers),
        appointment=told.appointment,
        asked=told.asked,
        agreed=agreed,
        file=file(told.signature) if told.signature else None,
    )
    if told.verified:
        _verify(told, by, at, visit.case)
    return Done(visit.pk, visit.case.household_id)


def _round(year: int | None, answers: str) -> Round | None:
    if not answers:
        return None
    return rounds.of_year(year) if year else rounds.newest()


def _verify(told: spoken.VisitRecorded, by: User, at: datetime, case: Case) -> None:
    """On the rolls of that fiscal year. Where none lists the household any more, what was found stands on its timeline."""
    if told.verified not in dict(verifications.RESULTS):
        raise Refused(_("โปรดเลือกผลตรวจสอบจากรายการ"))
    on = told.found.on
    listed = sight.in_use().filter(household=case.household_id, roll__fiscal_year=rolls.fiscal_year(on))
    if numbers := list(listed.values_list("pk", flat=True)):
        verifications.verify(by=by, at=at, targets=numbers, result=told.verified, on=on, note=told.verified_note)
    else:
        line = {"kind": "target.verify", "what": told.verified, "text": told.verified_note}
        timeline.note(by=by, at=at, household=case.household_id, on=on, case=case, **line)


def _change(told: spoken.Changed, by: User, at: datetime, number: UUID, household: int) -> Done:
    people, surveyed = surveyed_of(household) if any(_is_surveyed(each) for each in told.changes) else (set[int](), {})
    on = told.on or timezone.localdate(at)
    asked = {"changes": told.changes, "people": people, "surveyed": surveyed, "submission": number}
    merged = doorstep.change(by=by, at=at, on=on, household=household, **asked)
    if merged.changed:
        timeline.note(by=by, at=at, household=household, kind="fact.change", on=on, what=str(merged.changed))
    return Done(None, household, merged.clashes)


def _is_surveyed(change: doorstep.Change) -> bool:
    """Of a person, or who is the head; where a house stands and how it is called the register knows itself."""
    return change.person is not None or change.field == doorstep.HEAD


SEX = {Member.Sex.MALE: "m", Member.Sex.FEMALE: "f"}


def surveyed_of(household: int) -> tuple[set[int], dict[doorstep.Key, str]]:
    """Who lives there by the newest survey, and what it answered of the fields that may be changed at the door. For verbs."""
    newest = responses.newest_of(household)
    people: set[int] = set()
    found: dict[doorstep.Key, str] = {}
    for row in Member.objects.filter(response=newest) if newest else ():
        people.add(row.person_id)
        for name in ("title", "first_name", "last_name", "relation", "occupation", "education"):
            found[row.person_id, name] = getattr(row, name)
        born = family.birthday(row.born_on, row.born_precision)  # as a phone is told it, so that what it says it was is what stands
        found[row.person_id, "born_on"] = born.isoformat() if born else ""
        found[row.person_id, "sex"] = SEX.get(Member.Sex(row.sex), "")
        if row.relation.startswith("หัวหน้า"):
            found[None, doorstep.HEAD] = str(row.person_id)
    return people, found


def _missed(told: spoken.Missed, by: User, at: datetime, file: Open) -> Done:
    """Asked the survey's questions, they are visited at once; else they are only proposed, and the note stands with the reason."""
    reason = told.reason if told.answers else " · ".join(filter(None, (told.reason, told.note)))
    if len(reason) > 500:
        raise Refused(_("เหตุที่เห็นว่าตกหล่นและบันทึกรวมกันยาวเกิน {most} ตัวอักษร โปรดเขียนให้สั้นลง"), most=500)
    proposal = proposals.propose(by=by, at=at, fiscal_year=rolls.fiscal_year(told.on), who=told.who, reason=reason)
    if told.answers:
        round = rounds.of_year(told.round) if told.round else rounds.newest()
        asked = {"round": round, "on": told.on, "people": told.people or 0, "answers": told.answers, "income": told.income}
        paper = file(told.file) if told.file else None
        proposals.visit(by=by, at=at, proposal=proposal.pk, note=told.note, file=paper, **asked)
        proposal.refresh_from_db()
    if proposal.household_id and told.position:
        households.locate(proposal.household_id, at, told.position.lat, told.position.lon)
    return Done(proposal.pk, proposal.household_id)


def _help(told: spoken.HelpDelivered, by: User, at: datetime, number: UUID, household: int, file: Open) -> Done:
    same = ("kind", "form", "what", "baht", "quantity", "unit", "person", "dimension", "note", "although")
    programme = Programme.objects.filter(code=told.programme).values_list("pk", flat=True).first() if told.programme else None
    if told.programme and programme is None:
        raise Refused(_("โครงการนี้ปิดแล้วหรือไม่มีในรายการ โปรดเลือกโครงการอื่น"))
    asked = {"household": household, "programme": programme, "organisation": _office(by), "submission": number}
    help = Help(**asked, **{name: getattr(told, name) for name in same})
    receipt = file(told.receipt) if told.receipt else None
    links = Links(told.need, told.step, None, told.meets_need)
    row = help_given.deliver(by=by, at=at, help=help, on=told.on, links=links, receipt=receipt).assistance
    return Done(row.pk, row.household_id)


def _office(by: User) -> int | None:
    """Whose help it is, where the giver works for one organisation alone."""
    theirs = {given.organisation_id for given in scope.in_force(by) if given.organisation_id}
    return theirs.pop() if len(theirs) == 1 else None


def household_of_proposal(number: int) -> int | None:
    """Of somebody who was missed: registered once they were found poor."""
    return Proposal.objects.filter(pk=number).values_list("household", flat=True).first()


def corrected(told: spoken.Spoken, day: Callable[[date], date]) -> spoken.Spoken:
    """The same, with its day moved where the phone's clock was wrong. Days that are agreed for later stay as they were agreed."""
    match told:
        case spoken.VisitRecorded():
            return replace(told, found=replace(told.found, on=day(told.found.on)))
        case (
            spoken.Missed()
            | spoken.PlanAgreed()
            | spoken.StepFinished()
            | spoken.HelpDelivered()
            | spoken.HelpFulfilled()
            | spoken.HelpChecked()
            | spoken.FarmerVisited()
        ):
            return replace(told, on=day(told.on))
        case spoken.NeedsTold() | spoken.NeedMet():
            return replace(told, on=day(told.on) if told.on else None)
    return told
