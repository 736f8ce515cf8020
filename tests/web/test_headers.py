"""What every answer tells the browser, at every address, to everybody."""

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from nsc import csp
from nsc.access import matrix
from nsc.web import bodies
from tests import ground
from tests.web.test_matrix import (  # noqa: F401 — the fixtures
    addresses,
    alert,
    casework,
    colleague,
    emergency,
    papers,
    photograph,
    send,
    someone,
    target_list,
    undone,
    upload,
)

OF_THE_FIELD = {"field", "field-manifest", "field-worker", "field-files"}  # hold nothing of anybody, may be kept
OF_EVERYBODY = {"public-tambons", "public-tambon"}  # published, the same to all who have not signed in
ROOT = Path(__file__).parents[2]


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.usefixtures("surveyed")
@pytest.mark.parametrize("who", ["provincial_centre", "dpo", matrix.NO_ROLE, matrix.SIGNED_OUT])
def test_every_address_says_so(client, addresses, someone, who):  # noqa: F811
    if who != matrix.SIGNED_OUT:
        client.force_login(someone(who, is_inside=True))
    cookies = deepcopy(client.cookies)
    for name, address in [*addresses.items(), ("unknown", "/no/such/page/")]:
        for method in (client.get, client.post):
            client.cookies = deepcopy(cookies)
            with undone():
                told = method(address).headers
            is_picture = told["Content-Type"] in ("image/jpeg", "image/png")
            if name in OF_THE_FIELD and method == client.get:  # their own policies: tests/field/test_shell.py
                assert told["Cache-Control"] == "no-cache" and "script-src 'self'; style-src 'self'" in told["Content-Security-Policy"]
                continue
            assert told["Content-Security-Policy"] == ("default-src 'none'; sandbox" if is_picture else csp.POLICY), name
            is_kept = name in OF_EVERYBODY and method == client.get and who == matrix.SIGNED_OUT
            assert told["Cache-Control"] == ("public, max-age=60" if is_kept else "no-store, private"), name
            assert told["X-Content-Type-Options"] == "nosniff" and told["X-Frame-Options"] == "DENY", name
            assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin", name
            assert told["Referrer-Policy"] == "same-origin" and "camera=()" in told["Permissions-Policy"], name
            assert "Server" not in told and "X-Powered-By" not in told


def test_the_policy_lets_nothing_run_inline_and_nothing_come_from_elsewhere():
    rules = dict(rule.split(" ", 1) for rule in csp.POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules.values()) == {"'self'", "'none'"}


def test_static_files_may_be_kept(client):
    told = client.get("/static/mark.svg").headers
    assert "no-store" not in told["Cache-Control"] and told["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_cookie_is_for_this_server_alone_and_no_script_reads_it(client):
    for response in (client.get("/sign-in/"), client.post("/theme/", {"theme": "dark"}), client.post("/language/", {"language": "en"})):
        for cookie in response.cookies.values():
            assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"], cookie.key


@pytest.mark.django_db
@pytest.mark.parametrize("stolen", ["", "x", "x" * 5000, "..%2f", "0" * 32])
def test_a_session_that_was_made_up_opens_nothing(client, stolen):
    client.cookies["sessionid"] = stolen
    assert client.get("/overview/").status_code == 302


@pytest.mark.django_db
def test_a_session_that_was_changed_by_one_letter_opens_nothing(client, citizen):
    client.force_login(citizen)
    key = client.cookies["sessionid"].value
    assert client.get("/definitions/").status_code == 200
    client.cookies["sessionid"] = key[:-1] + ("a" if key[-1] != "a" else "b")
    assert client.get("/definitions/").status_code == 302


@pytest.mark.django_db
def test_a_stranger_fills_no_disk_and_nobody_more_than_a_file(client, citizen, settings):
    def sent(size: int) -> int:
        return client.generic("POST", "/import/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(size)).status_code

    assert sent(bodies.STRANGERS + 1) == 413
    client.force_login(citizen)
    assert sent(settings.UPLOAD_LIMIT + bodies.FORM + 1) == 413
    assert "ใหญ่เกินกว่า" in client.generic("POST", "/theme/", b"", CONTENT_LENGTH="9" * 18).content.decode()


@pytest.mark.django_db
def test_more_fields_than_any_form_has_are_refused(client, citizen):
    client.force_login(citizen)
    assert client.post("/language/", {f"f{number}": "1" for number in range(5_001)}).status_code == 400


PRODUCTION = """
import django; django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client
print([check.id for check in run_checks(include_deployment_checks=True) if not check.is_silenced()])
client = Client(headers={"host": "kaejon.example.go.th"})
print(client.get("/health/").status_code, client.get("/health/")["Location"])
told = client.get("/health/", secure=True).headers
print(settings.DEBUG, told["Strict-Transport-Security"], told["Content-Security-Policy"].rpartition("; ")[2])
cookie = client.get("/sign-in/", secure=True).cookies["__Host-csrftoken"]
print(cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"] == "")
print(client.get("/health/", secure=True, headers={"host": "evil.example"}).status_code)
"""


def test_in_production_all_is_encrypted_and_django_itself_has_no_objection(tmp_path, migrated_shelf):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NSC_", "DJANGO", "DATABASE"))}
    told = {
        "NSC_HOME": str(tmp_path),
        "NSC_HOSTS": "kaejon.example.go.th",
        "DJANGO_SETTINGS_MODULE": "nsc.settings",
        "PYTHONPATH": str(ROOT),
    }
    if not ground.take(migrated_shelf, tmp_path / "nsc.sqlite3"):
        migrate = "import django; django.setup(); from django.core.management import call_command as c; c('migrate', verbosity=0)"
        subprocess.run([sys.executable, "-c", migrate], env=kept | told, cwd=ROOT, check=True)
    said = subprocess.run([sys.executable, "-c", PRODUCTION], env=kept | told, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [
        "[]",
        "301 https://kaejon.example.go.th/health/",
        "False max-age=31536000; includeSubDomains upgrade-insecure-requests",
        "True True / True",
        "400",
    ]
