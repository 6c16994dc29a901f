"""The groups of the desk, what each may do, and the indexes of its lists."""

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Left, Lower

READ_ONLY, EDITORS, CURATORS = "Read-only staff", "Editors", "Curators"
# By app and model; a permission on accounts or groups is none of these.
RECORDS = {
    "profiles": ("author", "trustscore"),
    "works": (
        "authorship", "decision", "importbatch", "importpage", "listing", "question", "reportednumber", "source",
        "sourceprofile", "work",
    ),
}  # fmt: skip
VIEW = [(app, model, f"view_{model}", f"Can view {model}") for app, found in RECORDS.items() for model in found]
EDIT = [("works", "decision", "edit_fields", "Can edit and lock fields of records")]
CURATE = [
    ("works", "decision", "decide", "Can decide who is who, and undo it"),
    ("works", "question", "change_question", "Can change question"),
    ("works", "importbatch", "add_importbatch", "Can add import batch"),
    ("works", "importbatch", "change_importbatch", "Can change import batch"),
    ("works", "importbatch", "roll_back", "Can roll back a batch"),
    ("works", "source", "change_source", "Can change source"),
]
GROUPS = {READ_ONLY: VIEW, EDITORS: VIEW + EDIT, CURATORS: VIEW + EDIT + CURATE}


def make(apps: Any, _: Any) -> None:
    """Makes the groups, or gives them what they lack; what they have beyond it stays."""
    # Permissions are made after the last migration of all; here they are needed before, under the names they get there.
    groups, permissions = apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    types = apps.get_model("contenttypes", "ContentType").objects
    for name, wanted in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        for app, model, codename, words in wanted:
            content_type, _ = types.get_or_create(app_label=app, model=model)
            held, _ = permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": words})
            group.permissions.add(held)


class Migration(migrations.Migration):
    """Groups, permissions and indexes."""

    dependencies = [
        ("works", "0005_roll_back_permission"),
        ("profiles", "0002_ledger"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="decision",
            options={
                "ordering": ("-id",),
                "permissions": (
                    ("decide", "Can decide who is who, and undo it"),
                    ("edit_fields", "Can edit and lock fields of records"),
                ),
            },
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(condition=models.Q(("machine", "")), fields=["-id"], name="decisions_of_people"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["kind", "-id"], name="decisions_by_kind"),
        ),
        migrations.AddIndex(
            model_name="sourceprofile",
            index=models.Index(
                fields=["folded_name"], name="source_profiles_by_start", opclasses=("varchar_pattern_ops",)
            ),
        ),
        migrations.AddIndex(
            model_name="work",
            index=models.Index(
                OpClass(Lower(Left("title", 100)), name="text_pattern_ops"), name="works_by_start_of_title"
            ),
        ),
        # Groups may have been given more, or to somebody: they stay when this is taken back.
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
