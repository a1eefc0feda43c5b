"""Before terms are deleted, one by one or together: those in use are named with what uses them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin import messages

from taxonomy.admin.presentation import LigneDUsage, lignes_d_usages
from taxonomy.admin.views import url_de_fusion
from taxonomy.models import Terme
from taxonomy.usages import Usages, usages_de

AU_PLUS = 100
EXEMPLES_PAR_TERME = 20
OUBLI = (
    "« {terme} » est {cite}\u00a0: supprimé, il y manquera, et la page le dira à qui les ouvrira."
    " Fusionné avec un autre terme, il y serait remplacé."
)


@dataclass(frozen=True, slots=True)
class DeletionRefusal:
    """One term that cannot be deleted, with its usages and where it can be merged."""

    terme: Terme
    usages: Usages
    lignes: list[LigneDUsage]
    url_de_fusion: str


def refuse_used_terms(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """The page that says why, or None when every term may go."""
    termes = [instance for instance in instances if isinstance(instance, Terme)]
    if not termes:
        return None
    if len(termes) > AU_PLUS:
        return _page(request, termes, trop=len(termes), refus=[])
    asked = [(terme, usages_de(terme, exemples=EXEMPLES_PAR_TERME)) for terme in termes]
    refus = [_refus(request, terme, usages) for terme, usages in asked if usages.total]
    if refus:
        return _page(request, termes, trop=0, refus=refus)
    if request.method == "GET":
        for terme, usages in asked:
            if usages.anciennes:
                messages.warning(request, OUBLI.format(terme=terme, cite=usages.phrase_des_anciennes))
    return None


def _refus(request: HttpRequest, terme: Terme, usages: Usages) -> DeletionRefusal:
    return DeletionRefusal(terme, usages, lignes_d_usages(usages, request.user), url_de_fusion(terme))


def _page(request: HttpRequest, termes: Sequence[Terme], *, trop: int, refus: list[DeletionRefusal]) -> HttpResponse:
    vues = termes[0].snippet_viewset  # type: ignore[attr-defined]  # Wagtail puts it there
    liste = reverse(vues.get_url_name("list"))
    context = {
        "header_title": "Suppression impossible",
        "breadcrumbs_items": [
            *vues.breadcrumbs_items,
            {"url": liste, "label": str(termes[0]._meta.verbose_name_plural).capitalize()},
            {"url": "", "label": "Suppression impossible"},
        ],
        "refus": refus,
        "trop": trop,
        "au_plus": AU_PLUS,
        "retour": liste,
    }
    # 409: what was asked is understood, and what exists stands against it.
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "taxonomy_admin/suppression_impossible.html", context, status=status)
