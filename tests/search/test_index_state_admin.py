"""« État de l’index » in the admin, the commands and the gauges: what is said, who may act, what acting does."""

import json
from io import StringIO

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from search.engines.embedded_schema import sentinel
from search.enums import Cible, Demande, EtatEcriture
from search.index import outbox, upkeep
from search.index.models import EcritureIndex, EtatMoteur
from search.index.rebuilding import rebuild_index
from search.temoins.models import PageTemoin, RequeteTemoin
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
ETAT = "/admin/recherche/etat/"


@remembered
def one_page(site):
    return site.ressource("Guide de la mobilité", nature="formation")


@pytest.fixture
def page(site, index):
    found = one_page(site)
    rebuild_index(index)
    outbox.drain(index)
    return found


@pytest.fixture
def member(client):
    """A client logged in as a member of a group."""
    call_command("load_groupes", stdout=StringIO())

    def of(group):
        user = get_user_model().objects.create_user(group, password="x")
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return of


def dead_row(page, **columns):
    return EcritureIndex.objects.create(
        page_id=page.pk, sorte="indexer", etat=EtatEcriture.EN_ECHEC, essais=5, erreur="champ refusé", **columns
    )


def asked():
    return list(EtatMoteur.objects.exclude(demande="").values_list("cible", "demande"))


def test_page_says_how_the_index_stands(admin_client, page):
    outbox.record([page.pk])
    response = admin_client.get(ETAT)
    (suivi,) = response.context["suivis"]

    assert (suivi.phrase, suivi.documents, suivi.en_attente, suivi.en_echec) == (
        "L’index répond et convient à ce logiciel.",
        1,
        1,
        0,
    )
    assert "jamais" in response.content.decode()


def test_changed_analysis_is_said_and_a_rebuild_is_offered(admin_client, page, index):
    folder = index.store.current().folder
    (folder / "sentinel.json").write_text(json.dumps({**sentinel(), "analysis": "autre"}))
    html = admin_client.get(ETAT).content.decode()

    assert "Les règles du français ont changé depuis que l’index existe" in html
    assert html.count('name="demande" value="reconstruire"') == 1


def test_rebuild_that_is_asked_for_is_done_by_the_worker(admin_client, page, index):
    before = index.store.current().folder
    response = admin_client.post(reverse("recherche_demander"), {"cible": "principal", "demande": "reconstruire"})

    assert (response.status_code, asked()) == (302, [(Cible.PRINCIPAL, Demande.RECONSTRUIRE)])
    assert "En cours ou sur le point de commencer" in admin_client.get(ETAT).content.decode()
    upkeep.keep_up()
    assert (asked(), index.store.current().folder != before) == ([], True)


def test_going_back_brings_the_older_index_up_to_date_first(admin_client, page, site, index, client):
    gone = site.ressource("Plan de mobilité")
    rebuild_index(index)
    rebuild_index(index)
    gone.unpublish()
    late = site.ressource("Mobilité douce")
    outbox.drain(index)
    admin_client.post(reverse("recherche_demander"), {"cible": "principal", "demande": "revenir"})
    upkeep.keep_up()

    assert asked() == []
    assert {one.id for one in index.ids_and_versions()} == {page.pk, late.pk}


def test_going_back_without_an_older_index_is_said(admin_client, page, index):
    (index.store.root / "previous").unlink(missing_ok=True)
    upkeep.ask_for(Cible.PRINCIPAL, Demande.REVENIR)
    upkeep.keep_up()

    assert EtatMoteur.objects.get(cible=Cible.PRINCIPAL).refus == upkeep.PAS_DE_PRECEDENT
    assert upkeep.PAS_DE_PRECEDENT in admin_client.get(ETAT).content.decode()


def test_worse_index_is_refused_until_it_is_confirmed(admin_client, page, index):
    temoin = RequeteTemoin.objects.create(requete="guide", premiers=3)
    PageTemoin.objects.create(temoin=temoin, page=page.page_ptr, role="attendue", valeur=3)
    before = index.store.current().folder
    type(page).objects.filter(pk=page.pk).update(title="Autre chose")
    upkeep.ask_for(Cible.PRINCIPAL, Demande.RECONSTRUIRE)
    upkeep.keep_up()
    html = admin_client.get(ETAT).content.decode()

    assert index.store.current().folder == before
    assert "répond moins bien aux requêtes témoins" in html
    admin_client.post(reverse("recherche_demander"), {"cible": "principal", "demande": "confirmer"})
    upkeep.keep_up()
    assert (index.store.current().folder == before, EtatMoteur.objects.get().refus) == (False, "")


