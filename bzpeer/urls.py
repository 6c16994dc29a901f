"""Every address of the site; each room lists its own."""

from allauth.account.decorators import secure_admin_login
from allauth.account.signals import _add_email
from allauth.core.internal import ratelimit
from allauth.mfa.signals import on_add_email
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from bzpeer import mail_folder, pages, personal_data_page, sitemaps, theme

# One door for everybody: the same log-in page, with its rate limits, also before the admin.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# The old password is asked for there too, and may be guessed no faster than elsewhere.
_change = ratelimit.decorator(app="allauth.account", action="change_password", limit_get=False)
admin.site.password_change = _change(admin.site.password_change)  # type: ignore[method-assign]
# allauth lets nobody with a second factor add an address. Here the staff has to have one, and an address at an
# institution proves a claim; a new address asks for the password, and counts for nothing until it is confirmed.
_add_email.disconnect(on_add_email)

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("theme/", theme.choose, name="theme"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("", include("profiles.urls")),
    path("", include("works.urls")),
    path("", include("graph.urls")),
    path("accounts/", include("profiles.account_urls")),
    path("accounts/data/", personal_data_page.page, name="personal_data"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("bzpeer.api.urls")),
]

if settings.LOCAL:
    urlpatterns.append(path("mail/", mail_folder.page, name="mail_folder"))

handler404 = "bzpeer.pages.not_found"
handler500 = "bzpeer.pages.broken"
