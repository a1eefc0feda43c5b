"""« Couverture » in the admin: the table, its cells, what was lacked, the ways to fill a gap."""

import csv
import io

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from adoc.models import LacuneAdoc
from pages.admin.groups import EDITEURS, install_groups
from search.frequent.models import RechercheFrequente
from tests.factories import pages

pytestmark = pytest.mark.django_db
GAP = "?domaine=culture&acteur=associations"


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


@pytest.fixture
def lacked(there):
    today = timezone.localdate()
    for rank, (words, results) in enumerate(
        [("culture associations", 0), ("santé bretagne", 0), ("licornes", 0), ("emploi", 4)]
    ):
        RechercheFrequente.objects.create(requete=words, nombre=10 + rank, resultats=results, vue_le=today)
    RechercheFrequente.objects.create(requete="culture communes", nombre=99, vue_le=today, ecartee=True)
    said = {"jour": today, "famille": "outil"}
    LacuneAdoc.objects.create(profil="communes", domaine="culture", territoire="dep-01", nombre=3, **said)
    LacuneAdoc.objects.create(profil="communes", domaine="", territoire="", nombre=2, **said)
    old = today - timezone.timedelta(days=400)
    LacuneAdoc.objects.create(jour=old, famille="outil", profil="communes", domaine="sante", nombre=50)
    return there


def tree(response):
    return LexborHTMLParser(response.content.decode())


def text(node):
    return " ".join(node.text().split())


def shown(response):
    """The table as its readers see it: each row a list of what stands in its cells."""
    found = tree(response).css(".odd17-matrice tr")
    return [[text(cell) for cell in row.css("th, td")] for row in found]


def elsewhere(response):
    return [
        [text(cell) for cell in row.css("td")][:4] for row in tree(response).css("[aria-labelledby=ailleurs] tbody tr")
    ]


def test_the_table_says_numbers_and_gaps_in_words(admin, there):
    assert shown(admin.get(reverse("couverture"))) == [
        ["Domaine", "Toutes", "Associations", "Communes"],
        ["Critères économiques"],
        ["Emploi", "4", "2", "2"],
        ["Critères sociétaux"],
        ["Culture", "aucune", "aucune", "aucune"],
        ["Santé", "4", "3", "2"],
    ]


def test_the_table_has_a_caption_and_scopes(admin, there):
    page = tree(admin.get(reverse("couverture"), {"tableau": "territoires"}))
    table = page.css_first(".odd17-matrice")
    assert text(table.css_first("caption")) == "Territoires et domaines, France : nombre de pages en ligne"
    scopes = [(text(one), one.attributes.get("scope")) for one in table.css("th")]
    assert scopes == [
        ("Critères économiques", "colgroup"),
        ("Critères sociétaux", "colgroup"),
        ("Territoire", "col"),
        ("Toutes", "col"),
        ("Emploi", "col"),
        ("Culture", "col"),
        ("Santé", "col"),
        ("Toute la France sans lieu plus précis", "row"),
        ("Auvergne-Rhône-Alpes", "row"),
        ("Bretagne", "row"),
    ]


def test_what_was_lacked_marks_its_cells_and_the_rest_is_listed(admin, lacked):
    response = admin.get(reverse("couverture"))
    assert shown(response)[4] == [
        "Culture",
        "aucune",
        "aucune ? 10 fois cherché en vain : Culture, Associations",
        "aucune ◇ 3 fois manqué à l’A.D.O.C. : Culture, Communes",
    ]
    assert elsewhere(response) == [
        ["licornes", "Cherché sans résultat", "12", "–"],
        ["santé bretagne", "Cherché sans résultat", "11", "Bretagne · Santé"],
        ["Outil · Communes", "Manqué à l’A.D.O.C.", "2", "–"],
    ]


def test_what_was_lacked_is_laid_over_territoires(admin, lacked):
    response = admin.get(reverse("couverture"), {"tableau": "territoires", "reperes": "oui"})
    rows = {row[0]: row[1:] for row in shown(response)[2:]}
    assert rows["Auvergne-Rhône-Alpes"][2] == "aucune ◇ 3 fois manqué à l’A.D.O.C. : Auvergne-Rhône-Alpes, Culture"
    assert rows["Bretagne"][3] == "1 ? 11 fois cherché en vain : Bretagne, Santé"
    assert [one[0] for one in elsewhere(response)] == ["licornes", "culture associations", "Outil · Communes"]


def test_what_was_lacked_can_be_left_out(admin, lacked):
    response = admin.get(reverse("couverture"), {"tableau": "acteurs"})
    assert shown(response)[4] == ["Culture", "aucune", "aucune", "aucune"]
    assert elsewhere(response) == []


def test_drafts_are_told_apart(admin, there):
    response = admin.get(reverse("couverture"), {"tableau": "acteurs", "brouillons": "oui"})
    assert shown(response)[4] == ["Culture", "aucune + 1 en brouillon", "aucune + 1 en brouillon", "aucune"]


