"""A body that is kept says what the page says, whatever has happened since."""

import json
import threading

import pytest
from django.db import connection, transaction
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction, Site

from headless.contenus import bodies
from headless.contenus.bodies import en_attente, expire, keep_bodies, render, render_waiting
from headless.contenus.models import ContenuRendu
from headless.contenus.schemas import PAGES, code_of_bodies
from pages.models import PageEditoriale, Ressource
from taxonomy.merging import merge_terms
from tests.factories import pages, taxonomy
from tests.headless.contenus.network import site_entier

pytestmark = pytest.mark.django_db


def decales():
    """The pages whose kept body is not what would be made now."""
    kept = ContenuRendu.objects.filter(corps__isnull=False, page__live=True)
    now = render(list(kept.values_list("page_id", flat=True)))
    return [row.page.title for row in kept.select_related("page") if bytes(row.corps) != now[row.page_id]]


def publier(page, **champs):
    for name, value in champs.items():
        setattr(page, name, value)
    page.save_revision().publish()


EVENEMENTS = {
    "title of a page": lambda s: publier(s.citee, title="Renommée"),
    "address of a page": lambda s: publier(s.citee, slug="ailleurs"),
    "address above": lambda s: publier(s.arbre.boite, slug="autre-boite"),
    "title above": lambda s: publier(s.arbre.boite, title="Autre boîte"),
    "publication of a change": lambda s: publier(s.citante, chapo="Autre chapô"),
    "children of a page": lambda s: publier(s.boite_racontee, title="Avec une étape de plus"),
    "unpublication": lambda s: s.citee.unpublish(),
    "unpublication of a boîte": lambda s: s.autre_boite.unpublish(),
    "deletion": lambda s: s.citee.delete(),
    "move": lambda s: s.citee.move(s.autre_boite, pos="last-child"),
    "move above": lambda s: s.arbre.boite.move(s.arbre.agir, pos="first-child"),
    "restriction": lambda s: PageViewRestriction.objects.create(page=s.citee, restriction_type="login"),
    "restriction above": lambda s: PageViewRestriction.objects.create(page=s.arbre.boite, restriction_type="login"),
    "name of an acteur": lambda s: renommer(s.acteur),
    "name of a domaine": lambda s: renommer(s.domaine),
    "name of an odd": lambda s: renommer(s.odd),
    "name of a nature": lambda s: renommer(s.nature),
    "name of a territoire": lambda s: renommer(s.territoire),
    "name of a partner": lambda s: renommer(s.partenaire),
    "name of a responsable": lambda s: renommer(s.responsable),
    "merge of acteurs": lambda s: merge_terms(source=s.acteur, cible=taxonomy.acteur(), by=None),
    "merge of partners": lambda s: merge_terms(source=s.partenaire, cible=taxonomy.partenaire(), by=None),
    "title of an image": lambda s: retitrer(s.image),
    "file of an image": lambda s: refaire(s.image),
    "deletion of an image": lambda s: s.image.delete(),
    "address of the site": lambda s: Site.objects.get(is_default_site=True).save(),
}


def renommer(term):
    term.nom = f"{term.nom} renommé"
    term.save()


def retitrer(image):
    image.title = "Autre titre"
    image.save()


def refaire(image):
    image.file = get_test_image_file(filename="bleu.png", size=(640, 320), colour="blue")
    image.width, image.height = 640, 320
    image.save()


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


def test_body_is_of_the_code_of_pages_of_their_blocks_and_of_their_rich_text():
    named = {file.relative_to(PAGES).as_posix() for file in code_of_bodies()}
    assert {"visibility.py", "api/rich_text.py", "blocks/figures.py", "models/boite.py"} <= named


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
