"""nsc recount: makes all that is counted from the answers anew. For when `nsc doctor` finds `cube` or `places`."""

import argparse

from django.utils import timezone

from nsc import thai
from nsc.access import users
from nsc.errors import _
from nsc.ops import words
from nsc.surveys import batches, name_words, rounds

HELP = _("นับผลรวมทุกปีใหม่จากคำตอบที่เก็บไว้")
NEEDS_DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    for round in rounds.published():
        batches.recount(by=users.operator(), at=timezone.now(), round=round)
        words.say(_("นับปี {year} ใหม่แล้ว"), year=thai.buddhist_year(round.survey_year))
    name_words.refresh_listed()
    name_words.sweep()
    return 0
