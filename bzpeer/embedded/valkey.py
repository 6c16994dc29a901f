"""The embedded Valkey: broker, cache and locks, its queue kept across restarts."""

import socket
from pathlib import Path

from bzpeer.embedded.places import Place, clean_environment
from bzpeer.embedded.processes import Child

SOCKET = "valkey.sock"


def child(place: Place, program: Path, *, durable: bool) -> Child:
    """The server, ready to be started; with `durable=False` it starts empty and writes nothing."""
    command = [str(program), "--port", "0", "--unixsocket", str(place.sockets / SOCKET), "--unixsocketperm", "700"]
    command += [
        "--dir",
        str(place.own(place.data / "valkey")),
        "--save",
        "",
        "--appendonly",
        "yes" if durable else "no",
    ]
    # Cached pages carry an expiry and may go early; the queue carries none and is never dropped.
    command += ["--maxmemory", "128mb", "--maxmemory-policy", "volatile-lru"]
    command += ["--databases", "64", "--daemonize", "no"]  # a number for every parallel test worker
    return Child("Valkey", command, place.data / "logs" / "valkey.log", clean_environment(), account=place.account)


def answers(place: Place) -> bool:
    """Whether the server replies and has loaded what it kept."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(5)
        try:
            link.connect(str(place.sockets / SOCKET))
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
        except OSError:
            return False
