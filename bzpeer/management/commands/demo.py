"""Sets the embedded run up: accounts to try it with, and the captures in seeds/ through the front door."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from profiles.models import User
from works.models import ImportPage

# For a site on one's own machine: the passwords are no secret, and the command runs nowhere else.
ACCOUNTS = (
    ("admin@example.org", "admin-demo", "Ada Admin", "administrator"),
    ("grace@example.org", "curator-demo", "Grace Curator", "curator"),
    ("ben@example.org", "reader-demo", "Ben Reader", "reader"),
    ("cleo@example.org", "reader-demo", "Cleo Reader", "reader"),
)


class Command(BaseCommand):
    help = "Makes the demo accounts and imports seeds/ once. For the embedded run only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line an account; a second run changes nothing."""
        if not settings.LOCAL:
            raise CommandError("Demo accounts have known passwords: this runs with BZPEER_LOCAL=1 only.")
        for email, password, name, role in ACCOUNTS:
            self._account(email, password, name, role)
            self.stdout.write(f"{email}  {password}  {role}")
        if not ImportPage.objects.exists():
            call_command("import_pages", settings.BASE_DIR / "seeds", stdout=self.stderr)

    def _account(self, email: str, password: str, name: str, role: str) -> None:
        if User.objects.filter(email=email).exists():
            return
        is_staff, is_admin = role != "reader", role == "administrator"
        user = User.objects.create_user(email, password, name=name, is_staff=is_staff, is_superuser=is_admin)
        if role == "curator":
            user.groups.add(Group.objects.get(name="Curators"))
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
