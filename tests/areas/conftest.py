import pytest

from nsc.areas import gazetteer, loading


@pytest.fixture
def nakhon_sawan(db):
    """The reference data, also after a test that emptied the tables."""
    loading.load("60")


@pytest.fixture
def uthai_thani(db, settings):
    """A province of which only the national list is at hand."""
    settings.PROVINCE = "61"
    loading.load("61")
    yield
    gazetteer.forget()
