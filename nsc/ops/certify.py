"""nsc certify --month 2569-01: freezes the figures of a month that is over, counts parts of it anew, or checks the hash."""

import argparse

from django.utils import timezone

from nsc.access import users
from nsc.errors import Refused, _
from nsc.ops import words
from nsc.ops.years import month
from nsc.secretariat import certified

HELP = _("ตรึงตัวเลขของเดือนเพื่อรับรอง และตรวจว่าไม่ถูกแก้")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", required=True, help=words.of(_("เดือน พ.ศ. เช่น 2569-01")))
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--verify", action="store_true", help=words.of(_("ตรวจว่าค่าแฮชของทุกฉบับของเดือนตรงกับตัวเลขที่เก็บไว้")))
    what.add_argument("--correct", action="append", choices=[*certified.PARTS], help=words.of(_("ออกฉบับแก้ไขโดยนับส่วนนี้ใหม่ (ระบุซ้ำได้)")))
    parser.add_argument("--because", default="", help=words.of(_("เหตุที่แก้ไข")))


def run(args: argparse.Namespace) -> int:
    by, at, asked = users.operator(), timezone.now(), month(args.month)
    if args.verify:
        return _verify(by, at, asked)
    if args.correct:
        newest = certified.of_month(by, asked)
        made = certified.correct(by=by, at=at, snapshot=newest.id, because=args.because, parts=args.correct)
    else:
        made = certified.freeze(by=by, at=at, month=asked)
    print(f"{args.month}/{made.number} {made.sha256} {made.figures}")
    return 0


def _verify(by, at, asked) -> int:
    found = [each for each in certified.months(by, at=at) if each.month == asked and each.snapshots]
    if not found:
        raise Refused(certified.NOT_FROZEN, month=certified.month_name(asked))
    checks = [certified.verify(by, told.id) for told in found[0].snapshots]
    for check in checks:
        print(f"{check.snapshot.number} {check.snapshot.sha256} {'ok' if check.is_whole else 'CHANGED ' + check.found}")
    return 0 if all(check.is_whole for check in checks) else 1
