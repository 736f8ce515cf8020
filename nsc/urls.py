"""Every address of the system."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("nsc.api.urls")),
    path("field/", include("nsc.field.urls")),
    path("", include("nsc.web.urls")),
]
