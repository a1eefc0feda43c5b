import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from liens.models import Lien
from liens.signals import links_changed
from search.documents.builder import all_documents
from search.engines.base import EngineError, EngineUnavailableError
from search.enums import Cible, EtatEcriture, SorteEcriture
from search.index import outbox
from search.index.models import EcritureIndex
from search.index.rebuilding import compare, rebuild_index, reconcile
from search.spelling.models import MotDuVocabulaire
from search.state.models import EtatIndex
from search.state.snapshot import index_state
from search.tasks import drain, expire
from taxonomy.models import Domaine, SlugFusionne
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


def rows():
    return list(EcritureIndex.objects.values_list("page_id", "sorte"))


def waiting_after(act):
    """The rows that `act` writes."""
    EcritureIndex.objects.all().delete()
    act()
    return sorted(set(rows()))


def indexed(index):
    return {one.id for one in index.ids_and_versions()}


@remembered
def two_pages(site):
    return site.ressource("Guide"), site.ressource("Outil", parent=site.boite)


@pytest.fixture
def pages(site, index):
    """Two pages of different shelves, indexed; nothing waits."""
    found = two_pages(site)
    rebuild_index(index)
    outbox.drain(index)
    return found


def test_publication_is_recorded_and_applied(pages, site, index):
    page = site.ressource("Nouveau")
    outbox.drain(index)

    assert (page.pk in indexed(index), EcritureIndex.objects.exclude(etat=EtatEcriture.FAITE).count()) == (True, 0)


def test_words_of_a_page_are_known_once_it_is_written(pages, site, index):
    site.ressource("Permaculture")
    known = MotDuVocabulaire.objects.filter(ecriture="permaculture")
    before = known.count()
    outbox.drain(index)

    assert (before, known.count()) == (0, 1)


def test_draft_of_a_live_page_is_not_recorded(pages):
    def act():
        pages[0].title = "Brouillon"
        pages[0].save_revision()

    assert waiting_after(act) == []


def test_unpublication_hides_the_page_before_it_is_applied(pages, index):
    assert waiting_after(pages[0].unpublish) == [(pages[0].pk, SorteEcriture.RETIRER)]
    assert index_state().withheld == {pages[0].pk}

    outbox.drain(index)

    assert (index_state().withheld, pages[0].pk in indexed(index)) == (frozenset(), False)


def test_deletion_of_a_page_removes_all_below_it(pages, site, index):
    site.boite.delete()

    assert index_state().withheld == {pages[1].pk}


def test_restriction_hides_everything_below_and_its_end_shows_it_again(pages, site, index):
    made = PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)
    hidden = index_state().withheld
    outbox.drain(index)

    assert (hidden, pages[1].pk in indexed(index)) == ({pages[1].pk}, False)

    made.delete()
    outbox.drain(index)

    assert pages[1].pk in indexed(index)


def test_move_under_a_restriction_hides_the_page(pages, site):
    PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)

    assert waiting_after(lambda: pages[0].move(site.boite, pos="last-child")) == [(pages[0].pk, SorteEcriture.RETIRER)]


def test_slug_change_writes_everything_below_with_its_new_address(pages, site, index):
    site.rubrique.slug = "chiffres"
    site.rubrique.save_revision().publish()
    outbox.drain(index)

    assert next(one.url for one in all_documents()) == "/comprendre/chiffres/guide/"
    assert not compare(index)


def test_rename_of_a_term_writes_the_pages_that_carry_it(pages):
    domaine = Domaine.objects.get(slug="mobilite")
    domaine.nom = "Se déplacer"

    assert waiting_after(domaine.save) == [(page.pk, SorteEcriture.INDEXER) for page in pages]


def test_save_of_a_territoire_writes_what_lies_below_it(pages, site):
    page = site.ressource("À Lyon", own=[site.lyon])

    assert waiting_after(site.rhone.save) == [(page.pk, SorteEcriture.INDEXER)]


def test_merge_of_a_term_is_told_to_every_process(pages):
    before = index_state().termes
    SlugFusionne.objects.create(facette="domaine", ancien="transport", nouveau="mobilite")

    assert index_state().termes == before + 1


def test_link_state_writes_the_pages_that_cite_it(pages):
    pages[0].save_revision().publish()
    lien = Lien.objects.get(occurrences__page=pages[0].pk)

    def act():
        links_changed.send(sender=Lien, ids=frozenset([lien.pk]), told=frozenset([lien.pk]))

    assert waiting_after(act) == [(pages[0].pk, SorteEcriture.INDEXER)]


def test_row_is_lost_with_its_transaction(pages):
    EcritureIndex.objects.all().delete()
    with transaction.atomic():
        outbox.record([pages[0].pk])
        transaction.set_rollback(True)

    assert rows() == []


def test_worker_is_woken_once_per_transaction(pages, django_capture_on_commit_callbacks):
    # The test itself runs in a transaction, in which the pages have asked already.
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.record([pages[0].pk])
        outbox.record([pages[1].pk])

    assert callbacks == [outbox.wake_worker]


def test_broker_away_does_not_fail_the_request(settings, monkeypatch):
    asked = []

    def refuse(name, **options):
        asked.append(name)
        raise ConnectionError

    monkeypatch.setattr(current_app, "send_task", refuse)
    outbox.wake_worker()

    assert asked == [outbox.TACHE]


def test_expiry_is_recorded_once(pages, index):
    pages[0].valable_jusqu_au = timezone.localdate() - timezone.timedelta(days=2)
    pages[0].save()
    EcritureIndex.objects.all().delete()
    expire()
    expire()

    assert rows() == [(pages[0].pk, SorteEcriture.RETIRER)]


