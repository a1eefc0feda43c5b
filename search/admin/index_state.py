"""The state of the indices in the admin: what serves, what waits, what failed, and what an editor can do about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy

from search.admin.rights import PourLaRedaction
from search.engines import targets
from search.enums import Cible, Demande, EtatEcriture
from search.index import outbox
from search.index.models import EcritureIndex, EtatMoteur
from search.index.monitoring import suivis
from search.index.upkeep import ask_for

AU_PLUS = 100
ETATS = ModelPermissionPolicy(EtatMoteur)
ECRITURES = ModelPermissionPolicy(EcritureIndex)


class EtatDeLIndex(PourLaRedaction, WagtailAdminTemplateMixin, TemplateView):
    """Each index in plain words, and the updates that failed."""

    template_name = "search_admin/etat.html"
    header_icon = "cogs"
    page_title = "État de l’index"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dead = EcritureIndex.objects.filter(etat=EtatEcriture.EN_ECHEC, cible__in=targets())
        rows = list(dead.order_by("-id")[:AU_PLUS])
        titles = dict(Page.objects.filter(pk__in={row.page_id for row in rows}).values_list("pk", "draft_title"))
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "suivis": suivis(),
            "echecs": [(row, titles.get(row.page_id, "")) for row in rows],
            "echecs_en_tout": dead.count(),
            "peut_reconstruire": ETATS.user_has_permission(user, "change"),
            "peut_rejouer": ECRITURES.user_has_permission(user, "change"),
        }


class Demander(PourLaRedaction, View):
    """Ask the worker to rebuild an index or to go back to the one before."""

    permission_policy: Any = ETATS
    any_permission_required = ["change"]

    def post(self, request: HttpRequest) -> HttpResponse:
        cible, demande = request.POST.get("cible"), request.POST.get("demande")
        if cible not in targets() or demande not in Demande.values:
            messages.error(request, "Cette demande n’existe pas.")
            return redirect("recherche_etat")
        ask_for(Cible(cible), Demande(demande))
        messages.success(request, f"Demandé : {Demande(demande).label}. Cela commence dans la demi-minute.")
        return redirect("recherche_etat")


class Rejouer(PourLaRedaction, View):
    """Put one failed update, or all of them, back in the queue."""

    permission_policy: Any = ECRITURES
    any_permission_required = ["change"]

    def post(self, request: HttpRequest) -> HttpResponse:
        dead = EcritureIndex.objects.filter(etat=EtatEcriture.EN_ECHEC, cible__in=targets())
        chosen = request.POST.get("ligne", "")
        if chosen:
            dead = dead.filter(pk=int(chosen)) if chosen.isascii() and chosen.isdigit() else dead.none()
        count = outbox.replay(list(dead.values_list("pk", flat=True)))
        if count:
            s = "s" if count > 1 else ""
            messages.success(request, f"{count} mise{s} à jour remise{s} en attente.")
        else:
            messages.warning(request, "Il n’y avait plus rien à rejouer.")
        return redirect("recherche_etat")
