"""nsc users: who may sign in, with which role over which area. The first accounts of a new system are made here."""

import argparse
import csv
import getpass
import sys

from django.db import transaction
from django.utils import timezone

from nsc.access import users
from nsc.access.roles import OPERATOR, ROLES
from nsc.errors import Refused, _
from nsc.ops import words

HELP = _("ดู สร้าง และปิดบัญชีผู้ใช้")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|add|close")
    doing.add_parser("list", help=words.of(_("บัญชีทั้งหมดและบทบาท")))
    add = doing.add_parser("add", help=words.of(_("สร้างบัญชีและมอบบทบาท ถามรหัสผ่านบนจอ หรืออ่านจากบรรทัดแรกที่ส่งเข้ามา")))
    add.add_argument("username")
    add.add_argument("--name", required=True, help=words.of(_("ชื่อที่แสดง")))
    add.add_argument("--role", required=True, choices=[key for key in ROLES if key != OPERATOR.key])
    add.add_argument("--area", required=True, metavar="CODE", help=words.of(_("รหัสพื้นที่ 2, 4, 6 หรือ 8 หลัก")))
    add.add_argument("--machine", action="store_true", help=words.of(_("บัญชีของระบบอื่น ลงชื่อเข้าใช้ไม่ได้ ใช้ได้ทางกุญแจ (nsc tokens) เท่านั้น")))
    close = doing.add_parser("close", help=words.of(_("ปิดบัญชีผู้ที่พ้นหน้าที่")))
    close.add_argument("username")
    close.add_argument("--because", required=True, help=words.of(_("เหตุผล")))


def run(args: argparse.Namespace) -> int:
    by, at = users.operator(), timezone.now()
    if args.doing == "add":
        password = None if args.machine else _password()
        told = {"username": args.username, "display_name": args.name, "password": password, "may_sign_in": not args.machine}
        with transaction.atomic():  # an account without its role would be half of what was asked
            user = users.create(by=by, at=at, **told)
            users.assign(by=by, at=at, user=user, role=args.role, area=args.area)
    elif args.doing == "close":
        users.close(by=by, at=at, user=users.named(args.username), because=args.because)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["username", "name", "active", "role", "area"])
    writer.writerows(users.listed(by))
    return 0


def _password() -> str:
    """Never an argument: other users of the machine can read those."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, again = (getpass.getpass(words.of(ask)) for ask in (_("รหัสผ่าน: "), _("อีกครั้ง: ")))
    if first != again:
        raise Refused(_("รหัสผ่านสองครั้งไม่ตรงกัน"))
    return first
