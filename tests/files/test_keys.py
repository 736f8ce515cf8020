import hashlib
import hmac
import stat

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.files import keys

ID = "1990100000019"


@pytest.fixture
def new_home(settings, tmp_path):
    """A system that has no keys yet."""
    settings.HOME = tmp_path
    return tmp_path


@settings(max_examples=30)
@given(st.lists(st.text(), max_size=5))
def test_what_is_sealed_opens_again(texts):
    assert keys.open_many(keys.seal_many(texts, purpose="phone"), purpose="phone") == texts


def test_the_same_value_is_sealed_differently_each_time():
    one, other = keys.seal_many([ID, ID], purpose="national_id")
    assert one != other and ID.encode() not in one and len(one) == len(ID) + 31


def test_a_value_does_not_open_as_something_else():
    with pytest.raises(Refused):
        keys.open(keys.seal(b"x", purpose="phone"), purpose="national_id")


@pytest.mark.parametrize("position", [0, 1, 2, 3, 14, 15, -1])
def test_a_changed_value_does_not_open(position):
    sealed = bytearray(keys.seal(b"0812345678", purpose="phone"))
    sealed[position] ^= 1
    with pytest.raises(Refused):
        keys.open(bytes(sealed), purpose="phone")


@pytest.mark.parametrize("length", [0, 2, 3, 10, 20])
def test_a_value_cut_short_does_not_open(length):
    with pytest.raises(Refused):
        keys.open(keys.seal(b"0812345678", purpose="phone")[:length], purpose="phone")


def test_an_index_finds_equal_values_within_one_purpose_only():
    one, same, other = keys.blind_index_many([ID, ID, ID[::-1]], purpose="national_id")
    assert one == same != other and len(one) == 16
    assert keys.blind_index(ID, purpose="phone") != one


def test_the_index_is_hmac_sha256_as_the_standard_has_it(new_home):
    made = keys.blind_index(ID, purpose="national_id")
    key = (new_home / "keys" / "index-1").read_bytes()
    assert made == hmac.digest(key, b"national_id\0" + ID.encode(), hashlib.sha256)[:16]


def test_keys_are_made_once_and_for_the_system_alone(new_home):
    sealed = keys.seal(b"x", purpose="phone")
    keys.blind_index("x", purpose="phone")
    made = sorted((new_home / "keys").iterdir())
    assert [path.name for path in made] == ["data-1", "index-1"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600} and {path.stat().st_size for path in made} == {32}
    assert keys.open(sealed, purpose="phone") == b"x"


def test_old_values_open_after_a_new_key_came_and_new_ones_use_it(new_home):
    old = keys.seal(b"old", purpose="phone")
    (new_home / "keys" / "data-2").write_bytes(b"k" * 32)
    new = keys.seal(b"new", purpose="phone")
    assert (old[2], new[2]) == (1, 2)
    assert keys.open_many([old, new], purpose="phone") == ["old", "new"]


def test_a_lost_key_is_named_and_never_made_anew(new_home):
    (new_home / "keys").mkdir()
    (new_home / "keys" / "data-2").write_bytes(b"k" * 32)
    sealed = keys.seal(b"x", purpose="phone")
    lost = sealed[:2] + b"\x07" + sealed[3:]
    with pytest.raises(Refused, match="data-7"):
        keys.open(lost, purpose="phone")
    assert not (new_home / "keys" / "data-7").exists()


def test_processes_starting_together_agree_on_one_key(system_home, own_process):
    code = """
import sys, time
from pathlib import Path
from django.conf import settings
from nsc.files import keys
settings.HOME = Path(sys.argv[1])
while not (settings.HOME / "go").exists(): time.sleep(0.001)
Path(sys.argv[2]).write_bytes(keys.seal(b"x", purpose="phone"))
"""
    home = system_home / "together"
    home.mkdir()
    outs = [home / f"out-{number}" for number in range(2)]
    processes = [own_process(code, str(home), str(out)) for out in outs]
    (home / "go").touch()
    assert [process.wait(30) for process in processes] == [0, 0]
    key = (home / "keys" / "data-1").read_bytes()
    for sealed in (out.read_bytes() for out in outs):
        assert AESGCM(key).decrypt(sealed[3:15], sealed[15:], sealed[:3] + b"phone") == b"x"
