"""`nsc setup`: tables, areas, indicator sets. Every command sees to this first; this one does nothing else."""

import argparse

from nsc.errors import _
from nsc.ops import words

HELP = _("เตรียมฐานข้อมูล พื้นที่ และชุดตัวชี้วัดให้พร้อมใช้")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import connection

    from nsc.access import guard

    if not guard.stands(connection):
        guard.install(connection)
    words.say(_("พร้อมใช้งาน: {home}"), home=settings.HOME)
    return 0
