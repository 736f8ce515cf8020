"""A passkey kept in software: answers what a page asks of a browser (WebAuthn level 2), with whatever is wrong that a test wants."""

import base64
import hashlib
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def _text(of: bytes) -> str:
    return base64.urlsafe_b64encode(bytes(of)).rstrip(b"=").decode()


def _bytes(of: str) -> bytes:
    return base64.urlsafe_b64decode(of + "=" * (-len(of) % 4))


class Telephone:
    """`has_finger`: whether it saw the finger of its owner."""

    def __init__(self, origin: str = "https://testserver", host: str = "testserver") -> None:
        self.key, self.number = ec.generate_private_key(ec.SECP256R1()), b"telephone-1"
        self.origin, self.host, self.has_finger, self.owner = origin, host, True, b""

    def create(self, options: dict) -> str:
        self.owner = _bytes(options["user"]["id"])
        data = AttestedCredentialData.create(bytes(16), self.number, ES256.from_cryptography_key(self.key.public_key()))
        attested = AttestationObject.create("none", self._seen(ATTESTED, data), {})
        client = CollectedClientData.create("webauthn.create", _bytes(options["challenge"]), self.origin)
        return self._said(clientDataJSON=client, attestationObject=attested)

    def give(self, options: dict) -> str:
        client = CollectedClientData.create("webauthn.get", _bytes(options["challenge"]), self.origin)
        seen = self._seen(0)
        signature = self.key.sign(seen + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._said(clientDataJSON=client, authenticatorData=seen, signature=signature, userHandle=self.owner)

    def _seen(self, flags: int, data: bytes = b"") -> AuthenticatorData:
        flags |= PRESENT | (VERIFIED if self.has_finger else 0)
        return AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), flags, 0, data)

    def _said(self, **response: bytes) -> str:
        told = {"id": _text(self.number), "rawId": _text(self.number), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(told | {"response": {name: _text(value) for name, value in response.items()}})
