"""Sources: the systems that report works."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from ninja import Router

from bzpeer.api import reads
from bzpeer.api.schemas import subjects
from works.models import Source, SourceProfile

router = Router(tags=["sources"])


@reads.get(router, "/sources", subjects.SourceList, "List of sources")
def sources(request: HttpRequest) -> subjects.SourceList:
    """Every system of which a captured page stands, in the order of names."""
    standing = SourceProfile.objects.standing().filter(source=OuterRef("pk"))
    found = Source.objects.filter(Exists(standing)).order_by("name", "id")
    items = [subjects.Source(slug=told.slug, name=told.name, registered=told.is_registered) for told in found]
    return subjects.SourceList(items=items)
