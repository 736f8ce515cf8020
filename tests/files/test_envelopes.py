"""What a phone seals to us opens here, only where it belongs, and only whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.files import envelopes


@given(st.binary(max_size=400), st.binary(max_size=40))
def test_what_was_sealed_to_us_opens(plain, bound):
    assert envelopes.open(envelopes.seal(plain, to=envelopes.public(), bound=bound), number=1, bound=bound) == plain


@given(st.integers(0, 4 + envelopes.OVERHEAD - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(at, by):
    letter = bytearray(envelopes.seal(b"word", to=envelopes.public(), bound=b"here"))
    letter[at] ^= by
    with pytest.raises(Refused):
        envelopes.open(bytes(letter), number=1, bound=b"here")


def test_a_letter_for_another_place_does_not_open():
    with pytest.raises(Refused):
        envelopes.open(envelopes.seal(b"word", to=envelopes.public(), bound=b"here"), number=1, bound=b"there")


def test_a_key_that_is_gone_is_said_by_its_name():
    with pytest.raises(Refused, match="phone-7"):
        envelopes.open(envelopes.seal(b"word", to=envelopes.public(), bound=b""), number=7, bound=b"")


def test_the_public_key_stays():
    assert envelopes.public() == envelopes.public() and len(envelopes.public()) == envelopes.POINT
