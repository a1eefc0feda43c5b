"""What is one thing and what is two, on facts alone; the two hundred labelled pairs hold their measure."""

import pytest

from doublons.addresses import place_of
from doublons.enums import Motif
from doublons.sketches import likeness, sketch
from doublons.verdict import Judgement, Seen, judge
from doublons.words import nearness, plain
from scripts.bench.editors.doubles import PRECISION, RECALL, labelled, measured


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.exemple.fr/guide/", "http://exemple.fr/guide"),
        ("https://exemple.fr/guide/index.html", "exemple.fr/guide"),
        ("https://exemple.fr/guide?utm_source=lettre&b=2&a=1#haut", "https://EXEMPLE.fr/guide?a=1&b=2"),
        ("https://exemple.fr/guide?fbclid=x&mtm_campaign=y&xtor=z", "https://exemple.fr:443/guide"),
        ("https://exemple.fr/a/../guide", "https://exemple.fr/guide"),
        ("https://café.example/%7Eun", "https://xn--caf-dma.example/~un/"),
    ],
)
def test_spellings_of_one_place(one, other):
    assert place_of(one) == place_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://exemple.fr/guide", "https://exemple.fr/guides"),
        ("https://exemple.fr/?id=1", "https://exemple.fr/?id=2"),
        ("https://exemple.fr/?at=1", "https://exemple.fr/"),
        ("https://exemple.fr/?atelier=1", "https://exemple.fr/?atelier=2"),
        ("https://a.exemple.fr/", "https://exemple.fr/"),
        ("https://exemple.fr:8080/", "https://exemple.fr/"),
        ("https://exemple.fr/Guide", "https://exemple.fr/guide"),
    ],
)
def test_addresses_of_two_places(one, other):
    assert place_of(one) != place_of(other)


@pytest.mark.parametrize(
    "text", ["", "   ", "guide", "mailto:a@exemple.fr", "ftp://exemple.fr/", "http://[::1", "\x00"]
)
def test_what_is_no_address_is_no_place(text):
    assert place_of(text) is None


def test_first_page_of_a_site_is_known():
    homes = ["https://exemple.fr", "http://www.exemple.fr/index.php?utm_source=a", "https://exemple.fr/?a=1"]
    assert [place_of(one).is_home for one in homes] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("L’Économie sociale & solidaire", "economie sociale et solidaire", 100),
        ("Guide des alliances", "GUIDE des Alliances", 100),
        ("E\u0301conomie", "Économie", 100),
        ("", "Guide", 0),
    ],
)
def test_titles_that_are_written_otherwise(one, other, near):
    assert round(nearness(plain(one), plain(other))) == near


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eau", "réseau"),
        ("Gérer l’eau", "Gérer un réseau"),
        ("Baromètre 2023 des alliances", "Baromètre 2024 des alliances"),
        ("Manuel, tome 1", "Manuel, tome 2"),
        ("Guide des aides en Bretagne", "Guide des aides en Normandie"),
        ("Guide", "Guide pratique des alliances entre collectivités et entreprises"),
    ],
)
def test_titles_of_two_things_are_far(one, other):
    assert nearness(plain(one), plain(other)) < 80


SAME = "Vingt fiches pour monter un garage solidaire, un covoiturage de village ou une location à petit prix"


def test_texts_are_compared_by_their_fingerprints():
    one, other = sketch(plain(SAME)), sketch(plain(SAME.replace("Vingt", "Trente")))
    assert likeness(one, one) == 1.0
    assert 0.8 <= likeness(one, other) < 1.0
    assert likeness(one, sketch(plain("Que dit la recherche des communs ?"))) < 0.25
    assert (sketch(""), likeness(b"", one)) == (b"", 0.0)


def test_fingerprint_of_the_scheme_is_the_same_everywhere():
    """Another one under the same name would find nothing of what is kept."""
    assert sketch("alliance de territoire").hex()[:48] == FINGERPRINT


FINGERPRINT = "8752f00337bbaa13ee830b0ee455c604aabe86135c86680a"


@pytest.mark.parametrize(
    ("seen", "motifs"),
    [
        (Seen("un titre", "une autre chose", address=True), [Motif.ADRESSE]),
        (Seen("pret de salles", "conseil juridique", address=True, home=True), []),
        (Seen("portail emploi local", "portail emploi local", address=True, home=True), [Motif.ADRESSE, Motif.TITRE]),
        (Seen("guide des alliances", "guide des alliances"), [Motif.TITRE]),
        (Seen("marches publics", "clauses sociales", text=0.9, words=20), [Motif.TEXTE]),
        (Seen("marches publics", "clauses sociales", text=1.0, words=5), []),
        (Seen("rencontres a marseille", "rencontres a lille", text=1.0, words=20), []),
    ],
)
def test_verdicts(seen, motifs):
    assert list(judge(seen).motifs) == motifs


def test_several_reasons_are_surer_than_one():
    alone = judge(Seen("guide des alliances", "tout autre chose", text=0.1, words=20, address=True))
    assert alone == Judgement((Motif.ADRESSE,), 95)
    assert judge(Seen("alliances", "alliances", address=True)).score == 100


def test_labelled_pairs_hold_their_measure():
    """Half of the two hundred are doubles; what is found of them, and how much of what is found is one."""
    pairs = labelled()
    assert (len(pairs), sum(one.double for one in pairs)) == (200, 100)
    found = measured(pairs)
    assert found.precision >= PRECISION
    assert found.recall >= RECALL
