"""What was asked, what was answered, and the sums of it.

Answers are never overwritten: a changed household is a new version that supersedes the old one. Which version is live follows from
the state of the two batches alone, so publishing and undoing a province is one changed row, not 690,000.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q


def fresh_revision() -> int:
    """Never one that was there before, also where a backup was restored in between: a counter would count the same numbers again."""
    return secrets.randbits(62)


class IndicatorSet(models.Model):
    """A questionnaire's indicators, in force from one survey year to another (CE)."""

    code = models.CharField(max_length=20, primary_key=True)
    size = models.PositiveSmallIntegerField()
    from_year = models.PositiveSmallIntegerField()
    until_year = models.PositiveSmallIntegerField()


class Indicator(models.Model):
    """One indicator: bit `number` - 1 of every mask of its set."""

    class Concerns(models.TextChoices):
        HOUSEHOLD = "household"
        EVERYONE = "everyone"
        AGE = "age"
        GROUP = "group"

    indicator_set = models.ForeignKey(IndicatorSet, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=100)
    name_th = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    criterion_th = models.TextField()
    concerns = models.CharField(max_length=10, choices=Concerns.choices)
    group = models.CharField(max_length=30, default="")  # a name of poverty.stages' groups, where `concerns` is group
    age_min = models.PositiveSmallIntegerField(null=True)
    age_max = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator_set", "number"], name="indicator_once_in_its_set")]
        ordering = ["number"]


class Threshold(models.Model):
    """The yearly income per person (baht) below which the income indicator fails, by survey year (CE)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="thresholds")
    survey_year = models.PositiveSmallIntegerField()
    baht = models.PositiveIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "survey_year"], name="threshold_once_a_year")]


class DimensionMap(models.Model):
    """Which indicators make a household poor in which dimension, since when, and whether anybody official has said so."""

    class Status(models.TextChoices):
        OFFICIAL = "official"
        PROPOSED = "proposed"

    indicator_set = models.ForeignKey(IndicatorSet, models.CASCADE, related_name="maps")
    status = models.CharField(max_length=10, choices=Status.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=300)


class DimensionIndicator(models.Model):
    map = models.ForeignKey(DimensionMap, models.CASCADE, related_name="entries")
    dimension = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["map", "number"], name="indicator_in_one_dimension")]


class Problem(models.Model):
    """A problem outside the five dimensions: bit `number` - 1 of `Response.problems`. Counted, but never one of the five dimensions."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    code = models.CharField(max_length=30, unique=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    is_sensitive = models.BooleanField(default=False)


class Round(models.Model):
    """One yearly survey. Three years that are never the same thing: when people were asked, how TPMAP labels it, whose welfare cards."""

    survey_year = models.PositiveSmallIntegerField(unique=True, help_text="CE year of the survey")
    label_year = models.PositiveSmallIntegerField(null=True, help_text="CE year under which TPMAP publishes it")
    card_round = models.PositiveSmallIntegerField(null=True, help_text="CE year of the welfare-card round behind the target poor")
    indicator_set = models.ForeignKey(IndicatorSet, models.PROTECT)
    dimension_map = models.ForeignKey(DimensionMap, models.PROTECT)
    priority_version = models.CharField(max_length=20)
    note_th = models.TextField(default="")
    importing = models.ForeignKey("Batch", models.SET_NULL, null=True, related_name="+")  # whoever holds the round's door
    revision = models.BigIntegerField(default=fresh_revision)  # another one whenever its live answers are: what is kept of them rests on it

    class Meta:
        ordering = ["survey_year"]


class Batch(models.Model):
    """One delivery of answers: what came, from where, and whether it counts."""

    class State(models.TextChoices):
        STAGING = "staging"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"
        ABANDONED = "abandoned"

    round = models.ForeignKey(Round, models.PROTECT, related_name="batches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGING)
    source = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, default="")
    households = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    cautions = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["round", "state"])]


_RANKED = ("round", "-priority", "id", "batch", "superseded_by")


