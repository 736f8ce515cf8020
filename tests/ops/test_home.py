"""The first command in an empty NSC_HOME sets it up; several at once do it once; doctor looks without mending."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nsc.ops import checks, home

BASE = Path(__file__).resolve().parents[2]


def start(home_folder: Path, *arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", "import sys; from nsc.ops.main import main; sys.exit(main())", *arguments]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"NSC_HOME": str(home_folder)}
    return subprocess.Popen(line, cwd=BASE, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def doctor(home_folder: Path) -> tuple[int, dict[str, str]]:
    process = start(home_folder, "doctor")
    out, _ = process.communicate(timeout=400)
    return process.returncode, {row["check"]: row["status"] for row in csv.DictReader(io.StringIO(out))}


def test_three_first_commands_at_once_set_an_empty_home_up_and_doctor_agrees(tmp_path):
    status, before = doctor(tmp_path)
    assert status == 1
    assert before["migrations"] == before["areas"] == "found"
    together = [start(tmp_path, "setup") for _ in range(3)]
    for process in together:
        out, err = process.communicate(timeout=400)
        assert process.returncode == 0, err
        assert out == ""
    status, after = doctor(tmp_path)
    assert (status, set(after.values())) == (0, {"ok"})
    assert after.keys() == checks.CHECKS.keys()


@pytest.mark.django_db
def test_a_ready_home_costs_a_handful_of_queries(django_assert_max_num_queries):
    home.ready()
    # Tables, migrations, triggers, areas, sets, programmes, menu; on PostgreSQL the lock, taken and given back.
    with django_assert_max_num_queries(9):
        home.ready()


@pytest.mark.django_db
def test_a_migration_of_a_newer_version_is_missed(tmp_path, monkeypatch):
    assert home.missing_migrations() == set()
    on_disk = list(home._on_disk())
    monkeypatch.setattr(home, "_on_disk", lambda: [*on_disk, ("areas", "9999_newer")])
    assert home.missing_migrations() == {("areas", "9999_newer")}
    assert "1" in checks.migrations_are_applied()


def test_a_full_disk_is_found(monkeypatch):
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 5 << 20}))
    assert "GiB" in checks.disk_has_room()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_home_that_others_can_look_into_is_found(settings, tmp_path):
    settings.HOME = tmp_path
    tmp_path.chmod(0o700)
    assert checks.home_is_ours() == ""
    tmp_path.chmod(0o755)
    assert "chmod 700" in checks.home_is_ours()


def test_a_database_that_does_not_answer_is_a_finding_not_a_crash():
    from django.db import OperationalError

    def refuse():
        raise OperationalError("connection refused")

    assert "connection refused" in checks.look(refuse)
