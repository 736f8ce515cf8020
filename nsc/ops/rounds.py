"""nsc rounds: the rounds in the system, and which years they stand for elsewhere."""

import argparse
import csv
import sys

from django.utils import timezone

from nsc import thai
from nsc.access import users
from nsc.errors import _
from nsc.ops import words
from nsc.ops.years import survey_year
from nsc.surveys import rounds

HELP = _("ดูรอบสำรวจ ระบุปีที่ TPMAP ใช้เรียกและรอบบัตรสวัสดิการ")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|describe")
    doing.add_parser("list", help=words.of(_("รอบสำรวจทั้งหมด")))
    describe = doing.add_parser("describe", help=words.of(_("ระบุความหมายของรอบสำรวจ (ปีเป็น พ.ศ.)")))
    describe.add_argument("year", type=survey_year, help=words.of(_("ปีสำรวจ พ.ศ.")))
    describe.add_argument("--label", type=survey_year, help=words.of(_("ปีที่ TPMAP ใช้เรียกข้อมูลรอบนี้")))
    describe.add_argument("--cards", type=survey_year, help=words.of(_("ปีของรอบบัตรสวัสดิการที่ใช้นับคนจนเป้าหมาย")))
    describe.add_argument("--note", default="", help=words.of(_("หมายเหตุที่แสดงข้างตัวเลข")))


def run(args: argparse.Namespace) -> int:
    by = users.operator()
    if args.doing == "describe":
        found = rounds.of_year(args.year)
        rounds.describe(by=by, at=timezone.now(), round=found, label_year=args.label, card_round=args.cards, note=args.note)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["survey_year", "indicator_set", "label_year", "card_round", "note"])
    for each in rounds.published():
        label, cards = (thai.buddhist_year(year) if year else "" for year in (each.label_year, each.card_round))
        writer.writerow([thai.buddhist_year(each.survey_year), each.indicator_set_id, label, cards, each.note_th])
    return 0
