"""What was made to harm us does not: a clear refusal or an honest reading, within bounds of memory and time, and the reader lives on."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone

from nsc.intake import uploads
from tests.intake import deliveries, hostile

ROOT = Path(__file__).parents[2]
SECONDS, ADDRESSES, RESIDENT = 60, 3 << 30, 1500  # for one file: time, address space in bytes, memory in MB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured with the limits of Linux")

# One process reads them all, as the worker does. Soft limit: what the reader starts on its own sets another.
READER = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), resource.RLIM_INFINITY))
from pathlib import Path
from nsc.errors import Refused
from nsc.intake import reading

def peak():
    return next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))

for line in sys.stdin:
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")  # the peak counts anew
    began = time.monotonic()
    try:
        found = reading.sheets(Path(line.strip()))
        end = {"reads": [[sheet.source, sheet.grid.height] for sheet in found][:10]}
        del found
    except Refused as no:
        end = {"refused": str(no)}
    except BaseException as error:
        end = {"raised": type(error).__name__}
    print(json.dumps(end | {"seconds": time.monotonic() - began, "resident": peak()}), flush=True)
"""


@dataclass
class Reader:
    """A process that reads one file after the other; started anew only where the one before has died or hangs."""

    process: subprocess.Popen | None = None
    deaths: int = 0

    def read(self, path: Path) -> dict[str, object]:
        if self.process is None:
            command = [sys.executable, "-c", READER, str(ADDRESSES)]
            environment = os.environ | {"POLARS_MAX_THREADS": "2", "PYTHONPATH": str(ROOT)}
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
            self.said: queue.Queue[str] = queue.Queue()
            threading.Thread(target=self._listen, args=(self.process.stdout, self.said), daemon=True).start()
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        try:
            line = self.said.get(timeout=2 * SECONDS)
        except queue.Empty:
            line = ""
        if line:
            return json.loads(line)
        self.end()
        self.deaths += 1
        return {"died": True}

    @staticmethod
    def _listen(out: Iterator[str], said: "queue.Queue[str]") -> None:
        for line in out:
            said.put(line)
        said.put("")

    def end(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture(scope="module")
def reader():
    reader = Reader()
    yield reader
    reader.end()


@pytest.mark.parametrize("key", hostile.FILES)
def test_a_hostile_file_ends_in_plain_words_or_an_honest_reading(key, reader, tmp_path):
    file = hostile.FILES[key]
    path = tmp_path / file.name
    file.write(path)
    end = reader.read(path)
    print(key, end)
    said = end.get("refused") or ("reads" if "reads" in end else str(end))
    assert any(each in said for each in file.says), end
    assert end["seconds"] < SECONDS
    assert end["resident"] < RESIDENT
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_there_are_enough_of_them():
    assert len(hostile.FILES) >= 40


# — the whole way: the desk, the encrypted store, the worker —

QUICK = [
    "zip_of_sixty_thousand_members",
    "zip_of_symbolic_links",
    "zip_with_names_that_climb_out",
    "zip_with_names_that_deceive",
    "zip_whose_lzma_wants_four_gigabytes",
    "workbook_whose_far_cell_hides_behind_a_prefix",
    "workbook_that_reads_the_passwords_of_the_server",
    "workbook_with_macros",
    "workbook_that_calls_out",
    "workbook_with_a_password",
    "old_workbook_cut_in_the_middle",
    "web_page_with_a_script",
    "file_of_noise",
    "separator_that_is_a_thai_letter",
]


def test_the_worker_says_what_is_wrong_leaves_nothing_in_plain_and_goes_on(
    send, work_off, provincial_officer, system_home, tmp_path, caplog
):
    plain = system_home / "files" / "plain"
    before = set(plain.iterdir()) if plain.exists() else set()
    for key in QUICK:
        file = hostile.FILES[key]
        path = tmp_path / file.name
        file.write(path)
        with path.open("rb") as opened:
            upload = send(opened, file.name)
        uploads.check(by=provincial_officer, at=timezone.now(), upload=upload)
        job = work_off()
        shown = uploads.of(provincial_officer, upload)
        assert job.state in ("failed", "done") and "ข้อผิดพลาดภายใน" not in job.message, key
        assert shown.state in ("failed", "mapping", "checked"), key
        assert set(plain.iterdir()) == before, key
    good = send()
    uploads.check(by=provincial_officer, at=timezone.now(), upload=good)
    work_off()
    assert uploads.of(provincial_officer, good).state == "checked"
    assert caplog.text == ""


NAMES = {
    "../../../etc/cron.d/evil.csv": "evil.csv",
    "C:\\Windows\\System32\\จปฐ.xlsx": "จปฐ.xlsx",
    "/etc/passwd": "passwd",
    "a\x00b\n\r\x1b[2Jc.csv": "ab[2Jc.csv",
    "\u202evsc.exe.csv\u2066\u200f": "vsc.exe.csv",
    "<script>alert(1)</script>.csv": "script>.csv",
    "..": "file",
    "...": "file",
    "": "file",
    "\u200b\u2028 ": "file",
    ".htaccess": ".htaccess",
    "ก" * 5000 + ".xlsx": "ก" * 250 + ".xlsx",
    "\ud800.csv": ".csv",
}


@pytest.mark.parametrize("given", NAMES, ids=range(len(NAMES)))
def test_a_hostile_name_is_kept_as_a_harmless_one(given, send, provincial_officer):
    assert uploads.of(provincial_officer, send(deliveries.survey(), given)).file == NAMES[given]
