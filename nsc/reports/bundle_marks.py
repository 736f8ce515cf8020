"""Whether a bundle (bundles.py) can have become another one, without making it.

A bundle is made of what is written in the tables of touched.WATCHED, of the few things read here, of the day, and of the program. The mark
is a digest of those: rather another mark for the same bundle than the same for another. It goes to the phone within `all`, bound to the
digests that it was given, and comes back with them; nothing is kept here. Without it, or with another, the bundle is made and compared.
"""

import base64
import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

import nsc
from nsc.access import scope
from nsc.access.models import User
from nsc.reports import touched
from nsc.reports.bundle_farmers import Followed
from nsc.surveys.models import Batch, Round

ROUND = [f"round__{each.name}" for each in Round._meta.concrete_fields if each.name != "importing"]


def mark(
    user: User, today: date, households: Collection[int], handed: Iterable[int], more: int, followed: Followed, notice: tuple[int, str]
) -> str:
    """Of the bundle with these households and farmers. "" where the database does not note what is written. To be taken before the bundle
    is made: what is written in between is then made anew rather than overlooked."""
    if not touched.stands():
        return ""
    farmers = [row.pk for row in followed.rows]
    of = (
        (PROGRAM, settings.PROVINCE, today, get_language(), notice),
        (user.pk, user.display_name, scope.standing(user, households)),
        (sorted(households), sorted(handed), more, farmers, followed.more),
        list(Batch.objects.filter(state=Batch.State.PUBLISHED).order_by("pk").values_list("pk", *ROUND)),
        touched.tally(households, farmers),
    )
    return _digest(repr(of))


def sealed(mark: str, everything: str, words: str) -> str:
    """`all` of a bundle, from the mark and the digests of what is in it."""
    return f"{everything}.{_digest(f'{mark} {everything} {words}')}" if mark else everything


def digest_of(all_: str) -> str:
    return all_.partition(".")[0]


def holds(mark: str, all_: str, words: str) -> bool:
    """Whether the phone was given just this, and nothing can have changed since."""
    return bool(mark) and all_ == sealed(mark, digest_of(all_), words)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=12).digest()).decode()


def _program(folder: Path) -> Iterator[Path]:
    """What of the program a bundle may depend on: code, the data that come with it, the words of the other language."""
    yield from folder.rglob("*.py")
    yield from (path for path in folder.glob("*/data/**/*") if path.is_file())
    yield from (folder.parent / "locale").rglob("*.mo")


def _version() -> str:
    found = hashlib.blake2b(digest_size=12)
    for path in sorted(_program(Path(nsc.__file__).parent)):
        found.update(str(path.name).encode() + path.read_bytes())
    return found.hexdigest()


PROGRAM = _version()  # as it is imported, before anybody exchanges the files of a program that runs
