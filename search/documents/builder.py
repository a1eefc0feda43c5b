"""Makes documents out of pages, batch by batch."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils import timezone
from django.utils.encoding import iri_to_uri
from wagtail.models import Site

from liens.enums import EtatLien
from pages.models import PageEditoriale
from pages.tree_paths import chemins_prives
from search.contract.query import PREFIXE_CRITERE
from search.documents.document import Document
from search.documents.gathering import (
    COLONNES,
    READ,
    Gathered,
    LinkRow,
    PageRow,
    Places,
    gather,
    main_links,
    places,
    rows_of,
)
from search.documents.lineages import Ancetres, ancetres_utiles, lignee_des_sommets, sommets
from search.documents.plain_texts import joined, texts_of_stream
from search.documents.visibility import ancestor_paths, indexable_pages, is_restricted, searched_types
from search.enums import Facette
from taxonomy.enums import Famille, Niveau

TAILLE_DE_LOT = 500
#: From the worst to the best: a page is as good as its worst main link.
DU_PIRE_AU_MEILLEUR = (
    EtatLien.DANGER,
    EtatLien.CASSE,
    EtatLien.SUSPECT,
    EtatLien.ATTENTION,
    EtatLien.INVERIFIABLE,
    EtatLien.NOUVEAU,
    EtatLien.OK,
)
_GRAVITE = {etat.value: rank for rank, etat in enumerate(DU_PIRE_AU_MEILLEUR)}


def documents_of(ids: Collection[int]) -> list[Document]:
    """Documents of those of `ids` that visitors may find, by ascending id."""
    found: list[Document] = []
    ordered = sorted(ids)
    for start in range(0, len(ordered), TAILLE_DE_LOT):
        pages = indexable_pages(timezone.localdate()).filter(pk__in=ordered[start : start + TAILLE_DE_LOT])
        found += _built(rows_of(pages.order_by("pk").values_list(*COLONNES)), _Surroundings())
    return found


def all_documents(*, batch: int = TAILLE_DE_LOT) -> Iterator[Document]:
    """Every document, by ascending id, with one batch in memory at a time."""
    around = _Surroundings()
    last = 0
    while True:
        pages = indexable_pages(timezone.localdate()).filter(pk__gt=last).order_by("pk")
        rows = rows_of(pages.values_list(*COLONNES)[:batch])
        if not rows:
            return
        last = rows[-1].id
        yield from _built(rows, around)


class _Surroundings:
    """What all pages of a batch share: where axes and boîtes stand, what is restricted, the sites' roots."""

    def __init__(self) -> None:
        self.places: Places = places()
        self.restricted = chemins_prives()
        self.types = searched_types()
        self.roots = [site.root_path for site in Site.get_site_root_paths()]


def _built(rows: list[PageRow], around: _Surroundings) -> list[Document]:
    public = [row for row in rows if not is_restricted(row.path, around.restricted)]
    found = gather(public)
    ancetres = ancetres_utiles(found.territoires.values())
    return [_document(row, found, around, ancetres) for row in public]


def _document(row: PageRow, found: Gathered, around: _Surroundings, ancetres: Ancetres) -> Document:
    model = around.types[row.content_type_id]
    territoires = found.territoires.get(row.id, [])
    natures, nature = _nature(row.id, model, found)
    links = main_links(found, row.id)
    etat = min((link.etat for link in links if link.etat in _GRAVITE), key=_GRAVITE.__getitem__, default="")
    return Document(
        id=row.id,
        url=_url(row.url_path, around.roots),
        titre=row.titre,
        chapo=row.chapo,
        corps=_text(row, model, found),
        termes=_termes(row.id, found, nature),
        type_de_page=str(model._meta.verbose_name),
        nature=nature,
        facettes=_facettes(_Told(row, found, around.places, natures, etat)),
        sommets=tuple(one.chemin[-1] for one in sommets(territoires) if one.niveau != Niveau.COMMUNE),
        lignee_des_sommets=lignee_des_sommets(territoires, ancetres),
        propres=tuple((one.chemin[-1], one.niveau) for one in territoires),
        territoires=tuple(one.nom for one in territoires),
        acteurs=tuple(nom for _, nom in found.acteurs.get(row.id, [])),
        domaines=tuple(nom for _, nom, _ in found.domaines.get(row.id, [])),
        partenaires=tuple(nom for _, nom, _ in found.partenaires.get(row.id, [])),
        etat_lien=etat,
        verifie_le=_checked(links),
        publie_le=row.publie_le,
        valable_jusqu_au=row.valable_jusqu_au,
        est_fictif=row.est_fictif,
        presente=tuple(found.presentes.get(row.id, ())),
        lignees=tuple(one.trouve_par for one in territoires),
    )


