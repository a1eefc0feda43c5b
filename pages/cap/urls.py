"""The addresses of the C.A.P."""

from django.urls import path

from pages.cap import vues

app_name = "cap"
urlpatterns = [
    path("", vues.mon_cap, name="accueil"),
    path("ajouter/", vues.ajouter, name="ajouter"),
    path("modifier/<str:secret>/", vues.modifier, name="modifier"),
    path("lire/<str:secret>/", vues.lire, name="lire"),
]
