"""What a search finds and counts, by brute force over the documents: the truth that both engines are held to."""

from dataclasses import replace

from search.enums import Facette, SearchScope
from search.french import words
from taxonomy.enums import Niveau
from tests.search.corpus import PATHS, reach


def found(documents, query, plan, *, without=None):
    """The documents that the query finds, the selection of one facet left out."""
    return [
        document
        for document in documents
        if is_visible(document, query.visibility)
        and has_words(document, plan)
        and (not query.echelon or rung_of(document, query) == query.echelon)
        and all(is_chosen(document, facette, query) for facette in query.active if facette != without)
    ]


def count_of(documents, query, plan, facette, value):
    """How many hits there would be with `value` alone in its facet and everything else as it stands."""
    others = found(documents, query, plan, without=facette)
    return sum(has_value(document, facette, value, query.portee) for document in others)


def rungs(documents, query, plan):
    """How many of the hits sit on each rung, whichever of them is asked for."""
    counts = {}
    for document in found(documents, replace(query, echelon=""), plan):
        if rung := rung_of(document, query):
            counts[rung] = counts.get(rung, 0) + 1
    return counts


def rung_of(document, query):
    """The nearest of the document's territoires that the search is about."""
    chosen = query.chosen(Facette.TERRITOIRE)
    above = {slug for one in chosen for slug in PATHS[one][:-1]} if query.portee == SearchScope.TOUT else set()
    about = [
        niveau
        for slug, niveau in document.propres
        if not chosen or slug in above or any(one in reach(slug) for one in chosen)
    ]
    return max(about, key=list(Niveau.values).index, default="")


def is_visible(document, visibility):
    valid = document.valable_jusqu_au is None or document.valable_jusqu_au.isoformat() >= visibility.today
    return valid and document.id not in visibility.withheld and not is_later(document, visibility.published_until)


def is_later(document, until):
    """Whether it was published after the moment at which the hits are looked at; 0 is no moment."""
    return bool(until) and seconds(document) > until


def seconds(document):
    """When it was published, since 1970; 0 when nobody knows."""
    return int(document.publie_le.timestamp()) if document.publie_le else 0


def is_chosen(document, facette, query):
    return any(has_value(document, facette, value, query.portee) for value in query.chosen(facette))


def has_value(document, facette, value, portee):
    if facette != Facette.TERRITOIRE:
        return value in document.facettes[facette]
    own = [slug for slug, _ in document.propres]
    at_or_below = any(value in reach(slug) for slug in own)
    above = any(slug in PATHS[value][:-1] for slug in own)
    return at_or_below or (portee == SearchScope.TOUT and above)


def has_words(document, plan):
    texts = [words(text) for text in document.textes]
    held = [any(holds(texts, one) for one in slot.alternatives) for slot in plan.slots]
    enough = sum(held) >= plan.at_least if plan.at_least else all(held)
    return enough and not any(holds(texts, one) for one in plan.excluded)


def lacks(document, plan):
    """The ranks of the slots of which the document has no word as it was typed, nor what equals it."""
    texts = [words(text) for text in document.textes]
    return tuple(rank for rank, slot in enumerate(plan.slots) if not any(holds(texts, one) for one in slot.said))


def holds(texts, alternative):
    if alternative.is_apart:
        return all(holds(texts, one) for one in alternative.each)
    stems = alternative.stems
    return any(
        (stems is not None and side_by_side(stems, [word.stem for word in text]))
        or side_by_side(alternative.exacts, [word.exact for word in text])
        for text in texts
    )


def side_by_side(wanted, tokens):
    size = len(wanted)
    return any(tuple(tokens[at : at + size]) == tuple(wanted) for at in range(len(tokens) - size + 1))


def tier(document, query):
    """Which of those that come one after the other without words the document is in: 0 for the first.

    A chosen term's own page; then what lies in a chosen territoire; then what applies to it, by how far above it is.
    """
    own = {f"{facette.value}:{slug}" for facette in query.active for slug in query.chosen(facette)}
    if own & set(document.presente):
        return 0
    chosen = query.chosen(Facette.TERRITOIRE)
    if any(has_value(document, Facette.TERRITOIRE, slug, SearchScope.PROPRE) for slug in chosen):
        return 1
    if query.portee == SearchScope.TOUT:
        far = [
            rank
            for slug in chosen
            for rank, above in enumerate(reversed(PATHS[slug][:-1]), start=2)
            if above in document.sommets
        ]
        if far:
            return min(far)
    return 100


def is_about(document, plan):
    """Whether everything that was typed is in the title, the chapô or the names of the document's terms."""
    texts = [words(text) for text in (document.titre, document.chapo, *document.termes)]
    return all(any(says(texts, one) for one in slot.said) for slot in plan.slots)


def says(texts, alternative):
    if alternative.is_apart:
        return all(says(texts, one) for one in alternative.each)
    return any(side_by_side(alternative.stems, [word.stem for word in text]) for text in texts)
