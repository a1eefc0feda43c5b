"""A visitor's place: never taken without being asked, and what is proposed is near it."""

import re

import pytest

from adoc.walk.around import place_of
from adoc.walk.submissions import EST_CE_LUI, LEQUEL, SANS_TERRITOIRE, SEULE, envoi
from pages.models import FicheRepereTerritoire, PageTerritoire
from search.engines import current_engine
from search.index.rebuilding import rebuild_index
from taxonomy.enums import Famille
from taxonomy.models import Territoire
from tests.adoc.test_parcours_pages import jusqu_au_bout
from tests.factories import france, pages, taxonomy
from tests.factories.parcours import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(arbre):
    france.load()
    return arbre


class Sent(dict):
    def getlist(self, name):
        return [self[name]] if name in self else []


def answered(nom, **given):
    """(what is taken, what is asked instead, why)."""
    place = question("lieu", forme="territoire")
    found = envoi(place, Sent({SEULE.nom: nom, **given}), SEULE)
    return found.reponses, [one.slug for one in found.trouves], found.erreur


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Guéret", (("com-23096",), [], "")),
        ("gueret", (("com-23096",), [], "")),
        ("Gué", ((), ["com-23096", "epci-200034825"], LEQUEL)),
        ("37000", ((), ["com-37261"], EST_CE_LUI)),
        ("23000", ((), ["com-23096", "com-23193"], LEQUEL)),
        ("Saint-Denis", ((), ["com-97411", "com-93066", "com-11339", "dep-93"], LEQUEL)),
        ("PACA", ((), ["reg-93"], EST_CE_LUI)),
        ("Atlantide", ((), [], SANS_TERRITOIRE)),
    ],
)
def test_place_is_taken_when_it_is_the_only_one_of_that_name_and_asked_else(places, typed, expected):
    assert answered(typed) == expected


def test_beginning_of_words_is_never_taken_for_a_place(places):
    """Seen before: « com. com. » was taken for Bourgogne-Franche-Comté."""
    taken, _, why = answered("com. com.")
    assert (taken, bool(why)) == ((), True)


def test_candidates_are_told_apart_and_one_of_them_is_chosen(client, parcours):
    france.load()
    asked = jusqu_au_bout(client, parcours, {"v": "non"}, {"nom": "Saint-Denis"})
    html = asked.content.decode()
    assert asked.status_code == 422
    details = re.findall(r'<span class="detail">(commune[^<]*)</span>', html)
    assert [one.split(" · ")[1] for one in details] == ["La Réunion", "Seine-Saint-Denis", "Aude"]


@pytest.fixture
def around(places):
    """By name, pages of the Creuse's ladder, of elsewhere and of no place."""
    named = Territoire.objects.in_bulk(["com-23096", "dep-23", "reg-75", "com-69123", "france"], field_name="slug")
    carried = {
        "guéret": ["com-23096"],
        "creuse": ["dep-23"],
        "région": ["reg-75"],
        "lyon": ["com-69123"],
        "partout": ["com-69123", "france"],
        "sans": [],
    }
    found = {}
    for title, slugs in carried.items():
        page = pages.ressource(places.rubrique, title=title, territoires=[named[slug] for slug in slugs])
        if not slugs:
            PageTerritoire.objects.filter(page=page).delete()
        found[title] = page.pk
    return found


def order(around, slug):
    names = {pk: title for title, pk in around.items()}
    return [names[pk] for pk in place_of(slug).nearest_first(reversed(around.values()))]


def test_nearest_come_first_and_what_is_for_elsewhere_never(around):
    assert order(around, "com-23096") == ["guéret", "creuse", "région", "partout", "sans"]
    assert order(around, "dep-23") == ["creuse", "guéret", "région", "partout", "sans"]
    assert order(around, "com-69123") == ["partout", "lyon", "sans"]
    assert (place_of("france"), place_of("")) == (None, None)


def test_search_that_is_not_narrowed_brings_nothing_from_elsewhere(around):
    asked = []

    def chercher(parametres, au_plus):
        asked.append(parametres)
        return [around["guéret"]] if "territoire" in parametres else list(reversed(around.values()))

    found = place_of("com-23096").searching(chercher)({"q": ("eau",)}, 3)

    assert found == [around["guéret"], around["creuse"], around["région"]]
    assert asked == [{"q": ("eau",), "territoire": ("com-23096",)}, {"q": ("eau",)}]


def test_fiche_of_the_place_is_proposed_or_that_of_the_nearest_above_it(client, parcours):
    france.load()
    creuse, lyon = (Territoire.objects.get(slug=slug) for slug in ("dep-23", "com-69123"))
    for place in (creuse, lyon):
        parcours.donnee.get_parent().add_child(
            instance=FicheRepereTerritoire(title=f"Repères {place.nom}", territoire=place)
        )
    taxonomy.nature(famille=Famille.OUTIL)
    rebuild_index(current_engine())
    html = jusqu_au_bout(client, parcours, {"v": "non"}, {"nom": "Guéret"}, {}).content.decode()

    assert ("Repères Creuse" in html, "Repères Lyon" in html) == (True, False)


def test_page_that_a_rule_names_is_not_proposed_to_who_is_elsewhere(client, parcours):
    france.load()
    PageTerritoire.objects.filter(page=parcours.donnee).update(territoire=Territoire.objects.get(slug="com-69123"))

    def proposed(place):
        end = jusqu_au_bout(client, parcours, {"v": "non"}, {"nom": place} if place else {}, {})
        return parcours.donnee.title in end.content.decode()

    assert [proposed(place) for place in ("Guéret", "Lyon", "")] == [False, True, True]
