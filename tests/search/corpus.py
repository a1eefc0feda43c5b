"""A small country and documents in it, without a database."""

from datetime import UTC, datetime

from search.contract.query import PREFIXE_CRITERE
from search.documents.document import Document
from search.enums import Facette
from search.facets.values import FacetTerms, Valeur
from taxonomy.enums import Niveau

# com-fork lies in the département dep-c and joined an EPCI of dep-a, in another région.
PATHS = {
    "france": ("france",),
    "reg-1": ("france", "reg-1"),
    "reg-2": ("france", "reg-2"),
    "dep-a": ("france", "reg-1", "dep-a"),
    "dep-b": ("france", "reg-1", "dep-b"),
    "dep-c": ("france", "reg-2", "dep-c"),
    "epci-a": ("france", "reg-1", "dep-a", "epci-a"),
    "com-a": ("france", "reg-1", "dep-a", "epci-a", "com-a"),
    "com-fork": ("france", "reg-2", "dep-c", "epci-a", "com-fork"),
    "com-c": ("france", "reg-2", "dep-c", "com-c"),
    "epci-x": ("france", "reg-1", "epci-x"),
    "com-x": ("france", "reg-1", "dep-b", "epci-x", "com-x"),
    "epci-y": ("france", "epci-y"),
}
#: What an intercommunalité reaches into without lying in it.
TOUCHES = {"epci-x": ("dep-a", "dep-b"), "epci-y": ("reg-1", "dep-b", "reg-2", "dep-c")}
NIVEAUX = {"france": "pays", "reg": "region", "dep": "departement", "epci": "epci", "com": "commune"}
DOMAINES = {"emploi": "economiques", "culture": "societaux", "mobilite": "societaux"}
VALUES = {
    Facette.ACTEUR: ("associations", "entreprises"),
    Facette.AXE: ("comprendre", "agir", "perenniser"),
    Facette.BOITE: ("boite-1", "boite-2"),
    Facette.ODD: ("1", "13"),
    Facette.NATURE: ("guide", "mooc"),
    Facette.PARTENAIRE: ("ademe", "insee"),
    Facette.ETAT_LIEN: ("ok", "casse"),
}
PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)


def niveau_of(slug):
    return NIVEAUX[slug.partition("-")[0]]


def reach(slug):
    """The territoires in which what carries this one is found."""
    return (*PATHS[slug], *TOUCHES.get(slug, ()))


def document(number=1, titre="Guide", *, own=("france",), domaines=(), etat_lien="ok", **changes):
    """A document as the builder makes it, from what an editor would choose."""
    tops = [slug for slug in own if not set(own) & set(PATHS[slug][:-1])]
    facettes = dict.fromkeys(Facette, ())
    facettes[Facette.TERRITOIRE] = tuple(sorted({above for slug in own for above in reach(slug)}))
    facettes[Facette.DOMAINE] = tuple(sorted({*domaines, *(f"{PREFIXE_CRITERE}{DOMAINES[slug]}" for slug in domaines)}))
    facettes[Facette.ETAT_LIEN] = (etat_lien,) if etat_lien else ()
    facettes |= {facette: tuple(changes.pop(facette.value)) for facette in VALUES if facette.value in changes}
    values = {
        "url": f"/page-{number}/",
        "chapo": "",
        "corps": "",
        "termes": (),
        "type_de_page": "ressource",
        "nature": "Guide",
        "facettes": facettes,
        "sommets": tuple(slug for slug in tops if niveau_of(slug) != "commune"),
        "lignee_des_sommets": tuple(
            sorted({above for slug in own for above in reach(slug) if not set(own) & set(PATHS[above][:-1])})
        ),
        "propres": tuple((slug, niveau_of(slug)) for slug in own),
        "lignees": tuple(reach(slug) for slug in own),
        "territoires": tuple(own),
        "acteurs": (),
        "domaines": tuple(domaines),
        "partenaires": (),
        "verifie_le": None,
        "publie_le": PUBLISHED,
        "valable_jusqu_au": None,
    }
    return Document(id=number, titre=titre, etat_lien=etat_lien, **{**values, **changes})


def termes():
    """The values of the facets, in an order of their own."""
    valeurs = {facette: {slug: Valeur(slug, slug, facette.value) for slug in VALUES[facette]} for facette in VALUES}
    domaines = {}
    for critere in dict.fromkeys(DOMAINES.values()):
        above = f"{PREFIXE_CRITERE}{critere}"
        domaines[above] = Valeur(above, critere, "critere")
        domaines |= {
            slug: Valeur(slug, slug, "domaine", 1, (above,)) for slug, own in DOMAINES.items() if own == critere
        }
    territoires = {
        slug: Valeur(
            slug,
            slug,
            "territoire",
            list(Niveau.values).index(niveau_of(slug)),
            path[:-1],
            slug,
            slug in ("com-fork", "com-x"),
        )
        for slug, path in PATHS.items()
    }
    return FacetTerms(0, {**valeurs, Facette.DOMAINE: domaines}, {}, territoires)
