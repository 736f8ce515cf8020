"""nsc export: an anonymised extract of one survey round for analysts, as csv, xlsx or Parquet."""

import argparse
import shutil
from pathlib import Path

from django.utils import timezone

from nsc import thai
from nsc.access import users
from nsc.errors import Refused, _
from nsc.files import tables
from nsc.ops import words
from nsc.secretariat import extract_rules, extracts

HELP = _("ส่งออกข้อมูลรายบุคคลที่ไม่ระบุตัวตนสำหรับนักวิเคราะห์")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", choices=extracts.DATASETS, default=extracts.PERSONS)
    columns = "; ".join(f"{dataset}: {', '.join(names)}" for dataset, names in extracts.OF.items())
    parser.add_argument("--columns", required=True, help=columns)
    parser.add_argument("--area", default="")
    parser.add_argument("--year", type=int)
    parser.add_argument("--k", type=int, default=extract_rules.K)
    parser.add_argument("--out", type=Path, required=True, help=".csv .xlsx .parquet")


def run(args: argparse.Namespace) -> int:
    """Exit status 0, or 1 where rows were left out. `--year`: Buddhist era."""
    ways = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
    if args.out.suffix not in ways:
        raise Refused(_("ไม่รู้จักชนิดของไฟล์นี้ ใช้ได้: {possible}"), possible=", ".join(ways))
    year = thai.christian_year(args.year) if args.year else None
    columns = [each for each in args.columns.split(",") if each]
    told = {"dataset": args.dataset, "columns": columns, "area": args.area, "year": year, "k": args.k}
    found = extracts.export(by=users.operator(), at=timezone.now(), **told)
    ways[args.out.suffix](found, args.out)
    counted = {"rows": f"{found.count:,}", "left": f"{found.gate.left_out:,}", "k": args.k}
    words.say(_("ส่งออก {rows} แถว ตัดออก {left} แถวที่มีคนเหมือนกันไม่ถึง {k} คน"), **counted)
    if found.coarser:
        words.say(_("{rows} แถวบอกอำเภอแทนตำบล เพราะคนที่เหมือนกันในตำบลมีน้อย"), rows=f"{found.coarser:,}")
    words.say(_("{alike} แถวอยู่ในกลุ่มที่ทุกคนตกมิติเหมือนกัน อย่านำไฟล์นี้ไปรวมกับไฟล์อื่นของรอบเดียวกัน"), alike=f"{found.gate.alike:,}")
    return 1 if found.gate.left_out else 0


def _csv(found: extracts.Extract, out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        file.writelines(tables.lines(found.headings, found.rows))


def _xlsx(found: extracts.Extract, out: Path) -> None:
    with tables.workbook(found.headings, found.rows, found.about, ("นิยาม", "ข้อมูล")) as made, out.open("wb") as file:
        shutil.copyfileobj(made, file)


def _parquet(found: extracts.Extract, out: Path) -> None:
    found.frame.write_parquet(out, metadata={"about": "\n".join(f"{what}: {said}" for what, said in found.about)})
