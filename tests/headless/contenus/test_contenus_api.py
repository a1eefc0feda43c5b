"""`/api/v3/contenus/`: what is asked is what is given, in few queries, and nothing that visitors may not read."""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from headless.contenus.bodies import keep_bodies, render
from headless.contenus.schemas import EXPANSIONS
from headless.contenus.turns import render_waiting
from pages.models import FicheRepereTerritoire, PageEditoriale
from pages.page_types import page_types
from taxonomy.merging import merge_terms
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
LISTE = "/api/v3/contenus/"


@pytest.fixture
def arbre():
    return pages.arbre()


def lire(client, adresse, **params):
    response = client.get(adresse, params)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.json()


def titres(client, **params):
    return [one["title"] for one in lire(client, LISTE, fields="title", limit=100, **params)["items"]]


def refus(client, adresse=LISTE, **params):
    response = client.get(adresse, params)
    told = response.json()
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    return [(".".join(map(str, error["loc"])), error["msg"]) for error in told["errors"]]


# ── What a page is ────────────────────────────────────────────────────────────────────────────────────────────
def test_page_is_given_as_wagtail_gives_it(client, arbre):
    page = pages.ressource(arbre.boite, partenaires=[taxonomy.partenaire()])
    of_wagtail = client.get(f"/api/v3/pages/{page.pk}/").json()
    assert lire(client, f"{LISTE}{page.pk}/") == of_wagtail
    assert lire(client, LISTE, type="pages.Ressource", fields="*")["items"] == [of_wagtail]


@pytest.mark.parametrize("kept", [False, True])
def test_body_that_is_ready_and_one_that_is_not_say_the_same(client, arbre, kept):
    page = pages.ressource(arbre.boite)
    if kept:
        keep_bodies([page.pk])
    assert lire(client, f"{LISTE}{page.pk}/") == json.loads(render([page.pk])[page.pk])


# ── Fields and additions ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("title", {"id", "meta", "title"}),
        ("title,chapo", {"id", "meta", "title", "chapo"}),
        ("*,-corps,-chapo", None),
        ("-corps,-chapo", None),
    ],
)
def test_fields_keep_and_leave_out(client, arbre, fields, expected):
    page = pages.ressource(arbre.boite)
    whole = set(lire(client, f"{LISTE}{page.pk}/"))
    [item] = lire(client, LISTE, type="pages.Ressource", fields=fields)["items"]
    assert set(item) == (expected or whole - {"corps", "chapo"})


def test_unknown_field_is_refused_with_those_of_the_type(client, arbre):
    assert refus(client, type="pages.Ressource", fields="titre") == [
        ("query.fields", "« titre » n’est pas un champ de ces pages.")
    ]


def test_additions_tell_of_the_neighbourhood(client, arbre):
    first, second, third = (pages.ressource(arbre.boite, title=f"R{rang}") for rang in (1, 2, 3))
    pages.ressource(arbre.boite, title="Brouillon", live=False)
    shown = lire(client, f"{LISTE}{second.pk}/", expand="fil,voisins")
    etape = lambda page, titre: {"id": page.pk, "titre": titre, "chemin": page.get_url()}  # noqa: E731  short and local
    assert shown["fil"] == [
        etape(arbre.accueil, "Accueil"),
        etape(arbre.agir, "Agir"),
        etape(arbre.boite, "Piloter"),
    ]
    assert shown["voisins"] == {"precedent": etape(first, "R1"), "suivant": etape(third, "R3")}
    below = lire(client, f"{LISTE}{arbre.boite.pk}/", expand="enfants")["enfants"]
    assert below == [
        {**etape(page, titre), "url": page.full_url} for page, titre in ((first, "R1"), (second, "R2"), (third, "R3"))
    ]


def test_additions_tell_of_links_terms_and_partners(client, arbre):
    partenaire = taxonomy.partenaire()
    rhone = taxonomy.rhone()[1]
    page = pages.ressource(arbre.boite, territoires=[rhone], partenaires=[partenaire])
    shown = lire(client, f"{LISTE}{page.pk}/", expand="liens_publics,territoires_detailles,partenaires_detailles")
    assert shown["liens_publics"] == [
        {
            "url": "https://partenaire.example/guide",
            "etat": "nouveau",
            "etat_label": "Pas encore vérifié",
            "verifie_le": None,
        }
    ]
    assert [one["slug"] for one in shown["territoires_detailles"]] == [rhone.slug]
    assert shown["territoires_detailles"][0]["au_dessus"] == rhone.ancetres()
    assert shown["partenaires_detailles"] == [
        {name: getattr(partenaire, name) for name in ("slug", "nom", "sigle", "site", "est_fictif", "description")}
    ]


