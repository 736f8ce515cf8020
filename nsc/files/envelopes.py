"""What a phone seals at once and only we can open: a letter to our public key, so that it may wait on the phone and go while it is locked.

ECIES by the book: an ephemeral P-256 key of the phone agrees with ours (ECDH), HKDF-SHA256 makes of that an AES-256-GCM key. P-256 because
every WebCrypto has it; X25519 is too young. A letter: 65 bytes ephemeral public key (uncompressed point), 12 bytes nonce, then the
ciphertext with its tag of 16 bytes. `bound` is authenticated beside it: what it says of itself outside (its number, its phone) is what was
sealed. Our private keys are files `phone-1`, … beside the others; the phone says which one it used.
"""

import os
from functools import lru_cache, partial

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nsc.errors import Refused, _
from nsc.files import keys

KIND = "phone"
POINT, NONCE, TAG = 65, 12, 16
OVERHEAD = POINT + NONCE + TAG
PURPOSE = b"nsc letter 1"
CURVE = ec.SECP256R1()
# The order of the curve's group (SEC 2, secp256r1): a private key is a number between 1 and it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


numbers = partial(keys.numbers, KIND)
newest = partial(keys.newest, KIND)
make_next = partial(keys.make_next, KIND)
made_at = partial(keys.made_at, kind=KIND)
remove = partial(keys.remove, kind=KIND)


def public(number: int | None = None) -> bytes:
    """65 bytes, for phones; of the newest key, which is made where there is none."""
    return _private(newest() if number is None else number).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def open(letter: bytes, *, number: int, bound: bytes) -> bytes:
    """Raises Refused where it was changed, was sealed to another key or for another place, or is no letter."""
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, letter[:POINT])
        nonce, sealed = letter[POINT : POINT + NONCE], letter[POINT + NONCE :]
        return AESGCM(_agreed(_private(number), theirs, letter[:POINT])).decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError) as error:
        raise Refused(_("เปิดสิ่งที่โทรศัพท์ส่งมาไม่ได้ เพราะข้อมูลขาดหายหรือถูกแก้ไขระหว่างทาง โปรดส่งใหม่จากโทรศัพท์เครื่องเดิม")) from error


def seal(plain: bytes, *, to: bytes, bound: bytes) -> bytes:
    """What a phone does; here for tests and benches, which are phones too."""
    mine, theirs = ec.generate_private_key(CURVE), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, to)
    point = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    nonce = os.urandom(NONCE)
    return point + nonce + AESGCM(_agreed(mine, theirs, point)).encrypt(nonce, plain, bound)


def _agreed(mine: ec.EllipticCurvePrivateKey, theirs: ec.EllipticCurvePublicKey, point: bytes) -> bytes:
    """The ephemeral point goes into the salt: a key is agreed for this letter alone."""
    return HKDF(hashes.SHA256(), 32, salt=point, info=PURPOSE).derive(mine.exchange(ec.ECDH(), theirs))


def _private(number: int) -> ec.EllipticCurvePrivateKey:
    return _derived(keys.of(KIND, number))


@lru_cache(maxsize=8)
def _derived(secret: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(secret) % (ORDER - 1) + 1, CURVE)
