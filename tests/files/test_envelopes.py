"""What a phone seals to us opens here, only where it belongs, and only whole."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.files import envelopes


@given(st.binary(max_size=400), st.binary(max_size=40))
def test_what_was_sealed_to_us_opens(plain, bound):
    assert envelopes.open(envelopes.seal(plain, to=envelopes.public(), bound=bound), number=envelopes.newest(), bound=bound) == plain


@given(st.integers(0, 4 + envelopes.OVERHEAD - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(at, by):
    letter = bytearray(envelopes.seal(b"word", to=envelopes.public(), bound=b"here"))
    letter[at] ^= by
    with pytest.raises(Refused):
        envelopes.open(bytes(letter), number=envelopes.newest(), bound=b"here")


def test_a_letter_for_another_place_does_not_open():
    with pytest.raises(Refused):
        envelopes.open(envelopes.seal(b"word", to=envelopes.public(), bound=b"here"), number=envelopes.newest(), bound=b"there")


def test_a_key_that_is_gone_is_said_by_its_name():
    with pytest.raises(Refused, match="phone-7"):
        envelopes.open(envelopes.seal(b"word", to=envelopes.public(), bound=b""), number=7, bound=b"")


def test_what_the_phone_itself_has_sealed_opens(monkeypatch):
    """The same fixed letters are opened by the phone's own code in letters.test.ts: both sides are held to one book."""
    known = json.loads((Path(__file__).parents[2] / "frontend/src/field/core/test/letters.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(envelopes.keys, "of", lambda *_where, **_how: base64.b64decode(known["secret"]))
    assert base64.b64encode(envelopes.public()).decode() == known["public"]
    for by in ("by_phone", "by_server"):
        plain = envelopes.open(base64.b64decode(known[by]), number=envelopes.newest(), bound=f"{known['id']}|{known['phone']}".encode())
        assert plain.decode() == known["plain"]


def test_the_public_key_stays():
    assert envelopes.public() == envelopes.public() and len(envelopes.public()) == envelopes.POINT
