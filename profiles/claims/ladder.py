"""The verification ladder from L1 on: what a claim has to show for each rung, and what is missing. Pure."""

from __future__ import annotations

from dataclasses import dataclass

IMPORTED, CLAIMED, VERIFIED, CONFIRMED = 1, 2, 3, 4
# The names are those of Proof.Kind. One of these is enough for L3; vouches are counted by themselves.
STRONG = frozenset({"affiliation", "orcid", "homepage", "curator"})
CURATOR, REVIEW = "curator", "review"
VOUCHES_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a claim."""

    email: bool = False  # a confirmed address
    name: bool = False  # the name that the person publishes under can be the record's
    owner: bool = False  # owns the record already: neither the name nor the wait is asked for again
    alone: bool = True  # nobody else has an open claim on the record
    quiet: bool = False  # the time without objection is over
    barred: bool = False  # a curator refused the person's claim on this record before
    kinds: frozenset[str] = frozenset()  # proofs that hold, by kind, without vouches
    vouches: tuple[int, ...] = ()  # the levels of those who vouch, each person once


def level(facts: Facts) -> int:
    """The rung from 1 to 4 that the claim reaches; 1 is the imported record, owned by nobody."""
    if not facts.email or not (facts.alone or facts.owner) or (facts.barred and CURATOR not in facts.kinds):
        return IMPORTED
    if not (facts.name or facts.owner or CURATOR in facts.kinds):
        return IMPORTED
    if _is_proven(facts):
        return CONFIRMED if REVIEW in facts.kinds and _full_kinds(facts) > 1 else VERIFIED
    return CLAIMED if facts.quiet or facts.owner else IMPORTED


def _vouchers(facts: Facts) -> list[int]:
    return [level for level in facts.vouches if level >= VERIFIED]


def _is_proven(facts: Facts) -> bool:
    return bool(facts.kinds & STRONG) or len(_vouchers(facts)) >= VOUCHES_NEEDED


def _full_kinds(facts: Facts) -> int:
    # Two vouches are one kind; for L4 one of them has to be of full weight.
    vouchers = _vouchers(facts)
    return len(facts.kinds & STRONG) + (len(vouchers) >= VOUCHES_NEEDED and max(vouchers) >= CONFIRMED)


def missing(facts: Facts) -> tuple[str, ...]:
    """What stands between the claim and the next rung, in sentences for its person; nothing at the top."""
    now = level(facts)
    if now == IMPORTED:
        return _for_claimed(facts)
    if now == CLAIMED:
        return _for_verified(facts)
    return _for_confirmed(facts) if now == VERIFIED else ()


def _for_claimed(facts: Facts) -> tuple[str, ...]:
    said = (
        (not facts.email, "A confirmed e-mail address."),
        (not (facts.alone or facts.owner), "A curator’s decision, since somebody else claims the record too."),
        (facts.barred, "A curator’s word, since the claim was refused before."),
        (
            not (facts.name or facts.barred),
            "A name that can be the record’s; where you publish under another one, a curator’s word.",
        ),
    )
    asked = tuple(sentence for wanted, sentence in said if wanted)
    if facts.quiet or facts.barred or _is_proven(facts):
        return asked
    return (*asked, "The time without objection; one strong proof makes it unnecessary.")


def _for_verified(facts: Facts) -> tuple[str, ...]:
    have = len(_vouchers(facts))
    vouches = f"{VOUCHES_NEEDED} co-authors who vouch" + (f" ({have} of them did)" if have else "")
    by_the_site = "ORCID with a shared work, an e-mail address at an affiliation, a link from a listed homepage"
    return (f"One strong proof: {by_the_site}, {vouches}, or a curator’s word.",)


def _for_confirmed(facts: Facts) -> tuple[str, ...]:
    said = (
        (_full_kinds(facts) < 2, "A second strong proof, of another kind."),
        (REVIEW not in facts.kinds, "A curator’s recorded review."),
    )
    return tuple(sentence for wanted, sentence in said if wanted)