class OneBadPage:
    """An engine's writes, refused for one page or altogether."""

    def __init__(self, engine, refused=None, outage=False):
        self.engine, self.refused, self.outage = engine, refused, outage

    def __getattr__(self, name):
        return getattr(self.engine, name)

    def write(self, upserts, removals, version):
        if self.outage:
            raise EngineUnavailableError("absent")
        if any(one.id == self.refused for one in upserts):
            raise EngineError("refusé")
        self.engine.write(upserts, removals, version)


def test_one_bad_page_holds_no_other_back_and_dies_after_its_attempts(pages, index):
    outbox.record([page.pk for page in pages])
    for _ in range(outbox.ESSAIS + 1):
        outbox.drain(OneBadPage(index, refused=pages[0].pk))

    (dead,) = EcritureIndex.objects.exclude(etat=EtatEcriture.FAITE)
    assert (dead.page_id, dead.etat, dead.essais, dead.erreur) == (
        pages[0].pk,
        EtatEcriture.EN_ECHEC,
        outbox.ESSAIS,
        "refusé",
    )
    assert outbox.replay([dead.pk]) == 1
    assert outbox.drain(index) == 1


def test_rows_wait_while_the_engine_is_away(pages, index):
    outbox.record([pages[0].pk])
    with pytest.raises(EngineUnavailableError):
        outbox.drain(OneBadPage(index, outage=True))

    assert EcritureIndex.objects.filter(etat=EtatEcriture.EN_ATTENTE, essais=0).count() == 1
    assert outbox.drain(index) == 1


class LateCommit:
    """While the engine writes, a transaction that began earlier commits: its row has a lower number."""

    def __init__(self, engine, page_id, number):
        self.engine, self.page_id, self.number = engine, page_id, number

    def __getattr__(self, name):
        return getattr(self.engine, name)

    def write(self, upserts, removals, version):
        self.engine.write(upserts, removals, version)
        EcritureIndex.objects.get_or_create(pk=self.number, defaults={"page_id": self.page_id, "sorte": "retirer"})


def test_change_committed_while_its_page_is_written_is_not_taken_for_done(pages, index):
    number = EcritureIndex.objects.order_by("id").last().pk + 1
    EcritureIndex.objects.create(pk=number + 1, page_id=pages[0].pk, sorte=SorteEcriture.INDEXER)
    engine = LateCommit(index, pages[0].pk, number)
    with engine.writing():
        outbox._apply(engine, Cible.PRINCIPAL, [pages[0].pk])

    waiting = EcritureIndex.objects.filter(etat=EtatEcriture.EN_ATTENTE)
    assert list(waiting.values_list("pk", "page_id")) == [(number, pages[0].pk)]
    assert index_state().withheld == {pages[0].pk}


class Noted:
    """An engine's writes, with the version of each."""

    def __init__(self, engine):
        self.engine, self.versions = engine, []

    def __getattr__(self, name):
        return getattr(self.engine, name)

    def write(self, upserts, removals, version):
        self.versions.append(version)
        self.engine.write(upserts, removals, version)


def meanwhile(monkeypatch, act):
    """Have `act` happen once a batch of pages has been read, before it is written; returns what it gave."""
    read, given = outbox.documents_of, []

    def read_then_act(ids):
        found = read(ids)
        given.append(act())
        return found

    monkeypatch.setattr(outbox, "documents_of", read_then_act)
    return given


def test_version_is_older_than_that_of_whoever_reads_the_pages_later(pages, index, monkeypatch):
    later = meanwhile(monkeypatch, outbox.next_version)
    engine = Noted(index)
    outbox.record([pages[0].pk])
    outbox.drain(engine)

    assert [mine < theirs for mine, theirs in zip(engine.versions, later, strict=True)] == [True]


def test_change_committed_once_its_page_was_read_is_not_taken_for_done(pages, index, monkeypatch):
    def commit():
        return EcritureIndex.objects.create(page_id=pages[0].pk, sorte=SorteEcriture.RETIRER).pk

    outbox.record([pages[0].pk])
    late = meanwhile(monkeypatch, commit)
    with index.writing():
        outbox._apply(index, Cible.PRINCIPAL, [pages[0].pk])

    waiting = EcritureIndex.objects.exclude(etat=EtatEcriture.FAITE)
    assert list(waiting.values_list("pk", flat=True)) == late


def test_generation_moves_with_every_batch(pages, index):
    before = index_state().generation
    outbox.record([pages[0].pk])
    outbox.drain(index)

    assert index_state().generation == before + 1


def test_edit_during_a_rebuild_is_not_lost(pages, site, index, monkeypatch):
    late = {}

    def progress(count):
        if not late:
            late["page"] = site.ressource("Pendant")
            pages[0].unpublish()
            outbox.drain(index)

    rebuild_index(index, progress)

    assert indexed(index) == {pages[1].pk, late["page"].pk}


def test_reconcile_says_and_heals_what_differs(pages, index):
    with index.writing():
        index.write([], {pages[0].pk}, 999)
    pages[1].__class__.objects.filter(pk=pages[1].pk).update(title="Changé sans signal")
    found = reconcile(index)
    outbox.drain(index)

    assert (found.missing, found.extra, found.stale) == ((pages[0].pk,), (), (pages[1].pk,))
    assert not compare(index)


def test_drain_task_builds_the_index_that_is_missing(site, index):
    page = site.ressource("Guide")
    drain()

    assert indexed(index) == {page.pk}


def test_versions_grow(db):
    assert [outbox.next_version(), outbox.next_version()] == [1, 2]
    assert EtatIndex.objects.count() == 1
