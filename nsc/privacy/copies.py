"""All that is held about one person, as a document and as a file for machines: what a request for access or for a copy comes to.

Everything is told, also what no longer counts. What is withheld is the others of the household: who they are is theirs to ask.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from nsc.access import audit, purposes, scope, trail
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.files.models import StoredFile
from nsc.paper import pdf
from nsc.poverty.union import NAMES, dimensions_in
from nsc.privacy import layout, rooms, rules
from nsc.privacy.models import Request
from nsc.registry import consents, people, photographs, sensitive
from nsc.registry import rules as register
from nsc.registry.models import Consent, Household, Person, Restriction
from nsc.surveys import responses, sets
from nsc.surveys.models import Batch, ListedPerson, Member, Response

KEPT = timedelta(days=30)  # long enough to hand it over and to be asked again; it is made anew in a second
FORMAT = "nsc-person-copy/1"
KINDS = {"pdf": ("application/pdf", "personal-data.pdf"), "json": ("application/json", "personal-data.json")}
VERDICTS = {"1": "passes", "0": "fails", "-": "does_not_apply"}
COUNTS, REPLACED, WITHDRAWN = "counts", "replaced", "withdrawn"


@dataclass(frozen=True)
class Copy:
    """`looks`: how often the record says that somebody looked."""

    size: int
    looks: int


@transaction.atomic
def assemble(*, by: User, at: datetime, request: int) -> Copy:
    """Makes both files of a request whose person is known, encrypted, for KEPT. Made again, the older ones go."""
    scope.require(by, Permission.REQUEST_ANSWER, place=settings.PROVINCE)
    row = Request.objects.select_for_update(of=("self",)).filter(pk=request).first()
    if row is None:
        raise scope.OutOfSight(str(request))
    if row.state != rules.VERIFIED or row.person_id is None:
        raise Refused(_("จัดทำสำเนาได้เมื่อยืนยันตัวผู้ขอและเลือกบุคคลแล้ว"))
    with translation.override("th"):  # it goes to a household, whatever language the officer reads
        told = _told(row, at)
    looks = told["looked_at"]
    audit.record(
        by=by, at=at, verb="person.export", on=row.household, place=row.household.area_code, count=len(looks), detail=f"request={row.pk}"
    )
    for old in (row.pdf, row.machine):
        if old:
            uploads.drop(old, at)
    row.pdf = _keep(by, at, "personal-data.pdf", pdf.made("record", layout.document(told)))
    row.machine = _keep(by, at, "personal-data.json", json.dumps(told, ensure_ascii=False, indent=1).encode())
    row.copied_at = at
    row.save(update_fields=["pdf", "machine", "copied_at"])
    return Copy(row.pdf.size + row.machine.size, len(looks))


@transaction.atomic
def download(*, by: User, at: datetime, request: int, kind: str) -> Iterator[bytes]:
    """`kind`: a key of KINDS. The plain pieces; a line is left each time. OutOfSight where no copy was made."""
    scope.require(by, Permission.REQUEST_ANSWER, place=settings.PROVINCE)
    row = Request.objects.select_related("pdf", "machine", "household").filter(pk=request).first()
    stored = row and {"pdf": row.pdf, "json": row.machine}.get(kind)
    if stored is None or stored.purged_at:
        raise scope.OutOfSight(str(request))
    place, on = (row.household.area_code, row.household) if row.household else (settings.PROVINCE, row)
    audit.record(by=by, at=at, verb="person.download", on=on, place=place, detail=f"request={row.pk} {kind}")
    return uploads.pieces(stored)


def _keep(by: User, at: datetime, name: str, content: bytes) -> StoredFile:
    return uploads.keep(by=by, at=at, file=BytesIO(content), name=name, until=at + KEPT)


def _told(row: Request, at: datetime) -> dict[str, object]:
    """As the file for machines has it: keys in English, values as held; years CE, moments in Thai time."""
    person = Person.objects.get(pk=row.person_id)
    members = list(
        Member.objects.filter(person=person)
        .select_related("response__round__indicator_set", "response__batch__by", "response__superseded_by", "response__money")
        .order_by("response__round__survey_year", "pk")
    )
    listed = list(ListedPerson.objects.filter(person=person).select_related("listed__target_list__by").order_by("pk"))
    homes = {each.response.household_id for each in members} | {each.listed.household_id for each in listed}
    return {
        "format": FORMAT,
        "made_at": _moment(at),
        "request": {"number": row.pk, "kind": row.kind, "received_on": row.received_on.isoformat()},
        "register": {"person": person.pk, "national_id": people.national_id(person), "households": [_home(each) for each in _homes(homes)]},
        "surveys": [_survey(each) for each in members],
        "target_lists": [_on_list(each) for each in listed],
        "consents": [_consent(each) for each in _consents(person, homes)],
        "restrictions": [_restriction(each) for each in Restriction.objects.filter(household__in=homes).order_by("pk")],
        "requests": [_request(each) for each in Request.objects.filter(person=person).order_by("pk")],
        "casework": [
            {"what": each.what, "on": each.on.isoformat(), "state": each.state, "text": each.text}
            for each in rooms.about(person=person.pk, households=sorted(homes))
        ],
        "sensitive": list(_sensitive(person.pk, sorted(homes))),
        "looked_at": list(_looked_at(person.pk, homes)),
    }


def _sensitive(person: int, households: Iterable[int]) -> Iterator[dict[str, str]]:
    """What is sealed field by field, opened; of photographs that they are kept, for they may show others. The national id stands above."""
    for known in sensitive.of_person(person):
        if known.field != register.NATIONAL_ID:
            yield {"field": translation.gettext(register.NAMES[known.field]), "value": known.value}
    for household in households:
        for opened in photographs.of_household(household):
            what = translation.gettext(register.KINDS[opened.shown.kind])
            yield {"field": translation.gettext("ภาพถ่ายของครัวเรือน"), "value": f"{what} {opened.shown.at:%Y-%m-%d}"}


def _looked_at(person: int, households: set[int]) -> Iterator[dict[str, object]]:
    """Oldest first. In a list: shown among others."""
    for line in reversed(trail.of_subject(households=households, persons=[person]).lines):
        is_own = (line.on_type, line.on_id) in {(trail.PERSON, str(person)), *((trail.HOUSEHOLD, str(each)) for each in households)}
        yield {"at": _moment(line.at), "by": line.who, "act": line.act, "because": line.because, "in_a_list": not is_own}


def _homes(ids: set[int]) -> list[Household]:
    return list(Household.objects.filter(pk__in=ids).order_by("pk"))


def _home(home: Household) -> dict[str, object]:
    return {
        "household": home.pk,
        "house_code": home.house_code,
        "house_no": home.house_no,
        "area_code": home.area_code,
        "area": _area(home.area_code),
        "latitude": home.lat,
        "longitude": home.lon,
    }


def _survey(member: Member) -> dict[str, object]:
    answer, indicators = member.response, sets.of_code(member.response.round.indicator_set_id)
    money = getattr(answer, "money", None)
    own = ("title", "first_name", "last_name", "age", "relation", "occupation", "education", "self_care")
    cards = ("welfare_registered", "welfare_validated")
    problems = [each.name_th for each in sets.problems() if answer.problems >> (each.number - 1) & 1]
    return {
        "survey_year": answer.round.survey_year,
        "state": _state(answer),
        "household": answer.household_id,
        "person": {
            **{name: getattr(member, name) for name in (*own, *cards)},
            "sex": Member.Sex(member.sex).name.lower(),
            "born_on": _day(member.born_on),
            "born_precision": member.born_precision,
            "health": None if member.health is None else Member.Health(member.health).name.lower(),
        },
        "household_answers": {
            "surveyed_on": _day(answer.surveyed_on),
            "area": _area(answer.area_code),
            "house_no": answer.house_no,
            "moo": answer.moo,
            "latitude": answer.lat,
            "longitude": answer.lon,
            "people": answer.people,
            "income_per_person_baht_a_year": answer.income_per_person,
            "money": {item: value for item in responses.MONEY if money and (value := getattr(money, item)) is not None},
            "indicators": {
                str(each.number): {"name": each.name_th, "verdict": VERDICTS.get(verdict, "unknown")}
                for each, verdict in zip(indicators.indicators, answer.answers, strict=False)
            },
            "dimensions_failed": [NAMES[key] for key in dimensions_in(answer.pattern)],
            "other_problems": problems,
            "priority_points": answer.priority,
        },
        "import": {"batch": answer.batch_id, "source": answer.batch.source, "row": member.row, "at": _moment(answer.batch.at)},
    }


def _state(answer: Response) -> str:
    if answer.batch.state != Batch.State.PUBLISHED:
        return WITHDRAWN
    by = answer.superseded_by
    return REPLACED if by and by.state == Batch.State.PUBLISHED else COUNTS


def _on_list(person: ListedPerson) -> dict[str, object]:
    home, found = person.listed, person.listed.target_list
    return {
        "source": found.source,
        "survey_year": found.survey_year,
        "state": COUNTS if found.withdrawn_at is None else WITHDRAWN,
        "household": home.household_id,
        "title": person.title,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "area": _area(home.area_code),
        "house_no": home.house_no,
        "dimensions_failed": [NAMES[key] for key in dimensions_in(person.pattern)],
        "import": {"list": found.pk, "row": person.row, "at": _moment(found.at)},
    }


def _consents(person: Person, homes: set[int]) -> list[Consent]:
    """The person's own, and those given for the whole household; not those of another in it."""
    rows = Consent.objects.filter(household__in=homes).order_by("given_on", "pk")
    return [row for row in rows if row.person_id in (None, person.pk)]


def _consent(row: Consent) -> dict[str, object]:
    return {
        "purpose": purposes.known(row.purpose).name,
        "for_whole_household": row.person_id is None,
        "how": consents.HOW[Consent.How(row.how)],
        "note": consents.note(row) if row.person_id else "",  # of the household's: it may name another
        "notice_version": row.notice,
        "given_on": row.given_on.isoformat(),
        "withdrawn_at": _moment(row.withdrawn_at) if row.withdrawn_at else None,
    }


def _restriction(row: Restriction) -> dict[str, object]:
    ended = _moment(row.lifted_at) if row.lifted_at else None
    return {"purpose": purposes.known(row.purpose).name, "since": _moment(row.since), "lifted_at": ended}


def _request(row: Request) -> dict[str, object]:
    return {
        "number": row.pk,
        "kind": rules.KINDS[row.kind],
        "received_on": row.received_on.isoformat(),
        "state": rules.REQUEST_NAMES[row.state],
        "answer": row.answer,
    }


def _area(code: str) -> str:
    known = places.find(code)
    return " ".join(each.title for each in reversed(places.path(known.code))) if known else code


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
