"""run.py: what it decides before it touches the machine, and the small machinery of its steps."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[1] / "run.py"


@pytest.fixture(scope="module")
def run():
    spec = importlib.util.spec_from_file_location("run", RUN)
    module = importlib.util.module_from_spec(spec)
    sys.modules["run"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["run"]


@pytest.fixture
def counted(run, tmp_path):
    """A step that writes down each time it is done, over one input file."""
    source, done = tmp_path / "source", []
    source.write_text("one")
    step = run.Step("ทดสอบ", "a step", tmp_path / "stamps" / "step", lambda: run.digest(tmp_path, [source]), done.append)
    return step, source, done


@pytest.fixture(autouse=True)
def own_lock(run, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "ROOT", tmp_path)


def test_a_step_is_done_once_and_again_only_when_its_input_changes(run, counted):
    step, source, done = counted
    run.ensure(step)
    run.ensure(step)
    assert done == [False]
    source.write_text("two")
    run.ensure(step)
    assert done == [False, False]


def test_a_step_cut_short_is_done_again_and_knows_it(run, counted):
    step, _source, done = counted
    step.mark(run.STARTED)
    run.ensure(step)
    assert done == [True]


def test_a_step_that_fails_is_not_taken_for_done(run, tmp_path):
    def fail(again):
        raise run.Trouble("no network")

    step = run.Step("ทดสอบ", "a step", tmp_path / "stamp", lambda: "same", fail)
    for _ in range(2):
        with pytest.raises(run.Trouble):
            run.ensure(step)


def test_the_lock_is_handed_to_children_so_that_a_killed_set_up_still_holds_it(run):
    with run.one_at_a_time():
        assert len(run.HELD) == (0 if run.WINDOWS else 1)
        assert run.call(sys.executable, "-c", f"import os; [os.fstat(n) for n in {run.HELD}]") == 0
    assert run.HELD == []


def test_two_set_ups_take_turns(run, tmp_path):
    trying = (
        "import importlib.util, pathlib, sys\n"
        f"spec = importlib.util.spec_from_file_location('run', {str(RUN)!r})\n"
        "run = importlib.util.module_from_spec(spec); sys.modules['run'] = run; spec.loader.exec_module(run)\n"
        f"with open({str(tmp_path / '.run.lock')!r}, 'a+b') as file:\n"
        "    sys.exit(0 if run._locked(file, wait=False) else 3)\n"
    )
    with run.one_at_a_time():
        assert subprocess.run([sys.executable, "-c", trying]).returncode == 3
    assert subprocess.run([sys.executable, "-c", trying]).returncode == 0


def test_a_fingerprint_tells_content_name_and_version_apart_but_not_line_ends(run, tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_bytes(b"1\n2\n")
    first = run.digest(tmp_path, [a], "3.11")
    assert first != run.digest(tmp_path, [a], "3.12")
    b.write_bytes(b"1\n2\n")
    assert first != run.digest(tmp_path, [b], "3.11")
    a.write_bytes(b"1\r\n2\r\n")
    assert first == run.digest(tmp_path, [a], "3.11")


def test_tools_fetched_for_the_pages_are_not_their_sources(run, tmp_path):
    (tmp_path / "node_modules" / "vite").mkdir(parents=True)
    (tmp_path / "node_modules" / "vite" / "index.js").touch()
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.ts").touch()
    assert run.sources(tmp_path) == [tmp_path / "src" / "app.ts"]


@pytest.mark.parametrize(
    ("node", "npm", "enough"),
    [
        ("v20.19.0", "11.0.0", True),
        ("v20.20.2\n", "11.19.1\n", True),
        ("v22.12.0", "11.1.0", True),
        ("v24.1.0", "11.3.0", True),
        ("v20.18.3", "11.0.0", False),
        ("v21.7.0", "11.0.0", False),
        ("v22.11.0", "11.0.0", False),
        ("v22.12.0", "10.9.2", False),
        ("v24.0.0-nightly20260101", "11.0.0", True),
        ("", "", False),
        ("v24.1.0", "", False),
        ("not a version", "11.0.0", False),
    ],
)
def test_which_node_can_build_the_pages(run, node, npm, enough):
    assert run.new_enough(node, npm) is enough


def test_a_program_that_is_not_there_has_no_version(run):
    assert run._version(None) == ""
    assert run._version("/nowhere/node") == ""


def test_a_taken_port_gives_way_to_the_next(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        if port > 65500:
            pytest.skip("too near the end of the ports")
        assert port < run.free_port("127.0.0.1", port) <= port + 50


def test_no_port_left_is_said_with_a_remedy(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(run.Trouble, match="--port"):
            run.free_port("127.0.0.1", taken.getsockname()[1], tries=1)


def test_tests_never_see_the_state_of_a_running_system(run, tmp_path):
    environ = {"PATH": "/bin", "NSC_HOME": "/srv/nsc", "NSC_HOSTS": "x", "DATABASE_URL": "postgres://real"}
    assert run.test_environment(environ, tmp_path) == {"PATH": "/bin", "NSC_HOME": str(tmp_path / "home")}


def test_the_newest_postgresql_counts_by_number_not_by_letter(run):
    assert run._numbers("15") > run._numbers("9")


def test_a_child_that_keeps_dying_ends_them_all(run, capfd):
    children = run.Children()
    children.start("worker", [sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(run.Trouble, match="worker"):
        for _ in range(run.Children.RESTARTS + 1):
            children.running["worker"].wait()
            children.look()
    assert "(7)" in capfd.readouterr().err


def test_parts_run_at_once_are_all_heard_and_the_first_that_fails_gives_the_status(run, tmp_path, capfd):
    def part(name: str, does: str):
        return run.Part(f"ส่วน {name}", name, [sys.executable, "-c", f"import sys; print('said by {name}'); {does}"])

    assert run.together([part("first", "pass"), part("second", "sys.exit(3)"), part("third", "sys.exit(4)")], tmp_path) == 3
    told = capfd.readouterr().err
    assert [told.index(f"said by {name}") for name in ("first", "second", "third")] and "failed: second" in told and "passed: first" in told
    assert run.together([part("first", "pass")], tmp_path) == 0


def test_a_part_that_cannot_begin_leaves_none_behind(run, tmp_path, monkeypatch):
    ended = []
    monkeypatch.setattr(run, "_end", lambda child: (ended.append(child), child.kill()))
    parts = [run.Part("นาน", "long", [sys.executable, "-c", "import time; time.sleep(600)"]), run.Part("ไม่มี", "none", [tmp_path / "none"])]
    with pytest.raises(OSError):
        run.together(parts, tmp_path)
    assert [child.poll() is None for child in ended] == [False]


def test_an_environment_that_is_only_linked_here_is_never_cleared(run, tmp_path, monkeypatch):
    """It once emptied the one that eight checkouts shared."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kept").touch()
    (tmp_path / ".venv").symlink_to(theirs)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "call", lambda *command: pytest.fail("something was run"))
    with pytest.raises(run.Trouble, match="link"):
        run.make_environment(again=False)
    assert (theirs / "kept").exists()


