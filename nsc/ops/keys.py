"""nsc keys: the keys that sensitive data is sealed with. Where they lie and what to back up: docs/guide/administrators.md."""

import argparse
import csv
import sys

from django.utils import timezone

from nsc.access import keyring, users
from nsc.errors import _
from nsc.intake import letter_keys
from nsc.ops import words
from nsc.ops.progress import Progress

HELP = _("ดู เปลี่ยน และลบกุญแจเข้ารหัสข้อมูล")
NEEDS_DATABASE = True
PROGRESS = _("ผนึกใหม่แล้ว {done} จาก {total} ค่า · {rate} ค่า/วินาที · เหลือ {left} วินาที")
COLUMNS = ["key", "made_at", "in_use", "place", "sealed"]
OF_PHONES = ["key", "made_at", "in_use", "letters", "phones"]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "rotate", "drop"])
    parser.add_argument("number", type=int, nargs="?", help=words.of(_("หมายเลขกุญแจที่จะลบ (เฉพาะ drop)")))
    parser.add_argument("--new", action="store_true", help=words.of(_("สร้างกุญแจดอกใหม่แม้รอบก่อนยังไม่เสร็จ (เฉพาะ rotate)")))
    parser.add_argument("--phones", action="store_true", help=words.of(_("กุญแจที่โทรศัพท์ใช้ผนึกสิ่งที่ส่ง แทนกุญแจข้อมูล")))
    parser.add_argument("--although", action="store_true", help=words.of(_("ลบแม้มีโทรศัพท์ที่ยังไม่ติดต่อมา (เฉพาะ drop --phones)")))
    parser.add_argument("--background", action="store_true", help=words.of(_("ให้ nsc worker ทำเบื้องหลัง (เฉพาะ rotate)")))
    parser.add_argument("--yes", action="store_true", help=words.of(_("ยืนยันว่าสำเนาสำรองเก่าไม่ต้องใช้กุญแจนี้แล้ว (เฉพาะ drop)")))


def run(args: argparse.Namespace) -> int:
    return {"list": _list, "rotate": _rotate, "drop": _drop}[args.action](args)


def _list(args: argparse.Namespace) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if args.phones:
        writer.writerow(OF_PHONES)
        for each in letter_keys.listed(users.operator()):
            made = timezone.localtime(each.made_at).isoformat(timespec="seconds")
            writer.writerow([each.number, made, "yes" if each.is_newest else "no", each.letters, each.phones])
        return 0
    writer.writerow(COLUMNS)
    for key in keyring.listed(users.operator()):
        made = timezone.localtime(key.made_at).isoformat(timespec="seconds")
        for place, count in sorted(key.used.items()) or [("", 0)]:
            writer.writerow([key.number, made, "yes" if key.is_newest else "no", place, count])
    return 0


def _rotate(args: argparse.Namespace) -> int:
    """0: everything is under the newest key. 1: something did not open, or is still sealed with an older one."""
    by, at = users.operator(), timezone.now()
    if args.phones:
        number = letter_keys.renew(by=by, at=at)
        words.say(_("สร้างกุญแจของโทรศัพท์หมายเลข {number} แล้ว โทรศัพท์รับไปเองเมื่อติดต่อครั้งถัดไป โปรดสำรองโฟลเดอร์ keys ทันที"), number=number)
        return 0
    if args.background:
        job = keyring.rotate_later(by=by, at=at, is_new=args.new)
        words.say(_("ส่งงานหมายเลข {job} ให้ nsc worker แล้ว ดูผลด้วย nsc keys list"), job=job.pk)
        return 0
    done = keyring.rotate(by=by, at=at, is_new=args.new, tick=Progress(PROGRESS))
    for name in done.damaged:
        words.say(_("เปิดไม่ได้ จึงคงไว้ตามเดิม: {name}"), name=name)
    words.say(
        _("ผนึกใหม่ {values} ค่าด้วยกุญแจหมายเลข {number} ยังอยู่ใต้กุญแจเก่า {left} ค่า"),
        values=f"{done.values:,}",
        number=done.number,
        left=done.left,
    )
    return 1 if done.left else 0


def _drop(args: argparse.Namespace) -> int:
    if args.number is None:
        words.say(_("โปรดบอกหมายเลขกุญแจที่จะลบ เช่น nsc keys drop 1"))
        return 2
    if not args.yes:
        words.say(
            _(
                "สำเนาสำรองที่ทำก่อนเปลี่ยนกุญแจเปิดได้ด้วยกุญแจหมายเลข {number} เท่านั้น ลบแล้วเลขประจำตัวและไฟล์ในสำเนาเหล่านั้นจะเปิดไม่ได้อีก "
                "เก็บสำเนากุญแจไว้กับที่เก็บกุญแจ หรือทิ้งสำเนาสำรองเก่าก่อน แล้วสั่งซ้ำด้วย --yes"
            ),
            number=args.number,
        )
        return 2
    if args.phones:
        letter_keys.drop(by=users.operator(), at=timezone.now(), number=args.number, although=args.although)
    else:
        keyring.drop(by=users.operator(), at=timezone.now(), number=args.number)
    words.say(_("ลบกุญแจหมายเลข {number} แล้ว"), number=args.number)
    return 0
