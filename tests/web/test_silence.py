"""Neither the log nor an error page says anything about anybody, and what is out of sight answers like what is not there."""

import io
import logging
import time

import pytest
from django.conf import settings as own
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nsc.access import scope
from nsc.intake import uploads
from nsc.web.silence import Silent
from nsc.web.views import people
from tests.surveyed import household_id
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
ID, NAME = "1990100000017", "สมหญิง-ความลับ"


@pytest.fixture
def log():
    """All that is written from DEBUG upwards but the statements of the database, as the settings write it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Silent(own.LOGGING["formatters"]["silent"]["format"]))
    handler.addFilter(lambda record: record.name != "django.db.backends")
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def test_the_formatter_of_the_settings_is_this_one():
    assert own.LOGGING["formatters"][own.LOGGING["handlers"]["stderr"]["formatter"]]["()"] == "nsc.web.silence.Silent"


@pytest.mark.parametrize("who", ["provincial_centre", pytest.param("signed_out", marks=pytest.mark.one_database)])
def test_no_bad_input_leaves_a_name_or_an_id_in_the_log(client, addresses, someone, log, who):  # noqa: F811
    if who != "signed_out":
        client.force_login(someone(who, is_inside=True))
    told = dict.fromkeys(
        ["q", "username", "password", "area", "who", "household", "since", "because", "save_as", "profile", "year", "next"], NAME + ID
    )
    paths = [address.partition("?")[0] for address in addresses.values()]
    misspelt = [place for path in paths for place in (f"{path}{ID}/", f"/{NAME}{path}")]
    for place in dict.fromkeys([*paths, *misspelt, f"/households/{ID}/", f"/import/{ID}/check/"]):
        with undone():
            client.get(place, told)
            client.post(place, told)
            client.post(place, told | {"file": SimpleUploadedFile(f"{NAME}{ID}.csv", f"{NAME},{ID}".encode())})
    assert "Not Found" in log.getvalue()  # else nothing was listened to
    assert NAME not in log.getvalue() and ID not in log.getvalue()


def test_an_error_nobody_foresaw_is_told_without_its_words(someone, log, monkeypatch):  # noqa: F811
    def fail(*args, **values):
        raise ValueError(f"row of {NAME} {ID}")

    monkeypatch.setattr(people.dossier, "of_household", fail)
    browser = Client(raise_request_exception=False)
    browser.force_login(someone("provincial_centre", is_inside=True))
    response = browser.get(f"/households/{household_id(1)}/")
    page = response.content.decode()
    assert response.status_code == 500 and "Traceback" not in page and NAME not in page and ID not in page and "nsc/" not in page
    assert "ValueError" in log.getvalue() and "in fail" in log.getvalue()
    assert NAME not in log.getvalue() and ID not in log.getvalue()


def test_by_default_nothing_is_debugged():
    assert own.DEBUG is False


def bodies(client, there: str, not_there: str) -> list[tuple[int, bytes]]:
    return [(response.status_code, response.content) for response in (client.get(there), client.get(not_there))]


@pytest.mark.parametrize("who", ["tambon_team", "mentor", "auditor", "no_role", "administrator"])
def test_what_is_out_of_sight_answers_to_the_byte_like_what_is_not_there(client, someone, upload, who):  # noqa: F811
    client.force_login(someone(who, is_inside=False))
    for there, not_there in [
        (f"/households/{household_id(1)}/", "/households/987654321/"),
        *((f"/import/{upload}/{part}", f"/import/987654321/{part}") for part in ("", "progress/", "marked/", "marked.xlsx", "errors.csv")),
        ("/overview/?area=60090804", "/overview/?area=60999999"),
        ("/households/?area=60090804", "/households/?area=60999999"),
    ]:
        seen, unknown = bodies(client, there, not_there)
        assert seen == unknown, there
        assert seen[0] in (403, 404)


def test_and_takes_about_as_long(client, someone):  # noqa: F811
    """Of the processor's time, which others on this machine do not lengthen. What is there costs a few statements more."""
    client.force_login(someone("tambon_team", is_inside=False))
    spent = {}
    for address in (f"/households/{household_id(1)}/", "/households/987654321/"):
        client.get(address)
        times = []
        for _turn in range(15):
            began = time.process_time()
            client.get(address)
            times.append(time.process_time() - began)
        spent[address] = sorted(times)[7]
    slow, quick = max(spent.values()), min(spent.values())
    assert slow < 3 * quick + 0.02


def test_a_refusal_out_of_sight_is_one_kind(someone):  # noqa: F811
    user = someone("tambon_team", is_inside=False)
    for number in (1, 987654321):
        with pytest.raises(scope.OutOfSight):
            uploads.of(user, number)
