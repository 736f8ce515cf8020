"""A phone with the field application, in Python. It keeps docs/field.md to the letter and knows nothing else of the server.

What it has stored survives a crash, and nothing else does: every change is written to its disk at once, as the real one does (IndexedDB).
Whatever carries its requests is handed in (`Carry`): Django's test client, or HTTP to a real server; a `Link` before it loses requests,
loses answers and cuts the power.
"""

import base64
import http.client
import json
import pickle
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode, urlsplit

from nsc.files import envelopes

BATCH = 20
PIECE = 64 * 1024
HERE = timezone(timedelta(hours=7))
APP = "1.0.0"
FORM = 1
NEW, HELD, STORED, REFUSED = "new", "waiting", "stored", "refused"

Carry = Callable[[str, str, Mapping[str, str], bytes], tuple[int, bytes]]  # method, path, headers, body → status, body


class Unreached(Exception):
    """No answer: the request or its answer was lost, or there is no network."""


class PowerCut(Exception):
    """The battery died here; whoever drives the phone lets it start again."""


class Unexpected(Exception):
    """An answer that the contract does not know."""


def by_client(client) -> Carry:
    """Through Django's test client."""

    def carry(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        answer = client.generic(method, path, body, content_type="application/json", headers=dict(headers))
        return answer.status_code, answer.getvalue()

    return carry


class ByHttp:
    """Through one connection that is kept, to a real server. What was sent on a connection that then broke may have arrived or not."""

    def __init__(self, address: str, timeout: float = 120) -> None:
        self.where, self.timeout = urlsplit(address), timeout
        self.connection: http.client.HTTPConnection | None = None

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.where.hostname or "", self.where.port, timeout=self.timeout)
            self.connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreached from error

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None


class Link:
    """What lies between phone and server. `faults` come one a request: "" arrives, "lost" never does, "unanswered" arrives and its answer
    does not, "cut" arrives and the phone dies before it has written the answer down, "twice" arrives twice, "late" arrives when `deliver`
    lets it, long after the phone has given it up."""

    def __init__(self, carry: Carry) -> None:
        self.carry, self.is_up, self.faults = carry, True, deque[str]()
        self.late: list[tuple[str, str, Mapping[str, str], bytes]] = []

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        fault = self.faults.popleft() if self.faults else ""
        if fault == "late":
            self.late.append((method, path, headers, body))
        if not self.is_up or fault in ("lost", "late"):
            raise Unreached
        answer = self.carry(method, path, headers, body)
        if fault == "twice":
            answer = self.carry(method, path, headers, body)
        if fault == "unanswered":
            raise Unreached
        if fault == "cut":
            raise PowerCut
        return answer

    def deliver(self) -> None:
        while self.late:
            self.carry(*self.late.pop(0))


@dataclass
class Submission:
    """`state`: what the phone knows of it. `files`: that its payload names."""

    id: str
    verb: str
    household: str
    after: str | None
    instead_of: str | None
    done_at: str
    key: int
    sealed: str
    files: tuple[str, ...] = ()
    state: str = NEW
    because: str = ""
    clashes: int = 0

    def wire(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("id", "verb", "household", "after", "instead_of", "done_at", "key", "sealed")}
        return told | {"form": FORM}


@dataclass
class File:
    sealed: bytes
    is_whole: bool = False


@dataclass
class Disk:
    """What the phone has written down. Drafts are not here: they never leave it."""

    key: str
    number: int = 0
    send: str = ""
    read: str = ""
    seal: int = 0
    public: str = ""
    outbox: dict[str, Submission] = field(default_factory=dict)  # in the order they were finished
    files: dict[str, File] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)  # the newest submission of each household
    replaced: set[str] = field(default_factory=set)  # refused ones that were mended or given up here
    households: dict[str, dict[str, Any]] = field(default_factory=dict)
    all: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    is_ended: bool = False
    is_empty: bool = False


