from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models

from nsc.secretariat import kept_back, kept_figures


def install(apps, schema_editor):
    kept_figures.install(schema_editor.connection)


def decide(apps, schema_editor):
    """What is kept back of the snapshots that there are already, in the order in which they were frozen."""
    models_of = {name: apps.get_model("secretariat", name).objects for name in ("Snapshot", "Measured", "FrozenArea", "Figure")}
    KeptBack = apps.get_model("secretariat", "KeptBack")
    before = defaultdict(set)
    for snapshot in models_of["Snapshot"].order_by("pk"):
        keys = dict(models_of["Measured"].filter(snapshot=snapshot, key__in=kept_back.WHOLE).values_list("number", "key"))
        numbers = {key: number for number, key in keys.items()}
        values = {code: {} for code in models_of["FrozenArea"].filter(snapshot=snapshot).values_list("code", flat=True)}
        rows = models_of["Figure"].filter(snapshot=snapshot, measure__in=keys)
        for code, number, value in rows.values_list("area_code", "measure", "value"):
            values[code][keys[number]] = value
        kept = kept_back.reckoned(values, numbers, before)
        KeptBack.objects.bulk_create(
            (KeptBack(snapshot=snapshot, digits=len(code), area_code=code, measure=numbers[key]) for code, key in sorted(kept)),
            batch_size=5_000,
        )
        for code, cells in values.items():
            for key, value in cells.items():
                if value is not None and (code, key) not in kept:
                    before[code, key].add(value)


class Migration(migrations.Migration):

    dependencies = [
        ('secretariat', '0005_issued_as_asked'),
    ]

    operations = [
        migrations.AddField(
            model_name='issued',
            name='as_of',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='issued',
            name='compared',
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='KeptBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digits', models.PositiveSmallIntegerField()),
                ('area_code', models.CharField(max_length=8)),
                ('measure', models.PositiveSmallIntegerField()),
                ('snapshot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='secretariat.snapshot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('snapshot', 'digits', 'area_code', 'measure'), name='kept_back_once')],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RunPython(decide, migrations.RunPython.noop),
    ]
