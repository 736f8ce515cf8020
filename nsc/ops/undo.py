"""nsc undo BATCH: withdraws a whole delivery; what it superseded counts again."""

import argparse

from django.utils import timezone

from nsc.access import users
from nsc.errors import _
from nsc.intake import imports
from nsc.ops import words

HELP = _("ถอนชุดข้อมูลที่นำเข้าทั้งชุด")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", type=int, metavar="BATCH", help=words.of(_("เลขชุดข้อมูลที่ nsc import แจ้งไว้")))
    parser.add_argument("--because", default="", help=words.of(_("เหตุผล")))


def run(args: argparse.Namespace) -> int:
    batch = imports.undo(by=users.operator(), at=timezone.now(), batch=args.batch, because=args.because)
    words.say(_("ถอนชุดข้อมูลที่ {batch} แล้ว ({households} ครัวเรือน)"), batch=batch.pk, households=batch.households)
    return 0
