"""The household in the hands of Somjai, and all that it rests on."""

from tests.casework.conftest import case, in_care, roll, surveyed  # noqa: F401
from tests.web.conftest import desk, enter, province  # noqa: F401