def test_dead_row_is_shown_and_replayed(admin_client, page):
    row, other = dead_row(page), dead_row(page)
    html = admin_client.get(ETAT).content.decode()
    admin_client.post(reverse("recherche_rejouer"), {"ligne": row.pk})
    one = set(EcritureIndex.objects.filter(etat=EtatEcriture.EN_ECHEC).values_list("pk", flat=True))
    admin_client.post(reverse("recherche_rejouer"))

    assert ("champ refusé" in html, "Rejouer la mise à jour de «" in html, one) == (True, True, {other.pk})
    assert EcritureIndex.objects.filter(etat=EtatEcriture.EN_ECHEC).count() == 0


@pytest.mark.parametrize("ligne", ["999999", "²", "x", "-1", "9" * 30])
def test_replay_of_a_row_that_is_not_there_is_no_error(admin_client, page, ligne):
    response = admin_client.post(reverse("recherche_rejouer"), {"ligne": ligne}, follow=True)

    assert "plus rien à rejouer" in response.content.decode()


@pytest.mark.parametrize(
    "fields", [{}, {"cible": "copie", "demande": "revenir"}, {"cible": "principal", "demande": "x"}]
)
def test_request_that_does_not_exist_is_refused_with_a_sentence(admin_client, page, fields):
    response = admin_client.post(reverse("recherche_demander"), fields, follow=True)

    assert ("Cette demande n’existe pas." in response.content.decode(), asked()) == (True, [])


@pytest.mark.parametrize(("group", "may"), [("Éditeurs du Comité", False), ("Relecteurs du Comité", True)])
def test_editors_see_and_reviewers_act(member, page, group, may):
    dead_row(page)
    client = member(group)
    html = client.get(ETAT).content.decode()
    client.post(reverse("recherche_rejouer"))
    client.post(reverse("recherche_demander"), {"cible": "principal", "demande": "reconstruire"})
    replayed = not EcritureIndex.objects.filter(etat=EtatEcriture.EN_ECHEC).exists()

    assert ("État de l’index" in html, "Rejouer" in html, replayed, bool(asked())) == (True, may, may, may)


def test_visitors_reach_nothing(client, page):
    statuses = [client.get(ETAT).status_code]
    statuses += [client.post(reverse(name)).status_code for name in ("recherche_demander", "recherche_rejouer")]

    assert statuses == [302, 302, 302]
    assert asked() == []


@pytest.mark.parametrize("name", ["recherche_demander", "recherche_rejouer"])
def test_acting_needs_a_post_with_its_token(admin_user, page, name):
    from django.test import Client  # one that checks tokens, as browsers’ requests are checked

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)

    assert (strict.get(reverse(name)).status_code, strict.post(reverse(name)).status_code) == (405, 403)


def printed(command, *options):
    out = StringIO()
    try:
        call_command(command, *options, stdout=out)
        code = 0
    except SystemExit as exc:
        code = exc.code
    return code, out.getvalue()


def test_command_prints_the_state_for_a_program(page):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        outbox.record([page.pk])
        clock.shift(90)
        code, text = printed("search_state", "--json")
    data = json.loads(text)["principal"]

    assert (code, data["repond"], data["documents"], data["en_attente"], data["age_de_la_plus_ancienne"]) == (
        0,
        True,
        1,
        1,
        90.0,
    )


def test_command_says_in_words_that_there_is_no_index(site, index):
    code, text = printed("search_state")

    assert code == 1
    assert text.startswith("Index principal (embedded) : L’index n’existe pas encore : il est à reconstruire.\n")


def test_command_goes_back_or_says_that_it_cannot(page, index):
    rebuild_index(index)
    code, text = printed("search_rollback")
    (index.store.root / "previous").unlink()

    assert (code, text) == (0, "Index précédent remis en service : 1 pages.\n")
    with pytest.raises(CommandError, match="pas d’index précédent"):
        printed("search_rollback")
    with pytest.raises(CommandError, match="Aucune copie de secours"):
        printed("search_rollback", "--copie")


def test_gauges_are_given_to_whoever_holds_the_token(client, page, settings):
    settings.METRICS_TOKEN = "jeton-de-test"
    dead_row(page)
    answer = client.get("/sante/mesures/", headers={"Authorization": "Bearer jeton-de-test"})
    lines = [line for line in answer.content.decode().splitlines() if line.startswith("odd17_search_")]

    assert lines == [
        'odd17_search_available{index="principal"} 1.0',
        'odd17_search_documents{index="principal"} 1.0',
        lines[2],
        'odd17_search_outbox_waiting{index="principal"} 0.0',
        'odd17_search_outbox_oldest_seconds{index="principal"} 0.0',
        'odd17_search_outbox_dead{index="principal"} 1.0',
        'odd17_search_differences{index="principal"} 0.0',
    ]
    assert lines[2].startswith('odd17_search_generation{index="principal"} ')


@pytest.mark.parametrize(("token", "sent"), [("", "Bearer "), ("secret", ""), ("secret", "Bearer autre"), ("é", "é")])
def test_gauges_are_nowhere_without_the_token(client, page, settings, token, sent):
    settings.METRICS_TOKEN = token

    assert client.get("/sante/mesures/", headers={"Authorization": sent}).status_code == 404
