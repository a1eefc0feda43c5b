"""What may stand in the lexique. Each rule answers with sentences for the editor; none asks the database.

Two phrases that the search cannot tell apart are one: they are compared by their stems, stop words left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.french import words
from search.french.stopwords import is_stopword
from search.lexique.synonyms import SynonymGroup

EXPRESSIONS_AU_PLUS = 30
LETTRES_AU_PLUS = 150
MOTS_AU_PLUS = 20
SIGLE_AU_PLUS = 20
Cle = tuple[str, ...]
Refus = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group as it stands elsewhere, with the name under which an editor finds it."""

    nom: str
    groupe: SynonymGroup


def lignes(texte: str) -> tuple[str, ...]:
    """The phrases of a field, one per line; blank lines are none."""
    return tuple(" ".join(ligne.split()) for ligne in texte.splitlines() if ligne.strip())


def cle(expression: str) -> Cle:
    """What the search retains of a phrase."""
    found = words(expression)
    return tuple(word.stem for word in found if not is_stopword(word.exact)) or tuple(word.stem for word in found)


def refus_d_expression(expression: str) -> str:
    """Why this phrase cannot stand in the lexique, "" when it can."""
    found = words(expression)
    if not found:
        return f"« {expression} » ne contient ni lettre ni chiffre."
    if len(expression) > LETTRES_AU_PLUS or len(found) > MOTS_AU_PLUS:
        return (
            f"« {expression[:40]}… » est trop long : {MOTS_AU_PLUS} mots et {LETTRES_AU_PLUS} caractères au plus, "
            "car personne ne le taperait ainsi."
        )
    if len(found) == 1 and len(found[0].exact) == 1:
        return f"« {expression} » n’a qu’une lettre : il changerait trop de recherches."
    if all(is_stopword(word.exact) for word in found):
        return f"« {expression} » ne contient que des mots que la recherche laisse de côté."
    return ""


def refus_de_groupe(groupe: SynonymGroup, *, sens_unique: bool, autres: Iterable[NamedGroup] = ()) -> Refus:
    """Why this group cannot stand beside the others: sentences by field (`expressions`, `cibles`)."""
    refus = {"expressions": _refus_de_liste(groupe.phrases), "cibles": _refus_de_liste(groupe.targets)}
    if not sens_unique and len(groupe.phrases) < 2:
        refus["expressions"].append("Écrivez au moins deux expressions, une par ligne.")
    if sens_unique and not groupe.phrases:
        refus["expressions"].append("Écrivez au moins une expression.")
    if sens_unique and not groupe.targets:
        refus["cibles"].append("Écrivez au moins une cible : ce que ces expressions trouveront aussi.")
    if not sens_unique and groupe.targets:
        refus["cibles"].append("Un groupe dont les mots se valent n’a pas de cible : videz ce champ.")
    refus["cibles"] += _refus_de_cible_parmi_les_sources(groupe)
    if not any(refus.values()):
        known = list(autres)
        refus["cibles" if groupe.targets else "expressions"] += [
            *_refus_de_redite(groupe, known),
            *_refus_de_boucle(groupe, known),
        ]
    return {champ: phrases for champ, phrases in refus.items() if phrases}


def refus_de_mot_protege(mot: str) -> str:
    """Why this word cannot be protected, "" when it can."""
    refus = refus_d_expression(mot)
    if refus:
        return refus
    if len(words(mot)) > 1:
        return f"« {mot} » compte plusieurs mots pour la recherche : protégez-les un par un."
    return ""


def refus_de_sigle(sigle: str) -> str:
    """Why this is no sigle, "" when it is one."""
    refus = refus_d_expression(sigle)
    if refus:
        return refus
    if len(sigle) > SIGLE_AU_PLUS or len(cle(sigle)) > 2:
        return f"« {sigle} » n’est pas un sigle : écrivez plutôt un groupe de synonymes."
    return ""


def _refus_de_liste(expressions: Sequence[str]) -> list[str]:
    refus = [found for one in expressions if (found := refus_d_expression(one))]
    if len(expressions) > EXPRESSIONS_AU_PLUS:
        refus.append(f"Pas plus de {EXPRESSIONS_AU_PLUS} expressions par groupe.")
    seen: dict[Cle, str] = {}
    for expression in expressions:
        # With their stop words: « ZFE-m » and « ZFE » differ by one, and each may be looked for.
        key = tuple(word.stem for word in words(expression))
        if key and key in seen:
            refus.append(f"« {seen[key]} » et « {expression} » sont déjà la même chose pour la recherche.")
        seen.setdefault(key, expression)
    return refus


def _refus_de_cible_parmi_les_sources(groupe: SynonymGroup) -> list[str]:
    sources = {cle(phrase) for phrase in groupe.phrases}
    return [f"« {cible} » est à la fois à trouver et à remplacer." for cible in groupe.targets if cle(cible) in sources]


def _refus_de_redite(groupe: SynonymGroup, autres: Sequence[NamedGroup]) -> list[str]:
    """Another group that says all of this already, or the same pair the other way."""
    pairs = set(_paires(groupe))
    for autre in autres:
        if pairs <= set(_paires(autre.groupe)):
            return [f"« {autre.nom} » le dit déjà."]
    return []


def _refus_de_boucle(groupe: SynonymGroup, autres: Sequence[NamedGroup]) -> list[str]:
    """One-way groups that lead from a target back to a phrase."""
    if not groupe.targets:
        return []
    steps: dict[Cle, list[tuple[Cle, str]]] = {}
    for autre in autres:
        if autre.groupe.targets:
            for source, cible in _paires(autre.groupe):
                steps.setdefault(source, []).append((cible, autre.nom))
    for target in groupe.targets:
        way = _chemin(steps, cle(target), {cle(phrase) for phrase in groupe.phrases})
        if way:
            names = " puis ".join(f"« {nom} »" for nom in way)
            return [
                f"« {target} » ramène au point de départ par {names} : c’est une boucle. "
                "Faites-en un groupe dont les mots se valent."
            ]
    return []


def _chemin(steps: Mapping[Cle, Sequence[tuple[Cle, str]]], start: Cle, ends: set[Cle]) -> list[str]:
    """The names of the groups that lead from `start` to one of `ends`, the shortest way; empty when none does."""
    waiting: list[tuple[Cle, list[str]]] = [(start, [])]
    seen = {start}
    while waiting:
        here, way = waiting.pop(0)
        for after, nom in steps.get(here, ()):
            if after in ends:
                return [*way, nom]
            if after not in seen:
                seen.add(after)
                waiting.append((after, [*way, nom]))
    return []


def _paires(groupe: SynonymGroup) -> Iterator[tuple[Cle, Cle]]:
    sources = [cle(phrase) for phrase in groupe.phrases]
    targets = [cle(phrase) for phrase in groupe.targets] if groupe.targets else sources
    return ((source, target) for source in sources for target in targets if source != target)
