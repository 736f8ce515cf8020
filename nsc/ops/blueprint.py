"""nsc blueprint 600907 --format pdf --out FILE: the Blueprint of a tambon as a book, as Word, or on one page."""

import argparse
from pathlib import Path

from django.utils import timezone

from nsc.access import scope, users
from nsc.errors import Refused, _
from nsc.ops import words
from nsc.reports import blueprint_book

HELP = _("พิมพ์พิมพ์เขียวตำบลเป็นเล่ม เป็น Word หรือหน้าเดียว")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("area", metavar="TAMBON", help=words.of(_("รหัสตำบล 6 หลัก เช่น 600907")))
    parser.add_argument(
        "--format", choices=list(blueprint_book.TYPES), default="pdf", help=words.of(_("pdf เป็นเล่ม docx เป็น Word page หน้าเดียว"))
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=words.of(_("ไฟล์ที่จะเขียน")))
    parser.add_argument("--version", type=int, metavar="N", help=words.of(_("ฉบับที่ ไม่บอกคือร่างที่ทำอยู่ หรือฉบับที่ใช้อยู่")))
    parser.add_argument("--arabic-digits", action="store_true", help=words.of(_("ใช้เลขอารบิกแทนเลขไทย")))


def run(args: argparse.Namespace) -> int:
    told = {"area": args.area, "form": args.format, "version": args.version, "thai_digits": not args.arabic_digits}
    try:
        paper = blueprint_book.printed(by=users.operator(), at=timezone.now(), **told)
    except scope.OutOfSight as error:
        raise Refused(_("ตำบลรหัส {area} ยังไม่ได้เริ่มงานตำบลอัจฉริยะ หรือไม่มีรหัสนี้"), area=args.area[:20]) from error
    try:
        args.out.write_bytes(paper.content)
    except OSError as error:
        raise Refused(_("เขียนไฟล์ “{file}” ไม่ได้: {error}"), file=str(args.out), error=str(error)) from error
    words.say(_("เขียนไฟล์ {file} แล้ว"), file=str(args.out))
    return 0
