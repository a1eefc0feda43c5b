"""Places as people type them: suggested, chosen on their own page, and proposed for a wrong value."""

import re

import pytest

from search.documents.builder import documents_of
from search.index.rebuilding import rebuild_index
from search.places.directory import Botin, mots
from search.places.misspelt import is_one_mistake_away
from taxonomy.models import Territoire
from tests.factories import france
from tests.search.site import PetitSite

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v3/recherche/suggestions/"


@pytest.fixture
def places(site):
    """All that the site's own small France does not have yet."""
    france.load()
    return Botin(1)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("37000", "com-37261"),
        ("75011", "com-75056"),
        ("23000", "com-23096"),
        ("23096", "com-23096"),
        ("st denis", "com-97411"),
        ("Ste Marie", "com-97418"),
        ("sainte-marie", "com-97418"),
        ("Paris 13e", "com-75056 · Paris 13e Arrondissement"),
        ("paris 13ème", "com-75056 · Paris 13e Arrondissement"),
        ("Lyon 3e", "com-69123 · Lyon 3e Arrondissement"),
        ("Plaine Commune", "ept-200057867"),
        ("Annecy-le-Vieux", "com-74010 · Annecy-le-Vieux"),
        ("Poitou-Charentes", "reg-75 · Poitou-Charentes"),
        ("PACA", "reg-93 · PACA"),
        ("IDF", "reg-11 · IDF"),
        ("grand lyon", "epci-200046977 · Grand Lyon"),
        ("communauté de communes faucigny", "epci-200000172"),
        ("CC Faucigny", "epci-200000172"),
        ("Collectivité européenne d'Alsace", "dep-67 · Collectivité européenne d’Alsace"),
        ("23", "dep-23"),
        ("24", "dep-24"),
        ("ville de guéret", "com-23096"),
        ("département de la creuse", "dep-23"),
        ("guerret", "com-23096"),
        ("anecy", "com-74010"),
        ("l'île d'yeu", "com-85113"),
    ],
)
def test_first_place_is_the_one_that_is_meant(places, typed, expected):
    first = places.look(mots(typed), 3)[0]

    assert " · ".join(filter(None, (first.slug, first.sous))) == expected


def test_homonyms_come_by_population_and_each_once(places):
    assert places.find(mots("saint-denis"), 5) == ["com-97411", "com-93066", "com-11339", "dep-93"]
    assert places.find(mots("sainte marie"), 5) == ["com-97418", "com-97228"]
    assert len(set(places.find(mots("paris"), 9))) == len(places.find(mots("paris"), 9))


def test_postal_code_finds_all_its_communes(places):
    assert places.find(["23000"], 5) == ["com-23096", "com-23193"]


@pytest.mark.parametrize("typed", ["zzzzzz", "", "99999", "’"])
def test_what_is_no_place_finds_none(places, typed):
    assert places.look(mots(typed), 3) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("gueret", "guerret", True),
        ("gueret", "guret", True),
        ("gueret", "guerte", True),
        ("gueret", "guerat", True),
        ("gueret", "guarat", False),
        ("gueret", "gue", False),
        ("annecy", "ancney", False),
    ],
)
def test_one_mistake_is_a_letter_more_less_other_or_exchanged(one, other, near):
    assert (is_one_mistake_away(one, other), is_one_mistake_away(other, one)) == (near, near)


def test_suggestion_says_which_place_it_is_and_under_which_name_it_was_found(client, places, index):
    rebuild_index(index)
    groups = client.get(ADDRESS, {"q": "Annecy le v"}).json()["groupes"]
    homonyms = client.get(ADDRESS, {"q": "st denis"}).json()["groupes"][0]["suggestions"]

    assert groups[0]["suggestions"] == [
        {
            "label": "Annecy",
            "detail": "Annecy-le-Vieux · commune · Haute-Savoie · Auvergne-Rhône-Alpes",
            "url": "/recherche/?territoire=com-74010",
        }
    ]
    assert [one["detail"] for one in homonyms] == [
        "commune · La Réunion · La Réunion",
        "commune · Seine-Saint-Denis · Île-de-France",
        "commune · Aude · Occitanie",
    ]


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("37", "« dep-37 » (Indre-et-Loire)"),
        ("37000", "« com-37261 » (Tours, Indre-et-Loire)"),
        ("gueret", "« com-23096 » (Guéret, Creuse)"),
        ("com-74011", "« com-74010 » (Annecy, Haute-Savoie)"),
        (
            "Saint-Denis",
            "« com-97411 » (Saint-Denis, La Réunion) ou « com-93066 » (Saint-Denis, Seine-Saint-Denis) "
            "ou « com-11339 » (Saint-Denis, Aude)",
        ),
    ],
)
def test_wrong_value_is_answered_with_what_it_may_mean(client, places, index, raw, meant):
    rebuild_index(index)
    refused = client.get("/api/v3/recherche/", {"territoire": raw})
    page = client.get("/recherche/", {"territoire": raw}).content.decode().replace("\xa0", " ").replace("\u202f", " ")

    fault = refused.json()["erreurs"][0]
    assert (refused.status_code, fault["message"].replace("\xa0", " ").replace("\u202f", " ")) == (
        422,
        f"« {raw} » n’existe pas dans « Territoire ». Vouliez-vous dire {meant} ?",
    )
    assert fault["permis"][0] == re.search("« (.*?) »", meant)[1]
    assert f"Vouliez-vous dire {meant} ? Ce filtre est laissé de côté." in page


