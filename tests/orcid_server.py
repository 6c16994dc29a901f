"""A local server that speaks ORCID's protocol: OAuth (authorize, token) and the v3.0 record of its public API."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID, SECRET = "APP-BZPEERTESTS00001", "5c7c1a3e-not-a-real-secret"


@dataclass(frozen=True, slots=True)
class Work:
    """A work of an ORCID record."""

    title: str
    doi: str = ""
    year: int | None = None


@dataclass
class Person:
    """Somebody with an ORCID iD, what their public record tells, and how the server behaves towards them."""

    orcid: str = "0000-0002-1825-0097"
    given: str = "Josiah"
    family: str = "Carberry"
    email: str = ""
    works: Sequence[Work] = ()
    denies: bool = False


@dataclass
class Orcid:
    """The running server: its address, and who is logged in to it."""

    url: str
    person: Person
    redirects: tuple[str, ...] = ()
    refuses_tokens: bool = False
    hides_records: bool = False
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


def record(person: Person) -> dict[str, Any]:
    """The public record as ORCID's API writes it, in version 3.0."""
    return {
        "orcid-identifier": {
            "uri": f"https://orcid.org/{person.orcid}",
            "path": person.orcid,
            "host": "orcid.org",
        },
        "preferences": {"locale": "en"},
        "history": {
            "creation-method": "DIRECT",
            "submission-date": {"value": 1_460_669_254_582},
            "last-modified-date": {"value": 1_700_000_000_000},
            "claimed": True,
        },
        "person": {
            "last-modified-date": None,
            "name": {
                "created-date": {"value": 1_460_669_254_582},
                "last-modified-date": {"value": 1_460_669_254_582},
                "given-names": {"value": person.given},
                "family-name": {"value": person.family} if person.family else None,
                "credit-name": None,
                "source": None,
                "visibility": "public",
                "path": person.orcid,
            },
            "other-names": {"last-modified-date": None, "other-name": [], "path": f"/{person.orcid}/other-names"},
            "biography": None,
            "researcher-urls": {"last-modified-date": None, "researcher-url": []},
            "emails": {"last-modified-date": None, "email": _emails(person), "path": f"/{person.orcid}/email"},
            "addresses": {"last-modified-date": None, "address": []},
            "keywords": {"last-modified-date": None, "keyword": []},
            "external-identifiers": {"last-modified-date": None, "external-identifier": []},
            "path": f"/{person.orcid}/person",
        },
        "activities-summary": {
            "last-modified-date": None,
            "educations": {"last-modified-date": None, "affiliation-group": []},
            "employments": {"last-modified-date": None, "affiliation-group": []},
            "works": {
                "last-modified-date": None,
                "group": [_group(number, work) for number, work in enumerate(person.works, start=1)],
                "path": f"/{person.orcid}/works",
            },
            "path": f"/{person.orcid}/activities",
        },
        "path": f"/{person.orcid}",
    }


def _emails(person: Person) -> list[dict[str, Any]]:
    if not person.email:
        return []
    return [{"email": person.email, "path": None, "visibility": "public", "verified": True, "primary": True}]


def _group(number: int, work: Work) -> dict[str, Any]:
    doi = {
        "external-id-type": "doi",
        "external-id-value": work.doi,
        "external-id-normalized": {"value": work.doi.lower(), "transient": True},
        "external-id-normalized-error": None,
        "external-id-url": {"value": f"https://doi.org/{work.doi}"},
        "external-id-relationship": "self",
    }
    ids = {"external-id": [doi] if work.doi else []}
    year = {"year": {"value": str(work.year)}, "month": None, "day": None} if work.year else None
    summary = {
        "put-code": number,
        "created-date": {"value": 1_460_669_254_582},
        "last-modified-date": {"value": 1_460_669_254_582},
        "source": {"source-name": {"value": "Crossref"}},
        "title": {"title": {"value": work.title}, "subtitle": None, "translated-title": None},
        "external-ids": ids,
        "url": None,
        "type": "journal-article",
        "publication-date": year,
        "journal-title": None,
        "visibility": "public",
        "path": f"/work/{number}",
        "display-index": "0",
    }
    return {"last-modified-date": None, "external-ids": ids, "work-summary": [summary]}


@contextmanager
def running(person: Person | None = None, redirects: Sequence[str] = ()) -> Iterator[Orcid]:
    """ORCID on a free port of this machine; `redirects` are where it may send people back to, as registered."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    orcid = Orcid(f"http://127.0.0.1:{server.server_port}", person or Person(), tuple(redirects))
    server.orcid = orcid  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield orcid
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers as ORCID does; the person at the browser has said yes, or no, before."""

    server: ThreadingHTTPServer

    @property
    def _orcid(self) -> Orcid:
        return self.server.orcid  # type: ignore[attr-defined,no-any-return]

    def do_GET(self) -> None:
        self._orcid.asked.append(self.path)
        parts = urlsplit(self.path)
        if parts.path == "/oauth/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(parts.query).items()})
        elif parts.path.startswith("/v3.0/") and parts.path.endswith("/record"):
            self._record(parts.path.split("/")[2])
        else:
            self._answer(404, {"error": "not_found"})

    def do_POST(self) -> None:
        self._orcid.asked.append(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path != "/oauth/token":
            return self._answer(404, {"error": "not_found"})
        return self._token({name: values[0] for name, values in parse_qs(raw).items()})

    def _authorize(self, asked: dict[str, str]) -> None:
        back = asked.get("redirect_uri", "")
        if asked.get("client_id") != CLIENT_ID or not back.startswith(self._orcid.redirects or "http"):
            return self._answer(400, {"error": "invalid_client"})
        if asked.get("response_type") != "code" or asked.get("scope") != "/authenticate":
            return self._answer(400, {"error": "invalid_scope"})
        if self._orcid.person.denies:
            told = {"error": "access_denied", "error_description": "User denied access"}
        else:
            code = secrets.token_urlsafe(6)
            self._orcid.codes[code] = (self._orcid.person.orcid, back)
            told = {"code": code}
        state = {"state": asked["state"]} if "state" in asked else {}
        self.send_response(302)
        self.send_header("Location", f"{back}?{urlencode(told | state)}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _token(self, asked: dict[str, str]) -> None:
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, SECRET) or self._orcid.refuses_tokens:
            return self._answer(401, {"error": "invalid_client", "error_description": "Client not found"})
        # A code opens once, and for the address that it was sent to.
        orcid, back = self._orcid.codes.pop(asked.get("code", ""), ("", ""))
        if not orcid or asked.get("grant_type") != "authorization_code" or asked.get("redirect_uri") != back:
            return self._answer(400, {"error": "invalid_grant", "error_description": "Reused or invalid code"})
        person = self._orcid.person
        name = f"{person.given} {person.family}".strip()
        tokens = {"access_token": secrets.token_hex(16), "refresh_token": secrets.token_hex(16), "token_type": "bearer"}
        told = {"expires_in": 631_138_518, "scope": "/authenticate", "name": name, "orcid": orcid}
        return self._answer(200, tokens | told)

    def _record(self, orcid: str) -> None:
        if orcid != self._orcid.person.orcid or self._orcid.hides_records:
            return self._answer(404, {"response-code": 404, "developer-message": "No entity found"})
        if "json" not in self.headers.get("Accept", ""):
            return self._answer(406, {"response-code": 406})
        return self._answer(200, record(self._orcid.person), "application/orcid+json")

    def _answer(self, status: int, told: Any, content_type: str = "application/json") -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type};charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Silent: a test prints what fails."""
