"""The outside world at its edge, in earnest: a mail server and LINE's endpoint on ports of this machine."""

import json
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def served(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split(" ")[0].upper()
            if word == "DATA":
                self.say("354 go on")
                self.take()
            elif word == "QUIT":
                self.say("221 bye")
                return
            elif word == "RCPT" and self.server.refuses:
                self.say(self.server.refuses)
            else:
                self.say("250 ok")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.taken.append(message_from_bytes(b"\n".join(lines), policy=policy.default))
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def mail_server():
    """`taken`: messages; `refuses`: what it answers to a recipient instead of taking it."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp)
    server.taken, server.refuses = [], ""
    return served(server)


class _Line(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Whoever follows an answer elsewhere."""
        self.server.asked.append((self.path, self.headers["Authorization"], None, None))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers["X-Line-Retry-Key"]
        self.server.asked.append((self.path, self.headers["Authorization"], key, body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status == "silence":
            self.server.held.wait(10)
            return
        if status == 200 and key in self.server.keys:
            status = 409
        if status == 200:
            self.server.keys.add(key)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args) -> None:
        pass


def line_server():
    """`asked`: every request; `answers`: statuses still to be given, or "silence"; then 200, once a retry key, as LINE does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Line)
    server.asked, server.answers, server.keys, server.held = [], [], set(), threading.Event()
    return served(server)
