"""What was linked before there was a ledger becomes its first lines; `manage.py rebuild_identities` does the rest."""

from django.db import migrations

RULES = "bzpeer-rules@0"
FILL = f"""
UPDATE works_listing SET base_work_id = work_id, record = record || '{{"ids": []}}';
UPDATE works_authorship SET base_work_id = work_id;
UPDATE works_listing l SET slot_id = a.id FROM works_sourceprofile p, works_authorship a
WHERE p.id = l.profile_id AND a.work_id = l.work_id AND a.author_id = p.author_id;
UPDATE works_importpage g SET profile_id = l.profile_id FROM works_listing l WHERE l.page_id = g.id;
INSERT INTO works_decision (kind, machine, reason, evidence, details, in_force)
SELECT 'link', '{RULES}', 'Imported before decisions were written down.', '[]', '{{}}', true
WHERE EXISTS (SELECT 1 FROM works_authorship);
INSERT INTO works_assignment (decision_id, mention_id, author_id, reason, evidence)
SELECT d.id, a.id, a.author_id, a.reason, '[]' FROM works_authorship a, works_decision d WHERE d.kind = 'link';
INSERT INTO works_assignment (decision_id, profile_id, author_id, reason, evidence)
SELECT d.id, p.id, p.author_id, p.reason, '[]' FROM works_sourceprofile p, works_decision d WHERE d.kind = 'link';
INSERT INTO works_decision (kind, machine, reason, author_id, other_id, evidence, details, in_force)
SELECT 'merge', '{RULES}', merge_reason, id, merged_into_id, '[]', '{{}}', true
FROM profiles_author WHERE merged_into_id IS NOT NULL;
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("works", "0002_ledger"), ("profiles", "0002_ledger")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
