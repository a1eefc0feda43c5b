"""What each check finds in a page, in which words, at which place."""

import json
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
import time_machine
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from doublons.comparing import compare_waiting
from liens.enums import EtatLien
from liens.models import Lien
from pages.models import ChiffreCle, FicheRepereDomaine, LienRessource, PageSimple, Ressource
from qualite.checks.table import CHECKS
from qualite.enums import Verification
from qualite.examining import examined
from qualite.score import scored
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
CHAPO = (
    "Un guide pour agir à plusieurs : il dit comment s’y prendre, avec qui, et ce que cela change pour les gens d’ici."
)
ID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def arbre():
    return pages.arbre()


def with_blocks(arbre, *blocks, **fields):
    """A ressource of which nothing is to be said but for its body."""
    body = [
        {"type": kind, "value": value, "id": ID.replace("1", str(rank))} for rank, (kind, value) in enumerate(blocks, 1)
    ]
    page = pages.ressource(arbre.boite, **{"chapo": CHAPO, "corps": json.dumps(body)} | fields)
    page.liens = [LienRessource(libelle="Le guide des alliances", url="https://partenaire.example/guide", sort_order=0)]
    return page


def paragraph(html):
    return ("paragraphe", html)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(page):
    """(check, sentence, place in words) of each remark."""
    return [(one.verification.value, plain(one.phrase), plain(one.ou)) for one in examined(page)]


PAR = "Contenu › Bloc n° 1 (Paragraphes)"
LONG = "Une phrase qui ne finit pas " + "et qui continue encore un peu plus loin " * 5
BODIES = [
    pytest.param([paragraph("<p>Rien à dire.</p>")], [], id="rien"),
    pytest.param(
        [
            paragraph(
                '<p>Voir <a href="https://a.example/">Cliquez ici</a>, ou <a href="https://b.example/">ici</a>.</p>'
            )
        ],
        [
            (
                "liens_textes",
                "Le lien « Cliquez ici » ne dit pas où il mène : nommez ce que le visiteur y trouve.",
                PAR,
            ),
            ("liens_textes", "Le lien « ici » ne dit pas où il mène : nommez ce que le visiteur y trouve.", PAR),
        ],
        id="cliquez ici",
    ),
    pytest.param(
        [paragraph('<p><a href="https://a.example/x">https://a.example/x</a> <a href="https://a.example/y"></a></p>')],
        [
            ("liens_textes", "Le lien « https://a.example/x » est une adresse : nommez plutôt ce qui s’y trouve.", PAR),
            ("liens_textes", "Un lien n’a pas de texte : écrivez où il mène, ou retirez-le.", PAR),
        ],
        id="adresse nue, lien vide",
    ),
    pytest.param(
        [paragraph('<p><a href="https://a.example/">Le rapport</a> <a href="https://b.example/">le rapport</a></p>')],
        [("liens_textes", "« Le rapport » mène à 2 adresses différentes : distinguez les liens.", PAR)],
        id="mêmes mots, deux adresses",
    ),
    pytest.param(
        [paragraph("<h4>Trop bas</h4><p>Texte.</p><h3></h3><h3>Bien</h3><h4>Bien aussi</h4>")],
        [
            ("intertitres", "L’intertitre « Trop bas » saute un niveau : prenez celui juste au-dessus (H3).", PAR),
            ("intertitres", "Un intertitre est vide : écrivez-le, ou retirez-le.", PAR),
        ],
        id="niveau sauté, vide",
    ),
    pytest.param(
        [paragraph("<p><b>Pourquoi agir</b></p><p><b>Ceci est important.</b></p><p>Du <b>gras</b> dedans</p>")],
        [
            (
                "intertitres",
                "« Pourquoi agir » est un paragraphe en gras qui sert de titre : faites-en un intertitre, pour qu’il"
                " compte comme tel.",
                PAR,
            )
        ],
        id="gras pour titre",
    ),
    pytest.param(
        [("titre", "Une partie"), paragraph("<h3>Une sous-partie</h3><p>Texte.</p>")], [], id="niveaux justes"
    ),
    pytest.param(
        [paragraph(f"<p>{LONG}</p><p>Courte.</p>")],
        [
            (
                "phrases",
                "Une phrase a 46 mots, coupez-la en deux :"
                " « Une phrase qui ne finit pas et qui continue encore un peu plus loin…  »".replace("  ", " "),
                PAR,
            )
        ],
        id="phrase longue",
    ),
    pytest.param(
        [("chiffre_cle", {"valeur": "34", "unite": "%", "libelle": "des gens", "source": "", "millesime": None})],
        [
            (
                "chiffres",
                "Le chiffre « 34 % » n’a ni source ni année : dites d’où il vient, et de quand.",
                "Contenu › Bloc n° 1 (Chiffre clé)",
            )
        ],
        id="chiffre sans rien",
    ),
    pytest.param(
        [("chiffre_cle", {"valeur": "34", "libelle": "des gens", "source": "Insee", "millesime": None})],
        [
            (
                "chiffres",
                "Le chiffre « 34 » n’a pas d’année : dites laquelle il décrit.",
                "Contenu › Bloc n° 1 (Chiffre clé)",
            )
        ],
        id="chiffre sans année",
    ),
]


