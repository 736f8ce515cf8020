import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_phones"),
        ("files", "0002_sensitive"),
        ("registry", "0005_facts"),
        ("tambon", "0005_products"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("about", models.CharField(blank=True, default="", max_length=500)),
                ("shares_profit", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "copied_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="tambon.enterprise"
                    ),
                ),
                (
                    "initiative",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="enterprise", to="tambon.initiative"),
                ),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="enterprise_has_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Founding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, default="", max_length=300)),
                ("stage", models.CharField(max_length=30)),
                ("on", models.DateField()),
                ("number", models.CharField(blank=True, default="", max_length=60)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="foundings", to="tambon.enterprise"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                models.F("enterprise"), models.F("stage"), condition=models.Q(("withdrawn_at", None)), name="founding_once"
            ),
                    models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["group", "community_enterprise", "juristic_person", "social_group", "social_enterprise"])
                ),
                name="founding_stage_known",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, default="", max_length=300)),
                ("on", models.DateField()),
                ("title", models.CharField(max_length=200)),
                ("worked", models.TextField(blank=True, default="")),
                ("failed", models.TextField(blank=True, default="")),
                ("conditions", models.TextField()),
                ("evidence", models.TextField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "initiative",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lessons", to="tambon.initiative"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                models.F("initiative"), models.F("title"), models.F("on"), condition=models.Q(("withdrawn_at", None)), name="lesson_once"
            ),
                    models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("conditions", ""), _negated=True),
                    models.Q(("evidence", ""), _negated=True),
                    models.Q(models.Q(("worked", ""), _negated=True), models.Q(("failed", ""), _negated=True), _connector="OR"),
                ),
                name="lesson_is_told",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("told_apart", models.CharField(blank=True, default="", max_length=100)),
                ("sector", models.CharField(max_length=12)),
                ("joined_on", models.DateField()),
                ("left_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="tambon.enterprise"),
                ),
                (
                    "organisation",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation"),
                ),
                (
                    "person",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                models.F("enterprise"),
                models.F("kind"),
                models.F("name"),
                models.F("told_apart"),
                condition=models.Q(("left_on", None), models.Q(("name", ""), _negated=True)),
                name="party_once",
            ),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["person", "organisation"])), name="party_kind_known"),
                    models.CheckConstraint(
                condition=models.Q(("sector__in", ["community", "industry", "government", "university"])), name="party_sector_known"
            ),
                    models.CheckConstraint(
                condition=models.Q(("left_on", None), ("left_on__gte", models.F("joined_on")), _connector="OR"),
                name="party_leaves_after_joining",
            ),
                    models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "person"), ("organisation", None)),
                    models.Q(("kind", "organisation"), ("person", None)),
                    _connector="OR",
                ),
                name="party_is_one_or_the_other",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("months", models.PositiveSmallIntegerField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="tambon.enterprise"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(models.F("enterprise"), models.F("starts_on"), name="period_once"),
                    models.CheckConstraint(condition=models.Q(("months__in", (1, 3))), name="period_months_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BookLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("baht", models.DecimalField(decimal_places=2, max_digits=14)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("token", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="tambon.bookline"
                    ),
                ),
                ("period", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="tambon.period")),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "goods",
                            "services",
                            "grant",
                            "donation",
                            "other_income",
                            "materials",
                            "wages",
                            "wages_poor",
                            "transport",
                            "utilities",
                            "rent",
                            "marketing",
                            "other_cost",
                        ],
                    )
                ),
                name="book_line_kind_known",
            ),
                    models.CheckConstraint(
                condition=models.Q(
                    ("baht__gt", 0), models.Q(("corrects__isnull", False), models.Q(("baht", 0), _negated=True)), _connector="OR"
                ),
                name="book_line_is_positive",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfitUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, default="", max_length=300)),
                ("year", models.PositiveSmallIntegerField()),
                ("use", models.CharField(max_length=20)),
                ("baht", models.DecimalField(decimal_places=2, max_digits=14)),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("token", models.UUIDField(unique=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="profit_uses", to="tambon.enterprise"),
                ),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                condition=models.Q(("use__in", ["jobs", "community", "public", "reserve", "distributed"])), name="profit_use_known"
            ),
                    models.CheckConstraint(condition=models.Q(("baht__gt", 0)), name="profit_use_is_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, default="", max_length=300)),
                ("stage", models.CharField(max_length=30)),
                ("paper", models.CharField(max_length=30)),
                ("number", models.CharField(blank=True, default="", max_length=60)),
                ("on", models.DateField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="proofs", to="tambon.enterprise"),
                ),
                (
                    "file",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                models.F("enterprise"), models.F("stage"), models.F("paper"), condition=models.Q(("withdrawn_at", None)), name="proof_once"
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=100)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="tambon.party")),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                models.F("party"), models.F("role"), condition=models.Q(("until_on", None)), name="seat_once"
            ),
                    models.CheckConstraint(
                condition=models.Q(("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="seat_ends_after_start",
            ),
                    models.CheckConstraint(condition=models.Q(("role", ""), _negated=True), name="seat_has_role"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShareClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("baht", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="share_classes", to="tambon.enterprise"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(models.F("enterprise"), models.F("name"), name="share_class_once"),
                    models.CheckConstraint(
                condition=models.Q(("baht__gt", 0), models.Q(("name", ""), _negated=True)), name="share_class_has_worth"
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField(default=0)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="tambon.party")),
                (
                    "share_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="tambon.shareclass"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(models.F("share_class"), models.F("party"), name="holding_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 0)), name="holding_is_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SroiSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("discount", models.DecimalField(decimal_places=2, max_digits=5)),
                ("outputs", models.CharField(blank=True, default="", max_length=1000)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "initiative",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sroi_sheets", to="tambon.initiative"),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(models.F("initiative"), models.F("title"), name="sroi_sheet_once"),
                    models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), ("discount__gte", 0), ("discount__lte", 30)),
                name="sroi_sheet_is_told",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SroiOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, default="", max_length=300)),
                ("text", models.CharField(max_length=300)),
                ("unit", models.CharField(max_length=60)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=14)),
                ("worth", models.DecimalField(decimal_places=2, max_digits=14)),
                ("low", models.DecimalField(decimal_places=2, max_digits=14)),
                ("high", models.DecimalField(decimal_places=2, max_digits=14)),
                ("source", models.CharField(max_length=300)),
                ("years", models.PositiveSmallIntegerField()),
                ("deadweight", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("displacement", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("attribution", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("drop_off", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("token", models.UUIDField(unique=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("sheet", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="tambon.sroisheet")),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("source", ""), _negated=True), ("quantity__gt", 0)),
                name="sroi_outcome_is_told",
            ),
                    models.CheckConstraint(
                condition=models.Q(("high__gte", models.F("worth")), ("low__gte", 0), ("low__lte", models.F("worth"))),
                name="sroi_outcome_in_order",
            ),
                    models.CheckConstraint(condition=models.Q(("years__gte", 1), ("years__lte", 20)), name="sroi_outcome_lasts"),
                    models.CheckConstraint(
                condition=models.Q(("deadweight__gte", 0), ("deadweight__lte", 100)), name="sroi_outcome_deadweight_is_share"
            ),
                    models.CheckConstraint(
                condition=models.Q(("displacement__gte", 0), ("displacement__lte", 100)), name="sroi_outcome_displacement_is_share"
            ),
                    models.CheckConstraint(
                condition=models.Q(("attribution__gte", 0), ("attribution__lte", 100)), name="sroi_outcome_attribution_is_share"
            ),
                    models.CheckConstraint(
                condition=models.Q(("drop_off__gte", 0), ("drop_off__lte", 100)), name="sroi_outcome_drop_off_is_share"
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SroiInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, default="", max_length=300)),
                ("giver", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=200)),
                ("baht", models.DecimalField(decimal_places=2, max_digits=14)),
                ("token", models.UUIDField(unique=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("sheet", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="inputs", to="tambon.sroisheet")),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(("baht__gt", 0)), name="sroi_input_is_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShareMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("token", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "giver",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="given", to="tambon.party"),
                ),
                (
                    "share_class",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="tambon.shareclass"),
                ),
                (
                    "taker",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="tambon.party"),
                ),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="share_move_moves_some"),
                    models.CheckConstraint(
                condition=models.Q(
                    models.Q(("giver__isnull", False), ("taker__isnull", False), _connector="OR"),
                    models.Q(("giver", None), ("taker", None), models.Q(("giver", models.F("taker")), _negated=True), _connector="OR"),
                ),
                name="share_move_is_between_two",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Workforce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("workers", models.PositiveIntegerField()),
                ("poor_workers", models.PositiveIntegerField()),
                ("poor_households", models.PositiveIntegerField()),
                ("results", models.CharField(blank=True, default="", max_length=1000)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="workforces", to="tambon.enterprise"),
                ),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                condition=models.Q(("poor_workers__lte", models.F("workers")), ("poor_households__lte", models.F("poor_workers"))),
                name="workforce_adds_up",
            ),
                ],
            },
        ),
    ]
