"""Doorbells of the people's room: ids in, one call."""

from __future__ import annotations
