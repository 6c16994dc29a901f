"""Public ids: what an address shows instead of a row number."""

import secrets

# No vowels and no look-alikes: an id can be read aloud and spells nothing.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 10


def new_public_id() -> str:
    """A random id of ten characters, never reused (27**10 of them; a unique constraint catches the rest)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
