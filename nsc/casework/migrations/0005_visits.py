"""A photograph taken at a visit goes when the household has it removed: the link goes with it, and the visit stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0004_cases_deadlines"),
        ("registry", "0003_consents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="visitphotograph",
            name="photograph",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registry.photograph"),
        ),
    ]
