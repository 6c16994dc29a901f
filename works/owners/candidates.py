"""Works that stand with other records, which nobody claims, and may be an owner's: the names can be one person's."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Exists, F, OuterRef, QuerySet

from profiles import trust
from profiles.models import Author
from works.identity.naming import Compat, compat, parse
from works.matching import blocks
from works.models import Authorship

# So many of a common name are looked at, and so many are offered at once.
LOOKED_AT, OFFERED = 2_000, 50


def of(author: Author) -> list[int]:
    """The slots offered to the author, the newest works first."""
    names = [name for name in {author.name, author.imported_name} if name]
    keys = sorted({key for name in names for key in blocks.keys(name)})
    if not keys:
        return []
    rows = (
        _slots(author)
        .filter(blocks__overlap=keys, author__level__lt=trust.CLAIMED)
        .order_by(F("work__ordered_on").desc(nulls_last=True), "id")
    )
    found = rows.values_list("id", "printed_name")[:LOOKED_AT]
    return [slot for slot, printed in found if _fits(printed, names)][:OFFERED]


def among(author: Author, slots: Collection[int]) -> set[int]:
    """Which of these slots could be the author's: of another shown record, on a work without them, of such a name."""
    names = [name for name in {author.name, author.imported_name} if name]
    rows = _slots(author).filter(id__in=slots).values_list("id", "printed_name")
    return {slot for slot, printed in rows if _fits(printed, names)}


def _slots(author: Author) -> QuerySet[Authorship]:
    own = Authorship.objects.filter(author=author, work=OuterRef("work"))
    public = Author.objects.public().values("id")
    return Authorship.objects.filter(author__in=public).exclude(author=author).exclude(Exists(own))


def _fits(printed: str, names: Iterable[str]) -> bool:
    theirs = parse(printed)
    ours = (parse(name) for name in names)
    return theirs is not None and any(own and compat(own, theirs) is not Compat.NO for own in ours)
