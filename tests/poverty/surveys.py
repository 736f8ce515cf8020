"""Made-up surveys for the properties: columns of one row a household."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from nsc.poverty.union import DimensionMap

# The official map of the 31 indicators of 2560-2564.
TPMAP = DimensionMap.of(
    [
        *((n, "health") for n in (1, 4, 5, 7)),
        *((n, "living") for n in (8, 9, 10, 11)),
        *((n, "education") for n in (15, 16, 17, 19)),
        *((n, "income") for n in (20, 21, 22)),
        *((n, "access") for n in (27, 28)),
    ]
)
SIZE = 31
PLACES = 4


class Row(NamedTuple):
    place: int
    applicable: int
    failed: int
    members: int
    registered: int
    validated: int
    registered_unknown: int
    validated_unknown: int


@st.composite
def rows(draw: Any) -> Row:
    applicable = draw(st.integers(0, 2**SIZE - 1))
    members = draw(st.integers(0, 9))
    registered_unknown, validated_unknown = draw(st.integers(0, members)), draw(st.sampled_from([0, 0, 0, members]))
    return Row(
        draw(st.integers(0, PLACES - 1)),
        applicable,
        # few failures, so that all patterns from none to many occur
        applicable & draw(st.integers(0, 2**SIZE - 1)) & draw(st.integers(0, 2**SIZE - 1)) & draw(st.integers(0, 2**SIZE - 1)),
        members,
        draw(st.integers(0, members - registered_unknown)),
        draw(st.integers(0, members - validated_unknown)),
        registered_unknown,
        validated_unknown,
    )


surveys = st.lists(rows(), max_size=20)


def columns(survey: list[Row]) -> dict[str, np.ndarray]:
    values = np.array(survey, np.int64).reshape(len(survey), len(Row._fields))
    return dict(zip(Row._fields, values.T, strict=True))
