"""The addresses of the field application."""

from django.urls import URLPattern, path

from nsc.field import sending

urlpatterns: list[URLPattern] = [
    path("submissions/", sending.send, name="field-submissions"),
    path("answers/", sending.answers, name="field-answers"),
    path("files/<uuid:number>/", sending.file, name="field-file"),
]
