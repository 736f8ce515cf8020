"""Every address of the pages gets what no browser would send. It never fails, never gives back a sign that would be HTML, and shows nobody
what they may not see.

A few hundred inputs in the ordinary run. NASTY=20000 tries as many, and prints what came of them.
"""

import os
import re
from collections import Counter
from copy import deepcopy
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import nsc.web
from nsc.access import matrix
from nsc.access.matrix import Where
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

EXAMPLES = int(os.environ.get("NASTY", "300"))
SOURCE = "\n".join(path.read_text() for path in sorted(Path(nsc.web.__file__).parent.rglob("*.py")))
# Fields of forms and parameters of addresses, as the source of the pages has them: a new one is tried from its first day.
FIELDS = sorted(
    set(re.findall(r"""(?:GET|POST|FILES)(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""", SOURCE))
    | set(re.findall(r"^    (\w+) = forms\.", SOURCE, re.MULTILINE))
    | {"area", "round", "poor", "authority", "username", "password", "next", "language", "column-0-0", "csrfmiddlewaretoken"}
)
MARK = "zq<i>"  # must never come back like this
NASTY = [
    "", " ", "0", "-1", "00", "1e309", "NaN", "Infinity", "2147483648", "9223372036854775808", "9" * 40, "9" * 5000, "-9223372036854775809",
    "๑๒๓", "１２", "²", "٣", "0x10", "1_000", "1.5", "1,000", "true", "null", "undefined", "[]", "{}",
    f"{MARK}\"'", f"{MARK}<script>alert(1)</script>", f'"{MARK} onmouseover="alert(1)', f"javascript:alert('{MARK}')", f"{MARK}&lt;",
    "' OR '1'='1", "1; DROP TABLE access_user;--", "1' UNION SELECT password FROM access_user--", "%' ESCAPE '\\", "_%",
    "zq{{71*137}}", "zq{% debug %}", "zq${71*137}", "zq%(password)s", "zq{0.__class__}", "%s%n%d",
    "\x00", "a\x00b", "\x1b[2J", "\r\nSet-Cookie: stolen=1", "\u202e\u2066", "\ufeff", "\ufffe", "\U0001f9ff", "e\u0301" * 300,
    "../../../etc/passwd", "//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\host\\share", "file:///etc/passwd",
    "6009", "60", "60090804", "6101", "99", "600908040", "2564", "2561", "2499", "3000", "2564-2569", "mpi", "target", "certified",
    "2018-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "-0001-01-01", "31/12/2561", "x" * 100_000,
]  # fmt: skip

values = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.integers().map(str)
fields = st.dictionaries(st.sampled_from(FIELDS) | values.map(lambda text: text[:50]), st.lists(values, min_size=1, max_size=3), max_size=5)
bodies = st.one_of(
    fields,
    fields,
    st.tuples(st.sampled_from(["application/json", "text/plain", "multipart/form-data; boundary=x", "x", ""]), st.binary(max_size=200)),
)
files = st.none() | st.builds(lambda name, data: (name[:300], data), values, st.binary(max_size=300))
headers = st.dictionaries(
    st.sampled_from(["HX-Request", "HX-Target", "Referer", "Accept-Language", "Accept", "User-Agent", "X-Forwarded-For", "Range"]),
    st.sampled_from([each for each in NASTY if each.isprintable() and len(each) < 5001]).map(lambda text: text.encode().decode("latin-1")),
    max_size=2,
)
raw_queries = st.sampled_from(
    ["q=%ff%fe", "area=%00", "&&&===", "area[]=1&area[]=2", "%", "a" * 5000, "q=" + "%F0%9F" * 50, ";", "area=%u0e01"]
)
segments = st.sampled_from(
    ["0", "-1", "9" * 20, "9" * 400, "9" * 5000, "%E0%B9%91", "1.0", "1%00", "..", "%2e%2e", "%3Cscript%3E", "None", "a" * 3000]
)


@pytest.fixture
def people(someone):  # noqa: F811
    """Signed in: who imports, who reads the record, who sees one tambon elsewhere, and who has no role."""
    roles = ("provincial_centre", "dpo", "tambon_team", matrix.NO_ROLE, matrix.SIGNED_OUT)
    found = {}
    for who in roles:
        browser = Client()
        if who != matrix.SIGNED_OUT:
            browser.force_login(someone(who, is_inside=who != "tambon_team"))
        found[who] = browser, deepcopy(browser.cookies)
    return found


