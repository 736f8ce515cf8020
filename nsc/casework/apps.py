from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "nsc.casework"

    def ready(self) -> None:
        from nsc.casework import mentors  # noqa: F401  names its open work to access.handover
