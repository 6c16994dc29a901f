"""What each verification level may do: one table. Pure."""

from __future__ import annotations

from enum import Enum


class Power(Enum):
    """Something that may be done with a record, in the words of a sentence that says so."""

    FOLLOW = "follow it"
    EXPORT = "export it"
    SUGGEST = "suggest a correction"
    CLAIM = "claim it"
    EDIT_LINKS = "edit its links"
    SET_OPEN = "say whether they are open to collaborate"
    PROPOSE_WORKS = "propose which works are theirs"
    DECIDE_WORKS = "decide which works are theirs"
    RENAME = "change the name without a trace"
    HIDE_METRICS = "hide computed metrics"
    HIDE_AFFILIATION = "hide the affiliation"
    INVITE = "invite other researchers"
    BE_INVITED = "be invited"
    VOUCH = "vouch for a co-author"
    CONFIRM = "vouch with full weight"

    @property
    def yours(self) -> str:
        """The same words for who owns the record."""
        return self.value.replace("they are", "you are").replace("theirs", "yours")


# The level that each needs: below CLAIMED of the record (anybody may), from CLAIMED on of who owns it.
NEEDS = {
    Power.FOLLOW: 1,
    Power.EXPORT: 1,
    Power.SUGGEST: 1,
    Power.CLAIM: 1,
    Power.EDIT_LINKS: 2,
    Power.SET_OPEN: 2,
    Power.PROPOSE_WORKS: 2,
    Power.DECIDE_WORKS: 3,
    Power.RENAME: 3,
    Power.HIDE_METRICS: 3,
    Power.HIDE_AFFILIATION: 3,
    Power.INVITE: 3,
    Power.BE_INVITED: 3,
    Power.VOUCH: 3,
    Power.CONFIRM: 4,
}


def may(level: int, power: Power) -> bool:
    """Whether this level is enough."""
    return level >= NEEDS[power]