@pytest.mark.parametrize(("blocks", "found"), BODIES)
def test_body_is_looked_at_block_by_block(arbre, blocks, found):
    assert told(with_blocks(arbre, *blocks)) == found


def image(alternative, credit="Ville fictive, CC BY 4.0"):
    made = get_image_model().objects.create(title="plan.png", file=get_test_image_file())
    return ("image", {"image": made.pk, "alternative": alternative, "legende": "", "credit": credit})


ALT = "dites en une phrase ce que l’image apprend à qui ne la voit pas."


@pytest.mark.parametrize(
    ("alternative", "phrase"),
    [
        ("Trois élus plantent un arbre", None),
        ("", f"Une image n’a pas de texte de remplacement : {ALT}"),
        ("IMG_2043.jpg", f"Le texte de remplacement « IMG_2043.jpg » est le nom d’un fichier : {ALT}"),
        ("DSC 0042", f"Le texte de remplacement « DSC 0042 » est le nom d’un fichier : {ALT}"),
        (
            "Image d'une place",
            "Le texte de remplacement commence par « Image d’ » : le lecteur d’écran dit déjà que c’est une image,"
            " dites ce qu’elle montre.",
        ),
        (
            "Une photo de la mairie",
            "Le texte de remplacement commence par « Une photo de » : le lecteur d’écran dit déjà que c’est une image,"
            " dites ce qu’elle montre.",
        ),
    ],
)
def test_alternative_texts_say_what_the_image_tells(arbre, alternative, phrase):
    where = "Contenu › Bloc n° 1 (Image)"
    assert told(with_blocks(arbre, image(alternative))) == ([("images", phrase, where)] if phrase else [])


def test_image_without_a_credit_is_named(arbre):
    assert told(with_blocks(arbre, image("Un arbre", credit=""))) == [
        (
            "credits",
            "L’image « plan.png » n’a pas de crédit : dites qui l’a faite, et sous quelle licence.",
            "Contenu › Bloc n° 1 (Image)",
        )
    ]


def test_what_a_page_lacks_is_said_list_by_list(arbre):
    page = Ressource(title="Presque rien")
    assert told(page) == [
        ("triptyque", "Aucun territoire : choisissez-en un, « France » pour ce qui vaut partout.", "Territoires"),
        ("triptyque", "Aucun type d’acteur : choisissez à qui la page est utile.", "Acteurs"),
        ("triptyque", "Aucun domaine : choisissez de quoi la page parle.", "Domaines"),
        ("introduction", "Il n’y a pas de chapô : écrivez une ou deux phrases qui disent l’essentiel.", "Chapô"),
        (
            "longueur",
            "Aucun mot : c’est peu pour une page de ce type (ressource), qui en a 20 au moins. Dites à quoi elle"
            " sert, et à qui.",
            "Contenu",
        ),
    ]
    assert told(PageSimple(title="À propos", chapo=CHAPO)) == []


def test_too_many_words_are_counted(arbre):
    page = with_blocks(arbre, paragraph("<p>Un mot court. </p>" * 600))
    assert told(page) == [
        (
            "longueur",
            "1824 mots : c’est beaucoup pour une page de ce type (ressource), qui en a 1500 au plus. Gardez"
            " l’essentiel, ou faites-en deux pages.",
            "Contenu",
        )
    ]


def test_text_that_is_hard_to_read_is_measured(arbre):
    hard = (
        "L’opérationnalisation partenariale territorialisée constitue l’instrumentation méthodologique privilégiée. "
        * 12
    )
    assert told(with_blocks(arbre, paragraph(f"<p>{hard}</p>")))[0][:2] == (
        "lisibilite",
        "Le texte est très difficile à lire : 0 sur l’échelle de Kandel et Moles, où 30 est déjà difficile et 100 très"
        " facile. Faites des phrases plus courtes, prenez des mots plus simples.",
    )


