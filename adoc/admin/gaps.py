"""« Ce qui manque »: what visitors asked for and the site does not have, as counts of the last year, for editors."""

from datetime import timedelta
from typing import Any

from django.db.models import Max, Sum
from django.urls import reverse
from django.utils import timezone

from adoc.models import LacuneAdoc
from ground.admin_report import AdminReport
from taxonomy.enums import Famille
from taxonomy.models import Acteur, Domaine, Territoire

DEPUIS = timedelta(days=365)
AU_PLUS = 200


class Lacunes(AdminReport):
    """The gaps, the most frequent first."""

    template_name = "parcours_admin/lacunes.html"
    header_icon = "help"
    page_title = "Ce qui manque aux parcours A.D.O.C."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "lacunes": lacunes(),
            "url_de_ressource": reverse("nouvelle_page_ou", args=["ressource"]),
        }


def lacunes() -> list[dict[str, Any]]:
    """The gaps of the last year with their terms in words, a term that is gone by its slug."""
    since = timezone.localdate() - DEPUIS
    rows: Any = list(
        LacuneAdoc.objects.filter(jour__gte=since)
        .values("famille", "profil", "domaine", "territoire")
        .annotate(fois=Sum("nombre"), vue_le=Max("jour"))
        .order_by("-fois", "-vue_le", "famille")[:AU_PLUS]
    )
    names = {
        champ: dict(model._default_manager.filter(slug__in={row[champ] for row in rows}).values_list("slug", "nom"))
        for champ, model in (("profil", Acteur), ("domaine", Domaine), ("territoire", Territoire))
    }
    return [
        {
            **row,
            "famille": str(Famille(row["famille"]).label),
            **{champ: known.get(row[champ], row[champ]) for champ, known in names.items()},
        }
        for row in rows
    ]
