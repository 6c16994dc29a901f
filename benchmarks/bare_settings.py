"""The site's production settings, with the bare view beside the site's own addresses, and nobody counted as hasty."""

from bzpeer.settings import *  # noqa: F403 - every setting, and two of them changed
from bzpeer.settings import ACCOUNT_RATE_LIMITS

ROOT_URLCONF = "benchmarks.bare_urls"
_FREELY = "1000000/m/ip"
ACCOUNT_RATE_LIMITS |= dict.fromkeys(("search", "suggest", "export_author", "export_work"), _FREELY)
