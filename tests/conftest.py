"""What all tests share: a home and a database of their own, and the standing cast.

The cast is made up. Its tambon is 600908 ไพศาลี in the amphoe 6009; the other district is 6001.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.test import Client
from hypothesis import settings as hypothesis_settings

from nsc.access import guard, organisations, sign_in, users
from nsc.areas import gazetteer
from nsc.ops import home
from nsc.secretariat import kept_figures
from tests import ground
from tests.survey_files import Nsc

# A busy machine is no fault of the code: how long an example takes is the benches' business.
hypothesis_settings.register_profile("nsc", deadline=None)
# The whole run draws the same examples for the same code: it answers for a change, and new ones are looked for by hand, with "nsc".
hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis_settings.load_profile("nsc")

NOW = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)  # ten in the morning in Nakhon Sawan


@pytest.fixture(scope="session")
def system_home(tmp_path_factory) -> Path:
    """NSC_HOME of this test process."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def migrated_shelf(request) -> Path:
    """Where a migrated SQLite database is kept from one run to the next."""
    return request.config.cache.mkdir("migrated")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings_parallel_suffix, system_home, migrated_shelf) -> bool:
    """SQLite in a file where the system itself would have it: threads and subprocesses meet the locks they meet in earnest.

    True where one already migrated was put there: Django is then not to begin with an empty one."""
    database = connections["default"].settings_dict
    if not database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["TEMPLATE"] = os.environ.get("NSC_TEST_TEMPLATE")
        return False
    own = system_home / "nsc.sqlite3"
    database["TEST"]["NAME"] = str(own)
    return ground.take(migrated_shelf, own)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker, migrated_shelf, system_home):
    """The reference data that every home has, and the note of it: an `nsc` command of a test finds its home ready."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite" and not django_db_keepdb:
            ground.put(migrated_shelf)
        kept_figures.remove(connection)
        guard.remove(connection)  # tests empty their tables, and tamper; those of the guard put it up (tests/access/test_guard.py)
        patch.setattr(django_settings, "HOME", system_home)
        home.ready()
        ground.keep()


@pytest.fixture(autouse=True)
def places_are_read(django_db_blocker):
    """Names of places are read once a process: also a test without the database finds them read, whatever came before it."""
    if ground.is_kept() and not gazetteer.gazetteer.cache_info().currsize:
        with django_db_blocker.unblock():
            gazetteer.gazetteer()


@pytest.fixture
def nsc(db, capsys, tmp_path) -> Nsc:
    """The command line on this test's database: nsc("figures", "--year", …), nsc.send(households, members)."""
    return Nsc(capsys, tmp_path)


@pytest.fixture(autouse=True)
def own_home(settings, system_home):
    settings.HOME = system_home
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow ones are slow on purpose


@pytest.fixture(autouse=True)
def proven_sessions(request, monkeypatch):
    """client.force_login(user) stands for a sign-in with the second factor. Tests of the door itself ask for `real_door`."""
    if "real_door" in request.fixturenames:
        return
    force_login = Client.force_login

    def proven(client, user, backend=None):
        force_login(client, user, backend)
        session = client.session
        session[sign_in.PROVEN] = user.pk
        session.save()

    monkeypatch.setattr(Client, "force_login", proven)


@pytest.fixture
def real_door():
    """force_login gives a session in which the password was given, and nothing else."""


@pytest.fixture
def own_process(system_home):
    """Starts Python code in a process of its own, on the same home and database: own_process("from nsc… import …"). Ended with the test."""
    started = []

    def start(code: str, *arguments: str) -> subprocess.Popen:
        database = connections["default"].settings_dict
        environment = os.environ | {"NSC_HOME": str(system_home), "DJANGO_SETTINGS_MODULE": "nsc.settings"}
        if database["ENGINE"].endswith("postgresql"):
            user, password, name = (quote(database[key], safe="") for key in ("USER", "PASSWORD", "NAME"))
            environment["DATABASE_URL"] = f"postgres://{user}:{password}@{database['HOST']}:{database['PORT']}/{name}"
        begin = "import django; django.setup()\n"
        process = subprocess.Popen([sys.executable, "-c", begin + code, *arguments], env=environment, cwd=Path(__file__).parent.parent)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def at() -> datetime:
    return NOW


@pytest.fixture
def operator(db):
    return users.operator()


@pytest.fixture
def hire(operator, at):
    """A new member of the cast: hire("somsri", "สมศรี", "mentor", "600908")."""

    def hire(username, display_name, role=None, area="60", organisation=None):
        user = users.create(by=operator, at=at, username=username, display_name=display_name)
        if role:
            users.assign(by=operator, at=at, user=user, role=role, area=area, organisation=organisation)
        return user

    return hire


@pytest.fixture
def hospital(operator, at):
    return organisations.register(by=operator, at=at, name="โรงพยาบาลตัวอย่าง", kind="government")


@pytest.fixture
def somjai(hire):
    """A mentor of our tambon."""
    return hire("somjai", "สมใจ", "mentor", "600908")


@pytest.fixture
def district_officer(hire):
    """Somjai's district officer."""
    return hire("wichai", "วิชัย", "district_centre", "6009")


@pytest.fixture
def prasit(hire):
    """A mentor of another district, who must see nothing of ours."""
    return hire("prasit", "ประสิทธิ์", "mentor", "600101")


@pytest.fixture
def nurse(hire, hospital):
    return hire("nipa", "นิภา", "agency_officer", "60", hospital)


@pytest.fixture
def auditor(hire):
    return hire("anong", "อนงค์", "auditor")


@pytest.fixture
def governor(hire):
    return hire("governor", "ผู้ว่าราชการจังหวัด", "executive")


@pytest.fixture
def citizen(hire):
    """Signed in, without any role."""
    return hire("citizen", "ประชาชน")


@pytest.fixture
def provincial_officer(hire):
    return hire("kanya", "กัญญา", "provincial_centre")


@pytest.fixture
def data_steward(hire):
    return hire("thana", "ธนา", "data_steward")


@pytest.fixture
def dpo(hire):
    """The data-protection officer of the province."""
    return hire("panida", "พนิดา", "dpo")


@pytest.fixture
def administrator(hire):
    return hire("admin", "ผู้ดูแลระบบ", "administrator")
