"""The menu « Feuilles », as an éditeur walks through it, without scripts."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comite.enums import RoleComite as Role
from pages.models import Ressource
from sheets.models import Correspondance, ImportDeFeuille
from sheets.reading.workbooks import read_workbook
from taxonomy.models import Partenaire
from tests.factories import comite
from tests.sheets.office import workbook
from tests.sheets.site import make, plain

pytestmark = pytest.mark.django_db
HEAD = ("Titre", "Nature", "Adresse", "Territoires", "Acteurs", "Domaines", "Organisme")


@pytest.fixture
def site():
    return make()


def logged_in(user):
    client = Client()
    client.force_login(comite.anew(user))
    return client


def given(client, site, octets, name="feuille.xlsx", **more):
    said = {"sorte": "ressources", "organisation": site.people.notre.pk, "place": site.tree.boite.pk, "source": "Essai"}
    return client.post(reverse("feuilles_importer"), {**said, **more, "fichier": SimpleUploadedFile(name, octets)})


def act(client, imp, name, **said):
    return client.post(reverse("feuilles_acte", args=[imp.pk, name]), said, follow=True)


def told(response):
    """The last thing that is said."""
    return plain([str(one).strip() for one in response.context["messages"]])[-1:]


def test_an_editor_brings_a_sheet_in_decides_words_imports_and_undoes(site):
    client = logged_in(site.people.comptes[Role.EDITEUR])
    octets = workbook(
        HEAD,
        ("Un", "Guide", "https://a.example/1", "France", "Associations", "Jardins", "Réseau neuf"),
        ("Deux", "Guide", "https://a.example/2", "France", "Associations", "jardins", "Réseau neuf"),
        ("Trois", "Guide", "pas d’adresse", "France", "Associations", "Emploi", "AFL"),
    )
    response = given(client, site, octets)
    imp = ImportDeFeuille.objects.get()
    assert response.url == reverse("feuilles_colonnes", args=[imp.pk])
    page = client.get(response.url)
    assert [one.value() for one, _ in page.context["form"].columns_fields] == [
        "titre", "nature", "adresse", "territoires", "acteurs", "domaines", "partenaires",
    ]  # fmt: skip
    columns = {f"colonne_{rank}": key for rank, key in enumerate(imp.colonnes)}
    tried = client.post(response.url, columns, follow=True)
    imp.refresh_from_db()
    assert (imp.etat, [one.verdict for one in imp.lignes.all()]) == ("essaye", ["refusee"] * 3)
    assert [(one.facette, one.text, one.lines) for one in tried.context["termes"]] == [
        ("domaine", "Jardins", 2), ("partenaire", "Réseau neuf", 2),
    ]  # fmt: skip
    ranks = {one.facette: one.prefix for one in tried.context["termes"]}
    decided = act(
        client, imp, "termes",
        **{f"{ranks['domaine']}-choix": site.culture.slug, f"{ranks['partenaire']}-choix": "+"},
    )  # fmt: skip
    assert told(decided) == ["2 mots décidés, pour toutes les lignes."]
    assert [one.verdict for one in imp.lignes.all()] == ["nouvelle", "nouvelle", "refusee"]
    assert Correspondance.objects.filter(quoi="terme.domaine").values_list("texte", "valeur").get() == (
        "jardins", site.culture.slug,
    )  # fmt: skip
    done = act(client, imp, "importer", soumettre="1")
    assert told(done) == ["Import commencé : 2 lignes à écrire."]
    imp.refresh_from_db()
    made = Ressource.objects.order_by("pk")
    assert (imp.etat, [(one.title, one.live, one.responsable_id) for one in made]) == (
        "fait", [("Un", False, site.people.notre.pk), ("Deux", False, site.people.notre.pk)],
    )  # fmt: skip
    assert [one.partenaires[0].nom for one in made] == ["Réseau neuf"] * 2
    assert all(one.workflow_in_progress for one in made)
    # Somebody goes on with the second: it stays.
    kept = made[1].get_latest_revision_as_object()
    kept.title = "Deux, à moi"
    kept.save_revision(user=site.people.comptes[Role.RELECTEUR])
    undone = act(client, imp, "annuler")
    assert told(undone) == ["Annulation commencée : 2 lignes."]
    assert [one.draft_title for one in Ressource.objects.all()] == ["Deux, à moi"]
    said = {one.numero: (one.issue, plain([one.raison])[0]) for one in imp.lignes.all()}
    assert (said[2], said[3][0]) == (("annulee", ""), "creee")
    assert said[3][1].startswith("Pas annulée. Elle a été modifiée depuis")


def test_what_was_changed_becomes_what_it_was(site):
    from tests.factories import pages

    page = pages.ressource(
        site.tree.boite, title="Avant", chapo="Dit avant.", urls=("https://a.example/1",), responsable=site.people.notre
    )
    client = logged_in(site.people.comptes[Role.EDITEUR])
    given(client, site, workbook(("Titre", "Adresse"), ("Après", "https://a.example/1")))
    imp = ImportDeFeuille.objects.get()
    client.post(reverse("feuilles_colonnes", args=[imp.pk]), {"colonne_0": "titre", "colonne_1": "adresse"})
    shown = client.get(reverse("feuilles_une", args=[imp.pk])).content.decode()
    assert re.search(r"<del>Avant</del> →\s+<ins>Après</ins>", shown)
    act(client, imp, "importer")
    assert Ressource.objects.get(pk=page.pk).draft_title == "Après"
    act(client, imp, "annuler")
    again = Ressource.objects.get(pk=page.pk)
    assert (again.draft_title, again.title, again.live) == ("Avant", "Avant", True)
    assert [one.issue for one in imp.lignes.all()] == ["annulee"]
    # What is undone may be tried and imported again.
    act(client, imp, "essayer")
    act(client, imp, "importer")
    assert Ressource.objects.get(pk=page.pk).draft_title == "Après"


def test_a_double_is_updated_or_created_as_somebody_decides(site):
    from tests.factories import pages

    page = pages.ressource(
        site.tree.boite, title="La charte", urls=("https://a.example/charte",), responsable=site.people.notre
    )
    client = logged_in(site.people.comptes[Role.EDITEUR])
    rows = [("La charte", "Guide", f"https://a.example/{n}", "France", "Associations", "Emploi", "AFL") for n in (1, 2)]
    given(client, site, workbook(HEAD, *rows))
    imp = ImportDeFeuille.objects.get()
    columns = {f"colonne_{rank}": key for rank, key in enumerate(imp.colonnes)}
    client.post(reverse("feuilles_colonnes", args=[imp.pk]), columns)
    assert [(one.verdict, one.double) for one in imp.lignes.all()] == [("double", page.pk)] * 2
    assert told(act(client, imp, "importer")) == ["Aucune ligne n’est à écrire."]
    act(client, imp, "ligne", ligne="2", decision="meme")
    act(client, imp, "ligne", ligne="3", decision="autre")
    assert [(one.verdict, one.cible) for one in imp.lignes.all()] == [("modifiee", page.pk), ("nouvelle", None)]
    act(client, imp, "importer")
    assert sorted(Ressource.objects.values_list("draft_title", flat=True)) == ["La charte", "La charte"]
    page.refresh_from_db()
    assert page.get_latest_revision().content["liens"][0]["url"] == "https://a.example/1"


@pytest.mark.parametrize(
    ("octets", "name", "sentence"),
    [
        (b"", "vide.csv", "Le fichier soumis est vide."),
        (b"   ", "blanc.csv", "Ce fichier est vide."),
        (b"PK\x03\x04abc", "abime.xlsx",
         "Le fichier est abîmé : enregistrez-le de nouveau, ou téléchargez-le de nouveau."),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "secret.xlsx",
         "Ce classeur est protégé par un mot de passe : enregistrez-le sans protection, puis donnez-le de nouveau."),
        (b"\xd0\xcf\x11\xe0", "ancien.xls",
         "C’est un ancien classeur Excel (.xls) : ouvrez-le, puis enregistrez-le au format XLSX ou CSV."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "image.png",
         "Ce fichier n’est ni une feuille de calcul ni un tableau en CSV : donnez un XLSX, un ODS ou un CSV."),
        (b"Titre;Adresse\n", "entetes.csv",
         "Cette feuille ne contient aucune ligne sous ses en-têtes : vérifiez que c’est la bonne."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(site, octets, name, sentence):
    client = logged_in(site.people.comptes[Role.EDITEUR])
    response = given(client, site, octets, name)
    assert response.status_code == 422
    assert plain(response.context["form"].errors["fichier"]) == [sentence]
    assert not ImportDeFeuille.objects.exists()


def test_only_those_who_write_come_in_and_each_sees_the_sheets_of_his_organisation(site):
    editor = logged_in(site.people.comptes[Role.EDITEUR])
    given(editor, site, workbook(HEAD, ("Un",)))
    imp = ImportDeFeuille.objects.get()
    theirs = comite.compte()
    comite.role(theirs, Role.EDITEUR, site.people.autre)
    urls = [
        reverse("feuilles_liste"),
        reverse("feuilles_importer"),
        reverse("feuilles_modele", args=["exemples", "ods"]),
    ]
    for role, status in {
        Role.OBSERVATEUR: 302,
        Role.REFERENT: 302,
        Role.CONTRIBUTEUR: 200,
        Role.ADMINISTRATEUR: 200,
    }.items():
        client = logged_in(site.people.comptes[role])
        assert {client.get(url).status_code for url in urls} == {status}, role
    own, other = reverse("feuilles_une", args=[imp.pk]), logged_in(theirs)
    assert (other.get(own).status_code, other.get(reverse("feuilles_liste")).status_code) == (404, 200)
    assert act(other, imp, "retirer").status_code == 404
    refused = given(other, site, workbook(HEAD, ("Un",)))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["organisation"])
    assert logged_in(site.people.comptes[Role.ADMINISTRATEUR]).get(own).status_code == 302


def test_a_report_and_templates_are_sheets_that_are_read_again(site):
    client = logged_in(site.people.comptes[Role.EDITEUR])
    given(client, site, workbook(HEAD, ("Un", "Guide", "non", "France", "Associations", "Emploi", "AFL")))
    imp = ImportDeFeuille.objects.get()
    columns = {f"colonne_{rank}": key for rank, key in enumerate(imp.colonnes)}
    client.post(reverse("feuilles_colonnes", args=[imp.pk]), columns)
    answered = client.get(reverse("feuilles_compte_rendu", args=[imp.pk, "xlsx"]))
    [grid] = read_workbook(b"".join(answered) if answered.streaming else answered.content).grids
    assert [cells[:2] for _, cells in grid.lines] == [["Ligne", "Essai"], ["2", "Refusée"]]
    for sort in ("ressources", "exemples", "partenaires", "chiffres"):
        for form in ("xlsx", "ods"):
            template = client.get(reverse("feuilles_modele", args=[sort, form])).content
            first, notes = read_workbook(template).grids
            assert (len(first.lines), notes.name) == (2, "Aide"), (sort, form)
        assert client.get(reverse("feuilles_modele", args=[sort, "csv"])).content.startswith(b"\xef\xbb\xbf")
    assert client.get(reverse("feuilles_modele", args=["autres", "csv"])).status_code == 404
    assert io.BytesIO(template).read(2) == b"PK"
    assert Partenaire.objects.filter(nom="Réseau neuf").count() == 0
