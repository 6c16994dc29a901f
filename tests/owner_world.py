"""What readers see while owners act, for tests that compare one state with another inside one transaction."""

from __future__ import annotations

import re

import redis
from django.conf import settings

from tests import what_readers_see
from works import scoring

# It tells how the level rose and fell.
_HISTORY = re.compile(r'(<h3>[^<]*</h3>)?\s*<ol class="moves">.*?</ol>\s*', re.DOTALL)


def seen() -> dict[str, str]:
    """Every public page but for the history of trust; none that was kept, since nothing is committed here."""
    scoring.compute_due()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
    return {address: _HISTORY.sub("", page) for address, page in what_readers_see.pages().items()}
