"""Words as pages show them."""

from nsc.web.words import by_names


def test_in_a_narrow_column_names_of_places_stay_whole_and_the_line_ends_between_them():
    told = by_names("บ้านช่อกระถินพัฒนา หมู่ที่ 6 ตำบลหนองปลิง")
    assert told == '<span class="whole">บ้านช่อกระถินพัฒนา</span> <span class="whole">หมู่ที่ 6</span> <span class="whole">ตำบลหนองปลิง</span>'


def test_a_name_that_looks_like_a_command_stays_a_name():
    assert by_names("<b>") == '<span class="whole">&lt;b&gt;</span>'
