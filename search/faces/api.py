"""`GET /api/v3/recherche/`: the search as data, with the parameters and the order of the page.

Bytes are written by orjson from the same SearchResults as the page. An answer carries an ETag made of what it was
asked and of the generation of the index: a 304 asks no engine. A wrong parameter is a 422 that says what is allowed.
While the engine is away its copy answers, with a sentence in `avis` and no ETag; without a copy it is a 503 that says
when to come back, since a program would take an empty answer for the truth.
"""

import logging
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from ground.answers import Stamp, etag_of, unkept
from ground.edges.lanes import SEARCHES
from ground.facts import facts
from ground.problems import ProblemeSchema, Refusal, parameters_refused, probleme
from search.answers.dressing import answer, last_page, page_links
from search.contract.results import SearchResults
from search.engines import answering_engine
from search.engines.base import EngineError
from search.enums import Mots, SearchScope, Tri
from search.faces.titles import short_title
from search.frequent import counting
from search.planning.planner import BadQueryError, Planned, plan_search
from search.state.snapshot import IndexState, index_state

logger = logging.getLogger(__name__)
router = Router(tags=["recherche"])


class HitSchema(Schema):
    """One document found; `*_html` are escaped, with `<mark>` around what was found.

    In a widened search `groupe` is "tous" where title, chapô or terms have every word, else "partie"; `sans`: the words
    that it has not at all. Without words, in chosen territoires: "choisi" for the pages of what is chosen, "ici" for
    what lies in the territoires, else the rung above them on which the page sits ("region", "pays" …).
    """

    id: int
    url: str
    titre: str
    titre_html: str
    extrait_html: str
    type_de_page: str
    nature: str
    echelon: str
    lieu: str
    territoires: list[str]
    acteurs: list[str]
    domaines: list[str]
    partenaires: list[str]
    etat_lien: str
    etat_lien_label: str
    verifie_le: datetime | None
    publie_le: datetime | None
    est_fictif: bool
    score: float
    groupe: str
    sans: list[str]


class FacetValueSchema(Schema):
    """One value: `count` is the number of hits if it were chosen alone in its facet."""

    param: str
    slug: str
    nom: str
    count: int
    selected: bool
    depth: int


class FacetSchema(Schema):
    """One facet, its values in the taxonomy's order."""

    facette: str
    label: str
    values: list[FacetValueSchema]


class RungSchema(Schema):
    """One rung of the territorial ladder."""

    niveau: str
    label: str
    count: int
    selected: bool
    url: str


class RelanceSchema(Schema):
    """A looser or better spelt search and exactly how many hits it gives."""

    label: str
    url: str
    count: int


class AbsentWordSchema(Schema):
    """A typed word that some of these hits have not: what it finds alone under the same filters, and where."""

    mot: str
    count: int
    url: str


class PromotedSchema(Schema):
    """A page that editors put above the hits of these words."""

    id: int
    titre: str
    url: str
    chapo: str


class ProposalSchema(Schema):
    """Typed words that name a filter, and the address of the search in which it stands in their place."""

    mots: str
    nom: str
    sorte: str
    url: str


class ResultsSchema(Schema):
    """The answer to a search.

    Everything describes the set that `mots` names: "tous", hits with every typed word, or "partie", hits with enough of
    them, of which `avec_tous_les_mots` have every one and come first on each page; "" where the words leave no choice.
    `mots_absents` says what the words that some of these hits lack find alone; `chaque_mot` what each word does, where
    the search finds little.
    """

    titre: str
    total: int
    page: int
    derniere_page: int
    par_page: int
    resultats: list[HitSchema]
    facettes: list[FacetSchema]
    echelle: list[RungSchema]
    corrections: list[RelanceSchema]
    relances: list[RelanceSchema]
    suivante: str
    precedente: str
    avis: str
    mots: str
    avec_tous_les_mots: int
    mots_absents: list[AbsentWordSchema]
    chaque_mot: list[RelanceSchema]
    propositions: list[ProposalSchema]
    mises_en_avant: list[PromotedSchema]


