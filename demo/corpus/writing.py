"""Writes the corpus into the tree of pages by bulk inserts: what an editor's thousand publications would leave.

No signal is sent: occurrences of links are written here as `liens.recording` would have, paths of the tree as
treebeard would have; the search index, and Wagtail's own indexes, are rebuilt by their commands afterwards.
Revisions and the index of references are not written: a page gets them when an editor first saves it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery
from wagtail.models import Locale, Page

from demo.content.files import read_content
from demo.content.loading import Auteur
from demo.content.trunk import load_terms, set_up_home
from demo.corpus.catalogue import catalogue_livre
from demo.corpus.generator import (
    PREFIXE,
    FicheCorpus,
    Generateur,
    nom_partenaire,
    nombre_de_partenaires,
    slug_de,
)
from demo.corpus.links import write_links
from liens.holding import held
from liens.models import Lien, OccurrenceLien
from pages.models import BoiteAOutils, PageEditoriale, PagePartenaire, PageTerritoire, Ressource
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire
from taxonomy.models.base import forme_de_recherche

TAILLE_DE_LOT = 1000
LOT_D_EFFACEMENT = 200
GENRES_DU_TRONC = ("axe", "rubrique", "boite")
DESCRIPTION = "Organisation fictive, pour essayer le site à grande échelle."
Annonce = Callable[[int, int], None]


@dataclass(slots=True)
class CorpusShelf:
    """A page under which resources are put, and how many children its next path must count."""

    page: Page
    dernier: int
    ajoutes: int = 0

    def chemin_suivant(self) -> str:
        self.ajoutes += 1
        return str(Page._get_path(self.page.path, self.page.depth + 1, self.dernier + self.ajoutes))


@dataclass
class CorpusContext:
    """What every batch needs: ids of terms by slug, parents by slug, the partners of this seed by rank."""

    graine: int
    ids: dict[type[models.Model], dict[str, int]]
    rayons: dict[str, CorpusShelf]
    boites: dict[str, int]
    partenaires: dict[int, int]
    type_ressource: int
    locale: int


def write_corpus(*, nombre: int, graine: int, annonce: Annonce) -> int:
    """Write fiches 0 to `nombre` of the seed that are not there yet; returns how many pages were added.

    Each batch is a transaction of its own, so that an interrupted run is completed by the next one.
    `annonce(done, total)` reports after each batch.
    """
    set_up_trunk()
    deja = set(Page.objects.filter(slug__startswith=f"{PREFIXE}{graine}-").values_list("slug", flat=True))
    generateur = Generateur(graine, catalogue_livre())
    contexte = _contexte(graine, nombre)
    ecrites = 0
    for debut in range(0, nombre, TAILLE_DE_LOT):
        fin = min(debut + TAILLE_DE_LOT, nombre)
        manquantes = (rang for rang in range(debut, fin) if slug_de(graine, rang) not in deja)
        lot = list(generateur.fiches(manquantes))
        if lot:
            with transaction.atomic():
                _write_batch(lot, contexte)
        ecrites += len(lot)
        annonce(fin, nombre)
    return ecrites


def set_up_trunk() -> None:
    """Terms, home, axes, rubriques and boîtes of the demo content; those that exist are left alone."""
    contenu = read_content()
    with transaction.atomic():
        load_terms(contenu)
        auteur = Auteur(set_up_home(contenu["accueil"][0]))
        genres = auteur.genres()
        for genre in GENRES_DU_TRONC:
            for fiche in contenu[genre]:
                genres[genre](fiche)


def delete_corpus(annonce: Annonce) -> int:
    """Delete every page of every seed, then the partners and links that only they used; returns how many pages.

    Goes through Django's own deletion, so that the indexing outbox hears of it.
    """
    ids = list(Ressource.objects.filter(slug__startswith=PREFIXE).values_list("pk", flat=True))
    for debut in range(0, len(ids), LOT_D_EFFACEMENT):
        lot = ids[debut : debut + LOT_D_EFFACEMENT]
        with transaction.atomic():
            liens = set(OccurrenceLien.objects.filter(page_id__in=lot).values_list("lien_id", flat=True))
            # A live page would be unpublished on its way out, which cites its links again, as a draft's.
            Page.objects.filter(pk__in=lot).update(live=False)
            Ressource.objects.filter(pk__in=lot).delete()
            Lien.objects.filter(pk__in=liens, occurrences__isnull=True).exclude(held()).delete()
        annonce(min(debut + LOT_D_EFFACEMENT, len(ids)), len(ids))
    Partenaire.objects.filter(
        slug__startswith=PREFIXE, pages_liees__isnull=True, pages_suivies__isnull=True, pages_suppleees__isnull=True
    ).delete()
    return len(ids)


def _contexte(graine: int, nombre: int) -> CorpusContext:
    pages = {page.slug: page for page in Page.objects.filter(depth=4)}
    rayons = {}
    for slug, page in pages.items():
        dernier = page.get_last_child()
        position = Page._str2int(dernier.path[-Page.steplen :]) if dernier else 0
        rayons[slug] = CorpusShelf(page=page, dernier=position)
    return CorpusContext(
        graine=graine,
        ids={
            model: dict(model._default_manager.values_list("slug", "pk"))
            for model in (Acteur, Domaine, Odd, Nature, Territoire)
        },
        rayons=rayons,
        boites=dict(BoiteAOutils.objects.values_list("slug", "pk")),
        partenaires=_partenaires(graine, nombre_de_partenaires(nombre)),
        type_ressource=ContentType.objects.get_for_model(Ressource).pk,
        locale=Locale.get_default().pk,
    )


def _partenaires(graine: int, nombre: int) -> dict[int, int]:
    slugs = {f"{PREFIXE}{graine}-{rang:05d}": rang for rang in range(nombre)}
    noms = {slug: nom_partenaire(graine, rang) for slug, rang in slugs.items()}
    Partenaire.objects.bulk_create(
        (
            Partenaire(
                nom=nom, slug=slug, est_fictif=True, description=DESCRIPTION, recherche=forme_de_recherche(nom, "")
            )
            for slug, nom in noms.items()
        ),
        ignore_conflicts=True,
    )
    connus = Partenaire.objects.filter(slug__startswith=f"{PREFIXE}{graine}-").values_list("slug", "pk")
    return {slugs[slug]: pk for slug, pk in connus if slug in slugs}


def _write_batch(lot: Sequence[FicheCorpus], contexte: CorpusContext) -> None:
    pages = Page.objects.bulk_create([_page(fiche, contexte) for fiche in lot])
    ecrites = list(zip(lot, (page.pk for page in pages), strict=True))
    _insert_table(PageEditoriale, [_editoriale(fiche, pk) for fiche, pk in ecrites])
    _insert_table(Ressource, [_ressource(fiche, pk, contexte) for fiche, pk in ecrites])
    for rayon in contexte.rayons.values():
        if rayon.ajoutes:
            Page.objects.filter(pk=rayon.page.pk).update(numchild=models.F("numchild") + rayon.ajoutes)
            rayon.dernier, rayon.ajoutes = rayon.dernier + rayon.ajoutes, 0
    _link_terms(ecrites, contexte)
    write_links(ecrites, contexte.graine)


def _page(fiche: FicheCorpus, contexte: CorpusContext) -> Page:
    rayon = contexte.rayons[fiche.rayon]
    return Page(
        path=rayon.chemin_suivant(),
        depth=rayon.page.depth + 1,
        numchild=0,
        url_path=f"{rayon.page.url_path}{fiche.slug}/",
        translation_key=fiche.cle,
        locale_id=contexte.locale,
        content_type_id=contexte.type_ressource,
        title=fiche.titre,
        draft_title=fiche.titre,
        slug=fiche.slug,
        live=True,
        first_published_at=fiche.publie_le,
        last_published_at=fiche.publie_le,
    )


def _editoriale(fiche: FicheCorpus, pk: int) -> PageEditoriale:
    return PageEditoriale(
        page_ptr_id=pk,
        chapo=fiche.chapo,
        corps=fiche.corps,
        millesime=fiche.millesime,
        relu_le=fiche.relu_le,
        est_fictif=True,
    )


def _ressource(fiche: FicheCorpus, pk: int, contexte: CorpusContext) -> Ressource:
    return Ressource(pageeditoriale_ptr_id=pk, nature_id=contexte.ids[Nature][fiche.nature], acces=fiche.acces)


def _insert_table(model: type[models.Model], rows: list[Any]) -> None:
    """Insert into the one table of `model`; its parents' rows exist. `bulk_create` refuses inherited tables."""
    fields = model._meta.local_concrete_fields
    step = connection.ops.bulk_batch_size(fields, rows)
    for start in range(0, len(rows), step):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + step])
        query.get_compiler(connection=connection).execute_sql()


