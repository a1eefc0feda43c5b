"""Sheets as partners send them, written by LibreOffice and by openpyxl: what is said of each line."""

from datetime import date, datetime

import pytest

from pages.models import Ressource
from pages.writing.values import read_values
from tests.factories import pages
from tests.sheets.office import FRENCH_EXCEL, UTF8_COMMA, UTF8_TAB, convert, workbook
from tests.sheets.site import brought, changes, make, plain, verdicts, written

pytestmark = [pytest.mark.django_db, pytest.mark.office]
HEAD = ("Titre", "Chapô", "Nature", "Adresse", "Territoires", "Acteurs", "Domaines")


@pytest.fixture
def site():
    return make()


def line(title, address, **cells):
    said = {
        "Titre": title, "Chapô": "Deux mots.", "Nature": "Guide", "Adresse": address, "Territoires": "France",
        "Acteurs": "Associations", "Domaines": "Emploi", **cells,
    }  # fmt: skip
    return tuple(said[name] for name in HEAD)


def link(url, libelle="Accéder à la ressource", role="principal"):
    return {"libelle": libelle, "url": url, "role": role}


def said_of(key):
    names = (
        "title",
        "chapo",
        "nature",
        "liens",
        "territoires",
        "acteurs",
        "domaines",
        "valable_jusqu_au",
        "partenaires",
    )
    return read_values(Ressource, [key], names)[key]


def test_csv_of_a_french_excel(site):
    """Windows-1252, semicolons, title lines above the headings, plurals and missing accents."""
    octets = convert(
        workbook(
            ("Ressources de l’Agence fictive – été 2026",),
            (),
            HEAD,
            line(
                "Créer une alliance", "https://agence.example/creer", Acteurs="association", Domaines="sante ; EMPLOI"
            ),
            line("Où trouver un bénévole ?", "www.agence.example/benevole", Territoires="Lyon ; Ain (département, 01)"),
            line("Sans adresse", "à venir"),
            line("Mal rangée", "https://agence.example/mal", Domaines="Jardinage"),
        ),
        "xlsx",
        FRENCH_EXCEL,
    )
    assert "Où trouver".encode("cp1252") in octets
    assert ";" in octets.decode("cp1252").splitlines()[2]
    imp = brought(site, octets, "agence.csv")
    assert imp.colonnes == ["titre", "chapo", "nature", "adresse", "territoires", "acteurs", "domaines"]
    assert plain(imp.notes) == ["Les en-têtes sont à la ligne 3 ; ce qui est au-dessus n’est pas lu."]
    assert verdicts(imp) == [
        (4, "nouvelle", []),
        (5, "nouvelle", ["« https:// » a été ajouté devant www.agence.example/benevole."]),
        (6, "refusee", ["Adresse : « à venir » n’est pas une adresse : écrivez-la en entier, avec https://."]),
        (7, "refusee", [
            "Domaines : « Jardinage » : à quel terme cela correspond-il ? Décidez-le une fois pour toutes les lignes."
        ]),
    ]  # fmt: skip
    done = written(imp)
    assert [(one.numero, one.issue) for one in done.lignes.all()] == [
        (4, "creee"), (5, "creee"), (6, "laissee"), (7, "laissee"),
    ]  # fmt: skip
    assert said_of(done.lignes.get(numero=5).page_id) == {
        "title": "Où trouver un bénévole ?",
        "chapo": "Deux mots.",
        "nature": site.guide.pk,
        "liens": [link("https://www.agence.example/benevole")],
        "territoires": [site.lyon.pk, site.ain.pk],
        "acteurs": [site.associations.pk],
        "domaines": [site.emploi.pk],
        "valable_jusqu_au": None,
        "partenaires": [],
    }  # fmt: skip
    assert said_of(done.lignes.get(numero=4).page_id)["domaines"] == sorted([site.emploi.pk, site.sante.pk])


def test_ods_of_libreoffice_with_merged_headings_links_and_hidden_sheets(site):
    def change(book, sheet):
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("D1:E1")
        sheet.merge_cells("C3:C4")
        sheet["D3"].hyperlink = "https://agence.example/charte?utm_source=lettre"
        book.create_sheet("Notes")["A1"] = "Ne pas lire"
        hidden = book.create_sheet("Ancien")
        hidden.sheet_state = "hidden"
        hidden["A1"] = "Titre"

    octets = convert(
        workbook(
            ("La ressource", None, None, "Où la trouver", None, None),
            ("Intitulé", "Type de ressource", "Organisme", "Lien", "Périmètre", "Public visé"),
            ("La charte", "Guide", "AFL", "Lire la charte", "France entière", "Entreprises, associations"),
            ("Le kit", "guides", None, "https://agence.example/kit", "69123", "Entreprises"),
            change=change,
        ),
        "xlsx",
        "ods",
    )
    imp = brought(site, octets, "agence.ods")
    assert imp.colonnes == ["titre", "nature", "partenaires", "adresse", "territoires", "acteurs"]
    assert plain(imp.notes) == [
        "Les en-têtes sont à la ligne 2 ; ce qui est au-dessus n’est pas lu.",
        "Seule la feuille « Feuille 1 » est lue. Pas lue : « Notes ».",
        "Masquée, donc pas lue : « Ancien ».",
        "Des cellules sont fusionnées (C3 à C4) : leur texte vaut pour chacune de leurs lignes.",
    ]
    assert verdicts(imp) == [(3, "nouvelle", []), (4, "nouvelle", [])]
    done = written(imp)
    charte, kit = (said_of(one.page_id) for one in done.lignes.all())
    assert charte["liens"] == [
        {"libelle": "Lire la charte", "url": "https://agence.example/charte?utm_source=lettre", "role": "principal"}
    ]
    assert (charte["territoires"], charte["acteurs"]) == (
        [site.france.pk], sorted([site.entreprises.pk, site.associations.pk]),
    )  # fmt: skip
    assert (kit["partenaires"], kit["territoires"], kit["nature"]) == ([site.agence.pk], [site.lyon.pk], site.guide.pk)


