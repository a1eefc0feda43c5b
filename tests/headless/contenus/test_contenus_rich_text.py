"""Rich text as a tree, and as HTML that holds nothing else."""

import pytest
from wagtail.documents import get_document_model

from pages.api.rich_text import texte_riche
from tests.factories import pages


def texte(mots):
    return {"type": "texte", "texte": mots}


def p(*enfants):
    return {"type": "paragraphe", "enfants": list(enfants)}


CAS = [
    ("", "", []),
    ("<p>Bonjour</p>", "<p>Bonjour</p>", [p(texte("Bonjour"))]),
    (
        "<p>a <b>gras</b> et <i>italique</i></p>",
        "<p>a <b>gras</b> et <i>italique</i></p>",
        [
            p(
                texte("a "),
                {"type": "gras", "enfants": [texte("gras")]},
                texte(" et "),
                {"type": "italique", "enfants": [texte("italique")]},
            )
        ],
    ),
    (
        "<h3>T</h3>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>",
        "<h3>T</h3><ul><li>un</li><li>deux</li></ul>",
        [
            {"type": "titre3", "enfants": [texte("T")]},
            {
                "type": "liste",
                "enfants": [
                    {"type": "element", "enfants": [texte("un")]},
                    {"type": "element", "enfants": [texte("deux")]},
                ],
            },
        ],
    ),
    ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>", [p(texte("1 < 2 & 3"))]),
    ("<p>a<br/>b</p>", "<p>a<br>b</p>", [p(texte("a"), {"type": "saut"}, texte("b"))]),
    (
        '<p><a href="https://exemple.fr/?a=1&amp;b=2">lien</a></p>',
        '<p><a href="https://exemple.fr/?a=1&amp;b=2">lien</a></p>',
        [p({"type": "lien", "href": "https://exemple.fr/?a=1&b=2", "enfants": [texte("lien")]})],
    ),
    # What nobody may write by hand, and what an old import may have left.
    (
        '<p><a href="javascript:alert(1)">non</a></p>',
        "<p><a>non</a></p>",
        [p({"type": "lien", "enfants": [texte("non")]})],
    ),
    ("<p>a<script>alert(1)</script></p>", "<p>a</p>", [p(texte("a"))]),
    ('<p onclick="x()"><span style="y">a</span></p>', "<p>a</p>", [p(texte("a"))]),
    ('<p><img src="x" onerror="y()">a</p>', "<p>a</p>", [p(texte("a"))]),
    ("<div><p>a</p></div>", "<p>a</p>", [p(texte("a"))]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "html", "arbre"), CAS)
def test_rich_text_is_given_as_html_and_as_tree(source, html, arbre):
    assert texte_riche(source) == {"html": html, "arbre": arbre, "source": None}


@pytest.mark.django_db
def test_links_to_pages_and_documents_lead_to_their_present_addresses():
    arbre = pages.arbre()
    cachee = pages.ressource(arbre.boite, title="Brouillon", live=False)
    document = get_document_model().objects.create(title="Note", file="documents/note.pdf")
    source = (
        f'<p><a linktype="page" id="{arbre.boite.pk}">boîte</a> <a linktype="page" id="{cachee.pk}">cachée</a> '
        f'<a linktype="document" id="{document.pk}">note</a> <a linktype="page" id="999999">partie</a></p>'
    )
    shown = texte_riche(source)["arbre"][0]["enfants"]
    links = [{key: value for key, value in one.items() if key != "enfants"} for one in shown if one["type"] == "lien"]
    assert links == [
        {"type": "lien", "href": "/agir/piloter/", "page": arbre.boite.pk},
        {"type": "lien"},
        {"type": "lien", "href": document.url},
        {"type": "lien"},
    ]


@pytest.mark.django_db
def test_links_of_one_text_are_looked_up_together(django_assert_num_queries):
    arbre = pages.arbre()
    source = "".join(
        f'<p><a linktype="page" id="{page.pk}">x</a></p>' for page in (arbre.boite, arbre.agir, arbre.rubrique)
    )
    texte_riche(source)
    with django_assert_num_queries(1):
        texte_riche(source)


@pytest.mark.django_db
def test_source_is_given_in_the_format_that_is_asked():
    assert texte_riche("<p>a <b>b</b></p>", "markdown")["source"].strip() == "a **b**"
