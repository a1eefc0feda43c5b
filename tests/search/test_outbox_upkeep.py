"""What becomes of the outbox's rows afterwards: tried again, replayed, kept for a rebuild, forgotten."""

import logging
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from search.engines.base import EngineError, EngineUnavailableError
from search.enums import Cible, EtatEcriture, SorteEcriture
from search.index import outbox
from search.index.models import EcritureIndex, EtatMoteur

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row(page_id, **fields):
    return EcritureIndex.objects.create(page_id=page_id, **{"sorte": SorteEcriture.RETIRER, **fields})


def rows(*columns):
    return list(EcritureIndex.objects.order_by("page_id", "cible").values_list(*columns))


class Engine:
    """Takes every write but those of the pages that are refused, and notes what was asked and what was written."""

    def __init__(self, refused=(), error=EngineError):
        self.refused, self.error, self.asked, self.written = set(refused), error, [], []

    def writing(self):
        return nullcontext()

    def write(self, upserts, removals, version):
        self.asked.append(sorted(removals))
        if self.refused & set(removals):
            raise self.error("refusé")
        self.written.append(sorted(removals))


def test_rows_are_applied_by_batches_and_counted_by_pages(monkeypatch):
    monkeypatch.setattr(outbox, "TAILLE_DE_LOT", 2)
    # Whose numbers are far from those of the rows.
    first, second, third = range(1_000_001, 1_000_004)
    for page_id in (first, second, second, third, third):
        row(page_id)
    engine = Engine()

    assert (outbox.drain(engine), engine.written) == (3, [[first, second], [third]])
    assert rows("page_id", "etat", "erreur") == [
        (number, EtatEcriture.FAITE, "") for number in (first, second, second, third, third)
    ]


def test_refused_page_is_counted_as_such_and_the_others_as_written(caplog):
    for page_id in (1, 2, 3):
        row(page_id)
    engine = Engine(refused=[2])
    with caplog.at_level(logging.ERROR):
        assert outbox.drain(engine) == 2

    assert engine.written == [[1], [3]]
    assert rows("page_id", "etat", "essais", "erreur") == [
        (1, EtatEcriture.FAITE, 0, ""),
        (2, EtatEcriture.EN_ATTENTE, 1, "refusé"),
        (3, EtatEcriture.FAITE, 0, ""),
    ]
    assert [one.getMessage() for one in caplog.records] == ["Page 2 could not be indexed: refusé"]


def test_page_that_dies_says_so_and_its_long_reason_is_cut(caplog):
    row(1, essais=outbox.ESSAIS - 1)
    with caplog.at_level(logging.ERROR):
        outbox._note_failure(1, Cible.PRINCIPAL, reason="x" * 400)

    assert rows("etat", "essais", "erreur") == [(EtatEcriture.EN_ECHEC, 5, "x" * 300)]
    assert caplog.records[0].getMessage() == f"Page 1 could not be indexed and will not be tried again: {'x' * 400}"


def test_outage_among_single_pages_stops_there_and_counts_no_attempt():
    class Fades(Engine):
        def write(self, upserts, removals, version):
            self.error = EngineError if len(removals) > 1 else EngineUnavailableError
            super().write(upserts, removals, version)

    for page_id in (1, 2):
        row(page_id)
    with pytest.raises(EngineUnavailableError):
        outbox.drain(Fades(refused=[1]))

    assert rows("etat", "essais") == [(EtatEcriture.EN_ATTENTE, 0)] * 2


def test_outage_is_told_of_with_the_index_that_waits_and_nothing_more_is_asked(caplog):
    row(1)
    engine = Engine(refused=[1], error=EngineUnavailableError)
    with caplog.at_level(logging.WARNING), pytest.raises(EngineUnavailableError):
        outbox.drain(engine)

    said = "The index « Index principal » cannot be written now, its rows wait: refusé"
    assert ([one.getMessage() for one in caplog.records], engine.asked) == ([said], [[1]])


def test_rows_of_the_other_index_are_left_to_it():
    row(1)
    row(1, cible=Cible.COPIE)

    assert outbox.drain(Engine(), Cible.COPIE) == 1
    assert rows("cible", "etat") == [(Cible.COPIE, EtatEcriture.FAITE), (Cible.PRINCIPAL, EtatEcriture.EN_ATTENTE)]


