"""Where the code of a work is, as its abstract says. Pure."""

from __future__ import annotations

import re

# Hosts of code alone: an address elsewhere may be a demonstration, a data set or a video.
_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht")
_NAMES = "|".join(map(re.escape, _HOSTS))
# Owner and repository; what stands behind them points into it.
_ADDRESS = re.compile(rf"(?:https?://)?(?:www\.)?({_NAMES})/([\w.~-]+)/([\w.-]*\w)", re.IGNORECASE | re.ASCII)
LONGEST = 200


def of_text(raw: str) -> str:
    """The first address of a repository of code in a text with TeX; "" where there is none."""
    found = _ADDRESS.search(raw.replace("\\_", "_").replace("\\%", "%"))
    if not found:
        return ""
    host, owner, name = found.groups()
    address = f"https://{host.lower()}/{owner}/{name.removesuffix('.git')}"
    return address if len(address) <= LONGEST else ""
