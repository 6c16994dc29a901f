"""Addresses of the research graph."""

from django.urls import path

from graph import export_pages, map_pages, nearby_pages, path_pages, views

urlpatterns = [
    path("graph/", views.graph, name="graph"),
    path("graph/card/", views.card, name="graph_card"),
    path("graph/path/", path_pages.path, name="graph_path"),
    path("graph/nearby/", nearby_pages.near, name="graph_nearby"),
    path("graph/map.json", map_pages.data, name="graph_map"),
    path("graph/export.<slug:ending>", export_pages.export, name="graph_export"),
]
