"""Numbers and dates as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from nsc.web.templatetags import figures


@pytest.mark.parametrize(
    ("filtered", "said"),
    [
        (lambda: figures.n(1234567), "1,234,567"),
        (lambda: figures.n(-0.354, 2), "−0.35"),
        (lambda: figures.persons(20005), "20,005 คน"),
        (lambda: figures.baht(38000), "38,000 บาท"),
        (lambda: figures.percent(2.8991), "ร้อยละ 2.90"),
        (lambda: figures.pct(17.08), "17.1%"),
        (lambda: figures.signed(1335), "+1,335"),
        (lambda: figures.signed(0), "0"),
        (lambda: figures.thaidate(date(2026, 1, 5)), "5 ม.ค. 2569"),
        (lambda: figures.thaitime(datetime(2026, 1, 4, 18, 5, tzinfo=UTC)), "5 ม.ค. 2569 01:05 น."),
        (lambda: figures.duration(32), "32 วินาที"),
        (lambda: figures.duration(200), "3 นาที"),
        (lambda: figures.house_code("60090123456"), "6009-012345-6"),
    ],
)
def test_it_reads_as_the_office_writes_it(filtered, said):
    with translation.override("th"):
        assert filtered() == said


@pytest.mark.parametrize(
    "said", [figures.n, figures.persons, figures.baht, figures.percent, figures.pct, figures.cell, figures.thaidate, figures.duration]
)
def test_what_is_not_known_is_never_nought(said):
    with translation.override("th"):
        assert "ไม่ทราบ" in said(None) and "0" not in said(None)


def test_nought_is_known():
    assert figures.n(0) == figures.cell(0) == "0"
