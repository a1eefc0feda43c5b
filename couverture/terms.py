"""Some terms as they stand in addresses, in words, and as pages carry them: those of a cell, and of a demande."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from couverture.models import TERMS
from search.contract.characters import writable
from search.enums import Facette
from search.facets.fixed import AXES
from search.facets.values import FacetTerms, termes
from search.state.snapshot import index_state

#: A term, or an axe, by its parameter.
Pair = tuple[str, str]
AXE = Facette.AXE.value
KNOWN = (*TERMS, AXE)
LABELS = {name: str(Facette(name).label) for name in KNOWN}


def current_terms() -> FacetTerms:
    """The values of all facets, from memory while no term has changed."""
    return termes(index_state().termes)


@dataclass(frozen=True, slots=True)
class NamedTerms:
    """Terms that exist, at most one of each list: slugs and names by parameter, in the order of the facets."""

    slugs: Mapping[str, str]
    names: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.slugs)

    @property
    def words(self) -> str:
        """« Santé · Associations »."""
        return " · ".join(self.names.values())

    @property
    def told(self) -> list[tuple[str, str]]:
        """(« Domaine », « Santé »)."""
        return [(LABELS[name], said) for name, said in self.names.items()]

    @property
    def query(self) -> str:
        """`domaine=sante&acteur=associations`."""
        return urlencode(list(self.slugs.items()))

    @property
    def of_a_page(self) -> "NamedTerms":
        """Those that an editor gives to a page: an axe comes from where it stands and from its nature."""
        return self.only(TERMS)

    def only(self, names: Iterable[str]) -> "NamedTerms":
        kept = set(names)
        return NamedTerms(
            {key: one for key, one in self.slugs.items() if key in kept},
            {key: one for key, one in self.names.items() if key in kept},
        )


def named(slugs: Mapping[str, str], known: FacetTerms | None = None) -> NamedTerms:
    """Those of these slugs that name a term; slugs that were merged are followed."""
    known = known or current_terms()
    found: dict[str, tuple[str, str]] = {}
    for name in KNOWN:
        raw = writable(slugs.get(name, "")).strip()[:80]
        value = known.resolve(name, raw) if raw else None
        if value is not None:
            found[name] = (value.slug, value.nom)
    return NamedTerms({key: one[0] for key, one in found.items()}, {key: one[1] for key, one in found.items()})


def asked_terms(parameters: QueryDict) -> NamedTerms:
    """Those that an address names."""
    return named({name: parameters.get(name, "") for name in KNOWN})


def axe_names() -> Mapping[str, str]:
    """« comprendre » → « Comprendre »."""
    return AXES
