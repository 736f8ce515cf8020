"""nsc demo: the demonstration province. Made-up people whose totals are the published ones, brought in by the same door as any file."""

import argparse
import csv
import json
import secrets
import sys
import tempfile
from pathlib import Path

import polars as pl
from django.conf import settings
from django.utils import timezone

from nsc import thai
from nsc.access import users
from nsc.areas import provinces
from nsc.errors import Refused, _
from nsc.intake import imports
from nsc.ops import demonstration, words
from nsc.surveys import batches, rounds

HELP = _("สร้างจังหวัดสาธิต (ข้อมูลสมมุติ ยอดรวมจริง) และบัญชีสาธิต")
NEEDS_DATABASE = True

SOURCE = "demonstration"
PROVINCE = "60"  # the only one whose published totals it is made from
ACCOUNTS = (  # username, name shown, role, area
    ("governor", _("ผู้ว่าราชการจังหวัด (สาธิต)"), "executive", "60"),
    ("province", _("เจ้าหน้าที่ ศจพ.จ. นครสวรรค์ (สาธิต)"), "provincial_centre", "60"),
    ("steward", _("ผู้ดูแลข้อมูลจังหวัด (สาธิต)"), "data_steward", "60"),
    ("phaisali", _("เจ้าหน้าที่ ศจพ.อ. ไพศาลี (สาธิต)"), "district_centre", "6009"),
    ("nakhom", _("ทีมปฏิบัติการตำบลนาขอม (สาธิต)"), "tambon_team", "600907"),
    ("village", _("ผู้ใหญ่บ้านหมู่ที่ 4 ตำบลนาขอม (สาธิต)"), "village_head", "60090704"),
    ("dpo", _("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล (สาธิต)"), "dpo", "60"),
    ("auditor", _("ผู้ตรวจสอบ (สาธิต)"), "auditor", "60"),
    ("admin", _("ผู้ดูแลระบบ (สาธิต)"), "administrator", "60"),
)
NOTES = {  # survey year CE: TPMAP's label year, what to know of the figures
    2018: (2018, _("ข้อมูลสาธิต: บุคคลสมมุติ ยอดรวมรายอำเภอเท่ากับตาราง TPMAP ปี 2561")),
    2021: (None, _("ข้อมูลสาธิต: บุคคลสมมุติ คนจน 22,813 จาก 642,318 คนตามเอกสารตั้งต้นของโครงการ ถือเป็นคนจนเป้าหมายโดยอนุมาน ยังไม่ยืนยัน")),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scale", choices=list(demonstration.SCALES), default="small", help=words.of(_("full ทั้งจังหวัด หรือ small หนึ่งในยี่สิบ")))


def run(args: argparse.Namespace) -> int:
    operator = users.operator()
    if settings.PROVINCE != PROVINCE:
        raise Refused(_("ข้อมูลสาธิตมีเฉพาะจังหวัดนครสวรรค์ (60) แต่ระบบนี้ตั้งไว้เป็นจังหวัด {province}"), province=settings.PROVINCE)
    if any(batch.source != SOURCE for batch in batches.visible_to(operator)):
        raise Refused(_("ระบบนี้มีข้อมูลจริงอยู่แล้ว จึงไม่สร้างข้อมูลสาธิตปนกัน ให้ใช้ NSC_HOME อื่น"))
    for year in demonstration.YEARS:
        _bring_in(operator, year, args.scale)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["username", "password", "name", "role", "area"])
    writer.writerows(_accounts(operator))
    return 0


def _bring_in(operator, year: int, scale: str) -> None:
    survey_year = thai.christian_year(year)
    if any(round.survey_year == survey_year for round in rounds.published()):
        return
    words.say(_("สร้างรอบสำรวจ {year}"), year=year)
    folder = provinces.folder(PROVINCE)
    with tempfile.TemporaryDirectory() as place:
        demonstration.write(
            Path(place),
            year,
            scale=scale,
            areas=pl.read_csv(folder / "areas.csv", infer_schema=False),
            population=pl.read_csv(folder / "population.csv", schema_overrides={"code": pl.String}),
            boundaries=json.loads((folder / "boundaries_tambon.geojson").read_bytes()),
        )
        outcome = imports.run(
            by=operator,
            at=timezone.now(),
            parts=imports.read(Path(place)),
            year=survey_year,
            source=SOURCE,
            sha256=imports.fingerprint(Path(place)),
        )
    label, note = NOTES[survey_year]
    rounds.describe(by=operator, at=timezone.now(), round=rounds.of_year(survey_year), label_year=label, note=note)
    words.say(
        _("รอบสำรวจ {year}: {households} ครัวเรือน {members} คน"),
        year=year,
        households=f"{outcome.households:,}",
        members=f"{outcome.members:,}",
    )


def _accounts(operator) -> list[list[str]]:
    """One password for all of them, new with each home: no secret, but a demonstration left running should not be an open door."""
    kept = settings.HOME / "demonstration-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(f"ping-nan-{secrets.randbelow(10**6):06d}", encoding="utf-8")
    password, rows = kept.read_text(encoding="utf-8"), []
    for username, name, role, area in ACCOUNTS:
        if not users.exists(username):
            user = users.create(by=operator, at=timezone.now(), username=username, display_name=name, password=password)
            users.assign(by=operator, at=timezone.now(), user=user, role=role, area=area)
        rows.append([username, password, words.of(name), role, area])
    return rows
