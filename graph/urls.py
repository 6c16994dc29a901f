"""Addresses of the research graph."""

from django.urls import path

from graph import views

urlpatterns = [path("graph/", views.graph, name="graph")]
