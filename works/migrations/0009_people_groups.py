"""What curators may see and do of claims, objections and reports; nobody else of the staff sees them."""

from typing import Any

from django.db import migrations

CURATORS = "Curators"
SEEN = ("claim", "claimevent", "contest", "objection", "proof", "report")
KEPT = ("affiliationdomain", "authorlink")
DONE = [
    ("claim", "decide_claim", "Can decide claims, contests and objections"),
    ("report", "read_reported", "Can read a conversation that was reported"),
]


def wanted() -> list[tuple[str, str, str]]:
    """Model, code name and words of each permission."""
    seen = [(model, f"view_{model}", f"Can view {model}") for model in (*SEEN, *KEPT)]
    kept = [(model, f"{verb}_{model}", f"Can {verb} {model}") for model in KEPT for verb in ("add", "change", "delete")]
    return [*seen, *kept, *DONE]


def make(apps: Any, _: Any) -> None:
    """Gives the curators what they lack; what they have beyond it stays."""
    groups, permissions = apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    types = apps.get_model("contenttypes", "ContentType").objects
    group, _ = groups.get_or_create(name=CURATORS)
    for model, codename, words in wanted():
        content_type, _ = types.get_or_create(app_label="profiles", model=model)
        held, _ = permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": words})
        group.permissions.add(held)


class Migration(migrations.Migration):
    """Permissions of the curators about people."""

    dependencies = [("works", "0008_people"), ("profiles", "0003_people")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
