"""A body that is kept says what the page says, whatever has happened since."""

import json
import threading

import pytest
from django.db import connection, transaction

from headless.contenus import bodies
from headless.contenus.bodies import en_attente, expire, keep_bodies, render
from headless.contenus.models import ContenuRendu
from headless.contenus.turns import render_waiting
from pages.models import PageEditoriale, Ressource
from tests.factories import pages
from tests.headless.contenus.events import EVENEMENTS, publier
from tests.headless.contenus.network import site_entier

pytestmark = pytest.mark.django_db


def decales():
    """The pages whose kept body is not what would be made now."""
    kept = ContenuRendu.objects.filter(corps__isnull=False, page__live=True)
    now = render(list(kept.values_list("page_id", flat=True)))
    return [row.page.title for row in kept.select_related("page") if bytes(row.corps) != now[row.page_id]]


@pytest.mark.parametrize("event", EVENEMENTS)
def test_no_kept_body_is_out_of_step_after(event):
    whole = site_entier()
    render_waiting()
    assert (en_attente(), decales()) == ([], [])
    EVENEMENTS[event](whole)
    assert decales() == []
    assert en_attente()
    render_waiting()
    assert (en_attente(), decales()) == ([], [])


def test_draft_leaves_bodies_as_they_are():
    whole = site_entier()
    render_waiting()
    whole.citante.title = "Brouillon"
    whole.citante.save_revision()
    assert (en_attente(), decales()) == ([], [])


def test_bodies_of_other_code_are_made_again(monkeypatch):
    page = pages.ressource(pages.arbre().boite)
    render_waiting()
    ContenuRendu.objects.filter(page=page).update(corps=b'{"of":"before"}')
    monkeypatch.setattr(bodies, "forme_du_code", lambda: "other")
    assert bodies.corps_de([(page.pk, b'{"of":"before"}', "before")])[page.pk] != b'{"of":"before"}'
    render_waiting()
    assert decales() == []


def test_body_made_while_the_page_changes_is_not_kept(monkeypatch):
    page = pages.ressource(pages.arbre().boite)
    honest = bodies.render

    def slow(ids):
        made = honest(ids)
        expire([page.pk])
        return made

    monkeypatch.setattr(bodies, "render", slow)
    assert keep_bodies([page.pk]) == 0
    assert page.pk in en_attente()
    assert ContenuRendu.objects.get(page=page).corps is None


def test_change_that_is_rolled_back_leaves_the_body():
    page = pages.ressource(pages.arbre().boite)
    render_waiting()
    before = bytes(ContenuRendu.objects.get(page=page).corps)

    with transaction.atomic():
        publier(page, title="Jamais")
        transaction.set_rollback(True)
    assert bytes(ContenuRendu.objects.get(page=page).corps) == before


def test_page_deleted_since_the_rows_were_read_is_left_out():
    page = pages.ressource(pages.arbre().boite)
    rows = [(page.pk, None, None)]
    Ressource.objects.filter(pk=page.pk).first().delete()
    assert bodies.corps_de(rows) == {}


@pytest.mark.django_db(transaction=True)
def test_change_in_another_transaction_is_found_by_who_read_before_it():
    """The body is made from what was there before; the change is committed before it is kept."""
    page = pages.ressource(pages.arbre().boite, title="Avant")
    ContenuRendu.objects.all().delete()
    honest = bodies.render

    def change():
        try:
            own = PageEditoriale.objects.get(pk=page.pk).specific
            own.title = "Après"
            own.save()
        finally:
            connection.close()

    def slow(ids):
        made = honest(ids)
        other = threading.Thread(target=change)
        other.start()
        other.join()
        return made

    bodies.render = slow
    try:
        keep_bodies([page.pk])
    finally:
        bodies.render = honest
    assert ContenuRendu.objects.get(page=page).corps is None
    render_waiting()
    assert json.loads(bytes(ContenuRendu.objects.get(page=page).corps))["title"] == "Après"
