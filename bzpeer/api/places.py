"""Absolute addresses in answers: of pages for readers, and of records here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

ROOT = "/api/v1"
DOCS = f"{ROOT}/docs"
DOCUMENT = f"{ROOT}/openapi.json"


@dataclass(frozen=True, slots=True)
class Places:
    """How addresses begin for who asks: with the name under which they reached the site."""

    site: str

    @classmethod
    def of(cls, request: HttpRequest) -> Places:
        """The places as this request reached them."""
        return cls(request.build_absolute_uri("/").rstrip("/"))

    def page(self, path: str) -> str:
        """The address of a page for readers."""
        return self.site + path

    def here(self, *parts: str) -> str:
        """The address of a record or a list of this API."""
        return "/".join((self.site + ROOT, *parts))


def resolves(path: str) -> bool:
    """Whether the path is one of this API's."""
    return path == ROOT or path.startswith(f"{ROOT}/")
