"""The addresses of the field application."""

from django.urls import path

from nsc.field import enrolment, reading, sending, shell

urlpatterns = [
    path("", shell.page, name="field"),
    path("manifest.webmanifest", shell.manifest, name="field-manifest"),
    path("worker.js", shell.worker, name="field-worker"),
    path("files.json", shell.files, name="field-files"),
    path("session/", enrolment.session, name="field-session"),
    path("phones/", enrolment.enrol, name="field-phones"),
    path("state/", enrolment.state, name="field-state"),
    path("wiped/", enrolment.wiped, name="field-wiped"),
    path("submissions/", sending.send, name="field-submissions"),
    path("answers/", sending.answers, name="field-answers"),
    path("files/<uuid:number>/", sending.file, name="field-file"),
    path("bundle/", reading.bundle, name="field-bundle"),
    path("photographs/<int:photograph>/preview/", reading.preview, name="field-preview"),
]
