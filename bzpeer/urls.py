"""Every address of the site; each room lists its own."""

from django.contrib import admin
from django.urls import include, path

from bzpeer import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("", include("profiles.urls")),
    path("", include("works.urls")),
    path("", include("graph.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler404 = "bzpeer.pages.not_found"
handler500 = "bzpeer.pages.broken"
