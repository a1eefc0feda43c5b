"""Large, broken and interrupted sheets; sheets of exemples, partners and figures."""

import io
import zipfile

import pytest

from pages.models import ExempleInspirant, FicheRepereTerritoire, Ressource
from pages.models.comprendre import ChiffreCle
from sheets.enums import EtatImport
from sheets.models import IdentifiantExterne, ImportDeFeuille
from sheets.reading.files import read_beside
from sheets.reading.grids import UnreadableSheetError
from sheets.running import advancing
from sheets.running.advancing import advance_imports
from sheets.running.undoing import request_undoing
from sheets.running.writing import request_writing
from taxonomy.models import Partenaire
from tests.factories import pages
from tests.sheets.office import workbook
from tests.sheets.site import brought, changes, make, plain, verdicts, written

pytestmark = pytest.mark.django_db
HEAD = ("Titre", "Nature", "Adresse", "Territoires", "Acteurs", "Domaines")


@pytest.fixture
def site():
    return make()


def rows(number, start=0):
    return [
        (f"Titre {n}", "Guide", f"https://a.example/{n}", "Lyon", "Associations", "Emploi ; Santé")
        for n in range(start, start + number)
    ]


def undone(imp, by):
    request_undoing(imp, by=by)
    advance_imports()
    return ImportDeFeuille.objects.get(pk=imp.pk)


# ── Files that would do harm ──────────────────────────────────────────────────────────────────────────────────────────


