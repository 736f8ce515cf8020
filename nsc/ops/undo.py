"""nsc undo BATCH: withdraws a whole delivery; what it superseded counts again."""

import argparse

from django.utils import timezone

from nsc.access import users
from nsc.errors import _
from nsc.intake import imports
from nsc.ops import words
from nsc.surveys import lists

HELP = _("ถอนชุดข้อมูลที่นำเข้าทั้งชุด")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", type=number, metavar="BATCH", help=words.of(_("เลขชุดข้อมูลที่ nsc import แจ้งไว้")))
    parser.add_argument("--because", default="", help=words.of(_("เหตุผล")))


def number(text: str) -> str:
    """A batch as `nsc import` names it: 7, or L7 for a list of those who fail."""
    if not text.removeprefix(words.LIST).isdecimal():
        raise argparse.ArgumentTypeError(text)
    return text


def is_list(text: str) -> bool:
    return text.startswith(words.LIST)


def run(args: argparse.Namespace) -> int:
    by, at = users.operator(), timezone.now()
    if is_list(args.batch):
        withdrawn = lists.withdraw(by=by, at=at, target_list=int(args.batch[1:]), because=args.because)
        words.say(_("ถอนบัญชีรายชื่อที่ {number} แล้ว ({households} ครัวเรือน)"), number=withdrawn.pk, households=withdrawn.households)
        return 0
    batch = imports.undo(by=by, at=at, batch=int(args.batch), because=args.because)
    words.say(_("ถอนชุดข้อมูลที่ {batch} แล้ว ({households} ครัวเรือน)"), batch=batch.pk, households=batch.households)
    return 0
