"""Addresses of works, of what they are about, and of the pages that list them."""

from django.urls import path, re_path

from works import author_pages, name_pages, objecting, subject_pages, work_pages
from works.exports import pages as exports
from works.exports.formats import ENDINGS
from works.feed import atom, pages, stopping
from works.owners import pages as owner_pages
from works.owners import tick_pages
from works.proofs import pages as proofs
from works.proofs import vouching_pages as vouching
from works.search import pages as search_pages

_EXPORT = rf"(?P<public_id>[0-9a-z]{{1,20}})\.(?P<ending>{'|'.join(ENDINGS)})$".replace(".json", r"\.json")

urlpatterns = [
    path("search/", search_pages.search, name="search"),
    path("search/suggest/", search_pages.suggest, name="search-suggest"),
    path("opensearch.xml", search_pages.opensearch, name="opensearch"),
    re_path(rf"^authors/{_EXPORT}", exports.of_author, name="author-export"),
    re_path(rf"^works/{_EXPORT}", exports.of_work, name="work-export"),
    path("authors/", name_pages.authors, name="authors"),
    path("names/<str:name>/", name_pages.name, name="name"),
    path("authors/<slug:public_id>/", author_pages.author, name="author-short"),
    path("authors/<slug:public_id>/object/", objecting.form, name="object"),
    path("authors/<slug:public_id>/object/thanks/", objecting.thanks, name="object-thanks"),
    path("authors/<slug:public_id>/manage/", owner_pages.manage, name="manage"),
    path("authors/<slug:public_id>/manage/links/", owner_pages.add_link, name="owner-add-link"),
    path("authors/<slug:public_id>/manage/links/remove/", owner_pages.remove_link, name="owner-remove-link"),
    path("authors/<slug:public_id>/manage/name/", owner_pages.rename, name="owner-rename"),
    path("authors/<slug:public_id>/manage/name/old/", owner_pages.old_name, name="owner-old-name"),
    path("authors/<slug:public_id>/manage/open/", owner_pages.set_open, name="owner-open"),
    path("authors/<slug:public_id>/manage/affiliation/", owner_pages.hide_affiliation, name="owner-affiliation"),
    path("authors/<slug:public_id>/manage/metrics/", owner_pages.hide_metrics, name="owner-metrics"),
    path("authors/<slug:public_id>/works/", tick_pages.works, name="owner-works"),
    path("authors/<slug:public_id>/works/take-back/", tick_pages.take_back, name="owner-take-back"),
    path("authors/<slug:public_id>/<slug:slug>/", author_pages.author, name="author"),
    path("authors/<slug:public_id>/<slug:slug>/publications/", author_pages.publications, name="publications"),
    path("authors/<slug:public_id>/<slug:slug>/feed.atom", atom.of_author, name="author-feed"),
    path("topics/", subject_pages.topics, name="topics"),
    path("institutions/", subject_pages.institutions, name="institutions"),
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
    path("works/<slug:public_id>/", work_pages.work, name="work-short"),
    path("works/<slug:public_id>/<slug:slug>/", work_pages.work, name="work"),
    path("topics/<slug:slug>/", subject_pages.topic, name="topic"),
    path("institutions/<slug:slug>/", subject_pages.institution, name="institution"),
]
