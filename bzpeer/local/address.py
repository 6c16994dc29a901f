"""Where the site of `make run` is served: chosen by HOST and PORT, checked before anything starts."""

import errno
import os
import socket
from dataclasses import dataclass

from bzpeer.embedded.processes import Problem

_EVERY_INTERFACE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only ever asked for
# Browsers give passkeys to names alone, and this one is everybody's.
_THIS_MACHINE = {"127.0.0.1": "localhost", "::1": "localhost"}


@dataclass(frozen=True)
class Address:
    """The name that was asked for, the number it stands for, and the port."""

    host: str
    number: str
    port: int

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        host = _EVERY_INTERFACE.get(self.host, self.host)
        host = _THIS_MACHINE.get(host, host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def allowed_hosts(self) -> str:
        """Django's ALLOWED_HOSTS, comma-separated."""
        if self.number in _EVERY_INTERFACE:
            return "*"  # whoever opens the site to the network reaches it under names that we cannot know
        names = [
            "localhost",
            "127.0.0.1",
            "[::1]",
            f"[{self.number}]" if ":" in self.number else self.number,
            self.host,
        ]
        return ",".join(dict.fromkeys(names))

    def check_free(self) -> None:
        """Raises a `Problem` that says what to do if the site cannot be served here."""
        family = socket.AF_INET6 if ":" in self.number else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.number, self.port))
            except OSError as error:
                raise Problem(self._why_not(error)) from error

    def _why_not(self, error: OSError) -> str:
        another = f"choose another port: make run PORT={8001 if self.port == 8000 else self.port + 1}"
        if error.errno == errno.EADDRINUSE:
            return f"Port {self.port} on {self.host} is already in use; {another}"
        if error.errno == errno.EACCES:
            return f"Port {self.port} may be used by root only; choose one above 1023: make run PORT=8000"
        return f"The site cannot be served on HOST={self.host} PORT={self.port}: {error.strerror}."

    def answers(self) -> bool:
        """Whether the site says that it is well."""
        target = (_EVERY_INTERFACE.get(self.number, self.number), self.port)
        try:
            with socket.create_connection(target, timeout=5) as link:
                link.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return link.recv(64).split(b" ")[1:2] == [b"200"]
        except OSError:
            return False


def from_environment() -> Address:
    """The address that HOST and PORT name; 127.0.0.1 and 8000 where they are not set."""
    host, port = os.environ.get("HOST", "").strip() or "127.0.0.1", os.environ.get("PORT", "").strip() or "8000"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise Problem(f"PORT is {port!r}: expected a number from 1 to 65535, as in: make run PORT=8001")
    try:
        number = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0][4][0]
    except OSError as error:
        raise Problem(f"HOST is {host!r}, which is not the name of a machine: {error.strerror}.") from error
    return Address(host.strip("[]"), str(number), int(port))
