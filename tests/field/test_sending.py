"""What a phone sends over the network: submissions, files in pieces, questions; and what it hears."""

import json
from uuid import UUID, uuid4

import pytest

from nsc.access.models import Phone
from nsc.casework.models import Visit
from nsc.intake import parcels
from nsc.intake.models import Parcel, Submission
from tests.casework.conftest import case, in_care, roll, surveyed, team  # noqa: F401
from tests.files import pictures
from tests.in_hand import InHand, in_hand, wire

pytestmark = pytest.mark.django_db
NEEDS = {"needs": [{"dimension": "living", "urgency": "now", "text": "ซ่อมหลังคา"}]}


@pytest.fixture
def phone(in_care, somjai) -> InHand:  # noqa: F811
    return in_hand(somjai)


def visit(phone, case, **told) -> dict[str, object]:  # noqa: F811
    payload = {"case": case.pk, "purpose": "first", "on": "2026-01-15", "visitors": "อสม."} | told
    return wire(phone.finished("visit.record", payload, household=f"h{case.household_id}"))


def sent(phone, client, *submissions) -> list[dict]:
    response = phone.post(client, "submissions", {"sent_at": "2026-01-15T10:00:00+07:00", "submissions": submissions})
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_a_visit_goes_over_the_network_once(phone, client, in_care):  # noqa: F811
    one = visit(phone, in_care)
    [first], [again] = sent(phone, client, one), sent(phone, client, one)
    assert first == again == {"id": one["id"], "state": "stored", "because": "", "clashes": 0, "household": None}
    assert Visit.objects.count() == 1
    told = phone.post(client, "answers", {"ids": [one["id"], str(uuid4())]}).json()
    assert told == [first]


def test_a_refusal_is_said_in_the_language_of_who_carries_the_phone(phone, client, in_care, somjai):  # noqa: F811
    somjai.language = "en"
    somjai.save()
    [answer] = sent(phone, client, visit(phone, in_care, visitors=""))
    assert answer["state"] == "refused" and answer["because"] and answer["because"].isascii()


def test_nobody_without_the_secret_is_heard(phone, client, in_care, somjai):  # noqa: F811
    client.force_login(somjai)
    for path in ("/field/submissions/", "/field/answers/"):
        assert client.post(path, "{}", content_type="application/json").status_code == 401
    assert client.get(f"/field/files/{uuid4()}/").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"submissions": "x"},
        {"sent_at": "2026-01-15T10:00:00", "submissions": []},
        {"sent_at": "now", "submissions": []},
        {"sent_at": "2026-01-15T10:00:00+07:00", "submissions": [{"id": "x"}]},
        {"sent_at": "2026-01-15T10:00:00+07:00", "submissions": [None] * 21},
    ],
)
def test_what_is_no_submission_is_refused_as_a_whole(phone, client, wrong):
    response = phone.post(client, "submissions", wrong)
    assert response.status_code == 422 and response.json()["because"] and Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"form": "x"}, "ผิดรูปแบบ"),
        ({"sealed": "*"}, "ผิดรูปแบบ"),
        ({"done_at": "now"}, "ผิดรูปแบบ"),
        ({"after": "x"}, "ผิดรูปแบบ"),
        ({"verb": "visit\x00"}, "ผิดรูปแบบ"),
        ({"sealed": None, "size": 2_000_000}, "ใหญ่เกินกว่า"),  # told of by the phone, which was not let through with it
    ],
)
def test_one_that_cannot_be_read_is_refused_alone_and_what_comes_after_it_goes_when_it_is_mended(
    phone,
    client,
    in_care,  # noqa: F811
    wrong,
    because,
):
    bad, good = visit(phone, in_care) | wrong, visit(phone, in_care, note="อื่น")
    next_ = wire(phone.finished("need.record", NEEDS, household=f"h{in_care.household_id}", after=UUID(bad["id"])))
    refused, stored, waits = sent(phone, client, bad, good, next_)
    assert refused["state"] == "refused" and because in refused["because"]
    assert (stored["state"], waits["state"]) == ("stored", "waiting")
    kept = Submission.objects.get(pk=bad["id"])
    assert (kept.state, kept.household_id, kept.area_code) == ("refused", in_care.household_id, in_care.area_code)
    mended = visit(phone, in_care) | {"instead_of": bad["id"]}
    assert [each["state"] for each in sent(phone, client, mended)] == ["stored"]
    assert phone.post(client, "answers", {"ids": [next_["id"]]}).json()[0]["state"] == "stored"


def test_a_photograph_comes_in_pieces_and_goes_on_where_it_was_cut(phone, client, in_care):  # noqa: F811
    number, plain = uuid4(), pictures.photograph((900, 900))
    letter, half = phone.letter(plain, number), 2_000
    assert phone.put(client, number, letter, end=half).json() == {"have": half, "whole": False}
    doubled = phone.put(client, number, letter, end=half)
    assert (doubled.status_code, doubled.json()["have"]) == (409, half)
    headers = {"Authorization": f"Bearer {phone.secret}"}
    assert client.get(f"/field/files/{number}/", headers=headers).json() == {"have": half, "whole": False}
    assert phone.put(client, number, letter, start=half).json() == {"have": len(letter), "whole": True}
    assert phone.put(client, number, letter, start=half).json() == {"have": len(letter), "whole": True}
    assert parcels.opened(phone.row, number, key=1).read() == plain


def test_what_is_too_large_or_another_phone_s_is_not_taken(phone, client, team):  # noqa: F811
    number, letter = uuid4(), phone.letter(b"x" * 5000, uuid4())
    phone.put(client, number, letter, end=100)
    assert in_hand(team).put(client, number, letter, start=100).status_code == 404
    assert phone.put(client, uuid4(), b"x" * (parcels.PIECE + 1)).status_code == 413
    headers = {"Authorization": f"Bearer {phone.secret}", "X-Total": str(parcels.MOST + 1)}
    assert client.put(f"/field/files/{uuid4()}/?from=0", b"x", headers=headers).status_code == 422
    assert Parcel.objects.count() == 1


def test_a_phone_that_was_ended_still_delivers_what_it_sealed(phone, client, in_care):  # noqa: F811
    Phone.objects.update(ended_at=phone.at)
    [answer] = sent(phone, client, visit(phone, in_care))
    assert answer["state"] == "refused" and Submission.objects.get().sealed is not None


def test_a_large_letter_passes_and_one_that_is_too_large_says_so(phone, client, in_care):  # noqa: F811
    needs = [{"dimension": "living", "urgency": "now", "text": f"{n} " + "ก" * 480} for n in range(30)]
    [answer] = sent(phone, client, visit(phone, in_care, needs=needs))
    assert answer["state"] == "stored"
    response = phone.post(client, "submissions", {"sent_at": "x" * 1_100_000})
    assert response.status_code == 413 and json.loads(response.content)["because"]