def test_nothing_to_record_wakes_nobody_and_an_index_may_be_named():
    connection.run_on_commit.clear()
    outbox.record([])
    assert (rows("page_id"), connection.run_on_commit) == ([], [])
    outbox.record([2, 1, 2], removed=True, cibles=[Cible.COPIE])

    assert rows("page_id", "sorte", "cible") == [(number, SorteEcriture.RETIRER, Cible.COPIE) for number in (1, 2)]
    assert [entry[1] for entry in connection.run_on_commit] == [outbox.wake_worker]


def test_page_that_may_be_found_is_recorded_as_removed_if_it_is_told_so(site, monkeypatch):
    found = [site.ressource(f"Guide {number}").pk for number in range(3)]
    monkeypatch.setattr(outbox, "TAILLE_DE_LOT", 2)
    EcritureIndex.objects.all().delete()
    outbox.record(found)
    outbox.record(found[:1], removed=True)

    assert sorted(rows("page_id", "sorte")) == sorted(
        [*((pk, SorteEcriture.INDEXER) for pk in found), (found[0], SorteEcriture.RETIRER)]
    )


def test_dead_rows_are_replayed_and_no_other(django_capture_on_commit_callbacks):
    dead = row(1, etat=EtatEcriture.EN_ECHEC, essais=5, erreur="refusé")
    done = row(2, etat=EtatEcriture.FAITE, essais=1)
    with django_capture_on_commit_callbacks() as callbacks:
        assert outbox.replay([dead.pk, done.pk]) == 1
    with django_capture_on_commit_callbacks() as no_more:
        assert outbox.replay([done.pk]) == 0

    assert rows("etat", "essais", "erreur") == [(EtatEcriture.EN_ATTENTE, 0, ""), (EtatEcriture.FAITE, 1, "")]
    assert (callbacks, no_more) == ([outbox.wake_worker], [])


def test_rows_are_kept_although_waking_the_worker_fails(monkeypatch, django_capture_on_commit_callbacks):
    def fail():
        raise RuntimeError

    monkeypatch.setattr(outbox, "wake_worker", fail)
    dead, called = row(1, etat=EtatEcriture.EN_ECHEC), []
    for act in (lambda: outbox.record([2], removed=True), lambda: outbox.replay([dead.pk])):
        connection.run_on_commit.clear()
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            act()
        called.append(callbacks)

    assert (called, rows("page_id", "etat")) == ([[fail]] * 2, [(number, EtatEcriture.EN_ATTENTE) for number in (1, 2)])


def test_applied_rows_are_kept_for_two_days():
    now = timezone.now()
    for page_id, age in ((1, 2 * DAY + HOUR), (2, 2 * DAY - HOUR)):
        row(page_id, etat=EtatEcriture.FAITE, faite_le=now - age)
    row(3, etat=EtatEcriture.EN_ECHEC, faite_le=now - 9 * DAY)

    assert (outbox.prune(now=timezone.now()), rows("page_id")) == (1, [(2,), (3,)])


@pytest.mark.parametrize(("etat", "kept"), [(EtatEcriture.EN_ATTENTE, False), (EtatEcriture.FAITE, True)])
def test_copy_that_is_kept_no_more_is_forgotten_with_what_waits_for_it(etat, kept):
    row(1)
    row(2, cible=Cible.COPIE, etat=etat)
    EtatMoteur.objects.bulk_create(EtatMoteur(cible=cible) for cible in Cible)
    outbox.drop_copy()

    assert rows("page_id") == [(1,), *([(2,)] if kept else [])]
    assert list(EtatMoteur.objects.values_list("cible", flat=True)) == [Cible.PRINCIPAL]


def test_removals_asked_for_since_a_day_are_known():
    today = timezone.localdate()
    for page_id, age, sorte in (
        (1, 0, SorteEcriture.RETIRER),
        (2, 2, SorteEcriture.RETIRER),
        (3, 0, SorteEcriture.INDEXER),
        (4, 0, SorteEcriture.RETIRER),
    ):
        made = row(page_id, sorte=sorte)
        EcritureIndex.objects.filter(pk=made.pk).update(cree_le=timezone.now() - age * DAY)

    assert outbox.recorded([1, 2, 3], since=today) == {1}


def test_rebuild_is_told_what_waits_and_what_was_applied_since_it_began():
    began = timezone.now()
    for page_id, early in ((3, 119), (2, 121), (1, -60)):
        row(page_id, etat=EtatEcriture.FAITE, faite_le=began - timedelta(seconds=early))
    row(5)
    row(5, etat=EtatEcriture.FAITE, faite_le=began)
    row(6, etat=EtatEcriture.EN_ECHEC)
    row(7, cible=Cible.COPIE)

    assert (outbox.touched_since(began), outbox.touched_since(began, Cible.COPIE)) == ([1, 3, 5], [7])
