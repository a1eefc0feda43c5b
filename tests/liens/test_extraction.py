"""Every address of a page is found where it stands: fields, children, nested blocks, rich text."""

import pytest
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from liens.enums import OrigineOccurrence
from liens.extraction import Citation, champs_qui_citent, citations_de
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
from taxonomy.models import Partenaire

pytestmark = pytest.mark.django_db

CHAMP, BLOC, TEXTE = OrigineOccurrence.CHAMP, OrigineOccurrence.BLOC, OrigineOccurrence.TEXTE

LIEN = '<p>Voir <a href="{}">ici</a>.</p>'


SOURCE = "Contenu › Bloc n° 1 ({}) › Adresse de la source"


def bloc(genre, valeur):
    return {"type": genre, "value": valeur, "id": f"id-{genre}"}


def item(identifiant, valeur):
    return {"type": "item", "value": valeur, "id": identifiant}


CAS = {
    "paragraphe": (
        LIEN.format("https://a.example/"),
        Citation("https://a.example/", TEXTE, "corps.0", "id-paragraphe", "ici", "Contenu › Bloc n° 1 (Paragraphes)"),
    ),
    "encadre": (
        {"titre": "À noter", "texte": LIEN.format("https://b.example/")},
        Citation(
            "https://b.example/", TEXTE, "corps.0.texte", "id-encadre", "ici", "Contenu › Bloc n° 1 (Encadré) › Texte"
        ),
    ),
    "citation": (
        {"texte": "Mot", "auteur": "", "source_url": "https://c.example/"},
        Citation("https://c.example/", BLOC, "corps.0.source_url", "id-citation", "", SOURCE.format("Citation")),
    ),
    "chiffre_cle": (
        {"valeur": "17", "libelle": "ODD", "source": "S", "source_url": "https://d.example/", "millesime": 2024},
        Citation("https://d.example/", BLOC, "corps.0.source_url", "id-chiffre_cle", "", SOURCE.format("Chiffre clé")),
    ),
    "video": (
        {"titre": "Film", "url": "https://e.example/"},
        Citation(
            "https://e.example/",
            BLOC,
            "corps.0.url",
            "id-video",
            "",
            "Contenu › Bloc n° 1 (Vidéo (lien)) › Adresse de la vidéo",
        ),
    ),
    "etapes": (
        {"titre": "", "etapes": [item("id-etape", {"titre": "Un", "texte": LIEN.format("https://f.example/")})]},
        Citation(
            "https://f.example/",
            TEXTE,
            "corps.0.etapes.0.texte",
            "id-etape",
            "ici",
            "Contenu › Bloc n° 1 (Étapes) › Étapes › N° 1 › Texte",
        ),
    ),
    "questions_reponses": (
        {"questions": [item("id-question", {"question": "?", "reponse": LIEN.format("https://g.example/")})]},
        Citation(
            "https://g.example/",
            TEXTE,
            "corps.0.questions.0.reponse",
            "id-question",
            "ici",
            "Contenu › Bloc n° 1 (Questions et réponses) › Questions › N° 1 › Réponse",
        ),
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
        Citation("https://chapitre.example/", TEXTE, "chapitres.0.texte", "", "ici", "Chapitre n° 1 › Texte"),
        Citation(
            "https://chiffre.example/",
            CHAMP,
            "chiffres.0.source_url",
            "",
            "Ce qu’il compte",
            "Chiffre clé n° 1 › Adresse de la source",
        ),
        Citation("https://base.example/", CHAMP, "url", "", "", "Adresse de la base"),
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
        Citation("https://x.example/1", CHAMP, "liens.0.url", "", "Le guide", "Lien de la ressource n° 1 › Adresse"),
        Citation("https://x.example/2", CHAMP, "liens.1.url", "", "La notice", "Lien de la ressource n° 2 › Adresse"),
    ]


def test_own_pages_and_documents_are_not_outgoing_links():
    page = Ressource(title="Page")
    html = '<p><a linktype="page" id="3">a</a> <a linktype="document" id="4">b</a></p>'
    page.corps = page.corps.stream_block.to_python([bloc("paragraphe", html)])
    assert citations_de(page) == []


class Profond(blocks.StreamBlock):
    """Everything that a page may hold one day: streams in streams, lists of structures, tables, embeds."""

    groupe = blocks.StructBlock(
        [
            (
                "cartes",
                blocks.ListBlock(blocks.StructBlock([("lien", blocks.URLBlock()), ("mot", blocks.CharBlock())])),
            ),
            ("suite", blocks.StreamBlock([("texte", blocks.RichTextBlock())])),
        ]
    )
    tableau = TypedTableBlock([("texte", blocks.RichTextBlock()), ("lien", blocks.URLBlock())])
    film = EmbedBlock()


def test_address_is_found_however_deep_with_the_id_of_the_nearest_block():
    page = Ressource(title="Page")
    groupe = {
        "cartes": [item("carte-1", {"lien": "https://a.example/", "mot": "https://pas-un-lien.example/"})],
        "suite": [{"type": "texte", "value": LIEN.format("https://b.example/"), "id": "texte-1"}],
    }
    tableau = {
        "columns": [{"type": "texte", "heading": ""}, {"type": "lien", "heading": ""}],
        "rows": [{"values": ["", ""]}, {"values": [LIEN.format("https://c.example/"), "https://d.example/"]}],
    }
    page.corps = Profond().to_python(
        [bloc("groupe", groupe), bloc("tableau", tableau), bloc("film", "https://e.example/")]
    )
    assert [(one.url, one.champ, one.bloc, one.lieu.removeprefix("Contenu › ")) for one in citations_de(page)] == [
        ("https://a.example/", "corps.0.cartes.0.lien", "carte-1", "Bloc n° 1 (Groupe) › Cartes › N° 1 › Lien"),
        ("https://b.example/", "corps.0.suite.0", "texte-1", "Bloc n° 1 (Groupe) › Suite › Bloc n° 1 (Texte)"),
        ("https://c.example/", "corps.1.1.0", "id-tableau", "Bloc n° 2 (Tableau) › Ligne 2, colonne 1"),
        ("https://d.example/", "corps.1.1.1", "id-tableau", "Bloc n° 2 (Tableau) › Ligne 2, colonne 2"),
        ("https://e.example/", "corps.2", "id-film", "Bloc n° 3 (Film)"),
    ]


def test_every_snippet_that_may_cite_an_address_is_known_to_the_registry():
    citing = {model for model in get_snippet_models() if champs_qui_citent(model)}
    assert citing == {Partenaire}


def test_stock_page_cites_nothing():
    assert champs_qui_citent(Page) == []
