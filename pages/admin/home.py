"""What an editor finds on arriving: own drafts, pages to read again, links to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.reviewing import pages_a_relire

AU_PLUS = 8


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One page of a panel."""

    titre: str
    genre: str
    url: str
    quand: date | None
    note: str = ""


class PanneauDePages(Component):
    """A short list of pages with where to edit them."""

    template_name = "wagtailadmin/accueil/pages.html"
    titre = ""
    vide = ""
    identifiant = ""

    def lignes(self, utilisateur: Any) -> list[PanelRow]:
        """The rows that this reader may edit."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "titre": self.titre,
            "vide": self.vide,
            "identifiant": self.identifiant,
            "lignes": self.lignes(parent_context["request"].user),
        }


class MesBrouillons(PanneauDePages):
    """Drafts that this editor began or wrote last."""

    name = "mes_brouillons"
    order = 100
    titre = "Mes brouillons"
    vide = "Vous n’avez aucun brouillon en cours."
    identifiant = "mes-brouillons"

    def lignes(self, utilisateur: Any) -> list[PanelRow]:
        miens = Q(owner=utilisateur) | Q(latest_revision__user=utilisateur)
        pages = Page.objects.filter(miens, has_unpublished_changes=True).order_by("-latest_revision_created_at")
        return [
            ligne_de(page, page.latest_revision_created_at, "Déjà en ligne" if page.live else "Jamais publié")
            for page in pages[:AU_PLUS]
        ]


class ARelire(PanneauDePages):
    """Live pages whose review is due or whose validity ends."""

    name = "a_relire"
    order = 110
    titre = "À relire"
    vide = "Aucune page n’attend de relecture."
    identifiant = "a-relire"

    def lignes(self, utilisateur: Any) -> list[PanelRow]:
        aujourd_hui = timezone.localdate()
        modifiables = policy_registry.get_by_type(Page).instances_user_has_permission_for(utilisateur, "change")
        pages = pages_a_relire(aujourd_hui).filter(pk__in=modifiables.order_by().values("pk"))[:AU_PLUS]
        return [ligne_de(page, page.relu_le, _pourquoi(page.valable_jusqu_au, aujourd_hui)) for page in pages]


def ligne_de(page: Page, quand: date | None, note: str) -> PanelRow:
    """A page as a row of a panel; asks nothing more of the database."""
    classe = page.cached_content_type.model_class()
    return PanelRow(
        titre=page.get_admin_display_title(),
        genre=str(classe._meta.verbose_name) if classe else "",
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        quand=quand,
        note=note,
    )


def _pourquoi(valable_jusqu_au: date | None, aujourd_hui: date) -> str:
    if valable_jusqu_au is None:
        return "Relecture prévue dépassée"
    if valable_jusqu_au < aujourd_hui:
        return f"N’est plus valable depuis le {valable_jusqu_au:%d/%m/%Y}"
    return f"Valable jusqu’au {valable_jusqu_au:%d/%m/%Y}"
