"""nsc import FILE|DIR --year 2561: a survey file into the system, from the command line (formats: docs/formats.md)."""

import argparse
import csv
import os
import sys
from pathlib import Path

import polars as pl
from django.utils import timezone

from nsc.access import users
from nsc.errors import Refused, _
from nsc.intake import imports, lists, mapping, marking, profiles, reading
from nsc.ops import words
from nsc.ops.progress import Progress
from nsc.ops.years import survey_year

HELP = _("นำเข้าไฟล์ข้อมูลสำรวจ จปฐ.")
NEEDS_DATABASE = True
PROGRESS = _("บันทึกแล้ว {done} จาก {total} แถว · {rate} แถว/วินาที · เหลือ {left} วินาที")
SUMMARY = ["batch", "households", "members", "unchanged", "left_out", "cautions"]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE|DIR", help=words.of(_("ไฟล์ xlsx, xls, ods, csv, zip หรือโฟลเดอร์ที่มี households.csv และ members.csv"))
    )
    parser.add_argument("--year", type=survey_year, required=True, help=words.of(_("ปีสำรวจ พ.ศ.")))
    parser.add_argument("--set", dest="set_code", help=words.of(_("ชุดตัวชี้วัด เมื่อไม่ใช่ชุดของปีนั้น เช่น 2560-2564")))
    parser.add_argument("--dry-run", action="store_true", help=words.of(_("ตรวจอย่างเดียว ไม่บันทึก")))
    parser.add_argument("--errors", type=Path, metavar="OUT.csv|OUT.xlsx", help=words.of(_("เขียนรายการข้อผิดพลาดลงไฟล์")))
    parser.add_argument("--cautions", type=Path, metavar="OUT.csv", help=words.of(_("เขียนรายการข้อสังเกตลงไฟล์")))
    parser.add_argument("--profile", metavar="NAME", help=words.of(_("ใช้แบบการจับคู่คอลัมน์ที่บันทึกไว้")))


def run(args: argparse.Namespace) -> int:
    if not args.file.exists():
        raise Refused(_("ไม่พบไฟล์หรือโฟลเดอร์ {file}"), file=args.file)
    for out in filter(None, (args.errors, args.cautions)):
        _writable(out, args.file)
    by, at = users.operator(), timezone.now()
    profile = profiles.named(args.profile) if args.profile else None
    parts = imports.read(args.file, profile.rules if profile else None)
    told = {"by": by, "at": at, "parts": parts, "year": args.year}
    stored = {
        "source": args.file.name,
        "sha256": imports.fingerprint(args.file),
        "tick": Progress(PROGRESS) if sys.stderr.isatty() else _silent,
    }
    if profile and profile.kind == mapping.LIST:
        made, outcome = (None, lists.dry_run(**told)) if args.dry_run else lists.run(**told, **stored)
        number = f"{words.LIST}{made.pk}" if made else ""
    else:
        told["set_code"] = args.set_code
        outcome = imports.dry_run(**told) if args.dry_run else imports.run(**told, **stored)
        number = outcome.batch.pk if outcome.batch else ""
    _reports(args, outcome)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(SUMMARY)
    writer.writerow([number, *(outcome.counts[name] for name in SUMMARY[1:])])
    return 1 if outcome.left_out else 0


def _writable(out: Path, source: Path) -> None:
    """Refused before anything is stored, rather than failing after it."""
    read = [each for each in source.iterdir() if each.name.lower() in reading.TABLES] if source.is_dir() else [source]
    if out.exists() and any(each.samefile(out) for each in read):
        raise Refused(_("{file} เป็นไฟล์ที่นำเข้า โปรดเขียนรายการลงไฟล์อื่น"), file=out)
    if out.is_dir() or not os.access(out if out.exists() else out.parent, os.W_OK):
        raise Refused(_("เขียนไฟล์ {file} ไม่ได้ โปรดตรวจว่ามีโฟลเดอร์นั้นและมีสิทธิ์เขียน"), file=out)


def _reports(args: argparse.Namespace, outcome: imports.Outcome) -> None:
    """The lists of wrong cells and of cautions, where asked for; else the first few wrong cells are said."""
    wrong, cautions = (_in_words(table) for table in (outcome.wrong, outcome.cautions))
    if args.errors:
        marking.mark(args.file, wrong, outcome.parts, args.errors)
    if args.cautions:
        marking.mark(args.file, cautions, outcome.parts, args.cautions)
    for row in wrong.head(0 if args.errors else 10).iter_rows(named=True):
        words.say(_("{file} แถว {row} คอลัมน์ {column}: {problem} {remedy}"), **row)
    if outcome.wrong.height > 10 and not args.errors:
        words.say(_("และอีก {count} รายการ ดูทั้งหมดด้วย --errors"), count=outcome.wrong.height - 10)


def _in_words(table: pl.DataFrame) -> pl.DataFrame:
    said = {message: words.of(message) for name in ("problem", "remedy") for message in table[name].unique()}
    return table.with_columns(pl.col("problem", "remedy").replace_strict(said, return_dtype=pl.String)) if said else table


def _silent(done: int, total: int) -> None:
    pass
