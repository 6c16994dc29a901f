"""Renders the stored cards of works anew after their template changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from works import cards, turn
from works.models import Work
from works.refresh import in_chunks


class Command(BaseCommand):
    help = "Renders every work's card that an older template made; quick where there is none. Run after an upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        """Renders the outdated cards in chunks and says how many there were."""
        outdated = list(Work.objects.exclude(card_version=cards.version()).values_list("id", flat=True))
        for chunk in in_chunks(outdated):
            with transaction.atomic():
                turn.take()
                cards.render(chunk)
        if outdated:
            self.stdout.write(f"{len(outdated):,} cards rendered.")
