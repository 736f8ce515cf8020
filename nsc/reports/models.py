"""What reports remembers of its own: the views of lists that people keep, and whose facts were written when. Nothing about a household or a
person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

USER = settings.AUTH_USER_MODEL


class SavedView(models.Model):
    """The address of a list under a name: filters, order, columns. For who saved it, and for the organisation or the area it is shared
    with."""

    list = models.CharField(max_length=40)  # a key of saved_views.LISTS
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=1000)  # a query string of codes and numbers
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    area_code = models.CharField(max_length=8, default="")  # "": with no area
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="saved_view_named_once", fields=["by", "list", "name"], condition=Q(withdrawn_at=None)),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(list="") & ~Q(name="")),
            models.CheckConstraint(name="saved_view_shared_one_way", condition=Q(organisation=None) | Q(area_code="")),
        ]
        indexes = [models.Index(name="saved_view_of_list", fields=["list", "name"], condition=Q(withdrawn_at=None))]

    def __str__(self) -> str:
        return f"{self.list} {self.pk}"


class DefaultView(models.Model):
    """What a person's list opens with where the address says nothing."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    list = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="default_view_once", fields=["user", "list"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.list}"


class Touched(models.Model):
    """That something of this household (0: of everybody) or of this farmer was written: by a trigger of the database, touched.py.

    Plain numbers, and nothing but added to, so that no writer waits for another. Rows go after some days.
    """

    household_id = models.BigIntegerField(null=True)
    farmer_id = models.BigIntegerField(null=True)
    chance = models.BigIntegerField()  # below 2**40
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(name="touched_household", fields=["household_id"], condition=Q(household_id__isnull=False)),
            models.Index(name="touched_farmer", fields=["farmer_id"], condition=Q(farmer_id__isnull=False)),
            models.Index(name="touched_at", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.farmer_id}"
