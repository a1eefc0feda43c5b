"""The addresses of the partner’s desk."""

from django.urls import path

from propositions.desk import acts, views

app_name = "espace"
urlpatterns = [
    path("", views.desk, name="accueil"),
    path("entrer/<str:secret>/", views.entrance, name="entrer"),
    path("sortir/", views.leave, name="sortir"),
    path("valables/", acts.valid, name="valables"),
    path("ressources/<int:page_id>/corriger/", acts.correct, name="corriger"),
    path("proposer/", acts.propose, name="proposer"),
    path("feuille/", acts.send, name="feuille"),
    path("feuille/modele.<slug:forme>", views.sheet_template, name="modele"),
    path("propositions/", views.proposals, name="propositions"),
    path("propositions/<int:pk>/", views.proposal, name="proposition"),
]
