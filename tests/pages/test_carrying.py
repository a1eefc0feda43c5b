"""A page carries a term in one of several ways; whoever asks which pages do finds the same ones, whatever the way."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache

from pages.events.bearing import pages_portant
from pages.models import (
    FicheRepereActeur,
    FicheRepereDomaine,
    FicheRepereTerritoire,
    PageDomaine,
    PagePartenaire,
    PageTerritoire,
)
from search.documents.builder import documents_of
from search.engines.base import EngineUnavailableError
from search.enums import Facette
from search.faces import views
from search.facets.values import forget
from search.index.models import EcritureIndex
from taxonomy.enums import Niveau
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
TREES = {"territoire": "territoires", "acteur": "acteurs", "domaine": "domaines", "odd": "odd", "nature": "natures"}


@dataclass(frozen=True)
class Way:
    """How a page comes to carry a term of a facet."""

    facet: str
    model: Any = None
    own: str = ""

    def __str__(self):
        if self.model is None:
            return f"{self.facet} chosen by the editor"
        return f"{self.facet} by {self.model.__name__}.{self.own or 'kind'}"


WAYS = [
    Way("territoire"),
    Way("acteur"),
    Way("domaine"),
    Way("odd"),
    Way("partenaire"),
    Way("nature", pages.Ressource, "nature"),
    Way("nature", pages.ExempleInspirant),
    Way("territoire", FicheRepereTerritoire, "territoire"),
    Way("acteur", FicheRepereActeur, "acteur"),
    Way("domaine", FicheRepereDomaine, "domaine"),
    Way("domaine", PageDomaine, "domaine"),
]


def a_term(way):
    if way.facet == "territoire":
        return taxonomy.territoire("Rhône", Niveau.DEPARTEMENT, "69", parent=taxonomy.region(code="84"))
    if way.model is pages.ExempleInspirant:
        return taxonomy.nature("Exemples", slug=way.model.nature_asked())
    return getattr(taxonomy, way.facet)()


def a_fiche(parent, model, title, *, chosen=None, **fields):
    """A page that has nothing but its own term, and what is `chosen` (relation → terms)."""
    page = model(title=title, **fields)
    for name, terms in (chosen or {}).items():
        setattr(page, name, terms)
    parent.add_child(instance=page)
    page.save_revision(clean=False).publish()
    return model.objects.get(pk=page.pk)


def carrier(arbre, way, term, title="Celle qui le porte"):
    """A page that carries `term` by this way and by no other."""
    if way.own == "nature":
        return pages.ressource(arbre.boite, nature=term, title=title)
    if way.model is pages.ExempleInspirant:
        return pages.exemple(arbre.boite)
    if way.own:
        return a_fiche(arbre.rubrique, way.model, title, **{way.own: term})
    chosen = {
        "territoire": lambda: {"territoires_lies": [PageTerritoire(territoire=term)]},
        "partenaire": lambda: {"partenaires_lies": [PagePartenaire(partenaire=term)]},
    }.get(way.facet, lambda: {f"{way.facet}s": [term]})()
    return a_fiche(arbre.rubrique, FicheRepereActeur, title, chosen=chosen, acteur=taxonomy.acteur())


@pytest.fixture
def arbre():
    cache.clear()
    arbre = pages.arbre()
    # Another page, with other terms of every facet: nobody may find it.
    pages.ressource(
        arbre.boite,
        title="Autre chose",
        territoires=[taxonomy.region("Bretagne", code="53")],
        partenaires=[taxonomy.partenaire()],
        odds=[taxonomy.odd(3)],
    )
    yield arbre
    cache.clear()


def numbers(tree):
    return {one["slug"]: one["nombre"] for one in tree} | {
        slug: number for one in tree for slug, number in numbers(one["enfants"]).items()
    }


@pytest.fixture(autouse=True)
def no_engine(monkeypatch):
    """No engine answers: the search shows its shelves, whatever other tests have indexed."""

    def away():
        raise EngineUnavailableError("no engine here")

    monkeypatch.setattr(views, "answering_engine", away)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_page_is_found_by_everybody_who_asks_for_its_term(client, arbre, way):
    term = a_term(way)
    page = carrier(arbre, way, term)
    forget()

    listed = client.get("/api/v3/contenus/", {way.facet: term.slug}).json()["items"]
    branches = numbers(client.get(f"/api/v3/arbres/{TREES[way.facet]}/").json()) if way.facet in TREES else {}
    # Nothing is indexed: the search answers with shelves.
    browsed = client.get("/recherche/", {way.facet: term.slug}).context["parcourir"][0]
    [document] = documents_of([page.pk])

    assert {
        "events": pages_portant(term),
        "list of the API": [one["id"] for one in listed],
        "tree": branches.get(term.slug, 1),
        "browse page": (browsed.titre.partition(":")[0], [title for title, _ in browsed.liens]),
        "search": term.slug in document.facettes[Facette(way.facet)],
    } == {
        "events": {page.pk},
        "list of the API": [page.pk],
        "tree": 1,
        "browse page": ("Quelques pages pour\u00a0", [page.title]),
        "search": True,
    }


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_page_is_indexed_again_when_its_term_is_renamed(arbre, way):
    term = a_term(way)
    page = carrier(arbre, way, term)
    EcritureIndex.objects.all().delete()
    term.nom = "Un nom plus juste"
    term.save()

    assert set(EcritureIndex.objects.values_list("page_id", flat=True)) == {page.pk}


@pytest.mark.parametrize("way", [one for one in WAYS if one.facet == "territoire"], ids=str)
def test_page_of_a_place_is_found_by_who_asks_for_what_contains_it(client, arbre, way):
    term = a_term(way)
    page = carrier(arbre, way, term)
    forget()
    region = term.parent

    listed = client.get("/api/v3/contenus/", {"territoire": region.slug}).json()["items"]
    branches = numbers(client.get("/api/v3/arbres/territoires/").json())
    browsed = client.get("/recherche/", {"territoire": region.slug}).context["parcourir"][0]
    [document] = documents_of([page.pk])

    assert {
        "events": pages_portant(region),
        "list of the API": [one["id"] for one in listed],
        "tree": branches[region.slug],
        "browse page": [title for title, _ in browsed.liens],
        "search": region.slug in document.facettes[Facette.TERRITOIRE],
    } == {
        "events": {page.pk},
        "list of the API": [page.pk],
        "tree": 1,
        "browse page": ["Celle qui le porte"],
        "search": True,
    }


def test_shelf_of_a_place_holds_what_is_for_all_that_stands_above_it(client, arbre):
    """The wide scope, which is the search's own: a page for the whole country is of use in the Rhône."""
    term = a_term(Way("territoire"))
    a_fiche(arbre.rubrique, FicheRepereTerritoire, "Le pays", territoire=taxonomy.france())
    forget()

    browsed = client.get("/recherche/", {"territoire": term.slug}).context["parcourir"][0]
    assert [title for title, _ in browsed.liens] == ["Le pays"]


