"""The house keeps its floors (pyproject.toml has the contracts), and the repository names no machine and no registry."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[1]
RULES = sorted((BASE / "nsc").rglob("rules.py"))


def test_every_room_imports_only_what_stands_below_it():
    checked = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=BASE, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.parent.name)
def test_rules_know_no_database_no_framework_and_no_clock(path):
    tree = ast.parse(path.read_bytes())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {f"{node.module}.{name.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    assert not [name for name in imported if name.split(".")[0] == "django" or "models" in name.split(".")]
    calls = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    assert not calls & {"now", "today", "utcnow"}


@pytest.mark.parametrize("name", ["requirements/run.lock", "requirements/dev.lock", "frontend/package-lock.json"])
def test_locks_name_versions_but_no_registry(name):
    lock = BASE / name
    if name.startswith("frontend") and not lock.exists():
        pytest.skip("no front end in this checkout")
    text = lock.read_text(encoding="utf-8")
    assert "--index-url" not in text
    assert '"resolved"' not in text
    assert "@ http" not in text


def test_the_development_lock_holds_every_version_of_the_running_one():
    run, dev = ((BASE / "requirements" / f"{name}.lock").read_text(encoding="utf-8").split("\n") for name in ("run", "dev"))
    versions = {line.split(" ;")[0] for line in dev}
    assert {line.split(" ;")[0] for line in run} <= versions
