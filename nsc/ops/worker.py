"""nsc worker: does the background work, and the small chores of the house."""

import argparse
import signal
import tempfile
import threading

from nsc.access import alerts, audit, delivery, limits, sessions, sign_in
from nsc.casework import escalation, referral_clock
from nsc.errors import _
from nsc.files import uploads
from nsc.intake import parcels, submissions
from nsc.intake import uploads as desk
from nsc.jobs import work
from nsc.privacy import breaches, requests, retention
from nsc.reports import touched
from nsc.secretariat import desk_clock, schedule_clock
from nsc.tambon import commitment_clock, tambon_clock
from nsc.welfare import counting

HELP = _("ทำงานเบื้องหลัง เช่น นำเข้าไฟล์ และผนึกบันทึกการใช้งาน")
NEEDS_DATABASE = True

CHORES: list[work.Chore] = [
    (1, audit.seal),
    (180, alerts.watch),
    (600, sign_in.forget_old_failures),
    (3600, sessions.forget_old),
    (600, limits.forget),
    (600, uploads.purge),
    (60, desk.tidy),
    (15, counting.watch),
    (60, submissions.run),
    (3600, parcels.sweep),
    (3600, touched.forget),
    (3600, delivery.forget),
    (300, breaches.warn),
    (3600, requests.remind),
    (3600, retention.daily),
    (3600, escalation.run),
    (3600, referral_clock.run),
    (3600, commitment_clock.run),
    (3600, tambon_clock.run),
    (3600, desk_clock.run),
    (60, schedule_clock.run),
]
POST: list[work.Chore] = [(5, delivery.run)]  # in a thread of its own: a slow mail server must not hold up the seal of the record


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT. A job then in hand goes back into the queue, for the next worker. Several may run side by side."""
    tempfile.tempdir = str(uploads.plain_folder())  # what libraries put down while they write a workbook is about people, too
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    houses = [
        threading.Thread(target=work.keep_house, args=(stop, chores), name=name) for name, chores in (("chores", CHORES), ("post", POST))
    ]
    for house in houses:
        house.start()
    work.work(stop)
    for house in houses:
        house.join()
    return 0
