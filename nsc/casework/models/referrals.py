"""A need handed to who can meet it, along the chain of command, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nsc.casework.models.cases import NOTE, Case, Turn
from nsc.casework.models.plans import Step
from nsc.casework.models.visits import Need, Visit
from nsc.files.sealed import SealedField

USER = settings.AUTH_USER_MODEL


class Letter(models.Model):
    """The paper by which a centre hands households to an office: one or several, under one number of that centre and calendar year (CE).

    `office_code`: the place whose centre signed, an amphoe or the province. `signatory`: who signed it, an official, as printed.
    """

    office_code = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40)
    on = models.DateField()
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    refers_to = models.CharField(max_length=200, default="")  # อ้างถึง
    signatory = models.CharField(max_length=120)
    position = models.CharField(max_length=200)
    within = models.PositiveSmallIntegerField()  # working days for the answer
    due_on = models.DateField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="letter_number_once", fields=["office_code", "year", "number"]),
            models.CheckConstraint(
                name="letter_is_signed", condition=~Q(number="") & ~Q(signatory="") & ~Q(position="") & Q(due_on__gte=F("on"))
            ),
        ]


class Referral(models.Model):
    """From mentor to tambon team to district, where it is signed to offices of the amphoe and local authorities, or on to the province.

    `turn` says where on the chain it lies. `purpose`: of access.purposes, referral or partner; the latter rests on the consent named here.
    A letter has a number and a date once it is signed. `again_of`: the one that was declined or ran dry before.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=8)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+", db_index=False)
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="referrals")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="referrals")
    again_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="again")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    consent = models.ForeignKey("registry.Consent", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="drafted")  # a key of roads.REFERRAL_NEXT
    turn = models.CharField(max_length=10, choices=Turn)
    what_sealed = SealedField(purpose=NOTE, null=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="referrals")
    letter_number = models.CharField(max_length=40, default="")
    letter_on = models.DateField(null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)  # of the answer, or of the next link of the chain
    until = models.DateField(null=True)  # the last day on which the office sees the household for it
    received_at = models.DateTimeField(null=True)  # "รับเรื่องแล้วหรือยัง": the office has opened it
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answer_sealed = SealedField(purpose=NOTE, null=True)
    completed_at = models.DateTimeField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_sent_with_a_letter",
                condition=Q(state__in=["drafted", "forwarded", "withdrawn"])
                | ~Q(letter_number="") & Q(letter_on__isnull=False, signed_by__isnull=False, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_answered_by_someone",
                condition=~Q(state__in=["accepted", "declined", "asked"]) | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(name="referral_seen_until_a_day", condition=Q(letter__isnull=True) | Q(until__isnull=False)),
            models.UniqueConstraint(
                *("case", "organisation", Coalesce("need", 0), Coalesce("step", 0)),
                name="referral_once_running",
                condition=~Q(state__in=["declined", "completed", "withdrawn"]),
            ),
        ]
        indexes = [
            models.Index(name="referral_of_office", fields=["organisation", "state", "due_on"]),
            models.Index(name="referral_in_area", fields=["area_code", "state", "turn", "due_on"]),
        ]


class ReferralMove(models.Model):
    """What happened to a referral, in order. `kind`: the verb without its noun; `turn`: whose turn it was then."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=10)
    turn = models.CharField(max_length=10, choices=Turn)
    text_sealed = SealedField(purpose=NOTE, null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="referral_move_has_kind", condition=~Q(kind=""))]


class Given(models.Model):
    """That an assistance (welfare.Assistance) came of this case: of which need, step and referral. Welfare itself knows no cases."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="given")
    assistance = models.OneToOneField("welfare.Assistance", models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="given")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="given")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="given")
    is_emergency = models.BooleanField(default=False)
    told_on = models.DateField(null=True)  # the day the นายอำเภอ was told of an emergency
    meets_need = models.BooleanField(default=False)  # the giver says that with it the need is met
    regularised_on = models.DateField(null=True)
    regularised_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    regularised_sealed = SealedField(purpose=NOTE, null=True)  # why it was right to come first

    class Meta:
        constraints = [
            models.CheckConstraint(name="given_meets_a_need", condition=Q(meets_need=False) | Q(need__isnull=False)),
            models.CheckConstraint(
                name="given_regularised_by_someone",
                condition=Q(regularised_on__isnull=True, regularised_by__isnull=True, regularised_sealed__isnull=True)
                | Q(is_emergency=True, regularised_on__isnull=False, regularised_by__isnull=False, regularised_sealed__isnull=False),
            ),
            models.CheckConstraint(name="given_emergency_was_told", condition=Q(is_emergency=False) | Q(told_on__isnull=False)),
        ]
        indexes = [
            models.Index(name="given_to_regularise", fields=["assistance"], condition=Q(is_emergency=True, regularised_on__isnull=True))
        ]


class UseCheck(models.Model):
    """Whether help was used, and for what."""

    class Use(models.TextChoices):
        WHOLE = "whole", _("ใช้ตามวัตถุประสงค์")
        PARTLY = "partly", _("ใช้บางส่วน")
        NOT = "not", _("ไม่ได้ใช้")
        OTHERWISE = "otherwise", _("ใช้เพื่อการอื่น")

    given = models.ForeignKey(Given, models.PROTECT, related_name="use_checks")
    on = models.DateField()
    use = models.CharField(max_length=10, choices=Use)
    text_sealed = SealedField(purpose=NOTE, null=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="use_check_once_a_day", fields=["given", "on"])]
