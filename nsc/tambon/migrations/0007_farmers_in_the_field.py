from uuid import uuid4

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

USER = settings.AUTH_USER_MODEL
MONEY = {"max_digits": 12, "decimal_places": 2, "null": True}
STAGES = ["", "prepare", "start", "grow", "bear", "harvest", "after"]


def picture_of_each_visit(apps, schema_editor):
    """A visit had one picture at the most; it may have several."""
    FieldVisit, FieldPicture = (apps.get_model("tambon", name) for name in ("FieldVisit", "FieldPicture"))
    rows = FieldVisit.objects.exclude(picture=None).values_list("pk", "picture", "by", "at")
    made = (FieldPicture(visit_id=visit, file_id=file, mark=uuid4(), by_id=by, at=at) for visit, file, by, at in rows.iterator())
    FieldPicture.objects.bulk_create(made, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_sensitive"),
        ("tambon", "0006_enterprise"),
        migrations.swappable_dependency(USER),
    ]

    operations = [
        migrations.AddField("fieldvisit", "stage", models.CharField(blank=True, default="", max_length=8)),
        migrations.AddField("fieldvisit", "planted", models.PositiveIntegerField(null=True)),
        migrations.AddField("fieldvisit", "yielded", models.DecimalField(**MONEY)),
        migrations.AddField("fieldvisit", "earned", models.DecimalField(**MONEY)),
        migrations.AddField("fieldvisit", "spent", models.DecimalField(**MONEY)),
        migrations.AddField("fieldvisit", "next_on", models.DateField(null=True)),
        migrations.AddField("fieldvisit", "is_from_phone", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "fieldvisit", models.CheckConstraint(condition=models.Q(("stage__in", STAGES)), name="field_visit_stage")
        ),
        migrations.CreateModel(
            name="FieldPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER)),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile")),
                (
                    "visit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="pictures", to="tambon.fieldvisit"),
                ),
            ],
        ),
        migrations.RunPython(picture_of_each_visit, migrations.RunPython.noop, elidable=False),
    ]
