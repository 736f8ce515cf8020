"""Kinds of work for the tests."""

import time
from pathlib import Path

from nsc.errors import Refused
from nsc.jobs.work import progress

SEEN = []


def count(job, upto, pause=0.0):
    """Counts, slowly if told to."""
    for number in range(1, upto + 1):
        time.sleep(pause)
        progress(job, number, upto, "อ่านแล้ว {number:,} แถว", number=number)
    return {"counted": upto}


def note(job, number):
    SEEN.append(number)


def refuse(job):
    raise Refused("ไม่มีชีต {sheet}", sheet=Path("จปฐ"))


ROW = "สมใจ 1-9999-00000-00-0"


def break_down(job):
    raise ValueError(ROW)


def answer_badly(job):
    return {"a": object()}


def swallow_errors(job):
    """As careless work does: what tells it to stop must get through all the same."""
    number = 0
    while True:
        number += 1
        try:
            progress(job, number)
            time.sleep(0.02)
        except Exception:
            continue


def sleep_without_progress(job, seconds):
    time.sleep(seconds)
