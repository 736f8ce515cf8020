"""A phone as the server meets it: letters sealed to us, and two secrets."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.test import Client

from nsc.access import phones
from nsc.access.models import Phone, User
from nsc.files import envelopes
from nsc.intake import parcels, submissions
from nsc.intake.submissions import Answer, Sent
from tests.casework.conftest import AT


@dataclass
class InHand:
    """`at`: what our clock says when it sends."""

    row: Phone
    secret: str
    at: datetime = AT

    def letter(self, plain: bytes, number: UUID) -> bytes:
        return envelopes.seal(plain, to=envelopes.public(), bound=f"{number}|{self.row.key}".encode())

    def finished(self, verb: str, payload: object, *, id: UUID | None = None, **told) -> Sent:
        number = id or uuid4()
        same = {"form": 1, "household": "", "after": None, "instead_of": None, "done_at": self.at, "key": 1}
        letter = self.letter(json.dumps(payload).encode(), number)
        return Sent(**({"id": number, "verb": verb, "letter": letter} | same | told))

    def send(self, *sent: Sent, at: datetime | None = None, sent_at: datetime | None = None) -> list[Answer]:
        at = at or self.at
        return submissions.receive(phone=self.now(), sent_at=sent_at or at, at=at, sent=sent)

    def said(self, verb: str, payload: object, **told) -> Answer:
        [found] = self.send(self.finished(verb, payload, **told))
        return found

    def now(self) -> Phone:
        """As the door knows it."""
        found = phones.holder(self.secret, kind=phones.SEND)
        assert found
        return found

    def brings(self, plain: bytes, number: UUID | None = None) -> UUID:
        """A whole file."""
        number = number or uuid4()
        letter = self.letter(plain, number)
        for start in range(0, len(letter), parcels.PIECE):
            piece = letter[start : start + parcels.PIECE]
            parcels.add(phone=self.now(), at=self.at, number=number, start=start, total=len(letter), piece=piece)
        submissions.arrived(number, self.at)
        return number

    def post(self, client: Client, address: str, told: object):
        headers = {"Authorization": f"Bearer {self.secret}"}
        return client.post(f"/field/{address}/", json.dumps(told), content_type="application/json", headers=headers)

    def put(self, client: Client, number: UUID, letter: bytes, *, start: int = 0, end: int | None = None):
        headers = {"Authorization": f"Bearer {self.secret}", "X-Total": str(len(letter))}
        piece = letter[start:end]
        return client.put(f"/field/files/{number}/?from={start}", piece, content_type="application/octet-stream", headers=headers)


def wire(sent: Sent) -> dict[str, object]:
    """As it goes over the network."""
    same = {name: getattr(sent, name) for name in ("verb", "form", "household", "key")}
    ids = {name: str(value) if (value := getattr(sent, name)) else None for name in ("id", "after", "instead_of")}
    return {**same, **ids, "done_at": sent.done_at.isoformat(), "sealed": base64.b64encode(sent.letter).decode()}


def in_hand(user: User, at: datetime = AT) -> InHand:
    made = phones.enrol(by=user, at=at, key=uuid4(), name="Android", app="1")
    return InHand(Phone.objects.select_related("user").get(pk=made.number), made.send)
