"""Somsri at her desk."""

import pytest
from django.conf import settings

from nsc.areas import loading


@pytest.fixture
def province(db):
    loading.load(settings.PROVINCE)


@pytest.fixture
def desk(client, hire, province):
    """A browser in which an officer has signed in."""
    client.force_login(hire("somsri", "สมศรี ใจดี"), backend="django.contrib.auth.backends.ModelBackend")
    return client
