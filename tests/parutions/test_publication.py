"""A set appears whole, or not at all."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published

from headless.journal import keeping
from headless.journal.models import Modification
from parutions.enums import EtatParution, Issue, Sorte
from parutions.models import PageDeParution
from parutions.publication import appear, publish_due
from search.index import upkeep
from search.index.models import EcritureIndex, PageRetenue
from tests.factories import pages, parutions
from workers.links.reports.models import Courriel

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre():
    return pages.arbre()


def at_its_hour(parution):
    return parution.le + timedelta(seconds=1)


def live(some):
    return [page.live for page in Page.objects.filter(pk__in=[one.pk for one in some]).order_by("pk")]


def test_twelve_pages_appear_at_their_minute_whole(arbre):
    douze = parutions.brouillons(arbre.boite, 12)
    made = parutions.approuvee((douze, Sorte.PUBLIER))
    assert publish_due(now=made.le - timedelta(minutes=1)) == []
    assert live(douze) == [False] * 12
    assert publish_due(now=at_its_hour(made)) == [made]
    made.refresh_from_db()
    assert (live(douze), made.etat, made.echec) == ([True] * 12, EtatParution.PARUE, "")
    assert set(made.elements.values_list("issue", flat=True)) == {Issue.FAITE}
    assert publish_due(now=at_its_hour(made)) == []


def test_parents_come_first_and_moves_and_withdrawals_go_with_them(arbre):
    boite = arbre.agir.add_child(instance=type(arbre.boite)(title="Nouvelle boîte", live=False))
    boite.save_revision()
    dessous = pages.ressource(boite, live=False, title="Sous la nouvelle boîte")
    ancienne, deplacee = pages.ressource(arbre.boite), pages.ressource(arbre.boite)
    made = parutions.approuvee(
        ([dessous, boite], Sorte.PUBLIER), ([deplacee], Sorte.DEPLACER, boite), ([ancienne], Sorte.DEPUBLIER)
    )
    assert appear(made.pk, now=at_its_hour(made))
    assert (live([boite, dessous]), live([ancienne])) == ([True, True], [False])
    assert Page.objects.get(pk=deplacee.pk).get_parent().pk == boite.pk


@pytest.fixture
def raising():
    connected = []

    def connect(signal, receiver):
        signal.connect(receiver)
        connected.append((signal, receiver))

    yield connect
    for signal, receiver in connected:
        signal.disconnect(receiver)


def test_a_receiver_that_raises_leaves_nothing_behind(arbre, raising, caplog):
    douze = parutions.brouillons(arbre.boite, 12)
    made = parutions.approuvee((douze, Sorte.PUBLIER))
    seen = []

    def fails_at_the_seventh(sender, **kwargs):
        seen.append(sender)
        if len(seen) == 7:
            raise RuntimeError("le relais est tombé")

    EcritureIndex.objects.all().delete()
    raising(page_published, fails_at_the_seventh)
    assert publish_due(now=at_its_hour(made)) == []
    made.refresh_from_db()
    assert (live(douze), made.etat, made.essais) == ([False] * 12, EtatParution.APPROUVEE, 1)
    assert made.echec == (
        "Une erreur a tout arrêté : RuntimeError, le relais est tombé. Rien n’a changé pour les visiteurs."
    )
    assert (EcritureIndex.objects.count(), PageRetenue.objects.count()) == (0, 0)
    assert set(made.elements.values_list("issue", flat=True)) == {Issue.A_VENIR}
    subjects = Courriel.objects.filter(message__sorte="parution").values_list("message__sujet", flat=True)
    assert sorted(set(subjects))[-1].endswith("«\u00a0Rencontre de juillet\u00a0» n’a pas paru")
    # Not again before its time, then whole.
    assert publish_due(now=at_its_hour(made)) == []
    assert publish_due(now=made.prochain_essai_le) == [made]
    assert live(douze) == [True] * 12


def test_what_has_expired_is_left_out_and_said(arbre):
    reste, expiree = parutions.brouillons(arbre.boite, 2)
    expiree.expire_at = timezone.now() + timedelta(minutes=30)
    expiree.save_revision()
    made = parutions.approuvee(([reste, expiree], Sorte.PUBLIER))
    assert appear(made.pk, now=at_its_hour(made))
    assert live([reste, expiree]) == [True, False]
    assert list(made.elements.values_list("issue", flat=True)) == [Issue.FAITE, Issue.ECARTEE]
    texte = Courriel.objects.filter(message__sujet__contains="a paru").first().message.texte
    assert f"«\u00a0{expiree.title}\u00a0»" in texte.replace("\n", " ")


def test_one_event_for_each_page_and_one_for_the_set(arbre):
    douze = parutions.brouillons(arbre.boite, 12)
    made = parutions.approuvee((douze, Sorte.PUBLIER))
    keeping.keep_journal()
    Modification.objects.all().delete()
    appear(made.pk, now=at_its_hour(made))
    keeping.keep_journal()
    told = list(Modification.objects.values_list("evenement", "page_id", "parution_id"))
    published = [(event, page) for event, page, _ in told if event == "page.publiee"]
    assert published == [("page.publiee", page.pk) for page in douze]
    assert [one for one in told if one[2]] == [("parution.parue", None, made.pk)]
    assert told[-1] == ("parution.parue", None, made.pk)
    pks = [page for _, page, _ in told if page]
    assert len(pks) == len(set(pks))


def test_the_index_shows_all_of_it_with_the_commit_and_none_before(each_index, arbre, client):
    upkeep.keep_up()
    douze = parutions.brouillons(arbre.boite, 12)
    made = parutions.approuvee((douze, Sorte.PUBLIER))
    assert found(client) == 0
    appear(made.pk, now=at_its_hour(made))
    assert (found(client), PageRetenue.objects.count()) == (12, 0)
    upkeep.keep_up()
    assert found(client) == 12


def found(client):
    return client.get("/api/v3/recherche/", {"q": "rencontre juillet"}).json()["total"]


def test_a_page_that_was_deleted_stops_it_and_is_named(arbre, caplog):
    douze = parutions.brouillons(arbre.boite, 12)
    made = parutions.approuvee((douze, Sorte.PUBLIER))
    Page.objects.get(pk=douze[3].pk).delete()
    assert not appear(made.pk, now=at_its_hour(made))
    made.refresh_from_db()
    assert made.echec == f"« {douze[3].title} » : cette page a été supprimée : retirez-la de la parution."
    assert not any(live(douze))


def test_a_parent_that_was_unpublished_stops_it_and_is_named(arbre, caplog):
    (page,) = parutions.brouillons(arbre.boite, 1)
    made = parutions.approuvee(([page], Sorte.PUBLIER))
    Page.objects.get(pk=arbre.boite.pk).specific.unpublish()
    assert not appear(made.pk, now=at_its_hour(made))
    made.refresh_from_db()
    assert made.echec == f"« {page.title} » : elle est rangée sous « Piloter », qui ne sera pas en ligne."


def test_what_was_approved_appears_whatever_is_typed_meanwhile(arbre):
    (page,) = parutions.brouillons(arbre.boite, 1)
    author = parutions.administrateur()
    page.save_revision(user=author)
    made = parutions.approuvee(([page], Sorte.PUBLIER))
    # Wagtail's autosave writes over the very revision that was approved.
    page.title = "Écrit par-dessus"
    page.save_revision(user=author, overwrite_revision=page.latest_revision)
    assert appear(made.pk, now=at_its_hour(made))
    page = Page.objects.get(pk=page.pk)
    assert (page.title, page.draft_title, page.has_unpublished_changes) == (
        "Rencontre de juillet 1",
        "Écrit par-dessus",
        True,
    )
    assert PageDeParution.objects.get(parution=made).avant["publiee"] == page.live_revision_id


def test_after_the_last_try_it_goes_back_to_those_who_prepare_it(arbre, raising, caplog):
    (page,) = parutions.brouillons(arbre.boite, 1)
    made = parutions.approuvee(([page], Sorte.PUBLIER))

    def always(sender, **kwargs):
        raise RuntimeError("non")

    raising(page_published, always)
    for _ in range(6):
        made.refresh_from_db()
        publish_due(now=made.prochain_essai_le or at_its_hour(made))
    made.refresh_from_db()
    assert (made.etat, made.prochain_essai_le, page.live) == (EtatParution.PREPARATION, None, False)
    told = Courriel.objects.filter(message__sujet__contains="n’a pas paru").values("message").distinct()
    assert told.count() == 2


def test_whoever_wrote_the_pages_of_a_set_gets_one_letter_and_not_one_for_each(arbre):
    author = parutions.administrateur()
    written = parutions.brouillons(arbre.boite, 14)
    for page in written:
        page.save_revision(user=author)
    made = parutions.approuvee((written, Sorte.PUBLIER))
    Courriel.objects.all().delete()
    appear(made.pk, now=at_its_hour(made))
    letters = Courriel.objects.filter(compte=author)
    assert [one.message.sujet for one in letters] == ["[ODD\u00a017] En ligne avec «\u00a0Rencontre de juillet\u00a0»"]
    text = " ".join(letters[0].message.texte.split())
    assert len(re.findall(r"« Rencontre de juillet \d+ »", text)) == 12
    assert "et 2 pages de plus." in text
    assert "En ligne avec" in letters[0].message.html
    assert not Courriel.objects.filter(message__sorte="relecture").exists()
