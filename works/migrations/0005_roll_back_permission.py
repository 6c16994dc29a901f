"""Who may roll a batch back, and an index that finds the few roll-backs among all decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("works", "0004_base_works")]
    operations = [
        migrations.AlterModelOptions(
            name="importbatch",
            options={
                "ordering": ("-id",),
                "permissions": (("roll_back", "Can roll back a batch"),),
                "verbose_name_plural": "import batches",
            },
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(condition=models.Q(("kind", "roll_back")), fields=["created_at"], name="roll_backs"),
        ),
    ]