def test_too_costly_an_addition_is_refused_with_what_it_costs(client, arbre):
    asked = ",".join(EXPANSIONS)
    cost = 100 * (1 + sum(weight for _, weight in EXPANSIONS.values()))
    assert refus(client, expand=asked, limit=100) == [
        ("query.expand", f"Cette demande coûte {cost}, au plus 600 : demandez moins de pages (limit) ou d’ajouts.")
    ]
    assert refus(client, expand="corps.pages.corps") == [
        ("query.expand", "« corps.pages.corps » ne se demande pas ici.")
    ]


# ── Which pages ───────────────────────────────────────────────────────────────────────────────────────────────
def test_terms_choose_pages_or_inside_and_between(client, arbre):
    region, rhone, *_ = taxonomy.rhone()
    acteurs = [taxonomy.acteur() for _ in range(2)]
    pages.ressource(arbre.boite, title="Rhône A", territoires=[rhone], acteurs=[acteurs[0]])
    pages.ressource(arbre.boite, title="Rhône B", territoires=[rhone], acteurs=[acteurs[1]])
    pages.ressource(arbre.boite, title="France A", acteurs=[acteurs[0]])
    assert titres(client, territoire=region.slug) == ["Rhône A", "Rhône B"]
    assert titres(client, territoire=rhone.slug, acteur=acteurs[0].slug) == ["Rhône A"]
    assert titres(client, acteur=[one.slug for one in acteurs]) == ["Rhône A", "Rhône B", "France A"]
    assert titres(client, territoire="france") == ["Rhône A", "Rhône B", "France A"]


def test_places_choose_pages(client, arbre):
    inside = pages.ressource(arbre.boite, title="Dedans")
    linked = pages.ressource(arbre.se_former, title="Liée")
    linked.boites = [arbre.boite]
    linked.save()
    pages.ressource(arbre.se_former, title="Ailleurs")
    assert titres(client, boite=arbre.boite.slug) == ["Dedans", "Liée"]
    assert titres(client, axe="agir") == ["Agir", "Piloter", "Dedans"]
    assert titres(client, sous=arbre.agir.pk) == ["Piloter", "Dedans"]
    assert titres(client, parent=arbre.boite.pk) == ["Dedans"]
    assert titres(client, type="pages.Ressource", nature=inside.nature.slug) == ["Dedans"]


def test_fiche_is_found_by_its_subject(client, arbre):
    rhone = taxonomy.rhone()[1]
    fiche = FicheRepereTerritoire(title="Le Rhône", territoire=rhone)
    arbre.rubrique.add_child(instance=fiche)
    assert titres(client, territoire=rhone.slug) == ["Le Rhône"]


def test_slug_that_was_merged_names_what_it_became(client, arbre):
    ancien, nouveau = taxonomy.domaine(), taxonomy.domaine()
    pages.ressource(arbre.boite, title="Une", domaines=[ancien])
    slug = ancien.slug
    merge_terms(source=ancien, cible=nouveau, by=None)
    assert titres(client, domaine=slug) == ["Une"] == titres(client, domaine=nouveau.slug)


