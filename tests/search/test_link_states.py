"""The state of a link is followed: ranking, facet and wake-up of the index, from the verdict to the search."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict

from liens.models import Lien
from search.answers.dressing import answer
from search.index import outbox
from search.planning.planner import plan_search
from workers.links.client.classes import ObservationClass as C
from workers.links.client.observation import Observation
from workers.links.ledger import runs

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def observe(lien, class_, at):
    seen = Observation(url=lien.url, class_=class_, started_at=at, status=404 if class_ is C.GONE else 200)
    runs.record_run([(lien, seen)], now=at, rng=random.Random(1))


def found(engine, query="q=plan+velo"):
    results = answer(engine, plan_search(QueryDict(query))).results
    facet = next(facet for facet in results.facets if facet.facette == "etat_lien")
    return [hit.id for hit in results.hits], {value.slug: value.count for value in facet.values if value.count}


def test_broken_resource_sinks_below_its_equal_and_comes_back(site, engine):
    pages = [site.ressource("Plan vélo"), site.ressource("Plan vélo", slug="plan-velo-2")]
    for page in pages:
        page.liens.update(url=f"https://exemple.test/{page.pk}")
        page.save_revision().publish()
    liens = [Lien.objects.get(url=f"https://exemple.test/{page.pk}") for page in pages]
    for lien in liens:
        observe(lien, C.OK, NOON)
    outbox.drain(engine)
    first, second = (page.pk for page in pages)
    (order, counts), top = found(engine), found(engine)[0][0]
    sunk = liens[0] if top == first else liens[1]
    for hours in (1, 2, 26):
        observe(sunk, C.GONE, NOON + timedelta(hours=hours))
    outbox.drain(engine)
    broken = found(engine)
    alone = found(engine, "q=plan+velo&etat_lien=casse")[0]
    for hours in (30, 32):
        observe(sunk, C.OK, NOON + timedelta(hours=hours))
    outbox.drain(engine)

    assert (sorted(order), counts) == (sorted([first, second]), {"ok": 2})
    assert broken == (order[::-1], {"ok": 1, "casse": 1})
    assert alone == [top]
    assert found(engine) == (order, {"ok": 2})


def test_verdict_wakes_the_index_as_soon_as_it_is_committed(site, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    page = site.ressource("Plan vélo")
    page.save_revision().publish()
    # One wake-up a transaction is enough: the publication has asked for this one's.
    connection.run_on_commit.clear()
    monkeypatch.setattr("ground.wake.current_app.send_task", lambda task, **options: woken.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        observe(Lien.objects.get(), C.OK, NOON)
    assert woken == ["search.drain", "journal.write"]


def test_new_link_of_a_saved_page_wakes_the_checker(site, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr("ground.wake.current_app.send_task", lambda task, **options: woken.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        site.ressource("Plan vélo").save_revision()
    assert "links.claim" in woken
    assert runs.claim(now=datetime.now(UTC)) == [Lien.objects.get().pk]
