import hashlib
import tracemalloc

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from nsc.access import breached

pytestmark = pytest.mark.django_db  # names of the place are read from the database


def digest(word: str) -> str:
    return hashlib.sha1(word.encode()).hexdigest().upper()


def write(path, words, *, count=":{}", end="\r\n"):
    path.write_text(end.join(sorted(digest(word) + count.format(len(word)) for word in words)) + end, newline="")
    return path


@given(
    words=st.sets(st.text(min_size=1, max_size=6), max_size=40), other=st.text(min_size=7, max_size=9), end=st.sampled_from(["\n", "\r\n"])
)
def test_every_word_of_the_file_is_found_and_no_other(tmp_path_factory, words, other, end):
    path = (
        write(tmp_path_factory.mktemp("breached") / "list.txt", words, end=end) if words else tmp_path_factory.mktemp("empty") / "list.txt"
    )
    path.touch()
    assert all(breached.is_listed(path, word) for word in words)
    assert not breached.is_listed(path, other)


def test_lines_without_counts_and_in_small_letters_do_too(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("\n".join(sorted(digest(word).lower() for word in "abc")))
    assert [breached.is_listed(path, word) for word in "abcd"] == [True, True, True, False]


def test_the_file_is_never_read_into_memory(tmp_path):
    path = write(tmp_path / "list.txt", map(str, range(50_000)))
    tracemalloc.start()
    assert breached.is_listed(path, "31415") and not breached.is_listed(path, "not there")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 10


def test_a_breached_password_is_refused_in_thai(settings, tmp_path):
    word = "ดอกไม้ริมน้ำ-2569"
    validate_password(word)
    settings.BREACHED_PASSWORDS = str(write(tmp_path / "list.txt", [word, "other"]))
    with pytest.raises(ValidationError, match="เคยรั่วไหล"):
        validate_password(word)
    validate_password("ดอกไม้ริมน้ำ-2570")


@pytest.mark.parametrize("word", ["1q2w3e4r5t6y", "123456789012"])
def test_common_and_numeric_ones_are_refused_without_any_file(word):
    with pytest.raises(ValidationError):
        validate_password(word)