class Response(models.Model):
    """What one household answered in one round, one version of it.

    `answers` holds one character an indicator as imported (1 passes, 0 fails, - does not apply); the two masks are the same for machines.
    `pattern` has bit 0 for health to bit 4 for access, by the round's dimension map.
    """

    round = models.ForeignKey(Round, models.PROTECT)
    household = models.ForeignKey("registry.Household", models.PROTECT)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="responses", db_index=False)
    superseded_by = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+", db_index=False)
    row = models.PositiveIntegerField()
    household_no = models.CharField(max_length=30, default="")
    area_code = models.CharField(max_length=8)
    part = models.CharField(max_length=2)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, db_index=False)
    house_no = models.CharField(max_length=50, default="")
    moo = models.CharField(max_length=10, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    surveyed_on = models.DateField(null=True)
    surveyed_precision = models.CharField(max_length=1, default="d")  # d day, m month, y year
    income_per_person = models.FloatField(null=True, help_text="baht a year, as the file says")
    answers = models.CharField(max_length=63)
    applicable = models.BigIntegerField()
    failed = models.BigIntegerField()
    problems = models.BigIntegerField(default=0)
    pattern = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()
    registered = models.PositiveSmallIntegerField(null=True)
    validated = models.PositiveSmallIntegerField(null=True)
    rounds_poor = models.PositiveSmallIntegerField(default=0)  # rounds poor in a row, this one included
    priority = models.PositiveIntegerField()
    stages = models.IntegerField(default=0)  # who lives there: see kinds.py
    specials = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["round", "area_code", "-priority"], name="response_by_area"),
            # the last two say whether a row is live: a page of the ranked list and its count are read off the index alone
            models.Index(fields=[*_RANKED], name="response_by_priority", condition=Q(pattern__gt=0)),
            models.Index(fields=[*_RANKED], name="response_target_priority", condition=Q(pattern__gt=0, validated__gt=0)),
            # the poor of an area that stand on no list: counted off the index alone
            models.Index(
                fields=["round", "area_code", "household", "batch", "superseded_by"],
                name="response_poor_by_area",
                condition=Q(pattern__gt=0),
            ),
            models.Index(fields=["superseded_by"], name="response_superseded", condition=Q(superseded_by__isnull=False)),
            models.Index(fields=["batch"], name="response_batch"),
        ]
        constraints = [
            models.CheckConstraint(name="response_fails_only_what_applies", condition=Q(failed__lte=models.F("applicable"))),
        ]


class Money(models.Model):
    """The optional answers about money, baht a year (debts: baht owed). Null: not asked or not answered."""

    response = models.OneToOneField(Response, models.CASCADE, primary_key=True)
    income_main = models.FloatField(null=True)
    income_secondary = models.FloatField(null=True)
    income_other = models.FloatField(null=True)
    income_in_kind = models.FloatField(null=True)
    expense_production = models.FloatField(null=True)
    expense_necessary = models.FloatField(null=True)
    expense_unnecessary = models.FloatField(null=True)
    expense_debt = models.FloatField(null=True)
    debt_formal = models.FloatField(null=True)
    debt_fund = models.FloatField(null=True)
    debt_informal = models.FloatField(null=True)
    is_saving = models.BooleanField(null=True)


class NameWord(models.Model):
    """A given name or surname, once for all who bear it, as it is typed and as it sounds (nsc.sounds). A few per cent of the people.

    UTF-8 and not text: both databases then sort it letter by letter, whatever their collation, so that a beginning is a range of the key.
    """

    text = models.BinaryField(max_length=400)
    sound = models.BinaryField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["sound"], name="name_word_sound")]
        constraints = [models.UniqueConstraint(fields=["text", "sound"], name="name_word_once")]


def _word() -> models.ForeignKey:
    """No constraint: two for each of 640,000 members would be most of what the search costs an import. Words go only by name_words.sweep,
    which looks whether anybody bears them."""
    return models.ForeignKey(NameWord, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False)


class Member(models.Model):
    """A person as one round found them, in their household's response.

    The words of the name, the year and the place stand here to be searched by: an answer's place and round never change, and whether it
    counts is said by its batch, so nothing has to be kept up when a batch is published or withdrawn.
    """

    class Sex(models.IntegerChoices):
        UNKNOWN = 0
        MALE = 1
        FEMALE = 2

    class Health(models.IntegerChoices):
        NORMAL = 0
        DISABLED = 1
        CHRONIC = 2

    response = models.ForeignKey(Response, models.CASCADE, related_name="members")
    person = models.ForeignKey("registry.Person", models.PROTECT)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False)
    row = models.PositiveIntegerField()
    title = models.CharField(max_length=40, default="")
    first_name = models.CharField(max_length=100, default="")
    last_name = models.CharField(max_length=100, default="")
    sex = models.PositiveSmallIntegerField(choices=Sex.choices, default=Sex.UNKNOWN)
    born_on = models.DateField(null=True)
    born_precision = models.CharField(max_length=1, default="d")  # d day, m month, y year
    age = models.PositiveSmallIntegerField(null=True, help_text="full years on the day of the survey")
    relation = models.CharField(max_length=60, default="")
    occupation = models.CharField(max_length=100, default="")
    education = models.CharField(max_length=100, default="")
    health = models.PositiveSmallIntegerField(choices=Health.choices, null=True)
    self_care = models.BooleanField(null=True)
    welfare_registered = models.BooleanField(null=True)
    welfare_validated = models.BooleanField(null=True)
    applicable = models.BigIntegerField(default=0)  # only where the file answers for each person
    failed = models.BigIntegerField(default=0)
    first_word = _word()
    last_word = _word()
    year = models.PositiveSmallIntegerField(default=0)  # CE, of the round
    area_code = models.CharField(max_length=8, default="")  # of the response

    class Meta:
        indexes = [  # the other word stands in each, so that two words are looked for in the index alone
            models.Index(fields=["first_word", "year", "area_code", "last_word"], name="member_by_first_word"),
            models.Index(fields=["last_word", "year", "area_code", "first_word"], name="member_by_last_word"),
        ]


