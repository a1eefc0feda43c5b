"""Every block has its shape in the OpenAPI, and gives what its shape says."""

import json
from decimal import Decimal

import pytest
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_svg

from cms.api.routers import api
from headless.contenus.bodies import render
from pages.blocks import CorpsBlock
from pages.blocks.block_shapes import forme_de
from pages.models import PageSimple
from pages.page_types import page_types
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "https://exemple.fr/donnees"


@pytest.fixture
def image():
    return get_image_model().objects.create(title="Plan", file=get_test_image_file(size=(1000, 500), colour="red"))


def tous_les_blocs(image, citee):
    """One of each, as the editor stores them."""
    colonnes = [{"type": "texte", "heading": "Année"}, {"type": "nombre", "heading": "Total"}]
    return [
        ("titre", "Intertitre"),
        ("paragraphe", "<p>Texte</p>"),
        ("citation", {"texte": "Mots", "auteur": "Une charte", "source_url": URL}),
        ("encadre", {"titre": "À noter", "texte": "<p>Note</p>"}),
        (
            "chiffre_cle",
            {"valeur": "17", "unite": "", "libelle": "objectifs", "source": "ONU", "source_url": "", "millesime": 2015},
        ),
        (
            "tableau",
            {
                "titre": "Tableau",
                "tableau": {"columns": colonnes, "rows": [{"values": ["2025", "12.5"]}], "caption": "En légende"},
                "source": "Nous",
            },
        ),
        (
            "etapes",
            {"titre": "", "etapes": [{"type": "item", "id": "i", "value": {"titre": "Un", "texte": "<p>A</p>"}}]},
        ),
        (
            "questions_reponses",
            {"questions": [{"type": "item", "id": "i", "value": {"question": "Q ?", "reponse": "<p>R</p>"}}]},
        ),
        ("ressources", {"titre": "Voir", "pages": [{"type": "item", "id": "i", "value": citee.pk}]}),
        ("image", {"image": image.pk, "alternative": "Un plan rouge", "legende": "", "credit": "Nous"}),
        ("video", {"titre": "Film", "url": URL, "duree": "4 min", "transcription": ""}),
    ]


def page_de_tous_les_blocs(image):
    arbre = pages.arbre()
    citee = pages.ressource(arbre.boite, title="Citée")
    raw = [{"type": kind, "value": value, "id": f"id-{kind}"} for kind, value in tous_les_blocs(image, citee)]
    page = PageSimple(title="Tout", corps=json.dumps(raw))
    return arbre.accueil.add_child(instance=page), citee


def riche(mots):
    noeud = {"type": "paragraphe", "enfants": [{"type": "texte", "texte": mots}]}
    return {"html": f"<p>{mots}</p>", "arbre": [noeud], "source": None}


