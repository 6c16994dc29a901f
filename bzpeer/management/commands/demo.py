"""Sets the embedded run up: accounts to try it with, and the captures in seeds/ through the front door."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from profiles.models import User
from works.models import ImportPage

# For a site on one's own machine: the passwords are no secret, and the command runs nowhere else.
ACCOUNTS = (
    ("admin@example.org", "admin-demo", "Ada Admin", True),
    ("ben@example.org", "reader-demo", "Ben Reader", False),
    ("cleo@example.org", "reader-demo", "Cleo Reader", False),
)


class Command(BaseCommand):
    help = "Makes the demo accounts and imports seeds/ once. For the embedded run only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line an account; a second run changes nothing."""
        if not settings.LOCAL:
            raise CommandError("Demo accounts have known passwords: this runs with BZPEER_LOCAL=1 only.")
        for email, password, name, is_admin in ACCOUNTS:
            self._account(email, password, name, is_admin)
            self.stdout.write(f"{email}  {password}  {'administrator' if is_admin else 'reader'}")
        if not ImportPage.objects.exists():
            call_command("import_pages", settings.BASE_DIR / "seeds", stdout=self.stderr)

    def _account(self, email: str, password: str, name: str, is_admin: bool) -> None:
        if User.objects.filter(email=email).exists():
            return
        user = User.objects.create_user(email, password, name=name, is_staff=is_admin, is_superuser=is_admin)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
