"""What phones sent: of household 1, a letter that nobody can read, a field that two people changed, and a note that was spoken."""

import io
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from nsc.access import phones, users
from nsc.access.models import Phone
from nsc.casework import visit_files, visits
from nsc.casework.models import Case
from nsc.files import envelopes, keys
from nsc.intake import letter_keys, submission_desk, submissions
from nsc.intake.models import Submission
from nsc.registry import consents, doorstep
from nsc.registry.models import Clash, Household
from tests.casework.conftest import agree_to_pictures
from tests.files import pictures
from tests.surveyed import OURS, household_id

SOUND = b"\x1aE\xdf\xa3 spoken"


@dataclass(frozen=True)
class Made:
    submission: UUID
    clash: int
    voice: int
    visit: UUID


def make(operator, case: int) -> Made:
    at = timezone.now()
    told = {"by": operator, "at": at}
    mentor = users.create(**told, username="sends-from-a-phone", display_name="พี่เลี้ยงที่ส่งข้อมูล")
    users.assign(**told, user=mentor, role="mentor", area=OURS[:6])
    phone = Phone.objects.get(pk=phones.enrol(by=mentor, at=at, key=uuid4(), name="Android").number)
    home = Household.objects.get(pk=household_id(1))
    place = {"household": home, "area_code": home.area_code, "authority_id": home.authority_id}
    times = dict.fromkeys(("done_at", "sent_at", "received_at", "corrected_at"), at - timedelta(hours=2))
    row = Submission.objects.create(
        id=uuid4(), phone=phone, user=mentor, verb="visit.record", form=1, key=1, state="refused", **place, **times,
        sealed=keys.seal(b"not to be read", purpose=submissions.PURPOSE),
    )  # fmt: skip
    clash = Clash.objects.create(household=home, field="phone", said_by=mentor, said_on=timezone.localdate(at), at=at)
    before = Case.objects.filter(pk=case).values("state", "turn", "due_on").get()
    Case.objects.filter(pk=case).update(state="assigned", turn="mentor")
    number = uuid4()
    found = visits.Found(on=timezone.localdate(), visitors="ทีมตำบล")
    visits.record(**told, case=case, purpose="first", submission=number, found=found)
    voice = visit_files.add_voice(**told, visit=number, file=io.BytesIO(SOUND), submission=uuid4())
    Case.objects.filter(pk=case).update(**before)
    return Made(row.pk, clash.pk, voice.pk, number)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {
        "field-file": {"number": made.visit},
        "field-desk-one": {"number": made.submission},
        "field-desk-accept": {"number": made.submission},
        "field-desk-aside": {"number": made.submission},
        "fact-decide": {"clash": made.clash},
        "visit-voice": {"voice": made.voice},
    }


def _now(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def _voice(user, made: Made):
    return visit_files.add_voice(**_now(user), visit=made.visit, file=io.BytesIO(SOUND), submission=uuid4())


def _decided(user, made: Made):
    mark = doorstep.open_of([household_id(1)])[household_id(1)][0].mark
    return doorstep.decide(**_now(user), clash=made.clash, keep="stands", seen=mark)


def _changed(user):
    told = {"changes": [doorstep.Change(None, "house_no", "11/1", "11/2")], "people": (), "surveyed": {}}
    return doorstep.change(**_now(user), on=timezone.localdate(), household=household_id(1), **told)


def _picture(user, made: Made):
    if not consents.stands(household=household_id(1), purpose="photograph", on=timezone.localdate()):
        agree_to_pictures(household_id(1), user, timezone.localdate())
    return visit_files.add_picture(**_now(user), visit=made.visit, file=io.BytesIO(pictures.photograph()), kind="house")


QUESTIONS: dict[str, object] = {
    "submission_desk.count": lambda user, made: submission_desk.count(user, at=timezone.now()) + 1,
    "submission_desk.visible_to": lambda user, made: submission_desk.visible_to(user, at=timezone.now()),
    "submission_desk.find": lambda user, made: submission_desk.find(user, made.submission, at=timezone.now()),
    "submission_desk.accept": lambda user, made: submission_desk.accept(**_now(user), submission=made.submission),
    "submission_desk.put_aside": lambda user, made: submission_desk.put_aside(
        **_now(user), submission=made.submission, because="ไม่มีข้อความ"
    ),
    "letter_keys.listed": lambda user, made: letter_keys.listed(user),
    "letter_keys.renew": lambda user, made: letter_keys.renew(**_now(user)),
    "letter_keys.drop": lambda user, made: letter_keys.drop(**_now(user), number=envelopes.newest()),
    "doorstep.change": lambda user, made: _changed(user),
    "doorstep.decide": lambda user, made: _decided(user, made),
    "doorstep.of_household": lambda user, made: doorstep.of_household(user, household_id(1), at=timezone.now()),
    "doorstep.disputed": lambda user, made: doorstep.disputed(user, at=timezone.now()),
    "doorstep.count_disputed": lambda user, made: doorstep.count_disputed(user) + 1,
    "visit_files.add_picture": _picture,
    "visit_files.add_voice": _voice,
    "visit_files.listen": lambda user, made: visit_files.listen(**_now(user), voice=made.voice),
}
