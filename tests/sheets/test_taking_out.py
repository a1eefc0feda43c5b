"""All that is there of one kind, taken out, corrected and brought in again; one sheet of several of a workbook."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from comite.enums import RoleComite as Role
from pages.models import FicheRepereTerritoire
from pages.models.comprendre import ChiffreCle
from sheets.models import ImportDeFeuille
from tests.factories import comite
from tests.sheets.office import workbook
from tests.sheets.site import brought, changes, make, plain, verdicts
from tests.sheets.test_screens import given

pytestmark = pytest.mark.django_db
FIGURES = [("10", "Associations"), ("522 250", "Habitants"), ("7", "Emplois")]


@pytest.fixture
def site():
    return make()


def entered(user):
    client = Client()
    client.force_login(comite.anew(user))
    return client


@pytest.fixture
def fiche(site):
    one = FicheRepereTerritoire(
        title="Lyon en chiffres", territoire=site.lyon, responsable=site.people.notre, live=True
    )
    one.chiffres = [
        ChiffreCle(valeur=value, libelle=name, source="Insee", millesime=2020, sort_order=rank)
        for rank, (value, name) in enumerate(FIGURES)
    ]
    site.tree.rubrique.add_child(instance=one)
    one.save_revision(clean=False)
    return one


def test_figures_taken_out_corrected_in_one_cell_are_one_change(site, fiche):
    client = entered(site.people.comptes[Role.EDITEUR])
    answer = client.get(reverse("feuilles_sortie", args=["chiffres", "xlsx"]))
    assert answer["Content-Disposition"].startswith('attachment; filename="chiffres-20')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    head = ["Numéro de page", "Fiche", "Ce que le chiffre compte", "Valeur", "Unité", "Source", "Adresse de la source"]
    assert rows == [
        [*head, "Année des données"],
        *([str(fiche.pk), fiche.title, name, value, None, "Insee", None, "2020"] for value, name in FIGURES),
    ]
    book.active["D3"] = "523 000"
    changed = io.BytesIO()
    book.save(changed)

    imp = brought(site, changed.getvalue(), "chiffres.xlsx", sort="chiffres", place=False)

    assert [verdict for _, verdict, _ in verdicts(imp)] == ["identique", "modifiee", "identique"]
    assert changes(imp) == {3: [("Valeur", "522 250", "523 000")]}


def test_every_kind_is_taken_out_in_every_format_by_those_who_read_drafts(site, fiche):
    client = entered(site.people.comptes[Role.EDITEUR])
    for sort in ("ressources", "exemples", "partenaires", "chiffres"):
        for form in ("xlsx", "ods", "csv"):
            assert client.get(reverse("feuilles_sortie", args=[sort, form])).status_code == 200, (sort, form)
    listed = client.get(reverse("feuilles_liste")).content.decode()
    assert reverse("feuilles_sortie", args=["chiffres", "ods"]) in listed
    assert client.get(reverse("feuilles_sortie", args=["autres", "csv"])).status_code == 404
    assert client.get(reverse("feuilles_sortie", args=["chiffres", "pdf"])).status_code == 404
    stranger = entered(comite.compte())
    assert stranger.get(reverse("feuilles_sortie", args=["ressources", "csv"])).status_code == 302


def two_sheets():
    def more(book, sheet):
        other = book.create_sheet("Été 2026")
        other.append(("Titre", "Adresse"))
        other.append(("Guide de l’été", "https://exemple.example/ete"))

    return workbook(("Titre", "Nature", "Adresse"), ("Un", "Guide", "https://exemple.example/un"), change=more)


def test_one_of_several_sheets_is_read_when_it_is_named(site):
    client = entered(site.people.comptes[Role.EDITEUR])
    given(client, site, two_sheets())
    given(client, site, two_sheets(), feuille=" ete 2026 ")
    found = [
        (imp.feuille, [one.cellules[0] for one in imp.lignes.all()], plain(imp.notes))
        for imp in ImportDeFeuille.objects.order_by("pk")
    ]

    assert found == [
        ("Feuille 1", ["Un"], ["Seule la feuille « Feuille 1 » est lue. Pas lue : « Été 2026 »."]),
        ("Été 2026", ["Guide de l’été"], ["Seule la feuille « Été 2026 » est lue. Pas lue : « Feuille 1 »."]),
    ]


def test_a_sheet_that_is_not_in_the_workbook_is_refused_with_the_names_of_those_that_are(site):
    client = entered(site.people.comptes[Role.EDITEUR])
    refused = given(client, site, two_sheets(), feuille="Hiver")

    assert (refused.status_code, plain(refused.context["form"].errors["fichier"])) == (
        422,
        ["Ce classeur n’a pas de feuille « Hiver ». Les siennes : « Feuille 1 », « Été 2026 »."],
    )
    assert not ImportDeFeuille.objects.exists()
