from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0006_reading")]

    operations = [migrations.AddIndex("authorlink", models.Index(fields=["url"], name="links_by_address"))]
