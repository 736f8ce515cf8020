"""The enterprise of a tambon: stages, papers, people, shares, board, books. And what was learnt: work sheets and lessons."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.access.models import Organisation
from nsc.files.models import StoredFile
from nsc.registry.models import Person
from nsc.tambon import enterprise_rules as rules
from nsc.tambon.models.initiatives import Initiative

USER = settings.AUTH_USER_MODEL
MONEY = {"max_digits": 14, "decimal_places": 2}
SHARE = {"max_digits": 5, "decimal_places": 2, "default": 0}


def _share(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=f"sroi_outcome_{name}_is_share", condition=Q(**{f"{name}__gte": 0, f"{name}__lte": 100}))


class Enterprise(models.Model):
    """One for a tambon, from its first group to a registered company: its stages are its history."""

    initiative = models.OneToOneField(Initiative, models.PROTECT, related_name="enterprise")
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=500, default="", blank=True)
    shares_profit = models.BooleanField()  # False: the kind whose trade income may be less than half
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="enterprise_has_name", condition=~Q(name=""))]


class Withdrawable(models.Model):
    """What was written by somebody, and may be withdrawn with a reason; it is never removed."""

    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        abstract = True


class Founding(Withdrawable):
    """A stage entered: stands as history when the next one is."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="foundings")
    stage = models.CharField(max_length=30)
    on = models.DateField()
    number = models.CharField(max_length=60, default="", blank=True)  # of the registration

    class Meta:
        constraints = [
            models.UniqueConstraint("enterprise", "stage", name="founding_once", condition=Q(withdrawn_at=None)),
            models.CheckConstraint(name="founding_stage_known", condition=Q(stage__in=list(rules.STAGES))),
        ]


class Proof(Withdrawable):
    """A paper that a stage asks for, ticked off. Its file may hold names: it is opened by who may see those."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="proofs")
    stage = models.CharField(max_length=30)
    paper = models.CharField(max_length=30)
    number = models.CharField(max_length=60, default="", blank=True)
    on = models.DateField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("enterprise", "stage", "paper", name="proof_once", condition=Q(withdrawn_at=None))]


class Party(models.Model):
    """A person or an organisation that is a member, a shareholder or on the board. Blank names: forgotten."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    told_apart = models.CharField(max_length=100, default="", blank=True)  # where two have one name
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sector = models.CharField(max_length=12)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("enterprise", "kind", "name", "told_apart", name="party_once", condition=Q(left_on=None) & ~Q(name="")),
            models.CheckConstraint(name="party_kind_known", condition=Q(kind__in=list(rules.PARTIES))),
            models.CheckConstraint(name="party_sector_known", condition=Q(sector__in=list(rules.SECTORS))),
            models.CheckConstraint(name="party_leaves_after_joining", condition=Q(left_on=None) | Q(left_on__gte=F("joined_on"))),
            models.CheckConstraint(
                name="party_is_one_or_the_other",
                condition=Q(kind=rules.PERSON, organisation=None) | Q(kind=rules.ORGANISATION, person=None),
            ),
        ]


class Seat(models.Model):
    """On the board, in a role, for a time."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("party", "role", name="seat_once", condition=Q(until_on=None)),
            models.CheckConstraint(name="seat_ends_after_start", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(name="seat_has_role", condition=~Q(role="")),
        ]


class ShareClass(models.Model):
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="share_classes")
    name = models.CharField(max_length=60)
    baht = models.DecimalField(**MONEY)  # of one share

    class Meta:
        constraints = [
            models.UniqueConstraint("enterprise", "name", name="share_class_once"),
            models.CheckConstraint(name="share_class_has_worth", condition=Q(baht__gt=0) & ~Q(name="")),
        ]


class ShareMove(models.Model):
    """Shares that went from one to another. No giver: issued; no taker: given back and gone. The form's token keeps it from being written
    twice."""

    share_class = models.ForeignKey(ShareClass, models.PROTECT, related_name="moves")
    giver = models.ForeignKey(Party, models.PROTECT, null=True, related_name="given")
    taker = models.ForeignKey(Party, models.PROTECT, null=True, related_name="taken")
    number = models.PositiveIntegerField()
    on = models.DateField()
    note = models.CharField(max_length=300, default="", blank=True)
    token = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="share_move_moves_some", condition=Q(number__gt=0)),
            models.CheckConstraint(
                name="share_move_is_between_two",
                condition=(Q(giver__isnull=False) | Q(taker__isnull=False)) & (Q(giver=None) | Q(taker=None) | ~Q(giver=F("taker"))),
            ),
        ]


class Holding(models.Model):
    """What somebody holds now, for the promise that nobody holds less than nothing; of another day the transfers tell."""

    share_class = models.ForeignKey(ShareClass, models.PROTECT, related_name="holdings")
    party = models.ForeignKey(Party, models.PROTECT, related_name="holdings")
    number = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("share_class", "party", name="holding_once"),
            models.CheckConstraint(name="holding_is_not_negative", condition=Q(number__gte=0)),
        ]


class Period(models.Model):
    """A month or a quarter of the books. Closed, it takes nothing but corrections."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="periods")
    starts_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("enterprise", "starts_on", name="period_once"),
            models.CheckConstraint(name="period_months_known", condition=Q(months__in=rules.MONTHS)),
        ]


