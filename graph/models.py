"""The research graph: who wrote with whom, and slices of it, built once for all readers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from profiles.models import Author
from works.models import Work

# Of fractional weights: 1/(n-1) is kept as a whole number of millionths, so that sums can be taken back exactly.
MILLIONTHS = 1_000_000


class Edge(models.Model):
    """Two people who share works, a before b: how many, when, and the weight of works of n authors as 1/(n-1) each."""

    # Without constraints of the database: rows of authors are never deleted, and imports write many edges.
    a = models.ForeignKey(Author, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    b = models.ForeignKey(Author, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    shared = models.PositiveIntegerField(help_text="Works they share.")
    weight = models.PositiveBigIntegerField(help_text="In millionths, see MILLIONTHS.")
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("a", "b"), name="one_edge_for_two_people"),
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="an_edge_goes_from_a_to_b"),
            models.CheckConstraint(condition=models.Q(shared__gt=0), name="an_edge_has_works"),
        )
        # An author's co-authors by strength, from either end, read off the index alone.
        indexes = tuple(
            models.Index(
                models.F(end),
                models.F("shared").desc(),
                models.F("weight").desc(),
                models.F(other),
                name=f"edges_by_{end}",
            )
            for end, other in (("a", "b"), ("b", "a"))
        )

    def __str__(self) -> str:
        return f"{self.a_id} – {self.b_id}: {self.shared}"


class CountedWork(models.Model):
    """A work as the edges count it at present: its authors, two or more and no more than a team, and its year."""

    work = models.OneToOneField(Work, models.DO_NOTHING, related_name="+", db_constraint=False, primary_key=True)
    team = ArrayField(models.BigIntegerField(), help_text="Ids of authors, the smallest first.")
    year = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.work_id}: {len(self.team)}"


class Generation(models.Model):
    """How often what is near a work, a topic or an institution has changed; an author's own version counts for it."""

    focus = models.CharField(max_length=140, primary_key=True, help_text="As in Slice.focus.")
    number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.focus}: {self.number}"


# In the query that reads the slice; keys are "author:" or "work:" and the public id. Who was merged is named no longer
# than the record that absorbed them.
_NAMES_HIDDEN = """(EXISTS (
    SELECT 1 FROM jsonb_array_elements(graph_slice.payload->'nodes') node
    JOIN profiles_author shown ON shown.public_id = substr(node->>'key', 8)
    LEFT JOIN profiles_author home ON home.id = shown.merged_into_id
    WHERE starts_with(node->>'key', 'author:') AND (
        shown.hidden_at IS NOT NULL OR home.hidden_at IS NOT NULL OR coalesce(home.name, shown.name) <> node->>'name'))
OR EXISTS (
    SELECT 1 FROM jsonb_array_elements(graph_slice.payload->'nodes') node
    JOIN works_work gone ON gone.public_id = substr(node->>'key', 6)
    WHERE starts_with(node->>'key', 'work:') AND NOT gone.is_listed AND gone.merged_into_id IS NULL))"""


class SliceQuerySet(models.QuerySet["Slice"]):
    """Reads of slices."""

    def built(self) -> SliceQuerySet:
        """Slices that can be shown."""
        return self.filter(state__in=Slice.BUILT)

    def with_hidden(self) -> SliceQuerySet:
        """The slices with `names_hidden`: whether somebody in the picture is hidden or renamed, or a work gone."""
        return self.annotate(names_hidden=RawSQL(_NAMES_HIDDEN, [], models.BooleanField()))  # noqa: S611 - a constant

    def naming_nobody_hidden(self) -> SliceQuerySet:
        """The slices in whose picture everybody and every work may be shown by now."""
        return self.annotate(names=RawSQL(_NAMES_HIDDEN, [], models.BooleanField())).filter(names=False)  # noqa: S611

    def newest_first(self) -> SliceQuerySet:
        """Those of the newest generation first."""
        return self.order_by("-generation")


class Slice(models.Model):
    """What is near one focus, by some parameters, as of one generation: the picture, and how far it has come."""

    class State(models.TextChoices):
        BUILDING = "building"
        READY = "ready"
        EMPTY = "empty"
        FAILED = "failed"

    BUILT = (State.READY, State.EMPTY)

    focus = models.CharField(
        max_length=140, help_text="author:ID, work:ID, topic:SLUG or institution:SLUG, as in addresses."
    )
    parameters = models.CharField(max_length=500, blank=True, help_text='As in addresses, in one order; "" is default.')
    generation = models.PositiveIntegerField(help_text="The focus's version when the slice was asked for.")
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
        # Also finds the newest slice of a focus, read from its end.
        constraints = (
            models.UniqueConstraint(
                fields=("focus", "parameters", "generation"), name="one_slice_per_focus_and_generation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.focus} {self.parameters} as of {self.generation} ({self.state})"
