"""A file as encrypted frames: of any size with little memory, and no frame can be changed, moved, repeated or cut off.

Layout: magic "NSCF", 1 byte format, 2 bytes number of the data key, 32 bytes salt; then frames of up to 1 MiB plain, each AES-256-GCM with
a 16-byte tag. The key of a file is derived from the data key and its salt (HKDF-SHA256), so nonces can count: 11 bytes number of the frame,
1 byte that is 1 in the last frame only (the STREAM construction, Hoang, Reyhanitabar, Rogaway, Vizár 2015).
"""

import os
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from nsc.errors import Refused, _
from nsc.files import keys

FRAME = 1024 * 1024
TAG = 16
HEADER = struct.Struct(">4sBH32s")
MAGIC, FORMAT = b"NSCF", 1


def write(plain: Iterable[bytes], out: BinaryIO, *, name: str) -> None:
    """`plain`: pieces of at most FRAME bytes, all but the last full. Bound to `name`: put in the place of another it won't open."""
    number, salt = keys.newest(), os.urandom(32)
    header = HEADER.pack(MAGIC, FORMAT, number, salt)
    door = _door(number, salt)
    out.write(header)
    bound = header + name.encode()
    for index, frame, last in _with_last(plain):
        out.write(door.encrypt(_nonce(index, last), frame, bound))


def read(sealed: BinaryIO, *, name: str) -> Iterator[bytes]:
    """Plain pieces, each proven before it is given out. Raises Refused at the first that does not hold."""
    header = _header(sealed)
    number, salt = HEADER.unpack(header)[2:]
    door, bound = _door(number, salt), header + name.encode()
    for index, frame, last in _with_last(iter(lambda: sealed.read(FRAME + TAG), b"")):
        try:
            yield door.decrypt(_nonce(index, last), frame, bound)
        except InvalidTag as error:
            raise _damaged() from error


def number_of(sealed: BinaryIO) -> int:
    """Of the data key a file was written with; reads its header only."""
    return int(HEADER.unpack(_header(sealed))[2])


def _header(sealed: BinaryIO) -> bytes:
    header = sealed.read(HEADER.size)
    if len(header) != HEADER.size or header[:5] != MAGIC + bytes([FORMAT]):
        raise _damaged()
    return header


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """(0, first, False) … (n, last, True); one empty piece where there is none, so that nothing at all is proven too."""
    waiting, index = None, 0
    for piece in pieces:
        if waiting is not None:
            yield index, waiting, False
            index += 1
        waiting = piece
    yield index, waiting or b"", True


def _door(number: int, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"nsc.files.frames").derive(keys.data_key(number)))


def _nonce(index: int, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])


def _damaged() -> Refused:
    return Refused(_("ไฟล์ที่เก็บไว้เสียหายหรือถูกแก้ไข จึงเปิดไม่ได้ โปรดส่งไฟล์ใหม่อีกครั้ง"))
