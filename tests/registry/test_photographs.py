"""Photographs of a household: who adds, sees and removes them, what is kept, and for how long."""

import hashlib
import io
from datetime import timedelta

import pytest

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files import uploads
from nsc.files.models import StoredFile
from nsc.registry import consents, photographs, rules
from nsc.registry.models import Consent, Household, Photograph
from nsc.surveys.models import Member
from tests.casework.conftest import agree_to_pictures
from tests.files import pictures
from tests.surveyed import OURS, household_id, second_round
from tests.surveyed import bring_in as deliver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


@pytest.fixture
def home(operator, at) -> int:
    """It has agreed to pictures."""
    agree_to_pictures(household_id(1), operator, at.date())
    return household_id(1)


@pytest.fixture
def add(district_officer, at, home):
    def add(sent: bytes | None = None, by=None, household=home, **told) -> photographs.Shown:
        file = io.BytesIO(pictures.photograph() if sent is None else sent)
        return photographs.add(by=by or district_officer, at=at, household=household, file=file, **{"kind": "house"} | told)

    return add


def content(opened: photographs.Opened) -> bytes:
    return b"".join(opened.pieces)


def test_a_photograph_is_added_listed_opened_and_removed(add, district_officer, at, home):
    made = add(caption="  หลังคารั่ว \u200b ")
    [shown] = photographs.album(district_officer, home, at=at).shown
    assert shown == made and (shown.kind, shown.caption, shown.at, shown.by) == ("house", "หลังคารั่ว", at, "วิชัย")
    assert content(photographs.open(by=district_officer, at=at, photograph=made.id)).startswith(b"\xff\xd8\xff")
    assert content(photographs.preview(district_officer, made.id)).startswith(b"\xff\xd8\xff")
    assert photographs.remove(by=district_officer, at=at, photograph=made.id) == home
    assert not Photograph.objects.exists() and photographs.album(district_officer, home, at=at).shown == ()
    assert list(StoredFile.objects.filter(purged_at=None)) == []


def test_no_byte_of_the_place_lies_on_the_disk_or_in_the_database(add, district_officer, at, home):
    made = add()
    stored = Photograph.objects.get().picture
    assert stored.name == "photograph.jpg" and stored.sha256 != hashlib.sha256(pictures.photograph()).hexdigest()
    opened = photographs.open(by=district_officer, at=at, photograph=made.id), photographs.preview(district_officer, made.id)
    for file in map(content, opened):
        assert b"Exif" not in file and pictures.OWNER.encode() not in file
    for path in uploads.sealed_files():
        assert not path.read_bytes().startswith(b"\xff\xd8") and pictures.OWNER.encode() not in path.read_bytes()
    row = Household.objects.get(pk=home)
    assert (row.lat, row.lon, row.located_at) == (None, None, None)


def test_adding_opening_and_removing_are_on_record(add, district_officer, at, home):
    made = add()
    photographs.open(by=district_officer, at=at, photograph=made.id)
    photographs.remove(by=district_officer, at=at, photograph=made.id)
    lines = AuditLine.objects.filter(verb__startswith="photograph.").order_by("pk")
    assert [(line.verb, line.on_type, line.on_id, line.place, line.detail) for line in lines] == [
        (f"photograph.{act}", "household", str(home), OURS, f"photograph {made.id}") for act in ("add", "see", "remove")
    ]


# — the place of the house, where someone asks for it —


def test_the_house_stands_where_the_picture_was_taken_if_someone_says_so(add, at, home):
    add(is_position=True)
    row = Household.objects.get(pk=home)
    assert (round(row.lat, 4), round(row.lon, 4), row.located_at) == (15.61, 100.66, at)
    assert AuditLine.objects.get(verb="photograph.add").detail.endswith(" position")


def test_a_later_file_does_not_move_a_house_that_someone_stood_at(add, home, tmp_path):
    add(is_position=True)
    homes, members = second_round()
    for each in homes:
        each |= {"ละติจูด": "15.5", "ลองจิจูด": "100.5", "อปท.": "อบต. ไพศาลี"}
    deliver(tmp_path / "later", 2564, homes, members)
    moved, other = Household.objects.get(pk=home), Household.objects.get(pk=household_id(2))
    assert (round(moved.lat, 4), round(moved.lon, 4)) == (15.61, 100.66) and moved.authority_id
    assert (other.lat, other.lon) == (15.5, 100.5)


@pytest.mark.parametrize(("north", "why"), [(None, "ไม่มีตำแหน่ง"), (51.0, "นอกประเทศไทย")])
def test_a_picture_from_nowhere_places_no_house(add, home, monkeypatch, north, why):
    if north:
        monkeypatch.setattr(pictures, "NORTH", (north, 0.0, 0.0))
    with pytest.raises(Refused, match=why):
        add(pictures.photograph(position=north is not None), is_position=True)
    assert not Photograph.objects.exists() and Household.objects.get(pk=home).located_at is None


# — the wrong person —


def acts(by, at, home: int, photograph: int) -> dict[str, object]:
    file = io.BytesIO(pictures.photograph())
    return {
        "add": lambda: photographs.add(by=by, at=at, household=home, file=file, kind="house"),
        "open": lambda: photographs.open(by=by, at=at, photograph=photograph),
        "preview": lambda: photographs.preview(by, photograph),
        "remove": lambda: photographs.remove(by=by, at=at, photograph=photograph),
    }


@pytest.mark.parametrize("act", ["add", "open", "preview", "remove"])
@pytest.mark.parametrize("who", ["prasit", "somjai", "nurse", "citizen", "auditor"])
def test_to_who_does_not_see_the_household_there_are_none(request, add, at, home, who, act):
    made, user = add(), request.getfixturevalue(who)
    with pytest.raises(OutOfSight):
        acts(user, at, home, made.id)[act]()
    assert photographs.album(user, home, at=at) == photographs.Album(may_see=False, may_add=False)
    assert not AuditLine.objects.filter(by=user).exists()


