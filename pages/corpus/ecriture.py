"""Writes the corpus into the tree of pages by bulk inserts: what an editor's thousand publications would leave.

No signal is sent: occurrences of links are written here as `pages.liens.registre` would have, paths of the tree as
treebeard would have; the search index, and Wagtail's own indexes, are rebuilt by their commands afterwards.
Revisions and the index of references are not written: a page gets them when an editor first saves it.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery
from django.utils import timezone
from wagtail.models import Locale, Page

from pages.corpus.catalogue import catalogue_livre
from pages.corpus.generateur import PREFIXE, FicheCorpus, Generateur, LienCorpus, nom_partenaire, nombre_de_partenaires
from pages.demo.chargement import Auteur, _accueil, charger_termes
from pages.demo.contenu import lire_contenu
from pages.enums import EtatLien, OrigineOccurrence
from pages.liens.registre import cle_de
from pages.models import (
    BoiteAOutils,
    Lien,
    LienRessource,
    OccurrenceLien,
    PageEditoriale,
    PagePartenaire,
    PageTerritoire,
    Ressource,
)
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire
from taxonomy.models.base import forme_de_recherche

TAILLE_DE_LOT = 1000
LOT_D_EFFACEMENT = 200
GENRES_DU_TRONC = ("axe", "rubrique", "boite")
DESCRIPTION = "Organisation fictive, pour essayer le site à grande échelle."
Annonce = Callable[[int, int], None]
#: How many links of the corpus are in each state, so that the facet « état du lien » has something to count.
ETATS = {
    EtatLien.OK: 86,
    EtatLien.NOUVEAU: 5,
    EtatLien.CASSE: 3,
    EtatLien.ATTENTION: 3,
    EtatLien.SUSPECT: 2,
    EtatLien.INVERIFIABLE: 1,
}
JAMAIS_VUS = (EtatLien.NOUVEAU, EtatLien.INVERIFIABLE)


@dataclass(slots=True)
class Rayon:
    """A page under which resources are put, and how many children its next path must count."""

    page: Page
    dernier: int
    ajoutes: int = 0

    def chemin_suivant(self) -> str:
        self.ajoutes += 1
        return str(Page._get_path(self.page.path, self.page.depth + 1, self.dernier + self.ajoutes))


@dataclass
class Contexte:
    """What every batch needs: ids of terms by slug, parents by slug, the partners of this seed by rank."""

    graine: int
    ids: dict[type[models.Model], dict[str, int]]
    rayons: dict[str, Rayon]
    boites: dict[str, int]
    partenaires: dict[int, int]
    type_ressource: int
    locale: int
    liens: dict[str, int] = field(default_factory=dict)


def ecrire_corpus(*, nombre: int, graine: int, annonce: Annonce) -> int:
    """Write fiches 0 to `nombre` of the seed that are not there yet; returns how many pages were added.

    Each batch is a transaction of its own, so that an interrupted run is completed by the next one.
    `annonce(done, total)` reports after each batch.
    """
    poser_le_tronc()
    deja = set(Page.objects.filter(slug__startswith=f"{PREFIXE}{graine}-").values_list("slug", flat=True))
    generateur = Generateur(graine, catalogue_livre())
    contexte = _contexte(graine, nombre)
    ecrites = 0
    for debut in range(0, nombre, TAILLE_DE_LOT):
        fin = min(debut + TAILLE_DE_LOT, nombre)
        lot = [f for f in generateur.fiches(debut, fin) if f.slug not in deja]
        if lot:
            with transaction.atomic():
                _ecrire_lot(lot, contexte)
        ecrites += len(lot)
        annonce(fin, nombre)
    return ecrites


def poser_le_tronc() -> None:
    """Terms, home, axes, rubriques and boîtes of the demo content; those that exist are left alone."""
    contenu = lire_contenu()
    with transaction.atomic():
        charger_termes(contenu)
        auteur = Auteur(_accueil(contenu["accueil"][0]))
        genres = auteur.genres()
        for genre in GENRES_DU_TRONC:
            for fiche in contenu[genre]:
                genres[genre](fiche)


def effacer_corpus(annonce: Annonce) -> int:
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
            Lien.objects.filter(pk__in=liens, occurrences__isnull=True).delete()
        annonce(min(debut + LOT_D_EFFACEMENT, len(ids)), len(ids))
    Partenaire.objects.filter(
        slug__startswith=PREFIXE, pages_liees__isnull=True, pages_suivies__isnull=True, pages_suppleees__isnull=True
    ).delete()
    return len(ids)


def _contexte(graine: int, nombre: int) -> Contexte:
    pages = {page.slug: page for page in Page.objects.filter(depth=4)}
    rayons = {}
    for slug, page in pages.items():
        dernier = page.get_last_child()
        position = Page._str2int(dernier.path[-Page.steplen :]) if dernier else 0
        rayons[slug] = Rayon(page=page, dernier=position)
    return Contexte(
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


def _ecrire_lot(lot: Sequence[FicheCorpus], contexte: Contexte) -> None:
    pages = Page.objects.bulk_create([_page(fiche, contexte) for fiche in lot])
    ecrites = list(zip(lot, (page.pk for page in pages), strict=True))
    _inserer_table(PageEditoriale, [_editoriale(fiche, pk) for fiche, pk in ecrites])
    _inserer_table(Ressource, [_ressource(fiche, pk, contexte) for fiche, pk in ecrites])
    for rayon in contexte.rayons.values():
        if rayon.ajoutes:
            Page.objects.filter(pk=rayon.page.pk).update(numchild=models.F("numchild") + rayon.ajoutes)
            rayon.dernier, rayon.ajoutes = rayon.dernier + rayon.ajoutes, 0
    _relier(ecrites, contexte)
    _ecrire_liens(ecrites, contexte)


def _page(fiche: FicheCorpus, contexte: Contexte) -> Page:
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


def _ressource(fiche: FicheCorpus, pk: int, contexte: Contexte) -> Ressource:
    return Ressource(pageeditoriale_ptr_id=pk, nature_id=contexte.ids[Nature][fiche.nature], acces=fiche.acces)


def _inserer_table(model: type[models.Model], rows: list[Any]) -> None:
    """Insert into the one table of `model`; its parents' rows exist. `bulk_create` refuses inherited tables."""
    fields = model._meta.local_concrete_fields
    step = connection.ops.bulk_batch_size(fields, rows)
    for start in range(0, len(rows), step):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + step])
        query.get_compiler(connection=connection).execute_sql()


