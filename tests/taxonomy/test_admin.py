"""Lists, windows, refusals and merges of terms, as an editor meets them."""

import pytest
from django.urls import reverse

from pages.admin.groups import EDITEURS, install_groups
from taxonomy.enums import Niveau
from taxonomy.models import Acteur, Domaine, Partenaire, Territoire
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db

LISTES = {Partenaire: taxonomy.partenaire, Domaine: taxonomy.domaine, Acteur: taxonomy.acteur}


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


def adresse(model, nom, *args):
    return reverse(model.snippet_viewset.get_url_name(nom), args=args)


def choix(model, nom="choose_results"):
    return reverse(model.snippet_viewset.chooser_viewset.get_url_name(nom))


def requetes(client, url, django_assert_max_num_queries):
    client.get(url)  # fills the caches of content types, sites and permissions
    with django_assert_max_num_queries(60) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("model", LISTES, ids=lambda model: model.__name__)
def test_list_asks_as_much_for_one_row_as_for_three(admin, model, django_assert_max_num_queries):
    fabrique, arbre = LISTES[model], pages.arbre()
    champ = {Partenaire: "partenaires", Domaine: "domaines", Acteur: "acteurs"}[model]
    pages.ressource(arbre.boite, acteurs=[taxonomy.acteur()], domaines=[taxonomy.domaine()])
    nombres = []
    for _ in range(3):
        pages.ressource(arbre.boite, **{champ: [fabrique()]})
        nombres.append(requetes(admin, adresse(model, "list"), django_assert_max_num_queries))
    assert nombres[0] == nombres[2]


def test_list_of_territoires_asks_as_much_for_one_row_as_for_three(admin, django_assert_max_num_queries):
    taxonomy.rhone()
    url = adresse(Territoire, "list")
    une = requetes(admin, f"{url}?q=lyon", django_assert_max_num_queries)
    assert une == requetes(admin, f"{url}?q=69", django_assert_max_num_queries)


def test_list_counts_usages_and_shows_the_ladder(admin):
    *_, lyon = taxonomy.rhone()
    pages.ressource(pages.arbre().boite, territoires=[lyon])
    response = admin.get(adresse(Territoire, "list") + "?q=lyon")
    rows = [(row.nom, row.echelle, row.usages) for row in response.context["table"].data]
    assert rows == [("Lyon", "commune · Rhône · Auvergne-Rhône-Alpes", 1)]


@pytest.mark.parametrize(
    ("filtre", "noms"),
    [
        ("niveau=departement", ["Ain", "Rhône"]),
        ("niveau=region&niveau=departement", ["Auvergne-Rhône-Alpes", "Corse", "Ain", "Rhône"]),
    ],
)
def test_list_of_territoires_is_filtered_by_niveau(admin, filtre, noms):
    aura, *_ = taxonomy.rhone()
    taxonomy.territoire("Ain", Niveau.DEPARTEMENT, "01", parent=aura)
    taxonomy.region("Corse", "94")
    response = admin.get(f"{adresse(Territoire, 'list')}?{filtre}")
    assert [row.nom for row in response.context["table"].data] == noms


def test_list_of_territoires_is_filtered_by_region(admin):
    aura, *_ = taxonomy.rhone()
    taxonomy.region("Corse", "94")
    response = admin.get(f"{adresse(Territoire, 'list')}?region={aura.pk}")
    assert [row.nom for row in response.context["table"].data] == [
        "Auvergne-Rhône-Alpes",
        "Rhône",
        "Métropole d’essai",
        "Lyon",
    ]


def test_chooser_finds_without_accents_and_shows_the_ladder(admin):
    aura, *_ = taxonomy.rhone()
    taxonomy.territoire("Saint-Étienne", Niveau.COMMUNE, "42218", parent=aura)
    response = admin.get(choix(Territoire) + "?q=saint etienne&niveau=commune")
    rows = [(row.nom, row.echelle) for row in response.context["table"].data]
    assert rows == [("Saint-Étienne", "commune · Auvergne-Rhône-Alpes")]


def test_chooser_asks_as_much_for_one_row_as_for_three(admin, django_assert_max_num_queries):
    taxonomy.rhone()
    une = requetes(admin, choix(Territoire) + "?q=lyon", django_assert_max_num_queries)
    trois = requetes(admin, choix(Territoire), django_assert_max_num_queries)
    assert (une, trois) == (6, 6)


def test_chooser_of_partners_keeps_members_of_the_comite(admin):
    taxonomy.partenaire("Membre", est_comite=True)
    taxonomy.partenaire("Voisin")
    response = admin.get(choix(Partenaire) + "?comite=on")
    assert [row.nom for row in response.context["table"].data] == ["Membre"]


def test_slug_and_code_are_frozen_once_the_term_exists(admin):
    *_, lyon = taxonomy.rhone()
    form = admin.get(adresse(Territoire, "edit", lyon.pk)).context["form"]
    assert sorted(nom for nom, champ in form.fields.items() if champ.disabled) == ["code", "niveau", "slug"]


def test_new_term_takes_its_slug_from_its_name(admin):
    admin.post(adresse(Partenaire, "add"), {"nom": "Réseau d’essai", "slug": ""})
    assert Partenaire.objects.get().slug == "reseau-dessai"