@pytest.mark.parametrize("who", ["governor", "data_steward"])
def test_who_sees_the_household_and_has_no_use_for_pictures_is_told_so(request, add, at, home, who):
    made, user = add(), request.getfixturevalue(who)
    for act in acts(user, at, home, made.id).values():
        with pytest.raises(NotAllowed):
            act()
    assert photographs.album(user, home, at=at).shown == ()


def test_a_mentor_photographs_what_was_handed_over(add, somjai, home):
    reach.give(household=home, to=somjai, purpose="mentor")
    add(by=somjai)
    with pytest.raises(OutOfSight):
        add(by=somjai, household=household_id(2))


def test_an_agency_looks_and_changes_nothing(add, nurse, hospital, at, home):
    made = add()
    reach.give(household=home, to=hospital, purpose="referral")
    acts(nurse, at, home, made.id)["open"]()
    for act in ("add", "remove"):
        with pytest.raises(NotAllowed):
            acts(nurse, at, home, made.id)[act]()


# — the household's yes —


def test_without_the_yes_of_the_household_no_picture_is_kept(add, district_officer, at):
    with pytest.raises(Refused, match="โปรดถามและบันทึกความยินยอม"):
        add(household=household_id(2))
    assert not Photograph.objects.exists() and not StoredFile.objects.exists()
    assert photographs.album(district_officer, household_id(2), at=at).lacks == "unasked"


def test_a_yes_taken_back_keeps_what_is_there_and_lets_nothing_in(add, district_officer, at, home):
    made = add()
    withdrawn = {"consent": Consent.objects.get(household=home).pk, "because": "ไม่อยากให้ถ่ายแล้ว"}
    consents.withdraw(by=district_officer, at=at, household=home, **withdrawn)
    with pytest.raises(Refused, match="ถอนความยินยอมแล้ว"):
        add()
    found = photographs.album(district_officer, home, at=at)
    assert (found.lacks, [each.id for each in found.shown]) == ("unasked", [made.id])


def test_what_was_stopped_is_mended_by_the_dpo_and_not_by_another_yes(add, district_officer, dpo, at, home):
    stopped = consents.restrict(by=dpo, at=at, household=home, purpose="photograph", because="ครัวเรือนขอให้หยุดถ่ายภาพ")
    with pytest.raises(Refused, match="เจ้าหน้าที่คุ้มครองข้อมูล"):
        add()
    assert photographs.lacking(district_officer, home, at=at) == "stopped"
    consents.lift(by=dpo, at=at, household=home, restriction=stopped.pk, because="ครัวเรือนให้ถ่ายได้")
    assert photographs.lacking(district_officer, home, at=at) == "" and add()


def test_the_yes_of_one_person_or_of_a_later_day_is_not_the_households(add, operator, at):
    agree_to_pictures(household_id(2), operator, at.date() + timedelta(days=1))
    person = Member.objects.filter(response__household=household_id(3)).first().person_id
    told = {"purpose": "photograph", "how": "spoken", "notice": 1, "given_on": at.date(), "note": "ต่อหน้าผู้ใหญ่บ้าน"}
    consents.record(by=operator, at=at, household=household_id(3), person=person, **told)
    for home in (household_id(2), household_id(3)):
        with pytest.raises(Refused, match="ยังไม่ยินยอม"):
            add(household=home)


@pytest.mark.parametrize(("is_agreed", "is_stopped", "lacks"), [(1, 0, ""), (0, 0, "unasked"), (1, 1, "stopped"), (0, 1, "stopped")])
def test_a_yes_does_not_lift_what_was_stopped(is_agreed, is_stopped, lacks):
    assert rules.picture(is_agreed=is_agreed, is_stopped=is_stopped) == lacks


# — the wrong moment —


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ไม่ใช่ภาพถ่าย"),
        (pictures.in_form("GIF"), "ไม่ใช่ภาพถ่าย"),
        (pictures.claims(50_000, 50_000), "จุดภาพมากเกิน"),
        (pictures.photograph()[:900], "เสียหาย"),
    ],
)
def test_a_hostile_picture_leaves_nothing_behind(add, sent, why):
    with pytest.raises(Refused, match=why):
        add(sent)
    assert not Photograph.objects.exists() and not StoredFile.objects.exists()


def test_there_are_no_more_than_thirty(add, monkeypatch):
    monkeypatch.setattr(photographs, "MOST", 2)
    add()
    add()
    with pytest.raises(Refused, match="ครบ 2 ภาพ"):
        add()


def test_an_unknown_kind_is_refused(add):
    with pytest.raises(Refused):
        add(kind="selfie")


def test_what_is_removed_is_not_removed_twice(add, district_officer, at):
    made = add()
    photographs.remove(by=district_officer, at=at, photograph=made.id)
    with pytest.raises(OutOfSight):
        photographs.remove(by=district_officer, at=at, photograph=made.id)


def test_a_photograph_does_not_run_out(add, district_officer, at):
    """Uploads are purged after their time; a photograph is kept until someone removes it."""
    made = add()
    assert uploads.purge(at + timedelta(days=40_000)) == 0
    assert content(photographs.open(by=district_officer, at=at, photograph=made.id))


def test_rooms_above_get_all_of_a_household(add, home):
    add(kind="inside")
    add(caption="ครัว")
    found = [(each.shown.kind, content(each)[:2]) for each in photographs.of_household(home)]
    assert found == [("house", b"\xff\xd8"), ("inside", b"\xff\xd8")]