def test_what_is_no_choice_is_the_first_one(admin, there):
    odd = {"tableau": "x", "sorte": "\x00", "portee": "3", "dans": "reg-99\x00", "export": "exe"}
    assert shown(admin.get(reverse("couverture"), odd)) == shown(admin.get(reverse("couverture")))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_is_taken_out(admin, lacked, form):
    response = admin.get(reverse("couverture"), {"export": form})
    if form == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    else:
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        rows = [[cell or "" for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
        assert [list(row) for row in book.worksheets[1].iter_rows(values_only=True)][2:] == [
            ["Cherché sans résultat", "culture associations", "10", "Associations · Culture"],
            ["Manqué à l’A.D.O.C.", "Outil · Communes · Culture · Ain", "3", "Communes · Culture"],
            ["Cherché sans résultat", "licornes", "12", ""],
            ["Cherché sans résultat", "santé bretagne", "11", ""],
            ["Manqué à l’A.D.O.C.", "Outil · Communes", "2", ""],
        ]
    assert rows == [
        ["", "Toutes", "Associations", "Communes"],
        ["Emploi", "4", "2", "2"],
        ["Culture", "0", "0", "0"],
        ["Santé", "4", "3", "2"],
    ]


def test_a_gap_leads_to_what_can_be_done(admin, lacked):
    gap = tree(admin.get(reverse("couverture"))).css_first("tbody:nth-of-type(2) tr:nth-of-type(2) td:nth-of-type(2) a")
    assert gap.attributes["aria-label"] == "aucune\u00a0: Culture, Associations"
    page = tree(admin.get(gap.attributes["href"]))
    assert [(text(one), one.attributes["href"]) for one in page.css(".odd17-boutons a")] == [
        ("Créer une ressource", "/admin/nouvelle/ressource/?acteur=associations&domaine=culture"),
        ("Créer un exemple inspirant", "/admin/nouvelle/exempleinspirant/?acteur=associations&domaine=culture"),
        ("Demander à un partenaire", "/admin/couverture/demander/?acteur=associations&domaine=culture"),
    ]
    assert [text(one) for one in page.css(".odd17-couverture li")] == [
        "culture associations (cherché sans résultat, 10 fois)"
    ]


def test_a_case_of_a_territoire_counts_twice(admin, there):
    page = tree(admin.get(reverse("couverture_case"), {"territoire": "reg-53", "domaine": "sante"}))
    assert [(text(one.css_first("dt")), text(one.css_first("dd"))) for one in page.css(".odd17-faits > div")] == [
        ("Territoire", "Bretagne"),
        ("Domaine", "Santé"),
        ("Pages en ligne sur ce territoire ou un lieu qu’il contient", "1"),
        ("Avec celles d’un territoire plus large", "2"),
    ]


@pytest.mark.parametrize("query", ["", "?domaine=licornes", "?domaine=%00", "?etat_lien=ok"])
def test_a_case_that_is_none_leads_back(admin, there, query):
    response = admin.get(reverse("couverture_case") + query)
    assert (response.status_code, response.headers["Location"]) == (302, reverse("couverture"))


def test_terms_survive_the_choice_of_a_place_and_are_ticked(admin, there):
    asked = "?domaine=culture&territoire=reg-84&nature=guide&acteur=associations&acteur=licornes&odd=x"
    page = tree(admin.get(reverse("nouvelle_page_ou", args=["ressource"]) + asked))
    kept = "?territoire=reg-84&acteur=associations&domaine=culture&nature=guide"
    form = f"/admin/pages/add/pages/ressource/{there.arbre.boite.pk}/{kept}"
    assert form in [one.attributes["href"] for one in page.css(".odd17-lieux a")]
    shown = tree(admin.get(form))
    ticked = [
        text(one.parent)
        for one in shown.css("[type=checkbox][checked]")
        if one.attributes["name"] in ("acteurs", "domaines")
    ]
    assert ticked == ["Associations", "Culture"]
    assert text(shown.css_first("[name=nature] option[selected]")) == "Guide"
    rows = shown.css("[name^=territoires_lies-][name$=-territoire]")
    assert [one.attributes["value"] for one in rows if one.attributes.get("value")] == [str(there.aura.pk)]


def test_only_those_who_write_see_it(there):
    install_groups()
    someone = Client()
    someone.force_login(get_user_model().objects.create_user("passant", "p@comite.example", "mot-de-passe"))
    editor = Client()
    editor.force_login(pages.membre(EDITEURS))
    for name in ("couverture", "couverture_demandes"):
        assert (someone.get(reverse(name)).status_code, editor.get(reverse(name)).status_code) == (302, 200)
    assert "Couverture" in editor.get(reverse("wagtailadmin_home")).content.decode()
