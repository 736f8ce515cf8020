"""Keys, and what is sealed with them.

A key is a file of 32 random bytes under NSC_HOME/keys, readable by the system's own user alone, named `data-1`, `data-2`, … and `index-1`.
New values are sealed with the newest data key and carry its number, so that older ones open until they are sealed anew (access.keyring).
There is one index key: changing it means indexing everything again. Whoever copies the database without these files has nothing; whoever
loses them, too.

A sealed value: 1 byte format, 2 bytes number of the key, 12 bytes nonce, then AES-256-GCM of the UTF-8 text with a 16-byte tag; 31 bytes
more than the text. Format, number and purpose are authenticated: a sealed phone number does not open as a national id.
"""

import hashlib
import os
import secrets
import struct
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from nsc.errors import Refused, _

HEADER = struct.Struct(">BH")
FORMAT = 1
NONCE = 12
INDEX = 16
DATA = "data"
UNSETTLED = 2_000_000_000  # nanoseconds; no file system counts the time of a folder more coarsely


def seal(plain: bytes, *, purpose: str) -> bytes:
    """One value; `purpose` names the field ("national_id")."""
    return _seal([plain], purpose)[0]


def open(sealed: bytes, *, purpose: str) -> bytes:
    """Raises Refused where the value was changed, was sealed for another purpose, or its key is gone."""
    return _open([sealed], purpose)[0]


def seal_many(texts: Sequence[str], *, purpose: str) -> list[bytes]:
    return _seal([text.encode() for text in texts], purpose)


def open_many(sealed: Sequence[bytes], *, purpose: str) -> list[str]:
    return [plain.decode() for plain in _open(sealed, purpose)]


def blind_index(text: str, *, purpose: str) -> bytes:
    """16 bytes by which an equal value is found without opening any: HMAC-SHA256 of the purpose and the text, cut."""
    return blind_index_many([text], purpose=purpose)[0]


def blind_index_many(texts: Sequence[str], *, purpose: str) -> list[bytes]:
    # HMAC (RFC 2104) by hand: both padded keys are hashed once and copied, which is several times faster than a new hmac for each value.
    key = _key(_name("index", 1), new=True).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + purpose.encode() + b"\0")
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))
    found = []
    for text in texts:
        first, second = inner.copy(), outer.copy()
        first.update(text.encode())
        second.update(first.digest())
        found.append(second.digest()[:INDEX])
    return found


def numbers(kind: str = DATA) -> list[int]:
    """Of the keys of that kind, ascending."""
    start = len(kind) + 1
    return sorted(int(path.name[start:]) for path in _folder().glob(f"{kind}-*") if path.name[start:].isdigit())


def newest(kind: str = DATA) -> int:
    """The number of the key in use; makes the first."""
    folder = _folder()
    changed_at = folder.stat().st_mtime_ns
    if time.time_ns() - changed_at < UNSETTLED:  # by a later change within the same tick of its clock the folder's time would stay
        return _newest.__wrapped__(kind, folder, changed_at)
    return _newest(kind, folder, changed_at)


@lru_cache(maxsize=8)
def _newest(kind: str, folder: Path, changed_at: int) -> int:
    """As the folder is since it was changed: every seal asks."""
    found = numbers(kind)
    if not found:
        _key(_name(kind, 1), new=True)
    return max(found, default=1)


def make_next(kind: str = DATA) -> int:
    """Makes the key that everything is sealed with from now on; its number."""
    number = newest(kind) + 1
    _key(_name(kind, number), new=True)
    return number


def made_at(number: int, kind: str = DATA) -> datetime:
    """When its file was written. Raises Refused when it is gone."""
    of(kind, number)
    return datetime.fromtimestamp((_folder() / _name(kind, number)).stat().st_mtime, UTC)


def remove(number: int, kind: str = DATA) -> None:
    """What is sealed with it never opens again. Who calls this has seen that nothing is."""
    path = _folder() / _name(kind, number)
    path.unlink(missing_ok=True)
    flush_folder(path.parent)


def number_of(sealed: bytes) -> int:
    """Of the key a value was sealed with."""
    return _number(bytes(sealed[: HEADER.size]))


def beginning(number: int) -> bytes:
    """The first bytes of every value sealed with that key."""
    return HEADER.pack(FORMAT, number)


def renewed(sealed: Sequence[bytes], *, purpose: str) -> list[bytes]:
    """The same values, sealed with the newest key."""
    return _seal(_open(sealed, purpose), purpose)


def data_key(number: int) -> bytes:
    """32 bytes. Raises Refused when the file is gone."""
    return _key(_name("data", number))


def of(kind: str, number: int) -> bytes:
    """The 32 bytes of a key of another kind ("phone"), for the module that knows what to do with it."""
    return _key(_name(kind, number))


def _seal(plain: Sequence[bytes], purpose: str) -> list[bytes]:
    number = newest()
    header = HEADER.pack(FORMAT, number)
    encrypt, bound = AESGCM(data_key(number)).encrypt, header + purpose.encode()
    nonces = os.urandom(NONCE * len(plain))
    sealed = []
    for start, value in zip(range(0, len(nonces), NONCE), plain, strict=True):
        nonce = nonces[start : start + NONCE]
        sealed.append(header + nonce + encrypt(nonce, value, bound))
    return sealed


def _open(sealed: Sequence[bytes], purpose: str) -> list[bytes]:
    doors = {}
    plain = []
    for value in sealed:
        header = bytes(value[: HEADER.size])
        if header not in doors:
            doors[header] = AESGCM(data_key(_number(header))).decrypt, header + purpose.encode()
        decrypt, bound = doors[header]
        try:
            plain.append(decrypt(value[HEADER.size : HEADER.size + NONCE], value[HEADER.size + NONCE :], bound))
        except (InvalidTag, ValueError) as error:
            raise _damaged() from error
    return plain


def _number(header: bytes) -> int:
    if len(header) != HEADER.size or header[0] != FORMAT:
        raise _damaged()
    return HEADER.unpack(header)[1]


def _damaged() -> Refused:
    return Refused(_("เปิดข้อมูลที่เข้ารหัสไว้ไม่ได้ เพราะข้อมูลเสียหายหรือถูกแก้ไข โปรดแจ้งผู้ดูแลระบบ"))


def _folder() -> Path:
    folder = settings.HOME / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _name(kind: str, number: int) -> str:
    return f"{kind}-{number}"


def _key(name: str, *, new: bool = False) -> bytes:
    path = _folder() / name
    if new and not path.exists():
        _make(path)
    return _read(path)


@lru_cache(maxsize=64)
def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(_("ไม่พบกุญแจเข้ารหัส “{name}” ในโฟลเดอร์ keys ของระบบ โปรดนำกลับมาจากที่สำรองไว้"), name=path.name) from error


def _make(path: Path) -> None:
    """Written and flushed under another name first: two processes starting together agree on one, and none is ever half there."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(32))
        os.fsync(descriptor)
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first: its key holds
    finally:
        os.close(descriptor)
        draft.unlink()
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """So that a new name in it outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
