"""nsc profiles: the saved mappings of workbooks that are not plain."""

import argparse
import csv
import sys

from django.utils import timezone

from nsc.access import users
from nsc.errors import _
from nsc.intake import profiles
from nsc.ops import words

HELP = _("ดูหรือลบแบบการจับคู่คอลัมน์ที่บันทึกไว้")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|show|delete")
    acts.add_parser("list", help=words.of(_("แบบที่ใช้อยู่ทั้งหมด")))
    for act, said in (("show", _("แสดงกฎของแบบ (JSON)")), ("delete", _("เลิกใช้แบบ"))):
        acts.add_parser(act, help=words.of(said)).add_argument("name", metavar="NAME")


def run(args: argparse.Namespace) -> int:
    by = users.operator()
    if args.act == "show":
        print(profiles.named(args.name).rules.to_json())
    elif args.act == "delete":
        profiles.delete(by=by, at=timezone.now(), name=args.name)
        words.say(_("เลิกใช้แบบการจับคู่คอลัมน์ “{name}” แล้ว"), name=args.name)
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["name", "version", "kind", "by", "at"])
        for each in profiles.visible_to(by):
            writer.writerow([each.name, each.version, each.kind, each.by, each.at.isoformat(timespec="seconds")])
    return 0
