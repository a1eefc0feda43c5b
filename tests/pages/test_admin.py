"""The editor's forms and panels: drafts may wait, publications may not, every refusal is a sentence at its field."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from liens.enums import EtatLien
from liens.models import Lien
from pages.admin.groups import EDITEURS, RELECTEURS, RELECTURE, install_groups
from pages.enums import RythmeRelecture
from pages.models import BoiteAOutils, PageEditoriale, Ressource
from pages.reading.due import pages_a_relire
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db

SANS_TERRITOIRE = "Choisissez au moins un territoire, « France » pour ce qui vaut partout."
SANS_ACTEUR = "Choisissez au moins un type d’acteur : c’est par là que les visiteurs cherchent."
SANS_DOMAINE = "Choisissez au moins un domaine : c’est par là que les visiteurs cherchent."
SANS_LIEN = "Ajoutez au moins un lien vers la ressource : c’est lui que le visiteur ouvre."
SANS_SCHEMA = "Indiquez une adresse complète, qui commence par « https:// » ou « http:// »."


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


def saisie(*, liens=(), territoires=(), corps=(), acteurs=(), domaines=(), **champs):
    """What the browser posts for a resource."""
    data = nested_form_data(
        {
            "title": "Guide",
            "slug": "guide",
            "nature": taxonomy.nature().pk,
            "acces": "libre",
            "rythme_relecture": "annee",
            "corps": streamfield(list(corps)),
            "liens": inline_formset([{"libelle": "Ouvrir", "url": url, "role": "principal"} for url in liens]),
            "territoires_lies": inline_formset([{"territoire": territoire.pk} for territoire in territoires]),
            "partenaires_lies": inline_formset([]),
            "comments": inline_formset([]),
            **champs,
        }
    )
    return {**data, "acteurs": [terme.pk for terme in acteurs], "domaines": [terme.pk for terme in domaines]}


def creer(client, parent, data):
    return client.post(reverse("wagtailadmin_pages:add", args=["pages", "ressource", parent.pk]), data)


def erreurs(response):
    """{field or children: sentences} of a form that was shown again."""
    form = response.context["form"]
    enfants = {nom: list(formset.non_form_errors()) for nom, formset in form.formsets.items()}
    champs = {nom: list(phrases) for nom, phrases in form.errors.items()}
    return {nom: phrases for nom, phrases in {**champs, **enfants}.items() if phrases}


def test_draft_without_its_triptych_is_saved(arbre, admin):
    creer(admin, arbre.boite, saisie())
    page = Ressource.objects.get()
    assert (page.title, page.live, page.territoires) == ("Guide", False, [])


def test_publication_without_triptych_nor_link_is_refused_at_each_field(arbre, admin):
    response = creer(admin, arbre.boite, saisie(**{"action-publish": "1"}))
    assert erreurs(response) == {
        "acteurs": [SANS_ACTEUR],
        "domaines": [SANS_DOMAINE],
        "territoires_lies": [SANS_TERRITOIRE],
        "liens": [SANS_LIEN],
    }
    assert not Ressource.objects.exists()


def test_complete_page_is_published(arbre, admin):
    data = saisie(
        liens=["https://partenaire.example/"],
        territoires=[taxonomy.france()],
        acteurs=[taxonomy.acteur()],
        domaines=[taxonomy.domaine()],
    )
    creer(admin, arbre.boite, {**data, "action-publish": "1"})
    page = Ressource.objects.get()
    assert (page.live, page.territoires, list(Lien.objects.values_list("url", flat=True))) == (
        True,
        [taxonomy.france()],
        ["https://partenaire.example/"],
    )


def test_removed_territoires_do_not_count(arbre, admin):
    data = saisie(
        liens=["https://partenaire.example/"],
        territoires=[taxonomy.france()],
        acteurs=[taxonomy.acteur()],
        domaines=[taxonomy.domaine()],
    )
    response = creer(admin, arbre.boite, {**data, "territoires_lies-0-DELETE": "on", "action-publish": "1"})
    assert erreurs(response) == {"territoires_lies": [SANS_TERRITOIRE]}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "partenaire", "ftp://partenaire.example/"])
def test_address_of_a_link_is_refused_at_its_field_even_in_a_draft(arbre, admin, url):
    response = creer(admin, arbre.boite, saisie(liens=[url]))
    formset = response.context["form"].formsets["liens"]
    assert [form.errors for form in formset.forms] == [{"url": [SANS_SCHEMA]}]


def test_address_inside_a_block_is_refused_at_its_field(arbre, admin):
    corps = [("video", {"titre": "Film", "url": "javascript:alert(1)", "duree": "", "transcription": ""})]
    response = creer(admin, arbre.boite, saisie(corps=corps))
    erreur = response.context["form"].errors.as_data()["corps"][0]
    assert erreur.block_errors[0].block_errors["url"].messages == [SANS_SCHEMA]


def test_address_inside_a_rich_text_block_is_refused_by_name(arbre, admin):
    corps = [("paragraphe", rich_text('<p><a href="http://sans_nom/">ici</a></p>'))]
    response = creer(admin, arbre.boite, saisie(corps=corps))
    erreur = response.context["form"].errors.as_data()["corps"][0]
    assert erreur.block_errors[0].messages == ["Ces liens ne sont pas valables : http://sans_nom/"]


def test_address_inside_the_rich_text_of_a_child_is_refused_by_name(arbre):
    form_class = BoiteAOutils.get_edit_handler().get_form_class().formsets["questions"].form
    form = form_class({"question": "Où ?", "reponse": rich_text('<p><a href="http://sans_nom/">ici</a></p>')})
    assert form.errors["reponse"] == ["Ces liens ne sont pas valables : http://sans_nom/"]


def test_page_under_review_stays_complete(arbre, client):
    install_groups()
    editrice = pages.membre(EDITEURS)
    page = pages.ressource(arbre.boite, live=False)
    Workflow.objects.get(name=RELECTURE).start(page, editrice)
    form_class = Ressource.get_edit_handler().get_form_class()
    form = form_class(saisie(), instance=Ressource.objects.get(pk=page.pk), parent_page=arbre.boite, for_user=editrice)
    form.defer_required_fields()
    assert not form.is_valid()


def test_bulk_publication_names_incomplete_pages_and_publishes_none(arbre, admin):
    complete = pages.ressource(arbre.boite, live=False, title="Complète")
    incomplete = pages.ressource(arbre.boite, live=False, title="Incomplète", urls=())
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin.post(f"{url}?id={complete.pk}&id={incomplete.pk}&next=/admin/", {}, follow=True)
    assert [str(message).strip() for message in response.context["messages"]] == [
        f"« Incomplète » n’est pas publiée. {SANS_LIEN}"
    ]
    assert not Ressource.objects.live().exists()


@time_machine.travel("2026-06-15")
def test_pages_to_read_again_are_those_due_or_soon_out_of_date(arbre):
    def page(**champs):
        return pages.ressource(arbre.boite, **champs).pk

    echue = page(relu_le=date(2025, 6, 1), rythme_relecture=RythmeRelecture.ANNEE)
    trimestre = page(relu_le=date(2026, 3, 1), rythme_relecture=RythmeRelecture.TRIMESTRE)
    bientot = page(relu_le=date(2026, 5, 1), valable_jusqu_au=date(2026, 7, 1))
    page(relu_le=date(2025, 7, 1), rythme_relecture=RythmeRelecture.ANNEE)
    page(valable_jusqu_au=date(2027, 1, 1))

    assert [found.pk for found in pages_a_relire(date(2026, 6, 15))] == [trimestre, echue, bientot]


def test_home_shows_own_drafts_reviews_and_links(arbre, client):
    install_groups()
    editrice = pages.membre(EDITEURS)
    page = pages.ressource(arbre.boite, relu_le=date(2020, 1, 1), title="À revoir")
    Lien.objects.update(etat=EtatLien.CASSE)
    page.title = "Mon brouillon"
    page.save_revision(user=editrice)
    client.force_login(editrice)

    contenu = client.get(reverse("wagtailadmin_home")).content.decode().replace("\xa0", " ")

    titres = ["À finir", "À relire", "Liens à regarder"]
    assert [contenu.count(f"</strong> {titre}</a>") for titre in titres] == [1] * 3
    assert [
        texte in contenu for texte in ("Mon brouillon", "Relecture attendue depuis le 31 décembre 2020", "Indisponible")
    ] == [True] * 3


def test_home_shows_a_reviewer_first_what_waits_for_approval(arbre, client):
    install_groups()
    page = pages.ressource(arbre.boite, title="Soumise")
    page.save_revision(user=pages.membre(EDITEURS))
    page.get_workflow().start(page, page.latest_revision.user)
    client.force_login(pages.membre(RELECTEURS))

    contenu = client.get(reverse("wagtailadmin_home")).content.decode()

    assert -1 < contenu.find("<strong>1</strong> À approuver</a>") < contenu.find(">Soumise</a>")
    assert "Rien qui vous soit demandé, aucun brouillon à finir" in contenu


def test_editor_submits_and_reviewer_publishes(arbre):
    install_groups()
    editrice, relecteur = pages.membre(EDITEURS), pages.membre(RELECTEURS)
    droits = [
        PageEditoriale.objects.get(pk=arbre.boite.pk).permissions_for_user(compte) for compte in (editrice, relecteur)
    ]
    assert [(d.can_edit(), d.can_publish(), d.can_submit_for_moderation()) for d in droits] == [
        (True, False, True),
        (True, True, True),
    ]


def test_groups_are_installed_twice_without_a_difference():
    install_groups()
    avant = [(w.name, [t.name for t in w.tasks]) for w in Workflow.objects.all()]
    install_groups()
    assert avant == [(RELECTURE, [RELECTURE])]
    assert [(w.name, [t.name for t in w.tasks]) for w in Workflow.objects.all()] == avant
