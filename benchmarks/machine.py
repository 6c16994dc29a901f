"""The machine in one line, since no figure means anything without it."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import django
from django.db import connection


def line() -> str:
    """Processor, cores, system, and the versions that matter."""
    info = Path("/proc/cpuinfo")
    names = [text for text in info.read_text().splitlines() if text.startswith("model name")] if info.exists() else []
    processor = names[0].partition(":")[2].strip() if names else platform.processor()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [postgres] = cursor.fetchone()
    versions = f"Python {platform.python_version()}, Django {django.__version__}, PostgreSQL {postgres}"
    return f"{processor}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; {versions}"
