from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tambon", "0003_partners")]

    operations = []
