"""Addresses of works, of what they are about, and of the pages that list them."""

from django.urls import path

from works import author_pages, views

urlpatterns = [
    path("authors/", author_pages.authors, name="authors"),
    path("authors/<str:public_id>/", author_pages.author, name="author-short"),
    path("authors/<str:public_id>/<slug:slug>/", author_pages.author, name="author"),
    path("authors/<str:public_id>/<slug:slug>/publications/", author_pages.publications, name="publications"),
    path("works/<str:public_id>/", views.work, name="work-short"),
    path("works/<str:public_id>/<slug:slug>/", views.work, name="work"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("institutions/<slug:slug>/", views.institution, name="institution"),
]
