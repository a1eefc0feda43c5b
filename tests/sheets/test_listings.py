"""Lists that are taken out: with all their rows, in the columns of the templates; no list gives blank lines."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.viewsets import viewsets

from search.engines import current_engine
from search.index.rebuilding import rebuild_index
from sheets.kinds.known import kind_of
from sheets.reading.files import read_file
from tests.factories import pages
from tests.search.conftest import forget_everything
from tests.sheets.office import type_into
from tests.sheets.site import brought, changes, make, verdicts, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make()


@pytest.fixture
def client():
    client = Client()
    client.force_login(pages.administrateur())
    return client


def ressource(site, title, **more):
    said = {
        "chapo": f"Le chapô de {title}.", "responsable": site.people.notre, "nature": site.guide, "acces": "payant",
        "territoires": [site.lyon, site.ain], "acteurs": [site.associations, site.entreprises],
        "domaines": [site.sante, site.emploi], "odds": [site.odd], "partenaires": [site.agence],
        "urls": (f"https://agence.example/{title}", "https://agence.example/archive"), "millesime": 2024,
        "valable_jusqu_au": "2031-01-31", **more,
    }  # fmt: skip
    return pages.ressource(site.tree.boite, title=title, **said)


def taken(client, name, form, query=""):
    answer = client.get(f"{reverse(name)}?export={form}{query}")
    assert answer.status_code == 200
    return answer.content


def test_no_list_of_the_admin_gives_blank_lines(site, client):
    ressource(site, "une")
    pages.exemple(site.tree.boite)
    asked = 0
    for one in viewsets.viewsets:
        for name in ("index", "list"):
            try:
                url = reverse(one.get_url_name(name))
            except Exception:  # noqa: BLE001  a viewset without a list, or whose list needs more
                continue
            for form in ("csv", "xlsx"):
                answer = client.get(f"{url}?export={form}", follow=True)
                asked += 1
                assert answer.status_code == 200, url
                if answer["Content-Type"].startswith("text/html"):
                    continue
                octets = b"".join(answer) if answer.streaming else answer.content
                [grid] = read_file(octets, "liste").grids
                assert grid.lines, url
                lines = octets.decode("utf-8-sig").splitlines() if form == "csv" else ["x"]
                assert all(line.strip(';,"') for line in lines), url
    assert asked > 20


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_ressources_are_taken_out_in_the_columns_of_the_template_in_their_order(site, client, form):
    first, second = ressource(site, "une"), ressource(site, "=2+3", odds=[], partenaires=[])
    draft = first.get_latest_revision_as_object()
    draft.chapo = "Un brouillon."
    draft.save_revision()
    octets = taken(client, "ressources:index", form, "&ordering=title")
    [grid] = read_file(octets, "liste").grids
    (_, headings), *lines = grid.lines
    assert headings == [one.label for one in kind_of("ressources").columns]
    found = [dict(zip(headings, cells, strict=False)) for _, cells in lines]
    assert [one["Titre"] for one in found] == ["=2+3", "une"]
    assert found[1] == {
        "Numéro de page": str(first.pk),
        "Identifiant": "",
        "Titre": "une",
        "Chapô": "Un brouillon.",
        "Contenu": "",
        "Nature": "Guide",
        "Accès": "Payant",
        "Adresse": "https://agence.example/une",
        "Ce que l’on y trouve": "Ouvrir",
        "Autres adresses": "[Accès principal] Ouvrir\u00a0: https://agence.example/archive",
        "Partenaires": "Agence fictive du lien",
        "Territoires": "Lyon (commune, 69123) ; Ain (département, 01)",
        "Acteurs": "Associations ; Entreprises",
        "Domaines": "Emploi ; Santé",
        "ODD": "ODD 17 – Objectif 17",
        "Rangée dans": "Piloter",
        "Aussi utile dans": "",
        "Responsable": "Union fictive des deux rives",
        "Année des données": "2024",
        "Valable jusqu’au": "31/01/2031",
        "Rythme de relecture": "Tous les ans",
    }
    assert found[0]["Numéro de page"] == str(second.pk)


def test_a_filtered_list_and_a_search_are_taken_out_as_they_are(site, client):
    ressource(site, "gardée", nature=site.formation)
    ressource(site, "laissée")
    octets = taken(client, "ressources:index", "csv", f"&nature={site.formation.pk}")
    assert [row[2] for row in csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";")] == ["Titre", "gardée"]
    octets = taken(client, "ressources:index", "csv", "&q=laissée")
    assert [row[2] for row in csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";")] == [
        "Titre",
        "laissée",
    ]


def test_exemples_and_partners_too(site, client):
    page = pages.exemple(site.tree.boite)
    [grid] = read_file(taken(client, "exemples:index", "ods"), "liste").grids
    assert (grid.lines[1][1][0], len(grid.lines)) == (str(page.pk), 2)
    [grid] = read_file(taken(client, "wagtailsnippets_taxonomy_partenaire:list", "xlsx"), "liste").grids
    assert sorted(cells[2] for _, cells in grid.lines[1:]) == sorted(
        [site.agence.nom, site.people.notre.nom, site.people.autre.nom]
    )


@pytest.mark.office
@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_three_cells_changed_in_libreoffice_are_three_changes(site, client, form):
    """Out of the site, through LibreOffice (opened, saved anew, three cells changed), and in again."""
    made = [ressource(site, f"R{number}") for number in range(4)]
    ressource(site, "=somme(1)", nature=site.formation)
    octets = taken(client, "ressources:index", form, "&ordering=title")
    [grid] = read_file(octets, "liste").grids
    headings = {name: rank for rank, name in enumerate(grid.lines[0][1])}
    rows = {cells[headings["Titre"]]: rank for rank, (_, cells) in enumerate(grid.lines)}
    typed = {
        (headings["Titre"], rows["R0"]): "R0 corrigé",
        (headings["Valable jusqu’au"], rows["R0"]): "31/12/2032",
        (headings["Domaines"], rows["R2"]): "Emploi ; Santé ; Culture",
    }
    changed = type_into(octets, form, typed)
    assert changed != octets
    imp = brought(site, changed, f"liste.{form}")
    assert [verdict for _, verdict, _ in verdicts(imp)].count("identique") == 3
    numbers = {page.pk: rank for rank, page in enumerate(made)}
    found = {numbers[line.cible]: changes(imp)[line.numero] for line in imp.lignes.filter(verdict="modifiee")}
    assert found == {
        0: [("Titre", "R0", "R0 corrigé"), ("Valable jusqu’au", "31/01/2031", "31/12/2032")],
        2: [("Domaines", "Emploi ; Santé", "Culture ; Emploi ; Santé")],
    }
    done = written(imp)
    assert [line.issue for line in done.lignes.exclude(issue="laissee")] == ["changee", "changee"]
    again = brought(site, changed, f"encore.{form}")
    assert {verdict for _, verdict, _ in verdicts(again)} == {"identique"}


def test_a_search_is_taken_out_as_visitors_see_it(site):
    page = ressource(site, "zygomatique")
    draft = page.get_latest_revision_as_object()
    draft.chapo = "Un brouillon."
    draft.save_revision()
    ressource(site, "autre")
    forget_everything()
    rebuild_index(current_engine())
    visitor = Client()
    [grid] = read_file(visitor.get("/recherche/tableau/ressources.ods?q=zygomatique").content, "liste").grids
    (_, headings), (_, cells) = grid.lines
    found = dict(zip(headings, cells, strict=False))
    assert (found["Numéro de page"], found["Chapô"], found.get("Rythme de relecture", "")) == (
        str(page.pk), "Le chapô de zygomatique.", "",
    )  # fmt: skip
    [grid] = read_file(visitor.get("/recherche/tableau/exemples.csv?q=zygomatique").content, "liste").grids
    assert len(grid.lines) == 1
    assert visitor.get("/recherche/tableau/fiches.csv").status_code == 404
