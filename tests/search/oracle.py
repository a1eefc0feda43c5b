"""What a search finds and counts, by brute force over the documents: the truth that both engines are held to."""

from search.enums import Facette, SearchScope
from search.french import words
from tests.search.corpus import PATHS


def found(documents, query, plan, *, without=None):
    """The documents that the query finds, the selection of one facet left out."""
    return [
        document
        for document in documents
        if is_visible(document, query.visibility)
        and has_words(document, plan)
        and all(is_chosen(document, facette, query) for facette in query.active if facette != without)
    ]


def count_of(documents, query, plan, facette, value):
    """How many hits there would be with `value` alone in its facet and everything else as it stands."""
    others = found(documents, query, plan, without=facette)
    return sum(has_value(document, facette, value, query.portee) for document in others)


def rungs(documents, query, plan):
    """How many of the hits sit on each rung."""
    counts = {}
    for document in found(documents, query, plan):
        for niveau in {niveau for _, niveau in document.propres}:
            counts[niveau] = counts.get(niveau, 0) + 1
    return counts


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
    at_or_below = any(value in PATHS[slug] for slug in own)
    above = any(slug in PATHS[value][:-1] for slug in own)
    return at_or_below or (portee == SearchScope.TOUT and above)


def has_words(document, plan):
    texts = [words(text) for text in document.textes]
    return all(any(holds(texts, one) for one in slot.alternatives) for slot in plan.slots) and not any(
        holds(texts, one) for one in plan.excluded
    )


def holds(texts, alternative):
    stems = alternative.stems
    return any(
        (stems is not None and side_by_side(stems, [word.stem for word in text]))
        or side_by_side(alternative.exacts, [word.exact for word in text])
        for text in texts
    )


def side_by_side(wanted, tokens):
    size = len(wanted)
    return any(tuple(tokens[at : at + size]) == tuple(wanted) for at in range(len(tokens) - size + 1))
