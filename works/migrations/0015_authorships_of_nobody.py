from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("works", "0014_topic_names")]

    operations = [
        migrations.RemoveIndex("authorship", "authorships_of_nobody"),
        migrations.AddIndex(
            "authorship",
            models.Index("folded_name", "id", condition=Q(aside="nobody"), name="authorships_of_nobody"),
        ),
    ]
