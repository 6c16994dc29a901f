"""Accounts in the admin; author records are in the works' room, where the verbs are."""

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _second_factors  # noqa: F401 - registered before they are taken off
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as _social  # noqa: F401
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as BaseGroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from bzpeer.desk import DeskAdmin, ReadOnlyAdmin
from profiles import follows
from profiles.models import User


class NewUserForm(UserCreationForm):  # type: ignore[misc]
    """A new account: address and password."""

    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class UserAdmin(BaseUserAdmin, DeskAdmin):  # type: ignore[misc, type-arg]
    """Accounts, by address."""

    desk_group, desk_icon = "Accounts", "badge"
    filter_horizontal = ()
    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active")
    search_fields = ("email", "name")
    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
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


# Second factors and tokens are their person's alone.
admin.site.unregister((Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken))


@admin.register(Group)
class GroupAdmin(BaseGroupAdmin, DeskAdmin):  # type: ignore[misc]
    """Groups of accounts, in the looks of the desk."""

    desk_group, desk_icon = "Accounts", "group"
    filter_horizontal = ()


@admin.register(Permission)
class PermissionAdmin(ReadOnlyAdmin):
    """What an account may do; looked up in the forms of accounts and groups, and not listed on its own."""

    search_fields = ("name", "codename")
    list_select_related = ("content_type",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the navigation."""
        return False


@admin.register(EmailAddress)
class AddressAdmin(EmailAddressAdmin, DeskAdmin):  # type: ignore[misc]
    """Addresses of accounts, in the looks of the desk."""

    desk_group, desk_icon = "Accounts", "mail"
