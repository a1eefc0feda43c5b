"""The result of a walk: maturity, proposals as rows with their reasons, and what is missing, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from adoc.enums import FormeQuestion
from adoc.parcours.definition import TERMES, Definition
from adoc.parcours.maturity import Maturity, mesures
from adoc.parcours.progress import Etat
from adoc.parcours.proposals import Chercheur, Outcome, PageProposee, Raison, SearchContext, bilan
from adoc.searching import search_ids
from adoc.walk.around import place_of
from adoc.walk.terms import NamedTerm, domaines_de, natures_par_famille, territoire_de
from pages.models import PageEditoriale
from public.rows import ListedPage, RowBook
from taxonomy.enums import Famille

AUCUNE = {Famille.DONNEE: "Aucune donnée", Famille.OUTIL: "Aucun outil", Famille.COMPETENCE: "Aucune compétence"}
ACCORD = {Famille.DONNEE: "référencée", Famille.OUTIL: "référencé", Famille.COMPETENCE: "référencée"}


@dataclass(frozen=True, slots=True)
class AnsweredTerms:
    """The terms that were answered."""

    territoire: NamedTerm | None
    domaines: tuple[NamedTerm, ...]


@dataclass(frozen=True, slots=True)
class Proposee:
    """A row and why it is there."""

    ligne: ListedPage
    raisons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalColumn:
    """One of the three columns of a C.A.P."""

    famille: Famille
    titre: str
    proposees: tuple[Proposee, ...]
    lacunes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WalkResult:
    """All that a result says. `bilan` is what was found, before it was put into words."""

    mesures: tuple[Maturity, ...]
    colonnes: tuple[ProposalColumn, ...]
    termes: AnsweredTerms
    bilan: Outcome


def resultat(definition: Definition, etat: Etat, carnet: RowBook) -> WalkResult:
    """The result of these answers, now."""
    termes = termes_de(definition, etat)
    contexte = SearchContext(
        territoire=termes.territoire.slug if termes.territoire else "",
        domaines=tuple(one.slug for one in termes.domaines),
        natures=natures_par_famille(),
    )
    measured = mesures(definition, etat)
    targets = [one.cible for one in definition.regles if one.cible is not None]
    shown = set(carnet.visibles(PageEditoriale.objects.filter(pk__in=targets)).values_list("pk", flat=True))
    chercher: Chercheur = search_ids
    fiches: list[int] = []
    if place := place_of(contexte.territoire):
        shown = set(place.nearest_first(shown))
        chercher, fiches = place.searching(search_ids), place.fiches(carnet)
    found = bilan(definition, etat, measured, contexte, visibles=shown, chercher=chercher, fiches=fiches)
    rows = carnet.lignes_par_id([one.page for one in found.propositions])
    carnet.fill()
    by_id = {row.id: row for row in rows}
    colonnes = tuple(_colonne(famille, found, by_id, termes) for famille in Famille)
    return WalkResult(measured, colonnes, termes, found)


def termes_de(definition: Definition, etat: Etat) -> AnsweredTerms:
    """The territoire and the domaines that were answered, whichever question asked for them."""
    given: dict[FormeQuestion, list[str]] = {forme: [] for forme in TERMES}
    for one in etat.posees:
        if one.forme in TERMES:
            given[one.forme] += etat.valables.get(one.code, ())
    where, what = given[FormeQuestion.TERRITOIRE], given[FormeQuestion.DOMAINES]
    return AnsweredTerms(territoire_de(where) if where else None, tuple(domaines_de(what)) if what else ())


def _colonne(famille: Famille, found: Outcome, rows: Mapping[int, ListedPage], termes: AnsweredTerms) -> ProposalColumn:
    proposees = tuple(
        Proposee(rows[one.page], tuple(phrases(one, termes)))
        for one in found.propositions
        if one.famille == famille and one.page in rows
    )
    lacunes = tuple(
        lacune(famille, termes if one.par_territoire else None, termes if one.par_domaines else None)
        for one in found.lacunes
        if one.famille == famille
    )
    return ProposalColumn(famille, famille.pluriel, proposees, lacunes)


def phrases(proposition: PageProposee, termes: AnsweredTerms) -> list[str]:
    """The reasons for a proposal, one sentence each."""
    said = [_phrase(raison) for raison in proposition.raisons]
    answered = []
    if proposition.par_territoire and termes.territoire:
        answered.append(f"« {termes.territoire.nom} » pour votre territoire")
    if proposition.par_domaines and termes.domaines:
        answered.append(f"« {_liste(termes)} » pour vos domaines")
    if answered:
        said.append(f"parce que vous avez répondu {' et '.join(answered)}")
    return said or ["proposé à toutes les organisations de votre profil"]


def _phrase(raison: Raison) -> str:
    if raison.dimension:
        return f"parce que votre maturité en « {raison.dimension} » est au niveau « {raison.niveau} »"
    answers = " et ".join(f"« {one} »" for one in raison.reponses)
    return f"parce que vous avez répondu {answers} à « {raison.question} »"


def lacune(famille: Famille, where: AnsweredTerms | None, what: AnsweredTerms | None) -> str:
    """What the site does not have yet for who answered that."""
    themes = f" pour {_liste(what)}" if what and what.domaines else ""
    place = f" dans votre territoire ({where.territoire.nom})" if where and where.territoire else ""
    return f"{AUCUNE[famille]} {ACCORD[famille]}{themes}{place} : le Comité en est informé, sans rien savoir de vous."


def _liste(termes: AnsweredTerms) -> str:
    return ", ".join(one.nom for one in termes.domaines)
