"""Addresses with an admin in which everything may be changed, since the desk's own lists are mostly looked at."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from unfold.sites import UnfoldAdminSite

from bzpeer.desk import DeskAdmin, DeskStackedInline, DeskTabularInline, ReadOnlyInline
from bzpeer.urls import urlpatterns as site_addresses
from profiles.models import Author, Follow, TrustScore
from works.models import ImportPage, Source

site = UnfoldAdminSite("admin")


class FollowsInline(DeskTabularInline):
    """Rows with a key that is typed for."""

    model = Follow


class ScoresInline(DeskStackedInline):
    """Forms below each other, with a date and a time."""

    model = TrustScore
    extra = 1


class AuthorDesk(DeskAdmin):
    """A long form with two kinds of inlines."""

    list_display = ("name", "folded_name", "level", "merged_into")
    list_select_related = ("merged_into",)
    list_filter = ("level", "open_to_collaborate")
    search_fields = ("folded_name__startswith",)
    fields = ("name", "folded_name", "slug", "merged_into", "open_to_collaborate", "created_at")
    inlines = (FollowsInline, ScoresInline)


class PageDesk(DeskAdmin):
    """A form with a date, and with a key into a table without a search."""

    list_display = ("filename", "state", "captured_on")
    fields = ("batch", "source", "captured_on")
    dropdown_fields = ("source",)


class PagesInline(ReadOnlyInline):
    """Rows to look at, of which there may be many."""

    model = ImportPage
    fields = readonly_fields = ("filename", "state")


class SourceDesk(DeskAdmin):
    """A form with a long inline."""

    inlines = (PagesInline,)


for model, desk in admin.site._registry.items():
    if model not in {Author, ImportPage, Source}:
        site.register(model, type(desk))
site.register(Author, AuthorDesk)
site.register(ImportPage, PageDesk)
site.register(Source, SourceDesk)

urlpatterns = [path("admin/", site.urls), *site_addresses]
