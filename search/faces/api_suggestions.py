"""`GET /api/v3/recherche/suggestions/`: what begins like what is being typed, for a search field.

Takes the words and what is chosen already, in the parameters of the search. A wrong parameter is a 422; an engine that
is away leaves out what only it knows, the pages and the partners, and never is an error.
"""

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from ground.answers import unkept
from ground.facts import facts
from ground.problems import ProblemeSchema, Refusal, parameters_refused
from search.engines import answering_engine
from search.faces.api import StateParameters, stamp_of
from search.planning.planner import BadQueryError, plan_search
from search.state.snapshot import index_state
from search.suggestions.answer import LETTRES_AU_MOINS, suggest

router = Router(tags=["recherche"])
LONGUEUR_AU_PLUS = 100


class SuggestionSchema(Schema):
    """One thing to go to; `detail` tells it from others of the same name."""

    label: str
    detail: str
    url: str


class GroupeSchema(Schema):
    """Suggestions of one kind: the name of a facet, or `page`."""

    groupe: str
    label: str
    suggestions: list[SuggestionSchema]


class SuggestionsSchema(Schema):
    """The groups that have something, in the order in which they are shown."""

    q: str
    total: int
    groupes: list[GroupeSchema]


class SuggestionParameters(StateParameters):
    """The beginning of words, and what is chosen already: a suggested term is added to it."""


@router.get(
    "",
    response={200: SuggestionsSchema, 304: None, 422: ProblemeSchema},
    summary="Compléter ce qui est en train d’être écrit",
    operation_id="recherche_suggestions",
)
@facts(needs=None, judges=True)
def recherche_suggestions(request: HttpRequest, parametres: Query[SuggestionParameters]) -> HttpResponse:
    """Termes, partenaires et pages dont un mot commence comme chacun des mots écrits, sans tenir compte des accents."""
    state = index_state()
    stamp = stamp_of(request, state)
    if unchanged := stamp.unchanged(request):
        return unchanged
    try:
        _check(request)
        planned = plan_search(request.GET, strict=True, state=state)
    except BadQueryError as exc:
        return parameters_refused(exc.refusals)
    found = suggest(planned, answering_engine())
    body = {
        "q": planned.query.text,
        "total": sum(len(groupe.suggestions) for groupe in found.groupes),
        "groupes": found.groupes,
    }
    written = orjson.dumps(body)
    return stamp.answer(written) if found.entieres else unkept(written)


def _check(request: HttpRequest) -> None:
    """Refuse what this address alone refuses. Raises BadQueryError."""
    text = " ".join(request.GET.getlist("q"))
    if "q" not in request.GET:
        message = f"Le paramètre « q » est à donner : le début d’un mot, {LETTRES_AU_MOINS} lettres au moins."
        raise BadQueryError([Refusal("q", "", message, (f"{LETTRES_AU_MOINS} à {LONGUEUR_AU_PLUS} caractères",))])
    if len(text) > LONGUEUR_AU_PLUS:
        message = f"Le texte à compléter ne dépasse pas {LONGUEUR_AU_PLUS} caractères."
        raise BadQueryError(
            [Refusal("q", text[:60], message, (f"{LETTRES_AU_MOINS} à {LONGUEUR_AU_PLUS} caractères",))]
        )
    if "page" in request.GET:
        allowed = tuple(SuggestionParameters.model_fields)
        raise BadQueryError([Refusal("page", "", "Le paramètre « page » n’existe pas ici.", allowed, "unknown")])
