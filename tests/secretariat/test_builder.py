"""What can be counted by what."""

import pytest

from nsc.errors import Refused
from nsc.secretariat import builder


@pytest.mark.parametrize("measure", builder.MEASURES)
def test_whatever_is_offered_is_possible(measure):
    found = builder.MEASURES[measure]
    for rows in found.axes:
        for cols in ("", *builder.columns(found, rows)):
            axes = (rows, cols) if cols else (rows,)
            for show in builder.shows(found, axes):
                for form in builder.forms(rows, cols):
                    assert builder.mended(measure, rows, cols, show, form) == builder.choice(measure, rows, cols, show, form)


def test_a_refusal_says_what_is_possible():
    with pytest.raises(Refused) as no:
        builder.choice("homes", "sex")
    assert "อำเภอ" in no.value.values["possible"]


def test_what_does_not_fit_is_mended_to_the_nearest():
    found = builder.mended("open", "sex", "dimension", "rate", "lines")
    assert (found.rows, found.cols, found.show, found.form) == ("amphoe", "", "count", "table")
