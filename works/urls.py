"""Addresses of works, of what they are about, and of the pages that list them."""

from django.urls import path

from works import author_pages, objecting, subject_pages, work_pages
from works.feed import atom, pages, stopping
from works.owners import pages as owner_pages
from works.owners import tick_pages
from works.proofs import pages as proofs
from works.proofs import vouching_pages as vouching

urlpatterns = [
    path("authors/", author_pages.authors, name="authors"),
    path("authors/<str:public_id>/", author_pages.author, name="author-short"),
    path("authors/<str:public_id>/object/", objecting.form, name="object"),
    path("authors/<str:public_id>/object/thanks/", objecting.thanks, name="object-thanks"),
    path("authors/<str:public_id>/manage/", owner_pages.manage, name="manage"),
    path("authors/<str:public_id>/manage/links/", owner_pages.add_link, name="owner-add-link"),
    path("authors/<str:public_id>/manage/links/remove/", owner_pages.remove_link, name="owner-remove-link"),
    path("authors/<str:public_id>/manage/name/", owner_pages.rename, name="owner-rename"),
    path("authors/<str:public_id>/manage/name/old/", owner_pages.old_name, name="owner-old-name"),
    path("authors/<str:public_id>/manage/open/", owner_pages.set_open, name="owner-open"),
    path("authors/<str:public_id>/manage/metrics/", owner_pages.hide_metrics, name="owner-metrics"),
    path("authors/<str:public_id>/works/", tick_pages.works, name="owner-works"),
    path("authors/<str:public_id>/works/take-back/", tick_pages.take_back, name="owner-take-back"),
    path("authors/<str:public_id>/<slug:slug>/", author_pages.author, name="author"),
    path("authors/<str:public_id>/<slug:slug>/publications/", author_pages.publications, name="publications"),
    path("authors/<str:public_id>/<slug:slug>/feed.atom", atom.of_author, name="author-feed"),
    path("topics/<slug:slug>/feed.atom", atom.of_topic, name="topic-feed"),
    path("topics/<slug:slug>/follow/", pages.follow_topic, name="follow-topic"),
    path("institutions/<slug:slug>/feed.atom", atom.of_institution, name="institution-feed"),
    path("institutions/<slug:slug>/follow/", pages.follow_institution, name="follow-institution"),
    path("feed/", pages.feed, name="feed"),
    path("following/", pages.following, name="following"),
    path("following/mail/", pages.rhythm, name="digest"),
    path("following/mail/<str:token>/", stopping.stop, name="digest-stop"),
    path("claims/<int:pk>/proofs/", proofs.proofs, name="proofs"),
    path("claims/<int:pk>/proofs/confirm/", proofs.confirm, name="confirm-proof"),
    path("claims/<int:pk>/proofs/<slug:kind>/", proofs.give, name="give-proof"),
    path("claims/<int:pk>/vouch/", vouching.vouch, name="vouch"),
    path("vouching/", vouching.waiting, name="vouching"),
    path("works/<str:public_id>/", work_pages.work, name="work-short"),
    path("works/<str:public_id>/<slug:slug>/", work_pages.work, name="work"),
    path("topics/<slug:slug>/", subject_pages.topic, name="topic"),
    path("institutions/<slug:slug>/", subject_pages.institution, name="institution"),
]
