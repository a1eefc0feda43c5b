"""The addresses of the search and of its other faces."""

from django.urls import path

from search.faces import atom, printing, territoire_choice, views

app_name = "search"
urlpatterns = [
    path("", views.search_page, name="page"),
    path("export.csv", views.export_csv, name="export"),
    path("flux.atom", atom.feed, name="feed"),
    path("imprimer/", printing.print_view, name="print"),
    path("territoires/", territoire_choice.choose_territoire, name="territoires"),
]
