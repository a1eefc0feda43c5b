"""The addresses of searches as sheets."""

from django.urls import path

from sheets.takeout.searches import search_as_sheet

urlpatterns = [path("tableau/<slug:sorte>.<slug:forme>", search_as_sheet, name="feuilles_recherche")]
