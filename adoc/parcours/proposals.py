"""What is proposed to a visitor, each thing with the answers that led to it, and what is missing.

Searches are asked of a `Chercheur` that is handed in: what is found here is what visitors find, with the same words and
facets.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from adoc.enums import FormeQuestion
from adoc.parcours.definition import Condition, Definition, Regle
from adoc.parcours.maturity import Maturity
from adoc.parcours.progress import Etat
from taxonomy.enums import Famille

PAR_FAMILLE_AU_PLUS = 12


class Chercheur(Protocol):
    """The ids of the pages that a search finds, the best first."""

    def __call__(self, parametres: Mapping[str, tuple[str, ...]], au_plus: int) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class SearchContext:
    """What the rules may ask by: the slugs that were answered, and the natures of each family."""

    territoire: str
    domaines: tuple[str, ...]
    natures: Mapping[Famille, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Raison:
    """Why something is proposed: an answer in words, or the level of a dimension."""

    question: str
    reponses: tuple[str, ...]
    dimension: str = ""
    niveau: str = ""


@dataclass(frozen=True, slots=True)
class PageProposee:
    """One page, and every reason for it. `territoire`, `domaines`: whether the search was narrowed by the answers."""

    page: int
    famille: Famille
    raisons: tuple[Raison, ...]
    par_territoire: bool = False
    par_domaines: bool = False


@dataclass(frozen=True, slots=True)
class Lacune:
    """A search of a rule that found nothing."""

    famille: Famille
    par_territoire: bool
    par_domaines: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules give: proposals by family, and the families in which a search found nothing."""

    propositions: tuple[PageProposee, ...]
    lacunes: tuple[Lacune, ...]


def applicables(definition: Definition, etat: Etat, mesures: Iterable[Maturity]) -> list[Regle]:
    """The rules whose conditions hold, in the order of the page."""
    parts = {one.dimension.code: one.part for one in mesures}
    return [regle for regle in definition.regles if _s_applique(regle, etat, parts)]


def _s_applique(regle: Regle, etat: Etat, parts: Mapping[str, int | None]) -> bool:
    if regle.dimension:
        part = parts.get(regle.dimension)
        if part is None or part > regle.plafond:
            return False
    return all(condition.tient(etat.valables) for condition in regle.conditions)


def bilan(
    definition: Definition,
    etat: Etat,
    mesures: Iterable[Maturity],
    contexte: SearchContext,
    *,
    visibles: Iterable[int],
    chercher: Chercheur,
    fiches: Iterable[int] = (),
) -> Outcome:
    """Proposals without repetition, at most twelve for each family.

    `visibles`: the target pages that this visitor is shown; `fiches`: those that present the place that was answered.
    """
    mesures = tuple(mesures)
    shown = frozenset(visibles)
    found = {page: PageProposee(page, Famille.DONNEE, (), par_territoire=True) for page in fiches}
    lacunes: list[Lacune] = []
    for regle in applicables(definition, etat, mesures):
        raisons = raisons_de(regle, definition, etat, mesures)
        by_place = bool(regle.selon_territoire and contexte.territoire)
        by_theme = bool(regle.selon_domaines and contexte.domaines)
        if regle.cible is not None:
            pages = [regle.cible] if regle.cible in shown else []
            by_place = by_theme = False
        else:
            pages = found_by(regle, definition, contexte, chercher)
            if not pages:
                lacunes.append(Lacune(regle.famille, by_place, by_theme))
        for page in pages:
            found[page] = _avec(found.get(page), PageProposee(page, regle.famille, raisons, by_place, by_theme))
    kept = [
        one for famille in Famille for one in [p for p in found.values() if p.famille == famille][:PAR_FAMILLE_AU_PLUS]
    ]
    return Outcome(tuple(kept), tuple(dict.fromkeys(lacunes)))


def _avec(known: PageProposee | None, again: PageProposee) -> PageProposee:
    """The same page, proposed once more: its place is kept, every reason is told."""
    if known is None:
        return again
    return replace(
        known,
        raisons=(*known.raisons, *(one for one in again.raisons if one not in known.raisons)),
        par_territoire=known.par_territoire or again.par_territoire,
        par_domaines=known.par_domaines or again.par_domaines,
    )


def found_by(regle: Regle, definition: Definition, contexte: SearchContext, chercher: Chercheur) -> list[int]:
    """What the search of a rule finds: nothing, while the site has no nature of that family."""
    if not regle.nature and not contexte.natures.get(regle.famille):
        return []
    return chercher(parametres_de(regle, definition, contexte), regle.nombre)


def parametres_de(regle: Regle, definition: Definition, contexte: SearchContext) -> dict[str, tuple[str, ...]]:
    """The search of a rule, in the parameters of the site's own search."""
    asked = {
        "q": (regle.mots,) if regle.mots else (),
        "nature": (regle.nature,) if regle.nature else contexte.natures.get(regle.famille, ()),
        "acteur": (definition.profil,) if regle.pour_le_profil and definition.profil else (),
        "territoire": (contexte.territoire,) if regle.selon_territoire and contexte.territoire else (),
        "domaine": contexte.domaines if regle.selon_domaines else (),
    }
    return {name: values for name, values in asked.items() if values}


def raisons_de(regle: Regle, definition: Definition, etat: Etat, mesures: Iterable[Maturity]) -> tuple[Raison, ...]:
    """Why the rule applies, in the words of the questions."""
    reasons = [_raison(condition, definition, etat) for condition in regle.conditions]
    for mesure in mesures:
        if regle.dimension == mesure.dimension.code and mesure.niveau:
            reasons.append(Raison("", (), mesure.dimension.nom, mesure.niveau.nom))
    return tuple(one for one in reasons if one)


def _raison(condition: Condition, definition: Definition, etat: Etat) -> Raison | None:
    question = definition.question(condition.question)
    if question is None:
        return None
    given = [code for code in etat.valables.get(question.code, ()) if code in condition.choix]
    words = {one.code: one.texte for one in question.choix}
    said = tuple(
        f"{code} sur 5" if question.forme == FormeQuestion.ECHELLE else words.get(code, code) for code in given
    )
    return Raison(question.texte, said)
