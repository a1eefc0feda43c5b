"""A draft may lack everything but its title; publication asks for the rest, each thing at its field."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from adoc.models import ParcoursAdoc
from headless.apercus.sharing import share
from liens.models import Lien
from pages.blocks import CorpsBlock
from pages.blocks.addresses import AddressBlock
from pages.models import (
    Accueil,
    Axe,
    BaseDeConnaissance,
    BoiteAOutils,
    ExempleInspirant,
    FicheRepereActeur,
    FicheRepereDomaine,
    FicheRepereTerritoire,
    LienRessource,
    PageDomaine,
    PageSimple,
    Ressource,
    Rubrique,
)
from pages.page_types import page_types
from taxonomy.models import Partenaire
from tests.browsers import form_data
from tests.comite.test_doors import token
from tests.factories import pages
from tests.pages.test_admin import SANS_ACTEUR, SANS_DOMAINE, SANS_LIEN, SANS_TERRITOIRE, creer, erreurs, saisie

pytestmark = pytest.mark.django_db
TYPES = [pytest.param(one, id=one.__name__) for one in page_types()]
EMPTY = "Champ requis."
NOTHING = "Écrivez au moins un chapô ou un contenu."
TRIPTYCH = {"acteurs": [SANS_ACTEUR], "domaines": [SANS_DOMAINE], "territoires_lies": [SANS_TERRITOIRE]}
#: What each type asks for at its publication, when there is nothing but a title.
ASKED = {
    Accueil: {"promesse": [EMPTY]},
    Axe: {"code": [EMPTY]},
    BaseDeConnaissance: {"url": [EMPTY]},
    BoiteAOutils: {},
    ExempleInspirant: {"annee": [EMPTY], **TRIPTYCH},
    FicheRepereActeur: {"acteur": [EMPTY]},
    FicheRepereDomaine: {"domaine": [EMPTY]},
    FicheRepereTerritoire: {"territoire": [EMPTY]},
    PageDomaine: {"domaine": [EMPTY]},
    PageSimple: {"corps": [NOTHING]},
    ParcoursAdoc: {},
    Ressource: {"nature": [EMPTY], "liens": [SANS_LIEN], **TRIPTYCH},
    Rubrique: {},
}


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


def parent_for(model, arbre):
    """Where a page of the type goes; the first axe makes room for another."""
    if model is Accueil:
        root = arbre.accueil.get_parent()
        arbre.accueil.delete()
        return type(root).objects.get(pk=root.pk)
    if model is Axe:
        arbre.perenniser.delete()
        return type(arbre.accueil).objects.get(pk=arbre.accueil.pk)
    order = (arbre.rubrique, arbre.boite, arbre.agir, arbre.comprendre, arbre.accueil)
    return next(one for one in order if model.can_create_at(one))


def add(client, model, arbre, **typed):
    """The form of a new page of this type, sent with nothing but a title and `typed`."""
    headers = typed.pop("headers", {})
    where = reverse("wagtailadmin_pages:add", args=["pages", model._meta.model_name, parent_for(model, arbre).pk])
    data = form_data(client.get(where).content.decode(), title="Un titre", slug="", **typed)
    return client.post(where, data, headers=headers)


@pytest.mark.parametrize("model", TYPES)
def test_title_alone_is_enough_for_a_draft_and_every_door_opens_on_it(arbre, admin, model):
    response = add(admin, model, arbre)
    page = model.objects.get(title="Un titre")
    assert (response.status_code, page.live) == (302, False)
    _, secret = share(page=page, jours=7, par=None, now=timezone.now())
    named = {
        name: admin.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), follow=True)
        for name in ("edit", "view_draft", "history", "usage", "copy", "move", "delete")
    }
    version = page.latest_revision_id
    named |= {
        "compare": admin.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, version, "latest"])),
        "shared": admin.get(f"/brouillon/{secret}/"),
        "api": admin.get("/api/v3/apercu/", {"partage": secret}),
        "explorer": admin.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])),
        "drafts": admin.get(reverse("brouillons")),
        "home": admin.get(reverse("wagtailadmin_home")),
    }
    assert {name: answer.status_code for name, answer in named.items()} == dict.fromkeys(named, 200)


@pytest.mark.parametrize("model", TYPES)
def test_title_alone_is_saved_by_itself(arbre, admin, model):
    answer = add(admin, model, arbre, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    page = model.objects.get(title="Un titre")
    where = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = form_data(admin.get(where).content.decode(), title="Un autre titre")
    again = admin.post(where, data, headers={"Accept": "application/json"})
    assert (again.status_code, again.json()["success"]) == (200, True)


@pytest.mark.parametrize("model", TYPES)
def test_title_alone_is_enough_for_a_draft_by_the_api(arbre, model):
    parent = parent_for(model, arbre)
    meta = {"type": f"pages.{model.__name__}", "parent_id": parent.pk}
    client = Client(headers=token(pages.administrateur()))
    made = client.post("/api/v3/pages/", {"title": "Un titre", "meta": meta}, content_type="application/json")
    assert made.status_code == 201, made.json()
    page = model.objects.get(title="Un titre")
    assert (page.live, page.get_latest_revision_as_object().title) == (False, "Un titre")


@pytest.mark.parametrize("model", TYPES)
def test_publication_tells_what_is_missing_at_its_field(arbre, admin, model):
    response = add(admin, model, arbre, **{"action-publish": "1"})
    told = erreurs(response) if response.status_code == 200 else {}
    assert told == ASKED[model]
    assert model.objects.filter(title="Un titre", live=True).exists() is not bool(told)


@pytest.mark.parametrize("model", TYPES)
def test_publication_by_the_api_tells_what_is_missing_at_its_field(arbre, model):
    parent = parent_for(model, arbre)
    meta = {"type": f"pages.{model.__name__}", "parent_id": parent.pk, "action": "publish"}
    client = Client(headers=token(pages.administrateur()))
    made = client.post("/api/v3/pages/", {"title": "Un titre", "meta": meta}, content_type="application/json")
    fields = {error["loc"][-1] for error in made.json()["errors"]} if made.status_code == 422 else set()
    assert (made.status_code, fields) == (422 if ASKED[model] else 201, set(ASKED[model]))
    assert model.objects.filter(title="Un titre").exists() is not bool(ASKED[model])


@pytest.mark.parametrize("model", [FicheRepereTerritoire, Ressource])
def test_bulk_publication_names_each_field(arbre, admin, model):
    add(admin, model, arbre)
    page = model.objects.get(title="Un titre")
    where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = admin.post(f"{where}?next=/admin/&id={page.pk}", {"include_descendants": ""}, follow=True)
    told = [str(message) for message in answer.context["messages"]][-1:]
    name = {FicheRepereTerritoire: "Territoire présenté", Ressource: "Nature"}[model]
    assert [f"{name}\u00a0: ce champ ne peut pas être vide." in one for one in told] == [True]


def test_half_filled_children_wait_in_a_draft(arbre, admin):
    chiffre = {"valeur": "12", "unite": "", "libelle": "", "source": "", "source_url": "", "millesime": ""}
    typed = nested_form_data({"chiffres": inline_formset([chiffre])})
    add(admin, FicheRepereActeur, arbre, **typed)
    draft = FicheRepereActeur.objects.get().get_latest_revision_as_object()
    assert [(one.valeur, one.source, one.millesime) for one in draft.chiffres.all()] == [("12", "", None)]
    shown = admin.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]))
    assert ("12" in shown.content.decode(), "None" in shown.content.decode()) == (True, False)

    response = add_again(admin, draft, **{"action-publish": "1"})
    assert response.context["form"].formsets["chiffres"].errors == [
        {"libelle": [EMPTY], "source": [EMPTY], "millesime": [EMPTY]}
    ]


def add_again(client, page, **typed):
    where = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(where, form_data(client.get(where).content.decode(), **typed))


@pytest.mark.parametrize("kind", sorted(CorpsBlock().child_blocks))
def test_empty_block_of_every_kind_waits_in_a_draft(arbre, admin, kind):
    block = CorpsBlock().child_blocks[kind]
    page = PageSimple(title="Une page", live=False)
    arbre.accueil.add_child(instance=page)
    page.save_revision(clean=False)
    body = page.corps.stream_block
    form_class = PageSimple.get_edit_handler().get_form_class()
    form = form_class(instance=page, data={}, for_user=None)
    form.defer_required_fields()
    empty = body.to_python([{"type": kind, "value": block.get_prep_value(block.get_default()), "id": "x"}])
    cleaned = form.fields["corps"].block.clean_deferred(empty)
    assert [child.block_type for child in cleaned] == [kind]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.comite21.example/guide.pdf", "https://www.comite21.example/guide.pdf"),
        ("  partenaire.example ", "https://partenaire.example"),
        ("//partenaire.example/x", "https://partenaire.example/x"),
        ("données.example:8080/?q=1", "https://données.example:8080/?q=1"),
        ("http://partenaire.example/", "http://partenaire.example/"),
    ],
)
def test_address_of_a_link_gets_the_scheme_it_lacks_and_is_checked_as_any(arbre, admin, typed, kept):
    response = creer(admin, arbre.boite, saisie(liens=[typed]))
    page = Ressource.objects.get()
    assert [lien.url for lien in page.liens.all()] == [kept]
    assert Lien.objects.count() == 1
    said = [str(one) for one in admin.get(response["Location"]).context["messages"]]
    completed = "a été ajouté" in " ".join(said)
    assert completed is not typed.startswith("http")
    if completed:
        sentence = "« https:// » a été ajouté à «\u00a0{}\u00a0» : l’adresse sera vérifiée comme tous les liens."
        assert sentence.format(typed.strip()) in " ".join(said)


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "ftp://partenaire.example/", "contact@asso.example", "localhost", "un guide", "mailto:a"],
)
def test_what_is_no_address_of_a_site_is_refused_at_its_field(arbre, admin, typed):
    response = creer(admin, arbre.boite, saisie(liens=[typed]))
    assert list(response.context["form"].formsets["liens"].forms[0].errors) == ["url"]


def test_addresses_in_blocks_and_of_pages_get_the_scheme_they_lack(arbre, admin):
    corps = streamfield([("citation", {"texte": "Bien.", "auteur": "", "source_url": "source.example/a"})])
    typed = nested_form_data({"corps": corps}) | {"url": "base.example"}
    add(admin, BaseDeConnaissance, arbre, **typed)
    page = BaseDeConnaissance.objects.get()
    assert (page.url, page.corps[0].value["source_url"]) == ("https://base.example", "https://source.example/a")


def test_every_block_with_an_address_completes_it():
    """`pages.E012` says which fields are addresses: those whose name ends so."""

    def addresses(block, place):
        for name, child in getattr(block, "child_blocks", {}).items():
            if name.endswith("url"):
                yield f"{place}.{name}", isinstance(child, AddressBlock)
            yield from addresses(getattr(child, "child_block", child), f"{place}.{name}")

    found = dict(addresses(CorpsBlock(), "corps"))
    assert found
    assert found == dict.fromkeys(found, True)


def test_site_of_a_partner_gets_the_scheme_it_lacks(admin):
    where = reverse(Partenaire.snippet_viewset.get_url_name("add"))
    answer = admin.post(where, {"nom": "Un partenaire", "site": "www.partenaire.example", "slug": ""}, follow=True)
    assert Partenaire.objects.get().site == "https://www.partenaire.example"
    assert "« https:// » a été ajouté à «\u00a0www.partenaire.example\u00a0»" in answer.content.decode()


def test_address_saved_by_itself_is_completed_and_told_by_its_field_alone(arbre, admin):
    creer(admin, arbre.boite, saisie())
    page = Ressource.objects.get()
    where = reverse("wagtailadmin_pages:edit", args=[page.pk])
    link = [{"libelle": "Ouvrir", "url": "partenaire.example", "role": "principal"}]
    data = form_data(admin.get(where).content.decode(), **nested_form_data({"liens": inline_formset(link)}))
    answer = admin.post(where, data, headers={"Accept": "application/json"})
    assert json.loads(answer.content)["success"] is True
    draft = Ressource.objects.get().get_latest_revision_as_object()
    assert [one.url for one in draft.liens.all()] == ["https://partenaire.example"]
    assert [str(one) for one in admin.get(where).context["messages"]] == []


def test_listings_show_a_resource_that_has_no_nature_yet(arbre, admin):
    creer(admin, arbre.boite, saisie(nature=""))
    assert [page.title for page in admin.get("/admin/ressources/").context["object_list"]] == ["Guide"]


def test_row_that_was_opened_and_left_empty_is_no_link(arbre, admin):
    empty = {"libelle": "", "url": "", "role": "principal"}
    rows = inline_formset([empty]) | {"0-ORDER": "1"}
    creer(admin, arbre.boite, saisie() | nested_form_data({"liens": rows}) | {"liens-0-ORDER": "1"})
    assert [page.liens.count() for page in Ressource.objects.all()] == [0]


def test_title_that_the_browser_made_no_address_of_gets_one_of_its_own(arbre, admin):
    for slug in ("", "", "le-guide-de-lete"):
        creer(admin, arbre.boite, saisie(title="Le guide de l’été", slug=slug))
    creer(admin, arbre.boite, saisie(title="…", slug=""))
    assert list(Ressource.objects.order_by("pk").values_list("slug", flat=True)) == [
        "le-guide-de-lete",
        "le-guide-de-lete-2",
        "le-guide-de-lete-3",
        "page",
    ]


def test_row_left_empty_below_a_filled_one_is_known_when_the_form_is_sent_again(arbre, admin):
    rows = [{"libelle": "Ouvrir", "url": "https://a.example/", "role": "principal"}]
    rows.append({"libelle": "", "url": "", "role": "principal"})
    data = saisie() | nested_form_data({"liens": inline_formset(rows)})
    where = reverse("wagtailadmin_pages:add", args=["pages", "ressource", arbre.boite.pk])
    answer = admin.post(where, data, headers={"Accept": "application/json"}).json()
    updates = answer["field_updates"]
    assert updates["liens-INITIAL_FORMS"] == "1"
    data |= updates | {"liens-1-libelle": "Lire", "liens-1-url": "https://b.example/", "title": "Guide 2"}
    again = admin.post(answer["url"], data, headers={"Accept": "application/json"}).json()
    assert again["success"] is True
    draft = Ressource.objects.get().get_latest_revision_as_object()
    assert [lien.url for lien in draft.liens.all()] == ["https://a.example/", "https://b.example/"]


def test_half_filled_child_is_named_at_every_other_door_of_publication(arbre, admin):
    page = pages.ressource(arbre.boite, live=False)
    page.liens.add(LienRessource(libelle="", url="https://a.example/"))
    page.save_revision(clean=False)
    where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = admin.post(f"{where}?next=/admin/&id={page.pk}", {"include_descendants": ""}, follow=True)
    told = str(list(answer.context["messages"])[-1])
    assert re.search("lien de la ressource [12], ce que l’on y trouve\u00a0: ce champ ne peut pas être vide.", told)
    assert Ressource.objects.get(pk=page.pk).live is False