class BookLine(models.Model):
    """A line of income or cost. Never changed: a mistake is mended by a further line that names it, whose sum may be negative."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=20)
    baht = models.DecimalField(**MONEY)
    note = models.CharField(max_length=300, default="", blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    token = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="book_line_kind_known", condition=Q(kind__in=list(rules.KINDS))),
            models.CheckConstraint(name="book_line_is_positive", condition=Q(baht__gt=0) | (Q(corrects__isnull=False) & ~Q(baht=0))),
        ]


class ProfitUse(Withdrawable):
    """What the profit of an accounting year goes to."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="profit_uses")
    year = models.PositiveSmallIntegerField()
    use = models.CharField(max_length=20)
    baht = models.DecimalField(**MONEY)
    on = models.DateField()  # when it was decided
    note = models.CharField(max_length=300, default="", blank=True)
    token = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="profit_use_known", condition=Q(use__in=list(rules.USES))),
            models.CheckConstraint(name="profit_use_is_positive", condition=Q(baht__gt=0)),
        ]


class Workforce(models.Model):
    """Who works for the enterprise in a year, as it reports itself: counts, nobody's name. The newest of a year counts, the others stay."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="workforces")
    year = models.PositiveSmallIntegerField()
    workers = models.PositiveIntegerField()
    poor_workers = models.PositiveIntegerField()
    poor_households = models.PositiveIntegerField()
    results = models.CharField(max_length=1000, default="", blank=True)  # social results of the year, in words
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workforce_adds_up", condition=Q(poor_workers__lte=F("workers")) & Q(poor_households__lte=F("poor_workers"))
            )
        ]


class SroiSheet(models.Model):
    """A work sheet of what the tambon's model brought for what was put in: an estimate of the team's."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="sroi_sheets")
    title = models.CharField(max_length=200)
    discount = models.DecimalField(max_digits=5, decimal_places=2)  # per cent a year
    outputs = models.CharField(max_length=1000, default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("initiative", "title", name="sroi_sheet_once"),
            models.CheckConstraint(name="sroi_sheet_is_told", condition=~Q(title="") & Q(discount__gte=0, discount__lte=30)),
        ]


class SroiInput(Withdrawable):
    sheet = models.ForeignKey(SroiSheet, models.PROTECT, related_name="inputs")
    giver = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    baht = models.DecimalField(**MONEY)
    token = models.UUIDField(unique=True)

    class Meta:
        constraints = [models.CheckConstraint(name="sroi_input_is_positive", condition=Q(baht__gt=0))]


class SroiOutcome(Withdrawable):
    """`worth`: of one of `quantity` in a year, by a proxy whose source is said. Shares are per cent."""

    sheet = models.ForeignKey(SroiSheet, models.PROTECT, related_name="outcomes")
    text = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    quantity = models.DecimalField(**MONEY)
    worth = models.DecimalField(**MONEY)
    low = models.DecimalField(**MONEY)
    high = models.DecimalField(**MONEY)
    source = models.CharField(max_length=300)
    years = models.PositiveSmallIntegerField()
    deadweight = models.DecimalField(**SHARE)
    displacement = models.DecimalField(**SHARE)
    attribution = models.DecimalField(**SHARE)
    drop_off = models.DecimalField(**SHARE)
    token = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sroi_outcome_is_told", condition=~Q(text="") & ~Q(source="") & Q(quantity__gt=0)),
            models.CheckConstraint(name="sroi_outcome_in_order", condition=Q(low__gte=0, low__lte=F("worth"), high__gte=F("worth"))),
            models.CheckConstraint(name="sroi_outcome_lasts", condition=Q(years__gte=1, years__lte=20)),
            *(_share(name) for name in ("deadweight", "displacement", "attribution", "drop_off")),
        ]


class Lesson(Withdrawable):
    """What was learnt (ถอดบทเรียน): what worked and what not, under which conditions, by what evidence."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="lessons")
    on = models.DateField()
    title = models.CharField(max_length=200)
    worked = models.TextField(default="", blank=True)
    failed = models.TextField(default="", blank=True)
    conditions = models.TextField()
    evidence = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("initiative", "title", "on", name="lesson_once", condition=Q(withdrawn_at=None)),
            models.CheckConstraint(
                name="lesson_is_told",
                condition=~Q(title="") & ~Q(conditions="") & ~Q(evidence="") & (~Q(worked="") | ~Q(failed="")),
            ),
        ]