TRIED: Counter[str] = Counter()


def test_nothing_a_browser_would_not_send_breaks_an_address(addresses, people):  # noqa: F811
    names, whom = sorted(addresses), sorted(people)

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate])
    @given(st.sampled_from(names), st.sampled_from(["get", "post"]), st.sampled_from(whom), st.data())
    def nasty(name, method, who, data):
        browser, cookies = people[who]
        browser.cookies = deepcopy(cookies)
        if data.draw(st.integers(0, 9)) == 0:
            browser.cookies[data.draw(st.sampled_from(["theme", "sessionid", "csrftoken", "messages", "django_language"]))] = (
                "zq<i>%3Ci%3E\xe0\xb8"
            )
        address = addresses[name].partition("?")[0]
        if data.draw(st.integers(0, 3)) == 0:
            address = re.sub(r"/\d+", lambda _number: "/" + data.draw(segments), address)
        told = {"headers": data.draw(headers)}
        query = data.draw(st.none() | raw_queries)
        with undone():
            response = _get(browser, address, query, data, told) if method == "get" else _post(browser, address, query, data, told)
        body = response.getvalue() if response.streaming else response.content
        rule = matrix.ADDRESSES[name][method == "post"]
        TRIED[f"{method} {response.status_code}"] += 1
        known = (200, 204, 302, 400, 403, 404, 405, 409, 413, 429, *((401, 422) if name.startswith(("api", "field-")) else ()))
        assert response.status_code in known, response.status_code
        own_area = rule.where in (Where.AREA, Where.AREA_OR_HANDED) and who != matrix.NO_ROLE  # without ?area= a page shows one's own
        if not own_area and matrix.expected(rule, who, is_inside=who != "tambon_team") in (403, 404):
            assert response.status_code in (204, 302, 400, 403, 404, 405, 413, 422, 429)  # 302: a path that is another address
        if response.headers.get("Content-Type", "").startswith("text/html"):
            text = body.decode()
            assert MARK not in text and "zq9727" not in text and "</script>alert" not in text
        where = response.headers.get("Location", "/")
        assert urlsplit(where)[:2] == ("", "") and not where.startswith(("//", "/\\", "\\")), where
        assert "stolen" not in response.cookies

    nasty()
    print(sum(TRIED.values()), dict(sorted(TRIED.items())))


def _get(browser, address, query, data, told):
    if query is not None:
        return browser.generic("GET", address, QUERY_STRING=query, **told)
    return browser.get(address, data.draw(fields), **told)


def _post(browser, address, query, data, told):
    body, file = data.draw(bodies), data.draw(files)
    if query is not None:
        told["QUERY_STRING"] = query
    if isinstance(body, tuple):
        return browser.generic("POST", address, body[1], content_type=body[0], **told)
    if file:
        body = {**body, "file": [SimpleUploadedFile("n" + file[0].replace("/", ""), file[1])]}
    return browser.post(address, body, **told)


@pytest.mark.one_database
def test_without_its_token_no_form_does_anything(addresses, someone):  # noqa: F811
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(someone("provincial_centre", is_inside=True))
    signed_in = deepcopy(browser.cookies)
    for name, address in addresses.items():
        for told in ({}, {"csrfmiddlewaretoken": "x" * 64}):
            browser.cookies = deepcopy(signed_in)
            with undone():
                # The API changes nothing, whoever asks; a phone is known by its own secret, and no form of another site can send that.
                refused = (404, 405) if name.startswith("api-") else (401, 403, 405) if name.startswith("field-") else (403,)
                assert browser.post(address, told).status_code in refused, name


@pytest.mark.parametrize("value", ["²", "9" * 40])
def test_no_parameter_that_any_page_reads_breaks_one(addresses, people, value):  # noqa: F811
    """All of them at once, at every address, by who may open most."""
    browser, cookies = people["provincial_centre"]
    query = urlencode(dict.fromkeys(FIELDS, value))
    for name, address in addresses.items():
        browser.cookies = deepcopy(cookies)
        with undone():
            assert browser.get(f"{address.partition('?')[0]}?{query}").status_code < 500, name


def test_a_referer_that_is_no_address_is_not_gone_back_to(people):
    """Django would look for a page of that name."""
    browser, cookies = people["provincial_centre"]
    browser.cookies = deepcopy(cookies)
    assert browser.post("/referrals/sign/", headers={"Referer": "2564"}).status_code == 409
