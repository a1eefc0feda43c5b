"""The addresses of the search and of its other faces."""

from django.urls import path

from search import choix_territoire, impression, views

app_name = "search"
urlpatterns = [
    path("", views.search_page, name="page"),
    path("export.csv", views.export_csv, name="export"),
    path("flux.atom", views.feed, name="feed"),
    path("imprimer/", impression.print_view, name="print"),
    path("territoires/", choix_territoire.choose_territoire, name="territoires"),
]
