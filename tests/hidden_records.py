"""Hiding records in tests, and looking where they are named still."""

from __future__ import annotations

import re

from django.test import Client

from profiles.models import Author, Objection
from tests.make import make_user
from tests.what_readers_see import pages
from works import hiding

NAME = "Jiacheng Sun"


def object_to(author: Author) -> Objection:
    Client().post(f"/authors/{author.public_id}/object/", {"text": "Please do not show me."})
    return Objection.objects.latest("id")


def hide(author: Author) -> Objection:
    objection = object_to(author)
    hiding.uphold(objection, make_user(f"Curator{objection.pk}"), "Hidden.")
    return objection


def named_by_ids(author: Author) -> list[str]:
    """The pages that lead to the record."""
    return [address for address, page in pages().items() if author.public_id in page]


LINK = re.compile(rf"<(?:a|option)\b[^>]*>\s*(?:{NAME}|Ada Lovelace)")


def links() -> list[str]:
    """The pages with a link to somebody of the name."""
    return [address for address, page in pages().items() if LINK.search(page)]
