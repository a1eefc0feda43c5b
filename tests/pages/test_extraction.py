"""Every address of a page is found where it stands: fields, children, nested blocks, rich text."""

import pytest

from pages.enums import OrigineOccurrence
from pages.liens.extraction import Citation, citations_de
from pages.models import (
    BaseDeConnaissance,
    BoiteAOutils,
    Chapitre,
    ChiffreCle,
    EtapeRecit,
    LienRessource,
    QuestionReponse,
    Ressource,
)

CHAMP, BLOC, TEXTE = OrigineOccurrence.CHAMP, OrigineOccurrence.BLOC, OrigineOccurrence.TEXTE

LIEN = '<p>Voir <a href="{}">ici</a>.</p>'


def bloc(genre, valeur):
    return {"type": genre, "value": valeur, "id": f"id-{genre}"}


CAS = {
    "paragraphe": (
        LIEN.format("https://a.example/"),
        Citation("https://a.example/", TEXTE, "corps.0", "id-paragraphe", "ici"),
    ),
    "encadre": (
        {"titre": "À noter", "texte": LIEN.format("https://b.example/")},
        Citation("https://b.example/", TEXTE, "corps.0.texte", "id-encadre", "ici"),
    ),
    "citation": (
        {"texte": "Mot", "auteur": "", "source_url": "https://c.example/"},
        Citation("https://c.example/", BLOC, "corps.0.source_url", "id-citation"),
    ),
    "chiffre_cle": (
        {"valeur": "17", "libelle": "ODD", "source": "S", "source_url": "https://d.example/", "millesime": 2024},
        Citation("https://d.example/", BLOC, "corps.0.source_url", "id-chiffre_cle"),
    ),
    "video": (
        {"titre": "Film", "url": "https://e.example/"},
        Citation("https://e.example/", BLOC, "corps.0.url", "id-video"),
    ),
    "etapes": (
        {"titre": "", "etapes": [{"titre": "Un", "texte": LIEN.format("https://f.example/")}]},
        Citation("https://f.example/", TEXTE, "corps.0.etapes.0.texte", "id-etapes", "ici"),
    ),
    "questions_reponses": (
        {"questions": [{"question": "?", "reponse": LIEN.format("https://g.example/")}]},
        Citation("https://g.example/", TEXTE, "corps.0.questions.0.reponse", "id-questions_reponses", "ici"),
    ),
}


@pytest.mark.parametrize("genre", CAS)
def test_address_is_found_in_every_kind_of_block(genre):
    valeur, attendue = CAS[genre]
    page = Ressource(title="Page")
    page.corps = page.corps.stream_block.to_python([bloc(genre, valeur)])
    assert citations_de(page) == [attendue]


def test_address_is_found_in_fields_and_children():
    base = BaseDeConnaissance(title="Base", url="https://base.example/")
    base.chapitres = [Chapitre(titre="Un", texte=LIEN.format("https://chapitre.example/"))]
    base.chiffres = [
        ChiffreCle(valeur="1", libelle="Ce qu’il compte", source="S", source_url="https://chiffre.example/")
    ]
    assert sorted(citations_de(base), key=lambda citation: citation.champ) == [
        Citation("https://chapitre.example/", TEXTE, "chapitres.0.texte", "", "ici"),
        Citation("https://chiffre.example/", CHAMP, "chiffres.0.source_url", "", "Ce qu’il compte"),
        Citation("https://base.example/", CHAMP, "url"),
    ]


def test_address_is_found_in_steps_and_questions():
    boite = BoiteAOutils(title="Boîte")
    boite.etapes = [EtapeRecit(titre="Un", texte=LIEN.format("https://etape.example/"))]
    boite.questions = [QuestionReponse(question="?", reponse=LIEN.format("https://reponse.example/"))]
    assert sorted(citation.url for citation in citations_de(boite)) == [
        "https://etape.example/",
        "https://reponse.example/",
    ]


def test_links_of_a_resource_keep_their_words_and_order():
    page = Ressource(title="Page")
    page.liens = [
        LienRessource(libelle="Le guide", url="https://x.example/1"),
        LienRessource(libelle="La notice", url="https://x.example/2"),
    ]
    assert citations_de(page) == [
        Citation("https://x.example/1", CHAMP, "liens.0.url", "", "Le guide"),
        Citation("https://x.example/2", CHAMP, "liens.1.url", "", "La notice"),
    ]


def test_own_pages_and_documents_are_not_outgoing_links():
    page = Ressource(title="Page")
    html = '<p><a linktype="page" id="3">a</a> <a linktype="document" id="4">b</a></p>'
    page.corps = page.corps.stream_block.to_python([bloc("paragraphe", html)])
    assert citations_de(page) == []
