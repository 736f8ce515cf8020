"""Offices, local authorities, hospitals, schools, companies and groups whose people work here."""

from datetime import datetime

from django.db import transaction

from nsc.access import audit, scope
from nsc.access.models import Organisation, OrganisationKind, User
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused, _


@transaction.atomic
def register(*, by: User, at: datetime, name: str, kind: str) -> Organisation:
    """`kind`: government, community, industry, university or civil_society."""
    if not scope.anywhere(by, Permission.ORGANISATION_CHANGE):
        raise NotAllowed(Permission.ORGANISATION_CHANGE.value)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("โปรดระบุชื่อองค์กร"))
    if kind not in OrganisationKind.values:
        raise Refused(_("ไม่มีประเภทองค์กร “{kind}” โปรดเลือกจากรายการ"), kind=kind)
    if Organisation.objects.filter(name=name).exists():
        raise Refused(_("มีองค์กรชื่อ “{name}” อยู่แล้ว"), name=name)
    organisation = Organisation.objects.create(name=name, kind=kind)
    audit.record(by=by, at=at, verb="organisation.register", on=organisation)
    return organisation
