"""`/api/v3/adoc/…`: the questionnaires of the A.D.O.C., and what answers to one of them mean.

An evaluation is computed and forgotten: answers are neither kept nor logged, and the answer is for nobody's cache.
"""

from typing import Annotated, Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from adoc.models import ParcoursAdoc
from adoc.parcours.definition import VALEURS_AU_PLUS, Definition
from adoc.parcours.progress import Etat, etat
from adoc.walk.gaps import note_gaps
from adoc.walk.publication import definition_publiee
from adoc.walk.result import ProposalColumn, resultat
from ground.answers import serve_bytes, unkept
from ground.edges.lanes import READINGS
from ground.facts import facts
from ground.problems import ProblemeSchema
from pages.visibility import PagesPubliques
from public.rows import ListedPage, RowBook
from taxonomy.enums import Famille

router = Router(tags=["adoc"])
INCONNU = "Aucun parcours public n’a ce numéro."
Code = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$")]


class ParcoursEnListeSchema(Schema):
    """One questionnaire, and where visitors walk through it."""

    id: int
    titre: str
    chapo: str
    profil: str
    url: str


class ChoixSchema(Schema):
    """An answer that may be given."""

    code: str
    texte: str


class ConditionSchema(Schema):
    """One of these answers to that question is needed; several conditions must all hold."""

    question: str
    choix: list[str]


class QuestionSchema(Schema):
    """A question. Where `forme` is `territoire` or `domaines`, answers are slugs of /api/v3/termes/."""

    code: str
    chapitre: str
    texte: str
    aide: str
    forme: str
    facultative: bool
    choix: list[ChoixSchema]
    conditions: list[ConditionSchema]
    du_moins: str
    au_plus: str


class NiveauSchema(Schema):
    """A level, from `seuil` percent of the points on."""

    nom: str
    seuil: int
    texte: str


class DimensionSchema(Schema):
    """What is situated."""

    code: str
    nom: str
    niveaux: list[NiveauSchema]


class ParcoursSchema(Schema):
    """The whole questionnaire. `revision` changes with each publication."""

    id: int
    revision: int
    titre: str
    profil: str
    dimensions: list[DimensionSchema]
    questions: list[QuestionSchema]


class ReponsesSchema(Schema):
    """Answers by the code of their question; what the questionnaire does not know is left out, and told."""

    reponses: dict[Code, Annotated[list[Code], Field(max_length=VALEURS_AU_PLUS)]] = Field(max_length=60)


class MesureSchema(Schema):
    """One dimension: `part` from 0 to 100, null where nothing was answered that counts; `rang` of the level from 1."""

    dimension: str
    nom: str
    part: int | None
    niveau: str
    rang: int
    texte: str


class PropositionSchema(Schema):
    """A page that is proposed, and why, in sentences."""

    id: int
    titre: str
    url: str
    nature: str
    etat_lien: str
    raisons: list[str]


class ColonneSchema(Schema):
    """One column of a C.A.P. 2030; `lacunes` says what the site does not have yet."""

    famille: Famille
    titre: str
    propositions: list[PropositionSchema]
    lacunes: list[str]


class EvaluationSchema(Schema):
    """What the answers mean. `posees`: the questions asked; `en_attente`: the first that still needs an answer."""

    revision: int
    posees: list[str]
    en_attente: str | None
    ignorees: list[str]
    maturite: list[MesureSchema]
    colonnes: list[ColonneSchema]


@router.get(
    "/",
    response={200: list[ParcoursEnListeSchema], 304: None},
    summary="Les parcours A.D.O.C., par profil",
    operation_id="adoc",
)
@facts(needs=None)
def list_parcours(request: HttpRequest) -> HttpResponse:
    """Ceux qui sont publiés."""

    def lire() -> tuple[bytes, tuple[str, ...]]:
        adresses = RowBook(request).adresses
        pages = _publics().filter(profil__isnull=False).select_related("profil").order_by("path")
        body = [
            {
                "id": page.pk,
                "titre": page.title,
                "chapo": page.chapo,
                "profil": page.profil.slug,
                "url": adresses.de(page.url_path),
            }
            for page in pages
        ]
        return orjson.dumps(body), ("pages",)

    return serve_bytes(request, lire)


