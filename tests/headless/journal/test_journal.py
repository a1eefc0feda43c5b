"""What visitors would notice, in order, and nothing of what they may not read."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from headless.journal.keeping import GARDE, keep_journal, prune
from headless.journal.marks import mark_links, mark_pages
from headless.journal.models import EtatJournal, Marque, Modification
from liens.enums import EtatLien
from liens.models import Lien
from pages.models import PageEditoriale, Ressource
from taxonomy.merging import merge_terms
from tests.factories import pages, taxonomy
from tests.headless.contenus.network import site_entier

pytestmark = pytest.mark.django_db
ADRESSE = "/api/v3/modifications/"


def depuis_ici():
    """Nothing waits; returns the number from which on."""
    keep_journal()
    return EtatJournal.objects.get().dernier


def racontees(depuis):
    """(event, title or slug or link, former address) of what was written since."""
    keep_journal()
    return [
        (row.evenement, row.page_id or row.slug or row.lien_id, row.ancien_chemin)
        for row in Modification.objects.filter(numero__gt=depuis).order_by("numero")
    ]


def publier(page, **champs):
    for name, value in champs.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_page_is_told_as_it_is_published_changed_moved_withdrawn_and_published_again():
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite, live=False)
    pk, depuis = page.pk, depuis_ici()
    told = []
    for change in (
        lambda: publier(page),
        lambda: publier(page, chapo="Autre"),
        lambda: publier(page, slug="ailleurs"),
        lambda: Ressource.objects.get(pk=page.pk).unpublish(),
        lambda: publier(page),
        lambda: page.delete(),
    ):
        ancien = page.get_url()
        change()
        told += racontees(depuis)
        depuis = depuis_ici()
        if told[-1][0] == "page.deplacee":
            assert told[-1][2] == ancien
    assert [(event, who == pk) for event, who, _ in told] == [
        ("page.publiee", True),
        ("page.modifiee", True),
        ("page.deplacee", True),
        ("page.depubliee", True),
        ("page.publiee", True),
        ("page.supprimee", True),
    ]


def test_address_above_moves_everything_public_below_and_refreshes_what_cites_it():
    whole = site_entier()
    brouillon = pages.ressource(whole.arbre.boite, live=False)
    depuis = depuis_ici()
    avant = whole.citee.get_url()
    publier(whole.arbre.boite, slug="nouvelle-boite")
    told = racontees(depuis)
    assert ("page.deplacee", whole.arbre.boite.pk, "/agir/piloter/") in told
    assert ("page.deplacee", whole.citee.pk, avant) in told
    assert ("page.rafraichie", whole.citante.pk, "") in told
    assert brouillon.pk not in {who for _, who, _ in told}


def test_restriction_withdraws_and_its_end_gives_back():
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite)
    depuis = depuis_ici()
    restriction = PageViewRestriction.objects.create(page=arbre.boite, restriction_type="login")
    assert sorted(racontees(depuis)) == sorted([("page.depubliee", one.pk, "") for one in (arbre.boite, page)])
    depuis = depuis_ici()
    restriction.delete()
    assert sorted(racontees(depuis)) == sorted([("page.publiee", one.pk, "") for one in (arbre.boite, page)])


def test_draft_and_what_was_never_public_leave_no_trace(client):
    arbre = pages.arbre()
    cachee = pages.ressource(arbre.boite, title="Canari", live=False)
    public = pages.ressource(arbre.boite)
    depuis = depuis_ici()
    cachee.title = "Canari encore"
    cachee.save_revision()
    cachee.save()
    public.title = "Canari aussi"
    public.save_revision()
    cachee.delete()
    assert racontees(depuis) == []
    assert "anari" not in client.get(ADRESSE, {"depuis": 0}).content.decode()


def test_term_is_told_and_so_are_the_pages_that_show_it():
    whole = site_entier()
    depuis = depuis_ici()
    whole.acteur.nom = "Renommé"
    whole.acteur.save()
    assert set(racontees(depuis)) == {
        ("page.rafraichie", whole.citee.pk, ""),
        ("terme.modifie", whole.acteur.slug, ""),
    }


def test_merge_tells_what_the_term_became():
    ancien, nouveau = taxonomy.acteur(), taxonomy.acteur()
    depuis = depuis_ici()
    slug = ancien.slug
    merge_terms(source=ancien, cible=nouveau, by=None)
    keep_journal()
    [row] = Modification.objects.filter(numero__gt=depuis, evenement="terme.supprime")
    assert (row.liste, row.slug, row.devenu) == ("acteur", slug, nouveau.slug)


def test_link_is_told_when_its_state_is_another_and_only_if_a_public_page_cites_it():
    arbre = pages.arbre()
    pages.ressource(arbre.boite, urls=("https://a.example/",))
    pages.ressource(arbre.boite, urls=("https://b.example/",), live=False)
    cited, hidden = (Lien.objects.get(url=f"https://{name}.example/") for name in "ab")
    depuis = depuis_ici()
    Lien.objects.update(etat=EtatLien.CASSE)
    for _ in range(2):
        mark_links([cited.pk, hidden.pk])
        keep_journal()
    [row] = Modification.objects.filter(numero__gt=depuis)
    assert (row.evenement, row.lien_id, row.ancien_etat, row.etat) == ("lien.etat", cited.pk, "nouveau", "casse")


def test_change_that_is_rolled_back_is_not_told():
    page = pages.ressource(pages.arbre().boite)
    depuis = depuis_ici()
    with transaction.atomic():
        publier(page, chapo="Jamais")
        transaction.set_rollback(True)
    assert racontees(depuis) == []


# ── The API ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_front_end_rebuilds_only_what_moved(client):
    arbre = pages.arbre()
    keep_journal()
    start = client.get(ADRESSE).json()
    assert start == {"items": [], "jusqu_a": EtatJournal.objects.get().dernier, "encore": False}
    page = pages.ressource(arbre.boite, title="Nouvelle")
    keep_journal()
    shown = client.get(ADRESSE, {"depuis": start["jusqu_a"], "limit": 1}).json()
    [item] = shown["items"]
    assert {**item, "le": None} == {
        "numero": start["jusqu_a"] + 1,
        "type": item["type"],
        "le": None,
        **({"page": item["page"]} if "page" in item else {"terme": item["terme"]}),
    }
    everything = client.get(ADRESSE, {"depuis": start["jusqu_a"]}).json()
    assert {
        "id": page.pk,
        "type": "pages.Ressource",
        "chemin": page.get_url(),
        "ancien_chemin": "",
    } in [one.get("page") for one in everything["items"]]
    assert everything["encore"] is False
    again = client.get(ADRESSE, {"depuis": everything["jusqu_a"]})
    assert again.json() == {"items": [], "jusqu_a": everything["jusqu_a"], "encore": False}
    assert (
        client.get(ADRESSE, {"depuis": everything["jusqu_a"]}, headers={"if-none-match": again["ETag"]}).status_code
        == 304
    )


def test_cursor_older_than_the_journal_says_to_begin_again(client):
    with time_machine.travel(timezone.now() - GARDE - timedelta(days=1), tick=False):
        pages.arbre()
        keep_journal()
    assert prune(now=timezone.now()) > 0
    response = client.get(ADRESSE, {"depuis": 0})
    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    assert "relisez tout" in response.json()["detail"]
    assert client.get(ADRESSE, {"depuis": EtatJournal.objects.get().oublie}).status_code == 200


@pytest.mark.parametrize("params", [{"depuis": "-1"}, {"depuis": "x"}, {"limit": "0"}, {"limit": "101"}, {"a": "b"}])
def test_what_cannot_be_used_is_refused(client, params):
    response = client.get(ADRESSE, params)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")


def test_numbers_follow_one_another_without_a_hole():
    pages.arbre()
    keep_journal()
    numbers = list(Modification.objects.order_by("numero").values_list("numero", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Marque.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_tell_everything_once():
    arbre = pages.arbre()
    for _ in range(20):
        pages.ressource(arbre.boite)
    Modification.objects.all().delete()
    EtatJournal.objects.all().delete()
    marked = Marque.objects.filter(objet="page").values_list("objet_id", flat=True)
    # The root of the tree is no page of the site.
    ids = set(PageEditoriale.objects.filter(pk__in=marked).values_list("pk", flat=True))
    failures = []

    def write():
        try:
            keep_journal()
        except Exception as exc:  # noqa: BLE001  told below
            failures.append(exc)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    told = list(Modification.objects.filter(evenement="page.publiee").values_list("page_id", flat=True))
    assert sorted(told) == sorted(ids)
    mark_pages(ids)
    assert keep_journal() == len(ids)
