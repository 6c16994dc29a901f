"""Who is logged in, found by statements that are compiled once: it is asked on every page of somebody logged in."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from profiles.compiled import Compiled
from profiles.models import User

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_SESSION = Compiled(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), "a key", _EVER)
_USER = Compiled(lambda pk: User.objects.filter(pk=pk), -1)


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The model of the table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        # PostgreSQL takes no NUL in a text.
        key = self.session_key or ""
        found = None if "\0" in key else _SESSION.first(key, timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Log-in by e-mail address and password."""

    def get_user(self, user_id: int) -> User | None:
        """The account of this id that may log in; None where there is none."""
        found = _USER.first(user_id)
        return found if found and self.user_can_authenticate(found) else None