@pytest.mark.parametrize(
    ("params", "loc"),
    [
        ({"territoire": "nulle-part"}, "query.territoire"),
        ({"acteur": "x" * 300}, "query.acteur"),
        ({"critere": "inconnu"}, "query.critere"),
        ({"axe": "inconnu"}, "query.axe"),
        ({"boite": "inconnue"}, "query.boite"),
        ({"sous": "999999"}, "query.sous"),
        ({"sous": "-1"}, "query.sous"),
        ({"type": "pages.Inconnue"}, "query.type"),
        ({"limit": "101"}, "query.limit"),
        ({"limit": "0"}, "query.limit"),
        ({"tri": "hasard"}, "query.tri"),
        ({"curseur": "abc"}, "query.curseur"),
        ({"curseur": "abc:def"}, "query.curseur"),
        ({"modifiees_depuis": "hier"}, "query.modifiees_depuis"),
        ({"locale": "en"}, "query.locale"),
        ({"inconnu": "1"}, "query.inconnu"),
        ({"tri": ["id", "titre"]}, "query.tri"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_name(client, arbre, params, loc):
    assert [where for where, _ in refus(client, **params)] == [loc]


# ── Cursors ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("tri", ["id", "titre", "recent"])
def test_cursors_give_every_page_once_while_others_come_and_go(client, arbre, tri):
    for rang in range(7):
        pages.ressource(arbre.boite, title=f"Page {'bacfdeg'[rang]}")
    expected = [one["id"] for one in lire(client, LISTE, tri=tri, limit=100)["items"]]
    seen, curseur = [], ""
    while True:
        answer = lire(client, LISTE, tri=tri, limit=3, **({"curseur": curseur} if curseur else {}))
        assert answer["total"] == len(expected)
        seen += [one["id"] for one in answer["items"]]
        curseur = answer["suivant"]
        if not curseur:
            break
        gone = PageEditoriale.objects.get(pk=seen[0])
        if gone.live and gone.pk != arbre.accueil.pk and len(seen) == 3 and not gone.numchild:
            gone.unpublish()
            expected = [one for one in expected if one != gone.pk]
            seen = [one for one in seen if one != gone.pk]
    assert seen == expected


def test_cursor_of_another_order_is_refused(client, arbre):
    curseur = lire(client, LISTE, limit=1)["suivant"]
    assert refus(client, limit=1, tri="titre", curseur=curseur) == [
        ("query.curseur", "Ce curseur est celui du tri « id » : gardez le même tri.")
    ]


# ── By address ────────────────────────────────────────────────────────────────────────────────────────────────
def test_page_is_found_at_its_path_and_by_its_slug(client, arbre):
    for params in ({"chemin": "/agir/piloter/"}, {"chemin": "agir/piloter"}, {"slug": "piloter"}):
        assert lire(client, f"{LISTE}trouver/", **params)["id"] == arbre.boite.pk
    assert lire(client, f"{LISTE}trouver/", chemin="/")["id"] == arbre.accueil.pk


def test_slug_of_several_pages_is_refused(client, arbre):
    for parent in (arbre.boite, arbre.se_former):
        pages.ressource(parent, title="Même nom", slug="meme-nom")
    assert refus(client, f"{LISTE}trouver/", slug="meme-nom") == [
        ("query.slug", "2 pages ont ce slug : demandez-en une par son chemin ou son numéro.")
    ]
    assert [where for where, _ in refus(client, f"{LISTE}trouver/")] == ["query.chemin"]


def test_old_address_leads_to_the_page_and_out_of_the_site_it_says_where(client, arbre):
    page = pages.ressource(arbre.boite, title="Guide")
    Redirect.objects.create(old_path="/ancien", redirect_page=page)
    Redirect.objects.create(old_path="/dehors", redirect_link="https://exemple.fr/", is_permanent=False)
    answer = client.get(f"{LISTE}trouver/", {"chemin": "/ancien/"}, follow=True)
    assert (answer.redirect_chain, answer.json()["id"]) == ([(f"{LISTE}{page.pk}/", 301)], page.pk)
    dehors = client.get(f"{LISTE}trouver/", {"chemin": "/dehors/"})
    assert (dehors.status_code, dehors.json()["redirection"]) == (
        404,
        {"url": "https://exemple.fr/", "permanente": False},
    )
    page.unpublish()
    assert client.get(f"{LISTE}trouver/", {"chemin": "/ancien/"}).status_code == 404


# ── What is nobody's business ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("how", ["draft", "restricted", "restricted_above", "unpublished"])
def test_page_that_visitors_may_not_read_is_nowhere(client, arbre, how):
    page = pages.ressource(arbre.boite, title="Canari", live=how != "draft")
    citing = pages.ressource(arbre.se_former, title="Citante")
    citing.boites = [arbre.boite]
    citing.corps = json.dumps([{"type": "ressources", "value": {"titre": "Voir", "pages": [page.pk]}}])
    citing.save()
    render_waiting()
    if how.startswith("restricted"):
        PageViewRestriction.objects.create(page=page if how == "restricted" else arbre.boite, restriction_type="login")
    if how == "unpublished":
        page.unpublish()
    asked = [
        f"{LISTE}?fields=*&limit=100",
        f"{LISTE}?limit=20&expand=enfants,voisins,fil",
        f"{LISTE}{citing.pk}/",
        "/api/v3/navigation/",
    ]
    for adresse in asked:
        assert "Canari" not in client.get(adresse).content.decode()
    for adresse in (f"{LISTE}{page.pk}/", f"{LISTE}trouver/?slug=canari", f"{LISTE}trouver/?chemin={page.get_url()}"):
        assert client.get(adresse).status_code == 404


# ── Few queries, and none for a 304 ───────────────────────────────────────────────────────────────────────────
def test_list_asks_four_times_however_many_pages_it_gives(client, arbre, django_assert_num_queries):
    for _ in range(3):
        pages.ressource(arbre.boite)
    render_waiting()
    lire(client, LISTE, fields="*", limit=1)
    for limit in (1, 6):
        cache.clear()
        with django_assert_num_queries(4):
            lire(client, LISTE, fields="*", limit=limit)


def test_same_answer_is_a_304_that_asks_nothing(client, arbre, django_assert_num_queries):
    pages.ressource(arbre.boite)
    for adresse in (f"{LISTE}?fields=*", f"{LISTE}{arbre.boite.pk}/", "/api/v3/navigation/", "/api/v3/arbres/odd/"):
        first = client.get(adresse)
        assert client.get(adresse, headers={"if-none-match": first["ETag"]}).status_code == 304
        for known in (first["ETag"], f"W/{first['ETag']}", f'"autre", {first["ETag"]}'):
            with django_assert_num_queries(0):
                again = client.get(adresse, headers={"if-none-match": known})
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_etag_lasts_when_another_page_changes_and_not_when_its_own_does(
    client, arbre, django_capture_on_commit_callbacks
):
    page, other = pages.ressource(arbre.boite), pages.ressource(arbre.boite)
    first = client.get(f"{LISTE}{page.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        other.chapo = "Autre"
        other.save()
    headers = {"if-none-match": first["ETag"]}
    assert client.get(f"{LISTE}{page.pk}/", headers=headers).status_code == 304
    with django_capture_on_commit_callbacks(execute=True):
        page.chapo = "Nouveau"
        page.save()
    assert client.get(f"{LISTE}{page.pk}/", headers=headers).json()["chapo"] == "Nouveau"


def test_answers_name_their_surrogate_keys(client, arbre):
    page = pages.ressource(arbre.boite)
    assert client.get(f"{LISTE}{page.pk}/")["Surrogate-Key"] == f"page-{page.pk} api"
    assert client.get(f"{LISTE}?type=pages.Ressource")["Surrogate-Key"] == f"pages page-{page.pk} api"


# ── Menus and trees ───────────────────────────────────────────────────────────────────────────────────────────
def test_navigation_tells_the_site_and_its_menus(client, arbre, settings):
    shown = lire(client, "/api/v3/navigation/")
    assert (shown["site"]["nom"], shown["accueil"]["id"]) == (settings.WAGTAIL_SITE_NAME, arbre.accueil.pk)
    assert [(axe["code"], [one["titre"] for one in axe["enfants"]]) for axe in shown["menu"]] == [
        ("comprendre", ["Bases"]),
        ("agir", ["Piloter"]),
        ("perenniser", ["Se former"]),
    ]


def test_trees_count_the_public_pages_of_each_branch_once(client, arbre):
    rhone = taxonomy.rhone()[1]
    domaine = taxonomy.domaine()
    pages.ressource(arbre.boite, territoires=[rhone, taxonomy.france()], domaines=[domaine])
    pages.ressource(arbre.boite, territoires=[rhone], domaines=[domaine], live=False)
    [france] = lire(client, "/api/v3/arbres/territoires/")
    [region] = france["enfants"]
    assert [(one["slug"], one["nombre"]) for one in (france, region, *region["enfants"])] == [
        ("france", 1),
        (rhone.parent.slug, 1),
        (rhone.slug, 1),
    ]
    criteres = {one["slug"]: one for one in lire(client, "/api/v3/arbres/domaines/")}
    own = criteres[domaine.critere]
    assert (own["nombre"], [one["nombre"] for one in own["enfants"] if one["slug"] == domaine.slug]) == (1, [1])
    assert client.get("/api/v3/arbres/inconnu/").status_code == 422


def test_every_type_of_page_has_a_schema():
    kinds = {kind.model for kind in ContentType.objects.filter(app_label="pages")}
    assert {model._meta.model_name for model in page_types()} <= kinds
