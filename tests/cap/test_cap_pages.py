"""The C.A.P. on screen, without scripts: two links, what each may do, and what is said when something went wrong."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cap import editing
from cap.models import Cap
from cap.screens import views
from cap.screens.responses import connu
from cms.eyes.logs import sans_secrets
from ground.secrets import nouveau_secret
from tests.factories import pages

pytestmark = pytest.mark.django_db
REQUETES = 9


@pytest.fixture
def arbre(db):
    # Who tried too many links in another test may try again.
    cache.clear()
    return pages.arbre()


@pytest.fixture
def guide(arbre):
    return pages.ressource(arbre.boite, title="Le guide des alliances")


@pytest.fixture
def lien(client, guide):
    """The address of an editing link, its C.A.P. holding one page."""
    response = client.post("/cap/ajouter/", {"page": guide.pk})
    assert response.status_code == 302
    return response["Location"]


def lecture_de(client, lien):
    return re.search(r'value="http://testserver(/cap/lire/[^"]+)"', client.get(lien).content.decode())[1]


def texte(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u202f", " ")


def element(lien):
    return Cap.objects.get().elements.get()


def test_cap_is_born_with_the_first_choice_and_takes_the_next_ones(client, arbre, guide, lien):
    other = pages.ressource(arbre.boite, title="Un second guide")
    asked = client.get("/cap/ajouter/", {"page": other.pk})
    assert "Un second guide" in texte(asked)
    assert client.post("/cap/ajouter/", {"page": other.pk})["Location"] == lien
    shown = texte(client.get(lien))
    assert "Le guide des alliances" in shown
    assert "Un second guide" in shown
    assert Cap.objects.count() == 1


def test_choice_for_a_cap_that_is_deleted_meanwhile_is_told(client, guide, lien, monkeypatch):
    def deleted_at_once(request):
        found = connu(request)
        Cap.objects.all().delete()
        return found

    monkeypatch.setattr(views, "connu", deleted_at_once)
    response = client.post("/cap/ajouter/", {"page": guide.pk})
    assert (response.status_code, Cap.objects.count()) == (404, 0)
    assert "Ce lien" in texte(response)


def test_stranger_with_the_reading_link_reads_and_changes_nothing(client, guide, lien):
    address = lecture_de(client, lien)
    stranger = Client()
    shown = stranger.get(address)
    assert (shown.status_code, "Le guide des alliances" in texte(shown)) == (200, True)
    assert 'method="post"' not in shown.content.decode()
    assert lien.split("/")[-2] not in shown.content.decode()
    before = list(Cap.objects.values())
    for geste in ("textes", "element", "lien", "monter", "descendre", "retirer", "refaire", "supprimer", "", "x"):
        sent = {"geste": geste, "cle": element(lien).cle, "certain": "1", "nom": "Pris", "note": "pris"}
        secret = address.split("/")[-2]
        assert stranger.post(address, sent).status_code == 403
        assert stranger.post(f"/cap/modifier/{secret}/", sent).status_code == 403
    assert list(Cap.objects.values()) == before
    assert element(lien).note == ""


@pytest.mark.parametrize("place", ["/cap/", "/cap/ajouter/", "lien", "lecture", "/cap/modifier/x/", "/cap/lire/x/"])
def test_no_cache_no_engine_no_other_site_and_no_frame(client, guide, lien, place):
    address = {"lien": lien, "lecture": lecture_de(client, lien)}.get(place, place)
    response = client.get(address)
    assert {
        name: response[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "X-Frame-Options")
    } == {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "strict-origin",
        "X-Frame-Options": "DENY",
    }
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_element_is_changed_and_a_conflict_shows_both_texts(client, guide, lien):
    one = element(lien)
    seen = {"geste": "element", "cle": one.cle, "vu.note": "", "vu.statut": "a_faire", "vu.echeance": ""}
    done = client.post(lien, {**seen, "note": "Lire en équipe", "statut": "en_cours", "echeance": "2028-06-30"})
    assert (done.status_code, done["Location"]) == (302, f"{lien}#e-{one.cle}")
    late = client.post(lien, {**seen, "note": "Lire seul", "statut": "a_faire", "echeance": ""})
    assert late.status_code == 409
    assert "Quelqu’un a changé ceci pendant que vous écriviez." in texte(late)
    assert re.search(r'<textarea name="note" rows="4">Lire seul</textarea>', late.content.decode())
    mine = client.post(lien, {"geste": "element", "cle": one.cle, "vu.note": "Lire en équipe", "note": "Lire seul"})
    assert mine.status_code == 302
    one.refresh_from_db()
    assert (one.note, one.statut, str(one.echeance)) == ("Lire seul", "en_cours", "2028-06-30")


def test_value_that_cannot_be_kept_is_told_with_what_was_typed(client, guide, lien):
    sent = {"geste": "element", "cle": element(lien).cle, "note": "Un long travail", "echeance": "2040-01-01"}
    response = client.post(lien, sent)
    assert (response.status_code, "Un long travail</textarea>" in response.content.decode()) == (422, True)
    assert "Échéance" in texte(response)


def test_note_about_an_element_that_is_gone_is_given_back(client, guide, lien):
    response = client.post(lien, {"geste": "element", "cle": "disparu", "note": "Mes mots"})
    assert (response.status_code, "Votre note était : « Mes mots »" in texte(response)) == (409, True)


def test_markup_and_formulas_in_notes_are_shown_as_they_are(client, guide, lien):
    text = "<script>alert(1)</script> =cmd()"
    client.post(lien, {"geste": "element", "cle": element(lien).cle, "vu.note": "", "note": text})
    for address in (lien, lecture_de(client, lien)):
        assert "<script>alert" not in client.get(address).content.decode()


def test_page_that_is_unpublished_stays_with_its_title_and_date(client, guide, lien):
    guide.unpublish()
    for address in (lien, lecture_de(client, lien)):
        shown = texte(client.get(address))
        assert "Le guide des alliances" in shown
        assert "Cette page n’est plus publiée" in shown


def test_page_that_changed_since_says_so(client, guide, lien):
    guide.last_published_at = timezone.now()
    guide.save()
    assert "Modifiée depuis votre sélection" in texte(client.get(lien))


def test_new_link_ends_the_old_one(client, guide, lien):
    fresh = client.post(lien, {"geste": "refaire"})["Location"]
    assert (client.get(lien).status_code, client.get(fresh).status_code) == (404, 200)


def test_cap_is_deleted_at_once_and_only_when_one_is_sure(client, guide, lien):
    assert client.post(lien, {"geste": "supprimer"}).status_code == 422
    assert "C’est effacé" in texte(client.post(lien, {"geste": "supprimer", "certain": "1"}))
    assert (client.get(lien).status_code, Cap.objects.count()) == (404, 0)


def test_page_that_is_not_public_cannot_be_added(client, guide):
    guide.unpublish()
    assert client.post("/cap/ajouter/", {"page": guide.pk}).status_code == 404
    assert Cap.objects.count() == 0
    assert client.get("/cap/ajouter/?page=abc&page=%00&page=99999999999").status_code == 404


def test_forms_are_protected_and_the_cookie_is_out_of_reach_of_scripts(client, guide, lien):
    assert Client(enforce_csrf_checks=True).post(lien, {"geste": "refaire"}).status_code == 403
    cookie = client.cookies["cap"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/cap/")


def test_secrets_stay_out_of_the_logs(client, guide, lien):
    secret = lien.split("/")[-2]
    for address in (lien, f"/cap/lire/{secret}/"):
        assert secret not in sans_secrets(f"Not Found: {address}")


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_queries_however_much_is_in_it(
    client, arbre, guide, lien, count, django_assert_num_queries
):
    editing.add_pages(Cap.objects.get(), [pages.ressource(arbre.boite) for _ in range(count)])
    client.get(lien)
    with django_assert_num_queries(REQUETES):
        client.get(lien)


def test_what_changed_since_the_last_visit_comes_first(client, guide, lien):
    later = timezone.now() + timedelta(days=2)
    Cap.objects.update(visite_d_avant_le=timezone.now())
    guide.last_published_at = later
    guide.save()
    html = client.get(lien).content.decode()
    assert html.index("Depuis votre dernière visite") < html.index('id="textes"')


@pytest.mark.parametrize("link", ["edition", "lecture"])
def test_cap_is_taken_away_in_the_order_of_the_page(client, arbre, guide, lien, link):
    address = lien if link == "edition" else lecture_de(client, lien)
    sent = {"geste": "lien", "famille": "donnee", "titre": "=2+3", "url": "https://exemple.fr/chiffres"}
    client.post(lien, sent)
    client.post(lien, {"geste": "textes", "nom": "Les Deux-Rives", "vu.nom": ""})
    data = client.get(address, {"format": "json"}).json()
    assert data["nom"] == "Les Deux-Rives"
    assert [[one["titre"] for one in colonne["elements"]] for colonne in data["colonnes"]] == [
        ["=2+3"],
        ["Le guide des alliances"],
        [],
    ]
    table = client.get(address, {"format": "csv"})
    assert table["Content-Disposition"] == 'attachment; filename="cap-2030.csv"'
    lines = table.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Données;'=2+3;https://exemple.fr/chiffres;À faire;")
    assert [line.split(";")[1] for line in lines[1:]] == ["'=2+3", "Le guide des alliances"]


def test_guessing_is_asked_to_wait(client, guide, lien):
    statuses = [client.get(f"/cap/modifier/{nouveau_secret()}/").status_code for _ in range(31)]
    assert (set(statuses[:30]), statuses[30]) == ({404}, 429)
    assert client.get(lien).status_code == 200
