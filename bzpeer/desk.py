"""What the rooms build the curator's desk on: lists of big tables, and records that are only looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.core.paginator import Paginator
from django.db import connections, models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold import fields as unfold_fields
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldForeignKeyRawIdWidget

# Nobody turns more pages than this; a search or a filter gets there sooner.
COUNTED = 1_000
_ROWS = "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)"


def plain_json(data: Any, encoder: type[json.JSONEncoder] | None) -> SafeString:
    """The value as indented text."""
    return format_html('<pre class="desk-json">{}</pre>', json.dumps(data, indent=2, ensure_ascii=False, cls=encoder))


# Unfold paints JSON with a style at every word, and has no setting to leave it.
unfold_fields.prettify_json = plain_json


class DeskPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of the first thousand records; more than these are neither counted nor paged through."""

    template_name = "admin/desk_pagination.html"
    object_list: QuerySet[Any]

    @cached_property
    def _seen(self) -> int:
        # The limit stands inside the count, so that the database stops there.
        return self.object_list.order_by().values("pk")[: COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        """How many records can be paged through."""
        return min(self._seen, COUNTED)

    @property
    def is_capped(self) -> bool:
        """Whether there are more records than were counted."""
        return self._seen > COUNTED

    @cached_property
    def found(self) -> str:
        """The number of records in words: exact, estimated for a whole table, or "1,000+"."""
        if not self.is_capped:
            return f"{self._seen:,}"
        estimate = 0 if self.object_list.query.has_filters() else self._estimate()
        return f"about {estimate:,}" if estimate > COUNTED else f"{COUNTED:,}+"

    def _estimate(self) -> int:
        """The planner's idea of the table's size; -1 where it was never analysed."""
        with connections[self.object_list.db].cursor() as cursor:
            cursor.execute(_ROWS, [f'"{self.object_list.model._meta.db_table}"'])
            return int((cursor.fetchone() or [0])[0] or 0)


class _ForeignKeysByHand:
    """Foreign keys are typed for or looked up; a drop-down would hold the whole table."""

    # Keys into small tables, which may be drop-downs after all.
    dropdown_fields: tuple[str, ...] = ()

    def get_autocomplete_fields(self: Any, request: HttpRequest) -> list[str]:
        """The keys whose records have a search of their own in the admin."""
        taken = {*self.dropdown_fields, *self.raw_id_fields, *self.radio_fields, *self.filter_horizontal}
        fields = (*self.opts.fields, *self.opts.many_to_many)
        keys = [key for key in fields if key.remote_field and key.name not in taken]
        found = [key.name for key in keys if self._has_search(key.related_model, request)]
        return list(dict.fromkeys([*super().get_autocomplete_fields(request), *found]))  # type: ignore[misc]

    def _has_search(self: Any, model: type[models.Model], request: HttpRequest) -> bool:
        site = self.admin_site
        return site.is_registered(model) and bool(site.get_model_admin(model).get_search_fields(request))

    def formfield_for_foreignkey(self: Any, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field of the form: a search, a drop-down where wanted, else the number with a window to look it up."""
        others = (*self.get_autocomplete_fields(request), *self.dropdown_fields, *self.radio_fields)
        if "widget" not in kwargs and db_field.name not in others:
            remote, site, using = db_field.remote_field, self.admin_site, kwargs.get("using")
            kwargs["widget"] = UnfoldForeignKeyRawIdWidget(remote, site, using=using)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class DeskAdmin(_ForeignKeysByHand, ModelAdmin):  # type: ignore[misc]
    """A list that stays fast when its table has millions of rows, and forms without drop-downs over them."""

    paginator = DeskPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each facet is a count of its own
    list_per_page = 50
    ordering: ClassVar[Sequence[str]] = ("-pk",)
    # Where the record stands in the sidebar, and with which of the Material Symbols.
    desk_group = "Records"
    desk_icon = "description"

    def get_action_choices(
        self,
        request: HttpRequest,
        default_choices: list[tuple[str, str]] | None = None,
        action_location: Any = ActionLocation.CHANGE_LIST,
    ) -> list[tuple[str, str]]:
        """The actions of the list, with words for none."""
        # Past Unfold's own, which does not know Django's newest argument.
        none = default_choices or [("", "Select action")]
        return admin.ModelAdmin.get_action_choices(self, request, none, action_location)

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        """The columns of the list that an index puts in order."""
        if self.sortable_by is not None:
            return list(self.sortable_by)
        first = {index.fields[0].lstrip("-") for index in self.opts.indexes if index.fields and not index.condition}
        return [name for name in self.get_list_display(request) if isinstance(name, str) and self._leads(name, first)]

    def _leads(self, name: str, first: set[str]) -> bool:
        if name not in {field.name for field in self.opts.concrete_fields}:
            return False
        field = self.opts.get_field(name)
        return not field.is_relation and (field.unique or field.db_index or name in first)

    def search_term(self, term: str) -> str:
        """What is looked up for what was typed; a list of names by their keys folds it here."""
        return term

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The records found for the words as they stand, since a prefix of several words is one prefix."""
        term = self.search_term(search_term.strip())
        quoted = '"{}"'.format(term.replace("\\", r"\\").replace('"', r"\"")) if term else ""
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, quoted)
        return found


class ReadOnlyAdmin(DeskAdmin):
    """Imported records can be looked at; what changes them has verbs of its own."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing imported is typed in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing imported is typed over."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing imported vanishes by a click."""
        return False


class DeskTabularInline(_ForeignKeysByHand, TabularInline):  # type: ignore[misc]
    """Records of another table as rows of a form, fifty at a time."""

    ordering = ("pk",)
    extra = 0
    per_page = 50


class DeskStackedInline(_ForeignKeysByHand, StackedInline):  # type: ignore[misc]
    """Records of another table below each other in a form, fifty at a time."""

    ordering = ("pk",)
    extra = 0
    per_page = 50


class ReadOnlyInline(DeskTabularInline):
    """Rows to look at."""

    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing imported is typed in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing imported is typed over."""
        return False


GROUPS = ("Imports", "Questions", "People", "Records", "Accounts")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar: every list this person may open, in the group and with the icon its admin names."""
    items: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    for app in admin.site.get_app_list(request):
        for model in app["models"]:
            if model["admin_url"]:
                desk = admin.site.get_model_admin(model["model"])
                entry = {"title": model["name"], "link": model["admin_url"], "icon": getattr(desk, "desk_icon", "list")}
                items.setdefault(getattr(desk, "desk_group", "Records"), []).append(entry)
    return [{"title": group, "items": entries} for group, entries in items.items() if entries]
