"""The addresses of the C.A.P."""

from django.urls import path

from cap.screens import views

app_name = "cap"
urlpatterns = [
    path("", views.mon_cap, name="accueil"),
    path("ajouter/", views.add_to_cap, name="ajouter"),
    path("modifier/<str:secret>/", views.edit_cap, name="modifier"),
    path("lire/<str:secret>/", views.read_cap, name="lire"),
]
