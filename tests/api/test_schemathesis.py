"""Every route, with data that fit its schema and data that don't, asked by several roles: no answer is undocumented, none breaks, and no
error tells anything of anybody. NSC_SCHEMATHESIS=500 asks each route so often instead of the few times of every day."""

import os

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from nsc.api.main import document
from nsc.areas import authorities
from tests.survey_files import house_code, national_id
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]

TIMES = int(os.environ.get("NSC_SCHEMATHESIS", "14"))
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance, negative_data_rejection]
ROUTES = {route.ok().label: route.ok() for route in schemathesis.openapi.from_dict(document()).get_all_operations()}
NAMES = ("ทดสอบ1", "ทดสอบ2", "ดวงดาว")  # of our tambon
THEIR_NAMES = ("ทดสอบ4", "สมมุติ")
SECRETS = (
    *NAMES,
    *THEIR_NAMES,
    *(national_id(n) for n in (1, 2, 3, 4, 5, 101)),
    *(house_code(n) for n in range(1, 6)),
    "11/1",
    "Traceback",
    "nsc/",
)
application = WSGIHandler()  # as nsc.wsgi, without the thread that warms its maps
asked = {"cases": 0}


@pytest.fixture(autouse=True)
def one_connection():
    """That of the test, whose transaction a request must not end."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def keys(key_of, hire, operator, settings):
    """One who sees names, one of the tambon, two who see none, one of elsewhere, one of nowhere, and nobody."""
    settings.API_PER_MINUTE = settings.API_UNKNOWN_PER_MINUTE = 10**9
    cast = {
        "provincial_centre": hire("kanya", "กัญญา", "provincial_centre"),
        "tambon_team": hire("team", "ทีม", "tambon_team", OURS[:6]),
        "executive": hire("governor", "ผู้ว่า", "executive"),
        "dpo": hire("dpo", "คุ้มครอง", "dpo"),
        "elsewhere": hire("prasit", "ประสิทธิ์", "tambon_team", "600101"),
        "no_role": hire("citizen", "ประชาชน"),
    }
    return {who: key_of(user) for who, user in cast.items()} | {"nobody": "nsc_1_" + "x" * 43}


def what_there_is(route) -> tuple[dict, dict]:
    """Path and options that find something, so that answers are tried and not only refusals."""
    known = {
        "household_id": household_id(1),
        "code": OURS,
        "area": OURS,
        "year": 2564,
        "authority": next((each.id for each in authorities.listed()), None),
        "q": "ไพศาลี",
        "household": household_id(1),
    }
    names = {each["name"]: each["in"] for each in route.definition.raw.get("parameters", ())}
    found = {place: {name: known[name] for name, at in names.items() if at == place and known.get(name)} for place in ("path", "query")}
    found["query"].pop("authority", None)
    return found["path"], found["query"]


FITTING, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
ASKED = [(name, FITTING) for name in ROUTES]
ASKED += [(name, WRONG) for name, route in ROUTES.items() if route.definition.raw["parameters"]]  # without options none can be wrong


@pytest.mark.parametrize(("route", "mode"), ASKED, ids=[f"{mode.name.lower()}-{name}" for name, mode in ASKED])
def test_no_data_break_a_route_or_get_more_out_of_it(route, mode, keys):
    route = ROUTES[route]
    path, query = what_there_is(route)
    options = {"path_parameters": path} if path else {}
    fitting = mode is FITTING
    cases = route.as_strategy(generation_mode=mode)
    if fitting:
        cases = st.one_of(cases, route.as_strategy(**options, query=query), route.as_strategy(**options))

    @given(cases, st.sampled_from(sorted(keys)))
    @settings(
        max_examples=TIMES,
        derandomize="NSC_SCHEMATHESIS" not in os.environ,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tried(case, who):
        asked["cases"] += 1
        case.headers = {"Authorization": f"Bearer {keys[who]}"}
        response = case.call(app=application)
        assert response.status_code < 500
        case.validate_response(response, checks=CHECKS if who != "nobody" else CHECKS[:3])
        text = response.content.decode()
        if response.status_code >= 400:
            assert not [secret for secret in SECRETS if secret in text]
            assert set(response.json()) == {"type", "title", "status", "detail", "errors"}
        if who not in ("provincial_centre", "tambon_team"):
            hidden = NAMES if who == "elsewhere" else NAMES + THEIR_NAMES
            assert not [name for name in hidden if name in text]
        if who == "nobody":
            assert response.status_code in (401, 404)  # 404: an address that is none

    tried()
    print(f"{asked['cases']} cases so far")
