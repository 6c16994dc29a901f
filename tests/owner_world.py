"""What readers see while owners act, for tests that compare one state with another inside one transaction."""

from __future__ import annotations

import redis
from django.conf import settings

from tests import what_readers_see
from works import scoring


def seen() -> dict[str, str]:
    """Every public page; none that was kept, since nothing is committed here."""
    scoring.compute_due()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
    return what_readers_see.pages()
