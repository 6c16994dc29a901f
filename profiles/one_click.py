"""Mails that end with one click, without a log-in: the signed end of their link, and the headers that programs read."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer


@dataclass(frozen=True, slots=True)
class Link:
    """The links of one kind of mail; the salt stays, or links in mails that were sent end nothing."""

    salt: str

    def token(self, pk: int) -> str:
        """What stands in the link of the row of this number."""
        return Signer(salt=self.salt).sign(str(pk))

    def read(self, token: str) -> int:
        """The number of the row whose link this is; 0, which no row has, where it is not ours."""
        try:
            return int(Signer(salt=self.salt).unsign(token))
        except (BadSignature, ValueError):
            return 0


def headers(link: str) -> dict[str, str]:
    """The headers of a mail that nobody wrote by hand and that this link ends (RFC 3834, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
