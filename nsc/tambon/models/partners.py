"""Who takes part in a tambon's initiative, what they offer, what it needs, what was promised and delivered, and which data they share."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.tambon import partners_rules, rules
from nsc.tambon.models.initiatives import Goal, Initiative, Project

USER = settings.AUTH_USER_MODEL
ORGANISATION = "access.Organisation"


class Partner(models.Model):
    """An organisation that takes part, as one of C, I, G and U."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1)
    part = models.CharField(max_length=200, default="", blank=True)  # what it does here
    since_on = models.DateField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "organisation"], condition=Q(ended_at=None), name="partner_once"),
            models.CheckConstraint(name="partner_letter_known", condition=Q(letter__in=list(partners_rules.LETTERS))),
        ]


class Contact(models.Model):
    """Whom to speak to at a partner: one of its users, or a person who agreed to be named. What names a person goes when it ends."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contacts")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, default="", blank=True)
    reach_by = models.CharField(max_length=120, default="", blank=True)
    duty = models.CharField(max_length=120, default="", blank=True)
    agreed_on = models.DateField(null=True)  # when the named person agreed to stand here
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_is_somebody",
                condition=Q(ended_at__isnull=False)
                | Q(user__isnull=False, name="", agreed_on=None)
                | Q(user=None, agreed_on__isnull=False) & ~Q(name=""),
            ),
            models.CheckConstraint(name="contact_forgotten_when_ended", condition=Q(ended_at=None) | Q(name="", reach_by="")),
            models.UniqueConstraint(fields=["partner", "user"], condition=Q(ended_at=None, user__isnull=False), name="contact_user_once"),
            models.UniqueConstraint(fields=["partner", "name"], condition=Q(ended_at=None, user=None), name="contact_name_once"),
        ]


class Offer(models.Model):
    """What an organisation is ready to give within a place. `promised`: how much of `quantity` open and kept promises take."""

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # of partners_rules.RESOURCES
    what = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=30)
    promised = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    baht = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # what the whole is worth; None: nobody said
    conditions = models.CharField(max_length=500, default="", blank=True)
    area_code = models.CharField(max_length=6)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    told_how = models.CharField(max_length=200, default="", blank=True)  # where others wrote it for the organisation: how it told them
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_kind_known", condition=Q(kind__in=list(partners_rules.RESOURCES))),
            models.CheckConstraint(name="offer_is_told", condition=~Q(what="") & ~Q(unit="") & ~Q(area_code="")),
            models.CheckConstraint(name="offer_days_in_order", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="offer_not_overpromised", condition=Q(quantity__gt=0, promised__gte=0, promised__lte=F("quantity"))
            ),
            models.CheckConstraint(name="offer_worth_positive", condition=Q(baht=None) | Q(baht__gte=0)),
        ]
        indexes = [models.Index(name="offer_in_area", fields=["area_code"]), models.Index(name="offer_of", fields=["organisation"])]


class OfferDimension(models.Model):
    """Which dimension of development it is meant for."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="dimensions")
    dimension = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "dimension"], name="offer_dimension_once"),
            models.CheckConstraint(name="offer_dimension_known", condition=Q(dimension__in=list(rules.DIMENSIONS))),
        ]


class Want(models.Model):
    """What the tambon needs. `promised`: how much of `quantity` open and kept promises will bring."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="wants")
    kind = models.CharField(max_length=10)  # of partners_rules.RESOURCES
    what = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=30)
    promised = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    dimension = models.CharField(max_length=12)
    by_on = models.DateField()
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="wants")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="wants")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="want_kind_known", condition=Q(kind__in=list(partners_rules.RESOURCES))),
            models.CheckConstraint(name="want_dimension_known", condition=Q(dimension__in=list(rules.DIMENSIONS))),
            models.CheckConstraint(name="want_is_told", condition=~Q(what="") & ~Q(unit="")),
            models.CheckConstraint(name="want_not_overpromised", condition=Q(quantity__gt=0, promised__gte=0, promised__lte=F("quantity"))),
        ]


class Declined(models.Model):
    """Somebody said no to a pair: it is not proposed again."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    want = models.ForeignKey(Want, models.PROTECT, related_name="declined")
    because = models.CharField(max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "want"], name="declined_once")]


class Commitment(models.Model):
    """So much of an offer for a need, by a day. It holds once both sides have said yes; who said no cancels it."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="commitments")
    want = models.ForeignKey(Want, models.PROTECT, related_name="commitments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    delivered = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    organisation_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    organisation_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=200, default="", blank=True)  # where the team wrote down the organisation's yes
    team_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    team_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, default="", blank=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "want"], condition=Q(cancelled_at=None), name="commitment_once"),
            models.CheckConstraint(
                name="commitment_delivers_no_more", condition=Q(amount__gt=0, delivered__gte=0, delivered__lte=F("amount"))
            ),
            models.CheckConstraint(name="commitment_of_somebody", condition=Q(organisation_at__isnull=False) | Q(team_at__isnull=False)),
            models.CheckConstraint(
                name="commitment_yes_by_whom",
                condition=Q(organisation_at=None, organisation_by=None) | Q(organisation_at__isnull=False, organisation_by__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_team_by_whom",
                condition=Q(team_at=None, team_by=None) | Q(team_at__isnull=False, team_by__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_agreed_before_delivered",
                condition=Q(delivered=0) | Q(organisation_at__isnull=False, team_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="commitment_due", fields=["due_on"], condition=Q(cancelled_at=None))]


class Handover(models.Model):
    """What came of a promise on a day."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="handovers")
    on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    evidence = models.CharField(max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)  # it was told wrongly
    taken_back_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "on", "amount", "evidence"], condition=Q(taken_back_at=None), name="handover_once"
            ),
            models.CheckConstraint(name="handover_is_something", condition=Q(amount__gt=0) & ~Q(evidence="")),
        ]


class DataSet(models.Model):
    """A set of data that somebody holds and others may use."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="data_sets")
    holder = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=300)
    since_on = models.DateField(null=True)  # from when it reaches back
    fresh = models.CharField(max_length=10)  # how often it is renewed: a key of partners_rules.FRESHNESS
    updated_on = models.DateField(null=True)
    agreement = models.CharField(max_length=200, default="", blank=True)  # by which it is shared
    is_personal = models.BooleanField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "holder", "name"], condition=Q(ended_at=None), name="data_set_once"),
            models.CheckConstraint(name="data_set_fresh_known", condition=Q(fresh__in=list(partners_rules.FRESHNESS))),
            models.CheckConstraint(name="data_set_personal_by_agreement", condition=Q(is_personal=False) | ~Q(agreement="")),
            models.CheckConstraint(name="data_set_is_told", condition=~Q(name="") & ~Q(about="")),
        ]


class DataUse(models.Model):
    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="uses")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    what_for = models.CharField(max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["data_set", "organisation", "what_for"], condition=Q(ended_at=None), name="data_use_once"),
            models.CheckConstraint(name="data_use_is_told", condition=~Q(what_for="")),
        ]


class DataGap(models.Model):
    """Data that somebody needs and has not got. `held_by` None: nobody is known to have it."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="data_gaps")
    what = models.CharField(max_length=200)
    what_for = models.CharField(max_length=300)
    needed_by = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    held_by = models.ForeignKey(ORGANISATION, models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, default="", blank=True)  # how it was filled, or why it is no longer needed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "what", "needed_by"], condition=Q(ended_at=None), name="data_gap_once"),
            models.CheckConstraint(name="data_gap_is_told", condition=~Q(what="") & ~Q(what_for="")),
        ]
