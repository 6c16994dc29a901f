"""Domains that are tied to where sources say that the person of a record works; what an owner typed ties nothing."""

from __future__ import annotations

from profiles import domains, names
from profiles.models import AffiliationDomain, Author
from works.models import Institution, SourceProfile
from works.proofs import shared_works

MOST_MENTIONS = 2_000


def affiliations(author: Author) -> dict[str, str]:
    """The affiliations that sources give for the person, as they are compared and as they are written."""
    said = set(SourceProfile.objects.standing().filter(author=author).values_list("affiliation", flat=True))
    for written in shared_works.slots([author.pk]).values_list("affiliations", flat=True)[:MOST_MENTIONS]:
        said.update(written)
    works = shared_works.of_small_teams([author.pk]).values("work")
    said.update(Institution.objects.filter(works__in=works).distinct().values_list("name", flat=True))
    return {folded: text for text in sorted(said) if (folded := names.fold(text))}


def tied(known: dict[str, str]) -> list[AffiliationDomain]:
    """The domains that curators tied to these affiliations."""
    return list(AffiliationDomain.objects.filter(folded_affiliation__in=known)) if known else []


def tie(domain: str, ties: list[AffiliationDomain]) -> AffiliationDomain | None:
    """The longest of these domains that the given one is, or lies below; None where there is none."""
    # A tie may be older than the rules for it.
    fitting = [one for one in ties if domains.is_below(domain, domains.normal(one.domain))]
    return max((one for one in fitting if not domains.problem(one.domain)), key=lambda t: len(t.domain), default=None)
