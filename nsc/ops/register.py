"""nsc register --programme CODE --as-of DATE FILE: a register of who receives a programme, compared by national id."""

import argparse
import csv
import sys
from datetime import date
from pathlib import Path

from django.utils import timezone

from nsc import thai
from nsc.access import users
from nsc.errors import Refused, _
from nsc.intake import registers
from nsc.ops import words
from nsc.welfare import counting, recipients

HELP = _("นำเข้าทะเบียนผู้รับของโครงการ หรือถอนทะเบียน")
NEEDS_DATABASE = True
SUMMARY = ["register", "rows", "wrong", "doubled", "matched", "unknown", "added", "gone"]
SAID = 10  # wrong rows


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help=words.of(_("ไฟล์ xlsx, xls, ods หรือ csv ที่มีคอลัมน์เลขประจำตัวประชาชน"))
    )
    parser.add_argument("--programme", metavar="CODE", help=words.of(_("รหัสโครงการ เช่น elderly-allowance")))
    parser.add_argument("--as-of", type=day, metavar="DATE", help=words.of(_("วันที่ของทะเบียน เช่น 01/10/2569")))
    parser.add_argument("--area", default="", metavar="CODE", help=words.of(_("พื้นที่ที่ทะเบียนครอบคลุม ไม่ใส่คือทั้งจังหวัด")))
    parser.add_argument("--authority", type=int, metavar="ID", help=words.of(_("เฉพาะคนของ อปท. นี้")))
    parser.add_argument("--dry-run", action="store_true", help=words.of(_("ตรวจอย่างเดียว ไม่บันทึก")))
    parser.add_argument("--only-good", action="store_true", help=words.of(_("นำเข้าเฉพาะแถวที่อ่านเลขได้")))
    parser.add_argument("--undo", type=int, metavar="NUMBER", help=words.of(_("ถอนทะเบียนเลขที่นี้")))
    parser.add_argument("--because", default="", help=words.of(_("เหตุผล")))


def day(text: str) -> date:
    """2026-10-01, or in the Buddhist era 01/10/2569."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        found = thai.read_date(text)
    except Refused as no:
        raise argparse.ArgumentTypeError(str(no)) from no
    if found.precision != "day":
        raise argparse.ArgumentTypeError(text)
    return found.first


def run(args: argparse.Namespace) -> int:
    by, at = users.operator(), timezone.now()
    if args.undo is not None:
        undone = recipients.withdraw(by=by, at=at, register=args.undo, because=args.because)
        words.say(_("ถอนทะเบียนที่ {number} แล้ว"), number=undone.pk)
        counting.recount(at=at)
        return 0
    if not (args.file and args.programme and args.as_of):
        raise Refused(_("โปรดใส่ไฟล์ --programme และ --as-of หรือ --undo"))
    if not args.file.is_file():
        raise Refused(_("ไม่พบไฟล์หรือโฟลเดอร์ {file}"), file=args.file)
    told = {"path": args.file, "code": args.programme, "as_of": args.as_of, "area": args.area, "authority": args.authority}
    found = registers.dry_run(by=by, at=at, **told)
    for fault in found.table.faults[:SAID]:
        where = {"sheet": fault.sheet, "row": fault.row, "column": fault.column}
        words.say(_("{sheet} แถว {row} คอลัมน์ {column}: {problem}"), **where, problem=words.of(fault.problem))
    if found.table.wrong > SAID:
        words.say(_("และอีก {count} แถวที่อ่านเลขไม่ได้"), count=found.table.wrong - SAID)
    number: object = ""
    if not args.dry_run:
        number = registers.run(by=by, at=at, **told, only_good=args.only_good).pk
        counting.recount(at=at)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(SUMMARY)
    table = found.table
    writer.writerow([number, table.rows, table.wrong, table.doubled, found.matched, found.unknown, found.added, found.gone])
    return 1 if found.table.wrong else 0
