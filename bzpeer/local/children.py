"""The three programs that make the site, beside its two servers: web server, worker and clock."""

import os
import secrets
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from bzpeer.embedded import Servers, places
from bzpeer.embedded.processes import Child, said_plainly
from bzpeer.local.address import Address


def environment(servers: Servers, address: Address) -> dict[str, str]:
    """What the settings read, for a site that runs embedded; makes the secret key and the mail folder on first use."""
    mail = servers.data / "mail"
    places.make_checked(mail, 0o700)
    return {
        **os.environ,
        "ALLOWED_HOSTS": address.allowed_hosts,
        "BZPEER_LOCAL": "1",
        "DATABASE_URL": servers.database_url,
        "DJANGO_SETTINGS_MODULE": "bzpeer.settings",
        "MAIL_DIR": str(mail),
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": _secret_key(servers.data / "secret-key"),
        "SITE_URL": address.url,
    }


def _secret_key(path: Path) -> str:
    """The same at every start, so that people stay logged in; readable by nobody else."""
    with said_plainly("The secret key cannot be kept"):
        if not path.exists():
            draft = path.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            draft.replace(path)
        return path.read_text()


def manage(servers: Servers, env: Mapping[str, str], *command: str) -> Child:
    """One of Django's commands."""
    return _python(f"manage.py {command[0]}", ["manage.py", *command], servers, env)


def web(servers: Servers, env: Mapping[str, str], address: Address) -> Child:
    """granian: one process, whose few threads keep their database connections."""
    options = ["--interface", "wsgi", "--host", address.number, "--port", str(address.port), "--workers", "1"]
    options += ["--blocking-threads", "4", "--blocking-threads-idle-timeout", "600", "--no-ws"]
    options += ["--respawn-failed-workers", "--workers-kill-timeout", "3"]
    return _python("web", ["-m", "granian", *options, "bzpeer.wsgi:application"], servers, env)


def worker(servers: Servers, env: Mapping[str, str]) -> Child:
    """Celery's worker; asked once it finishes its task, asked twice it gives the task back to the queue."""
    options = ["--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    found = _python("worker", ["-m", "celery", "-A", "bzpeer", "worker", *options], servers, env)
    found.farewells = (signal.SIGTERM, signal.SIGQUIT)
    return found


def clock(servers: Servers, env: Mapping[str, str]) -> Child:
    """Celery's beat, which remembers across restarts when it last did what."""
    options = ["--schedule", str(servers.data / "beat-schedule"), "--pidfile", "", "--loglevel", "WARNING"]
    return _python("beat", ["-m", "celery", "-A", "bzpeer", "beat", *options], servers, env)


def _python(name: str, arguments: list[str], servers: Servers, env: Mapping[str, str]) -> Child:
    # Never the scripts in bin/: their first line breaks where the checkout's path is long.
    log = servers.data / "logs" / f"{name.replace(' ', '-')}.log"
    return Child(name, [sys.executable, *arguments], log, env, cwd=places.CHECKOUT)
