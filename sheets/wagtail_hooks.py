"""What sheets add to Wagtail’s admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from sheets.admin import views
from sheets.kinds import pages, undoing
from sheets.rights import brings


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("feuilles/", views.ListeDesFeuilles.as_view(), name="feuilles_liste"),
        path("feuilles/importer/", views.Importer.as_view(), name="feuilles_importer"),
        path("feuilles/modele/<slug:sorte>.<slug:forme>", views.Modele.as_view(), name="feuilles_modele"),
        path("feuilles/sortie/<slug:sorte>.<slug:forme>", views.Sortie.as_view(), name="feuilles_sortie"),
        path("feuilles/<int:pk>/", views.UneFeuille.as_view(), name="feuilles_une"),
        path("feuilles/<int:pk>/colonnes/", views.Colonnes.as_view(), name="feuilles_colonnes"),
        path("feuilles/<int:pk>/compte-rendu.<slug:forme>", views.CompteRendu.as_view(), name="feuilles_compte_rendu"),
        path("feuilles/<int:pk>/<slug:acte>/", views.ActeDeFeuille.as_view(), name="feuilles_acte"),
    ]


class MenuDesFeuilles(MenuItem):
    """Shown to whoever may bring a sheet in."""

    def is_shown(self, request: HttpRequest) -> bool:
        return brings(request.user)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return MenuDesFeuilles("Feuilles", reverse("feuilles_liste"), name="feuilles", icon_name="table", order=170)


@hooks.register("register_log_actions")
def name_imports(actions: Any) -> None:
    """So that a page’s history tells what came from a sheet."""

    @actions.register_action(pages.IMPORTED)
    class FeuilleImportee(LogFormatter):
        label = "Importer d’une feuille"
        message = "Modifiée par l’import d’une feuille"

    @actions.register_action(undoing.UNDONE)
    class FeuilleAnnulee(LogFormatter):
        label = "Annuler l’import d’une feuille"
        message = "Import annulé, version précédente reprise"
