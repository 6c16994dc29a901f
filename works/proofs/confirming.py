"""Confirming an address anew: a link that goes to it alone, works for a day, and for one proof only."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import Max
from django.urls import reverse

from profiles.claims.errors import NotPossible
from profiles.models import Claim, Proof
from works.proofs import affiliation

SECONDS = 24 * 3600
_SALT = "works.proofs.confirming"
_TEXT = """Hello,

somebody with an account at {site} asks to confirm this address as a proof for the claim on the record of {name}.
If that is you, open this address within a day and press the button there:

{link}

If it is not you, there is nothing to do.
"""


def send(claim: Claim, email: str) -> None:
    """Sends a link to this confirmed and tied address of the claim's person; NotPossible where no mail leaves."""
    address = affiliation.find(claim, email)
    link = f"{settings.SITE_URL}{reverse('confirm-proof', args=[claim.pk])}?token={_token(claim, address.email)}"
    text = _TEXT.format(site=settings.SITE_URL, name=claim.author.name, link=link)
    mail = EmailMessage("BZPEER: confirm your address anew", text, to=[address.email])
    try:
        mail.send()
    except OSError:
        logging.getLogger(__name__).exception("No mail was sent.")
        raise NotPossible("The mail could not be sent now. Please try again later.") from None


def _token(claim: Claim, email: str) -> str:
    return signing.dumps([claim.pk, email, _stamp(claim, email)], salt=_SALT)


def _stamp(claim: Claim, email: str) -> str:
    """Changes with each proof that the address gives: a link is good for one."""
    given = Proof.objects.filter(claim__user=claim.user_id, kind=Proof.Kind.AFFILIATION, subject=email)
    last = given.aggregate(last=Max("proven_at"))["last"]
    return last.isoformat() if last else ""


def read(claim: Claim, token: str) -> str:
    """The address that the token confirms for this claim; NotPossible where it is too old, used, or somebody else's."""
    try:
        pk, email, stamp = signing.loads(token, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        raise NotPossible("This link is broken, or older than a day. Ask for a new one.") from None
    if pk != claim.pk or stamp != _stamp(claim, email):
        raise NotPossible("This link was used before. Ask for a new one where it is needed again.")
    return str(email)
