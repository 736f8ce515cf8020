from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "nsc.casework"

    def ready(self) -> None:
        from nsc.casework import mentors, referrals, visits  # noqa: F401  these name what they have open: to access.handover, to cases.AT_CLOSING
