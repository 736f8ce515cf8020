"""Our tambon has a partner with a contact, an offer, a need, a promise with a delivery, a set of data in use, and a gap."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from nsc.access import organisations
from nsc.reports import data_room, shortfalls
from nsc.tambon import commitments, data_sharing, initiatives, offers, pairings, partners, wants
from nsc.tambon.models import DataUse, Initiative, Project
from tests.web.asked.tambon import TAMBON, now_by

MONEY = {"kind": "money", "unit": "บาท"}


class Made(NamedTuple):
    office: int
    other: int
    partner: int
    contact: int
    offer: int
    want: int
    spare: int
    project: int
    commitment: int
    waiting: int
    handover: int
    data_set: int
    use: int
    gap: int


def _want(what: str) -> dict[str, object]:
    return MONEY | {"what": what, "quantity": Decimal(50), "dimension": "economy", "by_on": timezone.localdate() + timedelta(days=90)}


def make(operator, case: int) -> Made:
    initiatives.begin(by=operator, at=timezone.now(), area=TAMBON)
    told, today, due = now_by(operator), timezone.localdate(), timezone.localdate() + timedelta(days=60)
    by = {"by": operator, "at": told["at"]}
    office = organisations.register(**by, name="ภาคีทดลอง", kind="community").pk
    other = organisations.register(**by, name="ภาคีอีกแห่ง", kind="industry").pk
    partner = partners.join(**told, organisation=office, letter="C", since_on=today)
    contact = partners.name_contact(**told, partner=partner, name="สมพร", agreed_on=today)
    offer = offers.make(**told, organisation=office, told_how="แจ้งในเวที", **_offer()).id
    project = Project.objects.create(initiative=Initiative.objects.get(area_code=TAMBON), name="โรงสี", starts_on=today, ends_on=due).pk
    want, second, spare = (wants.tell(**told, **_want(what), project=project) for what in ("ทุน", "ทุนสำรอง", "ทุนที่สาม"))
    pair = {"offer": offer, "amount": Decimal(10), "due_on": due}
    commitment = commitments.accept(**told, want=want, **pair)
    waiting = commitments.accept(**told, want=second, **pair)
    commitments.agree(**told, commitment=commitment, told_how="โทรศัพท์")
    commitments.hand_over(**told, commitment=commitment, on=today, amount=Decimal(1), evidence="ใบรับ 1")
    handover = commitments.find(operator, told["at"], TAMBON, commitment)[1][0].id
    data_set = data_sharing.share(**told, holder=office, name="แปลงนา", about="แปลงและพันธุ์", fresh="year", is_personal=False)
    data_sharing.use(**told, data_set=data_set, organisation=other, what_for="วางแผนรับซื้อ")
    use = DataUse.objects.get(data_set=data_set).pk
    gap = data_sharing.miss(**told, what="ราคารายวัน", what_for="ต่อรองราคา", needed_by=office, asked_on=today)
    return Made(office, other, partner, contact, offer, want, spare, project, commitment, waiting, handover, data_set, use, gap)


def _offer() -> dict[str, object]:
    return MONEY | {"what": "กองทุน", "quantity": Decimal(100), "from_on": timezone.localdate(), "dimensions": ["economy"]}


def addresses(made: Made) -> dict[str, dict[str, object]]:
    plain = ("partners", "partners-resources", "partners-offer", "partners-matching", "partners-promises", "data", "data-room", "data-file")
    return {f"tambon-{name}": {"code": TAMBON} for name in plain} | {
        "tambon-partners-one": {"code": TAMBON, "partner": made.partner},
        "tambon-partners-promise": {"code": TAMBON, "commitment": made.commitment},
        "offer": {"number": made.offer},
    }


def _by(user) -> dict[str, object]:
    return {name: value for name, value in now_by(user).items() if name != "area"}


def _due() -> object:
    return timezone.localdate() + timedelta(days=30)


QUESTIONS: dict[str, object] = {
    "partners.of": lambda user, made: partners.of(user, TAMBON),
    "partners.outside": lambda user, made: partners.outside(user, TAMBON),
    "partners.find": lambda user, made: partners.find(user, timezone.now(), TAMBON, made.partner),
    "partners.join": lambda user, made: partners.join(**now_by(user), organisation=made.other, letter="I", since_on=timezone.localdate()),
    "partners.leave": lambda user, made: partners.leave(**now_by(user), partner=made.partner, because="ย้าย"),
    "partners.name_contact": lambda user, made: partners.name_contact(
        **now_by(user), partner=made.partner, name="สมใจ", agreed_on=timezone.localdate()
    ),
    "partners.drop_contact": lambda user, made: partners.drop_contact(**now_by(user), contact=made.contact),
    "offers.reaching": lambda user, made: offers.reaching(user, TAMBON),
    "offers.ours": lambda user, made: offers.ours(user),
    "offers.offices": lambda user, made: offers.offices(user),
    "offers.find": lambda user, made: offers.find(user, made.offer),
    "offers.make": lambda user, made: offers.make(
        **now_by(user), organisation=made.other, told_how="แจ้งในเวที", **_offer() | {"what": "อีกกองทุน"}
    ),
    "offers.correct": lambda user, made: offers.correct(**_by(user), offer=made.offer, quantity=Decimal(90), until_on=None),
    "offers.withdraw": lambda user, made: offers.withdraw(**_by(user), offer=made.offer, because="งบหมด"),
    "wants.of": lambda user, made: wants.of(user, TAMBON),
    "wants.purposes": lambda user, made: wants.purposes(user, TAMBON),
    "wants.tell": lambda user, made: wants.tell(**now_by(user), **_want("อีกเรื่อง")),
    "wants.end": lambda user, made: wants.end(**now_by(user), want=made.want, because="ไม่ต้องแล้ว"),
    "pairings.proposed": lambda user, made: pairings.proposed(user, timezone.now(), TAMBON),
    "pairings.declined": lambda user, made: pairings.declined(user, TAMBON),
    "pairings.decline": lambda user, made: pairings.decline(**now_by(user), offer=made.offer, want=made.spare, because="ไม่ตรง"),
    "pairings.reconsider": lambda user, made: pairings.reconsider(**now_by(user), offer=made.offer, want=made.spare),
    "commitments.of": lambda user, made: commitments.of(user, timezone.now(), TAMBON),
    "commitments.of_project": lambda user, made: commitments.of_project(user, timezone.now(), made.project),
    "commitments.find": lambda user, made: commitments.find(user, timezone.now(), TAMBON, made.commitment),
    "commitments.accept": lambda user, made: commitments.accept(
        **now_by(user), offer=made.offer, want=made.spare, amount=Decimal(1), due_on=_due()
    ),
    "commitments.agree": lambda user, made: commitments.agree(**now_by(user), commitment=made.waiting, told_how="โทรศัพท์"),
    "commitments.change": lambda user, made: commitments.change(**now_by(user), commitment=made.waiting, amount=Decimal(5), due_on=_due()),
    "commitments.hand_over": lambda user, made: commitments.hand_over(
        **now_by(user), commitment=made.commitment, on=timezone.localdate(), amount=Decimal(1), evidence="ใบรับ 2"
    ),
    "commitments.take_back": lambda user, made: commitments.take_back(**now_by(user), handover=made.handover, because="พิมพ์ผิด"),
    "commitments.cancel": lambda user, made: commitments.cancel(**now_by(user), commitment=made.waiting, because="เปลี่ยนใจ"),
    "data_sharing.board": lambda user, made: data_sharing.board(user, timezone.now(), TAMBON),
    "data_sharing.share": lambda user, made: data_sharing.share(
        **now_by(user), holder=made.office, name="ดิน", about="ชุดดิน", fresh="once", is_personal=False
    ),
    "data_sharing.renew": lambda user, made: data_sharing.renew(**now_by(user), data_set=made.data_set, updated_on=timezone.localdate()),
    "data_sharing.stop": lambda user, made: data_sharing.stop(**now_by(user), data_set=made.data_set, because="เลิก"),
    "data_sharing.use": lambda user, made: data_sharing.use(
        **now_by(user), data_set=made.data_set, organisation=made.office, what_for="ทำแผน"
    ),
    "data_sharing.stop_using": lambda user, made: data_sharing.stop_using(**now_by(user), use=made.use),
    "data_sharing.miss": lambda user, made: data_sharing.miss(
        **now_by(user), what="น้ำ", what_for="แผนน้ำ", needed_by=made.office, asked_on=timezone.localdate()
    ),
    "data_sharing.close_gap": lambda user, made: data_sharing.close_gap(**now_by(user), gap=made.gap, because="ได้แล้ว"),
    "shortfalls.of": lambda user, made: shortfalls.of(user, TAMBON),
    "data_room.figures": lambda user, made: data_room.figures(user, timezone.now(), TAMBON),
    "data_room.table": lambda user, made: data_room.table(**now_by(user)),
}

# What answers nothing, or may well have nothing to tell, answers that it was let through.
SILENT = (
    "partners.leave",
    "partners.drop_contact",
    "offers.ours",
    "offers.offices",
    "offers.correct",
    "offers.withdraw",
    "wants.end",
    "pairings.declined",
    "pairings.decline",
    "pairings.reconsider",
    "commitments.agree",
    "commitments.change",
    "commitments.hand_over",
    "commitments.take_back",
    "commitments.cancel",
    "data_sharing.renew",
    "data_sharing.stop",
    "data_sharing.use",
    "data_sharing.stop_using",
    "data_sharing.close_gap",
    "shortfalls.of",
)


def _told(asked):
    def told(user, made) -> bool:
        asked(user, made)
        return True

    return told


QUESTIONS |= {name: _told(QUESTIONS[name]) for name in SILENT}
