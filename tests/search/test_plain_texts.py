"""Texts read from stored JSON are those that Wagtail's own indexing gives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.rich_text import get_text_for_indexing

from pages.models import ExempleInspirant, PageSimple
from search.documents.plain_texts import text_of_html, texts_of_stream

HTML = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", '<p data-block-key="a1">', "<b>", "</b>", "<br/>", "<br />", "<hr/>", "<li>", "</li>"),
            *(
                '<a linktype="page" id="3">',
                '<a href="https://x.example/?a=1&amp;b=2">',
                "</a>",
                "<h2>",
                "</h2>",
                "</H2>",
            ),
            *("<script>", "</script>", "<!-- x -->", "<", ">", "&", "&amp;", "&lt;", "&eacute;", "&#233;", "&#x41;"),
            *("&nbsp;", "&inconnu;", "&amp", "mot", " ", "\n", "d’eau", '"', "'", "<p", "<a href='x>y'>", "</p >"),
        ]
    ),
    max_size=12,
).map("".join)


@given(HTML)
def test_rich_text_reads_as_wagtail_reads_it(html):
    assert text_of_html(html) == get_text_for_indexing(html)


def block(kind, value):
    return {"type": kind, "value": value, "id": "0"}


def item(value):
    return block("item", value)


ENCADRE = {"titre": "À noter", "texte": "<p>Un <b>mot</b></p><p>deux</p>"}
ETAPES = {"titre": "", "etapes": [item({"titre": "Un", "texte": "<p>A</p>"}), item({"titre": "Deux", "texte": ""})]}
CHIFFRE = {"valeur": "17", "unite": "", "libelle": "objectifs", "source": "ONU", "source_url": "", "millesime": 2015}
TABLEAU = {
    "titre": "Un tableau",
    "tableau": {
        "columns": [{"type": "texte", "heading": "Colonne"}, {"type": "nombre", "heading": "N"}],
        "rows": [{"values": ["cellule", "3"]}],
        "caption": "",
    },
    "source": "",
}
IMAGE = {"image": 99999, "alternative": "Une rue", "legende": "", "credit": "Nous"}


@pytest.mark.parametrize(
    "children",
    [
        [],
        [block("titre", "Un titre"), block("paragraphe", "<p>Du texte</p>"), block("inconnu", "perdu")],
        [block("encadre", ENCADRE), block("etapes", ETAPES), block("chiffre_cle", CHIFFRE)],
        [block("citation", {"texte": "Dit", "auteur": "Une charte", "source_url": "https://x.example/"})],
        [block("citation", {"texte": "Sans les autres champs"})],
        [block("tableau", TABLEAU), block("image", IMAGE), block("titre", "Après")],
        [block("ressources", {"titre": "À lire", "pages": [item(999_999)]})],
        [block("etapes", {"titre": "Ancienne forme", "etapes": [{"titre": "Un", "texte": "<p>A</p>"}]})],
        [block("titre", None)],
    ],
)
@pytest.mark.django_db
def test_stream_reads_as_wagtail_reads_it(children):
    stored = json.dumps(children)
    value = PageSimple._meta.get_field("corps").to_python(stored)

    expected = [text for text in value.stream_block.get_searchable_content(value) if text]
    assert texts_of_stream(PageSimple, "corps", stored) == expected


@pytest.mark.parametrize("stored", [None, "", "[]", "<p>Un ancien texte riche</p>"])
def test_stream_that_holds_no_block_has_no_text(stored):
    assert texts_of_stream(ExempleInspirant, "resultats", stored) == []
