"""Drafts that are made together are left as those that the editor’s form makes one by one."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from wagtail.models import Page, Revision

from comite.enums import RoleComite as Role
from comite.refusing import RuleError
from pages.models import ExempleInspirant, LienRessource, PagePartenaire, PageTerritoire, Ressource
from pages.writing.changing import NOT_FOR, NOT_YOURS, change_draft
from pages.writing.creating import NewDraft, create_drafts
from pages.writing.values import read_values, wrong_values
from tests.factories import comite, pages, taxonomy

pytestmark = pytest.mark.django_db
NAMES = (
    *("title", "chapo", "corps", "nature", "acces", "responsable", "millesime", "valable_jusqu_au"),
    *("territoires", "partenaires", "acteurs", "domaines", "odds", "boites", "liens"),
)
#: What visitors would see of it, or of a page that is saved twice.
ELSEWHERE = {"headless", "search", "journal", "contenus", "wagtailsearch"}
NUMBERS = {
    *("id", "pk", "uuid", "timestamp", "created_at", "le"),
    *("path", "translation_key", "content_path_hash", "sort_order"),
}


@pytest.fixture
def terms():
    _, _, _, lyon = taxonomy.rhone()
    return {
        "nature": taxonomy.nature(),
        "acteur": taxonomy.acteur(),
        "domaine": taxonomy.domaine(),
        "odd": taxonomy.odd(),
        "lyon": lyon,
        "partenaire": taxonomy.partenaire(),
    }


def values(terms, boite, title="Le guide", **more):
    return {
        "title": title,
        "chapo": "Ce qu’il dit.",
        "nature": terms["nature"].pk,
        "acces": "payant",
        "millesime": 2024,
        "valable_jusqu_au": date(2030, 1, 31),
        "liens": [
            {"libelle": "Lire", "url": "https://guide.example/a", "role": "principal"},
            {"libelle": "Voir", "url": "https://guide.example/b", "role": "video"},
        ],
        "territoires": [terms["lyon"].pk, taxonomy.france().pk],
        "partenaires": [terms["partenaire"].pk],
        "acteurs": [terms["acteur"].pk],
        "domaines": [terms["domaine"].pk],
        "odds": [terms["odd"].pk],
        "boites": [boite.pk],
        **more,
    }


def by_the_form(terms, boite, parent, by):
    page = Ressource(
        title="Le guide", chapo="Ce qu’il dit.", nature=terms["nature"], acces="payant", millesime=2024, owner=by,
        valable_jusqu_au=date(2030, 1, 31), live=False, has_unpublished_changes=True,
    )  # fmt: skip
    page.liens = [
        LienRessource(libelle="Lire", url="https://guide.example/a", role="principal", sort_order=0),
        LienRessource(libelle="Voir", url="https://guide.example/b", role="video", sort_order=1),
    ]
    page.territoires_lies = [
        PageTerritoire(territoire=one, sort_order=rank) for rank, one in enumerate((terms["lyon"], taxonomy.france()))
    ]
    page.partenaires_lies = [PagePartenaire(partenaire=terms["partenaire"], sort_order=0)]
    page.acteurs, page.domaines, page.odds = [terms["acteur"]], [terms["domaine"]], [terms["odd"]]
    page.boites = [boite]
    parent.add_child(instance=page)
    page.save_revision(user=by, clean=False)
    return page


def rows_about(page):
    """Every row of every table that names the page, without numbers and hours."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in ELSEWHERE or model._meta.proxy:
            continue
        keys = [
            f for f in model._meta.concrete_fields if isinstance(f, ForeignKey) and issubclass(f.related_model, Page)
        ]
        wanted = [{key.attname: page.pk} for key in keys]
        names = {field.name for field in model._meta.concrete_fields}
        if "object_id" in names:
            wanted.append({"object_id": str(page.pk)})
        if issubclass(model, Page):
            wanted = [{"pk": page.pk}]
        for asked in wanted:
            for row in model._default_manager.filter(**asked).values():
                found.setdefault(model._meta.label, []).append(plain(row, page))
    for row in found["wagtailcore.ReferenceIndex"]:
        # Wagtail writes that of whatever was saved last: the page, or a table that it shares.
        del row["content_type_id"]
    return {label: sorted(rows, key=str) for label, rows in found.items()}


