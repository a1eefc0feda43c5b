"""« Remplacer partout » as the editor meets it: the button, the plan, the confirmation, the result, the way back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from liens.models import Lien, LigneRemplacement, Remplacement
from tests.factories import pages, taxonomy
from workers.links.models import Suivi

pytestmark = pytest.mark.django_db

A, B = "https://ancien.example/guide", "https://nouveau.example/guide?a=1&b=2"


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def editor(client):
    client.force_login(pages.administrateur())
    return client


@pytest.fixture
def lien(arbre):
    pages.ressource(arbre.boite, urls=[A], title="Le guide")
    return Lien.objects.get(url=A)


def remplacer(lien):
    return reverse("links_remplacer", args=[lien.pk])


def words_of(response):
    return " ".join(response.content.decode().split())


def test_a_visitor_is_sent_to_the_login(client, lien):
    demande = Remplacement.objects.create(ancienne=A, nouvelle=B)
    for response in (
        client.get(remplacer(lien)),
        client.post(remplacer(lien), {"nouvelle": B}),
        client.get(reverse("links_remplacement", args=[demande.pk])),
        client.post(reverse("links_remplacement_annuler", args=[demande.pk])),
    ):
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")


def test_the_card_offers_the_address_that_the_site_announced(editor, lien):
    Suivi.objects.create(lien=lien, remplacement=B)
    card = editor.get(reverse("links_card", args=[lien.pk])).content.decode()
    offered = f"{remplacer(lien)}?nouvelle=https%3A%2F%2Fnouveau.example%2Fguide%3Fa%3D1%26b%3D2"
    assert f'href="{offered}"' in card
    plan = editor.get(offered)
    assert [(str(one.porteur), one.issue) for one in plan.context["previsions"]] == [("Le guide", "brouillon")]
    assert Remplacement.objects.count() == 0


def test_the_announced_address_is_already_in_the_form(editor, lien):
    Suivi.objects.create(lien=lien, remplacement=B)
    assert editor.get(remplacer(lien)).context["form"].initial == {"nouvelle": B}


def test_a_bad_address_is_refused_with_its_sentence(editor, lien):
    for ask in (editor.get, editor.post):
        response = ask(remplacer(lien), {"nouvelle": "ftp://x.example/"})
        assert "Indiquez une adresse complète, qui commence par « https:// »" in words_of(response)
        assert "previsions" not in response.context
    assert Remplacement.objects.count() == 0


def test_confirming_changes_the_pages_and_undoing_brings_them_back(editor, lien):
    response = editor.post(remplacer(lien), {"nouvelle": B, "publier": "on"}, follow=True)
    demande = Remplacement.objects.get()
    assert response.redirect_chain == [(reverse("links_remplacement", args=[demande.pk]), 302)]
    assert (response.context["bilan"], response.context["annulables"]) == ([(1, "Publiée")], 1)
    again = editor.post(reverse("links_remplacement_annuler", args=[demande.pk]), follow=True)
    assert again.context["bilan"] == [(1, "Remplacement annulé")]
    assert "Annulation faite" in words_of(again)
    third = editor.post(reverse("links_remplacement_annuler", args=[demande.pk]), follow=True)
    assert "Il n’y a plus rien à annuler" in words_of(third)


def test_a_long_replacement_goes_on_in_a_worker_and_says_how_far_it_is(editor, arbre, monkeypatch):
    woken = []
    monkeypatch.setattr("ground.wake.current_app.send_task", lambda task, **options: woken.append(task))
    for rank in range(12):
        taxonomy.partenaire(f"Partenaire {rank}", site=A)
    woken.clear()
    response = editor.post(remplacer(Lien.objects.get(url=A)), {"nouvelle": B}, follow=True)
    assert ("liens.continue_replacements" in woken, response.context["restent"]) == (True, 2)
    assert "2 sur 12 restent à traiter" in words_of(response)
    assert "Annuler ce remplacement" not in words_of(response)


def test_an_address_never_runs_as_a_script_in_the_admin(editor, arbre):
    hostile = "https://ancien.example/%3Cscript%3E?q=\"><script>alert('x')</script>"
    taxonomy.partenaire("P", site=hostile)
    lien = Lien.objects.get()
    for response in (
        editor.get(remplacer(lien), {"nouvelle": B}),
        editor.get(remplacer(lien), {"nouvelle": hostile + "'><script>alert(1)</script>"}),
        editor.get(reverse("links_card", args=[lien.pk])),
    ):
        assert "<script>alert(" not in response.content.decode()


PLAN, PAR_PAGE, RESULTAT = 8, 2, 11


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_costs_a_few_queries_a_page_and_the_result_none(editor, arbre, count, django_assert_num_queries):
    for _ in range(count):
        pages.ressource(arbre.boite, urls=[A])
    lien = Lien.objects.get()
    editor.get(remplacer(lien))
    with django_assert_num_queries(PLAN + count * PAR_PAGE):
        editor.get(remplacer(lien), {"nouvelle": B})
    demande = Remplacement.objects.create(ancienne=A, nouvelle=B, le=timezone.now())
    for occurrence in lien.occurrences.all():
        LigneRemplacement.objects.create(remplacement=demande, page=occurrence.page)
    with django_assert_num_queries(RESULTAT):
        editor.get(reverse("links_remplacement", args=[demande.pk]))


CARD = 14


@pytest.mark.parametrize("count", [1, 3])
def test_the_card_costs_the_same_for_one_citation_or_three(editor, arbre, count, django_assert_num_queries):
    for _ in range(count):
        pages.ressource(arbre.boite, urls=[A])
    card = reverse("links_card", args=[Lien.objects.get().pk])
    editor.get(card)
    with django_assert_num_queries(CARD):
        editor.get(card)
