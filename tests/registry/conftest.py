from tests.web.conftest import province, surveyed

__all__ = ["province", "surveyed"]
