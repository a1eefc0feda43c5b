"""The home page of the admin: what waits for whoever arrives, mine and my organisation's, at one glance.

At its top each place is named with how many things wait there. What is empty has no panel: it is told in one line.
"""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from comite.admin.arrival import HomePlace, ShownPlace, shown_to
from pages.admin.new_page import offered_first
from pages.admin.scope import organisations_of
from taxonomy.models import Partenaire

#: What is said of a place where nothing waits.
NOTHING: Mapping[HomePlace, str] = {
    HomePlace.APPROVE: "rien à approuver",
    HomePlace.ASKED: "rien qui vous soit demandé",
    HomePlace.FINISH: "aucun brouillon à finir",
    HomePlace.WAITING: "",
    HomePlace.NEXT: "aucune parution prévue",
    HomePlace.LINKS: "aucun lien à regarder",
    HomePlace.REREAD: "aucune page à relire",
    HomePlace.PEOPLE: "aucun rôle qui finit bientôt",
    HomePlace.PREPARED: "aucun brouillon en préparation",
}


class MonAccueil(Component):
    """All places, each with its first rows and the way to all of them."""

    name = "mon_accueil"
    order = 90
    template_name = "wagtailadmin/accueil/mon_accueil.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        places = shown_to(user)
        ours = organisations_of(user)
        return {
            "commencer": offered_first(user),
            "lieux": [one for one in places if one.total],
            "rien": nothing_in(places),
            "organisations": list(Partenaire.objects.filter(pk__in=ours).order_by("nom")) if ours else [],
        }


def nothing_in(places: list[ShownPlace]) -> str:
    """One sentence for all the places where nothing waits; "" when something waits everywhere."""
    words = [NOTHING[one.place] for one in places if not one.total and NOTHING[one.place]]
    if not words:
        return ""
    told = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
    return f"{told[0].upper()}{told[1:]}."
