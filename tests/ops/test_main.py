"""The `nsc` command: which commands there are, what they cost to start, and what their ends mean."""

import argparse
import importlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nsc.errors import NotAllowed, Refused, _
from nsc.ops import main, words

BASE = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Make a command `try` out of the body of its run(args)."""

    def make(body: str, **constants: object) -> None:
        source = f"HELP = {constants.pop('HELP', 'ลอง')!r}\n" + "".join(f"{name} = {value!r}\n" for name, value in constants.items())
        source += "def arguments(parser): parser.add_argument('--limit', type=int)\n"
        source += "def run(args):\n" + textwrap.indent(textwrap.dedent(body), "    ")
        (tmp_path / "try_.py").write_text(source, encoding="utf-8")
        monkeypatch.setattr(main, "commands", lambda: {"try": main._command(tmp_path / "try_.py")})
        monkeypatch.setattr(main.importlib, "import_module", _importer(tmp_path / "try_.py"))

    return make


def _importer(path):
    def load(name):
        import types

        module = types.ModuleType(name)
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
        return module

    return load


def nsc(*words_: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    line = [sys.executable, "-c", "import sys; from nsc.ops.main import main; sys.exit(main())", *words_]
    return subprocess.run(line, cwd=BASE, env={**os.environ, **environ}, capture_output=True, timeout=60)


def test_every_module_with_a_help_line_is_a_command(tmp_path):
    (tmp_path / "import_.py").write_text('HELP = _("นำเข้า")\nNEEDS_DATABASE = True\n', encoding="utf-8")
    (tmp_path / "helper.py").write_text("WIDTH = 3\n")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "__init__.py").write_text('HELP: str = "สาธิต"\n', encoding="utf-8")
    assert main.commands(tmp_path) == {
        "demo": main.Command("demo", "nsc.ops.demo", "สาธิต", False),
        "import": main.Command("import", "nsc.ops.import_", "นำเข้า", True),
    }


def test_every_command_keeps_the_form_of_a_command():
    for command in main.commands().values():
        source = (BASE / "nsc" / "ops" / f"{command.module.rpartition('.')[2]}.py").read_text(encoding="utf-8")
        assert command.help, command.name
        assert "\ndef arguments(" in source, command.name
        assert "\ndef run(" in source, command.name


def test_help_lists_the_commands_and_imports_neither_django_nor_a_table_library():
    line = "import sys; from nsc.ops.main import main\ntry: main(['--help'])\nfinally: print(sorted(sys.modules), file=sys.stderr)"
    told = subprocess.run([sys.executable, "-c", line], cwd=BASE, capture_output=True, text=True, encoding="utf-8")
    assert "doctor" in told.stdout
    for heavy in ("'django'", "'polars'", "'numpy'", "'babel'"):
        assert heavy not in told.stderr


@pytest.mark.parametrize("command", main.commands().values(), ids=lambda command: command.name)
def test_every_command_can_tell_what_it_takes(command):
    parser = argparse.ArgumentParser()
    importlib.import_module(command.module).arguments(parser)
    assert parser.format_help()  # a bare % in a help text is an error


def test_the_exit_status_is_the_commands_own(command):
    command("return args.limit")
    assert main.main(["try", "--limit", "1"]) == 1


def test_a_refusal_is_told_on_standard_error_in_the_readers_language(command, capsys, monkeypatch):
    command("from nsc.errors import Refused\nraise Refused('ไม่รู้จักปี {year}', year=2561)")
    assert main.main(["try"]) == 2
    assert capsys.readouterr() == ("", "ไม่รู้จักปี 2561\n")


def test_what_a_person_may_not_do_is_status_2(command, capsys):
    command("from nsc.errors import NotAllowed\nraise NotAllowed")
    assert main.main(["try"]) == 2
    assert capsys.readouterr() == ("", "ผู้ใช้นี้ไม่มีสิทธิทำรายการนี้\n")


def test_a_fault_of_ours_shows_its_trace_and_does_not_pass_for_rows_left_out(command, capsys):
    command("return 1 // 0")
    assert main.main(["try"]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_ctrl_c_is_130(command):
    command("raise KeyboardInterrupt")
    assert main.main(["try"]) == 130


def test_an_unknown_command_or_option_stores_nothing_and_prints_nothing(command, capsys):
    command("return 0")
    for line in (["nosuch"], ["try", "--limit", "many"], ["try", "--nosuch"]):
        with pytest.raises(SystemExit) as end:
            main.main(line)
        assert end.value.code == 2
        assert capsys.readouterr().out == ""


def test_a_reader_that_has_seen_enough_ends_the_command_quietly():
    line = (
        "import sys, types; from nsc.ops import main\n"
        "main.commands = lambda: {'flood': main.Command('flood', 'flood', 'ลอง', False)}\n"
        "flood = sys.modules['flood'] = types.ModuleType('flood')\n"
        "flood.arguments = lambda parser: None\n"
        "flood.run = lambda args: [print('x' * 100) for _ in range(100_000)] and 0\n"
        "sys.exit(main.main(['flood']))"
    )
    flood = subprocess.Popen([sys.executable, "-c", line], cwd=BASE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    flood.stdout.readline()
    flood.stdout.close()
    assert flood.stderr.read() == b""
    assert flood.wait(timeout=30) == main.BROKEN_PIPE


def test_output_is_utf_8_whatever_the_console_says():
    told = nsc("--help", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert told.returncode == 0
    assert "คำสั่ง" in told.stdout.decode("utf-8")
    assert not told.stdout.startswith(b"\xef\xbb\xbf")


def test_words_fill_their_gaps_and_without_gaps_are_left_as_they_are():
    assert words.of(_("พบ {count} แถว"), count=3) == "พบ 3 แถว"
    assert words.of("{") == "{"


def test_english_is_one_variable_away(tmp_path, monkeypatch):
    from nsc.ops import catalogue

    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "สวัสดี {name}"\nmsgstr "Hello {name}"\n'
    )
    catalogue.compile_all(tmp_path)
    monkeypatch.setattr(words, "LOCALE", tmp_path / "locale")
    monkeypatch.setenv("NSC_LANGUAGE", "en")
    words._catalogue.cache_clear()
    try:
        assert words.of("สวัสดี {name}", name="A") == "Hello A"
        assert words.of("ไม่มีคำแปล") == "ไม่มีคำแปล"
    finally:
        words._catalogue.cache_clear()


def test_refusals_keep_their_msgid_for_the_face():
    refused = Refused("ปี {year}", year=1)
    assert (refused.message, str(refused)) == ("ปี {year}", "ปี 1")
    assert isinstance(NotAllowed("x"), Exception)
