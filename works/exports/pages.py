"""The addresses under which authors and works leave as data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bzpeer import pagecache, reading_limits
from profiles.models import Author
from works import author_pages
from works.describing import head, jsonld, signposting
from works.exports import about, clashes, rows
from works.exports.formats import ATOM, FORMATS, LINKSET, Format
from works.exports.records import Scope
from works.feed import atom
from works.models import Work
from works.owners import links
from works.selection import Choice


@require_safe
def of_author(request: HttpRequest, public_id: str, ending: str) -> HttpResponseBase:
    """An author's works, or the selection that the query names as on the profile, in one format, streamed."""
    found = Author.objects.select_related("merged_into").annotate(shown_links=links.shown())
    record = get_object_or_404(found, public_id=public_id)
    if author_pages.is_hidden(record):
        return author_pages.gone(request, record)
    if author_pages.is_gone(record):
        return author_pages.gone(request)
    if ending == ATOM:
        home = record.merged_into or record
        return author_pages.asked_again(redirect("author-feed", home.public_id, home.slug, permanent=True))
    choice = Choice.from_query(request.GET)
    if record.merged_into:
        address = reverse("author-export", args=[record.merged_into.public_id, ending])
        query = f"?{choice.query()}" if choice.query() else ""
        return author_pages.asked_again(redirect(address + query, permanent=True))
    if ending not in FORMATS:
        return author_pages.gone(request)
    if unchanged := _unchanged(request, etag := _tag(request, record.version)):
        return unchanged
    if refused := reading_limits.refused(request, "export_author"):
        return refused
    page, root = record.get_absolute_url(), head.root_of(request)
    body = _body(record, FORMATS[ending], choice, root) if request.method == "GET" else iter(())
    return _file(StreamingHttpResponse(body), FORMATS[ending], f"{record.slug}.{ending}", root + page, etag)


@require_safe
def of_work(request: HttpRequest, public_id: str, ending: str) -> HttpResponseBase:
    """One work in one format."""
    record = get_object_or_404(Work.objects.select_related("merged_into"), public_id=public_id)
    if record.merged_into:
        address = reverse("work-export", args=[record.merged_into.public_id, ending])
        return author_pages.asked_again(redirect(address, permanent=True))
    if not record.is_listed:
        return author_pages.gone(request)
    if refused := reading_limits.refused(request, "export_work"):
        return refused
    if ending == ATOM:
        return atom.of_work(request, record)
    (row,) = rows.of([record.pk])
    root = head.root_of(request)
    page = root + row.url
    if ending == LINKSET:
        body = signposting.linkset(page, signposting.links_of_work(row, root))
        made = Format("Linkset", signposting.MEDIA_TYPE, lambda _rows, _scope: iter((body,)), inline=True)
    else:
        made = FORMATS[ending]
        body = "".join(made.write([row], Scope(root, row.url)))
    etag = f'W/"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
    answer = _file(HttpResponse(body), made, f"{record.slug}.{ending}", page, etag)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _body(author: Author, made: Format, choice: Choice, root: str) -> Iterator[str]:
    """The file; one that failed on the way says so, or does not close, so that nobody takes it for whole."""
    given = links.dress(author)
    scope = Scope(
        root,
        author.get_absolute_url(),
        about=about.author(author, root),
        linked=jsonld.profile_page(author, given, root),
        first=clashes.first(author),
    )
    try:
        yield from made.write(rows.of_author(author, choice=choice), scope)
    except Exception:
        yield made.broken
        raise


def _tag(request: HttpRequest, version: int) -> str:
    # A record's version grows with everything that readers could see of it, and the build with who writes the file.
    made_of = f"{pagecache.build()} {version} {request.build_absolute_uri()}"
    return f'W/"{hashlib.sha256(made_of.encode()).hexdigest()[:20]}"'


def _unchanged(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    answer = HttpResponse(headers={"ETag": etag, "Cache-Control": "no-cache"})
    found = get_conditional_response(request, etag=etag, response=answer)
    return found if found is not None and found.status_code != 200 else None


def _file[Response: HttpResponseBase](answer: Response, made: Format, name: str, page: str, etag: str) -> Response:
    answer["Content-Type"] = made.content_type
    answer["Content-Disposition"] = f'{"inline" if made.inline else "attachment"}; filename="{name}"'
    answer["Cache-Control"] = "no-cache"
    answer["ETag"] = etag
    # What is found by search engines is the page, and not its data.
    answer["X-Robots-Tag"] = "noindex"
    answer["Link"] = f'<{page}>; rel="canonical"'
    return answer
