"""What may stand on the page that everybody reads."""

from decimal import Decimal

import pytest

from nsc.errors import Refused
from nsc.tambon import public_rules as rules


@pytest.mark.parametrize(("value", "unit", "told"), [(3, "ครัวเรือน", None), (5, "คน", 5), (0, "คน", 0), (3, "แห่ง", 3), (4, "คนต่อปี", None)])
def test_a_handful_of_people_or_homes_is_hidden(value, unit, told):
    assert rules.told(Decimal(value), unit) == told


@pytest.mark.parametrize("text", ["โทร 081-234-5678", "เลข ๑๒๓๔๕๖๗๘๙๐๑๒๓", "1 2345 67890 12 3"])
def test_no_number_of_somebody_stands_in_a_text(text):
    with pytest.raises(Refused):
        rules.check_text(text)
    assert rules.check_text("รายได้ 1,250,000 บาท ปี 2569") == "รายได้ 1,250,000 บาท ปี 2569"


@pytest.mark.parametrize(
    ("office", "telephone", "is_of_office"),
    [("นางสาวสมศรี ใจดี", "", True), ("กลุ่มแม่บ้าน", "12345", True), ("", "056-123-456", True), ("กลุ่มแม่บ้าน", "056-123-456", False)],
)
def test_a_contact_is_an_organisations(office, telephone, is_of_office):
    with pytest.raises(Refused):
        rules.check_contact(office, telephone, is_of_office=is_of_office)


def test_an_organisations_telephone_is_well_with_or_without_extension():
    for telephone in ("056-123-456", "๐๕๖ ๑๒๓ ๔๕๖ ต่อ ๑๒", ""):
        rules.check_contact("กลุ่มแม่บ้าน", telephone, is_of_office=True)
