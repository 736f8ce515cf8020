"""`nsc catalogue`: the message catalogues, with Babel alone (no gettext programs on the machine).

Thai is the source language: it stands in the code as msgid. locale/en must answer every msgid; locale/th only holds what Django itself
has not put into Thai. What TypeScript asks for goes into the domain djangojs, all else into django.
"""

import argparse
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_javascript, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from nsc.errors import _
from nsc.ops import words

HELP = _("รวบรวม ตรวจ และแปลงข้อความของระบบ (extract, check, compile)")
NEEDS_DATABASE = False

BASE = Path(__file__).resolve().parents[2]
LOCALE = BASE / "locale"
TRANSLATION = "en"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = rb"""# English for the Thai msgids. `nsc catalogue extract` brings in new ones; no dates here, so that branches merge.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
GAP = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w*(?::[^{}]*)?\}(?!\})")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["extract", "check", "compile"])


def run(args: argparse.Namespace) -> int:
    if args.act == "check":
        faults = list(check())
        print("\n".join(faults), end="\n" if faults else "")
        return 1 if faults else 0
    {"extract": update, "compile": compile_all}[args.act]()
    return 0


# ── Out of the code ──────────────────────────────────────────────────────────────────────────────────────────────────


def wanted(base: Path = BASE) -> dict[str, Catalog]:
    """What the code asks to be translated, by domain."""
    found = {"django": Catalog(TRANSLATION), "djangojs": Catalog(TRANSLATION)}
    for path, method, domain in _sources(base):
        with path.open("rb") as file:
            for _line, message, comments, context in extract(method, file, KEYWORDS, ("Translators:",), {"encoding": "utf-8"}):
                found[domain].add(message, locations=[(path.relative_to(base).as_posix(), 0)], auto_comments=comments, context=context)
    return found


def _sources(base: Path) -> Iterator[tuple[Path, Any, str]]:
    for path in sorted((base / "nsc").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, extract_python, "django"
    for path in sorted((base / "nsc").rglob("templates/**/*.*")):
        yield path, _extract_template, "django"
    for path in sorted((base / "frontend" / "src").rglob("*.ts")):
        yield path, extract_javascript, "djangojs"


def _extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Django turns a template into something that reads like Python; without its indentation Babel can read it."""
    from django.utils.translation.template import templatize

    lines = templatize(file.read().decode()).splitlines()
    python = io.BytesIO("\n".join(line.lstrip() for line in lines).encode())
    return extract_python(python, keywords, comment_tags, options)


# ── Into the catalogues ──────────────────────────────────────────────────────────────────────────────────────────────


def update(base: Path = BASE) -> None:
    """New msgids come in without English, those no longer asked for go; what is translated stays. Sorted, so that branches merge."""
    for domain, asked in wanted(base).items():
        path = base / "locale" / TRANSLATION / "LC_MESSAGES" / f"{domain}.po"
        if len(asked) or path.exists():
            stored = _stored(path)
            for message in asked:
                known = stored.get(message.id, message.context) if message.id else None
                if known:
                    message.string, message.user_comments = known.string, known.user_comments
            with _replacing(path) as out:
                out.write(HEADER)
                write_po(out, asked, width=120, sort_output=True, include_lineno=False, omit_header=True)
    todo = sum(not _complete(message) for catalogue in _catalogues(base) for message in catalogue if message.id)
    words.say(_("ข้อความที่ยังไม่มีคำแปลภาษาอังกฤษ: {todo}"), todo=todo)


def compile_all(base: Path = BASE) -> None:
    for path in (base / "locale").glob("*/LC_MESSAGES/*.po"):
        with _replacing(path.with_suffix(".mo")) as out:
            write_mo(out, _stored(path))


def check(base: Path = BASE) -> Iterator[str]:
    """What is wrong, a line each: asked for but not stored, stored but not asked for, without English, with other gaps than the Thai."""
    for domain, asked in wanted(base).items():
        stored = _stored(base / "locale" / TRANSLATION / "LC_MESSAGES" / f"{domain}.po")
        for key in sorted(_keys(asked) - _keys(stored)):
            yield f"{domain}: not in the catalogue, run `nsc catalogue extract`: {key}"
        for key in sorted(_keys(stored) - _keys(asked)):
            yield f"{domain}: no longer in the code, run `nsc catalogue extract`: {key}"
        for message in stored:
            if message.id and not _complete(message):
                yield f"{domain}: no English: {_singular(message)}"
            elif message.id and not _same_gaps(message):
                yield f"{domain}: the English has other gaps: {_singular(message)}"


def _stored(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(TRANSLATION)
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def _catalogues(base: Path) -> list[Catalog]:
    return [_stored(path) for path in (base / "locale" / TRANSLATION / "LC_MESSAGES").glob("*.po")]


def _keys(catalogue: Catalog) -> set[tuple[str, str]]:
    return {(message.context or "", _singular(message)) for message in catalogue if message.id}


def _singular(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _complete(message: Message) -> bool:
    return not message.fuzzy and bool(message.string) and all(_strings(message))


def _same_gaps(message: Message) -> bool:
    """A singular may leave the number out ("one household")."""
    gaps = set(GAP.findall(_singular(message)))
    *others, last = [set(GAP.findall(string)) for string in _strings(message)]
    return last == gaps and all(other <= gaps for other in others)


class _replacing:
    """A file that appears whole or not at all: two set-ups may compile at once."""

    def __init__(self, path: Path) -> None:
        self.path, self.draft = path, path.with_name(f"{path.name}.{os.getpid()}")

    def __enter__(self) -> IO[bytes]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.draft.open("wb")
        return self.file

    def __exit__(self, kind: object, *_: object) -> None:
        self.file.close()
        self.draft.unlink() if kind else self.draft.replace(self.path)
