from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tambon", "0002_profile")]

    operations = []
