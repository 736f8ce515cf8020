"""nsc rounds: the rounds in the system, and which years they stand for elsewhere."""

import argparse
import csv
import sys

from django.utils import timezone

from nsc.access import users
from nsc.errors import _
from nsc.ops import words
from nsc.surveys import rounds

HELP = _("ดูรอบสำรวจ ระบุปีที่ TPMAP ใช้เรียกและรอบบัตรสวัสดิการ")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|describe")
    doing.add_parser("list", help=words.of(_("รอบสำรวจทั้งหมด")))
    describe = doing.add_parser("describe", help=words.of(_("ระบุความหมายของรอบสำรวจ (ปีเป็น พ.ศ.)")))
    describe.add_argument("year", type=int, help=words.of(_("ปีสำรวจ พ.ศ.")))
    describe.add_argument("--label", type=int, help=words.of(_("ปีที่ TPMAP ใช้เรียกข้อมูลรอบนี้")))
    describe.add_argument("--cards", type=int, help=words.of(_("ปีของรอบบัตรสวัสดิการที่ใช้นับคนจนเป้าหมาย")))
    describe.add_argument("--note", default="", help=words.of(_("หมายเหตุที่แสดงข้างตัวเลข")))


def run(args: argparse.Namespace) -> int:
    by = users.operator()
    if args.doing == "describe":
        label, cards = (year and year - 543 for year in (args.label, args.cards))
        found = rounds.of_year(args.year - 543)
        rounds.describe(by=by, at=timezone.now(), round=found, label_year=label, card_round=cards, note=args.note)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["survey_year", "indicator_set", "label_year", "card_round", "note"])
    for each in rounds.published():
        label, cards = (year + 543 if year else "" for year in (each.label_year, each.card_round))
        writer.writerow([each.survey_year + 543, each.indicator_set_id, label, cards, each.note_th])
    return 0
