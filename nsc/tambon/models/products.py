"""What a tambon makes and sells: products, their money, buyers, chain, and the technologies that help."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nsc.tambon import products_rules, rules
from nsc.tambon.models.initiatives import Initiative

USER = settings.AUTH_USER_MODEL


class CriterionWeight(models.Model):
    """What a tambon weighs otherwise than data/criteria.toml proposes."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="criterion_weights")
    criterion = models.CharField(max_length=20)
    weight = models.PositiveSmallIntegerField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="criterion_weighed_once", fields=["initiative", "criterion"]),
            models.CheckConstraint(name="criterion_weight_bounds", condition=Q(weight__lte=products_rules.MOST_WEIGHT)),
        ]


class Product(models.Model):
    """A candidate, then chosen or put aside. `unit`: in what it is counted and sold."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("เสนอไว้")
        CHOSEN = "chosen", _("เลือกแล้ว")
        DROPPED = "dropped", _("ไม่เลือก")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="products")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    what = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, default="", blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="product_name_once", fields=["initiative", "name"]),
            models.CheckConstraint(name="product_is_told", condition=~Q(name="") & ~Q(unit="")),
            models.CheckConstraint(name="product_state_known", condition=Q(state__in=["candidate", "chosen", "dropped"])),
            models.CheckConstraint(
                name="product_decided_with_reason",
                condition=Q(state="candidate") | (Q(decided_at__isnull=False) & Q(decided_by__isnull=False) & ~Q(because="")),
            ),
        ]


class Score(models.Model):
    """The newest for a criterion counts; older ones stay, so that nobody's judgement is lost."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=20)
    points = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="score_bounds", condition=Q(points__lte=products_rules.MOST_POINTS)),
            models.CheckConstraint(name="score_has_reason", condition=~Q(because="")),
        ]


class Recipe(models.Model):
    """How it is made and by which standard, from a day on."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="recipes")
    valid_from = models.DateField()
    standard = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recipe_once_a_day", fields=["product", "valid_from"]),
            models.CheckConstraint(name="recipe_is_told", condition=~Q(text="")),
        ]


class CanvasNote(models.Model):
    """A block of the business model canvas, a line for each thought. The newest of a block stands."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="canvas")
    block = models.CharField(max_length=12)
    text = models.TextField(default="", blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="canvas_block_known", condition=Q(block__in=list(products_rules.CANVAS)))]


class Cost(models.Model):
    product = models.ForeignKey(Product, models.PROTECT, related_name="costs")
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    baht = models.DecimalField(max_digits=12, decimal_places=2)  # a year, or a unit
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cost_kind_known", condition=Q(kind__in=list(products_rules.COSTS))),
            models.CheckConstraint(name="cost_is_told", condition=~Q(name="") & Q(baht__gte=0)),
            models.UniqueConstraint(name="cost_named_once", fields=["product", "kind", "name"], condition=Q(ended_at=None)),
        ]


class Price(models.Model):
    """Of a unit, from a day on."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="prices")
    valid_from = models.DateField()
    baht = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="price_once_a_day", fields=["product", "valid_from"]),
            models.CheckConstraint(name="price_is_told", condition=~Q(source="") & Q(baht__gte=0)),
        ]


class Buyer(models.Model):
    """A shop, office or market: no person. `a_year`: units it says it would take."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="buyers")
    name = models.CharField(max_length=200)
    wants = models.CharField(max_length=300, default="", blank=True)
    a_year = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="buyer_named_once", fields=["product", "name"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="buyer_has_name", condition=~Q(name="")),
        ]


class Order(models.Model):
    """Delivered, cancelled, or still due. `price`: baht a unit."""

    buyer = models.ForeignKey(Buyer, models.PROTECT, related_name="orders")
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    ordered_on = models.DateField()
    due_on = models.DateField()
    delivered_on = models.DateField(null=True)
    delivered = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    cancelled_on = models.DateField(null=True)
    because = models.CharField(max_length=300, default="", blank=True)
    mark = models.UUIDField(unique=True)  # of the form it was written on: sent again, it is the same order
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="order_is_of_something", condition=Q(quantity__gt=0) & Q(price__gte=0)),
            models.CheckConstraint(name="order_due_after_it", condition=Q(due_on__gte=F("ordered_on"))),
            models.CheckConstraint(name="order_ends_one_way", condition=Q(delivered_on=None) | Q(cancelled_on=None)),
            models.CheckConstraint(
                name="order_delivered_is_counted",
                condition=Q(delivered_on=None, delivered=None) | Q(delivered_on__isnull=False, delivered__gte=0),
            ),
        ]


class ChainStep(models.Model):
    """A step from field to buyer; products_rules.Link says what the figures mean. Corrected, the old row ends."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="chain")
    place = models.PositiveSmallIntegerField()  # from 1
    name = models.CharField(max_length=120)
    who = models.CharField(max_length=200, default="", blank=True)  # organisation, group or role, never a person; "": nobody yet
    capacity = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    loss = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="chain_place_once", fields=["product", "place"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="chain_step_bounds", condition=~Q(name="") & (Q(loss=None) | Q(loss__gte=0, loss__lte=100))),
        ]


class Technology(models.Model):
    """Of the whole province's catalogue. `area_code`: the tambon that wrote it in. `words`: by which it is found, with commas."""

    area_code = models.CharField(max_length=6)
    name = models.CharField(max_length=200)
    solves = models.CharField(max_length=300)
    words = models.CharField(max_length=300)
    dimension = models.CharField(max_length=12)
    owner = models.CharField(max_length=200)
    readiness = models.PositiveSmallIntegerField()
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # baht to begin with
    proof = models.CharField(max_length=500, default="", blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="technology_once", fields=["name", "owner"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="technology_is_told", condition=~Q(name="") & ~Q(solves="") & ~Q(owner="") & ~Q(words="")),
            models.CheckConstraint(name="technology_readiness", condition=Q(readiness__gte=1, readiness__lte=products_rules.MOST_READY)),
            models.CheckConstraint(name="technology_dimension", condition=Q(dimension__in=list(rules.DIMENSIONS))),
        ]


class Transfer(models.Model):
    """A technology handed over: by whom to which group, in how many days of training. How many can do it alone, its checks say."""

    technology = models.ForeignKey(Technology, models.PROTECT, related_name="transfers")
    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="transfers")
    giver = models.CharField(max_length=200)
    receiver = models.CharField(max_length=200)  # a group, never a person
    on = models.DateField()
    days = models.DecimalField(max_digits=4, decimal_places=1)
    took_part = models.PositiveSmallIntegerField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="transfer_once", fields=["technology", "initiative", "receiver", "on"]),
            models.CheckConstraint(name="transfer_is_told", condition=~Q(giver="") & ~Q(receiver="") & Q(days__gt=0)),
        ]


class TransferCheck(models.Model):
    """Asked again on a day: how many can now do it without help."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="checks")
    on = models.DateField()
    alone = models.PositiveSmallIntegerField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="transfer_checked_once_a_day", fields=["transfer", "on"])]
