"""Accounts and author records in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest

from profiles import follows
from profiles.models import Author, User


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account: address and password."""

    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class UserAdmin(BaseUserAdmin):  # type: ignore[type-arg]
    """Accounts, by address."""

    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active")
    search_fields = ("email", "name")
    add_form = NewUserForm
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        ("May do", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Deletes the account; what it followed counts one less."""
        follows.forget([obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Deletes the accounts; what they followed counts so many less."""
        follows.forget(queryset)
        super().delete_queryset(request, queryset)


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Author records, to look at; what changes them has verbs of its own."""

    list_display = ("name", "public_id", "works_count", "level", "trust_score", "merged_into")
    search_fields = ("name", "folded_name", "public_id")
    list_select_related = ("merged_into",)

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """Records come by import."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Records are derived from what was imported."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Ids are never reused, and addresses must keep leading somewhere."""
        return False
