"""What the admin shows: the panel of the editor, the report with its filters, the settings of the Comité."""

import html
import re

import pytest
from django.urls import reverse

from comite.enums import RoleComite as Role
from liens.enums import EtatLien
from liens.models import Lien
from qualite.models import ReglagesDeQualite
from qualite.tasks import examine
from tests.comite.test_doors import logged_in
from tests.factories import comite as people
from tests.factories import pages

pytestmark = pytest.mark.django_db
CHAPO = (
    "Un guide pour agir à plusieurs : il dit comment s’y prendre, avec qui, et ce que cela change pour les gens d’ici."
)
SETTINGS = "qualite.change_reglagesdequalite"


@pytest.fixture
def site():
    arbre, found = pages.arbre(), people.comite()
    found.arbre = arbre
    found.bonne = pages.ressource(
        arbre.boite, title="Bonne", chapo=CHAPO, urls=["https://a.example/"], responsable=found.notre
    )
    found.faible = pages.ressource(arbre.boite, title="Faible", urls=["https://b.example/"], responsable=found.notre)
    found.ailleurs = pages.ressource(
        arbre.boite, title="Ailleurs", urls=["https://c.example/"], live=False, responsable=found.autre
    )
    found.exemple = pages.exemple(arbre.boite)
    Lien.objects.filter(url="https://b.example/").update(etat=EtatLien.CASSE)
    examine()
    return found


@pytest.fixture
def editor(site):
    return logged_in(site.comptes[Role.EDITEUR])


@pytest.fixture
def admin(site):
    return logged_in(pages.administrateur())


def plain(text):
    found = html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(found.split())


def panel(client, page):
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    return re.search(r'<section class="odd17-qualite.*?</section>', text, re.DOTALL)[0]


def test_editor_says_the_score_where_points_went_and_leads_to_places(site, editor):
    shown = panel(editor, site.faible)
    assert plain(shown) == (
        "Qualité de la page 83 sur 100 83 sur 100 : 100 moins 17 points."
        " Liens morts Important Liens morts : −10 points (1 × 10)"
        " L’adresse https://b.example/ ne répond plus (indisponible) : remplacez-la, ou retirez le lien."
        " Aller à : Lien de la ressource n° 1 › Adresse"
        " Introduction À corriger Introduction : −5 points (1 × 5)"
        " Il n’y a pas de chapô : écrivez une ou deux phrases qui disent l’essentiel. Aller à : Chapô"
        " Nombre de mots À améliorer Nombre de mots : −2 points (1 × 2)"
        " Aucun mot : c’est peu pour une page de ce type (ressource), qui en a 20 au moins. Dites à quoi elle"
        " sert, et à qui."
        " Aller à : Contenu"
        " Calculée sur le dernier enregistrement, brouillon compris."
    )
    assert re.findall(r'href="([^"]+)" data-action="odd-qualite#go"', shown) == [
        "#inline_child_liens-0-panel-section",
        "#:w:contentpath=chapo",
        "#:w:contentpath=corps",
    ]
    assert "100 sur 100 : rien n’a été trouvé." in plain(panel(editor, site.bonne))


def test_new_page_says_that_it_is_to_be_saved_first(site, editor):
    where = reverse("wagtailadmin_pages:add", args=["pages", "ressource", site.arbre.boite.pk])
    text = plain(editor.get(where).content.decode())
    assert "Enregistrez la page : son score et ce qu’il y a à corriger s’afficheront ici." in text


def test_what_blocks_is_told_in_the_panel(site, editor):
    ReglagesDeQualite.objects.create(bloquantes=["introduction", "une-d-avant"])
    assert "Introduction À corriger ; empêche de publier" in plain(panel(editor, site.faible))


def test_piece_is_asked_again_after_a_save(site, editor, django_assert_max_num_queries):
    draft = site.bonne.get_latest_revision_as_object()
    draft.chapo = ""
    draft.save_revision(clean=False)
    with django_assert_max_num_queries(45):
        answer = editor.get(reverse("qualite_page", args=[site.bonne.pk]))
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert plain(answer.content.decode()).startswith("93 sur 100 93 sur 100 : 100 moins 7 points.")


