"""Which farmer of a tambon belongs to which household. Known here alone: the tambon's own room counts, and names nobody."""

from django.conf import settings
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL


class Joined(models.Model):
    """`person`: who of the household the farmer is, where that is known. Ended, it was a mistake or is no longer so."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="joined")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    farmer = models.ForeignKey("tambon.Farmer", models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="farmer_joined_once", fields=["farmer"], condition=Q(ended_at=None))]
