"""The addresses of the field application."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