def test_shelf_of_a_kind_holds_the_pages_of_its_types(client, arbre):
    """The search knows « Domaine présenté » as a nature, although editors keep none of that name."""
    domaine = taxonomy.domaine()
    a_fiche(arbre.rubrique, PageDomaine, "L’emploi", domaine=domaine)
    forget()

    browsed = client.get("/recherche/", {"nature": "page-de-domaine"}).context["parcourir"][0]
    assert (browsed.titre, [title for title, _ in browsed.liens]) == (
        "Quelques pages pour\u00a0: Domaine présenté",
        ["L’emploi"],
    )


def test_page_that_carries_a_term_twice_counts_once(client, arbre):
    domaine = taxonomy.domaine()
    fiche = a_fiche(arbre.rubrique, FicheRepereDomaine, "Le portrait", domaine=domaine, chosen={"domaines": [domaine]})
    tree = numbers(client.get("/api/v3/arbres/domaines/").json())
    listed = client.get("/api/v3/contenus/", {"domaine": domaine.slug}).json()["items"]
    [document] = documents_of([fiche.pk])

    assert (tree[domaine.slug], [one["id"] for one in listed], document.domaines) == (1, [fiche.pk], (domaine.nom,))


def test_page_of_a_domaine_shows_the_fiches_that_present_it_or_name_it(client, arbre):
    domaine, other = taxonomy.domaine("Emploi"), taxonomy.domaine("Culture")
    own = a_fiche(arbre.rubrique, PageDomaine, "L’emploi", domaine=domaine)
    a_fiche(arbre.rubrique, FicheRepereDomaine, "Le portrait", domaine=domaine)
    a_fiche(arbre.rubrique, FicheRepereActeur, "Qui embauche", acteur=taxonomy.acteur(), chosen={"domaines": [domaine]})
    a_fiche(arbre.rubrique, FicheRepereDomaine, "Le portrait d’un autre", domaine=other)
    shown = client.get(own.get_url()).context

    assert [ligne.titre for ligne in shown["fiches"]] == ["Le portrait", "Qui embauche"]


def test_fiche_of_a_domaine_leads_to_what_exists_in_it(client, arbre):
    domaine = taxonomy.domaine()
    near = pages.ressource(arbre.boite, domaines=[domaine], title="À côté")
    fiche = a_fiche(arbre.rubrique, FicheRepereDomaine, "Le portrait", domaine=domaine)

    assert [ligne.id for ligne in client.get(fiche.get_url()).context["voir_aussi"]] == [near.pk]


def test_draft_of_a_fiche_leads_to_what_exists_in_its_domaine(client, arbre, rf):
    """A preview has been saved nowhere: its own term is read from memory."""
    domaine, other = taxonomy.domaine(), taxonomy.domaine()
    pages.ressource(arbre.boite, domaines=[domaine], title="À côté")
    fiche = a_fiche(arbre.rubrique, FicheRepereDomaine, "Le portrait", domaine=other)
    fiche.domaine = domaine

    assert [ligne.titre for ligne in fiche.get_context(rf.get("/"))["voir_aussi"]] == ["À côté"]
