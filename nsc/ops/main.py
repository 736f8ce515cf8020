"""The `nsc` command. Each module of this folder that has HELP is a command of its name (`import_` is `nsc import`):

HELP: str                   one line, a Thai msgid
NEEDS_DATABASE: bool        Django and a ready home come first; the module may then import models' rooms at its top
arguments(parser)           declares what the command takes
run(args) -> int            does it; gives the exit status

HELP and NEEDS_DATABASE are read from the source, not imported: `nsc measure` starts without Django, `nsc --help` without anything.
"""

import argparse
import ast
import importlib
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TextIO

from nsc.errors import NotAllowed, Refused, _
from nsc.ops import words

DONE, SOMETHING_FOUND, NOTHING_DONE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141


class Command(NamedTuple):
    name: str
    module: str
    help: str
    needs_database: bool


def commands(folder: Path = Path(__file__).parent) -> dict[str, Command]:
    found = (_command(path) for path in sorted([*folder.glob("*.py"), *folder.glob("*/__init__.py")]))
    return {command.name: command for command in found if command}


@cache
def _command(path: Path) -> Command | None:
    said = dict(_constants(path))
    if "HELP" not in said:
        return None
    stem = path.parent.name if path.stem == "__init__" else path.stem
    return Command(stem.strip("_"), f"nsc.ops.{stem}", str(said["HELP"]), bool(said.get("NEEDS_DATABASE")))


def _constants(path: Path) -> Iterator[tuple[str, object]]:
    for statement in ast.parse(path.read_bytes()).body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(name)], value=ast.Constant(value) | ast.Call(args=[ast.Constant(value)]))
                | ast.AnnAssign(target=ast.Name(name), value=ast.Constant(value) | ast.Call(args=[ast.Constant(value)]))
            ):
                yield name, value


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 done but something was left out or found, 2 nothing done."""
    _speak_utf8(sys.stdout, sys.stderr)
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except Refused as no:
        words.refuse(no)
        return NOTHING_DONE
    except NotAllowed as no:
        words.say(str(no) or _("ผู้ใช้นี้ไม่มีสิทธิทำรายการนี้"))
        return NOTHING_DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception:  # Python's own exit status for this, 1, would say that the work was done
        traceback.print_exc()
        return NOTHING_DONE
    return status


def _run(argv: Sequence[str]) -> int:
    known = commands()
    asked = known.get(argv[0]) if argv else None
    if asked is None:
        _overview(known).parse_args(argv or ["--help"])
        return NOTHING_DONE
    if asked.needs_database:
        start_django()
    module = importlib.import_module(asked.module)
    parser = argparse.ArgumentParser(prog=f"nsc {asked.name}", description=words.of(asked.help))
    module.arguments(parser)
    args = parser.parse_args(argv[1:])
    if asked.needs_database:
        importlib.import_module("nsc.ops.home").ready()
    return int(module.run(args))


def _overview(known: dict[str, Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nsc", description=words.of(_("คำสั่งของระบบนครสวรรค์เปลี่ยน")))
    choices = parser.add_subparsers(metavar=words.of(_("คำสั่ง")), required=True)
    for command in known.values():
        choices.add_parser(command.name, help=words.of(command.help).replace("%", "%%"))
    return parser


def start_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
    django.setup()
    from django.utils import translation

    translation.activate(words.language())


def _speak_utf8(*streams: TextIO) -> None:
    """A Windows console or pipe may default to another encoding and to \\r\\n; the contract is UTF-8 without BOM everywhere."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "strict", newline="\n")
