"""Names as readers may see them."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from nsc.reports.names import worded

DEBT = SimpleNamespace(name_th="หนี้นอกระบบ", name_en="Informal debt")


@pytest.mark.parametrize(("language", "name"), [("th", "หนี้นอกระบบ"), ("en", "Informal debt"), ("en-gb", "Informal debt")])
def test_an_indicator_or_problem_is_named_in_the_readers_language(language, name):
    with translation.override(language):
        assert worded(DEBT) == name


def test_where_there_is_no_english_name_the_thai_one_stands():
    with translation.override("en"):
        assert worded(SimpleNamespace(name_th="หนี้นอกระบบ", name_en="")) == "หนี้นอกระบบ"
