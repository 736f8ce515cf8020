"""nsc progress --area 6009 --level tambon: how far the targets of a fiscal year have come, area by area."""

import argparse
import csv
import json
import sys

from django.conf import settings
from django.utils import timezone

from nsc import thai
from nsc.access import users
from nsc.areas import codes, places
from nsc.casework import rolls
from nsc.errors import Refused, _
from nsc.ops import words
from nsc.reports import progress

HELP = _("ความคืบหน้าของเป้าหมายรายพื้นที่")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", metavar="CODE", help=words.of(_("เฉพาะพื้นที่ที่รหัสขึ้นต้นด้วยรหัสนี้")))
    parser.add_argument("--level", choices=codes.LEVELS, required=True, help=words.of(_("ระดับพื้นที่")))
    parser.add_argument("--year", type=int, metavar="YEAR", help=words.of(_("ปีงบประมาณ พ.ศ. (ไม่บอก: ปีนี้)")))
    parser.add_argument("--format", choices=["csv", "json"], default="csv")


def run(args: argparse.Namespace) -> int:
    area = settings.PROVINCE if args.area is None else args.area
    if places.find(area) is None:
        raise Refused(places.UNKNOWN, code=area)
    digits = codes.LENGTH[args.level]
    if len(area) > digits:
        raise Refused(_("พื้นที่รหัส {area} เล็กกว่าระดับที่ขอ ({level}) โปรดเลือกระดับที่เล็กลง หรือพื้นที่ที่ใหญ่ขึ้น"), area=area, level=args.level)
    at = timezone.now()
    year = thai.christian_year(args.year) if args.year else rolls.fiscal_year(timezone.localdate(at))
    rows = progress.lines(progress.of(users.operator(), at=at, year=year, area=area, digits=digits))
    if args.format == "json":
        json.dump([dict(zip(progress.COLUMNS, row, strict=True)) for row in rows], sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(progress.COLUMNS)
    writer.writerows(rows)
    return 0
