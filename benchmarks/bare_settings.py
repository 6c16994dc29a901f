"""The site's production settings, with the bare view beside the site's own addresses."""

from bzpeer.settings import *  # noqa: F403 - every setting, and one of them changed

ROOT_URLCONF = "benchmarks.bare_urls"