def test_figures_of_fiches_are_rows_with_their_place(arbre):
    fiche = FicheRepereDomaine(title="Repères", chapo=CHAPO * 4, domaine=taxonomy.domaine())
    fiche.chiffres = [
        ChiffreCle(valeur="12", unite="%", libelle="des gens", source="Insee", millesime=2024, sort_order=0),
        ChiffreCle(valeur="3", libelle="lieux", source="", millesime=2024, sort_order=1),
    ]
    found = [one for one in examined(fiche) if one.verification is Verification.CHIFFRES]
    assert [(plain(one.phrase), one.ou, one.fragment) for one in found] == [
        (
            "Le chiffre « 3 » n’a pas de source : dites d’où il vient, et de quand.",
            "Chiffre clé n° 2",
            "#inline_child_chiffres-1-panel-section",
        )
    ]


def test_dead_links_are_those_of_the_registry_wherever_they_stand(arbre):
    html = '<p>Voir <a href="https://mort.example/page">le rapport de 2019</a>.</p>'
    page = with_blocks(arbre, paragraph(html))
    page.save_revision()
    link = Lien.objects.get(url="https://mort.example/page")
    states = {}
    for state in EtatLien:
        Lien.objects.filter(pk=link.pk).update(etat=state)
        states[state.value] = [what for what, *_ in told(page)]
    assert {state for state, found in states.items() if found} == {"casse", "danger"}
    Lien.objects.filter(pk=link.pk).update(etat=EtatLien.CASSE)
    assert told(page) == [
        (
            "liens_morts",
            "L’adresse https://mort.example/page ne répond plus (indisponible) : remplacez-la, ou retirez le lien.",
            PAR,
        )
    ]
    Lien.objects.filter(pk=link.pk).update(mis_de_cote=True)
    assert told(page) == []


def test_doubles_are_those_that_the_site_finds(arbre):
    one = with_blocks(arbre, title="Guide des alliances de territoire")
    with_blocks(arbre, title="Guide des alliances de territoire", slug="autre")
    while compare_waiting():
        pass
    assert [what for what, *_ in told(one)] == ["doubles"]
    assert told(one)[0][1].startswith("Cette page est peut-être la même que « Guide des alliances de territoire » (")


def test_time_makes_pages_old(arbre):
    page = with_blocks(arbre, valable_jusqu_au=date(2026, 3, 1), millesime=2020)
    first = page.first_published_at
    with time_machine.travel(first + timedelta(days=400)):
        assert {what for what, *_ in told(page)} == {"fraicheur"}
        assert [plain(phrase).split(" :")[0].rsplit(" le ", 1)[0] for _, phrase, _ in told(page)] == [
            "La page n’est plus valable depuis",
            "Sa relecture est attendue depuis",
            "Ses données datent de 2020",
        ]


def test_each_remark_leads_to_its_place_in_the_editor(arbre):
    html = '<p><a href="https://a.example/">ici</a></p>'
    steps = (
        "etapes",
        {"titre": "", "etapes": [{"type": "item", "id": "abc", "value": {"titre": "Un", "texte": html}}]},
    )
    page = with_blocks(arbre, paragraph(html), steps, chapo="")
    page.territoires_lies = []
    found = {one.ou: unquote(one.fragment) for one in examined(page)}
    assert found == {
        "Territoires": "#id_territoires_lies-FORMS",
        "Chapô": "#:w:contentpath=chapo",
        "Contenu": "#:w:contentpath=corps",
        PAR: f"#:w:contentpath=corps.{ID}",
        "Contenu › Bloc n° 2 (Étapes) › Étapes › N° 1 › Texte": "#:w:contentpath=corps.abc.texte",
    }


def test_every_check_stands_in_the_table_and_says_what_it_looks_at():
    assert list(CHECKS) == list(Verification)
    assert [one.about for one in CHECKS.values() if not one.about] == []


def test_score_is_a_sum_that_says_itself(arbre):
    assert (scored([]).points, plain(str(scored([])))) == (100, "100 sur 100 : rien n’a été trouvé.")
    page = with_blocks(arbre, paragraph('<p><a href="https://a.example/">ici</a></p>' * 5), chapo="")
    score = scored(examined(page))
    assert (score.points, plain(str(score))) == (78, "78 sur 100 : 100 moins 22 points.")
    assert [plain(str(one)) for one in score.losses] == [
        "Textes des liens : −15 points (3 × 5, 5 trouvés, 3 comptés)",
        "Introduction : −5 points (1 × 5)",
        "Nombre de mots : −2 points (1 × 2)",
    ]
    everything = [one for check in Verification for one in [remark(check)] * 9]
    assert (scored(everything).points, plain(str(scored(everything)))) == (
        0,
        "0 sur 100 : 100 moins 228 points, et pas moins de 0.",
    )


def remark(check):
    from qualite.remarks import Remark

    return Remark(check, "Une phrase.")
