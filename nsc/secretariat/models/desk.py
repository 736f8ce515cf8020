"""Meetings of ศจพ.จ. and ศจพ.อ. as their secretaries keep them: who sits, what is on the agenda, what was said, ordered and done."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.secretariat import desk_rules as rules

USER = settings.AUTH_USER_MODEL


class Sitting(models.Model):
    """A meeting from the day it is planned. Held, it has the meeting of casework, which endorses and certifies."""

    area_code = models.CharField(max_length=4)
    fiscal_year = models.PositiveSmallIntegerField()  # CE
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default=rules.PLANNED)
    because = models.CharField(max_length=300, blank=True)  # of the last move, or of having been called off
    moved_from = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    meeting = models.OneToOneField("casework.Meeting", models.PROTECT, null=True, related_name="sitting")
    began_at = models.TimeField(null=True)
    ended_at = models.TimeField(null=True)
    opening = models.TextField(blank=True)  # what the chair said before the first item
    recorder = models.CharField(max_length=120, blank=True)
    checker = models.CharField(max_length=120, blank=True)
    minutes = models.CharField(max_length=10, default=rules.DRAFT)
    approved_at = models.ForeignKey("self", models.PROTECT, null=True, related_name="approves")  # the sitting that approved its minutes
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="sitting_by_time", fields=["area_code", "starts_at"])]
        constraints = [
            models.UniqueConstraint(
                name="sitting_number_once_a_year", fields=["area_code", "fiscal_year", "number"], condition=~Q(state=rules.CANCELLED)
            ),
            models.CheckConstraint(name="sitting_is_told", condition=~Q(number="") & ~Q(place="") & ~Q(chair="")),
            models.CheckConstraint(
                name="sitting_held_has_meeting",
                condition=Q(state=rules.HELD, meeting__isnull=False) | (~Q(state=rules.HELD) & Q(meeting__isnull=True)),
            ),
            models.CheckConstraint(
                name="sitting_minutes_approved",
                condition=Q(minutes=rules.DRAFT, approved_at__isnull=True) | Q(minutes=rules.APPROVED, approved_at__isnull=False),
            ),
        ]


class Seat(models.Model):
    """A member, or one who attends: somebody of an office. No families, not even as guests: forums are for them."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="seats", db_index=False)
    place = models.PositiveSmallIntegerField()
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=160)  # in the meeting, or of the office
    is_member = models.BooleanField(default=True)
    presence = models.CharField(max_length=12, default=rules.ASKED)
    deputy = models.CharField(max_length=160, blank=True)  # who came instead

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sitting_seat_once", fields=["sitting", "user"], condition=Q(user__isnull=False)),
            models.UniqueConstraint(name="sitting_seat_in_order", fields=["sitting", "place"]),
            models.CheckConstraint(name="seat_deputy_is_told", condition=Q(presence=rules.DEPUTY) | Q(deputy="")),
        ]


class AgendaItem(models.Model):
    """A matter on the agenda, under one of the six headings. `source`: what it was drawn from, "" for the secretary's own."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="items", db_index=False)
    section = models.PositiveSmallIntegerField()  # of desk_rules.SECTIONS
    place = models.PositiveSmallIntegerField()  # inside its heading
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(null=True)  # when it was drawn
    href = models.CharField(max_length=200, blank=True)  # of the rows
    notes = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(name="agenda_in_order", fields=["sitting", "section", "place"])]
        constraints = [models.UniqueConstraint(name="agenda_drawn_once", fields=["sitting", "source"], condition=~Q(source=""))]


class Paper(models.Model):
    """Attached to an item: a file, or a document that was issued, by its number."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    document = models.PositiveBigIntegerField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_is_one_thing",
                condition=Q(file__isnull=False, document__isnull=True) | Q(file__isnull=True, document__isnull=False),
            )
        ]


class Order(models.Model):
    """What a meeting told somebody to do by a day. Its area is that of its sitting, for the clock and the lists."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="orders")
    area_code = models.CharField(max_length=4)
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=rules.OPEN)
    warned_on = models.DateField(null=True)  # before its day
    raised_on = models.DateField(null=True)  # after it, to the level above; again after rules.AGAIN
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="order_that_waits", fields=["area_code", "due_on"], condition=~Q(state=rules.CLOSED))]
        constraints = [
            models.CheckConstraint(
                name="order_has_one_owner",
                condition=Q(owner__isnull=False, office__isnull=True) | Q(owner__isnull=True, office__isnull=False),
            ),
            models.UniqueConstraint(name="order_once", fields=["item", "text", "due_on"]),
        ]


class OrderStep(models.Model):
    """What became of an order, a line for each act. `due_on`: the new day of one that was carried over or sent back."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="steps", db_index=False)
    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=4000, blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    to = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="+")  # that it was carried to
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="order_step_by_time", fields=["order", "at"])]


class Correction(models.Model):
    """Minutes that are approved stay as they are: a later meeting resolves what is to be read otherwise."""

    of = models.ForeignKey(Sitting, models.PROTECT, related_name="corrections")
    resolved = models.ForeignKey(Sitting, models.PROTECT, related_name="corrects")
    text = models.CharField(max_length=2000)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="correction_is_later", condition=~Q(of=F("resolved"))),
            models.UniqueConstraint(name="correction_once", fields=["of", "resolved", "text"]),
        ]
