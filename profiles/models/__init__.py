"""The tables of the people's room."""

from profiles.models.accounts import DigestRhythm, User
from profiles.models.authors import Author, TrustDue, TrustScore
from profiles.models.claims import Claim, ClaimEvent, Contest, Proof
from profiles.models.conversations import Block, Conversation, Message, Report, ReportReading
from profiles.models.follows import Digest, Follow, Tell
from profiles.models.links import AffiliationDomain, AuthorLink
from profiles.models.notices import Notice
from profiles.models.objections import Objection

__all__ = [
    "AffiliationDomain",
    "Author",
    "AuthorLink",
    "Block",
    "Claim",
    "ClaimEvent",
    "Contest",
    "Conversation",
    "Digest",
    "DigestRhythm",
    "Follow",
    "Message",
    "Notice",
    "Objection",
    "Proof",
    "Report",
    "ReportReading",
    "Tell",
    "TrustDue",
    "TrustScore",
    "User",
]
