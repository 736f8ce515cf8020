import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nsc.areas import places, villages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nakhon_sawan")]


def canonical(*written):
    return villages.canonical(pl.Series(written, dtype=pl.String)).rows()


@pytest.mark.parametrize(
    ("written", "village", "part", "status"),
    [
        ("60090701", "60090701", "01", "known"),
        ("6009070102", "60090701", "02", "known"),
        (" 60090701 ", "60090701", "01", "known"),
        ("60090799", "60090799", "01", "new_moo"),
        ("60010101", "60010101", "01", "new_moo"),
        ("60015102", "60015102", "01", "community"),
        ("6001510201", "60015102", "01", "community"),
        ("60096001", "60096001", "01", "community"),
        ("60111101", "60130301", "01", "known"),
        ("6011110102", "60130301", "02", "known"),
        ("60130699", "60150299", "01", "new_moo"),
        ("60169901", None, None, "outside"),
        ("60165101", None, None, "outside"),
        ("60091001", None, None, "outside"),
        ("61010101", None, None, "outside"),
        ("6009070", None, None, "malformed"),
        ("600907011", None, None, "malformed"),
        ("60090701x", None, None, "malformed"),
        ("๖๐๐๙๐๗๐๑", None, None, "malformed"),
        ("60-0907-01", None, None, "malformed"),
        ("", None, None, "malformed"),
        (None, None, None, "malformed"),
    ],
)
def test_a_village_code_as_written_becomes_the_one_we_count_by(written, village, part, status):
    assert canonical(written) == [(village, part, status)]


def test_rows_stay_in_their_order():
    assert [row[0] for row in canonical("60090702", "x", "60090701", "60090702")] == ["60090702", None, "60090701", "60090702"]


def test_an_empty_column_has_the_same_shape():
    assert villages.canonical(pl.Series([], dtype=pl.String)).columns == ["village_code", "part", "status"]


def test_every_abolished_tambon_leads_to_its_successor():
    old = ["601111", "601112", "601113", "601114", "601115", "601302", "601306", "601307", "601308"]
    new = ["601303", "601301", "601304", "601305", "601502", "601102", "601502", "601401", "601501"]
    assert [row[0] for row in canonical(*(code + "01" for code in old))] == [code + "01" for code in new]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text("0123456789x ", max_size=11), st.from_regex(r"60[01][0-9]{5}([0-9]{2})?", fullmatch=True)), max_size=30))
def test_what_is_accepted_is_a_place_and_is_accepted_again_as_it_stands(written):
    for code, part, status in canonical(*written):
        assert (code is None) == (part is None) == (status in ("malformed", "outside"))
        if code:
            assert places.name(code)
            assert canonical(code) == [(code, "01", status)]
            assert canonical(code + part) == [(code, part, status)]


@pytest.mark.usefixtures("uthai_thani")
def test_without_a_list_of_villages_every_moo_of_a_known_tambon_is_known():
    assert canonical("61010107", "61015101", "61990101", "60090701") == [
        ("61010107", "01", "known"),
        ("61015101", "01", "community"),
        (None, None, "outside"),
        (None, None, "outside"),
    ]


@pytest.mark.parametrize(
    ("amphoe", "tambon", "moo", "village"),
    [
        ("ไพศาลี", "นาขอม", "1", "60090701"),
        ("อ.ไพศาลี", "ต.วังน้ำลาด", "ม.3", "60090303"),
        ("อำเภอเมือง", "หนองกรด", "หมู่ที่ ๓", "60011403"),
        ("บรรพตพิสัย", "ตำบลหนองกรด", "03", "60051003"),
        (None, "นาขอม", 2, "60090702"),
        ("", "หนองกรด", 3, None),  # two amphoe have one
        ("ตาคลี", "ทม.ตาคลี", "4", "60075104"),
        ("ตาคลี", "นาขอม", "1", None),
        ("ไม่มี", "นาขอม", "1", None),
        ("ไพศาลี", "นาขอม", "", None),
        ("ไพศาลี", "นาขอม", None, None),
        ("ไพศาลี", "นาขอม", "0", None),
        ("ไพศาลี", "นาขอม", "123", None),
        ("ไพศาลี", None, "1", None),
        ("ไพศาลี", "นาขอม", "99", "60090799"),
    ],
)
def test_names_and_a_moo_mean_one_village_or_none(amphoe, tambon, moo, village):
    assert villages.resolve(amphoe, tambon, moo) == village


def test_columns_of_names_are_resolved_row_by_row():
    amphoe = pl.Series(["ไพศาลี", None, "ตาคลี", "ไพศาลี"])
    tambon = pl.Series(["นาขอม", "นาขอม", "นาขอม", "วังข่อย"])
    moo = pl.Series([1, 2, 3, None])
    assert villages.resolve_all(amphoe, tambon, moo).to_list() == ["60090701", "60090702", None, None]
