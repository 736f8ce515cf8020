"""What people think of a tambon's work: surveys, their questions and waves, and sheets without a name. Nothing here says who answered:
no account, address, hour or order; and what was written freely lies apart from the sheet it came with."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.access.models import OrganisationKind
from nsc.files.sealed import SealedField
from nsc.tambon import opinion_rules as rules
from nsc.tambon.models.initiatives import Initiative

USER = settings.AUTH_USER_MODEL


class OpinionSurvey(models.Model):
    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="opinions")
    purpose = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")  # of which tambon whatever
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="opinion_purpose_known", condition=Q(purpose__in=list(rules.PURPOSES))),
            models.CheckConstraint(name="opinion_has_subject", condition=~Q(subject="")),
            models.UniqueConstraint(name="opinion_once", fields=["initiative", "subject"], condition=Q(ended_at=None)),
        ]


class OpinionQuestion(models.Model):
    """`audience`: villager or agency, or "" for both."""

    survey = models.ForeignKey(OpinionSurvey, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    audience = models.CharField(max_length=8, default="", blank=True)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_question_at_its_place", fields=["survey", "position"]),
            models.CheckConstraint(name="opinion_question_kind_known", condition=Q(kind__in=list(rules.KINDS))),
            models.CheckConstraint(name="opinion_question_audience_known", condition=Q(audience__in=list(rules.AUDIENCES))),
            models.CheckConstraint(name="opinion_question_is_told", condition=~Q(text="")),
        ]


class OpinionOption(models.Model):
    """What may be chosen, numbered from 1."""

    question = models.ForeignKey(OpinionQuestion, models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(name="opinion_option_once", fields=["question", "number"])]


class OpinionWave(models.Model):
    """Asked from `opens_on` to the end of `closes_on`. `token`: in its public address, which is printed on posters."""

    survey = models.ForeignKey(OpinionSurvey, models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()  # 1: before, 2: after, 3…: later
    opens_on = models.DateField()
    closes_on = models.DateField()
    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_wave_once", fields=["survey", "number"]),
            models.CheckConstraint(name="opinion_wave_days_in_order", condition=Q(closes_on__gte=F("opens_on"))),
        ]


class OpinionSheet(models.Model):
    """One person's. `village_code` or `organisation_kind` as the group has it, "" where not told. `key`: a keyed hash of the browser's
    random number or of the paper's form, so that sent twice it stands once."""

    wave = models.ForeignKey(OpinionWave, models.PROTECT, related_name="sheets")
    group = models.CharField(max_length=8)
    village_code = models.CharField(max_length=8, default="", blank=True)
    organisation_kind = models.CharField(max_length=20, default="", blank=True)
    is_paper = models.BooleanField(default=False)
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_sheet_once", fields=["wave", "key"]),
            models.CheckConstraint(
                name="opinion_sheet_of_its_group",
                condition=Q(group=rules.VILLAGER, organisation_kind="")
                | Q(group=rules.AGENCY, village_code="", organisation_kind__in=["", *OrganisationKind.values]),
            ),
        ]


class OpinionAnswer(models.Model):
    """`value`: of a scale or an option, from 1."""

    sheet = models.ForeignKey(OpinionSheet, models.PROTECT, related_name="answers")
    question = models.ForeignKey(OpinionQuestion, models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_answer_once", fields=["sheet", "question"]),
            models.CheckConstraint(name="opinion_answer_is_some", condition=Q(value__gte=1)),
        ]


class OpinionWord(models.Model):
    """What somebody wrote, sealed; of no sheet. Shown once the team has looked that it names nobody, or gone."""

    id = models.UUIDField(primary_key=True)  # random: no order tells which sheet it came with
    wave = models.ForeignKey(OpinionWave, models.PROTECT, related_name="words")
    question = models.ForeignKey(OpinionQuestion, models.PROTECT, related_name="words")
    sealed = SealedField(purpose="nsc.tambon.opinion", null=True)  # None once put aside
    is_shown = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opinion_word_shown_after_a_look",
                condition=Q(looked_at=None, is_shown=False, sealed__isnull=False)
                | Q(looked_at__isnull=False, looked_by__isnull=False, is_shown=True, sealed__isnull=False)
                | Q(looked_at__isnull=False, looked_by__isnull=False, is_shown=False, sealed=None),
            ),
        ]
