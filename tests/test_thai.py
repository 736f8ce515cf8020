import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nsc import thai
from nsc.errors import Refused
from nsc.thai import Name, PartialDate

DIGITS = "0123456789"
# the office part of these ids (digits 2-5) begins with 99: no office issues them
ids = st.from_regex("[1-8]99[0-9]{9}", fullmatch=True).map(lambda twelve: thai.arabic_digits(twelve) + str(thai.check_digit(twelve)))
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
partial_dates = st.builds(
    lambda on, known: PartialDate(*(on.year, on.month, on.day)[:known]),
    days,
    st.integers(1, 3),
)
consonants = "กขคงจชตทนบปพมยรลวสหอ"
words = st.text(consonants, min_size=2, max_size=8)


# — digits and text —


@given(st.text(st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_thai_digits_read_back(text):
    assert thai.arabic_digits(thai.thai_digits(text)) == text


def test_numbers_of_an_official_paper():
    assert thai.thai_digits("5 ม.ค. 2569") == "๕ ม.ค. ๒๕๖๙"


@pytest.mark.parametrize("spelling", ["น้ำ", "นํ้า", "น้ํา", "นำ้", " น้ำ\u200b", "\ufeffน้ำ "])
def test_what_looks_the_same_is_spelt_the_same(spelling):
    assert thai.clean(spelling) == "น้ำ"


@given(st.text("กเแำํ้า \u200b\u00a0"))
def test_cleaning_twice_changes_nothing(text):
    assert thai.clean(thai.clean(text)) == thai.clean(text)


# — identifiers —


# the examples of python-stdnum's documentation
@pytest.mark.parametrize("national_id", ["3100600445635", "1112034563562", "1-2345-45678-78-1", "๓๑๐๐๖๐๐๔๔๕๖๓๕", " 3100600445635 "])
def test_a_right_national_id(national_id):
    assert thai.is_national_id(national_id)


@pytest.mark.parametrize("national_id", ["1101700230705", "0101700230705", "310060044563", "31006004456350", "", "-", "31006004456๓X"])
def test_a_wrong_national_id(national_id):
    assert not thai.is_national_id(national_id)


@pytest.mark.parametrize("first", "09")
def test_a_first_digit_of_no_citizen_is_told_apart_from_a_wrong_check_digit(first):
    twelve = first + "99912345678"
    number = twelve + str(thai.check_digit(twelve))
    assert thai.has_right_check_digit(number)
    assert not thai.is_national_id(number)


def remainder(national_id):
    return sum(int(digit) * weight for digit, weight in zip(national_id[:12], range(13, 1, -1), strict=True)) % 11


@given(ids, st.sampled_from([0, 1, *range(3, 13)]), st.sampled_from(DIGITS))
def test_a_mistyped_digit_is_noticed_but_for_the_blind_spots_of_the_code(national_id, place, digit):
    assume(national_id[place] != digit)
    mistyped = national_id[:place] + digit + national_id[place + 1 :]
    assert not thai.has_right_check_digit(mistyped) or {remainder(national_id), remainder(mistyped)} == {0, 10}


@given(ids)
def test_a_formatted_id_reads_back(national_id):
    shown = thai.format_national_id(national_id)
    assert [len(part) for part in shown.split("-")] == [1, 4, 5, 2, 1]
    assert thai.bare(shown) == national_id


@given(ids)
def test_a_masked_id_shows_three_digits_only(national_id):
    masked = thai.mask(national_id)
    assert masked == "X-XXXX-XXXXX-" + national_id[10:12] + "-" + national_id[12]


def test_a_mask_of_something_else_shows_nothing():
    assert thai.mask("12345") == "XXXXX"


def test_a_house_code_is_shown_in_three_groups_and_a_wrong_one_as_it_is():
    assert thai.format_house_code("60010123456") == "6001-012345-6"
    assert thai.format_house_code("6001-012345-6") == "6001-012345-6"
    assert thai.format_house_code("บ้านเลขที่ 5") == "บ้านเลขที่ 5"


# — years and dates —


@pytest.mark.parametrize(("on", "fiscal"), [(date(2025, 9, 30), 2568), (date(2025, 10, 1), 2569), (date(2026, 9, 30), 2569)])
def test_the_fiscal_year_turns_on_the_first_of_october(on, fiscal):
    assert thai.fiscal_year(on) == fiscal


@given(days)
def test_a_day_lies_within_its_fiscal_year(on):
    first, last = thai.fiscal_year_bounds(thai.fiscal_year(on))
    assert first <= on <= last
    assert thai.fiscal_year(last + timedelta(days=1)) == thai.fiscal_year(on) + 1


@given(st.integers(1900, 2300))
def test_years_read_back_from_either_era(year):
    assert thai.christian_year(thai.buddhist_year(year)) == thai.christian_year(year) == year


@given(partial_dates, st.booleans())
def test_a_date_as_shown_reads_back(on, long):
    shown = thai.format_date(on, long=long)
    assert thai.read_date(shown) == on
    assert thai.read_date(thai.thai_digits(shown)) == on


@given(partial_dates)
def test_a_date_as_stored_reads_back_and_keeps_its_precision(on):
    again = PartialDate.from_iso(on.iso)
    assert (again, again.precision) == (on, on.precision)
    assert thai.read_date(on.iso) == on


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("05/01/2569", "2026-01-05"),
        ("5/1/2026", "2026-01-05"),
        ("๕/๑/๒๕๖๙", "2026-01-05"),
        ("5 ม.ค. 2569", "2026-01-05"),
        ("5 มค 2569", "2026-01-05"),
        ("5-ม.ค.-2569", "2026-01-05"),
        ("15 เมษายน พ.ศ. 2560", "2017-04-15"),
        ("29/02/2567", "2024-02-29"),
        ("00/00/2500", "1957"),
        ("00/07/2500", "1957-07"),
        ("2500", "1957"),
        ("1957", "1957"),
    ],
)
def test_dates_of_real_files(text, iso):
    assert thai.read_date(text).iso == iso


