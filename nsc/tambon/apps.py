from django.apps import AppConfig


class TambonConfig(AppConfig):
    name = "nsc.tambon"
