"""Offices, local authorities, hospitals, schools, companies and groups whose people work here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, rules, scope
from nsc.access.models import Assignment, FurtherKind, Organisation, OrganisationKind, Reach, User
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused, _

# What a province usually has, offered while one types: nothing is registered that nobody uses.
USUAL: dict[str, tuple[str, ...]] = {
    "government": (
        "ที่ทำการปกครองจังหวัด",
        "สำนักงานพัฒนาชุมชนจังหวัด",
        "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด",
        "สำนักงานสาธารณสุขจังหวัด",
        "สำนักงานเกษตรจังหวัด",
        "สำนักงานเกษตรและสหกรณ์จังหวัด",
        "สำนักงานปศุสัตว์จังหวัด",
        "สำนักงานประมงจังหวัด",
        "สำนักงานสหกรณ์จังหวัด",
        "สำนักงานแรงงานจังหวัด",
        "สำนักงานจัดหางานจังหวัด",
        "สำนักงานพัฒนาฝีมือแรงงานจังหวัด",
        "สำนักงานประกันสังคมจังหวัด",
        "สำนักงานศึกษาธิการจังหวัด",
        "สำนักงานส่งเสริมการเรียนรู้ประจำจังหวัด",
        "สำนักงานท้องถิ่นจังหวัด",
        "สำนักงานจังหวัด",
        "สำนักงานสถิติจังหวัด",
        "สำนักงานคลังจังหวัด",
        "สำนักงานพาณิชย์จังหวัด",
        "สำนักงานอุตสาหกรรมจังหวัด",
        "สำนักงานที่ดินจังหวัด",
        "สำนักงานป้องกันและบรรเทาสาธารณภัยจังหวัด",
        "สำนักงานวัฒนธรรมจังหวัด",
        "ศูนย์คุ้มครองคนไร้ที่พึ่งจังหวัด",
        "บ้านพักเด็กและครอบครัวจังหวัด",
        "สำนักงาน กศน. จังหวัด",
        "องค์การบริหารส่วนจังหวัด",
    ),
    "industry": ("หอการค้าจังหวัด", "สภาอุตสาหกรรมจังหวัด"),
    "university": ("มหาวิทยาลัยราชภัฏ", "วิทยาลัยชุมชน"),
    "civil_society": ("เหล่ากาชาดจังหวัด", "สภาเกษตรกรจังหวัด"),
    "community": ("สภาองค์กรชุมชนตำบล", "กองทุนหมู่บ้าน"),
}


@dataclass(frozen=True)
class Office:
    """`kinds`: as what it counts, and what it is besides, in the order of OrganisationKind. Counts are of the whole office, whoever asks."""

    id: int
    name: str
    kinds: tuple[str, ...]
    people: int
    households: int
    is_closed: bool
    merged_into: int | None


def listed(user: User, *, text: str = "", kind: str = "", with_closed: bool = False) -> list[Office]:
    """By name in the order of a Thai dictionary. Four queries. `kind`: as what it counts, or besides."""
    _require(user)
    rows = Organisation.objects.all() if with_closed else Organisation.objects.filter(closed_at=None)
    if text:
        rows = rows.filter(name__icontains=text)
    if kind:
        rows = rows.filter(Q(kind=kind) | Q(pk__in=FurtherKind.objects.filter(kind=kind).values("organisation")))
    return sorted(_offices(rows), key=lambda office: thai.sort_key(office.name))


def office(user: User, organisation: int) -> Office:
    found = _offices(Organisation.objects.filter(pk=organisation)) if scope.anywhere(user, Permission.ORGANISATION_CHANGE) else []
    if not found:
        raise scope.OutOfSight(str(organisation))
    return found[0]


def choices(user: User) -> list[tuple[int, str]]:
    """Open ones, for who gives out roles or writes to them."""
    if not scope.anywhere(user, Permission.USER_CREATE) and not scope.anywhere(user, Permission.ORGANISATION_CHANGE):
        raise NotAllowed(Permission.ORGANISATION_CHANGE.value)
    return sorted(Organisation.objects.filter(closed_at=None).values_list("pk", "name"), key=lambda pair: thai.sort_key(pair[1]))


def get(organisation: int) -> Organisation:
    """The row itself, for the verbs."""
    found = Organisation.objects.filter(pk=organisation).first()
    if found is None:
        raise scope.OutOfSight(str(organisation))
    return found


def named(name: str) -> Organisation:
    found = by_name([thai.clean(name)]).get(thai.clean(name))
    if found is None:
        raise Refused(_("ไม่มีองค์กรชื่อ “{name}” ในทะเบียน"), name=name)
    return found


def names() -> dict[int, str]:
    """Of those at work, by number: which offices there are is no secret to who works here."""
    return dict(Organisation.objects.filter(closed_at=None).values_list("pk", "name"))


def by_name(names: list[str]) -> dict[str, Organisation]:
    """Open ones, by exact name."""
    return {row.name: row for row in Organisation.objects.filter(name__in=names, closed_at=None)}


def _offices(rows: QuerySet[Organisation]) -> list[Office]:
    working = Assignment.objects.filter(ended_at=None, user__is_active=True, organisation__in=rows)
    handed = Reach.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None, organisation__in=rows)
    people = dict(working.values_list("organisation").annotate(Count("user", distinct=True)))
    households = dict(handed.values_list("organisation").annotate(Count("household_id", distinct=True)))
    return [
        Office(
            row.pk, row.name, kinds_of(row), people.get(row.pk, 0), households.get(row.pk, 0), row.closed_at is not None, row.merged_into_id
        )
        for row in rows.prefetch_related("further_kinds")
    ]


def kinds_of(row: Organisation) -> tuple[str, ...]:
    """The one it counts as first. Of rows whose further_kinds were fetched with them, no query."""
    further = {each.kind for each in row.further_kinds.all()}
    return (row.kind, *(kind for kind in OrganisationKind.values if kind in further))


@transaction.atomic
def register(*, by: User, at: datetime, name: str, kind: str, also: Iterable[str] = ()) -> Organisation:
    """`kind`: government, community, industry, university or civil_society; `also`: what it is besides."""
    _require(by)
    name, also = _checked(name, kind), _checked_also(kind, also)
    organisation = Organisation.objects.create(name=name, kind=kind)
    FurtherKind.objects.bulk_create(FurtherKind(organisation=organisation, kind=each) for each in sorted(also))
    audit.record(by=by, at=at, verb="organisation.register", on=organisation)
    return organisation


@transaction.atomic
def change(
    *, by: User, at: datetime, organisation: Organisation, name: str, kind: str, also: Iterable[str] | None = None
) -> Organisation:
    """`also` None: what it is besides stays, but for what it now counts as."""
    _require(by)
    organisation = _locked(organisation)
    name, had = _checked(name, kind, besides=organisation.pk), {each.kind for each in organisation.further_kinds.all()}
    also = _checked_also(kind, had if also is None else also)
    if (name, kind, also) == (organisation.name, organisation.kind, had):
        return organisation
    organisation.name, organisation.kind = name, kind
    organisation.save(update_fields=["name", "kind"])
    organisation.further_kinds.exclude(kind__in=also).delete()
    FurtherKind.objects.bulk_create(FurtherKind(organisation=organisation, kind=each) for each in sorted(also - had))
    audit.record(by=by, at=at, verb=Permission.ORGANISATION_CHANGE, on=organisation)
    return organisation


@transaction.atomic
def merge(*, by: User, at: datetime, organisation: Organisation, into: Organisation, because: str) -> Organisation:
    """Two names of one office: its people and the households handed to it go over, the name stays as a closed one."""
    _require(by)
    because = rules.reason(because)
    if organisation.pk == into.pk:
        raise Refused(_("รวมองค์กรเข้ากับตัวเองไม่ได้ โปรดเลือกองค์กรอื่น"))
    first, second = sorted((organisation.pk, into.pk))  # always in this order: two merges at once wait, and don't lock each other out
    rows = {pk: _locked(pk) for pk in (first, second)}
    organisation, into = rows[organisation.pk], rows[into.pk]
    moved = _move(Assignment, organisation, into, at, ("user_id", "role", "area_code", "authority_id"))
    moved += _move(Reach, organisation, into, at, ("household_id", "purpose"))
    organisation.closed_at, organisation.merged_into = at, into
    organisation.save(update_fields=["closed_at", "merged_into"])
    audit.record(by=by, at=at, verb="organisation.merge", on=organisation, because=because, count=moved, detail=f"into={into.pk}")
    return into


def _move(model: type[Assignment] | type[Reach], of: Organisation, to: Organisation, at: datetime, same: tuple[str, ...]) -> int:
    """What the other has already ends here: the same person in the same role, the same household for the same purpose."""
    rows = model.objects.filter(ended_at=None)
    has = set(rows.filter(organisation=to).values_list(*same))
    twice = [row.pk for row in rows.filter(organisation=of) if tuple(getattr(row, name) for name in same) in has]
    model.objects.filter(pk__in=twice).update(ended_at=at)
    return rows.filter(organisation=of).update(organisation=to)


@transaction.atomic
def close(*, by: User, at: datetime, organisation: Organisation, because: str) -> Organisation:
    """Refused while people work for it or households are in its hands: these have to go somewhere first."""
    _require(by)
    because = rules.reason(because)
    organisation = _locked(organisation)
    people = Assignment.objects.filter(organisation=organisation, ended_at=None).count()
    households = Reach.objects.filter(organisation=organisation, ended_at=None).count()
    if people or households:
        raise Refused(
            _("ยังปิดไม่ได้ องค์กรนี้มีบทบาทที่ใช้อยู่ {people} รายการ และครัวเรือนที่ได้รับมอบ {households} ครัวเรือน โปรดรวมเข้ากับองค์กรอื่นก่อน"),
            people=people,
            households=households,
        )
    organisation.closed_at = at
    organisation.save(update_fields=["closed_at"])
    audit.record(by=by, at=at, verb="organisation.close", on=organisation, because=because)
    return organisation


def _require(user: User) -> None:
    if not scope.anywhere(user, Permission.ORGANISATION_CHANGE):
        raise NotAllowed(Permission.ORGANISATION_CHANGE.value)


def _locked(organisation: Organisation | int) -> Organisation:
    pk = organisation if isinstance(organisation, int) else organisation.pk
    found = Organisation.objects.select_for_update().get(pk=pk)
    if found.closed_at:
        raise Refused(_("องค์กร “{name}” ปิดแล้ว"), name=found.name)
    return found


def _checked_also(kind: str, also: Iterable[str]) -> set[str]:
    found = set(also)
    if unknown := sorted(found - set(OrganisationKind.values)):
        raise Refused(_("ไม่มีประเภทองค์กร “{kind}” โปรดเลือกจากรายการ"), kind=unknown[0])
    return found - {kind}


def _checked(name: str, kind: str, besides: int | None = None) -> str:
    name = thai.clean(name)
    if not name:
        raise Refused(_("โปรดระบุชื่อองค์กร"))
    if kind not in OrganisationKind.values:
        raise Refused(_("ไม่มีประเภทองค์กร “{kind}” โปรดเลือกจากรายการ"), kind=kind)
    if Organisation.objects.filter(name=name).exclude(pk=besides).exists():
        raise Refused(_("มีองค์กรชื่อ “{name}” อยู่แล้ว"), name=name)
    return name
