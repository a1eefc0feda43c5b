"""Every event that must reach the index, as editors cause it: what is recorded, and in which transaction."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from pages.events import translator
from pages.models import Axe, Ressource
from pages.tasks import publish_scheduled
from search.documents.builder import all_documents
from search.enums import SorteEcriture
from search.index import outbox, receivers
from search.index.models import EcritureIndex
from search.index.rebuilding import compare, rebuild_index
from search.state.snapshot import index_state
from taxonomy.merging import merge_terms
from taxonomy.models import Acteur, Domaine, Nature, Odd, Territoire
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
INDEXER, RETIRER = SorteEcriture.INDEXER, SorteEcriture.RETIRER


@remembered
def two_pages(site):
    found = (site.ressource("Guide"), site.ressource("Outil", parent=site.boite))
    for page in found:
        page.save_revision().publish()
    return found


@pytest.fixture
def pages(site, index):
    """One page on a shelf, one in a boîte; both indexed, nothing waits."""
    found = two_pages(site)
    rebuild_index(index)
    outbox.drain(index)
    EcritureIndex.objects.all().delete()
    return found


def rows():
    return sorted(set(EcritureIndex.objects.values_list("page_id", "sorte")))


def in_step(index):
    """Whether the index holds what the database says once everything recorded is applied."""
    outbox.drain(index)
    return not compare(index)


def test_move_is_recorded_in_the_transaction_of_the_move(pages, site, index):
    """Wagtail's own signal comes after the commit: without it the rows are there all the same."""
    assert post_page_move.disconnect(dispatch_uid="events.moved")
    try:
        pages[0].move(site.boite, pos="last-child")
    finally:
        post_page_move.connect(translator._on_move, dispatch_uid="events.moved")

    assert rows() == [(pages[0].pk, INDEXER)]
    assert in_step(index)


def test_move_of_a_shelf_writes_everything_below_with_its_new_address(pages, site, index):
    other = site.accueil.add_child(instance=Axe(title="Pérenniser", slug="perenniser", code="perenniser"))
    EcritureIndex.objects.all().delete()
    site.rubrique.move(other, pos="last-child")

    assert rows() == [(pages[0].pk, INDEXER)]
    assert next(one.url for one in all_documents()).startswith("/perenniser/")
    assert in_step(index)


def test_restriction_by_the_admin_hides_the_subtree_before_the_answer(admin_client, pages, site, index):
    url = f"/admin/pages/{site.agir.pk}/privacy/"
    hidden = admin_client.post(url, {"restriction_type": "login"})

    assert (hidden.status_code, index_state().withheld) == (200, {pages[1].pk})
    assert in_step(index)
    assert {one.id for one in index.ids_and_versions()} == {pages[0].pk}

    admin_client.post(url, {"restriction_type": "none"})
    assert in_step(index)
    assert {one.id for one in index.ids_and_versions()} == {page.pk for page in pages}


def test_restriction_is_recorded_before_it_is_saved(pages, site, monkeypatch):
    """The admin saves it outside any transaction: a crash just after must not leave its pages in the answers."""

    def crash(path):
        raise RuntimeError

    monkeypatch.setattr(receivers, "reindex_below", crash)
    with pytest.raises(RuntimeError):
        PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)

    assert rows() == [(pages[1].pk, RETIRER)]


@pytest.mark.parametrize(
    ("action", "expected"), [("unpublish", RETIRER), ("delete", RETIRER), ("publish", INDEXER), ("move", INDEXER)]
)
def test_bulk_action_of_the_admin_is_recorded(admin_client, pages, site, index, action, expected):
    fields = {"next": "/admin/", "include_descendants": "", "chooser": site.agir.pk, "id": pages[0].pk}
    if action == "move":
        fields["chooser"] = site.boite.pk
    url = f"/admin/bulk/wagtailcore/page/{action}/?id={pages[0].pk}&id={pages[1].pk}&next=/admin/"
    if action == "move":
        url = f"/admin/bulk/wagtailcore/page/{action}/?id={pages[0].pk}&next=/admin/"
    response = admin_client.post(url, fields)

    assert response.status_code == 302
    assert (pages[0].pk, expected) in rows()
    if expected == RETIRER:
        assert index_state().withheld == {page.pk for page in pages}
    assert in_step(index)