def test_what_cannot_be_set_up_is_told_plainly_and_is_status_2(run, monkeypatch, capsys):
    def trouble(arguments):
        raise run.Trouble("ติดตั้งไม่ได้ · cannot install")

    monkeypatch.setitem(run.COMMANDS, "setup", trouble)
    assert run.main(["setup"]) == 2
    said = capsys.readouterr()
    assert "ติดตั้งไม่ได้ · cannot install" in said.err
    assert said.out == ""


@pytest.mark.skipif(os.name == "nt", reason="there the module that runs these tests is the only Python at hand")
def test_an_older_python_is_told_what_to_install(tmp_path):
    older = "import sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (old)'; import runpy; runpy.run_path({!r}, run_name='__main__')"
    told = subprocess.run([sys.executable, "-c", older.format(str(RUN))], capture_output=True, text=True)
    assert told.returncode == 1
    assert "3.9.2" in told.stderr
    assert "Python 3.11 or newer" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_home_that_someone_else_began_gets_no_invented_people(run, tmp_path, monkeypatch):
    monkeypatch.delenv("NSC_HOME", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(run, "must", lambda *command: None)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "nsc.sqlite3").touch()
    assert run.demonstration("small") == ""
    assert not (tmp_path / "var" / "demonstration.txt").exists()


