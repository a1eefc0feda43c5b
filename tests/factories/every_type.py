"""One published page of every type, for tests that hold of all of them."""

from adoc.models import ParcoursAdoc
from pages.models import (
    BaseDeConnaissance,
    FicheRepereActeur,
    FicheRepereDomaine,
    FicheRepereTerritoire,
    PageDomaine,
    PageSimple,
)
from tests.factories import pages, taxonomy


def page_of_every_type():
    """(the trunk, {page type: its page})."""
    arbre = pages.arbre()
    made = [
        arbre.accueil,
        arbre.agir,
        arbre.rubrique,
        arbre.boite,
        pages.ressource(arbre.boite),
        pages.exemple(arbre.boite),
    ]
    below = {
        arbre.rubrique: [
            PageDomaine(title="Un domaine", domaine=taxonomy.domaine()),
            FicheRepereTerritoire(title="Une fiche de territoire", territoire=taxonomy.france()),
            FicheRepereActeur(title="Une fiche d’acteur", acteur=taxonomy.acteur()),
            FicheRepereDomaine(title="Une fiche de domaine", domaine=taxonomy.domaine()),
            BaseDeConnaissance(title="Une base", url="https://base.example/"),
        ],
        arbre.accueil: [PageSimple(title="Une page", chapo="Un chapô."), ParcoursAdoc(title="Les parcours")],
    }
    for parent, new in below.items():
        made += [parent.add_child(instance=page) for page in new]
    return arbre, {type(page): page for page in made}
