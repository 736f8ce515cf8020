"""nsc users: who may sign in, with which role over which area. The first accounts of a new system are made here, and the ways into those
accounts that no colleague may open: auditors, the data-protection officer."""

import argparse
import csv
import getpass
import sys

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import invitations, organisations, second_factor, users
from nsc.access.roles import OPERATOR, ROLES
from nsc.areas import authorities
from nsc.errors import Refused, _
from nsc.ops import words

HELP = _("ดู สร้าง และปิดบัญชีผู้ใช้")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", required=True, metavar="list|add|assign|end|invite|close|reset-second-factor")
    doing.add_parser("list", help=words.of(_("บัญชีทั้งหมดและบทบาท")))
    add = doing.add_parser("add", help=words.of(_("สร้างบัญชีและมอบบทบาท ถามรหัสผ่านบนจอ หรืออ่านจากบรรทัดแรกที่ส่งเข้ามา")))
    add.add_argument("username")
    add.add_argument("--name", required=True, help=words.of(_("ชื่อที่แสดง")))
    add.add_argument("--role", required=True, choices=[key for key in ROLES if key != OPERATOR.key])
    add.add_argument("--area", required=True, metavar="CODE", help=words.of(_("รหัสพื้นที่ 2, 4, 6 หรือ 8 หลัก")))
    assign = doing.add_parser("assign", help=words.of(_("มอบบทบาทให้บัญชีที่มีอยู่")))
    assign.add_argument("username")
    assign.add_argument("--role", required=True, choices=[key for key in ROLES if key != OPERATOR.key])
    assign.add_argument("--area", required=True, metavar="CODE", help=words.of(_("รหัสพื้นที่ 2, 4, 6 หรือ 8 หลัก")))
    assign.add_argument("--authority", metavar="NAME", help=words.of(_("เฉพาะครัวเรือนของ อปท. นี้")))
    assign.add_argument("--organisation", metavar="NAME", help=words.of(_("สังกัดองค์กร")))
    for name, told in (("--from", _("ตั้งแต่วันที่ เช่น 1/10/2569")), ("--until", _("ถึงวันที่ เช่น 30/9/2570"))):
        assign.add_argument(name, dest=name.strip("-") + "_day", metavar="DAY", help=words.of(told))
    end = doing.add_parser("end", help=words.of(_("สิ้นสุดบทบาท")))
    end.add_argument("username")
    end.add_argument("--role", required=True, choices=[key for key in ROLES if key != OPERATOR.key])
    end.add_argument("--area", required=True, metavar="CODE", help=words.of(_("รหัสพื้นที่ 2, 4, 6 หรือ 8 หลัก")))
    end.add_argument("--because", required=True, help=words.of(_("เหตุผล")))
    invite = doing.add_parser("invite", help=words.of(_("พิมพ์ลิงก์ตั้งรหัสผ่าน ใช้ได้ครั้งเดียวภายใน 3 วัน รหัสผ่านเดิมใช้ไม่ได้ทันที")))
    invite.add_argument("username")
    add.add_argument("--machine", action="store_true", help=words.of(_("บัญชีของระบบอื่น ลงชื่อเข้าใช้ไม่ได้ ใช้ได้ทางกุญแจ (nsc tokens) เท่านั้น")))
    close = doing.add_parser("close", help=words.of(_("ปิดบัญชีผู้ที่พ้นหน้าที่")))
    close.add_argument("username")
    close.add_argument("--because", required=True, help=words.of(_("เหตุผล")))
    close.add_argument("--successor", metavar="USERNAME", help=words.of(_("ผู้รับงานต่อ")))
    reset = doing.add_parser("reset-second-factor", help=words.of(_("ล้างการยืนยันตัวตนขั้นที่สองของผู้ที่โทรศัพท์หาย และให้ออกจากระบบทุกเครื่อง")))
    reset.add_argument("username")
    reset.add_argument("--because", required=True, help=words.of(_("เหตุผล")))


def run(args: argparse.Namespace) -> int:
    by, at = users.operator(), timezone.now()
    if args.doing == "add":
        password = None if args.machine else _password()
        told = {"username": args.username, "display_name": args.name, "password": password, "may_sign_in": not args.machine}
        with transaction.atomic():  # an account without its role would be half of what was asked
            user = users.create(by=by, at=at, **told)
            users.assign(by=by, at=at, user=user, role=args.role, area=args.area)
    elif args.doing == "assign":
        _assign(args, by, at)
    elif args.doing == "end":
        user = users.named(args.username)
        for given in users.held(user, role=args.role, area=args.area):
            users.end(by=by, at=at, assignment=given, because=args.because)
    elif args.doing == "invite":
        print(invitations.issue(by=by, at=at, user=users.named(args.username)).address)
        return 0
    elif args.doing == "close":
        successor = users.named(args.successor) if args.successor else None
        users.close(by=by, at=at, user=users.named(args.username), because=args.because, successor=successor)
    elif args.doing == "reset-second-factor":
        second_factor.reset(by=by, at=at, user=users.named(args.username), because=args.because)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["username", "name", "active", "role", "area"])
    writer.writerows(users.listed(by))
    return 0


def _assign(args: argparse.Namespace, by, at) -> None:
    users.assign(
        by=by,
        at=at,
        user=users.named(args.username),
        role=args.role,
        area=args.area,
        authority=_authority(args.authority) if args.authority else None,
        organisation=organisations.named(args.organisation) if args.organisation else None,
        valid_from=thai.read_date(args.from_day).first if args.from_day else None,
        valid_until=thai.read_date(args.until_day).last if args.until_day else None,
    )


def _authority(name: str) -> int:
    found = authorities.by_name([name]).get(name)
    if found is None:
        raise Refused(_("ไม่รู้จัก อปท. ชื่อ “{name}”"), name=name)
    return found


def _password() -> str:
    """Never an argument: other users of the machine can read those."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, again = (getpass.getpass(words.of(ask)) for ask in (_("รหัสผ่าน: "), _("อีกครั้ง: ")))
    if first != again:
        raise Refused(_("รหัสผ่านสองครั้งไม่ตรงกัน"))
    return first
