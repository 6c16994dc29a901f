"""Addresses of what a reader does with an author; the author's pages stand in works.urls, since they show works."""

from django.urls import include, path

from profiles import inbox_pages, views
from profiles.claims import views as claims

urlpatterns = [
    path("", include("profiles.conversations.urls")),
    path("inbox/", inbox_pages.show, name="inbox"),
    path("inbox/read/", inbox_pages.read, name="inbox_read"),
    path("inbox/mails/", inbox_pages.mails, name="inbox_mails"),
    path("inbox/stop/<str:token>/", inbox_pages.stop, name="inbox_stop"),
    path("inbox/<int:pk>/", inbox_pages.open_notice, name="inbox_open"),
    path("claims/", claims.mine, name="claims"),
    path("claims/<int:pk>/", claims.show, name="claim"),
    path("claims/<int:pk>/withdraw/", claims.withdraw, name="claim_withdraw"),
    path("claims/<int:pk>/reopen/", claims.reopen, name="claim_reopen"),
    path("claims/<int:pk>/appeal/", claims.appeal, name="claim_appeal"),
    path("authors/<slug:public_id>/claim/", claims.claim, name="claim_author"),
    path("authors/<slug:public_id>/contest/", claims.contest, name="contest_claim"),
    path("authors/<slug:public_id>/follow/", views.follow, name="follow"),
]
