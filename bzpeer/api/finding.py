"""Records by their public ids, as readers may see them: there, moved, gone, or never there."""

from __future__ import annotations

import re

from django.http import Http404

from bzpeer.api import problems
from bzpeer.api.problems import Moved
from profiles.identifiers import ALPHABET, LENGTH
from profiles.models import Author
from works import author_pages, subject_pages
from works.models import Institution, Topic, Work

_ID = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


def author(public_id: str) -> Author:
    """The author's record: one query; one more where it was merged, or where no work of it is left."""
    if not _ID.fullmatch(public_id):
        raise problems.missing("such author")
    try:
        record = author_pages.find(public_id)
    except Http404:
        raise problems.missing("such author") from None
    if author_pages.is_hidden(record):
        raise problems.gone("record")
    if record.merged_into:
        raise Moved(public_id, record.merged_into.public_id)
    if author_pages.is_gone(record):
        raise problems.gone("record")
    return record


def work(public_id: str) -> int:
    """The id of a work that is shown: one query."""
    if not _ID.fullmatch(public_id):
        raise problems.missing("such work")
    found = Work.objects.filter(public_id=public_id).values_list("id", "merged_into__public_id", "is_listed").first()
    if found is None:
        raise problems.missing("such work")
    pk, survivor, is_listed = found
    if survivor:
        raise Moved(public_id, survivor)
    if not is_listed:
        raise problems.gone("work")
    return pk


def topic(slug: str) -> Topic:
    """The topic of this slug; moved where it is another spelling of its code."""
    try:
        found = subject_pages.find_topic(slug) if _SLUG.fullmatch(slug) else None
    except Http404:
        found = None
    if found is None:
        raise problems.missing("such topic")
    if found.slug != slug:
        raise Moved(slug, found.slug)
    return _with_works(found)


def institution(slug: str) -> Institution:
    """The institution of this slug."""
    found = Institution.objects.filter(slug=slug).first() if _SLUG.fullmatch(slug) else None
    if found is None:
        raise problems.missing("such institution")
    return _with_works(found)


def _with_works[Subject: (Topic, Institution)](found: Subject) -> Subject:
    if not found.works_count:
        raise problems.gone(type(found).__name__.lower())
    return found
