from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tambon", "0005_products")]

    operations = []
