"""What a tambon shows to everybody: one draft, one page that stands, and those that stood."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.tambon.models.initiatives import Goal, Initiative, Project
from nsc.tambon.models.products import Product
from nsc.tambon.models.profile import Finding, TambonPhotograph

USER = settings.AUTH_USER_MODEL


class PublicPage(models.Model):
    """A version. `office`, `telephone`: of an organisation, never of a person. `may_be_found`: by search engines."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="public_pages")
    headline = models.CharField(max_length=120)
    introduction = models.TextField()
    office = models.CharField(max_length=200, default="", blank=True)
    telephone = models.CharField(max_length=40, default="", blank=True)
    shows_people = models.BooleanField(default=False)  # how many were surveyed, of the newest closed year
    may_be_found = models.BooleanField(default=False)
    findings = models.ManyToManyField(Finding, related_name="+")
    goals = models.ManyToManyField(Goal, related_name="+")
    projects = models.ManyToManyField(Project, related_name="+")
    products = models.ManyToManyField(Product, related_name="+")
    photographs = models.ManyToManyField(TambonPhotograph, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)  # None: the draft
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)  # or replaced by the next
    withdrawn_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="public_page_one_draft", fields=["initiative"], condition=Q(published_at=None)),
            models.UniqueConstraint(
                name="public_page_one_stands", fields=["initiative"], condition=Q(published_at__isnull=False, withdrawn_at=None)
            ),
            models.CheckConstraint(
                name="public_page_withdrawn_after_published", condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("published_at"))
            ),
            models.CheckConstraint(name="public_page_is_told", condition=~Q(headline="") & ~Q(introduction="")),
            models.CheckConstraint(name="public_page_telephone_of_an_office", condition=Q(telephone="") | ~Q(office="")),
        ]