def test_xlsx_of_libreoffice_with_dates_as_text_and_codes_as_numbers(site):
    head = (*HEAD, "Valable jusqu’au", "Identifiant")

    def change(book, sheet):
        sheet["E2"].number_format = "00000"
        sheet["H2"].number_format = "DD/MM/YYYY"

    octets = convert(
        workbook(
            head,
            (*line("Premier", "https://agence.example/1", Territoires=1001), date(2027, 12, 31), 1),
            (*line("Deuxième", "https://agence.example/2", Territoires=1001), "31/12/2027", 2),
            (*line("Troisième", "https://agence.example/3", Territoires="01"), "1er août 2027", 3),
            (*line("Quatrième", "https://agence.example/4", Territoires="1"), "fin 2027", 4),
            (*line("Cinquième", "https://agence.example/5", Territoires=69123), datetime(2027, 2, 1), 4),  # noqa: DTZ001  a sheet knows no zones
            (*line("Sixième", "https://agence.example/6", Nature="=1+1"), "31/02/2027", 6),
            change=change,
        ),
        "xlsx",
        "xlsx",
    )
    imp = brought(site, octets, "codes.xlsx")
    assert verdicts(imp) == [
        (2, "nouvelle", []),
        (3, "nouvelle", []),
        (4, "nouvelle", []),
        (5, "refusee", ["Valable jusqu’au : « fin 2027 » n’est pas une date : écrivez par exemple 31/12/2027."]),
        (6, "double", ["La ligne 5 dit déjà la même chose (même identifiant) : gardez-en une."]),
        (7, "refusee", [
            "Nature : « 2 » : à quel terme cela correspond-il ? Décidez-le une fois pour toutes les lignes.",
            "Valable jusqu’au : « 31/02/2027 » n’existe pas au calendrier.",
        ]),
    ]  # fmt: skip
    done = written(imp)
    found = [said_of(one.page_id) for one in done.lignes.filter(issue="creee")]
    assert [(one["territoires"], one["valable_jusqu_au"]) for one in found] == [
        ([site.bourg.pk], date(2027, 12, 31)),
        ([site.bourg.pk], date(2027, 12, 31)),
        ([site.ain.pk], date(2027, 8, 1)),
    ]


def test_xlsx_of_openpyxl_with_two_addresses_in_a_cell_and_formulas_that_nobody_calculated(site):
    def change(book, sheet):
        sheet["D4"] = '=HYPERLINK("https://agence.example/formule","Voir")'

    octets = workbook(
        HEAD,
        line("Deux adresses", "https://agence.example/a\nLa vidéo : https://agence.example/b"),
        line("Formule", "https://agence.example/c", Chapô="=A1"),
        line("Lien", "x"),
        line("x" * 300, "ftp://agence.example/d"),
        change=change,
    )
    imp = brought(site, octets, "deux.xlsx")
    assert verdicts(imp) == [
        (2, "nouvelle", [
            "La cellule a 2 adresses : la première est le lien principal, les autres le suivent."
        ]),
        (3, "refusee", [
            "La cellule « Chapô » contient une formule sans résultat : ouvrez la feuille, enregistrez-la, puis"
            " redonnez-la."
        ]),
        (4, "nouvelle", []),
        (5, "refusee", [
            "Adresse : « ftp://agence.example/d » n’est pas une adresse : écrivez-la en entier, avec https://."
        ]),
    ]  # fmt: skip
    [double, link] = written(imp).lignes.filter(issue="creee")
    assert said_of(double.page_id)["liens"] == [
        {"libelle": "Accéder à la ressource", "url": "https://agence.example/a", "role": "principal"},
        {"libelle": "La vidéo", "url": "https://agence.example/b", "role": "documentation"},
    ]
    assert [one["url"] for one in said_of(link.page_id)["liens"]] == ["https://agence.example/formule"]


