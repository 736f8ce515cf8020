"""The small made-up survey, for what stands on answers."""

from tests.web.conftest import province, surveyed

__all__ = ["province", "surveyed"]
