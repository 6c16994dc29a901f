"""The link at the end of each digest: ends the mails, or one following, without a log-in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from profiles import follows
from profiles.models import Author, DigestRhythm, User
from works import digests, subject_follows
from works.feed import followed
from works.feed.changes import Change
from works.feed.reasons import Reason


@csrf_exempt  # mail programs press it for their person (RFC 8058), with no cookie of ours; the token says for whom
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the digests of whom the mail was sent to, or one following of theirs; a page asks who only opens it."""
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="stop_mails")
    if refused:
        return refused
    digest = digests.of_token(token)
    if digest is None:
        raise Http404("This link stops nothing.")
    reader, what = digest.user, request.POST.get("unfollow", "")
    if request.method == "POST":
        _end(reader, what)
        reader.refresh_from_db()
    # Only what stood in the mail: whoever holds the link has read that.
    news = digests.news_of(reader, digest.since, digest.until)
    told: list[Change | Reason] = [*news.changes, *(reason for work in news.works for reason in work.reasons)]
    reasons = {each.what: each for each in told}
    context = {
        "token": token,
        "ended": reader.digest == DigestRhythm.NEVER,
        "unfollowed": followed.find(what) if request.method == "POST" and what else None,
        "reasons": sorted(reasons.values(), key=lambda reason: reason.name),
    }
    return render(request, "works/feed_stop.html", context)


def _end(reader: User, what: str) -> None:
    noun, _, key = what.replace("\0", "").partition(":")
    if not what:
        User.objects.filter(pk=reader.pk).update(digest=DigestRhythm.NEVER)
    elif noun == "researcher":
        for author in Author.objects.standing().filter(public_id=key):
            follows.stop(reader, author)
    elif subject := subject_follows.find(noun, key):
        subject_follows.stop(reader, subject)
