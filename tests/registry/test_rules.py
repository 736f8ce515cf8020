"""What may be written down about a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc import thai
from nsc.errors import Refused
from nsc.registry import rules

MOBILE = st.from_regex("0[689][0-9]{8}", fullmatch=True)
LAND = st.from_regex("0[2-57][0-9]{7}", fullmatch=True)


@given(
    MOBILE | LAND, st.sampled_from(["", " ", "-", ".", "\u200b", " - "]), st.booleans(), st.sampled_from(["0", "+66", "66", "0066", "+66 "])
)
def test_a_phone_is_one_number_however_it_is_spelt(number, between, is_thai, begun):
    spelt = begun + between.join(number[1:])
    assert rules.tidy("phone", thai.thai_digits(spelt) if is_thai else spelt) == number
    assert rules.tidy("phone", thai.format_phone(number)) == number


@pytest.mark.parametrize(
    "text", ["", "12", "081234567", "08123456789", "1812345678", "0012345678", "0112345678", "081234567a", "191", "1990100000019"]
)
def test_what_is_no_phone_is_refused_with_how_it_looks(text):
    with pytest.raises(Refused, match="มือถือมี 10 หลัก"):
        rules.tidy("phone", text)


@given(st.text(max_size=30))
def test_any_text_is_a_phone_or_refused(text):
    try:
        found = rules.tidy("phone", text)
    except Refused:
        return
    assert found.isascii() and found.isdigit() and len(found) in (9, 10) and found[0] == "0"


@pytest.mark.parametrize(("said", "kept"), [("baac 012-345-678-901", "baac 012345678901"), ("ktb ๑๒๓ 4 56789 0", "ktb 1234567890")])
def test_an_account_is_its_bank_and_digits(said, kept):
    assert rules.tidy("bank_account", said) == kept


@pytest.mark.parametrize("said", ["ktb 123", "ktb 12345678901", "gsb 1234567890123", "ktb 12345x7890", "ktb"])
def test_an_account_of_another_length_is_refused(said):
    with pytest.raises(Refused, match="หลัก"):
        rules.tidy("bank_account", said)


def test_an_unknown_bank_is_refused():
    with pytest.raises(Refused, match="ธนาคาร"):
        rules.tidy("bank_account", "monopoly 1234567890")


@given(st.sampled_from(sorted(rules.BANKS)), st.data())
def test_every_bank_takes_its_lengths(bank, data):
    length = data.draw(st.sampled_from(rules.BANKS[bank].digits))
    number = data.draw(st.text("0123456789", min_size=length, max_size=length))
    kept = rules.tidy("bank_account", f"{bank} {number}")
    assert rules.account(kept) == (rules.BANKS[bank], number)


def test_a_note_keeps_its_lines_and_no_more_than_a_thousand_letters():
    assert rules.tidy("health_note", "  ฟอกไต \u200b จันทร์\n พฤหัส  ") == "ฟอกไต จันทร์\nพฤหัส"
    for text in ("", " \n ", "ก" * 1001):
        with pytest.raises(Refused):
            rules.tidy("disability_note", text)


@pytest.mark.parametrize("field", ["national_id", "religion", "name", ""])
def test_nothing_else_is_recorded_by_hand(field):
    with pytest.raises(Refused):
        rules.tidy(field, "x")


@pytest.mark.parametrize("text", ["", "  ", "ก", "\u200b\u200b\u200b", "ก" * 201])
def test_a_reason_says_something(text):
    with pytest.raises(Refused):
        rules.reason(text)


@pytest.mark.parametrize("text", ["โทร 081-234-5678", "เลข 1 9901 00000 01 9", "๐๘๑๒๓๔๕๖๗๘"])
def test_a_reason_tells_nobodys_number(text):
    with pytest.raises(Refused, match="อย่าใส่เลข"):
        rules.reason(text)


def test_a_reason_is_kept_as_it_was_meant():
    assert rules.reason("  นัดเยี่ยมบ้าน  12/1/2569 ") == "นัดเยี่ยมบ้าน 12/1/2569"
