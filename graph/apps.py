from django.apps import AppConfig


class GraphConfig(AppConfig):
    name = "graph"

    def ready(self) -> None:
        """Has imports and decisions keep the edges."""
        from graph import edges, generations
        from works import refresh

        refresh.also(edges.keep)
        refresh.also(generations.grow)
