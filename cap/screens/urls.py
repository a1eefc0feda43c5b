"""The addresses of the C.A.P."""

from django.urls import path

from cap.screens import views

app_name = "cap"
urlpatterns = [
    path("", views.mon_cap, name="accueil"),
    path("ajouter/", views.ajouter, name="ajouter"),
    path("modifier/<str:secret>/", views.modifier, name="modifier"),
    path("lire/<str:secret>/", views.lire, name="lire"),
]
