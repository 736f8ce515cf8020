"""nsc logbook export|import|status: the exchange with TPMAP Logbook by files, in the proposed form or the profile saved in its place."""

import argparse
import csv
import sys
from pathlib import Path

from django.utils import timezone

from nsc.access import users
from nsc.errors import Refused, _
from nsc.intake import imports, logbook, logbook_form
from nsc.ops import words

HELP = _("แลกเปลี่ยนความช่วยเหลือและเป้าหมายกับ TPMAP Logbook")
NEEDS_DATABASE = True
STATUS = ["number", "way", "what", "area", "file", "rows", "same", "differing", "unknown", "open", "by", "at"]


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="export|import|status", required=True)
    export = acts.add_parser("export", help=words.of(_("เขียนข้อมูลของระบบลงไฟล์ ในแบบของ Logbook")))
    export.add_argument("out", type=Path, metavar="OUT.csv|OUT.xlsx")
    export.add_argument("--what", choices=[logbook.HELP_OUT, logbook.TARGETS_OUT], default=logbook.HELP_OUT)
    export.add_argument("--area", default="", metavar="CODE", help=words.of(_("รหัสพื้นที่ ไม่ระบุคือทั้งจังหวัด")))
    import_ = acts.add_parser("import", help=words.of(_("รับความช่วยเหลือที่บันทึกใน Logbook มาเทียบกับของระบบ")))
    import_.add_argument("file", type=Path, metavar="FILE")
    acts.add_parser("status", help=words.of(_("การแลกเปลี่ยนที่ผ่านมาและสิ่งที่ยังต่างกัน")))


def run(args: argparse.Namespace) -> int:
    by, at = users.operator(), timezone.now()
    if args.act == "export":
        kind = args.out.suffix.lower().removeprefix(".")
        made = logbook.export(by=by, at=at, what=args.what, area=args.area, kind=kind)
        try:
            args.out.write_bytes(b"".join(made.pieces))
        except OSError as error:
            raise Refused(_("เขียนไฟล์ {file} ไม่ได้ โปรดตรวจว่ามีโฟลเดอร์นั้นและมีสิทธิ์เขียน"), file=args.out) from error
        return 0
    if args.act == "import":
        if not args.file.exists():
            raise Refused(_("ไม่พบไฟล์หรือโฟลเดอร์ {file}"), file=args.file)
        parts = imports.read(args.file, logbook.profile_named(by, logbook_form.HELP_NAME))
        logbook.receive(by=by, at=at, parts=parts, source=args.file.name, sha256=imports.fingerprint(args.file))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(STATUS)
    for each in logbook.status(by, limit=1 if args.act == "import" else 20):
        open_rows = "" if each.open_rows is None else each.open_rows
        counts = [each.rows, each.same, each.differing, each.unknown, open_rows]
        writer.writerow(
            [each.number, each.way, each.what, each.area_code, each.source, *counts, each.by, each.at.isoformat(timespec="seconds")]
        )
    return 0