def test_copy_that_stays_live_is_indexed_with_its_terms(pages, site, index):
    copied = CopyPageAction(pages[0], to=site.boite, keep_live=True, update_attrs={"slug": "copie"}).execute(
        skip_permission_checks=True
    )

    assert in_step(index)
    found = next(one for one in all_documents() if one.id == copied.pk)
    assert (found.titre, found.acteurs) == ("Guide", ("Associations",))


def test_copy_that_is_a_draft_is_not_indexed(pages, site, index):
    CopyPageAction(pages[0], to=site.boite, keep_live=False, update_attrs={"slug": "copie"}).execute(
        skip_permission_checks=True
    )

    assert in_step(index)
    assert len(list(all_documents())) == 2


def test_revert_to_an_older_revision_is_indexed(pages, index):
    old = pages[0].save_revision()
    pages[0].title = "Guide changé"
    pages[0].save_revision().publish()
    outbox.drain(index)
    EcritureIndex.objects.all().delete()
    old.as_object().save_revision(previous_revision=old).publish()

    assert rows() == [(pages[0].pk, INDEXER)]
    assert in_step(index)


def test_scheduled_publication_and_its_end_are_recorded(site, index):
    page = site.ressource("À venir", live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.expire_at = timezone.now() + timedelta(hours=3)
    page.save_revision().publish()
    rebuild_index(index)
    outbox.drain(index)
    EcritureIndex.objects.all().delete()
    publish_scheduled()
    before = rows()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        publish_scheduled()
        live = rows()
        assert in_step(index)
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        EcritureIndex.objects.all().delete()
        publish_scheduled()
        hidden = index_state().withheld

    assert (before, live, hidden) == ([], [(page.pk, INDEXER)], {page.pk})


def test_territoire_that_moves_writes_what_lies_below_it(pages, site, index):
    page = site.ressource("À Lyon", own=[site.lyon])
    outbox.drain(index)
    EcritureIndex.objects.all().delete()
    other = Territoire.objects.create(code="27", nom="Ailleurs", niveau="region", parent=site.france)
    site.rhone.parent = other
    site.rhone.save()

    assert rows() == [(page.pk, INDEXER)]
    assert in_step(index)
    assert next(one for one in all_documents() if one.id == page.pk).lignee_des_sommets == (
        "com-69123",
        "dep-69",
        "france",
        "reg-27",
    )


def test_merge_of_two_terms_writes_the_pages_of_both(pages, site, index):
    source, cible = Domaine.objects.get(slug="mobilite"), Domaine.objects.get(slug="culture")
    merge_terms(source=source, cible=cible, by=None)

    assert rows() == [(page.pk, INDEXER) for page in pages]
    assert in_step(index)
    assert {one.domaines for one in all_documents()} == {(cible.nom,)}


@pytest.mark.parametrize(
    ("model", "lookup"), [(Acteur, {"slug": "associations"}), (Odd, {"numero": 11}), (Nature, {"slug": "guide"})]
)
def test_rename_of_a_term_reaches_the_index(pages, index, model, lookup):
    term = model.objects.get(**lookup)
    term.nom = "Nom changé"
    term.save()

    assert rows() == [(page.pk, INDEXER) for page in pages]
    assert in_step(index)


def test_boite_that_changes_its_slug_writes_the_pages_that_name_it(pages, site, index):
    pages[0].boites = [site.boite]
    pages[0].save_revision().publish()
    outbox.drain(index)
    site.boite.slug = "piloter-ensemble"
    site.boite.save_revision().publish()

    assert in_step(index)
    assert [one.facettes["boite"] for one in all_documents()] == [("piloter-ensemble",), ("piloter-ensemble",)]


def test_deletion_of_a_shelf_hides_what_was_below_before_it_is_written(pages, site, index):
    Page.objects.get(pk=site.rubrique.pk).delete()

    assert index_state().withheld == {pages[0].pk}
    assert in_step(index)


def test_page_that_cannot_be_saved_records_nothing(pages):
    pages[0].title = ""
    with pytest.raises(ValidationError):
        pages[0].save()

    assert rows() == []
    assert Ressource.objects.get(pk=pages[0].pk).title == "Guide"
