"""nsc retention: what the keeping times would clear today, one line a rule; with --apply it clears what is switched on."""

import argparse
import csv
import sys

from django.utils import timezone

from nsc.access import users
from nsc.errors import _
from nsc.ops import words
from nsc.privacy import retention

HELP = _("แสดงสิ่งที่ครบกำหนดเวลาเก็บ หรือล้างตามกำหนดที่เปิดใช้")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--apply", action="store_true", help=words.of(_("ล้างจริง เฉพาะกำหนดที่เปิดใช้ (ปกติเพียงแสดง)")))


def run(args: argparse.Namespace) -> int:
    by, at = users.operator(), timezone.now()
    plans = retention.plans(by, at=at)
    cleared = retention.apply(by=by, at=at) if args.apply else {}
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["rule", "action", "period", "unit", "on", "due", "cleared"])
    for plan in plans:
        out.writerow([plan.key, plan.action, plan.period, plan.unit, int(plan.is_on), plan.found, cleared.get(plan.key, 0)])
    return 0
