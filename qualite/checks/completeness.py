"""What a page lacks: its introduction, its triptych, the sources of its figures."""

from collections.abc import Iterator

from liens.extraction import Lieu
from qualite.enums import Verification
from qualite.reading import PageRead
from qualite.remarks import Remark

#: By list of the triptych, in the words of `pages.publication_rules`.
MISSING = {
    "territoires_lies": (
        "Territoires",
        "Aucun territoire\u00a0: choisissez-en un, «\u00a0France\u00a0» pour ce qui vaut partout.",
    ),
    "acteurs": ("Acteurs", "Aucun type d’acteur\u00a0: choisissez à qui la page est utile."),
    "domaines": ("Domaines", "Aucun domaine\u00a0: choisissez de quoi la page parle."),
}


def introduction(page: PageRead) -> Iterator[Remark]:
    """The chapô, which is also what results of searches show."""
    if not page.chapo:
        phrase = "Il n’y a pas de chapô\u00a0: écrivez une ou deux phrases qui disent l’essentiel."
        yield Remark.at(Verification.INTRODUCTION, phrase, Lieu("chapo", "", ("Chapô",)))


def triptyque(page: PageRead) -> Iterator[Remark]:
    """The lists by which visitors search, each that is empty."""
    for name in page.missing:
        words, phrase = MISSING[name]
        yield Remark.at(Verification.TRIPTYQUE, phrase, Lieu(name, "", (words,)))


def sources(page: PageRead) -> Iterator[Remark]:
    """Figures of which nobody says who counted, or when."""
    for one in page.figures:
        named = f"Le chiffre «\u00a0{one.what}\u00a0»" if one.asks_year else f"Le tableau «\u00a0{one.what}\u00a0»"
        no_source, no_year = not one.source, one.asks_year and one.year is None
        if no_source and no_year:
            phrase = f"{named} n’a ni source ni année\u00a0: dites d’où il vient, et de quand."
        elif no_source:
            phrase = f"{named} n’a pas de source\u00a0: dites d’où il vient, et de quand."
        elif no_year:
            phrase = f"{named} n’a pas d’année\u00a0: dites laquelle il décrit."
        else:
            continue
        yield Remark.at(Verification.CHIFFRES, phrase, one.place)
