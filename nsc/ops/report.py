"""nsc report situation --area 60 --format pdf --out FILE: a document of the secretariat, issued and kept as from the pages."""

import argparse
import re
from datetime import date
from pathlib import Path

from django.utils import timezone

from nsc import thai
from nsc.access import scope, users
from nsc.errors import Refused, _
from nsc.ops import words
from nsc.secretariat import documents, issuing
from nsc.secretariat.document_kinds import Asked

HELP = _("ออกเอกสารและรายงานของ ศจพ. เป็น PDF Word หรือ Excel")
NEEDS_DATABASE = True
NOT_THERE = _("ไม่พบรายการหมายเลข {number} ในพื้นที่ {area} โปรดตรวจหมายเลข และรหัสพื้นที่ของครัวเรือน หรือของสำนักงานที่ออกหนังสือ")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help=words.of(_("ชื่อเอกสาร ดูรายชื่อด้วย --list")))
    parser.add_argument("--list", action="store_true", help=words.of(_("แสดงเอกสารที่มี")))
    parser.add_argument("--area", metavar="CODE", help=words.of(_("รหัสพื้นที่")))
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help=words.of(_("เดือน พ.ศ. เช่น 2569-01")))
    parser.add_argument("--year", type=int, metavar="YEAR", help=words.of(_("ปีสำรวจ พ.ศ.")))
    parser.add_argument("--fiscal-year", type=int, metavar="YEAR", help=words.of(_("ปีงบประมาณ พ.ศ. ถ้าไม่บอกคือปีปัจจุบัน")))
    parser.add_argument("--number", type=int, metavar="N", help=words.of(_("หมายเลขของครัวเรือน หนังสือ หรือการประชุม")))
    parser.add_argument("--by", default="", metavar="WHAT", help=words.of(_("ตารางสองมิติ: แถว")))
    parser.add_argument("--across", default="", metavar="WHAT", help=words.of(_("ตารางสองมิติ: คอลัมน์")))
    parser.add_argument("--format", default="pdf", choices=list(issuing.TYPES))
    parser.add_argument("--out", type=Path, metavar="FILE", help=words.of(_("ไฟล์ที่จะเขียน")))
    parser.add_argument("--names", action="store_true", help=words.of(_("แสดงชื่อ")))
    parser.add_argument("--arabic-digits", action="store_true", help=words.of(_("ใช้เลขอารบิกแทนเลขไทย")))


def run(args: argparse.Namespace) -> int:
    if args.list:
        for kind in documents.ALL:
            print(f"{kind.name}\t{','.join(kind.forms)}\t{words.of(kind.title)}")
        return 0
    if not (args.name and args.area and args.out):
        raise Refused(_("โปรดบอกชื่อเอกสาร --area และ --out หรือใช้ --list เพื่อดูรายชื่อเอกสาร"))
    year, fiscal_year = (value and thai.christian_year(value) for value in (args.year, args.fiscal_year))
    asked = Asked(args.area, args.month, year, args.number, args.names, by=args.by, across=args.across, fiscal_year=fiscal_year)
    by, at = users.operator(), timezone.now()
    try:
        number = issuing.issue(by=by, at=at, name=args.name, asked=asked, form=args.format, thai_digits=not args.arabic_digits)
    except scope.OutOfSight as error:  # the place is known by then: documents.checked
        raise Refused(NOT_THERE, number=args.number, area=args.area) from error
    paper = issuing.opened(by=by, at=at, number=number)
    try:
        with args.out.open("wb") as out:
            out.writelines(paper.pieces)
    except OSError as error:
        raise Refused(_("เขียนไฟล์ “{file}” ไม่ได้: {error}"), file=str(args.out), error=str(error)) from error
    words.say(_("เขียนไฟล์ {file} แล้ว"), file=str(args.out))
    return 0


def _month(text: str) -> date:
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", thai.arabic_digits(text), re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(words.of(_("เดือนเขียนเป็น พ.ศ.-เดือน เช่น 2569-01")))
    return date(thai.christian_year(int(found[1])), int(found[2]), 1)
