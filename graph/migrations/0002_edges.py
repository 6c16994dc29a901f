"""Who wrote with whom, counted from the works at hand; slices of any focus. The slices there are, are built anew."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_WORKS = """
INSERT INTO graph_countedwork (work_id, team, year)
SELECT a.work_id, array_agg(a.author_id ORDER BY a.author_id), w.year
FROM works_authorship a JOIN works_work w ON w.id = a.work_id
WHERE a.author_id IS NOT NULL GROUP BY a.work_id, w.year HAVING count(*) BETWEEN 2 AND %s
"""
_EDGES = """
INSERT INTO graph_edge (a_id, b_id, shared, weight, first_year, last_year)
SELECT c.team[i], c.team[j], count(*), sum((1000000 + n.others / 2) / n.others), min(c.year), max(c.year)
FROM graph_countedwork c CROSS JOIN LATERAL (SELECT cardinality(c.team) - 1 AS others) n
CROSS JOIN LATERAL generate_series(1, n.others) i CROSS JOIN LATERAL generate_series(i + 1, n.others + 1) j
GROUP BY 1, 2
"""


def count(apps, schema_editor):
    schema_editor.execute(_WORKS, [settings.COAUTHOR_LIMIT])
    schema_editor.execute(_EDGES)


class Migration(migrations.Migration):

    dependencies = [
        ('graph', '0001_initial'),
        ('profiles', '0007_links_by_address'),
        ('works', '0015_authorships_of_nobody'),
    ]

    operations = [
        migrations.RunSQL('DELETE FROM graph_slice', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='CountedWork',
            fields=[
                ('work', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='works.work')),
                ('team', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Ids of authors, the smallest first.')),
                ('year', models.PositiveSmallIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Edge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shared', models.PositiveIntegerField(help_text='Works they share.')),
                ('weight', models.PositiveBigIntegerField(help_text='In millionths, see MILLIONTHS.')),
                ('first_year', models.PositiveSmallIntegerField(null=True)),
                ('last_year', models.PositiveSmallIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Generation',
            fields=[
                ('focus', models.CharField(help_text='As in Slice.focus.', max_length=140, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='slice',
            name='one_slice_per_author_and_generation',
        ),
        migrations.AddField(
            model_name='slice',
            name='focus',
            field=models.CharField(default='', help_text='author:ID, work:ID, topic:SLUG or institution:SLUG, as in addresses.', max_length=140),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='slice',
            name='parameters',
            field=models.CharField(blank=True, help_text='As in addresses, in one order; "" is default.', max_length=500),
        ),
        migrations.AlterField(
            model_name='slice',
            name='generation',
            field=models.PositiveIntegerField(help_text="The focus's version when the slice was asked for."),
        ),
        migrations.AddConstraint(
            model_name='slice',
            constraint=models.UniqueConstraint(fields=('focus', 'parameters', 'generation'), name='one_slice_per_focus_and_generation'),
        ),
        migrations.AddField(
            model_name='edge',
            name='a',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='profiles.author'),
        ),
        migrations.AddField(
            model_name='edge',
            name='b',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='profiles.author'),
        ),
        migrations.RemoveField(
            model_name='slice',
            name='author',
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='edge',
            index=models.Index(models.F('a'), models.OrderBy(models.F('shared'), descending=True), models.OrderBy(models.F('weight'), descending=True), models.F('b'), name='edges_by_a'),
        ),
        migrations.AddIndex(
            model_name='edge',
            index=models.Index(models.F('b'), models.OrderBy(models.F('shared'), descending=True), models.OrderBy(models.F('weight'), descending=True), models.F('a'), name='edges_by_b'),
        ),
        migrations.AddConstraint(
            model_name='edge',
            constraint=models.UniqueConstraint(fields=('a', 'b'), name='one_edge_for_two_people'),
        ),
        migrations.AddConstraint(
            model_name='edge',
            constraint=models.CheckConstraint(condition=models.Q(('a__lt', models.F('b'))), name='an_edge_goes_from_a_to_b'),
        ),
        migrations.AddConstraint(
            model_name='edge',
            constraint=models.CheckConstraint(condition=models.Q(('shared__gt', 0)), name='an_edge_has_works'),
        ),
        # The way back: slices know no author.
        migrations.RunSQL(migrations.RunSQL.noop, 'DELETE FROM graph_slice'),
    ]
