"""nsc demo: the demonstration province. Made-up people whose totals are the published ones, brought in by the same door as any file.

Its accounts share one password and one second factor, both new with each home and kept in it: `nsc demo --codes` prints the codes, as
the app on a telephone would. A home that is no demonstration has neither.
"""

import argparse
import base64
import csv
import json
import secrets
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, organisations, reach, rules, second_factor, sign_in, users
from nsc.areas import authorities, places, provinces
from nsc.errors import Refused, _
from nsc.intake import imports
from nsc.ops import demonstration, words
from nsc.ops.demonstration import desk, nakhom, nakhom_company, year
from nsc.reports import ranked
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
    ("mentor", _("พี่เลี้ยงของ 15 ครัวเรือน ตำบลนาขอม (สาธิต)"), "mentor", "600907"),
    ("smart", _("ทีม Smart Tambon ตำบลนาขอม (สาธิต)"), "smart_tambon_team", "600907"),
    ("abt", _("เจ้าหน้าที่ อบต.นาขอม (สาธิต)"), "local_authority_officer", "6009"),
    ("nurse", _("พยาบาล รพ.สต. นาขอม (สาธิต)"), "agency_officer", "6009"),
    ("partner", _("ภาคีเครือข่าย บริษัทตัวอย่าง (สาธิต)"), "partner", "60"),
    ("dpo", _("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล (สาธิต)"), "dpo", "60"),
    ("auditor", _("ผู้ตรวจสอบ (สาธิต)"), "auditor", "60"),
    ("admin", _("ผู้ดูแลระบบ (สาธิต)"), "administrator", "60"),
)
AUTHORITIES = {"abt": "องค์การบริหารส่วนตำบลนาขอม"}  # a role over what belongs to it
OFFICES = {"nurse": (_("โรงพยาบาลส่งเสริมสุขภาพตำบลนาขอม (สาธิต)"), "government"), "partner": (_("บริษัทตัวอย่าง (สาธิต)"), "industry")}
# What was handed over to whom: the first of the tambon's ranked list, to the person or to the person's organisation.
HANDED = {"mentor": ("mentor", 15), "nurse": ("referral", 5), "partner": ("partner", 3)}
TAMBON = "600907"
WORK = {"all": ("6009", PROVINCE), "amphoe": ("6009",), "none": ()}  # areas whose year of work is made, in turn
NOTES = {  # survey year CE: TPMAP's label year, what to know of the figures
    2018: (2018, _("ข้อมูลสาธิต: บุคคลสมมุติ ยอดรวมรายอำเภอเท่ากับตาราง TPMAP ปี 2561")),
    2021: (None, _("ข้อมูลสาธิต: บุคคลสมมุติ คนจน 22,813 จาก 642,318 คนตามเอกสารตั้งต้นของโครงการ ถือเป็นคนจนเป้าหมายโดยอนุมาน ยังไม่ยืนยัน")),
}


CODES = 10  # half minutes ahead that `nsc demo --codes` prints


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--codes", action="store_true", help=words.of(_("พิมพ์รหัสยืนยันขั้นที่สองของบัญชีสาธิตที่ใช้ได้ตั้งแต่ขณะนี้ ไม่ทำสิ่งอื่น")))
    parser.add_argument(
        "--work",
        choices=list(WORK),
        default="all",
        help=words.of(_("งานของหนึ่งปี: all ทุกอำเภอ amphoe เฉพาะไพศาลี none ไม่สร้าง สั่งซ้ำเพื่อเติมส่วนที่ยังไม่มีได้")),
    )
    parser.add_argument("--scale", choices=list(demonstration.SCALES), default="small", help=words.of(_("full ทั้งจังหวัด หรือ small หนึ่งในยี่สิบ")))


def run(args: argparse.Namespace) -> int:
    operator = users.operator()
    if args.codes:
        return _print_codes(operator)
    if settings.PROVINCE != PROVINCE:
        raise Refused(_("ข้อมูลสาธิตมีเฉพาะจังหวัดนครสวรรค์ (60) แต่ระบบนี้ตั้งไว้เป็นจังหวัด {province}"), province=settings.PROVINCE)
    if any(batch.source != SOURCE for batch in batches.visible_to(operator)):
        raise Refused(_("ระบบนี้มีข้อมูลจริงอยู่แล้ว จึงไม่สร้างข้อมูลสาธิตปนกัน ให้ใช้ NSC_HOME อื่น"))
    for survey in demonstration.YEARS:
        _bring_in(operator, survey, args.scale)
    accounts = _accounts(operator)
    for area in WORK[args.work]:
        _play(operator, area)
    nakhom.play(users.named("smart"), timezone.now())
    nakhom_company.copied(users.named("phaisali"), timezone.now())
    desk.play(timezone.now())
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["username", "password", "name", "role", "area", "second_factor"])
    writer.writerows(accounts)
    return 0


