from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        # Models are there only now.
        from profiles.claims import hooks

        hooks.listen()
