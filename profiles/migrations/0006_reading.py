from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Collate

_LAST_WORD_FIRST = Func(
    F("folded_name"), Value(r"^(.+) (\S+)$"), Value(r"\2 \1"), function="regexp_replace",
    output_field=models.CharField(max_length=300),
)
_PUBLIC = Q(merged_into=None, level__gte=1, hidden_at=None)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0005_trust_changes")]

    operations = [
        # Trusted by PostgreSQL: the owner of the database may add it.
        TrigramExtension(),
        migrations.AddField(
            "author",
            "turned_name",
            models.GeneratedField(
                expression=_LAST_WORD_FIRST, output_field=models.CharField(max_length=300), db_persist=True,
                help_text="The folded name with its last word first, for who looks for the family name.",
            ),
        ),
        migrations.AddIndex(
            "author", models.Index(Collate("folded_name", "C"), F("id"), condition=_PUBLIC, name="authors_by_start")
        ),
        migrations.AddIndex(
            "author",
            models.Index(Collate("turned_name", "C"), F("id"), condition=_PUBLIC, name="authors_by_family_name"),
        ),
        migrations.AddIndex(
            "author",
            GinIndex(OpClass(F("folded_name"), name="gin_trgm_ops"), condition=_PUBLIC, name="authors_by_likeness"),
        ),
    ]