def test_the_demonstration_is_made_once_and_its_accounts_are_told_at_every_start(run, tmp_path, monkeypatch):
    monkeypatch.delenv("NSC_HOME", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(run, "must", lambda *command: None)
    nsc = tmp_path / "nsc"
    nsc.write_text(f"#!{sys.executable}\nimport sys\nprint('บัญชี', *sys.argv[1:])\nopen({str(tmp_path / 'made')!r}, 'a').write('x')\n")
    nsc.chmod(0o755)
    monkeypatch.setattr(run, "NSC", nsc)
    assert run.demonstration("small") == run.demonstration("small") == "บัญชี demo --scale small --work amphoe"
    assert (tmp_path / "made").read_text() == "x"


def test_the_codes_of_the_second_factor_are_asked_for_anew_at_every_start(run, tmp_path, monkeypatch):
    nsc = tmp_path / "nsc"
    nsc.write_text(f"#!{sys.executable}\nimport sys\nprint('รหัส', *sys.argv[1:])\n")
    nsc.chmod(0o755)
    monkeypatch.setattr(run, "NSC", nsc)
    assert run.codes() == "รหัส demo --codes"
    nsc.write_text(f"#!{sys.executable}\nraise SystemExit(2)\n")
    with pytest.raises(run.Trouble):
        run.codes()


@pytest.mark.parametrize(("scale", "database"), [("none", None), ("small", "postgres://somebody@localhost/theirs")])
def test_who_wants_an_empty_system_or_brings_a_database_gets_no_invented_people(run, tmp_path, monkeypatch, scale, database):
    monkeypatch.setenv("NSC_HOME", str(tmp_path / "mine"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if database:
        monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setattr(run, "must", lambda *command: None)
    assert run.demonstration(scale) == ""
    assert not (tmp_path / "mine" / "demonstration.txt").exists()


# — known weaknesses —

PIP = {"dependencies": [{"name": "left", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": []}]}, {"name": "right", "vulns": []}]}
NPM = {"vulnerabilities": {"up": {"via": [{"url": "somewhere/GHSA-1", "source": 7}]}, "down": {"via": ["up"]}}}
LIVED_WITH = '[[accepted]]\nid = "PYSEC-1"\npackage = "left"\nuntil = 2999-01-01\nbecause = "it is never called"\n'


@pytest.fixture
def audited(run, tmp_path, monkeypatch):
    """audited(python's answer, npm's answer, accepted.toml) → status."""

    def audited(python, npm, accepted=""):
        (tmp_path / "requirements").mkdir(exist_ok=True)
        (tmp_path / "requirements" / "accepted.toml").write_text(accepted, encoding="utf-8")
        monkeypatch.setattr(run, "ensure", lambda *steps: None)
        monkeypatch.setattr(run, "python_weaknesses", lambda: run.python_told(json.dumps(python)))
        monkeypatch.setattr(run, "npm_weaknesses", lambda: run.npm_told(json.dumps(npm)))
        return run.audit()

    return audited


def test_a_weakness_fails_unless_it_is_lived_with(audited, capsys):
    assert audited(PIP, NPM) == 1
    said = capsys.readouterr().err
    assert "PYSEC-1" in said and "GHSA-1" in said and "down" not in said
    assert audited(PIP, {"vulnerabilities": {}}, LIVED_WITH) == 0
    assert audited(PIP, NPM, LIVED_WITH) == 1
    assert audited(PIP, {"vulnerabilities": {}}, LIVED_WITH.replace("2999", "2020")) == 1


def test_no_answer_is_said_and_is_no_failure(audited, capsys):
    assert audited({"dependencies": [{"name": "left", "skip_reason": "not found"}]}, {"message": "405", "error": {}}) == 0
    said = capsys.readouterr().err
    assert "no advisory service answered for Python, npm" in said and "no weakness" not in said


def test_a_weakness_without_a_reason_is_not_lived_with(run, audited):
    with pytest.raises(run.Trouble):
        audited(PIP, NPM, LIVED_WITH.replace("because", "why"))


@pytest.fixture
def last_failed(run, tmp_path, monkeypatch):
    """Where pytest writes what failed. Given a list of (status, what failed): what one call after the other comes to."""
    file = tmp_path / "lastfailed"
    monkeypatch.setattr(run, "LAST_FAILED", file)
    called = []

    def plays(*ends):
        ends = list(ends)

        def pytest_(arguments, env):
            called.append(list(arguments))
            status, failed = ends.pop(0)
            file.write_text(json.dumps(dict.fromkeys(failed, True)))
            return status

        monkeypatch.setattr(run, "pytest", pytest_)
        return called

    return plays


def test_a_few_tests_that_failed_are_run_once_more_by_themselves_and_named(run, last_failed, capsys):
    called = last_failed((1, ["tests/a.py::one"]), (0, []))
    assert run.tested(["-n", "2"], ["-m", "journey"], {}) == 0
    assert called[1][:2] == ["-m", "journey"] and "--last-failed" in called[1] and "-n" not in called[1]
    assert "tests/a.py::one" in capsys.readouterr().err


def test_what_fails_twice_has_failed(run, last_failed):
    last_failed((1, ["tests/a.py::one"]), (1, ["tests/a.py::one"]))
    assert run.tested([], [], {}) == 1


@pytest.mark.parametrize("end", [(1, ["a", "b", "c", "d"]), (1, []), (2, ["a"]), (0, [])])
def test_many_failures_and_a_run_that_broke_off_are_not_tried_again(run, last_failed, end):
    called = last_failed(end)
    assert run.tested([], [], {}) == end[0] and len(called) == 1
