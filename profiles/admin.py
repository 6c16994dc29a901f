"""Accounts and author records in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm

from profiles.models import Author, Follow, User


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


admin.site.register(Follow)
