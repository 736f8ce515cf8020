import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.areas import spelling

SARA_AM, NIKHAHIT, AA, MAI_THO = "\u0e33", "\u0e4d", "\u0e32", "\u0e49"


@pytest.mark.parametrize(
    "written",
    [
        f"น{MAI_THO}{SARA_AM}",
        f"น{MAI_THO}{NIKHAHIT}{AA}",
        f"น{NIKHAHIT}{MAI_THO}{AA}",
        f"น{SARA_AM}{MAI_THO}",
        f" \u200bน{MAI_THO}{SARA_AM}\ufeff ",
    ],
)
def test_sara_am_is_one_letter_however_it_was_typed(written):
    assert spelling.clean(written) == f"น{MAI_THO}{SARA_AM}"


@pytest.mark.parametrize("written", ["นาขอม", "ต.นาขอม", "ต. นาขอม", "ตำบลนาขอม", " ตำบล  นาขอม ", "ตําบลนาขอม"])
def test_the_word_for_the_level_does_not_tell_tambon_apart(written):
    assert spelling.bare(written) == "นาขอม"


def test_a_name_that_holds_a_level_word_is_found_with_and_without_its_own():
    assert spelling.bare("ตำบลบ้านแดน") == spelling.bare("บ้านแดน") == spelling.bare("ต.บ้านแดน")


def test_a_level_word_alone_remains():
    assert spelling.bare("ตำบล") == "ตำบล"


def test_a_search_is_split_at_spaces_and_short_level_words():
    assert (
        spelling.words("ต. นาขอม อ. ไพศาลี") == spelling.words("ต.นาขอม อ.ไพศาลี") == spelling.words("ตำบล นาขอม ไพศาลี") == ["นาขอม", "ไพศาลี"]
    )


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("อบต.นาขอม", "องค์การบริหารส่วนตำบลนาขอม"),
        ("อบต นาขอม", "องค์การบริหารส่วนตำบลนาขอม"),
        ("อบตนาขอม", "องค์การบริหารส่วนตำบลนาขอม"),
        ("องค์การบริหารส่วนตำบล นาขอม", "องค์การบริหารส่วนตำบลนาขอม"),
        ("ทต. ไพศาลี", "เทศบาลตำบลไพศาลี"),
        ("ทม.ตาคลี", "เทศบาลเมืองตาคลี"),
        ("ทน.นครสวรรค์", "เทศบาลนครนครสวรรค์"),
        ("อบจ.นครสวรรค์", "องค์การบริหารส่วนจังหวัดนครสวรรค์"),
        ("กทม.", "กรุงเทพมหานคร"),
        ("อบต.หนองกรด อ.บรรพตพิสัย", "องค์การบริหารส่วนตำบลหนองกรด อำเภอบรรพตพิสัย"),
        ("ทมอ", "ทมอ"),
    ],
)
def test_an_office_has_one_full_name(written, full):
    assert spelling.office(written) == full


SYLLABLES = ["นา", "ขอม", "น้ำ", f"น{NIKHAHIT}{MAI_THO}{AA}", f"น{SARA_AM}{MAI_THO}", "เเม่", "บ้าน", "ตำบล", "ต.", "อ. ", "๓", " ", "\u200b"]


@given(st.lists(st.sampled_from(SYLLABLES), max_size=8).map("".join))
def test_a_cleaned_name_has_the_key_of_the_name_as_written(text):
    assert spelling.key(spelling.clean(text)) == spelling.key(text)
    assert spelling.bare(spelling.clean(text)) == spelling.bare(text)