@router.get(
    "/{int:page_id}/",
    response={200: ParcoursSchema, 304: None},
    summary="Un parcours : ses questions, leurs conditions, ses dimensions",
    operation_id="adoc_detail",
)
@facts(needs=None)
def parcours_detail(request: HttpRequest, page_id: int) -> HttpResponse:
    """De quoi construire le questionnaire ailleurs."""
    return serve_bytes(request, lambda: (orjson.dumps(_publique(_parcours(page_id))), ("pages", f"page-{page_id}")))


@router.post(
    "/{int:page_id}/evaluation/",
    response={200: EvaluationSchema, 404: ProblemeSchema},
    summary="Ce que disent des réponses : maturité, propositions et leurs raisons",
    operation_id="adoc_evaluer",
)
@facts(needs=None, cost=4, lane=READINGS)
def evaluate_answers(request: HttpRequest, page_id: int, reponses: ReponsesSchema) -> HttpResponse:
    """Les réponses ne sont pas enregistrées."""
    definition = _parcours(page_id)
    given = {code: tuple(values) for code, values in reponses.reponses.items()}
    where = etat(definition, given)
    found = resultat(definition, where, RowBook(request))
    if where.est_complet:
        note_gaps(definition, found, cle=repr((page_id, sorted(given.items()))))
    body = {
        "revision": definition.revision,
        "posees": [one.code for one in where.posees],
        "en_attente": where.en_attente.code if where.en_attente else None,
        "ignorees": _ignorees(given, where),
        "maturite": [
            {
                "dimension": one.dimension.code,
                "nom": one.dimension.nom,
                "part": one.part,
                "niveau": one.niveau.nom if one.niveau else "",
                "rang": one.rang,
                "texte": one.niveau.texte if one.niveau else "",
            }
            for one in found.mesures
        ],
        "colonnes": [_colonne(one) for one in found.colonnes],
    }
    return unkept(orjson.dumps(body))


def _publics() -> Any:
    return ParcoursAdoc.objects.filter(PagesPubliques().condition())


def _parcours(page_id: int) -> Definition:
    # A number that no row can have: SQLite would refuse the question.
    if page_id.bit_length() > 63:
        raise Http404(INCONNU)
    page = _publics().filter(pk=page_id, profil__isnull=False).select_related("profil").first()
    if page is None:
        raise Http404(INCONNU)
    return definition_publiee(page)


def _ignorees(given: dict[str, tuple[str, ...]], where: Etat) -> list[str]:
    """The questions whose answers count for nothing, or not for all that was said."""
    return sorted(code for code, values in given.items() if set(values) - set(where.valables.get(code, ())))


def _publique(definition: Definition) -> dict[str, Any]:
    return {
        "id": definition.page,
        "revision": definition.revision,
        "titre": definition.titre,
        "profil": definition.profil,
        "dimensions": [
            {
                "code": one.code,
                "nom": one.nom,
                "niveaux": [{"nom": n.nom, "seuil": n.seuil, "texte": n.texte} for n in one.niveaux],
            }
            for one in definition.dimensions
        ],
        "questions": [
            {
                "code": one.code,
                "chapitre": one.chapitre,
                "texte": one.texte,
                "aide": one.aide,
                "forme": one.forme.value,
                "facultative": one.facultative,
                "choix": [{"code": choix.code, "texte": choix.texte} for choix in one.choix],
                "conditions": [{"question": c.question, "choix": sorted(c.choix)} for c in one.conditions],
                "du_moins": one.du_moins,
                "au_plus": one.au_plus,
            }
            for one in definition.questions
        ],
    }


def _colonne(colonne: ProposalColumn) -> dict[str, Any]:
    return {
        "famille": colonne.famille.value,
        "titre": colonne.titre,
        "propositions": [{**_ligne(one.ligne), "raisons": one.raisons} for one in colonne.proposees],
        "lacunes": colonne.lacunes,
    }


def _ligne(ligne: ListedPage) -> dict[str, Any]:
    return {
        "id": ligne.id,
        "titre": ligne.titre,
        "url": ligne.url,
        "nature": ligne.nature,
        "etat_lien": ligne.etat_lien,
    }
