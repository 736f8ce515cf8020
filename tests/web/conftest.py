"""Somsri at her desk."""

import pytest
from django.conf import settings

from nsc.areas import gazetteer, loading
from nsc.areas.models import Alias, Area, Edition, LocalAuthority


@pytest.fixture(scope="package")
def province(django_db_setup, django_db_blocker):
    """The reference data, loaded once for all pages and taken away again."""
    with django_db_blocker.unblock():
        loading.load(settings.PROVINCE)
        gazetteer.forget()
        yield
        for table in (Edition, Alias, LocalAuthority, Area):
            table.objects.all().delete()
        gazetteer.forget()


@pytest.fixture
def desk(client, hire, province):
    """A browser in which an officer has signed in."""
    client.force_login(hire("somsri", "สมศรี ใจดี"))
    return client
