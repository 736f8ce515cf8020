import pytest

from nsc.areas import authorities
from nsc.areas.models import AuthorityArea

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nakhon_sawan")]


def test_two_spellings_of_a_name_are_one_authority():
    known = authorities.ensure(["อบต. นาขอม", "องค์การบริหารส่วนตำบลนาขอม", "อบตนาขอม"], source="แฟ้ม ก")
    assert len(set(known.values())) == 1
    found = authorities.find(known["อบต. นาขอม"])
    assert (found.name, found.kind, found.source) == ("องค์การบริหารส่วนตำบลนาขอม", "tambon", "แฟ้ม ก")


def test_a_name_with_its_amphoe_is_another_authority():
    known = authorities.ensure(["อบต.หนองกรด", "อบต.หนองกรด อ.บรรพตพิสัย"], source="แฟ้ม")
    assert len(set(known.values())) == 2


def test_registering_again_changes_nothing():
    first = authorities.ensure(["ทต.ไพศาลี"], source="แฟ้ม ก")
    assert authorities.ensure(["เทศบาลตำบล ไพศาลี"], source="แฟ้ม ข") == {"เทศบาลตำบล ไพศาลี": first["ทต.ไพศาลี"]}
    assert authorities.find(first["ทต.ไพศาลี"]).source == "แฟ้ม ก"


def test_asking_registers_nothing():
    before = authorities.listed()
    assert authorities.by_name(["อบต.นาขอม", "", "ทม.ตาคลี"]).keys() == {"ทม.ตาคลี"}
    assert authorities.listed() == before


def test_blank_names_name_no_authority():
    assert authorities.ensure(["", "  ", "\u200b"], source="แฟ้ม") == {}


def test_an_authority_is_known_by_its_number_too():
    known = authorities.ensure(["5600101"], source="แฟ้ม")
    assert authorities.find(known["5600101"]).code == "5600101"
    assert authorities.by_name([" 5600101 "]) == {" 5600101 ": known["5600101"]}


def test_many_names_cost_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert len(authorities.ensure([f"อบต.ทดสอบ{n}" for n in range(140)], source="แฟ้ม")) == 140


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ทน.นครสวรรค์", "city"),
        ("ทม.ตาคลี", "town"),
        ("ทต.ไพศาลี", "subdistrict"),
        ("อบต.นาขอม", "tambon"),
        ("อบจ.นครสวรรค์", "province"),
        ("เมืองพัทยา", "pattaya"),
        ("กทม.", "bangkok"),
        ("หน่วยใดไม่ทราบ", "other"),
    ],
)
def test_the_kind_is_read_from_the_name(name, kind):
    assert authorities.kind_of(name) == kind


def test_a_community_belongs_to_its_municipality_unless_another_is_recorded():
    other = authorities.ensure(["ทต.หนองเบน"], source="แฟ้ม")["ทต.หนองเบน"]
    AuthorityArea.objects.create(authority_id=other, area_code="60015102")
    found = authorities.of_villages(["60015101", "60015102", "60090701"])
    assert authorities.find(found.pop("60015101")).name == "เทศบาลนครนครสวรรค์"
    assert found == {"60015102": other}


def test_many_villages_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert authorities.of_villages(["60015101", "60035101", "60090701"]).keys() == {"60015101", "60035101"}
