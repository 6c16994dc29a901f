"""What a reader does with an author's record."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from bzpeer import parts
from profiles import follow_forms, follows
from profiles.follow_forms import Wish
from profiles.models import Author, Follow, Tell


@require_POST
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Starts or stops following, or sets what is told, as the form says; answers the button, or goes back."""
    author = get_object_or_404(Author.objects.standing(), public_id=public_id)
    if author.hidden_at and not request.user.is_authenticated:
        raise Http404("The record is not shown, and its address holds a name.")
    if not request.user.is_authenticated:
        return parts.to_login(request, author.get_absolute_url())
    user, wish = request.user, Wish.of(request)
    if wish.stop:
        follows.stop(user, author)
    elif author.hidden_at:
        raise Http404("The record is not shown.")
    elif not follows.start(user, author, wish.tell or Tell.WORKS) and wish.tell:
        follows.hear(user, author, wish.tell)
    if parts.wanted(request, ("follow",)):
        author.refresh_from_db(fields=["followers_count"])
        following = Follow.objects.filter(user=user, author=author).first()
        context = {"author": author, "followed": author, "following": following, "noun": "researcher"}
        return parts.render(request, "profiles/follow.html", context | {"saved": wish.is_choice}, ("follow",))
    follow_forms.say(request, wish)
    return follow_forms.back(request, author.get_absolute_url(), f"researcher:{public_id}" if wish.stop else "")
