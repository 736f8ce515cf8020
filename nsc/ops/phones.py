"""nsc phones: the phones with the field application. One that is lost is ended here, too."""

import argparse
import csv
import sys
from collections.abc import Iterator

from django.utils import timezone

from nsc.access import phones, scope, users
from nsc.errors import Refused, _
from nsc.files import tables
from nsc.ops import words

HELP = _("ดูและยกเลิกโทรศัพท์ของแอปภาคสนาม")
NEEDS_DATABASE = True

COLUMNS = ("number", "username", "browser", "app", "enrolled_at", "seen_at", "clock_ahead_seconds", "state", "ended_at", "wiped_at")


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|end")
    listed = doing.add_parser("list", help=words.of(_("โทรศัพท์ทั้งหมด หรือของบัญชีหนึ่ง เครื่องที่ใช้อยู่ก่อน")))
    listed.add_argument("username", nargs="?", help=words.of(_("เฉพาะของบัญชีนี้")))
    end = doing.add_parser("end", help=words.of(_("ยกเลิกโทรศัพท์ เครื่องส่งงานที่ค้างแล้วล้างข้อมูลเองเมื่อติดต่อระบบ")))
    end.add_argument("number", type=int)
    end.add_argument("--because", required=True, help=words.of(_("เหตุผล")))


def run(args: argparse.Namespace) -> int:
    by = users.operator()
    if args.doing == "end":
        _end(by, args.number, args.because)
        words.say(_("ยกเลิกโทรศัพท์หมายเลข {number} แล้ว"), number=args.number)
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(username, phone) for username, phone in _found(by, args.username))
    return 0


def _end(by, number: int, because: str) -> None:
    try:
        phones.end(by=by, at=timezone.now(), phone=number, because=because)
    except scope.OutOfSight:
        raise Refused(_("ไม่มีโทรศัพท์หมายเลข {number}"), number=number) from None


def _found(by, username: str | None) -> Iterator[tuple[str, phones.Shown]]:
    if username is None:
        yield from phones.listed(by)
    else:
        owner = users.named(username)
        yield from ((owner.username, each) for each in phones.of(by, owner.pk))


def _row(username: str, phone: phones.Shown) -> list[object]:
    moments = (phone.enrolled_at, phone.seen_at, phone.ended_at, phone.wiped_at)
    enrolled, seen, ended, wiped = (timezone.localtime(each).isoformat(timespec="seconds") if each else "" for each in moments)
    ahead = "" if phone.ahead is None else phone.ahead
    return [phone.number, username, tables.harmless(phone.name), phone.app, enrolled, seen, ahead, phone.state, ended, wiped]
