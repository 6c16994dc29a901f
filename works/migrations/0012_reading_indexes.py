from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Collate


def _found(noun):
    like = GinIndex(OpClass(F("folded_name"), name="gin_trgm_ops"), name=f"{noun}s_by_likeness")
    return [
        migrations.AddIndex(noun, models.Index(Collate("folded_name", "C"), F("id"), name=f"{noun}s_by_start")),
        migrations.AddIndex(noun, like),
    ]


class Migration(migrations.Migration):
    # Apart from the rows of 0011: a table with deferred checks that wait gets no index.
    dependencies = [("works", "0011_reading")]

    operations = [
        *_found("topic"),
        *_found("institution"),
        migrations.AddIndex("worktext", GinIndex(fields=["vector"], name="works_by_their_words")),
        migrations.AddIndex(
            "authorship", models.Index(F("folded_name"), condition=Q(author=None), name="authorships_of_nobody")
        ),
    ]
