"""Accounts: people who log in, by e-mail address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A stored account with this address; without a password it cannot log in."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A stored account that may do everything."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        """The account with this address in any case; User.DoesNotExist otherwise."""
        return self.get(email__iexact=username)


class DigestRhythm(models.TextChoices):
    """How often a person wants a mail with what is new."""

    NEVER = "never", "never"
    DAILY = "daily", "every day"
    WEEKLY = "weekly", "every week"


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account; the e-mail address is never shown to others."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=6, choices=DigestRhythm, default=DigestRhythm.NEVER)
    # Of notices alone: what concerns the safety of the account is always mailed.
    notices_by_mail = models.BooleanField("notices come by mail too", default=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_per_email_address"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address where none was given."""
        return str(self)
