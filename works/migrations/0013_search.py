"""Filters as words of the texts, and the words in ASCII: see works.search.marks."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

_CHUNK = 2_000
_NOT_ASCII = r"""
SELECT t.work_id, w.title, t.abstract FROM works_worktext t JOIN works_work w ON w.id = t.work_id
WHERE t.work_id > %s AND (w.title ~ '[^\x01-\x7f]' OR t.abstract ~ '[^\x01-\x7f]') ORDER BY t.work_id LIMIT %s
"""
_WORDS = """
UPDATE works_worktext AS t
SET vector = setweight(to_tsvector('english', p.title), 'A') || setweight(to_tsvector('english', p.abstract), 'B')
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS p (id, title, abstract) WHERE p.id = t.work_id
"""
_MARKS = """
UPDATE works_worktext AS t SET marks = m.marks, vector = t.vector || array_to_tsvector(m.marks)
FROM works_work w CROSS JOIN LATERAL (SELECT ARRAY(
    SELECT '=year:' || w.year WHERE w.year > 0
    UNION SELECT '=kind:' || w.kind WHERE w.kind <> ''
    UNION SELECT '=code:yes' WHERE w.has_code
    UNION SELECT '=topic:' || c.code FROM works_work_topics wt JOIN works_topic c ON c.id = wt.topic_id
        WHERE wt.work_id = w.id
    UNION SELECT '=source:' || s.slug FROM works_listing l JOIN works_sourceprofile p ON p.id = l.profile_id
        JOIN works_source s ON s.id = p.source_id WHERE l.work_id = w.id
    ORDER BY 1) AS marks) AS m
WHERE w.id = t.work_id
"""


def fold_words(apps, schema_editor):
    from works.search.marks import plain

    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(_NOT_ASCII, [last, _CHUNK])
            rows = cursor.fetchall()
            if not rows:
                return
            ids, titles, abstracts = zip(*rows, strict=True)
            cursor.execute(_WORDS, [list(ids), list(map(plain, titles)), list(map(plain, abstracts))])
            last = ids[-1]


class Migration(migrations.Migration):
    dependencies = [("works", "0012_reading_indexes")]

    operations = [
        migrations.AddField(
            "worktext", "marks",
            ArrayField(models.TextField(), default=list, db_default=[], help_text="See works.search.marks."),
        ),
        migrations.AlterField(
            "worktext", "vector",
            SearchVectorField(help_text="The words of title (A) and abstract (B) in ASCII, and the marks."),
        ),
        migrations.RunPython(fold_words, migrations.RunPython.noop),
        migrations.RunSQL(_MARKS, migrations.RunSQL.noop),
    ]
