"""`GET /api/v3/termes/…`: the terms that searches and pages name by their slug, for other front ends.

Only what is public of a term: a partner's address for messages is not. A slug that was merged into another answers
with a 301 to it. Every list has a limit, and a parameter that is not known is a 422 that says what is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Query, Router, Schema

from ground.answers import stamped
from ground.facts import facts
from ground.problems import ProblemeSchema, probleme, unprocessable, wrong
from taxonomy.enums import Critere, Famille, Niveau
from taxonomy.lookup import look_up_terms, par_proximite
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, SlugFusionne, Terme, Territoire

router = Router(tags=["termes"])
LIMITE = 100
DEPART_AU_PLUS = 1_000_000
LONGUEUR_DE_Q = 200


@dataclass(frozen=True, slots=True)
class Referentiel:
    """One list of terms: what is told of each beside slug and nom, and the closed lists it may be filtered by."""

    model: type[Terme]
    libelle: str
    champs: Mapping[str, Callable[[Any], object]]
    filtres: Mapping[str, tuple[str, ...]]


REFERENTIELS: dict[str, Referentiel] = {
    "territoires": Referentiel(
        Territoire,
        "Territoires",
        {"niveau": lambda t: t.niveau, "code": lambda t: t.code, "au_dessus": lambda t: t.ancetres()},
        {"niveau": tuple(Niveau.values)},
    ),
    "acteurs": Referentiel(
        Acteur,
        "Types d’acteurs",
        {"description": lambda t: t.description, "a_un_parcours": lambda t: t.a_un_parcours},
        {},
    ),
    "domaines": Referentiel(
        Domaine,
        "Domaines",
        {"critere": lambda t: t.critere, "description": lambda t: t.description},
        {"critere": tuple(Critere.values)},
    ),
    "odd": Referentiel(
        Odd,
        "Objectifs de développement durable",
        {"numero": lambda t: t.numero, "description": lambda t: t.description},
        {},
    ),
    "natures": Referentiel(
        Nature,
        "Natures de ressources",
        {"famille": lambda t: t.famille, "axe": lambda t: t.axe.value, "description": lambda t: t.description},
        {"famille": tuple(Famille.values)},
    ),
    "partenaires": Referentiel(
        Partenaire,
        "Partenaires",
        {
            "sigle": lambda t: t.sigle,
            "site": lambda t: t.site,
            "est_comite": lambda t: t.est_comite,
            "est_fictif": lambda t: t.est_fictif,
            "description": lambda t: t.description,
        },
        {},
    ),
}
PARAMETRES = ("q", "limit", "offset")


class ReferentielSchema(Schema):
    """One list of terms and how many it holds."""

    referentiel: str
    libelle: str
    url: str
    nombre: int


class TermeSchema(Schema):
    """One term. What follows `nom` depends on the list it is in."""

    slug: str
    nom: str
    niveau: str = ""
    code: str = ""
    au_dessus: list[str] = []
    critere: str = ""
    numero: int = 0
    famille: str = ""
    axe: str = ""
    a_un_parcours: bool = False
    sigle: str = ""
    site: str = ""
    est_comite: bool = False
    est_fictif: bool = False
    description: str = ""


class TermesSchema(Schema):
    """A part of a list, in its own order, and how many terms the whole answer has."""

    items: list[TermeSchema]
    count: int


class TermesParameters(Schema):
    """What may be asked of a list."""

    q: str = ""
    niveau: str = ""
    critere: str = ""
    famille: str = ""
    limit: str = "20"
    offset: str = "0"


@router.get(
    "",
    response={200: list[ReferentielSchema], 304: None},
    summary="Les listes de termes",
    operation_id="termes_listes",
)
@facts(needs=None)
def listes(request: HttpRequest) -> HttpResponse:
    """Every list, with its address and its length."""
    return _answer(
        request,
        [
            {
                "referentiel": nom,
                "libelle": one.libelle,
                "url": request.build_absolute_uri(f"{nom}/"),
                "nombre": one.model._default_manager.count(),
            }
            for nom, one in REFERENTIELS.items()
        ],
    )


@router.get(
    "{referentiel}/",
    response={200: TermesSchema, 304: None, 404: ProblemeSchema, 422: ProblemeSchema},
    summary="Les termes d’une liste",
    operation_id="termes",
)
@facts(needs=None, judges=True)
def termes(request: HttpRequest, referentiel: str, parametres: Query[TermesParameters]) -> HttpResponse:
    """Terms whose words hold those of `q`, accents aside and the closest first; all of them without `q`."""
    one = REFERENTIELS.get(referentiel)
    if one is None:
        return _unknown_list(referentiel)
    refusal = _refusal(request, one)
    if refusal is not None:
        return refusal
    found: QuerySet[Terme] = one.model._default_manager.all()
    for champ in one.filtres:
        if value := request.GET.get(champ):
            found = found.filter(**{champ: value})
    if q := request.GET.get("q", "").replace("\x00", "").strip():
        found = par_proximite(look_up_terms(found, q), q)
    start, limit = int(parametres.offset), int(parametres.limit)
    items = [_public(one, term) for term in found[start : start + limit]]
    return _answer(request, {"items": items, "count": found.count()})


@router.get(
    "{referentiel}/{slug}/",
    response={200: TermeSchema, 301: None, 304: None, 404: ProblemeSchema},
    summary="Un terme",
    operation_id="terme",
)
@facts(needs=None)
def terme(request: HttpRequest, referentiel: str, slug: str) -> HttpResponse:
    """The term of this slug; one that was merged leads to the term it became."""
    one = REFERENTIELS.get(referentiel)
    if one is None:
        return _unknown_list(referentiel)
    found = one.model._default_manager.filter(slug=slug).first()
    if found is not None:
        return _answer(request, _public(one, found))
    devenu = SlugFusionne.objects.filter(facette=one.model.facette, ancien=slug).first()
    if devenu is not None:
        return HttpResponsePermanentRedirect(f"../{devenu.nouveau}/")
    return probleme(404, f"Aucun terme « {slug[:60]} » dans « {one.libelle} ».")


def _public(one: Referentiel, term: Terme) -> dict[str, object]:
    return {"slug": term.slug, "nom": term.nom, **{champ: read(term) for champ, read in one.champs.items()}}


def _refusal(request: HttpRequest, one: Referentiel) -> HttpResponse | None:
    """The answer to parameters that cannot be used, None when all can."""
    known = (*PARAMETRES, *one.filtres)
    unknown = next((name for name in request.GET if name not in known), None)
    if unknown is not None:
        return _refused(unknown[:60], f"Le paramètre « {unknown[:60]} » n’existe pas ici.", known, kind="unknown")
    for champ, allowed in one.filtres.items():
        if (value := request.GET.get(champ, "")) and value not in allowed:
            return _refused(champ, f"« {value[:60]} » n’est pas un choix connu de « {champ} ».", allowed)
    if not _is_number(request.GET.get("limit", "20"), least=1, most=LIMITE):
        return _refused("limit", f"« limit » est un nombre de 1 à {LIMITE}.", (f"1 à {LIMITE}",))
    if not _is_number(request.GET.get("offset", "0"), least=0, most=DEPART_AU_PLUS):
        return _refused("offset", "« offset » est un nombre à partir de 0.", (f"0 à {DEPART_AU_PLUS}",))
    if len(request.GET.get("q", "")) > LONGUEUR_DE_Q:
        return _refused("q", f"« q » ne dépasse pas {LONGUEUR_DE_Q} caractères.")
    return None


def _refused(name: str, message: str, allowed: tuple[str, ...] = (), *, kind: str = "value") -> HttpResponse:
    return unprocessable([wrong(name, message, allowed, kind=kind)], permis=allowed)


def _is_number(text: str, *, least: int, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most


def _unknown_list(name: str) -> HttpResponse:
    message, allowed = f"Il n’y a pas de liste « {name[:60]} ».", tuple(REFERENTIELS)
    return probleme(404, message, errors=[wrong("referentiel", message, allowed, place="path")], permis=allowed)


def _answer(request: HttpRequest, content: object) -> HttpResponse:
    return stamped(request, orjson.dumps(content), ("termes",))
