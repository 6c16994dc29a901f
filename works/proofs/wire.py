"""Connections to addresses that were checked before, with one time limit and one size limit for everything."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Sequence


def left(end: float) -> float:
    """The seconds until then; TimeoutError where none are left."""
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def connect(ips: Sequence[str], port: int, tls_host: str | None, end: float, most: int) -> Wire:
    """A connection to the first of these addresses that answers; the certificate must be that of `tls_host`."""
    plain = _connect(ips, port, end)
    if tls_host is None:
        return Wire(plain, end, most)
    try:
        plain.settimeout(left(end))
        return Wire(ssl.create_default_context().wrap_socket(plain, server_hostname=tls_host), end, most)
    except BaseException:
        plain.close()
        raise


def _connect(ips: Sequence[str], port: int, end: float) -> socket.socket:
    for number, ip in enumerate(ips, start=1):
        try:
            return socket.create_connection((ip, port), timeout=left(end) / (len(ips) - number + 1))
        except OSError:
            if number == len(ips):
                raise
    raise OSError("There is no address.")


class Wire:
    """What http.client needs of a socket, until `end` and for so many bytes; the `with` ends the connection."""

    def __init__(self, sock: socket.socket, end: float, most: int) -> None:
        self.sock, self.end, self.most = sock, end, most

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def sendall(self, data: bytes) -> None:
        """Sends all of it in time."""
        self.sock.settimeout(left(self.end))
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What comes, in time and no more than is taken of one answer."""
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Leaves the connection to who reads the answer."""


class _Incoming(io.RawIOBase):
    """The bytes of a connection until the time is over, however slowly they drip, or there are too many."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._left = wire, wire.most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._left <= 0:
            return 0
        self._wire.sock.settimeout(left(self._wire.end))
        count = self._wire.sock.recv_into(buffer)
        self._left -= count
        return count
