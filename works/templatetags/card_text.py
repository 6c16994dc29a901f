"""Filters for texts that were made safe when they were imported."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def stored_html(text: str) -> SafeString:
    """A title or abstract as works.tex.to_html stored it, which escaped everything that came from a page."""
    return mark_safe(text)  # noqa: S308