@pytest.mark.parametrize("text", ["30/02/2560", "29/02/2566", "31/04/2560", "1/13/2560", "5/0/2560"])
def test_a_date_that_is_in_no_calendar_is_refused(text):
    with pytest.raises(Refused, match="ปฏิทิน"):
        thai.read_date(text)


@pytest.mark.parametrize("text", ["", "25-ก.พ.", "15 เม.ย. 60", "5/1/69", "5 มกรา 2569", "เมื่อวาน"])
def test_a_text_that_is_no_full_date_is_refused_with_an_example(text):
    with pytest.raises(Refused, match="05/01/2569"):
        thai.read_date(text)


def test_dates_are_shown_short_and_long():
    assert thai.format_date(date(2026, 1, 5)) == "5 ม.ค. 2569"
    assert thai.format_date(date(2026, 1, 5), long=True) == "5 มกราคม 2569"
    assert thai.format_date(PartialDate(2026)) == "พ.ศ. 2569"


@given(partial_dates)
def test_a_partial_date_spans_its_unknown_days(on):
    assert PartialDate.of(on.first) >= on
    assert on.first <= on.last
    assert (on.first == on.last) == (on.precision == "day")


@given(days, st.integers(0, 110))
def test_age_changes_on_the_birthday(birth, age):
    assume(not (birth.month == 2 and birth.day == 29))
    birthday = birth.replace(year=birth.year + age)
    assert thai.age_on(birth, birthday) == age
    if age:
        assert thai.age_on(birth, birthday - timedelta(days=1)) == age - 1


def test_an_unknown_day_counts_as_the_first_as_the_civil_code_says():
    assert thai.age_on(PartialDate(1957), date(2017, 1, 1)) == 60
    assert thai.age_on(PartialDate(1957, 7), date(2017, 6, 30)) == 59
    assert thai.age_on(PartialDate(1957, 7), date(2017, 7, 1)) == 60


def test_a_birth_in_the_future_is_refused():
    with pytest.raises(Refused, match=r"5 ม\.ค\. 2569"):
        thai.age_on(date(2026, 1, 5), date(2025, 1, 5))


# — names —


@given(st.sampled_from([title.text for title in thai.TITLES] + ["ร.ต.", "ว่าที่ ร.ต.", "พ.ต.อ.หญิง", ""]), words, words)
def test_a_full_name_splits_into_what_it_was_made_of(title, first, last):
    name = Name(title, "เ" + first, last)
    assert thai.split_name(thai.full_name(name)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("นายสมชาย  ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("น.ส. มาลี ศรีสุข", ("นางสาว", "มาลี", "ศรีสุข")),
        ("ด.ญ.กานดา ณ อยุธยา", ("เด็กหญิง", "กานดา", "ณ อยุธยา")),
        ("ว่าที่ ร.ต.หญิง สมศรี ดี", ("ว่าที่ ร.ต.หญิง", "สมศรี", "ดี")),
        ("นางาม ดี", ("", "นางาม", "ดี")),
        ("สมชาย", ("", "สมชาย", "")),
        ("นาย", ("", "นาย", "")),
        ("", ("", "", "")),
    ],
)
def test_names_of_real_lists(text, name):
    assert thai.split_name(text) == name


