"""Each place once: a région and its only département, or a département and its only commune, bear one name."""

from collections.abc import Iterable, Iterator

from search.facets.values import Valeur
from search.places.directory import mots


def each_once(values: Iterable[Valeur]) -> Iterator[Valeur]:
    """The values in their order, without those that lie in one of the same name, or around it, that came before.

    La Réunion is a région and a département, Paris a département and a commune: whichever is chosen, what is found
    is the same. Two communes of one name are two places.
    """
    kept: dict[tuple[str, ...], list[Valeur]] = {}
    for value in values:
        same = kept.setdefault(tuple(mots(value.nom)), [])
        if not any(one.slug in value.au_dessus or value.slug in one.au_dessus for one in same):
            same.append(value)
            yield value
