"""The pages and fragments of graphs as tests read them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from profiles.models import Author


def fragment(client: Client, author: Author, query: str = "", **headers: str) -> Any:
    """The answer to htmx, which asks for the part by its name."""
    address = f"/graph/?focus=author:{author.public_id}{query}"
    return client.get(address, headers={"HX-Request": "true", "HX-Target": "graph-slice", **headers})


def html(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def text(response: Any) -> str:
    """What a reader sees, with single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html(response)))).strip()


def table(response: Any) -> list[list[str]]:
    """The rows of the table, each value as text."""
    body = html(response).partition('id="graph-table"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]