class Phone:
    """`now`: the true time; `ahead`: how far this phone's clock is before it."""

    def __init__(self, carry: Carry, *, now: Callable[[], datetime], name: str = "Android", ahead: timedelta = timedelta()) -> None:
        self.link, self.now, self.name, self.ahead = Link(carry), now, name, ahead
        self.disk = Disk(key=str(uuid.uuid4()))
        self._write()

    # — its own clock and disk —

    def clock(self) -> datetime:
        return self.now() + self.ahead

    def _write(self) -> None:
        self.written = pickle.dumps(self.disk)

    def start_again(self) -> None:
        """After the battery died: what was written down is all there is."""
        self.disk = pickle.loads(self.written)

    # — enrolment —

    def enrol(self, post: Callable[[str, dict[str, Any]], tuple[int, bytes]]) -> None:
        """`post(path, body)`: with the session of who signed in."""
        status, said = post("/field/phones/", {"key": self.disk.key, "name": self.name, "app": APP})
        if status not in (200, 201):
            raise Unexpected(status, said)
        told = json.loads(said)
        self.disk.number, self.disk.send, self.disk.read = told["phone"], told["send"], told["read"]
        self._take_key(told["seal"])

    def _take_key(self, seal: Mapping[str, Any]) -> None:
        self.disk.seal, self.disk.public = seal["number"], seal["public"]
        self._write()

    # — what is done on it —

    def say(
        self, verb: str, household: str, payload: Mapping[str, Any], *, files: Sequence[str] = (), instead_of: str | None = None
    ) -> str:
        """Finished: sealed and queued at once; its id. What mends a refused one takes its place in the chain."""
        made = str(uuid.uuid4())
        before = self.disk.last.get(household)
        if instead_of:
            before = self.disk.outbox[instead_of].after
            self.disk.replaced.add(instead_of)
        self._queue(
            Submission(made, verb, household, before, instead_of, self.clock().isoformat(), self.disk.seal, "", tuple(files)), payload
        )
        if instead_of is None or self.disk.last[household] == instead_of:
            self.disk.last[household] = made
        self._write()
        return made

    def drop(self, refused: str) -> str:
        """Gives a refused one up, and takes its place in the chain."""
        made, of = str(uuid.uuid4()), self.disk.outbox[refused]
        self.disk.replaced.add(refused)
        at = self.clock().isoformat()
        self._queue(Submission(made, "submission.drop", of.household, of.after, None, at, self.disk.seal, ""), {"submission": refused})
        if self.disk.last[of.household] == refused:
            self.disk.last[of.household] = made
        self._write()
        return made

    def _queue(self, it: Submission, payload: Mapping[str, Any]) -> None:
        plain = json.dumps(payload, ensure_ascii=False).encode()
        it.sealed = base64.b64encode(self._letter(plain, it.id)).decode()
        self.disk.outbox[it.id] = it

    def attach(self, plain: bytes) -> str:
        """A picture, a signature or a voice note; its uuid."""
        made = str(uuid.uuid4())
        self.disk.files[made] = File(self._letter(plain, made))
        self._write()
        return made

    def _letter(self, plain: bytes, of: str) -> bytes:
        return envelopes.seal(plain, to=base64.b64decode(self.disk.public), bound=f"{of}|{self.disk.key}".encode())

    # — what it says to the server —

    def _ask(self, method: str, path: str, secret: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, Any]]:
        status, said = self.link(method, path, {"Authorization": f"Bearer {secret}", **headers}, body)
        if status >= 500:
            raise Unreached(status)  # a server that fails is tried again later, as one that is not there
        told = json.loads(said)
        if status == 410 and told.get("ended"):
            self.disk.is_ended = True
            self._write()
        return status, told

    def _post(self, path: str, secret: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        return self._ask("POST", path, secret, json.dumps(body).encode())

    def look(self) -> dict[str, Any]:
        asked = urlencode({"app": APP, "sent_at": self.clock().isoformat()})
        status, told = self._ask("GET", f"/field/state/?{asked}", self.disk.send)
        if status != 200:
            raise Unexpected(status, told)
        self.disk.is_ended = self.disk.is_ended or told["ended"]
        self._take_key(told["seal"])
        return told

    def waiting(self) -> list[str]:
        """Not known to be at the server."""
        return [each.id for each in self.disk.outbox.values() if each.state == NEW]

    def send(self, ids: Iterable[str]) -> None:
        """Some of the outbox, in that order, one request for each twenty; also such as were sent before."""
        wanted = [self.disk.outbox[each] for each in ids]
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            told = {"sent_at": self.clock().isoformat(), "submissions": [each.wire() for each in batch]}
            status, said = self._post("/field/submissions/", self.disk.send, told)
            if status != 200:
                raise Unexpected(status, said)
            self._note(said, [each.id for each in batch])

    def ask(self, ids: Iterable[str]) -> None:
        """What has become of them."""
        wanted = list(ids)
        for start in range(0, len(wanted), BATCH):
            some = wanted[start : start + BATCH]
            status, said = self._post("/field/answers/", self.disk.send, {"ids": some})
            if status != 200:
                raise Unexpected(status, said)
            self._note(said, None)

    def _note(self, said: Any, order: list[str] | None) -> None:
        if order is not None and [each["id"] for each in said] != order:
            raise Unexpected("not one answer for each, in the order sent", said)
        for each in said:
            it = self.disk.outbox[each["id"]]
            if it.state == STORED and each["state"] != STORED:
                raise Unexpected("what was stored is said to be", each["state"])
            it.state, it.because, it.clashes = each["state"], each["because"], each["clashes"]
            if it.state == REFUSED and not it.because and it.id not in self.disk.replaced:
                raise Unexpected("refused without a reason", each)
        self._write()

    def push(self, file: str, *, piece: int = PIECE, most: int | None = None) -> None:
        """The file from where the server has it, in pieces; `most`: bytes of it now."""
        it = self.disk.files[file]
        _status, told = self._ask("GET", f"/field/files/{file}/", self.disk.send)
        have, left = told.get("have", 0), most if most is not None else len(it.sealed)
        while have < len(it.sealed) and left > 0:
            part = it.sealed[have : have + min(piece, left)]
            path = f"/field/files/{file}/?from={have}"
            headers = {"X-Total": str(len(it.sealed)), "Content-Type": "application/octet-stream"}
            status, told = self._ask("PUT", path, self.disk.send, part, **headers)
            if status not in (200, 201, 409):
                raise Unexpected(status, told)
            have, left = told["have"], left - len(part)
        it.is_whole = have >= len(it.sealed)
        self._write()

    def fetch(self) -> None:
        """The bundle, by difference."""
        have = {key: each["digest"] for key, each in self.disk.households.items()}
        body = {"all": self.disk.all, "words": self.disk.words.get("digest", "")}
        status, told = self._post("/field/bundle/", self.disk.read, body)
        if status == 200 and told["ask"]:
            status, told = self._post("/field/bundle/", self.disk.read, body | {"have": have})
        if status in (403, 410):
            return
        if status != 200:
            raise Unexpected(status, told)
        for key in told["gone"]:
            self.disk.households.pop(key, None)
        for each in told["households"]:
            self.disk.households[each["key"]] = each
        self.disk.all = told["all"]
        if told["words"]:
            self.disk.words = told["words"]
        self._write()

    def sync(self, *, with_bundle: bool = True) -> None:
        """All that a phone does when there is a network. Whatever is lost in between ends it; the next one goes on from there."""
        self.look()
        self.send(self.waiting())
        for name, it in list(self.disk.files.items()):
            if not it.is_whole:
                self.push(name)
        self.ask([each.id for each in self.disk.outbox.values() if each.state == HELD])
        if self.disk.is_ended:
            self._empty()
        elif with_bundle:
            self.fetch()

    def _empty(self) -> None:
        """Ended, and nothing waits: everything goes, and the server is told."""
        if not self.waiting():
            self.disk.households, self.disk.words, self.disk.all, self.disk.is_empty = {}, {}, "", True
            self._write()
            self._post("/field/wiped/", self.disk.send, {})


def true_now() -> datetime:
    return datetime.now(HERE)
