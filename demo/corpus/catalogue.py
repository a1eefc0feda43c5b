"""The terms that the corpus draws from: those that ship with the project, read from their files, not the database.

Terms that a site has added since are left out on purpose, so that a seed gives the same corpus everywhere.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from demo.content.files import communes_et_epci
from pages.page_types import kinds
from taxonomy.enums import CodeAxe, Famille, Niveau
from taxonomy.loading.cog import read_file
from taxonomy.loading.france import DONNEES, releve_livre
from taxonomy.models import slug_de_territoire
from taxonomy.models.territoire import SLUG_FRANCE

RAYONS: dict[CodeAxe, tuple[str, ...]] = {
    CodeAxe.COMPRENDRE: ("bases-de-connaissance", "comprendre-les-odd"),
    CodeAxe.AGIR: (
        "s-approprier-les-odd",
        "co-construire-en-territoire",
        "transformer-son-modele",
        "piloter-des-partenariats",
        "mobiliser-l-engagement",
        "accompagner-l-innovation",
    ),
    CodeAxe.PERENNISER: ("se-former", "se-faire-accompagner", "capitaliser"),
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Slugs by facet, in a fixed order; `territoires` gives (slug, name) for each level."""

    territoires: dict[Niveau, tuple[tuple[str, str], ...]]
    acteurs: tuple[str, ...]
    domaines: tuple[str, ...]
    natures: tuple[tuple[str, CodeAxe], ...]


@lru_cache(maxsize=1)
def catalogue_livre() -> Catalogue:
    """The shipped terms with the demo's sample of communes."""
    with (DONNEES / "termes.toml").open("rb") as file:
        listes = tomllib.load(file)
    releve = releve_livre()
    read_file(communes_et_epci(), releve)
    noms: dict[Niveau, dict[str, str]] = {
        Niveau.REGION: releve.regions,
        Niveau.COLLECTIVITE_OM: releve.collectivites,
        Niveau.DEPARTEMENT: {code: nom for code, (nom, _) in releve.departements.items()},
        Niveau.EPCI: releve.epci,
        Niveau.COMMUNE: {code: nom for code, (nom, _) in releve.communes.items()},
    }
    territoires = {
        niveau: tuple((slug_de_territoire(niveau, code), nom.replace("'", "’")) for code, nom in sorted(lus.items()))
        for niveau, lus in noms.items()
    }
    # Natures that are page types of their own, not kinds of `Ressource`.
    autrement = {kind.slug for kind in kinds()}
    return Catalogue(
        territoires={Niveau.PAYS: ((SLUG_FRANCE, "France"),), **territoires},
        acteurs=tuple(terme["slug"] for terme in listes["acteur"]),
        domaines=tuple(terme["slug"] for terme in listes["domaine"]),
        natures=tuple(
            (terme["slug"], Famille(terme["famille"]).axe)
            for terme in listes["nature"]
            if terme["slug"] not in autrement
        ),
    )
