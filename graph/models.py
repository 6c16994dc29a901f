"""Slices of the research graph: built once for each version of an author's record, whatever the number of readers."""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from profiles.models import Author

# In the query that reads the slice; a picture has forty nodes, a person's key is "person:" and the public id.
_NAMES_HIDDEN = """EXISTS (
    SELECT 1 FROM jsonb_array_elements(graph_slice.payload->'nodes') node
    JOIN profiles_author shown ON shown.public_id = substr(node->>'key', 8)
    WHERE shown.hidden_at IS NOT NULL OR shown.name <> node->>'name')"""


class SliceQuerySet(models.QuerySet["Slice"]):
    """Reads of slices."""

    def built(self) -> SliceQuerySet:
        """Slices that can be shown."""
        return self.filter(state__in=Slice.BUILT)

    def with_hidden(self) -> SliceQuerySet:
        """The slices with `names_hidden`: whether somebody in the picture is hidden or renamed by now, also far off."""
        return self.annotate(names_hidden=RawSQL(_NAMES_HIDDEN, [], models.BooleanField()))  # noqa: S611 - a constant

    def naming_nobody_hidden(self) -> SliceQuerySet:
        """The slices in whose picture everybody may be shown by now."""
        return self.annotate(names=RawSQL(_NAMES_HIDDEN, [], models.BooleanField())).filter(names=False)  # noqa: S611

    def newest_first(self) -> SliceQuerySet:
        """Those of the newest generation first."""
        return self.order_by("-generation")


class Slice(models.Model):
    """What is near one author, as of one generation of the author's record: the picture, and how far it has come."""

    class State(models.TextChoices):
        BUILDING = "building"
        READY = "ready"
        EMPTY = "empty"
        FAILED = "failed"

    BUILT = (State.READY, State.EMPTY)

    # Without an index of its own: the constraint below begins with it.
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="graph_slices", db_index=False)
    generation = models.PositiveIntegerField(help_text="The author's version when the slice was asked for.")
    state = models.CharField(max_length=10, choices=State, default=State.BUILDING)
    payload = models.JSONField(default=dict, help_text="See graph.pictures.Picture.as_json.")
    svg = models.TextField(blank=True, help_text="Safe HTML, see graph.drawing.")
    drawing = models.PositiveSmallIntegerField(default=0, help_text="graph.drawing.VERSION that made the SVG.")
    problem = models.TextField(blank=True, help_text="Why it failed, for the reader.")
    asks = models.PositiveSmallIntegerField(default=1, help_text="How often a worker was asked.")
    requested_at = models.DateTimeField(db_default=Now())
    built_at = models.DateTimeField(null=True, blank=True)

    objects = SliceQuerySet.as_manager()

    class Meta:
        # Also finds an author's newest slice, read from its end.
        constraints = (
            models.UniqueConstraint(fields=("author", "generation"), name="one_slice_per_author_and_generation"),
        )

    def __str__(self) -> str:
        return f"{self.author_id} as of {self.generation} ({self.state})"
