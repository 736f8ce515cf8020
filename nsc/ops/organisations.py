"""nsc organisations: the register of those whose people work here."""

import argparse
import csv
import sys

from django.utils import timezone

from nsc.access import organisations, users
from nsc.errors import _
from nsc.ops import words

HELP = _("ดูและขึ้นทะเบียนองค์กร")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|add")
    doing.add_parser("list", help=words.of(_("องค์กรทั้งหมด รวมที่ปิดแล้ว")))
    add = doing.add_parser("add", help=words.of(_("ขึ้นทะเบียนองค์กร")))
    add.add_argument("name")
    add.add_argument("--kind", required=True, choices=list(organisations.USUAL))
    add.add_argument("--also", action="append", default=[], choices=list(organisations.USUAL), help=words.of(_("เป็นด้วย ใส่ซ้ำได้")))


def run(args: argparse.Namespace) -> int:
    by = users.operator()
    if args.doing == "add":
        organisations.register(by=by, at=timezone.now(), name=args.name, kind=args.kind, also=args.also)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["organisation", "name", "kind", "people", "households", "closed"])
    for office in organisations.listed(by, with_closed=True):
        writer.writerow([office.id, office.name, " ".join(office.kinds), office.people, office.households, int(office.is_closed)])
    return 0
