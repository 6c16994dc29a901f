"""Accounts in the admin; author records are in the works' room, where the verbs are."""

from collections.abc import Iterable
from typing import Any

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
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from bzpeer.desk import DeskAdmin, ReadOnlyAdmin
from profiles import leaving
from profiles.claims import evidence
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
        ("Mails", {"fields": ("digest", "notices_by_mail")}),
        ("May do", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def get_deleted_objects(self, objs: Iterable[User], request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """What goes with the accounts; the last administrator's is protected."""
        accounts = list(objs)
        found, counts, refused, protected = super().get_deleted_objects(accounts, request)
        gone = [account.pk for account in accounts]
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk__in=gone)
        if any(account.is_superuser for account in accounts) and not others.exists():
            protected = [*protected, str(leaving.LastAdministrator())]
        return found, counts, refused, protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Deletes the account as its person could: claims fall back, follows end, the ledger loses the name."""
        leaving.leave(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Deletes the accounts, all or none."""
        with transaction.atomic():
            for user in queryset.order_by("pk"):
                leaving.leave(user)


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

    def save_model(self, request: HttpRequest, obj: EmailAddress, form: Any, change: bool) -> None:
        """Stores the address; the person's claims follow what is confirmed now."""
        super().save_model(request, obj, form, change)
        evidence.emails_changed(obj.user)

    def delete_model(self, request: HttpRequest, obj: EmailAddress) -> None:
        """Deletes the address; the person's claims follow what is confirmed still."""
        super().delete_model(request, obj)
        evidence.emails_changed(obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[EmailAddress]) -> None:
        """Deletes the addresses; the claims of their people follow what is confirmed still."""
        people = list(User.objects.filter(emailaddress__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for user in people:
            evidence.emails_changed(user)
