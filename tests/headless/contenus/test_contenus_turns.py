"""The worker makes bodies turn by turn: what was marked first, then whatever has none, and never in two threads."""

import pytest
from django.db import connection

from headless.contenus import turns
from headless.contenus.bodies import en_attente, expire
from headless.contenus.models import ContenuRendu
from headless.contenus.turns import Renderer, render_waiting
from tests.factories import pages
from tests.headless.contenus.network import site_entier

pytestmark = pytest.mark.django_db


@pytest.fixture
def wakes(monkeypatch):
    """How often another turn was asked for."""
    found: list[str] = []
    monkeypatch.setattr(turns, "wake_renderer", lambda: found.append("wake"))
    return found


@pytest.fixture
def one_at_a_time(monkeypatch):
    """The bodies that are made, in their order, a page in each batch."""
    made: list[int] = []
    keep = turns.keep_bodies
    monkeypatch.setattr(turns, "TAILLE_DE_LOT", 1)
    monkeypatch.setattr(turns, "_UNMARKED_AT_ONCE", 1)
    monkeypatch.setattr(turns, "keep_bodies", lambda ids: made.extend(ids) or keep(ids))
    return made


def test_a_turn_ends_in_time_and_asks_for_another(one_at_a_time, wakes):
    site_entier()
    todo = en_attente()
    assert len(todo) > 2
    renderer = Renderer()
    assert [renderer.turn(0) for _ in todo] == [1] * len(todo)
    assert (one_at_a_time, en_attente(), wakes) == (todo, [], ["wake"] * len(todo))
    assert (renderer.turn(0), len(wakes)) == (0, len(todo))


def test_what_was_marked_comes_before_a_corpus_that_arrived_at_once(one_at_a_time, wakes):
    site_entier()
    todo = en_attente()
    ContenuRendu.objects.all().delete()
    expire([todo[-1]])
    Renderer().turn(0)
    assert one_at_a_time == todo[-1:]


def test_pages_that_nobody_marked_are_found_beyond_the_last_and_again_after_an_hour(wakes, monkeypatch):
    site = site_entier()
    renderer = Renderer()
    assert renderer.turn() == ContenuRendu.objects.count() > 0
    first = ContenuRendu.objects.order_by("pk").first()
    ContenuRendu.objects.filter(pk=first.pk).delete()
    assert renderer.turn() == 0
    assert en_attente() == [first.pk]
    now = turns.time.monotonic()
    monkeypatch.setattr(turns.time, "monotonic", lambda: now + turns.REPOS + 1)
    assert renderer.turn() == 1
    assert (en_attente(), bool(site)) == ([], True)


def test_a_second_thread_makes_nothing_and_is_not_forgotten(wakes, monkeypatch):
    site_entier()
    renderer = Renderer()
    second: list[int] = []
    keep = turns.keep_bodies

    def keeping(ids):
        second.append(renderer.turn())
        return keep(ids)

    monkeypatch.setattr(turns, "keep_bodies", keeping)
    assert renderer.turn() > 0
    assert (set(second), wakes, en_attente()) == ({0}, ["wake"], [])


def test_a_page_that_cannot_be_made_holds_no_other_back(wakes, monkeypatch, caplog):
    site_entier()
    bad = en_attente()[0]
    keep = turns.keep_bodies

    def keeping(ids):
        if bad in ids:
            raise ValueError
        return keep(ids)

    monkeypatch.setattr(turns, "keep_bodies", keeping)
    Renderer().turn()
    assert en_attente() == [bad]
    assert f"The body of page {bad} cannot be made" in caplog.text


def test_half_of_the_time_is_left_to_others_unless_somebody_has_just_changed_the_pages(wakes, monkeypatch):
    site_entier()
    paused = []
    monkeypatch.setattr(turns.time, "sleep", paused.append)
    assert ContenuRendu.objects.filter(corps__isnull=True).exists()
    Renderer().turn()
    assert paused == []
    ContenuRendu.objects.all().delete()
    Renderer().turn()
    assert len(paused) == 1
    assert paused[0] > 0


def test_marks_are_found_without_looking_at_every_page():
    pages.arbre()
    render_waiting()
    asked = str(ContenuRendu.objects.filter(corps__isnull=True).order_by("pk").values_list("pk").query)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{asked}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert connection.vendor != "sqlite" or "contenu_a_rendre" in plan
