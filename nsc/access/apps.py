from django.apps import AppConfig


class Access(AppConfig):
    name = "nsc.access"

    def ready(self) -> None:
        from nsc.access import sign_in

        sign_in.listen()
