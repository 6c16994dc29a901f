"""The page on which a person downloads everything that is stored about them, as one JSON file."""

from __future__ import annotations

import json
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bzpeer import personal_data


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Says what is stored; answers the form with all of it as a file, once the person showed who they are."""
    user = request.user
    assert user.is_authenticated
    asks = is_reauthentication_required(request, app="allauth.account")
    if request.method != "POST":
        return render(request, "account/data.html", {"asks": asks, "confirmed": "confirmed" in request.GET})
    if asks:
        return _to_show_who(request)
    if refused := ratelimit.consume_or_429(request, action="download_data", user=user):
        return cast(HttpResponse, refused)
    text = json.dumps(personal_data.of(user), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
    name = f"bzpeer-{timezone.localdate().isoformat()}.json"
    return HttpResponse(
        text, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _to_show_who(request: HttpRequest) -> HttpResponse:
    # And back to the page: a file as the answer to the password would leave an empty form standing.
    [way, *_] = get_adapter().get_reauthentication_methods(request.user)
    back_to = f"{reverse('personal_data')}?confirmed"
    return redirect(f"{way['url']}?{urlencode({'next': back_to})}")
