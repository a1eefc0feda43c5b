"""What people search: the report, and what an editor can do about a search that finds nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from search.admin.lexique import url_d_essai
from search.admin.rights import PourLaRedaction
from search.frequent.counting import JOURS, VISITEURS
from search.frequent.models import RechercheFrequente
from search.lexique.models import GroupeDeSynonymes

AU_PLUS = 200


class Frequentes(PourLaRedaction, WagtailAdminTemplateMixin, TemplateView):
    """Searches that many have made: those without results first, or all of them."""

    template_name = "search_admin/frequentes.html"
    header_icon = "help"
    page_title = "Ce qui est cherché"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        toutes = self.request.GET.get("voir") == "toutes"
        rows = RechercheFrequente.objects.filter(ecartee=False)
        shown = rows if toutes else rows.filter(resultats=0)
        return {
            **super().get_context_data(**kwargs),
            "toutes": toutes,
            "lignes": [(row, url_de_synonyme(row), url_d_essai(row.requete)) for row in shown[:AU_PLUS]],
            "url_de_ressource": reverse("nouvelle_page_ou", args=["ressource"]),
            "visiteurs": VISITEURS,
            "jours": JOURS,
            "releve": settings.SEARCH_RECORD_QUERIES,
        }


class Ecarter(PourLaRedaction, View):
    """Take a search off the report: it asks for nothing that the site should hold."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(RechercheFrequente, pk=pk)
        row.ecartee = True
        row.save(update_fields=["ecartee"])
        messages.success(request, f"« {row.requete} » ne sera plus proposé ici.")
        return redirect("recherche_frequentes")


def url_de_synonyme(row: RechercheFrequente) -> str:
    """A new group of synonyms that begins with this search."""
    url = reverse(GroupeDeSynonymes.snippet_viewset.get_url_name("add"))  # type: ignore[attr-defined]  # by Wagtail
    return f"{url}?{urlencode({'expressions': row.requete})}"
