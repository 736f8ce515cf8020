"""By itself: on PostgreSQL a table is not changed in the transaction that has copied its rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tambon", "0007_farmers_in_the_field")]

    operations = [migrations.RemoveField("fieldvisit", "picture")]
