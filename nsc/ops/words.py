"""What a command says to a person: on standard error, in Thai, or in English where NSC_LANGUAGE=en. No Django needed."""

import functools
import gettext
import os
import sys
from pathlib import Path

from nsc.errors import Refused

LIST = "L"  # before the number of a list of those who fail, which is no batch of answers
LOCALE = Path(__file__).resolve().parents[2] / "locale"


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, [language], fallback=True)


def language() -> str:
    return os.environ.get("NSC_LANGUAGE", "th")


def of(message: str, /, **values: object) -> str:
    """The message in the reader's language, its {named} gaps filled."""
    own = _catalogue(language()).gettext(message) if message and language() != "th" else message
    return own.format(**values) if values else own


def say(message: str, /, **values: object) -> None:
    print(of(message, **values), file=sys.stderr, flush=True)


def refuse(refused: Refused) -> None:
    """Why a thing was not done. Filled even where nothing is to be filled in: a message may hold escaped braces."""
    print(of(refused.message).format(**refused.values), file=sys.stderr, flush=True)
