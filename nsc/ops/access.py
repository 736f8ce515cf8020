"""nsc access matrix: what every address of the system answers to every role."""

import argparse
import csv
import sys

from nsc.access import matrix
from nsc.errors import _
from nsc.ops import words

HELP = _("แสดงว่าแต่ละหน้าตอบผู้ใช้แต่ละบทบาทอย่างไร ทั้งในและนอกพื้นที่")


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="matrix")
    doing.add_parser("matrix", help=words.of(_("ตารางหน้า × บทบาท เป็น CSV: รหัสตอบของ HTTP เมื่อบทบาทครอบคลุมพื้นที่นั้น และเมื่อไม่ครอบคลุม")))


def run(args: argparse.Namespace) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["route", "role", "inside", "outside"])
    writer.writerows(matrix.table())
    return 0
