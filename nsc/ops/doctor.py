"""`nsc doctor`: is everything in order? One line a check on standard output, `check,status,detail`; status `ok` or `found`.

It looks and mends nothing, so it also works on a home that is not ready. The checks themselves are in checks.py."""

import argparse
import csv
import sys

from nsc.errors import _
from nsc.ops import words

HELP = _("ตรวจสุขภาพระบบ: ที่เก็บข้อมูล ฐานข้อมูล พื้นที่ กุญแจ งานค้าง")
NEEDS_DATABASE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    from nsc.ops.main import start_django

    start_django()
    from nsc.ops import checks

    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["check", "status", "detail"])
    healthy = True
    for name, check in checks.CHECKS.items():
        found = checks.look(check)
        healthy = healthy and not found
        out.writerow([name, "found" if found else "ok", found])
    if not healthy:
        words.say(_("พบสิ่งที่ต้องแก้ไข ดูบรรทัดที่เป็น found"))
    return 0 if healthy else 1