def plain(said, page):
    if isinstance(said, dict):
        return {
            name: plain(value, page) for name, value in said.items()
            if name not in NUMBERS and not name.endswith(("_at", "revision_id", "page_ptr_id", "entry_id"))
        }  # fmt: skip
    if isinstance(said, list):
        return [plain(one, page) for one in said]
    if said == page.pk or said == str(page.pk):
        return "the page"
    # Paths of references name the row of a child by its key.
    return re.sub(r"\.\d+\.", ".n.", said) if isinstance(said, str) else said


def test_a_page_of_a_batch_is_left_as_by_the_form(terms):
    tree, by = pages.arbre(), pages.administrateur()
    slow = by_the_form(terms, tree.boite, tree.boite, by)
    expected = rows_about(Ressource.objects.get(pk=slow.pk))
    slow.delete()
    [quick] = create_drafts(model=Ressource, drafts=[NewDraft(tree.boite.pk, values(terms, tree.boite))], by=by)
    assert rows_about(Ressource.objects.get(pk=quick.pk)) == expected
    assert {"pages.Ressource", "pages.LienRessource", "liens.OccurrenceLien", "wagtailcore.Revision"} <= set(expected)
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_batch_finds_free_addresses_and_places(terms):
    tree, by = pages.arbre(), pages.administrateur()
    pages.ressource(tree.boite, title="Le guide")
    made = create_drafts(
        model=Ressource,
        drafts=[
            NewDraft(tree.boite.pk, values(terms, tree.boite)),
            NewDraft(tree.rubrique.pk, values(terms, tree.boite)),
            NewDraft(tree.boite.pk, values(terms, tree.boite)),
        ],
        by=by,
    )
    assert [one.url_path.removeprefix(tree.accueil.url_path) for one in made] == [
        "agir/piloter/le-guide-2/", "comprendre/bases/le-guide/", "agir/piloter/le-guide-3/",
    ]  # fmt: skip
    assert Page.find_problems() == ([], [], [], [], [])
    assert [Page.objects.get(pk=one.pk).numchild for one in (tree.boite, tree.rubrique)] == [3, 1]


def test_what_is_written_is_read_back_from_tables_and_from_versions(terms):
    tree, by = pages.arbre(), pages.administrateur()
    said = values(terms, tree.boite)
    [page] = create_drafts(model=Ressource, drafts=[NewDraft(tree.boite.pk, said)], by=by)
    expected = {"corps": "[]", "responsable": None, **said}
    assert read_values(Ressource, [page.pk], NAMES, drafts=False) == {page.pk: expected}
    assert read_values(Ressource, [page.pk], NAMES) == {page.pk: expected}
    row = page.liens.first().pk
    liens = [{**said["liens"][0], "url": "https://guide.example/c"}]
    before, after = change_draft(page=page, values={"chapo": "Autre.", "liens": liens, "odds": []}, by=by)
    assert read_values(Ressource, [page.pk], NAMES) == {
        page.pk: {**expected, "chapo": "Autre.", "liens": liens, "odds": []}
    }
    assert after.content["liens"][0]["pk"] == row
    assert (before.content["chapo"], Revision.objects.for_instance(page).count()) == ("Ce qu’il dit.", 2)


def test_rights_are_asked_of_whoever_creates_and_changes(terms):
    tree, people = pages.arbre(), comite.comite()
    writer = people.comptes[Role.CONTRIBUTEUR]
    mine, theirs = (values(terms, tree.boite, responsable=one.pk) for one in (people.notre, people.autre))
    [page] = create_drafts(model=Ressource, drafts=[NewDraft(tree.boite.pk, mine)], by=writer)
    assert (page.owner_id, page.responsable_id, page.live) == (writer.pk, people.notre.pk, False)
    with pytest.raises(RuleError, match=NOT_FOR):
        create_drafts(model=Ressource, drafts=[NewDraft(tree.boite.pk, theirs)], by=writer)
    other = pages.ressource(tree.boite, responsable=people.autre)
    with pytest.raises(RuleError, match=NOT_YOURS):
        change_draft(page=other, values={"title": "Autre"}, by=writer)
    assert Ressource.objects.count() == 2


def test_fields_refuse_in_their_own_words():
    liens = [{"libelle": "Lire", "url": "ftp://guide.example", "role": "principal"}]
    assert wrong_values(Ressource, {"title": "x" * 300, "liens": liens, "nature": None, "chapo": ""}) == {
        "title": ["Assurez-vous que cette valeur comporte au plus 255 caractères (actuellement 300)."],
        "liens": ["Indiquez une adresse complète, qui commence par « https:// » ou « http:// »."],
    }
    assert wrong_values(ExempleInspirant, {"annee": 1900}) == {
        "annee": ["Assurez-vous que cette valeur est supérieure ou égale à 1950."]
    }
