"""Addresses of what a reader does with an author; the author's pages stand in works.urls, since they show works."""

from django.urls import path

from profiles import views

urlpatterns = [
    path("authors/<str:public_id>/follow/", views.follow, name="follow"),
]
