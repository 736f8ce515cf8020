"""nsc profiles: the saved mappings of workbooks that are not plain.

`propose FILE` prints what the system would guess, as the JSON that `save NAME FILE.json` keeps once a person has corrected it.
"""

import argparse
import csv
import sys
from pathlib import Path

from django.utils import timezone

from nsc.access import users
from nsc.errors import Refused, _
from nsc.intake import mapping, profiles, reading
from nsc.ops import words

HELP = _("เสนอ บันทึก ดู หรือเลิกใช้แบบการจับคู่คอลัมน์")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|show|delete|propose|save", required=True)
    acts.add_parser("list", help=words.of(_("แบบที่ใช้อยู่ทั้งหมด")))
    for act, said in (("show", _("แสดงกฎของแบบ (JSON)")), ("delete", _("เลิกใช้แบบ"))):
        acts.add_parser(act, help=words.of(said)).add_argument("name", metavar="NAME")
    propose = acts.add_parser("propose", help=words.of(_("เสนอการจับคู่คอลัมน์ของไฟล์ (JSON) เพื่อตรวจแก้แล้วบันทึก")))
    propose.add_argument("file", type=Path, metavar="FILE|DIR")
    save = acts.add_parser("save", help=words.of(_("บันทึกแบบจากไฟล์ JSON")))
    save.add_argument("name", metavar="NAME")
    save.add_argument("file", type=Path, metavar="FILE.json")


def run(args: argparse.Namespace) -> int:
    by = users.operator()
    if args.act == "show":
        print(profiles.named(args.name).rules.to_json())
    elif args.act == "delete":
        profiles.delete(by=by, at=timezone.now(), name=args.name)
        words.say(_("เลิกใช้แบบการจับคู่คอลัมน์ “{name}” แล้ว"), name=args.name)
    elif args.act == "propose":
        print(mapping.profile(args.file.stem, [mapping.propose(sheet) for sheet in reading.sheets(args.file)]).to_json())
    elif args.act == "save":
        saved = profiles.save(by=by, at=timezone.now(), name=args.name, rules=_rules(args.file))
        words.say(_("บันทึกแบบการจับคู่คอลัมน์ “{name}” ฉบับที่ {version} แล้ว"), name=saved.name, version=saved.version)
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["name", "version", "kind", "by", "at"])
        for each in profiles.visible_to(by):
            writer.writerow([each.name, each.version, each.kind, each.by, each.at.isoformat(timespec="seconds")])
    return 0


def _rules(file: Path) -> mapping.Profile:
    try:
        return mapping.Profile.from_json(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(_("เปิดไฟล์ “{file}” ไม่ได้ โปรดตรวจสอบชื่อและตำแหน่งของไฟล์"), file=file) from error
    except UnicodeDecodeError as error:
        raise Refused(_("ไฟล์ “{file}” ไม่ได้เข้ารหัสแบบ UTF-8 โปรดบันทึกใหม่เป็น UTF-8"), file=file) from error
