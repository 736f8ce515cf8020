"""Whose a referral is: the chain that carries it, the office that it went to. And whether the family still lets it run."""

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from nsc.access import notices, scope
from nsc.access.models import Assignment, Organisation, User
from nsc.access.roles import ROLES, Permission
from nsc.areas import authorities
from nsc.casework import chain
from nsc.casework.models import Referral, Turn
from nsc.errors import NotAllowed
from nsc.registry.models import Restriction

CONSENT, RESTRICTED = "consent", "restricted"
_ANSWERING = [role.key for role in ROLES.values() if Permission.REFERRAL_ANSWER in role.all_permissions]


def with_stops(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Adds `stop`: CONSENT where the consent it rests on was taken back, RESTRICTED where the family had its processing stopped, else "".

    Asked each time, because the register, which knows both, knows no referrals. What was sent stays ended when the stop is lifted: the
    household was taken back from the office then.
    """
    stops = Restriction.objects.filter(household=OuterRef("household"), purpose=OuterRef("purpose"))
    stopped = Exists(stops.filter(lifted_at=None)) | Exists(stops.filter(since__gte=OuterRef("sent_at")))
    return rows.annotate(
        stop=Case(When(consent__withdrawn_at__isnull=False, then=Value(CONSENT)), When(stopped, then=Value(RESTRICTED)), default=Value(""))
    )


def own(user: User) -> frozenset[int]:
    """Organisations at whose desk this user sits: those of their roles, and the one that bears the name of their local authority."""
    held = [given for given in scope.in_force(user) if given.role in _ANSWERING]
    found = {given.organisation_id for given in held if given.organisation_id}
    names = [owner.name for given in held if given.authority_id and (owner := authorities.find(given.authority_id))]
    return frozenset(found | set(Organisation.objects.filter(name__in=names).values_list("pk", flat=True) if names else ()))


def people_of(organisation: Organisation) -> list[User]:
    """Who sits at its desk."""
    of_office = Assignment.objects.filter(ended_at=None, role__in=_ANSWERING, user__is_active=True).select_related("user")
    return sorted({given.user for given in of_office.filter(organisation=organisation)}, key=lambda user: user.pk)


def at_desk(user: User, row: Referral) -> bool:
    """Is it this user's office, and the household still theirs?"""
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    is_out = row.state not in ("drafted", "forwarded") and bool(row.letter_number)
    return is_out and row.organisation_id in own(user) and scope.may(user, Permission.REFERRAL_ANSWER, **told)


def in_chain(user: User, row: Referral, link: str) -> bool:
    """Does this user work at that link, or at one above it?"""
    if link == chain.PROVINCE:
        return scope.may(user, Permission.REFERRAL_SIGN, settings.PROVINCE)
    if link == chain.DISTRICT:
        return scope.may(user, Permission.REFERRAL_SIGN, row.area_code)
    household = row.household_id if link == chain.MENTOR else None
    return scope.may(user, Permission.REFERRAL_SEND, row.area_code, household, row.authority_id)


def may_answer(user: User, row: Referral) -> bool:
    """The office itself; or the centre, which puts on record what an office answered by letter or telephone."""
    return at_desk(user, row) or in_chain(user, row, chain.DISTRICT)


def require_seen(user: User, row: Referral) -> None:
    """OutOfSight to who neither sees households of that place, nor works on the case, nor sits at the desk of the office it went to: what
    was handed to one office is not told to another that knows the family too."""
    by_place = scope.may(user, Permission.HOUSEHOLD_SEE, row.area_code, None, row.authority_id)
    if not (by_place or in_chain(user, row, chain.MENTOR) or at_desk(user, row)):
        raise scope.OutOfSight(str(row.pk))


def require(user: User, row: Referral, permission: Permission, is_theirs: bool) -> None:
    require_seen(user, row)
    if not is_theirs:
        raise NotAllowed(permission.value)


def visible(user: User) -> Q:
    """The same as `require_seen`, as a filter; in the lists of an office by `of_offices`."""
    by_place = scope.within(user, Permission.HOUSEHOLD_SEE, authority="authority_id")
    return by_place | scope.within(user, Permission.REFERRAL_SEND, household="household_id", authority="authority_id")


def carriers(row: Referral) -> list[User]:
    """Who has to act next, as far as an account does."""
    match row.turn:
        case Turn.AGENCY:
            return people_of(row.organisation)
        case Turn.PROVINCE:
            return notices.holders(Permission.REFERRAL_SIGN, settings.PROVINCE)
        case Turn.DISTRICT:
            found = notices.holders(Permission.REFERRAL_SIGN, row.area_code)
            return [user for user in found if not scope.may(user, Permission.REFERRAL_SIGN, settings.PROVINCE)]
        case Turn.TAMBON:
            found = notices.holders(Permission.REFERRAL_SEND, row.area_code)
            return [user for user in found if not scope.may(user, Permission.REFERRAL_SIGN, row.area_code)]
        case Turn.MENTOR:
            return senders(row)
    return []


def senders(row: Referral) -> list[User]:
    """Who asked for it, who looks after the family, who signed."""
    found = {user.pk: user for user in (row.by, row.case.mentor, row.signed_by) if user}
    return [found[number] for number in sorted(found)]
