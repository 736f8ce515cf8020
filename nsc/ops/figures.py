"""nsc figures --year 2561 --level tambon: who is poor, where, by TPMAP's rule (contract: docs/formats.md)."""

import argparse
import csv
import json
import sys
from functools import partial

from nsc.access import users
from nsc.areas import codes, places
from nsc.errors import Refused, _
from nsc.ops import words
from nsc.ops.years import month, survey_year
from nsc.reports import figures, multidimensional
from nsc.secretariat import certified

HELP = _("ตัวเลขคนจนรายพื้นที่")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--year", type=survey_year, help=words.of(_("ปีสำรวจ พ.ศ.")))
    when.add_argument("--snapshot", metavar="MONTH", help=words.of(_("ตัวเลขที่ตรึงไว้ของเดือน เช่น 2569-01 หรือฉบับที่ 1 ของเดือน 2569-01/1")))
    parser.add_argument("--level", choices=[*figures.LEVELS], required=True, help=words.of(_("ระดับพื้นที่")))
    parser.add_argument("--area", metavar="CODE", help=words.of(_("เฉพาะพื้นที่ที่รหัสขึ้นต้นด้วยรหัสนี้")))
    parser.add_argument(
        "--k", action="append", metavar="K", help=words.of(_("เกณฑ์ตัด ใช้กับ --alkire-foster เช่น 1/3 หรือ 26% (ระบุซ้ำได้)")).replace("%", "%%")
    )
    parser.add_argument("--since", type=int, metavar="YEAR", help=words.of(_("กับ --alkire-foster: การเปลี่ยนแปลงจากปีนี้ แยกส่วน")))
    parser.add_argument("--format", choices=["csv", "json"], default="csv")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--indicators", action="store_true", help=words.of(_("หนึ่งแถวต่อพื้นที่และตัวชี้วัด")))
    what.add_argument("--alkire-foster", action="store_true", help=words.of(_("ดัชนีหลายมิติ H A M0 ถ่วงน้ำหนักเท่ากันทุกมิติ")))
    what.add_argument("--patterns", action="store_true", help=words.of(_("หนึ่งแถวต่อพื้นที่และการตกเกณฑ์หลายมิติพร้อมกัน")))


def run(args: argparse.Namespace) -> int:
    if args.alkire_foster:
        ask = partial(multidimensional.by_area, cutoffs=tuple(args.k or multidimensional.CUTOFFS))
        if args.since:
            ask = partial(multidimensional.change, since=args.since - 543, cutoffs=tuple(args.k or multidimensional.CUTOFFS))
    else:
        ask = figures.by_indicator if args.indicators else figures.by_pattern if args.patterns else figures.by_area
    if args.area == "":  # of a script whose variable is not set; it asked for one place, not for all
        raise Refused(places.UNKNOWN, code="")
    if args.snapshot:
        if args.indicators or args.patterns or args.alkire_foster or args.level not in codes.LEVELS:
            raise Refused(_("ตัวเลขที่ตรึงไว้มีเฉพาะตารางหลักของจังหวัด อำเภอ ตำบล และหมู่บ้าน โปรดตัดตัวเลือกอื่นออก"))
        chosen = _snapshot(args.snapshot)
        columns, rows = certified.table(users.operator(), snapshot=chosen, level=args.level, area=args.area or "")
    else:
        columns, rows = ask(users.operator(), year=args.year, level=args.level, area=args.area or "")
    rows = [[_shortest(value) for value in row] for row in rows]
    if args.format == "json":
        json.dump([dict(zip(columns, row, strict=True)) for row in rows], sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return 0


def _snapshot(text: str) -> int:
    said, _slash, number = text.partition("/")
    return certified.of_month(users.operator(), month(said), int(number) if number.isdigit() else None).id


def _shortest(value: object) -> object:
    """A rate as short as it can be written and still read back the same: 50, not 50.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
