"""What curators may see and do of claims, objections and reports; nobody else of the staff sees them."""

from typing import Any

from django.db import migrations

CURATORS = "Curators"
SEEN = {name: name for name in ("claim", "contest", "objection", "proof", "report")} | {"claimevent": "claim event"}
KEPT = {"affiliationdomain": "affiliation domain", "authorlink": "author link"}
DONE = [
    ("claim", "decide_claim", "Can decide claims, contests and objections"),
    ("report", "read_reported", "Can read a conversation that was reported"),
]


def named() -> list[tuple[str, str, str, str]]:
    """App, model, code name and words of each permission, as Django names them."""
    seen = [(model, f"view_{model}", f"Can view {words}") for model, words in {**SEEN, **KEPT}.items()]
    verbs = ("add", "change", "delete")
    kept = [(model, f"{verb}_{model}", f"Can {verb} {words}") for model, words in KEPT.items() for verb in verbs]
    return [("profiles", *permission) for permission in (*seen, *kept, *DONE)]


def make(apps: Any, _: Any) -> None:
    """Gives the curators what they lack; what they have beyond it stays."""
    groups, permissions = apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    types = apps.get_model("contenttypes", "ContentType").objects
    group, _ = groups.get_or_create(name=CURATORS)
    for app, model, codename, words in named():
        content_type, _ = types.get_or_create(app_label=app, model=model)
        held, _ = permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": words})
        group.permissions.add(held)


class Migration(migrations.Migration):
    """Permissions of the curators about people."""

    dependencies = [("works", "0008_people"), ("profiles", "0003_people")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
