"""Makes, on the PostgreSQL of DATABASE_URL, the migrated database NSC_TEST_TEMPLATE, which every test process copies (tests/ground.py)."""

import os

import django
from django.core.management import call_command
from django.db import connection


def make(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
    django.setup()
    make(os.environ["NSC_TEST_TEMPLATE"])
