"""One cell of the matrix: what is there, what was lacked, and how to fill it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from couverture.asking import open_about
from couverture.counting import Pages, carried
from couverture.lacking import Lack, lacks
from couverture.terms import KNOWN, NamedTerms, asked_terms, current_terms
from pages.admin.new_page import creates
from public.doors import SEARCH
from search.admin.rights import PourLaRedaction

SHOWN_AT_MOST = 50


class Case(PourLaRedaction, WagtailAdminTemplateMixin, TemplateView):
    """The page to which a gap leads."""

    template_name = "couverture/case.html"
    header_icon = "table"
    page_title = "Couverture"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("couverture"), "label": "Couverture"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.terms.words}]

    def get_page_title(self) -> str:
        return self.terms.words

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.terms = asked_terms(request.GET)
        if not self.terms:
            messages.warning(request, "Cette case n’existe pas, ou plus : choisissez-en une dans le tableau.")
            return redirect("couverture")
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = self.terms
        query = f"?{terms.of_a_page.query}" if terms.of_a_page else ""
        found = [(str(scope), nombre, SEARCH.address(pairs)) for scope, nombre, pairs in _counts(terms)]
        context = {
            "termes": terms,
            "comptes": found,
            "manques": [one for one in lacks() if _is_about(one, terms)][:SHOWN_AT_MOST],
            "demandes": list(open_about(terms)[:SHOWN_AT_MOST]) if terms.of_a_page else [],
            "peut_creer": creates(self.request.user),
            "creer": [
                ("Créer une ressource", f"{reverse('nouvelle_page_ou', args=['ressource'])}{query}"),
                ("Créer un exemple inspirant", f"{reverse('nouvelle_page_ou', args=['exempleinspirant'])}{query}"),
            ],
            "demander": f"{reverse('couverture_demander')}{query}" if terms.of_a_page else "",
        }
        return super().get_context_data(**context, **kwargs)


def _counts(terms: NamedTerms) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """(what is counted, how many, what the search is asked): twice where there is a territoire."""
    held = carried(*KNOWN)
    kept: Pages = set(held.pages)
    for name, slug in terms.slugs.items():
        if name != "territoire":
            kept &= held.of(name, slug)
    pairs = list(terms.slugs.items())
    place = terms.slugs.get("territoire")
    if not place:
        return [("Pages en ligne", len(kept), pairs)]
    value = current_terms().territoires([place]).get(place)
    within, above = held.by_place({place: value.au_dessus if value else ()})
    here = kept & within[place]
    return [
        ("Pages en ligne sur ce territoire ou un lieu qu’il contient", len(here), [*pairs, ("portee", "propre")]),
        ("Avec celles d’un territoire plus large", len(here | kept & above[place]), pairs),
    ]


def _is_about(lack: Lack, terms: NamedTerms) -> bool:
    """Whether all that is asked was said; a place inside the territoire says it too."""
    for name, slug in terms.slugs.items():
        said = set(lack.of(name))
        if name == "territoire":
            places = current_terms().territoires(list(said))
            said |= {above for value in places.values() for above in value.au_dessus}
        if name != "axe" and slug not in said:
            return False
    return True
