"""Makes documents out of pages, batch by batch."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from typing import Any

import orjson
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from wagtail.models import Site

from liens.enums import EtatLien
from pages.models import PageEditoriale
from pages.tree_paths import chemins_prives
from search.contract.query import PREFIXE_CRITERE
from search.documents.document import Document
from search.documents.form import form_of_code
from search.documents.gathering import (
    COLONNES,
    READ,
    Gathered,
    LinkRow,
    PageRow,
    Places,
    Row,
    arranged,
    main_links,
    places,
    read,
)
from search.documents.lineages import Ancetres, ancetres_utiles, every_line, lignee_des_sommets, sommets
from search.documents.plain_texts import joined, texts_of_stream
from search.documents.visibility import ancestor_paths, indexable_pages, is_restricted, searched_types
from search.enums import Facette
from taxonomy.enums import Famille, Niveau

TAILLE_DE_LOT = 500
#: Bytes of a stamp.
STAMP = 16
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
    """Documents of those of `ids` that visitors may find, by ascending id, each with its stamp."""
    return [document for batch in batches_of(ids) for document in batch.documents(stamped=True)]


def batches_of(ids: Collection[int]) -> Iterator["Batch"]:
    """Those of `ids` that visitors may find, by ascending id, batch by batch."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), TAILLE_DE_LOT):
        pages = indexable_pages(timezone.localdate()).filter(pk__in=ordered[start : start + TAILLE_DE_LOT])
        yield Batch(list(pages.order_by("pk").values_list(*COLONNES)), _Surroundings())


def all_documents(*, batch: int = TAILLE_DE_LOT) -> Iterator[Document]:
    """Every document, by ascending id, with one batch in memory at a time."""
    reader = Reader(batch)
    for bounds in reader.bounds:
        yield from reader.batch(bounds).documents()


class Reader:
    """Every page that visitors may find, by ascending id, batch by batch. What batches share is read once."""

    def __init__(self, batch: int = TAILLE_DE_LOT) -> None:
        self.around = _Surroundings()
        self.bounds = list(_bounds(batch))

    def batch(self, bounds: tuple[int, int]) -> "Batch":
        """The pages between two ids, both included: one pair of `bounds`."""
        pages = indexable_pages(timezone.localdate()).filter(pk__gte=bounds[0], pk__lte=bounds[1])
        return Batch(list(pages.order_by("pk").values_list(*COLONNES)), self.around)


def _bounds(batch: int) -> Iterator[tuple[int, int]]:
    """Pairs of ids that lie side by side from 0 on, each with at most so many of the pages of now between them."""
    first = last = 0
    pages = indexable_pages(timezone.localdate()).order_by("pk").values_list("pk", flat=True)
    for count, last in enumerate(pages.iterator(chunk_size=10_000), start=1):
        if count % batch == 0:
            yield first, last
            first = last + 1
    if last >= first and last:
        yield first, last


class _Surroundings:
    """What all pages of a batch share: where axes and boîtes stand, what is restricted, the sites' roots."""

    def __init__(self) -> None:
        self.places: Places = places()
        self.restricted = chemins_prives()
        self.types = searched_types()
        self.roots = [site.root_path for site in Site.get_site_root_paths()]

    @cached_property
    def stamp(self) -> bytes:
        """Changes with any of these, with what stands above any territoire, and with the code that makes documents."""
        shared = (form_of_code(), self.places.axes, self.places.boites, self.roots, every_line())
        return blake2b(orjson.dumps(shared), digest_size=STAMP).digest()


class Batch:
    """Pages that were read together, by ascending id; documents are made of those that are asked for.

    The stamp of a page is of every value that was read for it. What was made of a page, and kept, may be taken in
    the place of its document if it bears the stamp that the page has now, and in no other case.
    """

    def __init__(self, rows: list[Row], around: _Surroundings) -> None:
        path = COLONNES.index("path")
        self._around = around
        self._rows = [row for row in rows if not is_restricted(row[path], around.restricted)]
        self._lists = read([row[0] for row in self._rows])

    @property
    def ids(self) -> list[int]:
        """The pages that visitors may find, by ascending id."""
        return [row[0] for row in self._rows]

    @cached_property
    def stamps(self) -> dict[int, bytes]:
        """By page."""
        parts: dict[int, list[Any]] = {row[0]: [row] for row in self._rows}
        for number, one in enumerate(self._lists):
            for row in one.rows:
                if (part := parts.get(row[0])) is not None:
                    part += number, row
        key = self._around.stamp
        return {pk: blake2b(orjson.dumps(part), digest_size=STAMP, key=key).digest() for pk, part in parts.items()}

    def documents(self, ids: Collection[int] | None = None, *, stamped: bool = False) -> list[Document]:
        """Those of `ids`, of all pages if it is None."""
        rows = [PageRow(*row) for row in self._rows if ids is None or row[0] in ids]
        found = arranged(rows, self._lists)
        ancetres = ancetres_utiles(found.territoires.values())
        stamps = self.stamps if stamped else {}
        return [_document(row, found, self._around, ancetres, stamps.get(row.id, b"")) for row in rows]


def _document(row: PageRow, found: Gathered, around: _Surroundings, ancetres: Ancetres, stamp: bytes) -> Document:
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
        stamp=stamp,
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
