"""What the forms of a C.A.P. show again: all that was typed, what was seen then, and conflicts in words."""

import re

import pytest

from cap import editing
from cap.merging import Conflit
from cap.models import Cap
from cap.screens.forms import ConflitDit
from tests.cap.forms import formulaire
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def lien(client, db):
    guide = pages.ressource(pages.arbre().boite, title="Le guide des alliances")
    return client.post("/cap/ajouter/", {"page": guide.pk})["Location"]


def ouvert(client, lien):
    """The form of the only element."""
    cle = Cap.objects.get().elements.get().cle
    return formulaire(client.get(lien, {"element": cle}), geste="element", cle=cle)


def texte(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_refused_form_of_an_element_is_shown_again_as_it_was_sent(client, lien):
    form = ouvert(client, lien)
    cap = Cap.objects.get()
    editing.change_element(cap, form["cle"], vu={"note": ""}, voulu={"note": "La note de l’autre"})
    sent = {**form, "statut": "fait", "note": "La mienne", "echeance": "2040-01-01"}
    refused = client.post(lien, sent)
    assert (refused.status_code, formulaire(refused, geste="element")) == (422, sent)
    late = client.post(lien, {**sent, "echeance": "2030-01-01"})
    assert late.status_code == 409
    kept = cap.elements.get()
    assert (kept.note, kept.statut, str(kept.echeance)) == ("La note de l’autre", "fait", "2030-01-01")
    mine = formulaire(late, **{"vu.note": "La note de l’autre", "note": "La mienne"})
    assert client.post(lien, mine).status_code == 302
    assert cap.elements.get().note == "La mienne"


def test_refused_texts_are_shown_again_as_they_were_sent(client, lien):
    acteur = taxonomy.acteur()
    form = formulaire(client.get(lien), geste="textes")
    editing.write_texts(Cap.objects.get(), vu={"moyens": ""}, voulu={"moyens": "Ceux de l’autre"})
    sent = {**form, "profil": acteur.slug, "objectifs": "x" * 4001, "moyens": "Les miens"}
    refused = client.post(lien, sent)
    assert (refused.status_code, formulaire(refused, geste="textes")) == (422, sent)
    late = client.post(lien, {**sent, "objectifs": "x"})
    assert (late.status_code, Cap.objects.get().moyens, Cap.objects.get().profil) == (
        409,
        "Ceux de l’autre",
        acteur.slug,
    )


def test_conflict_on_what_is_chosen_is_told_in_words_and_may_be_settled(client, lien):
    form = ouvert(client, lien)
    assert client.post(lien, {**form, "statut": "en_cours", "echeance": "2028-06-30"}).status_code == 302
    late = client.post(lien, {**form, "statut": "fait", "echeance": "2029-01-01"})
    shown = texte(late)
    assert late.status_code == 409
    for told in ("Gardé : En cours", "Votre choix : Fait", "Gardé : 30 juin 2028", "Votre choix : 1er janvier 2029"):
        assert told in shown, told
    mine = formulaire(late, **{"vu.statut": "en_cours", "statut": "fait"})
    assert "note" not in mine
    assert client.post(lien, mine).status_code == 302
    one = Cap.objects.get().elements.get()
    assert (one.statut, str(one.echeance)) == ("fait", "2028-06-30")


@pytest.mark.parametrize(
    ("champ", "garde", "demande", "dits"),
    [
        ("statut", "fait", "n’importe quoi", ("Fait", "n’importe quoi")),
        ("echeance", "", "demain", ("(vide)", "demain")),
        ("profil", "association", "", ("Une association", "(vide)")),
        ("region", "inconnue", "", ("inconnue", "(vide)")),
        ("note", "", "Mes mots", ("(vide)", "Mes mots")),
    ],
)
def test_conflict_in_words(db, champ, garde, demande, dits):
    taxonomy.acteur(slug="association", nom="Une association")
    told = ConflitDit(Conflit(champ, garde, demande))
    assert (told.garde_dit, told.demande_dit, told.conflit.garde, told.conflit.demande) == (*dits, garde, demande)
