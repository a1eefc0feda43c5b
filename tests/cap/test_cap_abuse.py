"""What is too much, twice, or out of date: a sentence, and nothing lost."""

import pytest
from django.core.cache import cache

from cap import editing
from cap.models import Cap, Element
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def lien(client):
    cache.clear()
    return client.post("/cap/")["Location"]


@pytest.fixture
def element(lien):
    return editing.add_link(Cap.objects.get(), famille="outil", titre="Notre plan", url="")


def test_same_form_sent_twice_adds_once(client, lien):
    sent = {"geste": "lien", "famille": "outil", "titre": "Notre plan", "url": "https://nous.example/plan"}
    places = [client.post(lien, sent)["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert Element.objects.count() == 1


def test_ten_thousand_choices_are_refused_with_a_sentence_and_nothing_changes(client, lien):
    page = pages.ressource(pages.arbre().boite)
    response = client.post("/cap/ajouter/", {"page": range(page.pk, page.pk + 9_000)})
    assert response.status_code == 422
    assert "On ajoute au plus 60 pages à la fois" in response.content.decode()
    assert not Element.objects.exists()


def test_full_cap_refuses_one_more_and_keeps_what_was_typed(client, lien, monkeypatch):
    monkeypatch.setattr("cap.editing.ELEMENTS_AU_PLUS", 1)
    for titre, status in (("Le premier", 302), ("Le second", 422)):
        response = client.post(lien, {"geste": "lien", "famille": "outil", "titre": titre, "url": ""})
        assert response.status_code == status
    html = response.content.decode()
    assert "Un C.A.P. contient au plus" in html
    assert 'value="Le second"' in html
    assert list(Element.objects.values_list("titre", flat=True)) == ["Le premier"]


def test_note_of_a_megabyte_is_refused_and_given_back(client, lien, element):
    note = "mot " * 250_000
    response = client.post(lien, {"geste": "element", "cle": element.cle, "vu.note": "", "note": note})
    assert response.status_code == 422
    html = response.content.decode()
    assert "Note" in html
    assert html.count("mot ") >= 250_000
    element.refresh_from_db()
    assert element.note == ""


def test_form_of_a_page_from_before_is_told_as_a_conflict(client, lien, element):
    """The back button shows the form as it was."""
    old = {"geste": "element", "cle": element.cle, "vu.note": "", "vu.statut": "a_faire", "vu.echeance": ""}
    first = client.post(lien, {**old, "note": "Première", "statut": "a_faire", "echeance": ""})
    again = client.post(lien, {**old, "note": "Seconde", "statut": "en_cours", "echeance": ""})
    assert (first.status_code, again.status_code) == (302, 409)
    html = again.content.decode()
    assert "Première" in html
    assert "Seconde" in html
    element.refresh_from_db()
    assert (element.note, element.statut) == ("Première", "en_cours")


def test_act_on_a_cap_that_was_deleted_meanwhile_says_so(client, lien, element, monkeypatch):
    found = editing.cap_to_edit(lien.split("/")[-2])
    monkeypatch.setattr("cap.editing.cap_to_edit", lambda secret: found)
    Cap.objects.all().delete()
    for geste in ("textes", "element", "lien", "monter", "retirer"):
        sent = {"geste": geste, "cle": element.cle, "titre": "T", "famille": "outil", "nom": "N", "note": "n"}
        assert (geste, client.post(lien, sent).status_code) == (geste, 404)


@pytest.mark.parametrize("geste", ["", "x", "supprimer\x00", "__class__"])
def test_unknown_button_is_told(client, lien, geste):
    assert client.post(lien, {"geste": geste}).status_code == 422
    assert Cap.objects.count() == 1


def test_many_caps_in_an_hour_are_asked_to_wait_and_those_there_are_go_on(client, lien, monkeypatch):
    monkeypatch.setattr("cap.throttle.CAPS_PAR_HEURE", 2)
    page = pages.ressource(pages.arbre().boite)
    cache.clear()
    statuses = [client.post("/cap/").status_code for _ in range(2)]
    late = client.post("/cap/")
    assert (statuses, late.status_code, "attendez un peu" in late.content.decode()) == ([302, 302], 429, True)
    refused = client.post("/api/v3/cap/")
    assert (refused.status_code, refused["Retry-After"], late["Retry-After"]) == (429, "3600", "3600")
    assert refused.json()["detail"].startswith("Beaucoup de C.A.P. ont été commencés d’ici en une heure")
    known = client.post("/cap/ajouter/", {"page": page.pk})
    again = client.post("/cap/ajouter/", {"page": page.pk, "nouveau": "1"})
    assert again["Retry-After"] == "3600"
    assert (known.status_code, again.status_code, Cap.objects.count()) == (302, 429, 3)
