"""`/api/v3/liens/`: what a visitor may know of the links, and nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from wagtail.models import PageViewRestriction

from liens.enums import EtatLien
from liens.models import Lien
from liens.recording import record_page
from pages.models import LienRessource, Ressource
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"
LISTE = "/api/v3/liens/"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
A, B, C = "https://a.example/guide", "https://b.example/guide", "https://xn--muse-dpa.example/"


@pytest.fixture
def arbre():
    return pages.arbre()


def seen(url, etat, at=NOON):
    Lien.objects.filter(url=url).update(
        etat=etat, controle_le=at, verifie_le=at, raison="note interne", code_http=404, url_finale="https://z.example/"
    )


def urls_of(response):
    return [lien["url"] for lien in response.json()["liens"]]


def golden(name, body):
    """Compare with the file."""
    assert body == json.loads((GOLDEN / name).read_text("utf-8"))


def renumbered(body, ids):
    """Links are numbered from 0 in the order of their addresses, pages in the order in which they were made."""
    if isinstance(body, dict):
        known = ids["liens" if "etat" in body else "pages"]
        return {key: known.index(value) if key == "id" else renumbered(value, ids) for key, value in body.items()}
    return [renumbered(one, ids) for one in body] if isinstance(body, list) else body


@pytest.fixture
def cited(arbre):
    premiere = pages.ressource(arbre.boite, title="Le guide", slug="le-guide", urls=[A, B])
    seconde = pages.ressource(arbre.boite, title="La notice", slug="la-notice", urls=[A])
    seen(A, EtatLien.OK)
    seen(B, EtatLien.CASSE)
    return {
        "pages": [premiere.pk, seconde.pk],
        "liens": list(Lien.objects.order_by("url").values_list("pk", flat=True)),
    }


def test_list_gives_public_links_with_their_state_and_pages(client, cited):
    golden("liens_liste.json", renumbered(client.get(LISTE).json(), cited))


def test_detail_gives_one_link(client, cited):
    golden("liens_detail.json", renumbered(client.get(f"{LISTE}{cited['liens'][0]}/").json(), cited))


def test_drafts_restricted_pages_cards_and_bad_addresses_stay_inside(client, arbre):
    brouillon = pages.ressource(arbre.boite, urls=["https://brouillon.example/"], live=False)
    change = pages.ressource(arbre.boite, urls=[A])
    change.liens = [LienRessource(libelle="Ouvrir", url="https://bientot.example/")]
    change.save_revision()
    secrete = pages.ressource(arbre.se_former, urls=["https://secret.example/", A])
    PageViewRestriction.objects.create(page=arbre.perenniser, restriction_type="login")
    taxonomy.partenaire(site="https://carte.example/", courriel="contact@carte.example")
    mauvaise = pages.ressource(arbre.boite, urls=[B])
    # No door publishes such an address any more; one may be there from before.
    LienRessource.objects.filter(page=mauvaise).update(url="javascript:alert(1)")
    record_page(Ressource.objects.get(pk=mauvaise.pk))
    body = client.get(LISTE).json()
    assert [(lien["url"], [page["id"] for page in lien["pages"]]) for lien in body["liens"]] == [(A, [change.pk])]
    for hidden in ("https://brouillon.example/", "https://secret.example/", "https://carte.example/"):
        assert client.get(f"{LISTE}{Lien.objects.get(url=hidden).pk}/").status_code == 404
    for page in (brouillon, secrete):
        assert client.get(LISTE, {"cite_par": page.pk}).status_code == 422


def test_list_is_filtered_by_state_host_page_and_date(client, arbre):
    premiere = pages.ressource(arbre.boite, urls=[A, B])
    pages.ressource(arbre.boite, urls=[C])
    seen(A, EtatLien.OK)
    seen(B, EtatLien.CASSE, at=NOON.replace(day=5))
    assert [
        urls_of(client.get(LISTE, asked))
        for asked in (
            {"etat": ["ok", "casse"]},
            {"etat": "nouveau"},
            {"hote": "B.example"},
            {"hote": "musée.example"},
            {"cite_par": premiere.pk},
            {"depuis": "2026-03-03"},
            {"depuis": "2026-03-02T13:00:00+01:00"},
            {"depuis": "2026-03-02T13:00:01", "etat": "ok"},
        )
    ] == [[A, B], [C], [B], [C], [A, B], [B], [A, B], []]


@pytest.mark.parametrize(
    ("asked", "parametre", "permis"),
    [
        ({"etat": "retire"}, "etat", ["nouveau", "ok", "suspect", "casse", "attention", "inverifiable", "danger"]),
        ({"hote": "pas un site"}, "hote", ["www.exemple.fr"]),
        ({"cite_par": "999999"}, "cite_par", ["le numéro d’une page publique"]),
        ({"cite_par": "9" * 30}, "cite_par", ["le numéro d’une page publique"]),
        ({"depuis": "2026-02-30"}, "depuis", ["2026-01-31", "2026-01-31T08:00:00+01:00"]),
        ({"depuis": "hier"}, "depuis", ["2026-01-31", "2026-01-31T08:00:00+01:00"]),
        ({"page": "0"}, "page", ["1 et au-delà"]),
        ({"page": "2"}, "page", ["1 à 1"]),
        ({"limit": "5"}, "limit", ["etat", "hote", "cite_par", "depuis", "page"]),
    ],
)
def test_wrong_parameter_is_a_422_that_says_what_is_allowed(client, cited, asked, parametre, permis):
    response = client.get(LISTE, asked)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert [(one["parametre"], one["permis"]) for one in response.json()["erreurs"]] == [(parametre, permis)]


@pytest.mark.parametrize("number", ["999999", "9" * 30])
def test_unknown_link_is_not_found_or_refused(client, arbre, number):
    assert client.get(f"{LISTE}{number}/").status_code in (404, 422)


def test_unchanged_answer_is_a_304_and_a_changed_state_is_not(client, cited):
    names = ("ETag", "Vary", "Cache-Control", "Surrogate-Key")
    for address in (LISTE, f"{LISTE}{cited['liens'][0]}/"):
        whole = client.get(address)
        again = client.get(address, headers={"If-None-Match": f"W/{whole['ETag']}"})
        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in names] == [whole[name] for name in names]
        assert (again["Cache-Control"], again["Surrogate-Key"]) == ("no-cache", "liens api")
    before = client.get(LISTE)["ETag"]
    seen(A, EtatLien.SUSPECT)
    assert client.get(LISTE, headers={"If-None-Match": before}).status_code == 200


def test_list_comes_by_hundreds(client, arbre):
    pages.ressource(arbre.boite, urls=[f"https://a.example/{rank:03}" for rank in range(101)])
    first, second = client.get(LISTE).json(), client.get(LISTE, {"page": "2"}).json()
    assert [len(first["liens"]), len(second["liens"]), first["total"], first["derniere_page"]] == [100, 1, 101, 2]
    assert second["liens"][0]["url"] == "https://a.example/100"


def test_both_are_described_in_openapi(client):
    paths = client.get("/api/v3/openapi.json").json()["paths"]
    assert {path: sorted(paths[path]["get"]["responses"]) for path in paths if path.startswith(LISTE)} == {
        LISTE: ["200", "304", "400", "401", "403", "422", "429"],
        LISTE + "{lien_id}/": ["200", "304", "400", "401", "403", "404", "422", "429"],
    }


QUERIES = 6


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_detail_ask_as_much_for_one_row_as_for_three(client, arbre, count, django_assert_num_queries):
    pages.ressource(arbre.boite, urls=[f"https://a.example/{rank}" for rank in range(count)])
    detail = f"{LISTE}{Lien.objects.first().pk}/"
    client.get(LISTE)
    with django_assert_num_queries(QUERIES):
        client.get(LISTE)
    with django_assert_num_queries(QUERIES - 1):
        client.get(detail)