def _link_terms(ecrites: Iterable[tuple[FicheCorpus, int]], contexte: CorpusContext) -> None:
    ids = contexte.ids
    ecrites = list(ecrites)
    PageTerritoire.objects.bulk_create(
        PageTerritoire(page_id=pk, territoire_id=ids[Territoire][slug], sort_order=rang)
        for fiche, pk in ecrites
        for rang, slug in enumerate(fiche.territoires)
    )
    PagePartenaire.objects.bulk_create(
        PagePartenaire(page_id=pk, partenaire_id=contexte.partenaires[numero], sort_order=rang)
        for fiche, pk in ecrites
        for rang, numero in enumerate(fiche.partenaires)
    )
    for relation, paires in (
        (PageEditoriale.acteurs, [(pk, ids[Acteur][slug]) for fiche, pk in ecrites for slug in fiche.acteurs]),
        (PageEditoriale.domaines, [(pk, ids[Domaine][slug]) for fiche, pk in ecrites for slug in fiche.domaines]),
        (PageEditoriale.odds, [(pk, ids[Odd][str(odd)]) for fiche, pk in ecrites for odd in fiche.odds]),
        (Ressource.boites, [(pk, contexte.boites[slug]) for fiche, pk in ecrites for slug in fiche.boites]),
    ):
        _insert_relation(relation, paires)


def _insert_relation(relation: Any, paires: Iterable[tuple[int, int]]) -> None:
    source, cible = relation.field.m2m_column_name(), relation.field.m2m_reverse_name()
    table = relation.through
    table._default_manager.bulk_create(table(**{source: page, cible: terme}) for page, terme in paires)
