"""How tests read a page."""

from __future__ import annotations

import re

from django.test import Client

from profiles.models import Author


def text(html: str) -> str:
    """What a reader sees, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def page(client: Client, author: Author, query: str = "") -> str:
    response = client.get(author.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()