def _relier(ecrites: Iterable[tuple[FicheCorpus, int]], contexte: Contexte) -> None:
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
        _inserer_relation(relation, paires)


def _inserer_relation(relation: Any, paires: Iterable[tuple[int, int]]) -> None:
    source, cible = relation.field.m2m_column_name(), relation.field.m2m_reverse_name()
    table = relation.through
    table._default_manager.bulk_create(table(**{source: page, cible: terme}) for page, terme in paires)


def _ecrire_liens(ecrites: Sequence[tuple[FicheCorpus, int]], contexte: Contexte) -> None:
    LienRessource.objects.bulk_create(
        LienRessource(page_id=pk, libelle=lien.texte, url=lien.url, role=lien.role, sort_order=rang)
        for fiche, pk in ecrites
        for rang, lien in enumerate(fiche.liens)
    )
    cites = {lien.url: lien for fiche, _ in ecrites for lien in (*fiche.liens, *fiche.citations)}
    liens = _liens_pour(list(cites), contexte.graine)
    OccurrenceLien.objects.bulk_create(
        _occurrence(lien, pk, liens) for fiche, pk in ecrites for lien in (*fiche.liens, *fiche.citations)
    )


def _occurrence(lien: LienCorpus, page: int, liens: dict[str, int]) -> OccurrenceLien:
    return OccurrenceLien(
        lien_id=liens[lien.url],
        page_id=page,
        origine=OrigineOccurrence.TEXTE if lien.bloc else OrigineOccurrence.CHAMP,
        champ=lien.champ,
        bloc=lien.bloc,
        texte=lien.texte,
        url_saisie=lien.url,
        en_ligne=True,
        en_brouillon=False,
    )


def _liens_pour(urls: Sequence[str], graine: int) -> dict[str, int]:
    """Ids by address as written. States are drawn, not observed: the sites do not exist."""
    cles = {url: cle for url in urls if (cle := cle_de(url)) is not None}
    alea = random.Random(f"{graine}:{urls[0]}")  # noqa: S311  a corpus, not a secret
    now = timezone.now()
    rows = []
    for normalisee, hote in dict.fromkeys(cles.values()):
        etat = alea.choices(list(ETATS), weights=list(ETATS.values()))[0]
        vu_le = now - timedelta(seconds=alea.randrange(90 * 86400))
        rows.append(
            Lien(
                url=normalisee,
                hote=hote,
                etat=etat,
                verifie_le=None if etat in JAMAIS_VUS else vu_le,
                controle_le=None if etat == EtatLien.NOUVEAU else vu_le,
                prochain_controle_le=now + timedelta(seconds=alea.randrange(86400, 30 * 86400)),
            )
        )
    Lien.objects.bulk_create(rows, ignore_conflicts=True)
    connus = dict(Lien.objects.filter(url__in=[lien.url for lien in rows]).values_list("url", "pk"))
    return {url: connus[normalisee] for url, (normalisee, _) in cles.items()}
