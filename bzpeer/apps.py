"""Makes the Celery application the one that shared tasks belong to, in every process that runs Django."""

from django.apps import AppConfig


class BzpeerConfig(AppConfig):
    name = "bzpeer"
    verbose_name = "BZPEER"

    def ready(self) -> None:
        # Imported here and not in the package, so that the supervisor of `make run` stays small.
        import bzpeer.celery  # noqa: F401
