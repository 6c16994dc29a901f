from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('works', '0009_people_groups'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='work',
            index=models.Index(condition=models.Q(('is_listed', True), ('merged_into', None)), fields=['id'], include=('published_on', 'ordered_on', 'created_at'), name='works_that_may_be_news'),
        ),
        # The newest works of one topic or institution; tables that Django makes have no model to say so.
        migrations.RunSQL(
            "CREATE INDEX works_of_a_topic ON works_work_topics (topic_id, work_id)",
            "DROP INDEX works_of_a_topic",
        ),
        migrations.RunSQL(
            "CREATE INDEX works_of_an_institution ON works_work_institutions (institution_id, work_id)",
            "DROP INDEX works_of_an_institution",
        ),
    ]
