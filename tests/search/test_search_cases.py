"""`search_cases` as people call it: what it prints and the code it leaves with."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TABLE = Path(__file__).resolve().parents[2] / "search/data/cas.json"


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def moteur(request):
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch_url")
    return request.param


@pytest.fixture
def fichier(tmp_path):
    def write(content):
        path = tmp_path / "cas.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def run(*arguments, engine="embedded"):
    out = StringIO()
    try:
        call_command("search_cases", *arguments, engine=engine, stdout=out)
    except SystemExit as exc:
        return exc.code, out.getvalue()
    return 0, out.getvalue()


def test_table_of_the_specification_passes_on_each_engine(moteur):
    assert run(str(TABLE), engine=moteur) == (0, f"44 cas sur 44 réussis ({moteur}).\n")


def test_failing_row_says_why_with_the_tokens_of_both_sides(fichier, moteur):
    path = fichier(
        [
            {"query": "vélo", "must": ["Plan vélo"]},
            {"query": "formation", "must": ["Formes urbaines"], "must_not": ["Formations"]},
        ]
    )

    assert run(path, engine=moteur) == (
        1,
        "Ligne 2 – requête « formation »\n"
        "  comprise ainsi : (formation [formation])\n"
        "  NON TROUVÉ « Formes urbaines »\n"
        "    jetons du titre : form (formes) · urbain (urbaines)\n"
        "    sans aucune de ces formes : formation [formation]\n"
        "  TROUVÉ À TORT « Formations »\n"
        "    jetons du titre : formation (formations)\n"
        "    se rencontrent : formation [formation]\n\n"
        f"1 cas sur 2 réussis ({moteur}).\n",
    )


def test_excluded_word_and_synonyms_are_told(fichier):
    path = fichier([{"query": "ESS -mooc", "must": ["Un MOOC sur l'ESS"]}])

    assert run(path) == (
        1,
        "Ligne 1 – requête « ESS -mooc »\n"
        "  comprise ainsi : (ess [ess] OU économie sociale et solidaire [econom social et solidaire])"
        " SANS mooc [mooc]\n"
        "  NON TROUVÉ « Un MOOC sur l'ESS »\n"
        "    jetons du titre : un · mooc · sur · ess\n"
        "    exclu par : mooc\n\n"
        "0 cas sur 1 réussis (embedded).\n",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "Ce fichier n’est pas du JSON : erreur à la ligne 1, colonne 2."),
        ({}, 'Le fichier doit contenir une liste : [{"query": "…", "must": ["…"]}, …].'),
        ([], "Le fichier ne contient aucun cas."),
        (["vélo"], "Ligne 1 : chaque cas est un objet avec « query », « must » et « must_not »."),
        (
            [{"query": "vélo", "mut": []}],
            "Ligne 1 : clé inconnue « mut ». Clés permises : query, must, must_not.",
        ),
        ([{"query": " ", "must": ["a"]}], "Ligne 1 : « query » doit être un texte qui n’est pas vide."),
        ([{"must": ["a"]}], "Ligne 1 : « query » doit être un texte qui n’est pas vide."),
        (
            [{"query": "a", "must": ["b"]}, {"query": "vélo", "must": "Plan"}],
            "Ligne 2 : « must » doit être une liste de titres qui ne sont pas vides.",
        ),
        ([{"query": "vélo"}], "Ligne 1 : donnez au moins un titre dans « must » ou « must_not »."),
        (
            [{"query": "vélo", "must": ["Plan"], "must_not": ["Plan"]}],
            "Ligne 1 : « Plan » est à la fois dans « must » et dans « must_not ».",
        ),
    ],
)
def test_file_that_is_no_list_of_cases_is_refused_with_a_sentence(fichier, content, message):
    with pytest.raises(CommandError) as refusal:
        run(fichier(content))

    assert (str(refusal.value), refusal.value.returncode) == (message, 2)


def test_file_that_is_missing_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError) as refusal:
        run(str(tmp_path / "absent.json"))

    assert (str(refusal.value).partition(" : ")[0], refusal.value.returncode) == (
        "Ce fichier ne peut pas être lu",
        2,
    )


def test_elasticsearch_without_an_address_is_refused_with_a_sentence(fichier, settings):
    settings.ELASTICSEARCH_URL = ""

    with pytest.raises(CommandError) as refusal:
        run(fichier([{"query": "vélo", "must": ["Plan vélo"]}]), engine="elasticsearch")

    assert str(refusal.value) == "Aucun serveur Elasticsearch : donnez son adresse dans ELASTICSEARCH_URL."
