"""A client with one connection that is kept alive and does as little as possible itself."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, header lines as they came, and body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The header's value; "" where it is missing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode()
        return ""


class Connection:
    """One HTTP/1.1 connection to this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def request(self, path: str, **headers: str) -> bytes:
        """The bytes of a GET request; `if_none_match="…"` becomes If-None-Match."""
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    def send(self, request: bytes) -> Answer:
        """Sends the request and reads the whole answer, which must tell its length."""
        self.socket.sendall(request)
        received = self._receive()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        head, body = received[:end], received[end + 4 :]
        status = int(head[9:12])
        missing = 0 if status == 304 else _length(head) - len(body)
        parts = [body]
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return Answer(status, head, b"".join(parts))

    def _receive(self) -> bytes:
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise ConnectionError("The server closed the connection.")
        return chunk


def _length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    if at < 0:
        raise ValueError(f"The answer does not tell its length: {head[:200]!r}")
    return int(head[at + 17 :].partition(b"\r\n")[0])
