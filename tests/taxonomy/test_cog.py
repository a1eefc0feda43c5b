"""Official files as people save them: every line is taken, or refused by its number with a sentence."""

import io

import pytest
from django.core.management import CommandError, call_command

from taxonomy.loading.cog import NOM_AU_PLUS, ColonnesInconnues, Rejet, Releve, read_file
from taxonomy.loading.france import releve_livre
from taxonomy.loading.sheets import FichierIllisible
from taxonomy.loading.terms import load_territoires
from taxonomy.models import Territoire

ENTETE = "CODGEO;LIBGEO;EPCI;LIBEPCI;DEP;REG\n"
LYON = "69123;Lyon;200046977;Métropole de Lyon;69;84\n"
LU = ({"200046977": "Métropole de Lyon"}, {"69123": ("Lyon", "69")}, [])


def lu(texte):
    releve = Releve()
    read_file(texte if isinstance(texte, bytes) else texte.encode(), releve, "fichier.csv")
    return releve.epci, releve.communes, releve.rejets


@pytest.mark.parametrize(
    "texte",
    [
        ENTETE + LYON,
        "\ufeff" + ENTETE + LYON,
        (ENTETE + LYON).encode("cp1252"),
        (ENTETE + LYON).encode("utf-16"),
        (ENTETE + LYON).replace(";", ","),
        (ENTETE + LYON).replace(";", "\t"),
        (ENTETE + LYON).replace("\n", "\r\n"),
        (ENTETE + LYON).replace("\n", "\r"),
        ENTETE.lower() + LYON,
        ENTETE + LYON.replace("Lyon;", '"Lyon";') + "\n" + LYON,
    ],
    ids=["plain", "bom", "windows", "utf16", "commas", "tabs", "crlf", "cr", "lowercase", "quotes"],
)
def test_same_file_saved_in_other_ways_reads_the_same(texte):
    assert lu(texte) == LU


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        ("6912;X;200046977;M;69;84", "« 6912 » n’est pas un code de commune"),
        ("٦٩١٢٣;X;200046977;M;69;84", "« ٦٩١٢٣ » n’est pas un code de commune"),
        ("69123;;200046977;M;69;84", "le nom manque pour le code 69123"),
        ("69123;Lyon", "2 colonnes au lieu de 6"),
        ("69123;Ly\0on;200046977;M;69;84", "le nom du code 69123 contient des caractères illisibles"),
        (f"69123;{'L' * 201};200046977;M;69;84", "le nom du code 69123 dépasse 200 caractères"),
        ("69123;Lyon;20004697;M;69;84", "« 20004697 » n’est pas un code d’intercommunalité"),
    ],
)
def test_line_that_cannot_be_used_is_refused_by_its_number(ligne, raison):
    assert lu(f"{ENTETE}{ligne}\n")[2] == [Rejet(2, raison, "fichier.csv")]


def test_longest_name_is_what_the_database_takes():
    assert Territoire._meta.get_field("nom").max_length == NOM_AU_PLUS


def test_line_number_counts_the_lines_of_the_file_and_not_its_rows():
    texte = f'{ENTETE}69123;"Lyon";200046977;"Métropole\nde Lyon";69;84\n\n6912;X;200046977;M;69;84\n'
    assert [rejet.ligne for rejet in lu(texte)[2]] == [2, 5]


def test_cell_beyond_the_reader_s_limit_is_named_by_its_line():
    with pytest.raises(FichierIllisible, match=r"^Ligne 3 : "):
        lu(f"{ENTETE}{LYON}69266;{'V' * 200_000};200046977;M;69;84\n")


@pytest.mark.parametrize("texte", ["", "\n\n", "a;b;c\n1;2;3\n", bytes(range(256)) * 40])
def test_file_that_is_no_official_file_is_refused_whole(texte):
    with pytest.raises(ColonnesInconnues, match=r"^Ligne 1 : colonnes inconnues"):
        lu(texte)


@pytest.mark.django_db
def test_commune_of_an_unknown_departement_is_listed_and_skipped():
    releve = releve_livre()
    read_file(f"{ENTETE}{LYON}99001;Nulle;200000001;Hors carte;99;84\n".encode(), releve, "fichier.csv")
    load_territoires(releve)
    assert releve.rejets == [
        Rejet(3, "aucune commune de l’intercommunalité 200000001 n’est dans un département connu", "fichier.csv"),
        Rejet(3, "le département « 99 » de la commune 99001 est inconnu", "fichier.csv"),
    ]
    assert list(Territoire.objects.filter(niveau="commune").values_list("slug", flat=True)) == ["com-69123"]


@pytest.mark.django_db
def test_command_says_what_is_wrong_with_a_path(tmp_path):
    for path, phrase in ((tmp_path, "est un dossier"), (tmp_path / "rien.csv", "n’existe pas")):
        with pytest.raises(CommandError) as refus:
            call_command("load_cog", str(path))
        assert str(refus.value) == f"{path} {phrase}. Vérifiez son chemin."


@pytest.mark.django_db
def test_command_run_twice_changes_nothing(tmp_path):
    fichier = tmp_path / "epci.csv"
    fichier.write_text(ENTETE + LYON + "85113;L'Île-d'Yeu;ZZZZZZZZZ;Sans objet;85;52\n", encoding="utf-8")

    def charges():
        call_command("load_cog", str(fichier), stdout=io.StringIO(), stderr=io.StringIO())
        return list(Territoire.objects.order_by("slug").values_list("slug", "nom", "chemin"))

    une_fois = charges()
    assert charges() == une_fois
    assert ("com-85113", "L’Île-d’Yeu", "france/reg-52/dep-85/com-85113") in une_fois
