"""The territoires that ship: what they are made of, made anew the same; and official files as they are published."""

import hashlib
import io
import json
import lzma
import tarfile
import zipfile

import pytest
from openpyxl import Workbook

from scripts import territoires
from taxonomy.loading.cog import ColonnesInconnues, Releve, read_file
from taxonomy.loading.france import DONNEES, FRANCE, releve_de_france
from taxonomy.loading.sheets import FichierIllisible

HEADER = ("CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "DEP", "REG")
LYON = ("69123", "Lyon", "200046977", "Métropole de Lyon", "69", "84")
TITLES = [("Les intercommunalités au 1er janvier 2026",), (), ("Mise en ligne : mars 2026",)]
READ = ({"200046977": "Métropole de Lyon"}, {"69123": ("Lyon", "69")}, [])


def test_data_are_those_that_are_told_beside_them():
    text = lzma.decompress(FRANCE.read_bytes()).decode()
    told = json.loads((DONNEES / "france_cog2026.json").read_text(encoding="utf-8"))
    assert hashlib.sha256(text.encode()).hexdigest() == told["sha256_du_texte"]
    assert territoires.counts(text) == told["lignes"] == {"epci": 1255, "ept": 11, "commune": 34969}
    assert (told["paquet"], told["licence"]) == (
        f"{territoires.PACKAGE} {territoires.VERSION}",
        "Licence Ouverte / Etalab 2.0",
    )


def test_all_postal_codes_and_former_communes_are_there():
    releve = releve_de_france()
    names = [name for slug, some in releve.autres_noms.items() if slug.startswith("com-") for name in some]
    assert len({code for some in releve.codes_postaux.values() for code in some.split()}) == 6310
    assert sum("Arrondissement" in name for name in names) == 45
    assert (releve.codes_postaux["com-23096"], releve.population["com-97411"]) == ("23000", 155634)
    assert releve.autres_noms["com-74010"] == ["Annecy-le-Vieux", "Cran-Gevrier", "Meythet", "Pringy", "Seynod"]


def package(folder):
    """An archive of the same form, of two communes."""
    lists = {
        "communes": [
            {"code": "01002", "nom": "B", "departement": "01", "type": "commune-actuelle", "codesPostaux": ["01400"]},
            {"code": "01001", "nom": "A", "departement": "01", "type": "commune-actuelle", "population": 7},
            {"code": "01003", "nom": "C", "type": "commune-deleguee", "chefLieu": "01001"},
        ],
        "epci": [{"code": "200000001", "nom": "CC E", "populationMunicipale": 9, "membres": [{"code": "01002"}]}],
        "ept": [],
    }
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, rows in lists.items():
            content = json.dumps(rows).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_same_package_gives_the_same_bytes(tmp_path):
    text = "".join(f"{line}\n" for line in territoires.lines_of(territoires.read(package(tmp_path))))
    assert text == (
        "epci\t200000001\tCC E\t9\n"
        "commune\t01001\tA\t01\t\t\t7\t\t01003\tC\n"
        "commune\t01002\tB\t01\t200000001\t\t0\t01400\t\t\n"
    )
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        territoires.write(text, tmp_path / name)
        written.append([(tmp_path / name / f"{territoires.NAME}{end}").read_bytes() for end in (".tsv.xz", ".json")])
    assert written[0] == written[1]


def test_package_of_other_bytes_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="son empreinte est autre"):
        territoires.check(package(tmp_path))


def workbook(*rows, formats=None):
    book = Workbook()
    book.active.title = "Documentation"
    book.active.append(("Ce classeur", "se lit ainsi"))
    sheet = book.create_sheet("Composition_communale")
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "")
    return content.getvalue()


def read(content):
    releve = Releve()
    read_file(content, releve, "fichier")
    return releve.epci, releve.communes, releve.rejets


def test_workbook_is_read_as_it_is_published():
    assert read(workbook(*TITLES, HEADER, LYON)) == READ


def test_codes_that_a_workbook_holds_as_numbers_keep_their_zeros():
    row = (1004, "Ambérieu-en-Bugey", 240100883, "CC de la Plaine de l'Ain", 1, 84)
    assert read(workbook(HEADER, row, formats={"A2": "00000", "E2": "00"})) == (
        {"240100883": "CC de la Plaine de l'Ain"},
        {"01004": ("Ambérieu-en-Bugey", "01")},
        [],
    )


@pytest.mark.parametrize(
    "title", ["Composition des EPCI au 1er janvier 2026", "Titre;;;;;", ";;;;;", "Source : Insee, DGCL"]
)
def test_titles_above_the_columns_are_passed_over(title):
    lines = [title, "", ";".join(HEADER), ";".join(LYON)]
    assert read("\n".join(lines).encode()) == READ


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0rest", "ancien classeur Excel"),
        (archive("content.xml"), "classeur ODS"),
        (archive("v_commune_2026.csv"), "décompressez-la"),
        (archive("xl/workbook.xml"), "enregistrez-le au format CSV"),
        (b"PK\x03\x04rest", "téléchargez-le de nouveau"),
    ],
)
def test_what_is_no_table_says_what_to_do(content, sentence):
    with pytest.raises(FichierIllisible, match=sentence):
        read(content)


def test_workbook_of_other_columns_says_which_are_known():
    with pytest.raises(ColonnesInconnues, match=r"colonnes inconnues \(CE CLASSEUR, SE LIT AINSI\)"):
        read(workbook(("a", "b"), (1, 2)))
