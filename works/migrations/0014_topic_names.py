"""Topics get the names of all of arXiv's subjects, and those that are one under two spellings become one.

Names of topics and institutions are folded with their words in the order in which they stand, also around commas.
"""

from django.db import connection, migrations

# What carried the topic carries the other instead.
_CARRY = """
UPDATE works_work_topics l SET topic_id = %(stays)s WHERE topic_id = %(gone)s
    AND NOT EXISTS (SELECT FROM works_work_topics o WHERE o.work_id = l.work_id AND o.topic_id = %(stays)s);
DELETE FROM works_work_topics WHERE topic_id = %(gone)s;
UPDATE works_subjectfollow f SET topic_id = %(stays)s WHERE topic_id = %(gone)s
    AND NOT EXISTS (SELECT FROM works_subjectfollow o WHERE o.user_id = f.user_id AND o.topic_id = %(stays)s);
DELETE FROM works_subjectfollow WHERE topic_id = %(gone)s;
DELETE FROM works_topic WHERE id = %(gone)s;
UPDATE works_topic SET works_count = (SELECT count(*) FROM works_work_topics WHERE topic_id = %(stays)s),
    followers_count = (SELECT count(*) FROM works_subjectfollow WHERE topic_id = %(stays)s) WHERE id = %(stays)s
"""
# The filters of search: see works.search.marks.
_MARK = """
UPDATE works_worktext SET marks = array_append(array_remove(array_remove(marks, %(was)s), %(is)s), %(is)s),
    vector = ts_delete(vector, %(was)s) || array_to_tsvector(ARRAY[%(is)s])
WHERE %(was)s = ANY(marks) AND work_id IN (SELECT work_id FROM works_work_topics WHERE topic_id = %(topic)s)
"""
# Rendered anew by `manage.py render_cards`, which every upgrade runs.
_CARDS = """
UPDATE works_work SET card_version = ''
WHERE id IN (SELECT work_id FROM works_work_topics WHERE topic_id = ANY(%(topics)s))
"""
_SIDES = """
UPDATE profiles_author a SET side = jsonb_set(a.side, '{topics}', n.topics), version = a.version + 1,
    topics_count = jsonb_array_length(n.topics)
FROM (
    SELECT author_id, jsonb_agg(jsonb_build_object(
        'code', code, 'name', name, 'url', '/topics/' || slug || '/', 'works', works) ORDER BY works DESC, code
    ) AS topics
    FROM (
        SELECT s.author_id, t.code, t.name, t.slug, count(*) AS works
        FROM works_authorship s JOIN works_work_topics l ON l.work_id = s.work_id JOIN works_topic t ON t.id = l.topic_id
        WHERE s.author_id IN (SELECT o.author_id FROM works_authorship o
            JOIN works_work_topics c ON c.work_id = o.work_id WHERE c.topic_id = ANY(%(topics)s))
        GROUP BY 1, 2, 3, 4
    ) AS counted GROUP BY 1
) AS n WHERE a.id = n.author_id AND a.side ? 'topics'
"""


def name_topics(apps, schema_editor):
    from profiles.names import fold_words, slug
    from works import taxonomy

    model = apps.get_model("works", "Topic")
    changed = set()
    for topic in model.objects.order_by("id"):
        known = taxonomy.find(topic.code)
        code, name = (known.code, known.name) if known else (topic.code, topic.name)
        was = topic.code
        stays = model.objects.filter(slug=slug(code)).exclude(pk=topic.pk).first()
        if code != was and stays:
            _run(_CARRY, gone=topic.pk, stays=stays.pk)
            topic = stays
        new = {"code": code, "name": name, "folded_name": fold_words(name)[:200]}
        if code != was:
            new["slug"] = slug(code)
            _run(_MARK, **{"was": f"=topic:{was}", "is": f"=topic:{code}"}, topic=topic.pk)
        if (was, topic.code, topic.name) != (code, code, name):
            changed.add(topic.pk)
        model.objects.filter(pk=topic.pk).update(**new)
    if changed:
        _run(_CARDS, topics=sorted(changed))
        _run(_SIDES, topics=sorted(changed))


def fold_institutions(apps, schema_editor):
    from profiles.names import fold_words

    institutions = apps.get_model("works", "Institution").objects
    for record in institutions.filter(name__contains=",").only("name").iterator():
        institutions.filter(pk=record.pk).update(folded_name=fold_words(record.name)[:300])


def _run(statements, **values):
    with connection.cursor() as cursor:
        for statement in statements.split(";"):
            cursor.execute(statement, values)


class Migration(migrations.Migration):
    dependencies = [("works", "0013_search")]

    operations = [
        migrations.RunPython(name_topics, migrations.RunPython.noop),
        migrations.RunPython(fold_institutions, migrations.RunPython.noop),
    ]
