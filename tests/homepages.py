"""Real web servers on this machine, for what fetches pages: well-behaved, slow, endless, lying."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pytest_django.fixtures import Settings

type Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server with an answer for each path; `asked` are the requests it got, path and headers."""

    def __init__(self, answers: Mapping[str, Answer], tls: ssl.SSLContext | None = None) -> None:
        self.answers, self.asked = dict(answers), list[tuple[str, dict[str, str]]]()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                answer = site.answers.get(self.path.partition("?")[0])
                try:
                    answer(self) if answer else self.send_error(404)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Nothing on the screen of a test run."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"


@contextmanager
def serving(answers: Mapping[str, Answer], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A server on this machine for the length of the block."""
    site = Site(answers, tls)
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()


def allow(settings: Settings, *sites: Site) -> None:
    """Lets the site under test ask these servers, which nothing but this setting allows."""
    settings.FETCH_ALLOWED_FOR_TESTS = frozenset(f"127.0.0.1:{site.port}" for site in sites)


def page(body: str | bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Answer:
    """A whole page."""
    raw = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def sent_on(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return page("", status=status, Location=location)


def never_ending(handler: BaseHTTPRequestHandler) -> None:
    """A page without an end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>and so on</p>" * 4096)
