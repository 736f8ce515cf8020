"""What `nsc doctor` looks at. A check takes nothing and gives "" where all is well, else what is wrong and how to mend it.

To add one: write the function, name it in CHECKS. Checks run in that order and each stands alone."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from nsc import thai
from nsc.access import delivery, guard
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.jobs import queue
from nsc.ops import home, words
from nsc.registry import people
from nsc.surveys import batches, rounds, tallies
from nsc.surveys import places as surveyed

GIB = 1 << 30
PATIENCE = timedelta(minutes=5)
ROOM_NEEDED = 2 * GIB  # a province's workbook, its staging tables and a copy of the database


def home_is_ours() -> str:
    """The folder can be written, and others on this machine cannot look into it."""
    if not os.access(settings.HOME, os.W_OK):
        return words.of(_("เขียนลงใน {home} ไม่ได้ โปรดตรวจสิทธิของโฟลเดอร์"), home=settings.HOME)
    if os.name == "posix" and settings.HOME.stat().st_mode & 0o007:
        return words.of(_("ผู้อื่นในเครื่องเปิดโฟลเดอร์ {home} ได้ โปรดสั่ง chmod 700 {home}"), home=settings.HOME)
    return ""


def disk_has_room() -> str:
    free = shutil.disk_usage(settings.HOME).free
    if free < ROOM_NEEDED:
        return words.of(_("เนื้อที่ว่างเหลือ {free:.1f} GiB ควรมีอย่างน้อย {needed:.0f} GiB"), free=free / GIB, needed=ROOM_NEEDED / GIB)
    return ""


def database_is_whole() -> str:
    """PostgreSQL checks its own pages; a SQLite file may be torn by a disk or a copy made while it was in use."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT 1")
            return ""
        cursor.execute("PRAGMA quick_check(1)")
        said = cursor.fetchone()[0]
    return "" if said == "ok" else words.of(_("ไฟล์ฐานข้อมูลเสียหาย ({said}) โปรดกู้คืนจากสำเนาสำรอง"), said=said)


def migrations_are_applied() -> str:
    missing = home.missing_migrations()
    return words.of(_("ฐานข้อมูลยังไม่เป็นรุ่นนี้ ขาด {count} ขั้น โปรดสั่ง nsc setup"), count=len(missing)) if missing else ""


def record_is_guarded() -> str:
    """The triggers that refuse to change the record of use: a table built anew loses them."""
    return "" if guard.stands(connection) else words.of(_("ฐานข้อมูลไม่ได้กันการแก้บันทึกการใช้งานไว้ โปรดสั่ง nsc setup"))


def areas_are_loaded() -> str:
    if places.children(settings.PROVINCE):
        return ""
    return words.of(_("ไม่มีข้อมูลพื้นที่ของจังหวัดรหัส {province} โปรดตรวจ NSC_PROVINCE แล้วสั่ง nsc setup"), province=settings.PROVINCE)


def keys_open_what_they_sealed() -> str:
    """One sealed national id opens again: the keys beside this database are its own, not a fresh set in a restored folder."""
    try:
        people.try_a_seal()
    except Refused as no:
        told = _("กุญแจใน {home} เปิดข้อมูลที่เข้ารหัสไว้ไม่ได้ ({problem}) โปรดกู้คืนโฟลเดอร์ keys จากสำเนาสำรอง")
        return words.of(told, home=settings.HOME, problem=no)
    return ""


def no_work_is_stuck() -> str:
    """A job that says it runs though no worker has been heard of for long: no worker is running."""
    stuck = queue.unheard_of(timezone.now() - PATIENCE)
    return words.of(_("มีงานค้าง {count} งานที่ไม่มีผู้ทำต่อ โปรดเปิด nsc worker"), count=stuck) if stuck else ""


def notices_go_out() -> str:
    """None waits long after its time, and none was given up within the last day."""
    now = timezone.now()
    if late := delivery.overdue(now - 12 * PATIENCE):
        return words.of(_("มีเรื่องแจ้ง {count} เรื่องที่ถึงเวลาส่งแล้วแต่ยังไม่ได้ส่ง โปรดเปิด nsc worker"), count=late)
    failed = delivery.failed(now - timedelta(days=1))
    odd = [f"{channel} {count} ({words.of(delivery.TROUBLES[trouble])})" for (channel, trouble), count in sorted(failed.items())]
    return words.of(_("ส่งเรื่องแจ้งไม่สำเร็จใน 24 ชั่วโมงที่ผ่านมา: {odd}"), odd=", ".join(odd)) if odd else ""


def figures_are_what_is_stored() -> str:
    """Counts every round anew; a province takes some ten seconds."""
    found = {thai.buddhist_year(round.survey_year): len(tallies.differences(round)) for round in rounds.published()}
    odd = [f"{year}: {count}" for year, count in found.items() if count]
    return words.of(_("ผลรวมที่เก็บไว้ไม่ตรงกับคำตอบ (ปี: จำนวนพื้นที่) {odd} โปรดสั่ง nsc recount"), odd=", ".join(odd)) if odd else ""


def nothing_is_left_in_staging() -> str:
    left = ", ".join(f"{batch.pk} ({thai.buddhist_year(batch.round.survey_year)})" for batch in batches.left_in_staging())
    return words.of(_("มีชุดข้อมูลที่นำเข้าไม่จบค้างอยู่: {left} ไม่มีผลต่อตัวเลข และจะถูกลบเมื่อนำเข้าปีนั้นครั้งต่อไป"), left=left) if left else ""


def places_are_the_newest() -> str:
    count = surveyed.misplaced()
    return words.of(_("ทะเบียนแสดงที่อยู่เก่าของ {count} ครัวเรือน โปรดสั่ง nsc recount"), count=count) if count else ""


CHECKS: dict[str, Callable[[], str]] = {
    "home": home_is_ours,
    "disk": disk_has_room,
    "database": database_is_whole,
    "migrations": migrations_are_applied,
    "record": record_is_guarded,
    "areas": areas_are_loaded,
    "keys": keys_open_what_they_sealed,
    "jobs": no_work_is_stuck,
    "notices": notices_go_out,
    "cube": figures_are_what_is_stored,
    "staging": nothing_is_left_in_staging,
    "places": places_are_the_newest,
}


def look(check: Callable[[], str]) -> str:
    """What the check found; a database that does not answer is a finding too."""
    try:
        return check()
    except DatabaseError as broken:
        return words.of(_("ฐานข้อมูลไม่ตอบ: {problem}"), problem=" ".join(str(broken).split()))
