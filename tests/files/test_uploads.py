import hashlib
import io
import os
import stat
import time
import tracemalloc
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsc.errors import Refused
from nsc.files import frames, uploads
from nsc.files.models import StoredFile

F = frames.FRAME + frames.TAG


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def keep(provincial_officer, at):
    def keep(content, name="จปฐ 2561.xlsx", days=30):
        return uploads.keep(by=provincial_officer, at=at, file=io.BytesIO(content), name=name, until=at + timedelta(days=days))

    return keep


def on_disk(stored, tmp_path):
    return tmp_path / "files" / "sealed" / stored.token


def plain_copies(tmp_path):
    return list((tmp_path / "files" / "plain").iterdir())


def made_older(path, hours):
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def test_a_file_is_kept_encrypted_with_what_is_known_of_it(keep, provincial_officer, tmp_path, at):
    content = "สมใจ 1990100000019".encode() * 1000
    stored = keep(content)
    assert (stored.name, stored.size, stored.sha256) == ("จปฐ 2561.xlsx", len(content), hashlib.sha256(content).hexdigest())
    assert (stored.by_user_id, stored.kept_at) == (provincial_officer.pk, at)
    sealed = on_disk(stored, tmp_path)
    assert b"1990100000019" not in sealed.read_bytes() and stat.S_IMODE(sealed.stat().st_mode) == 0o600


def test_a_reader_gets_a_plain_path_that_is_gone_afterwards(keep, tmp_path):
    stored = keep(b"a,b\n1,2\n", name="x.csv")
    with pytest.raises(ZeroDivisionError), uploads.open_plain(stored) as path:
        assert path.read_bytes() == b"a,b\n1,2\n" and path.suffix == ".csv" and stat.S_IMODE(path.stat().st_mode) == 0o600
        1 / 0  # noqa: B018
    assert plain_copies(tmp_path) == []


@pytest.mark.parametrize("size", [1, frames.FRAME - 1, frames.FRAME, frames.FRAME + 1, 2 * frames.FRAME])
def test_files_of_all_sizes_come_back_whole(keep, size):
    content = os.urandom(size)
    assert b"".join(uploads.pieces(keep(content))) == content


def test_a_source_that_gives_little_at_a_time_is_read_whole(provincial_officer, at):
    class Dribble(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 300_000))

    content = os.urandom(2_500_000)
    stored = uploads.keep(by=provincial_officer, at=at, file=Dribble(content), name="x", until=at + timedelta(days=1))
    assert b"".join(uploads.pieces(stored)) == content


def test_a_large_file_never_sits_in_memory(provincial_officer, at):
    class Zeros:
        left = 60 * 1024 * 1024

        def read(self, size):
            given = min(size, self.left)
            self.left -= given
            return bytes(given)

    tracemalloc.start()
    stored = uploads.keep(by=provincial_officer, at=at, file=Zeros(), name="x", until=at + timedelta(days=1))
    assert sum(len(piece) for piece in uploads.pieces(stored)) == 60 * 1024 * 1024
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


H = frames.HEADER.size


@pytest.mark.parametrize(
    "harm",
    [
        lambda b: b[: H + F],  # the last frames cut off, at a frame's end
        lambda b: b[:-1],
        lambda b: b[:H],
        lambda b: b[:10],
        lambda b: b"",
        lambda b: b[:H] + b[H + F : H + 2 * F] + b[H : H + F] + b[H + 2 * F :],  # two frames changed places
        lambda b: b[: H + F] + b[H : H + F] + b[H + F :],  # one frame twice
        lambda b: b + b[-100:],
        lambda b: b[:8] + bytes([b[8] ^ 1]) + b[9:],  # the salt
        lambda b: b[:-20] + bytes([b[-20] ^ 1]) + b[-19:],
    ],
)
def test_a_file_harmed_on_disk_is_refused(keep, tmp_path, harm):
    stored = keep(os.urandom(2 * frames.FRAME + 1000))
    path = on_disk(stored, tmp_path)
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(Refused), uploads.open_plain(stored):
        pass
    assert plain_copies(tmp_path) == []


def test_a_file_put_in_the_place_of_another_is_refused(keep, tmp_path):
    one, other = keep(b"one"), keep(b"other")
    on_disk(one, tmp_path).write_bytes(on_disk(other, tmp_path).read_bytes())
    with pytest.raises(Refused):
        list(uploads.pieces(one))


@pytest.mark.parametrize("content", [b"", b"x" * 1001])
def test_empty_and_too_large_files_are_refused_and_leave_nothing(keep, settings, tmp_path, content):
    settings.UPLOAD_LIMIT = 1000
    with pytest.raises(Refused):
        keep(content)
    assert not StoredFile.objects.exists()
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_time_that_is_over_before_it_began_is_refused(keep):
    with pytest.raises(Refused):
        keep(b"x", days=0)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        (r"C:\งาน\จปฐ.xlsx", "จปฐ.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.csv", "ab.csv"),
        ("", "file"),
        ("ก" * 300 + ".xls", "ก" * 251 + ".xls"),
    ],
)
def test_a_name_is_only_a_name(keep, given_name, kept):
    assert keep(b"x", name=given_name).name == kept


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_an_ending_is_never_a_path(name):
    ending = uploads._ending(name)
    assert ending == "" or (ending[0] == "." and ending[1:].isalnum() and ending.isascii())


def test_what_is_past_its_time_is_removed_and_the_row_stays(keep, tmp_path, at):
    short, long = keep(b"short", days=1), keep(b"long", days=3)
    later = at + timedelta(days=2)
    assert uploads.purge(later) == 1
    short.refresh_from_db()
    assert short.purged_at == later and not on_disk(short, tmp_path).exists()
    assert b"".join(uploads.pieces(long)) == b"long"
    with pytest.raises(Refused, match="กำหนดเวลา"):
        list(uploads.pieces(short))
    assert uploads.purge(later) == 0


def test_a_purge_that_was_stopped_half_way_is_finished_by_the_next(keep, tmp_path, at):
    stored = keep(b"x", days=1)
    on_disk(stored, tmp_path).unlink()
    assert uploads.purge(at + timedelta(days=2)) == 1


def test_plain_copies_and_files_nobody_claims_are_swept(keep, tmp_path, at):
    claimed, orphan, fresh = keep(b"x"), keep(b"y"), keep(b"z")
    StoredFile.objects.filter(pk__in=[orphan.pk, fresh.pk]).delete()
    for stored in (claimed, orphan):
        made_older(on_disk(stored, tmp_path), 48)
    with uploads.open_plain(claimed) as left, uploads.open_plain(claimed) as in_use:
        made_older(left, 3)
        uploads.purge(at)
        assert not left.exists() and in_use.exists()
    assert [on_disk(stored, tmp_path).exists() for stored in (claimed, orphan, fresh)] == [True, False, True]