class PatternTally(models.Model):
    """How many households and people of an area show one exact combination of dimensions. The cube; see tallies.py.

    `digits` of the area code: 8 for a village to 2 for the province, so that one level is one range of the key. area_code "" (0 digits)
    with an authority: the whole authority. authority_id 0: whatever the authority. Unknown: people of files without that column.
    """

    round = models.ForeignKey(Round, models.CASCADE, db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    authority_id = models.BigIntegerField(default=0)
    pattern = models.PositiveSmallIntegerField()
    households = models.PositiveIntegerField()
    members = models.PositiveIntegerField()
    registered = models.PositiveIntegerField()
    validated = models.PositiveIntegerField()
    registered_unknown = models.PositiveIntegerField()
    validated_unknown = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "authority_id", "digits", "area_code", "pattern"], name="pattern_tally_key")
        ]


class IssueTally(models.Model):
    """How many an indicator (number) or another problem (100 + number) concerns in an area. Keys as in PatternTally."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    authority_id = models.BigIntegerField(default=0)
    issue = models.PositiveSmallIntegerField()
    households_failing = models.PositiveIntegerField()
    members_applicable = models.PositiveIntegerField()
    members_failing = models.PositiveIntegerField()
    target_failing = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "authority_id", "digits", "area_code", "issue"], name="issue_tally_key")]


class StageTally(models.Model):
    """People of an area by life stage (number in poverty.stages; 0 unknown age), sex and their household's combination of dimensions."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    authority_id = models.BigIntegerField(default=0)
    stage = models.PositiveSmallIntegerField()
    sex = models.PositiveSmallIntegerField()
    pattern = models.PositiveSmallIntegerField()
    members = models.PositiveIntegerField()
    validated = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "authority_id", "digits", "area_code", "stage", "sex", "pattern"], name="stage_tally_key"
            )
        ]


class SpecialTally(models.Model):
    """People of an area in a special group (number in poverty.special; who is in two stands in both), as in StageTally."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    authority_id = models.BigIntegerField(default=0)
    special = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField()
    sex = models.PositiveSmallIntegerField()
    pattern = models.PositiveSmallIntegerField()
    members = models.PositiveIntegerField()
    validated = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "authority_id", "digits", "area_code", "special", "stage", "sex", "pattern"], name="special_tally_key"
            )
        ]


class MoneyTally(models.Model):
    """Answers about money in an area: how many households answered the item, how many more than nothing, and the sum in baht."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    authority_id = models.BigIntegerField(default=0)
    item = models.CharField(max_length=20)
    answered = models.PositiveIntegerField()
    positive = models.PositiveIntegerField()
    baht = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "authority_id", "digits", "area_code", "item"], name="money_tally_key")]


class TransitionTally(models.Model):
    """What became of households since the round before, by where they live now (the gone: where they lived). `state`: change.State."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    authority_id = models.BigIntegerField(default=0)
    state = models.PositiveSmallIntegerField()
    households = models.PositiveIntegerField()
    members = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "authority_id", "digits", "area_code", "state"], name="transition_tally_key")
        ]


class TargetList(models.Model):
    """A list of those found failing, without those who were not: work starts from it, it can count, but there is nothing to divide by."""

    class State(models.TextChoices):
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    survey_year = models.PositiveSmallIntegerField()  # CE
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    source = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, default="")
    households = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey_year", "sha256"], condition=Q(state="published"), name="target_list_once_a_year"),
            models.CheckConstraint(
                name="target_list_withdrawn_by_someone",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | Q(state="published", withdrawn_at__isnull=True, withdrawn_by__isnull=True),
            ),
        ]


class ListedHousehold(models.Model):
    """A household a list names. `pattern` as in Response: bit 0 health … bit 4 access."""

    target_list = models.ForeignKey(TargetList, models.PROTECT, related_name="listed")
    household = models.ForeignKey("registry.Household", models.PROTECT)
    row = models.PositiveIntegerField()
    area_code = models.CharField(max_length=8)
    house_no = models.CharField(max_length=50, default="")
    pattern = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["target_list", "area_code"], name="listed_by_area")]
        constraints = [
            models.UniqueConstraint(fields=["target_list", "household"], name="household_once_a_list"),
            models.CheckConstraint(name="listed_fails_something", condition=Q(pattern__gte=1, pattern__lte=31)),
        ]


class ListedPerson(models.Model):
    """A person a list names. The national id stands sealed in the register."""

    listed = models.ForeignKey(ListedHousehold, models.PROTECT, related_name="persons")
    person = models.ForeignKey("registry.Person", models.PROTECT)
    row = models.PositiveIntegerField()
    title = models.CharField(max_length=40, default="")
    first_name = models.CharField(max_length=100, default="")
    last_name = models.CharField(max_length=100, default="")
    pattern = models.PositiveSmallIntegerField()
    first_word = _word()
    last_word = _word()

    class Meta:
        indexes = [
            models.Index(fields=["first_word", "last_word"], name="listed_by_first_word"),
            models.Index(fields=["last_word", "first_word"], name="listed_by_last_word"),
        ]
