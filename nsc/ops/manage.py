"""`nsc manage …`: Django's own commands (migrate, makemigrations, shell, …) in this system's settings."""

import argparse
import os

from nsc.errors import _

HELP = _("คำสั่งภายในของ Django สำหรับผู้พัฒนา เช่น makemigrations")
NEEDS_DATABASE = False  # migrate and makemigrations must work on a database that is not ready


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
    if args.words[:1] == ["migrate"]:
        _take_down()
    execute_from_command_line(["nsc manage", *args.words])
    return 0


def _take_down() -> None:
    """What would stand in a migration's way; the next command of ours puts it up again (ops.home)."""
    import django

    django.setup()
    from django.db import connection

    from nsc.reports import touched

    touched.remove(connection)
