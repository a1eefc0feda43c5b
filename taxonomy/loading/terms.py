"""Writes terms into the database: the shipped lists, and territories read from official files.

Everything is idempotent: what exists by slug is brought up to date, nothing is deleted, slugs never change.
"""

import csv
import tomllib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.db import transaction

from taxonomy.enums import Niveau
from taxonomy.loading.cog import Releve
from taxonomy.models import Acteur, Domaine, Nature, Odd, TermeOrdonne, Territoire, slug_de_territoire
from taxonomy.models.base import forme_de_recherche
from taxonomy.models.territoire import SLUG_FRANCE, chemin_de, cle_de_tri

DONNEES = Path(__file__).resolve().parent.parent / "data"
LISTES: dict[str, type[TermeOrdonne]] = {"acteur": Acteur, "domaine": Domaine, "nature": Nature, "odd": Odd}
TAILLE_DE_LOT = 500
Annonce = Callable[[str, int], None]


def _silence(niveau: str, nombre: int) -> None:
    """Progress that nobody watches."""


def load_lists() -> None:
    """The short lists of `data/termes.toml`, in their order; what editors have changed since is kept."""
    with (DONNEES / "termes.toml").open("rb") as file:
        listes = tomllib.load(file)
    for nom, model in LISTES.items():
        for ordre, values in enumerate(listes[nom], start=1):
            slug = values.pop("slug", None) or str(values["numero"])
            model._default_manager.get_or_create(slug=slug, defaults={**values, "ordre": ordre})


def releve_livre() -> Releve:
    """The régions, départements and collectivités d’outre-mer that ship with the project."""
    releve = Releve()
    with (DONNEES / "regions_departements_cog2026.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["niveau"] == Niveau.REGION:
                releve.regions[row["code"]] = row["nom"]
            elif row["niveau"] == Niveau.COLLECTIVITE_OM:
                releve.collectivites[row["code"]] = row["nom"]
            else:
                releve.departements[row["code"]] = (row["nom"], row["parent_code"])
    return releve


def load_territoires(releve: Releve, annonce: Annonce = _silence) -> dict[str, int]:
    """Write `releve`, level by level from France down; returns how many rows of each level were written.

    `annonce(level, count)` is called after each batch, for a progress line. What stands in no known territory is
    left out and joins `releve.rejets`.
    """
    with transaction.atomic():
        ecrits = {Niveau.PAYS.label: _write([_pays()])}
        for niveau, prepare in (
            (Niveau.REGION, _regions),
            (Niveau.COLLECTIVITE_OM, _collectivites),
            (Niveau.DEPARTEMENT, _departements),
            (Niveau.EPCI, _epci),
            (Niveau.COMMUNE, _communes),
        ):
            ecrits[niveau.label] = _write(prepare(releve), partial(annonce, niveau.label))
    return ecrits


def _connus(*niveaux: Niveau) -> dict[str, Territoire]:
    return {territoire.slug: territoire for territoire in Territoire.objects.filter(niveau__in=niveaux)}


def _ligne(
    niveau: Niveau, code: str, nom: str, parent: Territoire | None, departement: Territoire | None = None
) -> Territoire:
    territoire = Territoire(
        niveau=niveau,
        code=code,
        nom=nom.replace("'", "’"),
        slug=slug_de_territoire(niveau, code),
        parent=parent,
        departement=departement,
    )
    territoire.chemin = chemin_de(territoire, parent=parent, departement=departement)
    territoire.cle_de_tri = cle_de_tri(niveau, nom)
    territoire.recherche = forme_de_recherche(*territoire.mots_de_recherche())
    return territoire


def _pays() -> Territoire:
    return _ligne(Niveau.PAYS, "FR", "France", None)


def _regions(releve: Releve) -> Iterable[Territoire]:
    france = Territoire.objects.get(slug=SLUG_FRANCE)
    return [_ligne(Niveau.REGION, code, nom, france) for code, nom in releve.regions.items()]


def _collectivites(releve: Releve) -> Iterable[Territoire]:
    france = Territoire.objects.get(slug=SLUG_FRANCE)
    return [_ligne(Niveau.COLLECTIVITE_OM, code, nom, france) for code, nom in releve.collectivites.items()]


def _departements(releve: Releve) -> Iterable[Territoire]:
    regions = _connus(Niveau.REGION)
    for code, (nom, region) in releve.departements.items():
        parent = regions.get(slug_de_territoire(Niveau.REGION, region))
        if parent:
            yield _ligne(Niveau.DEPARTEMENT, code, nom, parent)


def _epci(releve: Releve) -> Iterable[Territoire]:
    departements = _connus(Niveau.DEPARTEMENT)
    sieges = releve.departement_de_l_epci()
    for siren, nom in releve.epci.items():
        parent = departements.get(slug_de_territoire(Niveau.DEPARTEMENT, sieges.get(siren, "")))
        if parent:
            yield _ligne(Niveau.EPCI, siren, nom, parent)
        else:
            releve.drop(siren, f"aucune commune de l’intercommunalité {siren} n’est dans un département connu")


def _communes(releve: Releve) -> Iterable[Territoire]:
    au_dessus = _connus(Niveau.DEPARTEMENT, Niveau.COLLECTIVITE_OM)
    epci = _connus(Niveau.EPCI)
    deja = dict(
        Territoire.objects.filter(niveau=Niveau.COMMUNE, parent__niveau=Niveau.EPCI).values_list("code", "parent__slug")
    )
    for code, (nom, dep) in releve.communes.items():
        propre = au_dessus.get(slug_de_territoire(Niveau.DEPARTEMENT, dep)) or au_dessus.get(
            slug_de_territoire(Niveau.COLLECTIVITE_OM, dep)
        )
        siren = releve.epci_de_commune.get(code)
        parent = epci.get(slug_de_territoire(Niveau.EPCI, siren) if siren else deja.get(code, ""))
        if parent and propre and parent.parent_id != propre.pk:
            yield _ligne(Niveau.COMMUNE, code, nom, parent, propre)
        elif parent or propre:
            yield _ligne(Niveau.COMMUNE, code, nom, parent or propre)
        else:
            releve.drop(code, f"le département « {dep} » de la commune {code} est inconnu")


def _write(territoires: Iterable[Territoire], annonce: Callable[[int], None] | None = None) -> int:
    rows = list(territoires)
    for start in range(0, len(rows), TAILLE_DE_LOT):
        Territoire.objects.bulk_create(
            rows[start : start + TAILLE_DE_LOT],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["nom", "parent", "departement", "chemin", "cle_de_tri", "recherche"],
        )
        if annonce:
            annonce(min(start + TAILLE_DE_LOT, len(rows)))
    return len(rows)
