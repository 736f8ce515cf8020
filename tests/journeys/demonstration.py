"""The demonstration, served as it is in an office: made once for all test processes, or the home that DEMONSTRATION names."""

import csv
import fcntl
import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NSC = "from nsc.ops.main import main; raise SystemExit(main())"


def environment(home: Path, root: Path = ROOT) -> dict[str, str]:
    """Its own SQLite home, whatever database the tests run on. `root`: where the system's code lies."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "NSC_HOSTS", "DJANGO_SETTINGS_MODULE")}
    return kept | {"NSC_HOME": str(home), "PYTHONPATH": str(root)}


def nsc(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", NSC, *arguments], env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def made(folder: Path) -> Path:
    """The home, made by whichever test process comes first; the others wait at the lock."""
    if given := os.environ.get("DEMONSTRATION"):
        return Path(given)
    home, is_ready = folder / "demonstration", folder / "demonstration.ready"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready.exists():
            nsc(home, "manage", "migrate", "--verbosity", "0")
            nsc(home, "demo", "--scale", "small", "--work", "amphoe")
            is_ready.touch()
    return home


@dataclass
class Served:
    address: str
    home: Path
    states: dict[str, object] = field(default_factory=dict)  # of browsers that signed in: a code is taken once, so nobody does so twice

    @property
    def password(self) -> str:
        return (self.home / "demonstration-password").read_text().strip()

    def fresh_codes(self, seconds: float = 100) -> Iterator[str]:
        """The second factor of this half minute, of the next, and so on: all accounts here share one secret, each takes a code
        once, and another test process may have signed in as the same."""
        given: set[str] = set()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            rows = csv.DictReader(io.StringIO(nsc(self.home, "demo", "--codes")))
            for code in [row["code"] for row in rows][:2]:
                if code not in given:
                    given.add(code)
                    yield code
            time.sleep(3)

    def state(self, browser, username: str):
        """The cookies of that account's first minute in the system."""
        if username not in self.states:
            context = browser.new_context(base_url=self.address, locale="th-TH")
            self.sign_in(context.new_page(), username)
            self.states[username] = context.storage_state()
            context.close()
        return self.states[username]

    def sign_in(self, page, username: str) -> None:
        page.goto("/sign-in/")
        page.get_by_label("ชื่อผู้ใช้").fill(username)
        page.get_by_label("รหัสผ่าน").fill(self.password)
        with page.expect_navigation():  # else what is looked at next may still be the page of the password
            page.get_by_role("button", name="เข้าสู่ระบบ").first.click()
        self.confirm(page)
        assert "/sign-in/" not in page.url, username

    def confirm(self, page) -> None:
        """Types the code where one is asked for, and another where that was taken."""
        if "/code/" not in page.url:
            return
        for code in self.fresh_codes():
            page.get_by_label("รหัสยืนยัน").fill(code)
            with page.expect_navigation():
                page.get_by_role("button", name="ยืนยัน").click()
            if "/code/" not in page.url:
                return


@contextmanager
def served(home: Path, root: Path = ROOT) -> Iterator[Served]:
    """A server of our own on a free port, ended with the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "nsc.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment(home, root), cwd=root)
    try:
        _wait(f"http://127.0.0.1:{port}/health/", process)
        yield Served(f"http://127.0.0.1:{port}", home)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")
