"""The tables of the people's room."""

from profiles.models.accounts import User
from profiles.models.authors import Author, TrustScore
from profiles.models.follows import Follow

__all__ = ["Author", "Follow", "TrustScore", "User"]