def test_page_of_an_intercommunalite_is_found_in_each_of_its_departements_and_its_communes_in_their_own(site):
    france.load(["92051", "94028"])
    named = Territoire.objects.in_bulk(["epci-200054781", "com-92051"], field_name="slug")
    pages = [site.ressource(slug, own=[one]).pk for slug, one in sorted(named.items())]
    commune, epci = (set(one.facettes["territoire"]) for one in documents_of(pages))

    assert commune == {"france", "reg-11", "dep-92", "epci-200054781", "ept-200057982", "com-92051"}
    assert epci == {"france", "reg-11", "dep-92", "dep-94", "epci-200054781"}


@pytest.fixture
def creuse(site: PetitSite, each_index):
    """Four pages of the Creuse's own ladder, and one of elsewhere that is national too."""
    france.load(["23096", "37261"])
    found = Territoire.objects.in_bulk(["com-23096", "dep-23", "reg-75", "france", "com-37261"], field_name="slug")
    for slug in ("com-23096", "dep-23", "reg-75"):
        site.ressource(f"Page {slug}", own=[found[slug]])
    site.ressource("Page partout", own=[found["france"], found["com-37261"]])
    rebuild_index(each_index)
    return each_index


def told(client, **asked):
    """(titles with their rung and place, the ladder)."""
    body = client.get("/api/v3/recherche/", asked).json()
    hits = {one["titre"]: (one["echelon"], one["lieu"]) for one in body["resultats"]}
    return hits, {one["niveau"]: one["count"] for one in body["echelle"]}


def test_each_hit_says_which_place_puts_it_there_and_the_ladder_counts_each_once(client, creuse):
    hits, ladder = told(client, territoire="dep-23")
    assert hits == {
        "Page com-23096": ("Commune", "Guéret"),
        "Page dep-23": ("Département", "Creuse"),
        "Page reg-75": ("Région", "Nouvelle-Aquitaine"),
        "Page partout": ("National", "France"),
    }
    assert ladder == {"commune": 1, "departement": 1, "region": 1, "pays": 1}
    assert told(client) == (
        {**hits, "Page partout": ("Commune", "Tours")},
        {"commune": 2, "departement": 1, "region": 1},
    )


def test_rung_narrows_to_what_sits_there_and_the_others_are_still_counted(client, creuse):
    hits, ladder = told(client, territoire="dep-23", echelon="pays")
    assert (hits, ladder) == (
        {"Page partout": ("National", "France")},
        {"commune": 1, "departement": 1, "region": 1, "pays": 1},
    )
    assert list(told(client, echelon="region")[0]) == ["Page reg-75"]


def test_rungs_are_links_and_the_chosen_one_leads_back(client, creuse):
    html = client.get("/recherche/", {"territoire": "dep-23", "echelon": "commune"}).content.decode()
    links = re.findall(r'<a href="([^"]+)"( aria-current="true")?><span\s+class="visuellement-cache">Ne', html)

    assert [(address.replace("&amp;", "&"), bool(chosen)) for address, chosen in links] == [
        ("./?territoire=dep-23", True),
        ("./?territoire=dep-23&echelon=departement", False),
        ("./?territoire=dep-23&echelon=region", False),
        ("./?territoire=dep-23&echelon=pays", False),
    ]
    assert '<input type="hidden" name="echelon" value="commune">' in html


def test_unknown_rung_is_a_422_that_says_what_is_allowed(client, creuse):
    refused = client.get("/api/v3/recherche/", {"echelon": "canton"})
    assert (refused.status_code, refused.json()["erreurs"][0]["permis"]) == (
        422,
        ["pays", "region", "collectivite_om", "departement", "epci", "ept", "commune"],
    )


def test_facet_lists_no_more_than_a_visitor_reads_however_many_there_are(client, site, index):
    for rank in range(60):
        commune = Territoire.objects.create(
            code=f"69{rank:03}", nom=f"Commune {rank}", niveau="commune", parent=site.rhone
        )
        site.ressource(f"Page {rank}", own=[commune])
    rebuild_index(index)
    facet = client.get("/api/v3/recherche/").json()["facettes"][0]

    assert (facet["facette"], len(facet["values"])) == ("territoire", 40)
    assert [one["slug"] for one in facet["values"][:3]] == ["france", "reg-84", "dep-69"]