def test_piece_is_for_who_may_read_the_draft(site, client):
    where = reverse("qualite_page", args=[site.bonne.pk])
    stranger = people.compte()
    seen = {role.value: logged_in(site.comptes[role]).get(where).status_code for role in Role}
    assert set(seen.values()) == {200}
    assert [logged_in(stranger).get(where).status_code, client.get(where).status_code] == [302, 302]
    assert logged_in(pages.administrateur()).get(reverse("qualite_page", args=[999_999])).status_code == 404


def listed(client, **asked):
    answer = client.get(reverse("qualite"), asked)
    assert answer.status_code == 200
    return [(row.title, row.bilan.score) for row in answer.context["object_list"]]


def test_report_lists_the_worst_first_and_is_narrowed(site, editor, admin):
    assert listed(editor) == [("Faible", 83), ("Bonne", 100)]
    whole = listed(admin)
    assert [score for _, score in whole] == sorted(score for _, score in whole)
    assert {("Faible", 83), ("Bonne", 100), ("Ailleurs", 93)} <= set(whole)
    assert listed(admin, verification="liens_morts") == [("Faible", 83)]
    assert listed(admin, genre="exempleinspirant") == [(site.exemple.title, 93)]
    assert listed(admin, organisation=site.autre.pk) == [("Ailleurs", 93)]
    assert listed(admin, score="bon", genre="ressource") == [("Faible", 83), ("Ailleurs", 93)]
    assert listed(admin, score="plein", genre="ressource") == [("Bonne", 100)]
    assert listed(admin, en_ligne="non") == [("Ailleurs", 93)]
    assert listed(admin, score="faible") == []


def test_report_leads_to_each_place_and_to_the_settings(site, editor, admin):
    text = editor.get(reverse("qualite")).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[site.faible.pk])
    assert re.findall(rf'href="({edit}#[^"]+)"', text) == [
        f"{edit}#:w:contentpath=chapo",
        f"{edit}#inline_child_liens-0-panel-section",
        f"{edit}#:w:contentpath=corps",
    ]
    where = reverse("wagtailsettings:edit", args=["qualite", "reglagesdequalite"])
    assert [where in one.get(reverse("qualite")).content.decode() for one in (editor, admin)] == [False, True]


def test_report_is_exported_whole(site, editor):
    text = b"".join(editor.get(reverse("qualite"), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "Titre,Type,Score (sur 100),Remarques,À corriger,Responsable"
    assert 'Faible,Ressource,83,3,"Introduction – Il n’y a pas de chapô' in text


@pytest.mark.parametrize("rows", [1, 3])
def test_report_asks_as_much_for_one_page_as_for_three(site, admin, rows, django_assert_num_queries):
    admin.get(reverse("qualite"))
    for rank in range(rows):
        pages.ressource(site.arbre.boite, urls=[f"https://d{rank}.example/"])
    examine()
    with django_assert_num_queries(11):
        admin.get(reverse("qualite"), {"verification": "introduction", "genre": "ressource"})


def test_the_choice_is_that_of_those_who_govern(site):
    where = reverse("wagtailsettings:edit", args=["qualite", "reglagesdequalite"])
    kept = {}
    for role in Role:
        ReglagesDeQualite.objects.all().delete()
        client = logged_in(site.comptes[role])
        client.post(client.get(where, follow=True).request["PATH_INFO"], {"bloquantes": ["images"]})
        kept[role] = ReglagesDeQualite.objects.filter(bloquantes=["images"]).exists()
    assert {role for role, done in kept.items() if done} == {Role.SECRETARIAT, Role.ADMINISTRATEUR}


def test_what_is_no_check_is_refused(site, admin):
    where = reverse("wagtailsettings:edit", args=["qualite", "reglagesdequalite"])
    where = admin.get(where, follow=True).request["PATH_INFO"]
    assert admin.post(where, {"bloquantes": ["tout"]}).status_code == 200
    assert ReglagesDeQualite.objects.filter(bloquantes=["tout"]).count() == 0