def test_a_short_title_means_the_long_one():
    assert thai.title_of("น.ส.") == thai.title_of(" นางสาว ")
    assert thai.title_of("น.ส.").sex == "f"
    assert thai.title_of("ท่าน") is None


# — sorting —

DICTIONARY = (
    *("กก", "กราบ", "กา", "ก้า", "กำ", "เกง", "เก็ง", "เก่ง", "เก้ง", "เก๋ง", "แก", "โก", "ใกล้", "ไก่", "ไกล"),
    *("ขา", "ข้า", "เขา", "แขก", "นา", "น่า", "นำ", "น้ำ", "ฤทธิ์", "วน", "เวร", "แวว", "อาย", "เอก", "ฮา"),
)


def test_words_sort_as_in_the_dictionary():
    assert tuple(sorted(sorted(DICTIONARY), key=thai.sort_key)) == DICTIONARY


def test_numbers_sort_alike_in_either_digits():
    assert thai.sort_key("หมู่ ๕") == thai.sort_key("หมู่ 5")


@given(words, words, st.sampled_from("เแโใไ"))
@example("กา", "กา", "เ")
def test_a_leading_vowel_sorts_within_its_consonant(one, other, vowel):
    assume(one[0] != other[0])
    assert (thai.sort_key(vowel + one) < thai.sort_key(other)) == (one[0] < other[0])


@given(words, st.sampled_from("่้๊๋"), words)
def test_a_tone_mark_decides_only_between_equal_words(word, tone, ending):
    marked = word[0] + tone + word[1:]
    assert thai.sort_key(word) < thai.sort_key(marked) < thai.sort_key(word + ending)


# — numbers —


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(642318, 0, "642,318"), (-1234567, 0, "-1,234,567"), (2.5, 0, "3"), (3.545, 2, "3.55"), (0, 2, "0.00")]
)
def test_numbers_have_commas_and_round_halves_up(value, decimals, text):
    assert thai.number(value, decimals) == text


def test_a_rate_is_written_as_officials_do():
    assert thai.percent(3.5516) == "ร้อยละ 3.55"


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_reads_back(value):
    assert int(thai.number(value).replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "ศูนย์"), (1, "หนึ่ง"), (10, "สิบ"), (11, "สิบเอ็ด"), (21, "ยี่สิบเอ็ด"), (101, "หนึ่งร้อยเอ็ด"), (1221, "หนึ่งพันสองร้อยยี่สิบเอ็ด"),
        (100_000, "หนึ่งแสน"), (1_000_000, "หนึ่งล้าน"), (1_000_001, "หนึ่งล้านเอ็ด"), (21_000_010, "ยี่สิบเอ็ดล้านสิบ"),
    ],
)  # fmt: skip
def test_a_number_in_words(value, text):
    assert thai.in_words(value) == text


@given(st.integers(0, 10**9))
def test_a_number_in_words_reads_back(value):
    def read(text: str) -> int:
        head, has_millions, rest = text.rpartition("ล้าน")
        found, digit = (read(head) * 1_000_000 if has_millions else 0), 0
        for word in re.findall("|".join(filter(None, (*thai.DIGITS, *thai.PLACES, "ยี่", "เอ็ด"))), rest):
            if word in thai.PLACES:
                found, digit = found + max(digit, 1) * 10 ** thai.PLACES.index(word), 0
            else:
                digit = {"ยี่": 2, "เอ็ด": 1}.get(word) or thai.DIGITS.index(word)
        return found + digit

    assert thai.in_words(value) == "ศูนย์" if value == 0 else read(thai.in_words(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("3000", "สามพันบาทถ้วน"), ("50.25", "ห้าสิบบาทยี่สิบห้าสตางค์"), ("0.5", "ห้าสิบสตางค์"), ("0", "ศูนย์บาทถ้วน"), ("0.995", "หนึ่งบาทถ้วน")],
)
def test_baht_in_words_as_receipts_have_them(value, text):
    assert thai.baht_in_words(Decimal(value)) == text
