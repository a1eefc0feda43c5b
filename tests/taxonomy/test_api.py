"""The terms as front ends read them."""

import pytest

from taxonomy.enums import Niveau
from taxonomy.loading.terms import load_lists
from taxonomy.merging import merge_terms
from taxonomy.models import Acteur, Partenaire, Territoire

pytestmark = pytest.mark.django_db
TERMES = "/api/v3/termes/"


@pytest.fixture(autouse=True)
def listes(db):
    load_lists()
    france = Territoire.objects.create(code="FR", nom="France", niveau=Niveau.PAYS)
    region = Territoire.objects.create(code="84", nom="Auvergne-Rhône-Alpes", niveau=Niveau.REGION, parent=france)
    Territoire.objects.create(code="69", nom="Rhône", niveau=Niveau.DEPARTEMENT, parent=region)
    Partenaire.objects.create(nom="Atelier fictif", sigle="AF", courriel="contact@exemple.test", est_fictif=True)


def test_lists_say_where_they_are_and_how_long(client):
    body = client.get(TERMES).json()
    assert [(one["referentiel"], one["nombre"]) for one in body] == [
        ("territoires", 3),
        ("acteurs", Acteur.objects.count()),
        ("domaines", 16),
        ("odd", 17),
        ("natures", body[4]["nombre"]),
        ("partenaires", 1),
    ]
    assert [client.get(one["url"]).json()["count"] for one in body] == [one["nombre"] for one in body]


def test_territoire_holds_what_stands_above_it(client):
    assert client.get(f"{TERMES}territoires/?q=rhone").json() == {
        "items": [
            {
                "slug": "dep-69",
                "nom": "Rhône",
                "niveau": "departement",
                "code": "69",
                "au_dessus": ["france", "reg-84"],
            },
            {
                "slug": "reg-84",
                "nom": "Auvergne-Rhône-Alpes",
                "niveau": "region",
                "code": "84",
                "au_dessus": ["france"],
            },
        ],
        "count": 2,
    }


def test_address_for_messages_of_a_partner_is_not_told(client):
    assert client.get(f"{TERMES}partenaires/atelier-fictif/").json() == {
        "slug": "atelier-fictif",
        "nom": "Atelier fictif",
        "sigle": "AF",
        "site": "",
        "est_comite": False,
        "est_fictif": True,
        "description": "",
    }


def test_list_is_filtered_and_cut(client):
    body = client.get(f"{TERMES}domaines/?critere=sociaux&limit=2&offset=1").json()
    assert ([one["critere"] for one in body["items"]], body["count"]) == (["sociaux", "sociaux"], 5)


def test_merged_term_leads_to_what_it_became(client):
    ancien, nouveau = Acteur.objects.all()[:2]
    merge_terms(source=ancien, cible=nouveau, by=None)
    response = client.get(f"{TERMES}acteurs/{ancien.slug}/", follow=True)
    assert [status for _, status in response.redirect_chain] == [301]
    assert response.json()["slug"] == nouveau.slug


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("territoire/", 404, "Il n’y a pas de liste « territoire »."),
        ("odd/18/", 404, "Aucun terme « 18 » dans « Objectifs de développement durable »."),
        ("odd/?niveau=region", 422, "Le paramètre « niveau » n’existe pas ici."),
        ("territoires/?niveau=canton", 422, "« canton » n’est pas un choix connu de « niveau »."),
        ("odd/?limit=101", 422, "« limit » est un nombre de 1 à 100."),
        ("odd/?offset=-1", 422, "« offset » est un nombre à partir de 0."),
        (f"odd/?q={'a' * 201}", 422, "« q » ne dépasse pas 200 caractères."),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(client, path, status, detail):
    response = client.get(f"{TERMES}{path}")
    body = response.json()
    assert (response.status_code, response["Content-Type"], body["detail"]) == (
        status,
        "application/problem+json",
        detail,
    )


@pytest.mark.parametrize("limit", [1, 3])
def test_list_takes_the_same_queries_whatever_its_length(client, django_assert_num_queries, limit):
    with django_assert_num_queries(2):
        client.get(f"{TERMES}territoires/?limit={limit}")


def test_unchanged_list_is_a_304(client):
    etag = client.get(f"{TERMES}odd/")["ETag"]
    assert client.get(f"{TERMES}odd/", headers={"If-None-Match": etag}).status_code == 304