def test_deletion_of_a_used_term_names_the_page_and_offers_to_merge(admin):
    acteur = taxonomy.acteur("Associations")
    page = pages.ressource(pages.arbre().boite, acteurs=[acteur])
    url = adresse(Acteur, "delete", acteur.pk)

    response = admin.get(url)

    contenu = response.content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in contenu
    assert adresse(Acteur, "fusion", acteur.pk) in contenu
    assert admin.post(url).status_code == 409
    assert Acteur.objects.filter(pk=acteur.pk).exists()


def test_bulk_deletion_stops_at_a_used_term(admin):
    utilise, libre = taxonomy.acteur(), taxonomy.acteur()
    pages.ressource(pages.arbre().boite, acteurs=[utilise])
    url = reverse("wagtail_bulk_action", args=["taxonomy", "acteur", "delete"])
    response = admin.post(f"{url}?id={utilise.pk}&id={libre.pk}")
    assert response.status_code == 409
    assert Acteur.objects.filter(pk__in=[utilise.pk, libre.pk]).count() == 2


def test_unused_term_is_deleted(admin):
    acteur = taxonomy.acteur()
    admin.post(adresse(Acteur, "delete", acteur.pk))
    assert not Acteur.objects.exists()


def test_merge_is_confirmed_before_it_is_done(admin):
    source, cible = taxonomy.acteur("Assos"), taxonomy.acteur("Associations")
    page = pages.ressource(pages.arbre().boite, acteurs=[source])
    url = adresse(Acteur, "fusion", source.pk)

    relecture = admin.post(url, {"cible": cible.pk})
    avant = Acteur.objects.filter(slug="assos").exists()
    fin = admin.post(url, {"cible": cible.pk, "confirmer": "oui"}, follow=True)

    page.refresh_from_db()
    assert (relecture.context["cible"], relecture.context["usages"].total, avant) == (cible, 1, True)
    assert [str(message).strip() for message in fin.context["messages"]] == [
        "« Assos » est devenu « Associations » : 1 utilisation reprise."
    ]
    assert list(page.acteurs.all()) == [cible]


def test_merge_into_another_level_is_refused_at_the_field(admin):
    aura, rhone, *_ = taxonomy.rhone()
    response = admin.post(adresse(Territoire, "fusion", rhone.pk), {"cible": aura.pk})
    assert response.context["form"].errors == {
        "cible": ["Deux territoires de niveaux différents ne se fusionnent pas."]
    }


def test_editor_may_neither_delete_nor_merge(client):
    install_groups()
    client.force_login(pages.membre(EDITEURS))
    acteur = taxonomy.acteur()
    adresses = [adresse(Acteur, nom, acteur.pk) for nom in ("delete", "fusion")]
    assert [client.get(url).status_code for url in adresses] == [302, 302]


@pytest.mark.parametrize(
    "sent", [{}, {"niveau": "", "code": "69"}, {"niveau": "zz", "code": "69"}, {"niveau": "region"}]
)
def test_territoire_without_its_niveau_or_its_code_is_refused_at_the_field(admin, sent):
    taxonomy.france()
    response = admin.post(adresse(Territoire, "add"), {"nom": "Rhône", **sent})
    wrong = set(response.context["form"].errors)
    assert (response.status_code, wrong & {"niveau", "code"} != set(), Territoire.objects.count()) == (200, True, 1)


def cited_by_old_versions(acteur, times):
    page = pages.ressource(pages.arbre().boite, acteurs=[acteur])
    for title in ("Un", "Deux", "Trois")[:times]:
        page.title = title
        page.save_revision()
    page.acteurs = [taxonomy.acteur("Autre")]
    # The one that was there first is old by then, as the versions are.
    page.save_revision().publish()
    return page


@pytest.mark.parametrize("together", [False, True])
def test_deletion_counts_old_versions_and_says_what_becomes_of_them(admin, together):
    acteur, unseen = taxonomy.acteur("Coopératives"), taxonomy.acteur("Mutuelles")
    cited_by_old_versions(acteur, 2)
    bulk = reverse("wagtail_bulk_action", args=["taxonomy", "acteur", "delete"]) + f"?id={acteur.pk}&id={unseen.pk}"
    response = admin.get(bulk if together else adresse(Acteur, "delete", acteur.pk))
    said = "« Coopératives » est cité par 3 anciennes versions\u00a0: supprimé, il y manquera"
    assert (response.status_code, response.content.decode().count(said), "Mutuelles » est cité" in response.text) == (
        200,
        1,
        False,
    )
    assert "cité par 3 anciennes versions" in admin.get(adresse(Acteur, "usage", acteur.pk)).content.decode()


def test_merge_counts_old_versions_and_replaces_the_term_in_them(admin):
    source, cible = taxonomy.acteur("Assos"), taxonomy.acteur("Associations")
    page = cited_by_old_versions(source, 1)
    url = adresse(Acteur, "fusion", source.pk)
    asked = [admin.get(url), admin.post(url, {"cible": cible.pk})]
    assert ["cité par 2 anciennes versions" in answer.content.decode() for answer in asked] == [True, True]
    admin.post(url, {"cible": cible.pk, "confirmer": "oui"})
    first = page.revisions.order_by("pk").first().as_object()
    assert (list(first.acteurs.all()), first.left_out) == ([cible], ())


def test_usages_of_a_term_name_the_pages_that_cite_it(admin):
    acteur = taxonomy.acteur("Associations")
    page = pages.ressource(pages.arbre().boite, acteurs=[acteur])
    html = admin.get(adresse(Acteur, "usage", acteur.pk)).content.decode()
    assert ("1 utilisation, brouillons compris." in html, html.count(f">{page.title}</a>")) == (True, 1)
