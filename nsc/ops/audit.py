"""nsc audit verify: has anyone tampered with the record?"""

import argparse

from django.utils import timezone
from django.utils.translation import gettext

from nsc.access import audit
from nsc.errors import _

HELP = _("ตรวจสอบว่าบันทึกการใช้งานไม่ถูกแก้ไข ลบ หรือแทรก")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("--head", metavar="HASH", help=_("ค่าแฮชที่จดไว้จากการตรวจครั้งก่อน ซึ่งต้องยังอยู่ในสายโซ่"))


def run(args: argparse.Namespace) -> int:
    """0: whole. 1: something was found. The head it prints is for noting down outside this machine."""
    report = audit.verify(args.head)
    print(gettext("ผนึกแล้ว {lines:,} บรรทัด ใน {blocks:,} บล็อก").format(lines=report.lines, blocks=report.blocks))
    if report.unsealed:
        since = f"{timezone.localtime(report.unsealed_since):%H:%M:%S}"
        print(gettext("ยังไม่ผนึก {count:,} บรรทัด เก่าที่สุดเวลา {since}").format(count=report.unsealed, since=since))
    for number in report.broken:
        print(gettext("บล็อก {number}: ถูกแก้ไข ลบ หรือแทรก").format(number=number))
    if report.head_missing:
        print(gettext("ไม่พบค่าแฮชที่จดไว้: สายโซ่ถูกตัดหรือสร้างใหม่"))
    print(gettext("แฮชล่าสุด {head}").format(head=report.head))
    print(gettext("ไม่พบความผิดปกติ") if report.sound else gettext("พบความผิดปกติ โปรดแจ้งเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"))
    return 0 if report.sound else 1
