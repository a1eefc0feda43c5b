"""One act on many pages: chosen by a list, shown before, done page by page with each one's rights, taken back."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from comite.enums import RoleComite as Role
from comite.traces.models import Trace
from pages.lots.enums import ActeDeLot, IssueDeLot
from pages.lots.execution import advance_lots, request_lot, request_undo
from pages.lots.models import LigneDeLot, ModificationEnLot
from pages.models import PageEditoriale, Ressource
from tests.factories import comite as people
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def three(arbre):
    return [pages.ressource(arbre.boite, title=f"Ressource {letter}") for letter in "abc"]


@pytest.fixture
def chief(client):
    account = pages.administrateur()
    client.force_login(account)
    return account


def anew(page):
    return PageEditoriale.objects.get(pk=page.pk).specific


def done(acte, valeur, chosen, by, publier=True):
    lot = request_lot(acte=acte, valeur=valeur, dit="", pages=[one.pk for one in chosen], publier=publier, par=by)
    while advance_lots(lot):
        pass
    return lot


def undone(lot, by):
    request_undo(lot, par=by)
    while advance_lots(lot):
        pass


def said(lot):
    return list(lot.lignes.values_list("issue", "raison"))


def terms(page):
    return {name: [str(one) for one in getattr(page, name).all()] for name in ("acteurs", "domaines")}


@pytest.mark.parametrize("acte", [acte for acte in ActeDeLot if acte is not ActeDeLot.RUBRIQUE])
def test_each_act_changes_and_is_taken_back(arbre, three, chief, acte):
    member = people.membre("Union fictive")
    nature, lieu = taxonomy.nature(), taxonomy.region(code="84")
    domaine = taxonomy.domaine(nom="Mobilité douce", slug="mobilite-douce")
    kept = three[0].acteurs.get()
    valeur = {
        ActeDeLot.RESPONSABLE: {"responsable": member.pk},
        ActeDeLot.AJOUTER: {"domaines": [domaine.pk], "territoires": [lieu.pk]},
        ActeDeLot.RETIRER: {"acteurs": [kept.pk]},
        ActeDeLot.NATURE: {"nature": nature.pk},
        ActeDeLot.RELU: {},
        ActeDeLot.VALABLE: {"jour": "2031-02-03"},
    }[acte]

    def seen():
        page = anew(three[0])
        return {
            ActeDeLot.RESPONSABLE: page.responsable,
            ActeDeLot.AJOUTER: (terms(page)["domaines"][-1], str(page.territoires[-1])),
            ActeDeLot.RETIRER: terms(page)["acteurs"],
            ActeDeLot.NATURE: page.nature,
            ActeDeLot.RELU: page.relu_le,
            ActeDeLot.VALABLE: page.valable_jusqu_au and page.valable_jusqu_au.isoformat(),
        }[acte]

    before = seen()
    # What is left without an acteur is not complete: it waits as a draft.
    lot = done(acte, valeur, three[:1], chief, publier=acte is not ActeDeLot.RETIRER)
    others = {ActeDeLot.RETIRER: IssueDeLot.BROUILLON, ActeDeLot.RELU: IssueDeLot.NOTEE}
    issue = others.get(acte, IssueDeLot.PUBLIEE)
    assert said(lot) == [(issue, "")]
    after = {
        ActeDeLot.RESPONSABLE: member,
        ActeDeLot.AJOUTER: ("Mobilité douce", str(lieu)),
        ActeDeLot.RETIRER: before,
        ActeDeLot.NATURE: nature,
        ActeDeLot.RELU: timezone.localdate(),
        ActeDeLot.VALABLE: "2031-02-03",
    }[acte]
    assert seen() == after
    if acte is ActeDeLot.RETIRER:
        assert list(anew(three[0]).get_latest_revision_as_object().acteurs.all()) == []
    assert said(done(acte, valeur, three[:1], chief)) == [("refusee", "Rien n’y change : elle est déjà ainsi.")]
    undone(lot, chief)
    assert (said(lot), seen()) == ([("annulee", "")], before)


def test_pages_are_moved_and_moved_back(arbre, three, chief):
    lot = done(ActeDeLot.RUBRIQUE, {"rubrique": arbre.rubrique.pk}, three, chief)
    assert said(lot) == [("rangee", "")] * 3
    assert {anew(one).get_parent().pk for one in three} == {arbre.rubrique.pk}
    again = done(ActeDeLot.RUBRIQUE, {"rubrique": arbre.rubrique.pk}, three[:1], chief)
    assert said(again) == [("refusee", "Elle y est déjà rangée.")]
    undone(lot, chief)
    assert {anew(one).get_parent().pk for one in three} == {arbre.boite.pk}


def test_log_has_one_entry_and_each_page_its_own(three, chief):
    before = Trace.objects.count()
    lot = done(ActeDeLot.VALABLE, {"jour": "2031-02-03"}, three, chief)
    entries = ModelLogEntry.objects.filter(action="lots.modifier")
    assert [(one.object_id, one.message) for one in entries] == [
        (str(lot.pk), "Modification en lot : Changer « valable jusqu’au » (3 pages)")
    ]
    assert Trace.objects.count() == before + 1
    own = PageLogEntry.objects.filter(action="lots.modifier")
    assert {one.page_id for one in own} == {one.pk for one in three}
    assert all(one.revision_id for one in own)


def test_what_was_written_since_stays(three, chief):
    lot = done(ActeDeLot.VALABLE, {"jour": "2031-02-03"}, three[:2], chief)
    people.changed(three[0], chief)
    undone(lot, chief)
    (kept, why), back = said(lot)
    assert (kept, why.startswith("Non annulée. Elle a été modifiée depuis"), back) == ("publiee", True, ("annulee", ""))


def test_rights_of_each_page_are_asked():
    there = people.comite()
    arbre = pages.arbre()
    held = {"ours": there.notre, "theirs": there.autre, "nobody": None}
    made = [pages.ressource(arbre.boite, slug=name, title=name, responsable=of) for name, of in held.items()]
    editor, reviewer = (people.anew(there.comptes[role]) for role in (Role.EDITEUR, Role.RELECTEUR))
    need = "Il faut le droit de modifier cette page."
    lot = done(ActeDeLot.VALABLE, {"jour": "2031-02-03"}, made, editor)
    assert said(lot) == [
        ("brouillon", "Il faut le droit de publier cette page."),
        ("refusee", need),
        ("refusee", need),
    ]
    given = {"responsable": there.autre.pk}
    refused = done(ActeDeLot.RESPONSABLE, given, made[:1], editor)
    assert said(refused) == [
        ("refusee", "Seul un relecteur de l’organisation qui répond de la page la confie à une autre.")
    ]
    assert said(done(ActeDeLot.RESPONSABLE, given, made[:1], reviewer))[0][0] == "brouillon"


def test_page_that_fails_does_not_stop_the_others(three, chief, monkeypatch):
    def fail(page, *args):
        if page.pk == three[0].pk:
            raise OSError
        return ""

    monkeypatch.setattr("pages.lots.execution.why_not_published", fail)
    assert [issue for issue, _ in said(done(ActeDeLot.VALABLE, {"jour": None}, three, chief))] == ["refusee"] * 3
    assert [issue for issue, _ in said(done(ActeDeLot.VALABLE, {"jour": "2031-02-03"}, three, chief))] == [
        *("refusee", "publiee", "publiee")
    ]


def test_nothing_chosen_is_refused(chief):
    with pytest.raises(ValidationError, match="Aucune page n’est choisie"):
        done(ActeDeLot.RELU, {}, [], chief)


# ── In the admin
def names(answer):
    return [one.page.title for one in answer.context["previsions"]]


def test_all_that_a_filtered_list_finds_is_chosen(arbre, chief, client):
    nature = taxonomy.nature()
    made = [pages.ressource(arbre.boite, nature=nature, title=f"Guide {rang:02}") for rang in range(60)]
    pages.ressource(arbre.boite, title="Autre nature")
    liste = f"/admin/ressources/?nature={nature.pk}"
    page = client.get(liste)
    url = reverse("lots_choisir") + f"?liste=%2Fadmin%2Fressources%2F%3Fnature%3D{nature.pk}"
    assert url.replace("&", "&amp;") in page.content.decode()
    assert client.get(url).context["nombre"] == 60
    faire = reverse("lots_faire", args=["valable"])
    seen = client.get(faire, {"liste": liste, "jour": "2031-02-03", "publier": "on", "voir": "oui"})
    assert (seen.status_code, len(names(seen)), seen.context["de_plus"]) == (200, 60, 0)
    assert anew(made[0]).valable_jusqu_au is None
    sent = client.post(faire, {"liste": liste, "jour": "2031-02-03", "publier": "on"})
    lot = ModificationEnLot.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, reverse("lots_resultat", args=[lot.pk]))
    # The first are done at once, the others by the worker.
    assert LigneDeLot.objects.filter(lot=lot, attente="").count() == 10
    while advance_lots():
        pass
    assert Ressource.objects.filter(valable_jusqu_au="2031-02-03").count() == 60
    shown = client.get(sent["Location"])
    assert shown.context["bilan"] == [(60, "Publiée")]
    back = client.post(reverse("lots_annuler", args=[lot.pk]), follow=True)
    assert back.context["restent"] == 50


def test_explorer_names_its_pages_too(arbre, three, chief, client):
    answer = client.get(reverse("lots_choisir"), {"liste": f"/admin/pages/{arbre.boite.pk}/"})
    assert answer.context["nombre"] == 3
    answer = client.get(reverse("lots_choisir"), {"id": [three[0].pk, three[0].pk, "x"]})
    assert answer.context["nombre"] == 1


def test_boxes_lead_to_the_acts(three, chief, client):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "modifier_en_lot"])
    some = client.get(url, {"id": [three[0].pk, three[1].pk], "next": "/admin/ressources/"})
    assert some["Location"] == f"{reverse('lots_choisir')}?id={three[0].pk}&id={three[1].pk}"
    every = client.get(url, {"id": "all", "next": "/admin/ressources/?q=a"})
    assert every["Location"] == f"{reverse('lots_choisir')}?liste=%2Fadmin%2Fressources%2F%3Fq%3Da"


@pytest.mark.parametrize("liste", ["/nulle-part/", "/admin/partenaires/", "/admin/", "https://ailleurs.example/"])
def test_what_is_no_list_of_pages_is_said(chief, client, liste):
    answer = client.get(reverse("lots_choisir"), {"liste": liste})
    assert (
        answer.context["refus"] == "Cette liste n’existe pas, ou n’est pas une liste de pages : repartez de la liste."
    )
    answer = client.post(reverse("lots_faire", args=["relu"]), {"liste": liste})
    assert (answer.status_code, ModificationEnLot.objects.count()) == (422, 0)


def test_bad_input_is_said_and_nothing_is_noted(three, chief, client):
    for acte, sent in (
        ("nature", {}),
        ("valable", {"jour": "31/31/2030"}),
        ("ajouter", {}),
        ("rubrique", {"rubrique": "0"}),
    ):
        answer = client.post(reverse("lots_faire", args=[acte]), {"id": three[0].pk, **sent})
        assert (acte, answer.status_code, bool(answer.context["form"].errors)) == (acte, 422, True)
    assert client.get(reverse("lots_faire", args=["tout"]), {"id": three[0].pk}).status_code == 404
    assert not ModificationEnLot.objects.exists()


def test_another_does_not_take_it_back(three, chief, client):
    lot = done(ActeDeLot.RELU, {}, three, chief)
    there = people.comite()
    client.force_login(people.anew(there.comptes[Role.EDITEUR]))
    assert client.post(reverse("lots_annuler", args=[lot.pk])).status_code == 302
    assert not lot.lignes.filter(issue="annulee").exists()
    client.force_login(people.anew(there.comptes[Role.OBSERVATEUR]))
    assert client.get(reverse("lots_choisir"), {"id": three[0].pk}).status_code == 302
