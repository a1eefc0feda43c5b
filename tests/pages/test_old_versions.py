"""An old version opens whatever was deleted since: without it, and saying so."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page, PageLogEntry, Revision

from headless.apercus.sharing import share
from liens.enums import IssueRemplacement
from liens.models import LigneRemplacement
from liens.replacing.execution import advance_replacements
from liens.replacing.undoing import request_undo
from pages.models import PageEditoriale, Ressource
from pages.page_types import types_of
from pages.tasks import publish_scheduled
from taxonomy.models import Nature, Odd
from taxonomy.references import ReferenceKind, modeles_de_terme, references_vers
from tests.factories import pages, taxonomy
from tests.factories.every_type import page_of_every_type
from tests.liens.test_replacing import page_simple, remplacer
from workers.links.reports.models import Message

pytestmark = pytest.mark.django_db

MAKE = {
    "Acteur": taxonomy.acteur,
    "Domaine": taxonomy.domaine,
    "Nature": taxonomy.nature,
    "Odd": lambda: Odd.objects.create(numero=9, nom="Industrie"),
    "Partenaire": lambda: taxonomy.partenaire(est_comite=True),
    "Territoire": taxonomy.region,
}


def places_of(model):
    """(kind of term, where a version of this page type holds it), all that there are."""
    return [(term, one) for term in modeles_de_terme() for one in references_vers(term) if issubclass(model, one.hote)]


def cite(content, page, reference, pk):
    name = reference.champ.name
    if reference.forme is ReferenceKind.DIRECTE:
        content[reference.cle] = pk
    elif reference.forme is ReferenceKind.LISTE:
        content[reference.cle] = [pk]
    else:
        content[reference.cle] = [{"pk": None, "sort_order": 0, "page": page.pk, "conditions": [], name: pk}]


def citing(page):
    """A version of the page that names one term at each place, those terms, and the newest version, without them."""
    content = page.save_revision(clean=False).content
    old = Revision.objects.filter(object_id=str(page.pk)).order_by("pk").last()
    terms = []
    for term_type, reference in places_of(type(page)):
        terms.append(MAKE[term_type.__name__]())
        cite(content, page, reference, terms[-1].pk)
    Revision.objects.filter(pk=old.pk).update(content=json.loads(json.dumps(content, default=str)))
    page.refresh_from_db()
    last = page.save_revision(clean=False)
    last.publish()
    return old.pk, last.pk, terms


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


@pytest.mark.parametrize("model", [pytest.param(one, id=one.__name__) for one in types_of(PageEditoriale)])
def test_version_that_names_deleted_terms_opens_at_every_door_and_says_each(admin, model):
    _, made = page_of_every_type()
    page = made[model]
    old, last, terms = citing(page)
    for term in terms:
        admin.post(reverse(term.snippet_viewset.get_url_name("delete"), args=[term.pk]))
        assert not type(term).objects.filter(pk=term.pk).exists()

    for name, args in (("view", [old]), ("revert", [old]), ("compare", [old, last])):
        response = admin.get(reverse(f"wagtailadmin_pages:revisions_{name}", args=[page.pk, *args]))
        html = response.content.decode()
        assert (name, response.status_code, "supprimé depuis" in html) == (name, 200, True)
        assert [str(term) for term in terms if escape(f"« {term} »") not in html] == []


def test_version_says_each_thing_left_out_once_with_its_field():
    arbre = pages.arbre()
    nature, acteur, kept = taxonomy.nature("Jeu"), taxonomy.acteur("Coopératives"), taxonomy.acteur()
    page = pages.ressource(arbre.boite, nature=nature, acteurs=[acteur, kept], territoires=[taxonomy.region("Corse")])
    old = page.get_latest_revision()
    for field, value in (("nature", taxonomy.nature()), ("acteurs", [kept])):
        setattr(page, field, value)
    page.save_revision().publish()
    nature.delete()
    acteur.delete()

    version = Revision.objects.get(pk=old.pk).as_object()

    assert version.left_out_sentence == (
        "Cette version s’ouvre sans ce qui a été supprimé depuis : nature ; pour quels acteurs."
    )
    assert (version.nature, list(version.acteurs.all())) == (None, [kept])
    assert [lie.territoire.nom for lie in version.territoires_lies.all()] == ["Corse"]
    assert Ressource.objects.get(pk=page.pk).left_out_sentence == ""


def draft_without_its_nature(boite):
    """A page whose newest draft names a nature that is gone: deleted behind the admin’s back."""
    nature = taxonomy.nature()
    page = pages.ressource(boite)
    page.nature = nature
    page.title = "Le brouillon"
    page.save_revision()
    Nature.objects.filter(pk=nature.pk)._raw_delete("default")
    return page


def test_shared_draft_and_its_api_open_without_the_deleted_term(client):
    page = draft_without_its_nature(pages.arbre().boite)
    _, secret = share(page=page, jours=7, par=None, now=timezone.now())
    shown, given = client.get(f"/brouillon/{secret}/"), client.get("/api/v3/apercu/", {"partage": secret})
    assert (shown.status_code, "supprimé depuis : nature." in shown.content.decode()) == (200, True)
    assert (given.status_code, given.json()["title"], given.json()["nature"]) == (200, "Le brouillon", None)


def test_preview_of_what_is_typed_opens_without_the_deleted_term(client):
    page = draft_without_its_nature(pages.arbre().boite)
    token = Ressource.objects.get(pk=page.pk).create_page_preview()
    content = json.loads(token.content_json)
    token.content_json = json.dumps(content | {"nature": 10_000})
    token.save()
    response = client.get("/api/v3/apercu/", {"content_type": "pages.ressource", "token": token.token})
    assert (response.status_code, response.json()["nature"]) == (200, None)


def test_version_chosen_for_an_hour_that_lacks_what_was_deleted_holds_nothing_up():
    author = get_user_model().objects.create_user("auteur", "auteur@exemple.example")
    now, boite = timezone.now(), pages.arbre().boite
    nature = taxonomy.nature()
    broken, sound = pages.ressource(boite), pages.ressource(boite)
    before = broken.title
    for rank, page in enumerate((broken, sound)):
        page.nature = nature if page is broken else page.nature
        page.title, page.go_live_at = f"À son heure {rank}", now + timedelta(hours=1, minutes=rank)
        page.save_revision(user=author).publish()
    Nature.objects.filter(pk=nature.pk)._raw_delete("default")

    with time_machine.travel(now + timedelta(hours=2)):
        publish_scheduled()

    titles = [Page.objects.get(pk=page.pk).title for page in (broken, sound)]
    assert titles == [before, "À son heure 1"]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    told = PageLogEntry.objects.get(page_id=broken.pk, action="pages.heure_abandonnee")
    assert told.message == (
        "Publication programmée abandonnée. Cette version s’ouvre sans ce qui a été supprimé depuis : nature."
        " Nature\u00a0: ce champ ne peut pas être vide."
    )
    letter = Message.objects.get(courriels__compte=author, sujet__contains="Pas parue")
    assert letter.sujet == "[ODD\u00a017] Pas parue à son heure\u00a0: «\u00a0À son heure 0\u00a0»"
    assert "Nature\u00a0: ce champ ne peut pas être vide." in letter.texte


def test_replacement_is_undone_although_the_version_before_names_a_deleted_term():
    arbre, relecteur = pages.arbre(), pages.administrateur()
    partner = taxonomy.partenaire("Ancien membre", est_comite=True)
    page = page_simple(arbre, "Une page", live=False)
    page.responsable = partner
    page.save(clean=False)
    page.save_revision()
    asked = remplacer(relecteur)
    before = LigneRemplacement.objects.get().avant
    content = page.get_latest_revision().content
    newest = Page.objects.get(pk=page.pk).get_latest_revision()
    Revision.objects.filter(pk=newest.pk).update(content=newest.content | {"responsable": None})
    PageEditoriale.objects.filter(pk=page.pk).update(responsable=None)
    assert content["responsable"] == before.content["responsable"] == partner.pk
    partner.delete()

    request_undo(asked, par=relecteur)
    advance_replacements(asked, au_plus=1000)

    line = LigneRemplacement.objects.get()
    assert (line.issue, line.raison) == (
        IssueRemplacement.ANNULEE,
        "Cette version s’ouvre sans ce qui a été supprimé depuis : responsable.",
    )