def _play(operator, area: str) -> None:
    words.say(_("สร้างงานหนึ่งปีของ{place}"), place=places.name(area))
    made = year.play(operator, users.named("province"), area, mentor=("mentor", frozenset(_handed_to(operator, "mentor"))))
    if made:
        words.say(_("{cases} เคส เยี่ยม {visits} ครั้ง ช่วยเหลือ {given} ครั้ง"), **{name: f"{count:,}" for name, count in made.items()})


def _handed_to(operator, username: str) -> list[int]:
    return [line.household_id for line in _first(operator, HANDED[username][1])]


def _first(operator, number: int) -> list:
    """Of the tambon's ranked list."""
    return list(ranked.households(operator, at=timezone.now(), area=TAMBON).lines[:number])


def _print_codes(operator) -> int:
    """From now on, one each half minute: an account takes a code once, so the next sign-in to it wants the next one."""
    if not _kept_password().exists():
        raise Refused(_("ระบบนี้ไม่ใช่ระบบสาธิต จึงไม่มีรหัสให้พิมพ์ ผู้ใช้จริงดูรหัสจากแอปในโทรศัพท์ของตน"))
    _guard(operator)
    key, now = base64.b32decode(_secret()), timezone.localtime()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["code", "from", "until"])
    for step in range(rules.step_of(now), rules.step_of(now) + CODES):
        begins = datetime.fromtimestamp(step * rules.CODE_SECONDS, timezone.get_current_timezone())
        writer.writerow([rules.code_of(key, step), f"{begins:%H:%M:%S}", f"{begins + timedelta(seconds=rules.CODE_SECONDS):%H:%M:%S}"])
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
    password, rows = _once(_kept_password(), f"ping-nan-{secrets.randbelow(10**6):06d}"), []
    for username, name, role, area in ACCOUNTS:
        if not users.exists(username):
            _hire(operator, username, name, role, area, password)
    _guard(operator)
    for username, name, role, area in ACCOUNTS:
        is_needed = sign_in.needs_second_factor(users.named(username))
        rows.append([username, password, words.of(name), role, area, "nsc demo --codes" if is_needed else ""])
    return rows


@transaction.atomic
def _hire(operator, username: str, name: str, role: str, area: str, password: str) -> None:
    at = timezone.now()
    user = users.create(by=operator, at=at, username=username, display_name=name, password=password)
    named = AUTHORITIES.get(username, "")
    authority = authorities.by_name([named]).get(named)
    area = TAMBON if named and authority is None else area  # before the survey that names it: never the whole amphoe
    office = _office(operator, at, *OFFICES[username]) if username in OFFICES else None
    users.assign(by=operator, at=at, user=user, role=role, area=area, authority=authority, organisation=office)
    if username in HANDED and rounds.published():
        purpose, number = HANDED[username]
        for line in _first(operator, number):
            reach.give(household=line.household_id, to=office or user, purpose=purpose)
            audit.record(
                by=operator, at=at, verb="household.hand", on=("household", line.household_id), place=line.area_code, detail=purpose
            )


def _office(operator, at: datetime, name: str, kind: str):
    """Theirs, also where an earlier start made it."""
    known = next((each for each in organisations.listed(operator) if each.name == name), None)
    return organisations.get(known.id) if known else organisations.register(by=operator, at=at, name=name, kind=kind)


def _guard(operator) -> None:
    """The shared second factor, for those whose role asks for one and who have none: in an older home, or after it was reset."""
    for username, _name, _role, _area in ACCOUNTS:
        if not users.exists(username):  # in a home from before there was this account
            continue
        user = users.named(username)
        if sign_in.needs_second_factor(user) and not second_factor.has(user):
            second_factor.share(by=operator, at=timezone.now(), user=user, secret=_secret())


def _kept_password() -> Path:
    return settings.HOME / "demonstration-password"


def _secret() -> str:
    return _once(settings.HOME / "demonstration-second-factor", second_factor.new_secret())


def _once(path: Path, text: str) -> str:
    """What the file says; `text` where there is none yet."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")
