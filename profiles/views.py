"""What a reader does with an author's record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from bzpeer import parts
from profiles import follows
from profiles.models import Author


@require_POST
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Starts or stops following, as the form says; answers the button, or goes back to the page."""
    author = get_object_or_404(Author.objects.standing(), public_id=public_id)
    if not request.user.is_authenticated:
        return parts.to_login(request, author.get_absolute_url())
    user = request.user
    verb = follows.stop if request.POST.get("stop") else follows.start
    verb(user, author)
    if parts.wanted(request, ("follow",)):
        author.refresh_from_db(fields=["followers_count"])
        context = {"author": author, "following": verb is follows.start}
        return parts.render(request, "profiles/follow.html", context, ("follow",))
    return redirect(author)