@dataclass(slots=True)
class _Told:
    """What is known of one page when its values are read."""

    row: PageRow
    found: Gathered
    places: Places
    natures: tuple[str, ...]
    etat: str

    def above(self, places: Mapping[str, str]) -> set[str]:
        """What those of these places that stand above the page give it."""
        return {given for path in ancestor_paths(self.row.path) if (given := places.get(path))}


def _facettes(told: _Told) -> dict[Facette, tuple[str, ...]]:
    return {facette: tuple(sorted(set(values(told)))) for facette, values in VALUES_OF_A_PAGE.items()}


def _domaines(told: _Told) -> Iterator[str]:
    for slug, _, critere in told.found.domaines.get(told.row.id, []):
        yield from (slug, f"{PREFIXE_CRITERE}{critere}")


def _axes(told: _Told) -> set[str]:
    axes = told.above(told.places.axes)
    if told.row.id in told.found.natures:
        axes.add(Famille(told.found.natures[told.row.id][2]).axe.value)
    return axes


#: By facet, the values under which a page is found, whatever stands above them included.
VALUES_OF_A_PAGE: Mapping[Facette, Callable[[_Told], Iterable[str]]] = {
    Facette.TERRITOIRE: lambda told: chain.from_iterable(
        one.trouve_par for one in told.found.territoires.get(told.row.id, [])
    ),
    Facette.ACTEUR: lambda told: (slug for slug, _ in told.found.acteurs.get(told.row.id, [])),
    Facette.DOMAINE: _domaines,
    Facette.AXE: _axes,
    Facette.BOITE: lambda told: told.above(told.places.boites).union(told.found.boites.get(told.row.id, [])),
    Facette.ODD: lambda told: (slug for slug, _ in told.found.odds.get(told.row.id, [])),
    Facette.NATURE: lambda told: told.natures,
    Facette.PARTENAIRE: lambda told: (slug for slug, _, _ in told.found.partenaires.get(told.row.id, [])),
    Facette.ETAT_LIEN: lambda told: (told.etat,) if told.etat else (),
}


def _nature(page: int, model: type[PageEditoriale], found: Gathered) -> tuple[tuple[str, ...], str]:
    """(slugs of the facet, name to show)."""
    if page in found.natures:
        slug, nom, _ = found.natures[page]
        return (slug,), nom
    return ((model.kind.slug,), model.kind.name) if model.kind else ((), "")


def _termes(page: int, found: Gathered, nature: str) -> tuple[str, ...]:
    """Names of the page's terms, each once: words that find the page although no editor has typed them there."""
    names = [word for model, read in READ.items() for one in found.of(model).get(page, ()) for word in read.words(one)]
    return tuple(dict.fromkeys(name for name in (*names, nature) if name))


def _text(row: PageRow, model: type[PageEditoriale], found: Gathered) -> str:
    parts = (*texts_of_stream(model, "corps", row.corps), *found.textes.get(row.id, []))
    return joined(" ".join(part.split()) for part in parts if part.strip())


def _checked(links: list[LinkRow]) -> datetime | None:
    """When the page's main links were all seen alive: the oldest of their dates, None if one was never seen."""
    moments = [link.verifie_le for link in links]
    known = [moment for moment in moments if moment]
    return min(known) if known and len(known) == len(moments) else None


def _url(url_path: str, roots: list[str]) -> str:
    root = max((root for root in roots if url_path.startswith(root)), key=len, default="/")
    return iri_to_uri("/" + url_path.removeprefix(root))
