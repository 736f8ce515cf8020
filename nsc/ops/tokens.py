"""nsc tokens: keys with which other systems use the API. The secret is printed once."""

import argparse
import csv
import sys
from datetime import date

from django.utils import timezone

from nsc.access import tokens, users
from nsc.errors import Refused, _
from nsc.ops import words

HELP = _("ดู ออก และถอนกุญแจของระบบอื่นที่ใช้ API")
NEEDS_DATABASE = True

COLUMNS = ("number", "username", "purpose", "issued_at", "issued_by", "until", "last_used_at", "ended_at", "alive")


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|issue|revoke")
    doing.add_parser("list", help=words.of(_("กุญแจทั้งหมด ใหม่สุดก่อน ไม่แสดงความลับ")))
    issue = doing.add_parser("issue", help=words.of(_("ออกกุญแจในนามของบัญชีหนึ่ง ความลับแสดงครั้งเดียว")))
    issue.add_argument("username")
    issue.add_argument("--purpose", required=True, help=words.of(_("ใช้ทำอะไร")))
    issue.add_argument("--until", required=True, metavar="YYYY-MM-DD", help=words.of(_("วันสุดท้ายที่ใช้ได้ ปี ค.ศ. ไม่เกินหนึ่งปี")))
    revoke = doing.add_parser("revoke", help=words.of(_("ถอนกุญแจทันที")))
    revoke.add_argument("number", type=int)
    revoke.add_argument("--because", required=True, help=words.of(_("เหตุผล")))


def run(args: argparse.Namespace) -> int:
    by, at = users.operator(), timezone.now()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if args.doing == "issue":
        issued = tokens.issue(by=by, at=at, user=users.named(args.username), purpose=args.purpose, until=_day(args.until))
        words.say(_("คัดลอกความลับนี้ให้ระบบปลายทางเดี๋ยวนี้ ระบบไม่เก็บไว้และจะไม่แสดงอีก"))
        writer.writerow(["number", "secret", "until"])
        writer.writerow([issued.number, issued.secret, issued.until])
        return 0
    if args.doing == "revoke":
        tokens.revoke(by=by, at=at, token=args.number, because=args.because)
    writer.writerow(COLUMNS)
    writer.writerows(_row(each) for each in tokens.listed(by, at=at))
    return 0


def _row(token: tokens.Token) -> list[object]:
    moments = (token.issued_at, token.last_used_at, token.ended_at)
    issued, used, ended = (timezone.localtime(each).isoformat(timespec="seconds") if each else "" for each in moments)
    known = (token.number, token.username, token.purpose, issued, token.issued_by, token.until, used, ended)
    return [*known, int(token.is_alive)]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("อ่านวันที่ “{day}” ไม่ได้ ต้องเป็น ปี ค.ศ.-เดือน-วัน เช่น 2027-06-30"), day=text) from None
