"""The written side keeps to the code: every problem explained, every command and heading described, no link into nothing."""

import re
from pathlib import Path

import pytest

from nsc.access.roles import ROLES
from nsc.intake import rules
from nsc.intake.layout import FIELDS
from nsc.ops import demo
from nsc.ops.main import commands

BASE = Path(__file__).resolve().parents[1]
PAGES = [BASE / "README.md", BASE / "CHANGELOG.md", BASE / "bench" / "README.md", *sorted((BASE / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


def text(name: str) -> str:
    return (BASE / name).read_text(encoding="utf-8")


def problems_told(part: str) -> set[tuple[str, str]]:
    """(problem, remedy) of the rows of a table."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| ")]
    return {(row[0], row[-1]) for row in rows if row[0] != "ระบบแจ้งว่า"}


def test_the_guide_explains_every_finding_in_the_words_of_the_system():
    _before, found = text("docs/guide/import.md").split("### ผิด:")
    wrong, cautions = found.split("\n## ")[0].split("### ข้อสังเกต:")
    assert problems_told(wrong) == {said for finding, said in rules.FINDINGS.items() if finding in rules.WRONG}
    assert problems_told(cautions) == {said for finding, said in rules.FINDINGS.items() if finding not in rules.WRONG}


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_guide(command):
    assert f"## nsc {command}\n" in text("docs/guide/commands.md")


@pytest.mark.parametrize("part", FIELDS)
def test_every_heading_is_in_the_formats(part):
    formats = text("docs/formats.md")
    for field, headings in FIELDS[part].items():
        assert f"| `{field}` |" in formats
        assert not [heading for heading in headings if f"`{heading}`" not in formats]


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.key)
def test_every_role_is_in_the_guide_of_administrators(role):
    assert f"| `{role.key}` | {role.name} |" in text("docs/guide/administrators.md")


@pytest.mark.parametrize("account", demo.ACCOUNTS, ids=lambda account: account[0])
def test_every_demonstration_account_is_in_the_readme(account):
    assert f"| `{account[0]}` |" in text("README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(BASE)))
def test_no_link_leads_nowhere(page):
    assert not [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
