"""The menu « Recherche » of the admin."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from search.admin.frequent import Ecarter, Frequentes
from search.admin.index_state import Demander, EtatDeLIndex, Rejouer
from search.admin.lexique import GroupeDeSynonymesViewSet, MotProtegeViewSet, SigleViewSet, Tester, VerifyLexique
from search.admin.promotions import MiseEnAvantViewSet
from search.admin.temoins import Lancer, Passages, RequeteTemoinViewSet
from search.lexique.models import LexiqueEntry

SOUS_MENU = "register_recherche_menu_item"


class Recherche(SnippetViewSetGroup):
    """The menu; other modules add to it through the hook."""

    menu_label = "Recherche"
    menu_icon = "search"
    menu_order = 360
    submenu_hook = SOUS_MENU
    items = (GroupeDeSynonymesViewSet, SigleViewSet, MotProtegeViewSet, MiseEnAvantViewSet, RequeteTemoinViewSet)


register_snippet(Recherche)


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    return [
        path("recherche/tester/", Tester.as_view(), name="recherche_tester"),
        path("recherche/lexique/<slug:genre>/verifier/", VerifyLexique.as_view(), name="recherche_verifier"),
        path("recherche/temoins/passages/", Passages.as_view(), name="recherche_passages"),
        path("recherche/temoins/passages/<int:pk>/", Passages.as_view(), name="recherche_passage"),
        path("recherche/temoins/lancer/", Lancer.as_view(), name="recherche_temoins_lancer"),
        path("recherche/etat/", EtatDeLIndex.as_view(), name="recherche_etat"),
        path("recherche/etat/demander/", Demander.as_view(), name="recherche_demander"),
        path("recherche/etat/rejouer/", Rejouer.as_view(), name="recherche_rejouer"),
        path("recherche/frequentes/", Frequentes.as_view(), name="recherche_frequentes"),
        path("recherche/frequentes/<int:pk>/ecarter/", Ecarter.as_view(), name="recherche_ecarter"),
    ]


@hooks.register(SOUS_MENU)
def menu_try() -> MenuItem:
    return MenuItem("Tester", reverse("recherche_tester"), icon_name="search", order=10)


@hooks.register(SOUS_MENU)
def menu_passages() -> MenuItem:
    return MenuItem("Passages des témoins", reverse("recherche_passages"), icon_name="history", order=20)


@hooks.register(SOUS_MENU)
def menu_frequentes() -> MenuItem:
    return MenuItem("Ce qui est cherché", reverse("recherche_frequentes"), icon_name="help", order=30)


@hooks.register(SOUS_MENU)
def menu_etat() -> MenuItem:
    return MenuItem("État de l’index", reverse("recherche_etat"), icon_name="cogs", order=40)


@hooks.register("register_permissions")
def droits_sur_l_index() -> QuerySet[Permission]:
    """What a group may be given on the page « État de l’index »."""
    noms = ("change_etatmoteur", "change_ecritureindex")
    return Permission.objects.filter(content_type__app_label="search", codename__in=noms)


@hooks.register("before_delete_snippet")
def keep_shipped_entries(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """A shipped entry that is deleted would come back as it ships: it is unticked instead."""
    livrees = [instance for instance in instances if isinstance(instance, LexiqueEntry) and instance.est_livree]
    if not livrees:
        return None
    messages.error(
        request,
        f"« {livrees[0]} » est livré avec le logiciel : décochez « actif » pour que la recherche l’ignore.",
    )
    vues = livrees[0].snippet_viewset  # type: ignore[attr-defined]  # Wagtail puts it there
    return redirect(vues.get_url_name("edit"), livrees[0].pk)
