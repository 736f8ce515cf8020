"""The message catalogues: what is asked for is found, kept, answered in English, and carried by Babel alone."""

import gettext
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from nsc.ops import catalogue

EN = Path("locale/en/LC_MESSAGES")


@pytest.fixture
def base(tmp_path):
    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    write(
        "nsc/web/pages.py",
        "from django.utils.translation import gettext_lazy, ngettext, pgettext\n"
        "TITLE = gettext_lazy('ครัวเรือน')\n"
        "def say(n): return ngettext('%(n)s คน', '%(n)s คน', n) + pgettext('เดือน', 'มี.ค.') + _('ปี {year}')\n",
    )
    write(
        "nsc/web/templates/web/home.html",
        "{% load i18n %}\n<div>\n      <p title=\"{% translate 'สวัสดี' %}\">it's\n"
        "  {% blocktranslate count n=rows %}{{ n }} แถว{% plural %}{{ n }} แถว{% endblocktranslate %}</p>\n"
        "{% blocktranslate trimmed with name=user %}\n  ถึง {{ name }}\n  ด้วยความนับถือ\n{% endblocktranslate %}\n"
        "{% include 'x.html' with title=_('หัวข้อ') %}\n</div>\n",
    )
    write("frontend/src/map.ts", "export const label = (n: number): string => _('แผนที่') + gettext('ตำบล');\n")
    return tmp_path


def answer(base: Path, domain: str, **english: str) -> None:
    path = base / EN / f"{domain}.po"
    with path.open("rb") as file:
        stored = read_po(file, locale="en")
    for message in stored:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = english.get(key, f"E {key}")
            message.string = said if isinstance(message.id, str) else (said, said)
    with path.open("wb") as file:
        catalogue.write_po(file, stored)


def test_python_templates_and_typescript_are_all_read(base):
    found = {domain: catalogue._keys(asked) for domain, asked in catalogue.wanted(base).items()}
    assert found["django"] == {
        ("", "ครัวเรือน"),
        ("", "%(n)s คน"),
        ("เดือน", "มี.ค."),
        ("", "ปี {year}"),
        ("", "สวัสดี"),
        ("", "%(n)s แถว"),
        ("", "ถึง %(name)s ด้วยความนับถือ"),
        ("", "หัวข้อ"),
    }
    assert found["djangojs"] == {("", "แผนที่"), ("", "ตำบล")}


def test_a_catalogue_is_in_order_only_once_all_of_it_is_in_english(base):
    assert len(list(catalogue.check(base))) == 10  # none stored yet
    catalogue.update(base)
    assert {fault.split(":")[1] for fault in catalogue.check(base)} == {" no English"}
    for domain in ("django", "djangojs"):
        answer(base, domain)
    assert list(catalogue.check(base)) == []


def test_what_is_translated_stays_when_the_code_moves_on(base):
    catalogue.update(base)
    answer(base, "django", ครัวเรือน="Household")
    source = base / "nsc/web/pages.py"
    source.write_text(source.read_text(encoding="utf-8").replace("'ปี {year}'", "'พ.ศ. {year}'"), encoding="utf-8")
    faults = list(catalogue.check(base))
    assert any("not in the catalogue" in fault and "พ.ศ." in fault for fault in faults)
    assert any("no longer in the code" in fault and "'ปี {year}'" in fault for fault in faults)
    catalogue.update(base)
    text = (base / EN / "django.po").read_text(encoding="utf-8")
    assert 'msgstr "Household"' in text
    assert '"ปี {year}"' not in text


def test_extracting_twice_changes_not_a_byte(base):
    catalogue.update(base)
    once = (base / EN / "django.po").read_bytes()
    catalogue.update(base)
    assert (base / EN / "django.po").read_bytes() == once


def test_english_that_loses_a_gap_is_found(base):
    catalogue.update(base)
    answer(base, "django", **{"ปี {year}": "The year"})
    answer(base, "djangojs")
    assert list(catalogue.check(base)) == ["django: the English has other gaps: ปี {year}"]


@pytest.mark.parametrize("text", ["ปี {year}", "{share:.1%} ของ {rows:,}", "%(n)s คน", "อ่านเป็น {}"])
def test_every_form_of_a_gap_is_kept(text):
    assert catalogue._same_gaps(Message(text, text))
    assert not catalogue._same_gaps(Message(text, "nothing"))


def test_escaped_braces_are_no_gap():
    assert catalogue._same_gaps(Message('เช่น {{"health": ["d01"]}}', "for example"))


def test_compiled_catalogues_are_read_by_pythons_own_gettext(base):
    catalogue.update(base)
    answer(base, "django", ครัวเรือน="Household")
    catalogue.compile_all(base)
    english = gettext.translation("django", base / "locale", ["en"])
    assert english.gettext("ครัวเรือน") == "Household"
    assert english.pgettext("เดือน", "มี.ค.") == "E มี.ค."
    assert english.ngettext("%(n)s คน", "%(n)s คน", 2) == "E %(n)s คน"


def test_our_own_catalogue_is_complete_and_fresh():
    assert list(catalogue.check()) == []


def test_our_thai_answers_only_what_django_really_says():
    sources = Path(django.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po")
    theirs = set()
    for path in sources:
        with path.open("rb") as file:
            theirs |= {message.id for message in read_po(file, locale="en")}
    with (catalogue.LOCALE / "th" / "LC_MESSAGES" / "django.po").open("rb") as file:
        ours = [message for message in read_po(file, locale="th") if message.id]
    assert [message.id for message in ours if message.id not in theirs] == []
    assert [message.id for message in ours if not catalogue._complete(message) or not catalogue._same_gaps(message)] == []
