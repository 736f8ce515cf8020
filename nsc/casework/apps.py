from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "nsc.casework"
