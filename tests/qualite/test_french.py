"""Words, sentences and syllables of French, and the two measures made of them."""

import pytest

from qualite.french import Measured, measured, sentences, syllables, words

#: As they are read aloud in plain speech, counted by hand.
HEARD = {
    "un": 1, "mot": 1, "maison": 2, "eau": 1, "oiseau": 2, "feuille": 1, "pied": 1, "lieu": 1, "ville": 1, "commune": 2,
    "territoire": 3, "acteur": 2, "domaine": 2, "santé": 2, "écoles": 2, "mobilité": 4, "éducation": 4, "action": 2,
    "association": 4, "entreprise": 3, "collectivité": 5, "partenaire": 3, "ressource": 2, "réaliser": 4, "théâtre": 2,
    "européen": 4, "question": 2, "quatre": 1, "guide": 1, "fatigue": 2, "équipe": 2, "qualité": 3, "numérique": 3,
    "aide": 1, "paient": 1, "agissent": 2, "connaissance": 3, "maïs": 2, "Noël": 2, "naïf": 2, "aérer": 3,
    "chaos": 2, "coopération": 5, "rendez-vous": 3, "vieillesse": 2, "social": 2, "sociale": 2, "culture": 2,
    "emploi": 2, "pauvreté": 3, "logement": 3, "sécurité": 4, "énergie": 3, "développement": 5, "habitant": 3,
    "citoyen": 3,
    "2030": 1, "é": 1, "y": 1, "rue": 1, "idée": 2, "idées": 2, "années": 2, "vie": 1, "élu": 2, "élue": 2,
}  # fmt: skip


def test_syllables_are_those_that_are_heard():
    assert {word: syllables(word) for word in HEARD} == HEARD


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une phrase. Une autre !", ["Une phrase.", "Une autre !"]),
        ("M. Martin et Mme. Dupont viennent. Ils parlent.", ["M. Martin et Mme. Dupont viennent.", "Ils parlent."]),
        ("Le taux est de 3.5 % en 2024. Il baisse", ["Le taux est de 3.5 % en 2024.", "Il baisse"]),
        ("« Que faire ? » Agir.", ["« Que faire ? »", "Agir."]),
        ("Voir art. 3 et p. 12 du guide.", ["Voir art. 3 et p. 12 du guide."]),
        ("Le C.A.P. 2030 commence ici. À vous.", ["Le C.A.P. 2030 commence ici.", "À vous."]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, found):
    assert sentences(text) == found


def test_words_are_counted_as_they_are_written():
    assert words("L’eau d’ici, c’est-à-dire 34 800 m³ en 2024 !") == [
        "L", "eau", "d", "ici", "c", "est-à-dire", "34", "800", "m³", "en", "2024",
    ]  # fmt: skip


def test_measures_are_those_of_their_authors():
    """By hand: 207 − 1,015 × 10 − 73,6 × 1,5 = 86,45; 10 + 100 × 20/100 = 30."""
    text = Measured(words=100, sentences=10, syllables=150, long_words=20)
    assert (round(text.kandel_moles, 2), text.lix) == (86.45, 30.0)
    assert (Measured().kandel_moles, Measured().lix) == (100.0, 0.0)


def test_plain_french_reads_more_easily_than_an_office_s():
    plain = measured(["Le maire vient. Il parle aux gens. On boit un café."])
    office = measured(
        [
            "La contractualisation pluriannuelle territorialisée constitue l’instrumentation méthodologique privilégiée"
            " de l’opérationnalisation partenariale."
        ]
    )
    assert plain == Measured(words=11, sentences=3, syllables=12, long_words=0)
    assert plain.kandel_moles > 100 > 0 > office.kandel_moles
    assert plain.lix < 10 < 80 < office.lix
