from django.apps import AppConfig


class WorksConfig(AppConfig):
    name = "works"

    def ready(self) -> None:
        # Only now can anything be imported that knows a model.
        from profiles import follows
        from works import subject_follows

        follows.ELSEWHERE.append(subject_follows.forget)