def refolded(octets, **parts):
    """The archive with other parts in the place of its own."""
    source, made = zipfile.ZipFile(io.BytesIO(octets)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            said = next((text for part, text in parts.items() if part in name), None)
            archive.writestr(name, source.read(name) if said is None else said)
    return made.getvalue()


def far_cells():
    def change(book, sheet):
        sheet["XFD1048576"] = "loin"

    return workbook(("Titre",), ("un",), change=change)


UNFOLDED = "Une fois déplié, ce classeur est démesuré."
HARMFUL = {
    "a bomb": (lambda: refolded(workbook(("Titre",)), sheet1=b"<x>" + b"0" * 200_000_000), UNFOLDED),
    "cells far apart": (far_cells, UNFOLDED),
    "a hundred thousand lines": (
        lambda: ("Titre;Adresse\n" + "x;https://a.example/\n" * 100_000).encode(),
        "Cette feuille a plus de 10 000 lignes, c’est trop pour une fois",
    ),
    "columns without end": (lambda: (";".join("abcdefghij" * 20) + "\n").encode(), "La ligne 1 a 200 colonnes"),
    "an open quotation mark": (
        lambda: ("Titre;Adresse\n\"x;" + "y" * 400_000).encode(), "Ligne 2 : une cellule est démesurée",
    ),
    "no workbook": (lambda: refolded(workbook(("Titre",)), workbook=b"<x/>"), "Le fichier est abîmé"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_file_is_refused_in_a_sentence_within_its_bounds(name):
    made, sentence = HARMFUL[name]
    with pytest.raises(UnreadableSheetError) as refused:
        read_beside(made(), "feuille")
    assert plain([str(refused.value)])[0].startswith(sentence)


# ── Long sheets, killed workers ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_five_thousand_lines_are_tried_and_written_each_once(site):
    imp = brought(site, workbook(HEAD, *rows(5000), *rows(3)), "longue.xlsx")
    counted = dict.fromkeys(("nouvelle", "double"), 0)
    for _, verdict, _ in verdicts(imp):
        counted[verdict] += 1
    assert counted == {"nouvelle": 5000, "double": 3}
    done = written(imp)
    assert (done.lignes.filter(issue="creee").count(), Ressource.objects.count()) == (5000, 5000)
    assert Ressource.objects.values("slug").distinct().count() == 5000
    again = brought(site, workbook(HEAD, *rows(5000)), "encore.xlsx")
    assert {verdict for _, verdict, _ in verdicts(again)} == {"identique"}


@pytest.mark.parametrize("killed_at", [1, 2, 3])
def test_a_worker_that_is_killed_loses_no_line_and_writes_none_twice(site, monkeypatch, killed_at):
    monkeypatch.setattr(advancing, "BATCH", dict.fromkeys(advancing.BATCH, 7))
    imp = brought(site, workbook(HEAD, *rows(25)), "feuille.xlsx")
    request_writing(imp, submit=False)
    imp.etat = EtatImport.ECRITURE
    imp.save()
    begun, calls = advancing.write_lines, iter(range(1, 100))

    def dies(judge, lines):
        begun(judge, lines)
        if next(calls) == killed_at:
            raise KeyboardInterrupt

    monkeypatch.setattr(advancing, "write_lines", dies)
    with pytest.raises(KeyboardInterrupt):
        advance_imports()
    assert Ressource.objects.count() == imp.lignes.filter(issue="creee").count() == 7 * (killed_at - 1)
    monkeypatch.setattr(advancing, "write_lines", begun)
    advance_imports()
    imp.refresh_from_db()
    assert (imp.etat, Ressource.objects.count(), imp.lignes.filter(issue="creee").count()) == ("fait", 25, 25)


def test_a_page_changed_since_the_trial_is_not_written_over(site):
    page = pages.ressource(site.tree.boite, urls=("https://a.example/0",), responsable=site.people.notre)
    imp = brought(site, workbook(HEAD, *rows(2)), "feuille.xlsx")
    draft = page.get_latest_revision_as_object()
    draft.title = "Entre-temps"
    draft.save_revision()
    done = written(imp)
    assert [(one.issue, plain([one.raison])[0]) for one in done.lignes.all()] == [
        ("echouee", "Elle n’est plus ce qu’elle était à l’essai : refaites l’essai, puis importez de nouveau."),
        ("creee", ""),
    ]
    page.refresh_from_db()
    assert page.draft_title == "Entre-temps"


def test_values_for_all_lines_and_cells_that_erase(site):
    page = pages.ressource(
        site.tree.boite,
        chapo="Dit.",
        urls=("https://a.example/0",),
        responsable=site.people.notre,
        nature=site.formation,
    )
    octets = workbook(("Titre", "Adresse", "Chapô", "Nature"), (page.title, "https://a.example/0", None, None),
                      ("Neuve", "https://a.example/1", None, None))  # fmt: skip
    kept = brought(site, octets, "a.xlsx", defauts={"nature": "Guide", "territoires": "France", "domaines": "Emploi"})
    assert [verdict for _, verdict, _ in verdicts(kept)] == ["identique", "nouvelle"]
    erasing = brought(site, octets, "b.xlsx", defauts={"nature": "Guide"}, vides_effacent=True)
    assert changes(erasing) == {2: [("Chapô", "Dit.", "")]}
    written(kept)
    made = Ressource.objects.get(title="Neuve")
    assert (made.nature, made.territoires, [one.nom for one in made.domaines.all()]) == (
        site.guide, [site.france], ["Emploi"],
    )  # fmt: skip


# ── Other kinds ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_exemples_are_known_by_their_identifiers(site):
    head = ("Identifiant", "Titre", "Année", "Résultats", "Domaines")
    imp = brought(
        site,
        workbook(
            head, ("e1", "Une alliance", "2023", "Un.\nDeux.", "Emploi"), ("e2", "Sans année", None, None, "Santé")
        ),
        "exemples.xlsx", sort="exemples",
    )  # fmt: skip
    assert verdicts(imp) == [
        (2, "nouvelle", []),
        # A title alone is a draft.
        (3, "nouvelle", []),
    ]  # fmt: skip
    written(imp)
    page = ExempleInspirant.objects.get(title="Une alliance")
    assert (page.annee, [block.value.source for block in page.resultats]) == (2023, ["<p>Un.</p><p>Deux.</p>"])
    again = brought(
        site, workbook(head, ("e1", "Une alliance", "2024", "Un.\nDeux.", "Emploi")), "e.xlsx", sort="exemples"
    )
    assert changes(again) == {2: [("Année de lancement", "2023", "2024")]}


def test_partners_are_written_at_once_and_taken_back(site):
    admin = pages.administrateur()
    head = ("Organisme", "Sigle", "Site web", "Mail", "ID")
    octets = workbook(
        head,
        ("Agence fictive du lien", "AFL", "www.agence.example", None, "p1"),
        ("Maison fictive des liens", None, "https://maison.example/", "contact@maison.example", "p2"),
        ("AFL", None, None, None, "p3"),
        ("Sans courriel", None, None, "pas une adresse", "p4"),
    )
    imp = brought(site, octets, "partenaires.xlsx", sort="partenaires", by=admin, place=False)
    assert verdicts(imp) == [
        (2, "modifiee", ["« https:// » a été ajouté devant www.agence.example."]),
        (3, "nouvelle", []),
        (4, "double", ["Même sigle : « Agence fictive du lien »."]),
        (5, "refusee", ["Adresse électronique générique : Saisissez une adresse e-mail valide."]),
    ]
    done = written(imp)
    assert [one.issue for one in done.lignes.all()] == ["changee", "creee", "laissee", "laissee"]
    site.agence.refresh_from_db()
    assert (site.agence.site, Partenaire.objects.get(nom="Maison fictive des liens").courriel) == (
        "https://www.agence.example", "contact@maison.example",
    )  # fmt: skip
    assert set(IdentifiantExterne.objects.values_list("identifiant", "partenaire__nom")) == {
        ("p1", "Agence fictive du lien"), ("p2", "Maison fictive des liens"),
    }  # fmt: skip
    back = undone(done, admin)
    site.agence.refresh_from_db()
    assert ([one.issue for one in back.lignes.all()][:2], site.agence.site) == (["annulee", "annulee"], "")
    assert not Partenaire.objects.filter(nom="Maison fictive des liens").exists()


def test_an_editor_without_the_right_to_terms_imports_no_partner(site):
    octets = workbook(("Nom",), ("Nouveau",))
    imp = brought(site, octets, "p.xlsx", sort="partenaires", by=site.people.comptes["contributeur"], place=False)
    allowed = site.people.comptes["contributeur"].has_perm("taxonomy.add_partenaire")
    expected = (2, "nouvelle", []) if allowed else (2, "refusee", ["Votre compte ne peut pas ajouter de partenaire."])
    assert verdicts(imp) == [expected]


def test_figures_of_fiches_are_added_changed_and_taken_back_together(site):
    fiche = FicheRepereTerritoire(
        title="Lyon en chiffres", territoire=site.lyon, responsable=site.people.notre, live=True
    )
    fiche.chiffres = [ChiffreCle(valeur="10", libelle="Associations", source="Insee", millesime=2020, sort_order=0)]
    site.tree.rubrique.add_child(instance=fiche)
    fiche.save_revision(clean=False)
    head = ("Fiche", "Indicateur", "Valeur", "Source", "Année")
    octets = workbook(
        head,
        ("Lyon en chiffres", "Associations", "12", "Insee", "2024"),
        ("lyon en chiffres", "Habitants", "522 250", "Insee", "2024"),
        ("Lyon en chiffres", "Emplois", "7", None, "2024"),
        ("Paris en chiffres", "Emplois", "7", "Insee", "2024"),
    )
    imp = brought(site, octets, "chiffres.xlsx", sort="chiffres", place=False)
    assert verdicts(imp) == [
        (2, "modifiee", []),
        (3, "nouvelle", []),
        (4, "refusee", ["« Source » est obligatoire : remplissez la colonne."]),
        (5, "refusee", ["Aucune fiche repère ne s’appelle ainsi : écrivez son titre exact, ou son numéro."]),
    ]
    assert changes(imp) == {2: [("Valeur", "10", "12"), ("Année des données", "2020", "2024")]}
    done = written(imp)
    said = [(one["valeur"], one["libelle"]) for one in fiche_now(fiche)["chiffres"]]
    assert (said, [one.issue for one in done.lignes.all()][:2]) == (
        [("12", "Associations"), ("522 250", "Habitants")], ["changee", "creee"],
    )  # fmt: skip
    undone(done, site.people.comptes["editeur"])
    assert [(one["valeur"], one["libelle"]) for one in fiche_now(fiche)["chiffres"]] == [("10", "Associations")]
    assert FicheRepereTerritoire.objects.count() == 1


def fiche_now(fiche):
    return FicheRepereTerritoire.objects.get(pk=fiche.pk).get_latest_revision().content
