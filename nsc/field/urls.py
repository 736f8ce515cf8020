"""The addresses of the field application."""

from django.urls import path

from nsc.field import reading

urlpatterns = [
    path("bundle/", reading.bundle, name="field-bundle"),
    path("photographs/<int:photograph>/preview/", reading.preview, name="field-preview"),
]