@pytest.mark.parametrize(("filter_of", "name"), [(UTF8_COMMA, "virgules.csv"), (UTF8_TAB, "tabulations.tsv")])
def test_csv_in_utf8_with_commas_or_tabs(site, filter_of, name):
    """Columns without known names are known by what they hold."""
    octets = convert(
        workbook(
            ("Intitulé exact", "C’est quoi", "Page web", "Zone", "Secteur"),
            ("Un, deux, trois", "Formation", "https://agence.example/un", "Lyon", "Santé, Culture"),
            ("« Quatre »", "Guide", "https://agence.example/quatre", "Rhône", "Emploi"),
            ("Cinq", "Guide", "https://agence.example/cinq", "Ain", "Emploi"),
        ),
        "xlsx",
        filter_of,
    )
    imp = brought(site, octets, name, columns=["titre", "nature", "adresse", "territoires", "domaines"])
    assert verdicts(imp) == [(2, "nouvelle", []), (3, "nouvelle", []), (4, "nouvelle", [])]
    done = written(imp)
    assert [said_of(one.page_id)["title"] for one in done.lignes.all()] == ["Un, deux, trois", "« Quatre »", "Cinq"]


def test_columns_are_proposed_by_what_they_hold_and_the_choice_is_kept(site):
    rows = (
        ("Objet", "Quoi", "Web", "Zone", "Secteur", "Remarque"),
        ("Un", "Formation", "https://agence.example/un", "Lyon", "Santé", "x"),
        ("Quatre", "Guide", "https://agence.example/quatre", "Rhône", "Emploi", "y"),
    )
    imp = brought(
        site, workbook(*rows), "a.xlsx", columns=["titre", "nature", "adresse", "territoires", "domaines", ""]
    )
    assert [one.verdict for one in imp.lignes.all()] == ["nouvelle", "nouvelle"]
    other = brought(site, workbook(*rows), "b.xlsx")
    assert other.colonnes == ["titre", "nature", "adresse", "territoires", "domaines", ""]
    from sheets.running.depositing import deposit

    alone = deposit(
        octets=workbook(*rows), name="c.xlsx", sort="ressources", organisation=site.people.autre.pk, source="c",
        place=site.tree.boite, by=site.people.comptes["editeur"],
    )  # fmt: skip
    assert alone.colonnes == ["", "nature", "adresse", "territoires", "domaines", ""]


def test_existing_pages_are_known_by_identifier_and_by_main_link(site):
    held = {"responsable": site.people.notre, "nature": site.guide, "territoires": [site.france]}
    held |= {"acteurs": [site.associations], "domaines": [site.emploi]}
    mine = pages.ressource(
        site.tree.boite, title="La mienne", chapo="Deux mots.", urls=("https://agence.example/1/",), **held
    )
    theirs = pages.ressource(
        site.tree.boite,
        title="La leur",
        urls=("https://agence.example/2",),
        **{**held, "responsable": site.people.autre},
    )
    pages.ressource(site.tree.boite, title="Comment s’allier", urls=("https://agence.example/3",), **held)
    octets = workbook(
        (*HEAD, "Identifiant"),
        (*line("La mienne", "https://agence.example/1/"), "m1"),
        (*line("La leur, changée", "https://agence.example/2"), "t1"),
        (*line("Comment s’allier", "https://agence.example/autre"), "n1"),
        (*line("Toute autre", "http://www.agence.example/3/?utm_source=x"), "n2"),
        (*line("Nouvelle", "https://agence.example/5"), "n3"),
    )
    imp = brought(site, octets, "connues.xlsx")
    assert verdicts(imp) == [
        (2, "identique", []),
        (3, "refusee", ["Votre compte ne peut pas modifier cette page : une autre organisation en répond."]),
        (4, "double", ["Même titre : « Comment s’allier »."]),
        (5, "double", ["Même adresse : « Comment s’allier »."]),
        (6, "nouvelle", []),
    ]
    assert written(imp).lignes.get(numero=6).issue == "creee"
    corrected = workbook(
        (*HEAD, "Identifiant"),
        (*line("La mienne, renommée", "https://agence.example/1/", Chapô="Autres mots."), "m1"),
        (*line("Nouvelle", "https://agence.example/cinq"), "n3"),
    )
    second = brought(site, corrected, "corrigées.xlsx")
    assert verdicts(second) == [(2, "modifiee", []), (3, "modifiee", [])]
    assert changes(second) == {
        2: [("Titre", "La mienne", "La mienne, renommée"), ("Chapô", "Deux mots.", "Autres mots.")],
        3: [("Adresse", "https://agence.example/5", "https://agence.example/cinq")],
    }
    done = written(second)
    assert [one.issue for one in done.lignes.all()] == ["changee", "changee"]
    mine.refresh_from_db()
    assert (mine.title, mine.draft_title, mine.live) == ("La mienne", "La mienne, renommée", True)
    assert theirs.get_latest_revision().content["title"] == "La leur"
    third = brought(site, corrected, "encore.xlsx")
    assert [one.verdict for one in third.lignes.all()] == ["identique", "identique"]
