"""A page to choose a territoire among all, for the facet that can list only some: works without JavaScript."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ground.facts import Weight, weighs
from search.contract.characters import writable
from search.enums import Facette
from search.planning.planner import plan_search
from search.planning.querystrings import pairs_of, querystring
from search.suggestions.answer import places_named, with_value

TERRITOIRES_AU_PLUS = 40
NOM_AU_PLUS = 100


@weighs(Weight(cost=1))
@require_safe
def choose_territoire(request: HttpRequest) -> HttpResponse:
    """The territoires that the typed name, code or postal code may mean, each with the search in which it is chosen."""
    planned = plan_search(request.GET)
    nom = " ".join(writable(request.GET.get("nom", ""))[:NOM_AU_PLUS].split())
    text = planned.query.text
    places = places_named(planned, nom, TERRITOIRES_AU_PLUS + 1)
    found = [
        (value.nom, detail, with_value(planned, Facette.TERRITOIRE, value, text))
        for value, detail in places[:TERRITOIRES_AU_PLUS]
    ]
    context = {
        "nom": nom,
        "territoires": found,
        "il_y_en_a_plus": len(places) > TERRITOIRES_AU_PLUS,
        "etat": pairs_of(replace(planned.query, page=1)),
        "retour": "../" + querystring(planned.query, page=1),
    }
    return render(request, "search/territoires.html", context)