def test_every_block_gives_what_its_shape_says(image):
    page, citee = page_de_tous_les_blocs(image)
    corps = {bloc["type"]: bloc["value"] for bloc in json.loads(render([page.pk])[page.pk])["corps"]}
    shown = corps["image"]["image"].pop("rendus")
    assert corps == {
        "titre": "Intertitre",
        "paragraphe": riche("Texte"),
        "citation": {"texte": "Mots", "auteur": "Une charte", "source_url": URL},
        "encadre": {"titre": "À noter", "texte": riche("Note")},
        "chiffre_cle": {
            "valeur": "17",
            "unite": "",
            "libelle": "objectifs",
            "source": "ONU",
            "source_url": "",
            "millesime": 2015,
        },
        "tableau": {
            "titre": "Tableau",
            "tableau": {
                "legende": "En légende",
                "colonnes": [{"type": "texte", "titre": "Année"}, {"type": "nombre", "titre": "Total"}],
                "lignes": [["2025", 12.5]],
            },
            "source": "Nous",
        },
        "etapes": {"titre": "", "etapes": [{"titre": "Un", "texte": riche("A")}]},
        "questions_reponses": {"questions": [{"question": "Q ?", "reponse": riche("R")}]},
        "ressources": {
            "titre": "Voir",
            "pages": [{"id": citee.pk, "titre": "Citée", "url": citee.full_url, "chemin": citee.get_url()}],
        },
        "image": {
            "image": {
                "id": image.pk,
                "titre": "Plan",
                "alternative": "Un plan rouge",
                "largeur": 1000,
                "hauteur": 500,
                "point_focal": None,
                "couleur": "#ff0000",
            },
            "alternative": "Un plan rouge",
            "legende": "",
            "credit": "Nous",
        },
        "video": {"titre": "Film", "url": URL, "duree": "4 min", "transcription": ""},
    }
    assert [(one["format"], one["largeur"], one["hauteur"]) for one in shown] == [
        (kind, width, width // 2) for kind in ("avif", "webp", "jpeg") for width in (400, 800, 1000)
    ]


def test_all_kinds_of_blocks_are_in_that_page(image):
    named = [kind for kind, _ in tous_les_blocs(image, pages.ressource(pages.arbre().boite))]
    assert named == list(CorpsBlock().child_blocks)


# Wagtail leaves the files that it makes and sends to the collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_signed_address_gives_the_size_and_another_one_nothing(image, client):
    page, _ = page_de_tous_les_blocs(image)
    corps = json.loads(render([page.pk])[page.pk])["corps"]
    shown = next(bloc for bloc in corps if bloc["type"] == "image")["value"]["image"]["rendus"]
    webp = next(one["url"] for one in shown if (one["format"], one["largeur"]) == ("webp", 400))
    answer = client.get(webp)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert client.get(webp.replace("width-400", "width-401")).status_code == 403


def test_drawing_is_given_as_it_is_and_focal_point_as_shares():
    drawing = get_image_model().objects.create(title="Dessin", file=get_test_image_file_svg())
    framed = get_image_model()(title="Cadre", file=get_test_image_file(size=(200, 100)))
    framed.focal_point_x, framed.focal_point_y, framed.focal_point_width, framed.focal_point_height = 50, 75, 20, 20
    framed.save()
    from pages.api.images import image_api

    shown = image_api(drawing)
    assert (shown["couleur"], [one["format"] for one in shown["rendus"]]) == (None, ["svg"])
    assert image_api(framed)["point_focal"] == {"x": 0.25, "y": 0.75}


def test_block_without_a_shape_is_refused_at_start():
    class SansForme(blocks.Block):
        pass

    with pytest.raises(TypeError, match="SansForme"):
        forme_de(SansForme())


def test_openapi_names_every_block_and_tells_them_apart():
    schemas = api.get_openapi_schema()["components"]["schemas"]
    items = schemas["PageSimpleContenu"]["properties"]["corps"]["items"]
    assert items["discriminator"]["propertyName"] == "type"
    assert list(items["discriminator"]["mapping"]) == sorted(CorpsBlock().child_blocks)
    assert len(items["oneOf"]) == len(CorpsBlock().child_blocks)


def test_openapi_names_nothing_after_where_the_code_lives():
    schemas = api.get_openapi_schema()["components"]["schemas"]
    assert [name for name in schemas if "__" in name] == []
    assert {"EtapeDuFil", "EtapeDeBloc"} <= schemas.keys()


def test_openapi_leaves_no_field_of_a_page_without_a_shape():
    schemas = api.get_openapi_schema()["components"]["schemas"]
    vague = [
        f"{model.__name__}.{name}"
        for model in page_types()
        for name, shape in schemas[f"{model.__name__}Contenu"]["properties"].items()
        if not ({"type", "$ref", "anyOf", "oneOf", "allOf"} & shape.keys())
    ]
    assert vague == []


def test_empty_number_of_a_table_is_null():
    from pages.blocks.figures import _cellule

    assert [_cellule(value) for value in (None, Decimal("1.50"), "a")] == [None, 1.5, "a"]
