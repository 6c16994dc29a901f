"""What search, topic pages and exports read: texts with their words, works in order of time per subject, citations."""

import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import F

_NAMED = """
DO $$ BEGIN EXECUTE (
    SELECT format('ALTER TABLE {table} RENAME CONSTRAINT %I TO {name}', conname) FROM pg_constraint
    WHERE conrelid = '{table}'::regclass AND contype = 'u'
); END $$
"""
# From what is there: the next import of a work writes its texts anew, from what its sources say.
_TEXTS = r"""
INSERT INTO works_worktext (work_id, title_tex, abstract, vector)
SELECT id, title, plain, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', plain), 'B')
FROM works_work CROSS JOIN LATERAL (SELECT
    replace(replace(replace(replace(replace(regexp_replace(abstract_html, '<[^>]+>', '', 'g'),
        '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#x27;', ''''), '&amp;', '&') AS plain) AS told
WHERE is_listed AND merged_into_id IS NULL
"""
_PLACES = """
UPDATE {table} AS l SET ordered_on = w.ordered_on FROM works_work w WHERE w.id = l.work_id
"""
_COUNTS = """
UPDATE works_{noun} AS s SET works_count = counted.works FROM (
    SELECT {noun}_id, count(*) AS works FROM works_work_{noun}s GROUP BY 1
) AS counted WHERE counted.{noun}_id = s.id
"""


def fold_names(apps, schema_editor):
    from profiles.names import fold

    for name in ("Topic", "Institution"):
        model = apps.get_model("works", name)
        for record in model.objects.only("name"):
            longest = model._meta.get_field("folded_name").max_length
            model.objects.filter(pk=record.pk).update(folded_name=fold(record.name)[:longest])


def _through(name, noun, table, once, of, newest):
    newest_index = models.Index(F(noun), F("ordered_on").desc(nulls_last=True), F("work").desc(), name=newest)
    known = [
        migrations.CreateModel(
            name=name,
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("work", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="works.work")),
                (noun, models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=f"works.{noun}")),
            ],
            options={"db_table": table},
        ),
        migrations.AlterField(
            "work",
            f"{noun}s",
            models.ManyToManyField(related_name="works", through=f"works.{name}", to=f"works.{noun}"),
        ),
        migrations.AddConstraint(name.lower(), models.UniqueConstraint(fields=("work", noun), name=once)),
        migrations.AddIndex(name.lower(), models.Index(fields=(noun, "work"), name=of)),
    ]
    return [
        # The tables are there: Django made them, and names only the constraint differently.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(_NAMED.format(table=table, name=once), migrations.RunSQL.noop)], known
        ),
        migrations.AddField(name.lower(), "ordered_on", models.DateField(help_text="The work's.", null=True)),
        migrations.RunSQL(_PLACES.format(table=table), migrations.RunSQL.noop),
        migrations.AddIndex(name.lower(), newest_index),
    ]


def _named(noun, longest):
    return [
        migrations.AddField(noun, "folded_name", models.CharField(db_default="", max_length=longest)),
        migrations.AddField(
            noun,
            "works_count",
            models.PositiveIntegerField(db_default=0, help_text="Kept up to date by works.imports.tags."),
        ),
        migrations.RunSQL(_COUNTS.format(noun=noun), migrations.RunSQL.noop),
    ]


class Migration(migrations.Migration):
    dependencies = [("profiles", "0006_reading"), ("works", "0010_feed_indexes")]

    operations = [
        *_through(
            "WorkTopic", "topic", "works_work_topics", "a_work_carries_a_topic_once", "works_of_a_topic",
            "newest_of_a_topic",
        ),
        *_through(
            "WorkInstitution", "institution", "works_work_institutions", "a_work_carries_an_institution_once",
            "works_of_an_institution", "newest_of_an_institution",
        ),
        *_named("topic", 200),
        *_named("institution", 300),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AddField(
            "work", "citations",
            models.PositiveIntegerField(blank=True, help_text="None where no source reports it.", null=True),
        ),
        migrations.AddField(
            "work", "citations_on",
            models.DateField(blank=True, help_text="When the citations were counted.", null=True),
        ),
        migrations.AddField(
            "work", "code_url",
            models.URLField(blank=True, db_default="", help_text="Where the abstract says its code is.", max_length=500),
        ),
        migrations.CreateModel(
            name="WorkText",
            fields=[
                (
                    "work",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="text",
                        serialize=False, to="works.work",
                    ),
                ),
                ("title_tex", models.TextField(help_text="The title as its source writes it, TeX and all.")),
                ("abstract", models.TextField(blank=True, help_text="Plain text.")),
                (
                    "vector",
                    SearchVectorField(help_text="The words of title (A) and abstract (B): see works.search."),
                ),
            ],
        ),
        migrations.RunSQL(_TEXTS, migrations.RunSQL.noop),
    ]
