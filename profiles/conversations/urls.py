"""Addresses of direct collaboration."""

from django.urls import path

from profiles.conversations import people_views, views

urlpatterns = [
    path("authors/<slug:public_id>/invite/", people_views.invite, name="invite"),
    path("conversations/", views.conversations, name="conversations"),
    path("conversations/blocked/", people_views.blocked, name="blocked"),
    path("conversations/<int:pk>/", views.conversation, name="conversation"),
    path("conversations/<int:pk>/write/", views.write, name="conversation-write"),
    path("conversations/<int:pk>/read/", views.mark_read, name="conversation-read"),
    path("conversations/<int:pk>/report/", people_views.report, name="conversation-report"),
    path("conversations/<int:pk>/<slug:verb>/", views.act, name="conversation-act"),
]