class StateParameters(Schema):
    """What a search is about, whatever is asked of it. Every parameter may be repeated: OR inside its facet."""

    q: str = ""
    mots: str = Mots.AUTO.value
    territoire: list[str] = []
    acteur: list[str] = []
    domaine: list[str] = []
    critere: list[str] = []
    axe: list[str] = []
    boite: list[str] = []
    odd: list[str] = []
    nature: list[str] = []
    partenaire: list[str] = []
    etat_lien: list[str] = []
    portee: str = SearchScope.TOUT.value
    echelon: str = ""
    tri: str = Tri.PERTINENCE.value


class SearchParameters(StateParameters):
    """What may be asked; every parameter may be repeated, which means OR inside its facet.

    `jusqu_a` comes with the addresses of the next and the previous page: the moment (seconds since 1970) until which
    they hold what was published, so that a page published meanwhile moves none of their hits.

    Described here, read by the planner, as for the page: what is wrong gets its sentence there, and nothing is read
    twice.
    """

    page: str = "1"
    jusqu_a: str = ""


PARAMETRES_DECRITS = [
    {"in": "query", "name": name, "schema": described, "required": False}
    for name, described in SearchParameters.model_json_schema()["properties"].items()
]


@router.get(
    "",
    openapi_extra={"parameters": PARAMETRES_DECRITS},
    response={200: ResultsSchema, 304: None, 422: ProblemeSchema, 503: ProblemeSchema},
    summary="Chercher par mots et par facettes",
    operation_id="recherche",
)
@facts(needs=None, cost=2, lane=SEARCHES, judges=True)
def recherche(request: HttpRequest) -> HttpResponse:
    """Ressources, exemples, fiches et bases, avec le compte exact de chaque valeur de chaque facette."""
    state = index_state()
    stamp = stamp_of(request, state)
    if unchanged := stamp.unchanged(request):
        return unchanged
    try:
        planned = plan_search(request.GET, strict=True, state=state)
        answered = answer(answering_engine(), planned)
    except BadQueryError as exc:
        return parameters_refused(exc.refusals)
    except EngineError as exc:
        logger.error("A search could not be answered: %s", exc)
        response = probleme(503, "La recherche est indisponible : réessayez dans quelques instants.")
        response["Retry-After"] = "30"
        return response
    planned, results = answered.planned, answered.results
    last = last_page(results.total, planned.query.size)
    if planned.query.page > last:
        message = f"Cette page n’existe pas : la dernière est la page {last}."
        return parameters_refused((Refusal("page", str(planned.query.page), message, (f"1 à {last}",)),))
    counting.note_search(request, planned, results.avec_tous)
    body = orjson.dumps(_body(planned, results))
    # What a copy says must not be taken for what the index says once it is back.
    return unkept(body) if results.notice else stamp.answer(body)


def stamp_of(request: HttpRequest, state: IndexState) -> Stamp:
    """Its ETag changes with what is asked, the index, the terms, what is withheld, and the day."""
    asked = (
        request.META.get("QUERY_STRING", ""),
        state.generation,
        state.termes,
        sorted(state.withheld),
        timezone.localdate().isoformat(),
    )
    return Stamp(etag_of(repr(asked).encode()), ("recherche",))


def _body(planned: Planned, results: SearchResults) -> dict[str, Any]:
    links = page_links(planned.query, results.total, results.newest)
    return {
        "titre": short_title(planned),
        "total": results.total,
        "page": planned.query.page,
        "derniere_page": links.last,
        "par_page": planned.query.size,
        "resultats": results.hits,
        "facettes": results.facets,
        "echelle": results.ladder,
        "corrections": results.corrections,
        "relances": results.relances,
        "suivante": links.next_url,
        "precedente": links.previous_url,
        "avis": results.notice,
        "mots": results.mots,
        "avec_tous_les_mots": results.avec_tous,
        "mots_absents": results.absents,
        "chaque_mot": results.chaque_mot,
        "propositions": results.propositions,
        "mises_en_avant": results.en_avant,
    }
