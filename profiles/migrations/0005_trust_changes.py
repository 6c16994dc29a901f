"""What moved scores before this version: by how much each line did, and the newest lines for the profile."""

from typing import Any

from django.db import migrations

CHANGES = """
    UPDATE profiles_trustscore SET change = found.change FROM (
        SELECT id, score - coalesce(lag(score) OVER (PARTITION BY author_id ORDER BY computed_at, id), 0) AS change
        FROM profiles_trustscore
    ) AS found WHERE found.id = profiles_trustscore.id
"""
SHOWN = """
    UPDATE profiles_author SET side = jsonb_set(side, '{trust_history}', found.lines) FROM (
        SELECT author_id, jsonb_agg(jsonb_build_object(
            'on', to_char(computed_at, 'YYYY-MM-DD'), 'day', to_char(computed_at, 'FMDD FMMonth YYYY'),
            'change', to_char(change, 'FMSG999990'), 'after', score,
            'reason', CASE WHEN reason LIKE 'import of %' THEN 'import' ELSE reason END) ORDER BY place) AS lines
        FROM (
            SELECT *, row_number() OVER (PARTITION BY author_id ORDER BY computed_at DESC, id DESC) AS place
            FROM profiles_trustscore WHERE change <> 0
        ) AS ranked WHERE place <= 6 GROUP BY author_id
    ) AS found WHERE found.author_id = profiles_author.id
"""


def fill(apps: Any, schema: Any) -> None:
    """Two statements over the whole history."""
    with schema.connection.cursor() as cursor:
        cursor.execute(CHANGES)
        cursor.execute(SHOWN)


class Migration(migrations.Migration):
    """Fills what the history did not keep yet."""

    dependencies = [("profiles", "0004_notices_by_mail")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
