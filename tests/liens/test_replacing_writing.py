"""An address is written in the place of another one wherever extraction finds it, and nothing else moves."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock

from liens.extraction import citations_de
from liens.replacing.rewriting import Ecrivain
from pages.models import BaseDeConnaissance, Chapitre, ChiffreCle, LienRessource, QuestionReponse, Ressource
from taxonomy.models import Partenaire

pytestmark = pytest.mark.django_db

ANCIENNE, NOUVELLE, AUTRE = (
    "https://ancien.example/guide",
    "https://nouveau.example/guide?a=1&b=2",
    "https://x.example/",
)


def remplace(objet):
    return Ecrivain(ANCIENNE, NOUVELLE).write(objet)


def riche(source):
    ecrivain = Ecrivain(ANCIENNE, NOUVELLE)
    return ecrivain.texte_riche(source), ecrivain.places


ECHAPPEE = "https://nouveau.example/guide?a=1&amp;b=2"


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (f'<p>Voir <a href="{ANCIENNE}">ici</a>.</p>', f'<p>Voir <a href="{ECHAPPEE}">ici</a>.</p>'),
        (f"<a id='x' href='{ANCIENNE}'>ici</a>", f"<a id='x' href=\"{ECHAPPEE}\">ici</a>"),
        (f'<a href="{ANCIENNE}">{ANCIENNE}</a>', f'<a href="{ECHAPPEE}">{ECHAPPEE}</a>'),
        (f'<a href="{ANCIENNE}"><b>{ANCIENNE}</b></a>', f'<a href="{ECHAPPEE}"><b>{ANCIENNE}</b></a>'),
        (f'<a href="{ANCIENNE}#p2">ici</a>', f'<a href="{ECHAPPEE}#p2">ici</a>'),
        ('<a href="HTTPS://Ancien.example:443/guide">ici</a>', f'<a href="{ECHAPPEE}">ici</a>'),
        (f'<a title="a > b" href="{ANCIENNE}">ici</a>', f'<a title="a > b" href="{ECHAPPEE}">ici</a>'),
    ],
)
def test_link_of_a_rich_text_changes_its_address_only(avant, apres):
    assert riche(avant) == (apres, 1)


@pytest.mark.parametrize(
    "source",
    [
        f'<a href="{AUTRE}">{ANCIENNE}</a>',
        f"<p>{ANCIENNE}</p>",
        f'<a href="{ANCIENNE}/suite">ici</a>',
        '<a linktype="page" id="3">ici</a><br/>',
        f'<embed url="{ANCIENNE}"/>',
    ],
)
def test_what_is_not_a_link_to_the_address_stays_to_the_letter(source):
    assert riche(source) == (source, 0)


def test_fragment_of_the_new_address_wins():
    assert Ecrivain(ANCIENNE, AUTRE + "#haut").adresse(ANCIENNE + "#bas") == AUTRE + "#haut"


@given(st.text(alphabet="<>a href=\"'/b&;#p", max_size=60), st.text(alphabet="ab <>&\"'", max_size=20))
def test_any_text_around_a_link_is_kept(avant, apres):
    source = f'{avant}<p><a href="{AUTRE}">x</a></p>{apres}'
    assert riche(source)[0] == source


class Profond(blocks.StreamBlock):
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


def profond(url):
    lien = f'<p><a href="{url}">mot</a></p>'.replace("&", "&amp;")
    return [
        {
            "type": "groupe",
            "id": "g",
            "value": {
                "cartes": [
                    {"type": "item", "id": "c1", "value": {"lien": url, "mot": ANCIENNE}},
                    {"type": "item", "id": "c2", "value": {"lien": AUTRE, "mot": "m"}},
                ],
                "suite": [{"type": "texte", "id": "t", "value": lien}],
            },
        },
        {
            "type": "tableau",
            "id": "b",
            "value": {
                "columns": [{"type": "texte", "heading": "A"}, {"type": "lien", "heading": "B"}],
                "rows": [{"values": [lien, url]}, {"values": [lien, AUTRE]}],
                "caption": "",
            },
        },
        {"type": "film", "id": "f", "value": url},
    ]


def test_blocks_keep_their_ids_and_everything_else_however_deep():
    page = Ressource(title="Page")
    page.corps = Profond().to_python(profond(ANCIENNE))
    assert (remplace(page), page.corps.get_prep_value()) == (6, profond(NOUVELLE))


def test_fields_children_and_rich_texts_of_children_change():
    base = BaseDeConnaissance(title="Base", url=ANCIENNE)
    base.chapitres = [Chapitre(titre="Un", texte=f'<a href="{ANCIENNE}">a</a>'), Chapitre(titre="Deux", texte="<p/>")]
    base.chiffres = [ChiffreCle(valeur="1", libelle="n", source="S", source_url=ANCIENNE)]
    base.questions = [QuestionReponse(question="?", reponse=f'<a href="{ANCIENNE}">a</a>')]
    places = remplace(base)
    assert (places, [one.url for one in citations_de(base)]) == (4, [NOUVELLE] * 4)
    assert [chapitre.titre for chapitre in base.chapitres.all()] == ["Un", "Deux"]


def test_other_links_of_a_resource_keep_their_place():
    page = Ressource(title="Page")
    page.liens = [LienRessource(libelle=str(rang), url=url) for rang, url in enumerate((AUTRE, ANCIENNE, AUTRE))]
    remplace(page)
    assert [(lien.libelle, lien.url) for lien in page.liens.all()] == [("0", AUTRE), ("1", NOUVELLE), ("2", AUTRE)]


def test_address_too_long_for_its_field_is_refused():
    partenaire = Partenaire(nom="P", site=ANCIENNE)
    with pytest.raises(ValidationError):
        Ecrivain(ANCIENNE, "https://nouveau.example/" + "a" * 600).write(partenaire)
