"""The facets: their values, in the taxonomy's order, and what a visitor's parameter stands for.

Names are kept per process and read again when `EtatIndex.termes` has moved, which any saved term makes it do. The
territoires, of which there may be 35 000, are looked up one by one as answers need them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from pages.models import BoiteAOutils
from pages.page_types import kinds
from pages.tree_paths import among_few
from search.contract.query import PREFIXE_CRITERE
from search.enums import Facette
from search.facets.fixed import AXES, ETATS_LIEN
from taxonomy.enums import Critere, Niveau
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, SlugFusionne, Territoire

#: The facet's own parameters, in the order of the facets; `critere` chooses inside `domaine`.
PARAM_CRITERE = "critere"
PARAMETRES: Mapping[str, Facette] = {
    **{facette.value: facette for facette in Facette},
    PARAM_CRITERE: Facette.DOMAINE,
}
#: Short facets show all their values, even those that find nothing: nothing moves under the visitor's hand.
TOUJOURS_ENTIERES = frozenset({Facette.ACTEUR, Facette.DOMAINE, Facette.AXE, Facette.BOITE, Facette.ODD})
_RUNGS = list(Niveau.values)


@dataclass(frozen=True)
class Valeur:
    """One value. `au_dessus` holds the values of the facet that contain it, the widest first.

    `bifurque` says that these are no single line: a commune whose EPCI reaches beyond its département.
    """

    slug: str
    nom: str
    param: str
    depth: int = 0
    au_dessus: tuple[str, ...] = ()
    ordre: str = ""
    bifurque: bool = False

    @cached_property
    def public_slug(self) -> str:
        """The value as it stands in an address."""
        return self.slug.removeprefix(PREFIXE_CRITERE)


@dataclass(slots=True)
class FacetTerms:
    """Every value of every facet, as of one generation of the terms."""

    generation: int
    valeurs: Mapping[Facette, Mapping[str, Valeur]]
    fusions: Mapping[tuple[str, str], str]
    _territoires: dict[str, Valeur] = field(default_factory=dict)

    def get(self, facette: Facette, slug: str) -> Valeur | None:
        """The value that `slug` names, merged slugs followed; None if there is none."""
        slug = self.fusions.get((facette.value, slug), slug)
        if facette == Facette.TERRITOIRE:
            return self.territoires([slug]).get(slug)
        return self.valeurs[facette].get(slug)

    def territoires(self, slugs: Collection[str]) -> dict[str, Valeur]:
        """Those of `slugs` that exist; only what was never asked before is read from the database."""
        missing = [slug for slug in slugs if slug not in self._territoires]
        if missing:
            rows = Territoire.objects.filter(slug__in=missing).values_list(*_COLUMNS)
            for slug, nom, niveau, chemin, cle, *lines in rows:
                self._territoires[slug] = Valeur(
                    slug=slug,
                    nom=nom,
                    param=Facette.TERRITOIRE.value,
                    depth=_RUNGS.index(niveau),
                    au_dessus=tuple(chemin.split("/")[:-1]),
                    ordre=cle,
                    bifurque=_forks(chemin, *lines),
                )
        return {slug: self._territoires[slug] for slug in slugs if slug in self._territoires}

    def resolve(self, param: str, raw: str) -> Valeur | None:
        """What the parameter `param=raw` chooses."""
        facette = PARAMETRES[param]
        slug = raw.strip().lower()
        if param == PARAM_CRITERE:
            return self.valeurs[Facette.DOMAINE].get(f"{PREFIXE_CRITERE}{slug}")
        if slug.startswith(PREFIXE_CRITERE):
            return None
        if facette == Facette.ODD:
            slug = slug.removeprefix("odd").removeprefix("-").lstrip("0")
        return self.get(facette, slug)

    def allowed(self, param: str) -> list[str]:
        """What a caller may send in `param`; territoires are too many to be listed."""
        if param == Facette.TERRITOIRE.value:
            return ["france", "reg-<code>", "dep-<code>", "om-<code>", "epci-<siren>", "com-<code>"]
        values = self.valeurs[PARAMETRES[param]].values()
        return [value.public_slug for value in values if value.param == param]


#: What is read of a territoire; the last two are the paths of its parent and of that one's.
_COLUMNS = ("slug", "nom", "niveau", "chemin", "cle_de_tri", "parent__chemin", "parent__parent__chemin")


def _forks(chemin: str, parent: str | None, grandparent: str | None) -> bool:
    """Whether a path is not its parent's with one more, or its parent's not that of its own."""
    lines = [line for line in (chemin, parent, grandparent) if line]
    return any(line.rpartition("/")[0] != above for line, above in pairwise(lines))


def canonical(chosen: Iterable[Valeur]) -> tuple[str, ...]:
    """Slugs of what is chosen in one facet, sorted: a value whose child is chosen too gives way to it."""
    values = list(chosen)
    replaced = {above for value in values for above in value.au_dessus}
    return tuple(sorted({value.slug for value in values} - replaced))


_current: FacetTerms | None = None


def termes(generation: int) -> FacetTerms:
    """The values as of this generation, from memory when nothing has changed."""
    global _current  # one cache per process, replaced whole
    if _current is None or _current.generation != generation:
        _current = _read(generation)
    return _current


def forget() -> None:
    """Read everything again at the next search."""
    global _current  # as above
    _current = None


def _read(generation: int) -> FacetTerms:
    valeurs: dict[Facette, Mapping[str, Valeur]] = {
        facette: {slug: Valeur(slug, nom, facette.value) for slug, nom in read().items()}
        for facette, read in NAMES.items()
    }
    valeurs[Facette.DOMAINE] = _domaines()
    fusions = SlugFusionne.objects.values_list("facette", "ancien", "nouveau")
    return FacetTerms(generation, valeurs, {(facette, ancien): nouveau for facette, ancien, nouveau in fusions})


def _natures() -> dict[str, str]:
    """Those that editors keep, then what stands for the nature of whole page types."""
    natures = dict(Nature.objects.values_list("slug", "nom"))
    return {**natures, **{kind.slug: kind.name for kind in kinds() if kind.slug not in natures}}


#: By facet, the slugs of its values and their names, in their order.
NAMES: Mapping[Facette, Callable[[], Mapping[str, str]]] = {
    Facette.ACTEUR: lambda: dict(Acteur.objects.values_list("slug", "nom")),
    Facette.AXE: lambda: AXES,
    Facette.BOITE: lambda: dict(
        among_few(BoiteAOutils.objects.all()).live().public().order_by("path").values_list("slug", "title")
    ),
    Facette.ODD: lambda: {slug: f"ODD {slug} – {nom}" for slug, nom in Odd.objects.values_list("slug", "nom")},
    Facette.NATURE: _natures,
    Facette.PARTENAIRE: lambda: dict(Partenaire.objects.order_by("recherche", "nom").values_list("slug", "nom")),
    Facette.ETAT_LIEN: lambda: ETATS_LIEN,
}
#: Facets whose values are more than names: territoires are looked up one by one, domaines stand under their critère.
READ_APART = frozenset({Facette.TERRITOIRE, Facette.DOMAINE})


def _domaines() -> dict[str, Valeur]:
    """Each critère, followed by its domaines."""
    rows = list(Domaine.objects.values_list("slug", "nom", "critere"))
    found: dict[str, Valeur] = {}
    for critere in Critere:
        above = f"{PREFIXE_CRITERE}{critere.value}"
        found[above] = Valeur(above, str(critere.label), PARAM_CRITERE)
        for slug, nom, own in rows:
            if own == critere.value:
                found[slug] = Valeur(slug, nom, Facette.DOMAINE.value, 1, (above,))
    return found
