"""What a request says, read the same way by every page."""

import pytest
from django.test import RequestFactory

from nsc.web import inputs


@pytest.mark.parametrize("text", ["", None, "-1", "1.0", " 7", "²", "๗", "x", "1" * 12])
def test_what_is_no_number_is_none(text):
    assert inputs.number(text) is None


def test_a_number_is_one_whatever_stands_before_it():
    assert (inputs.number("7"), inputs.number(7), inputs.number("007"), inputs.number("0")) == (7, 7, 7, 0)


def test_the_first_page_is_shown_where_none_is_asked_for():
    said = RequestFactory().get
    assert [inputs.page(said("/", {"page": text})) for text in ("3", "0", "²", "-2", "")] == [3, 1, 1, 1, 1]


def test_boxes_that_are_no_numbers_are_passed_over():
    assert inputs.numbers(RequestFactory().post("/", {"case": ["1", "²", "9" * 40, "3"]}), "case") == [1, 3]


@pytest.mark.parametrize(
    ("said", "goes"), [("/cases/", "/cases/"), ("https://elsewhere.example/", "case-list"), ("", "case-list"), ("2564", "case-list")]
)
def test_nobody_is_sent_to_another_site(said, goes):
    assert inputs.back(RequestFactory().post("/", {"back": said}), "case-list") == goes
