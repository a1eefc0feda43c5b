"""What is new is what its reader was not told: no more, no less."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from liens.enums import EtatLien
from workers.links.reports.contents.delta import Instantane, LinkGroup, compare
from workers.links.reports.contents.situation import Certificat, LienVu, PageARelire, Panne, Pause, Situation

AU = datetime(2026, 3, 2, 7, tzinfo=UTC)
VIDE = Situation(nom="", au=AU)


def vu(numero, etat=EtatLien.CASSE, **champs):
    return LienVu(numero, f"https://h{numero}.example/", f"h{numero}.example", etat, "gone", **champs)


def ids(groupes):
    return [[lien.id for lien in groupe.liens] for groupe in groupes]


def su(**champs):
    return Instantane(**{nom: frozenset(valeurs) for nom, valeurs in champs.items()})


def test_a_broken_link_is_new_once_and_then_still_there():
    situation = replace(VIDE, casses=(vu(1),))
    premier = compare(situation, None)
    second = compare(situation, premier.couvre)
    assert (ids(premier.nouveaux), ids(premier.toujours), premier.nouvelles) == ([[1]], [], 1)
    assert (ids(second.nouveaux), ids(second.toujours), second.nouvelles) == ([], [[1]], 0)


def test_a_link_that_works_again_is_repaired_once():
    revenu = vu(1, EtatLien.OK)
    delta = compare(replace(VIDE, revenus=(revenu,)), su(casses=[1]))
    assert (delta.repares, delta.nouvelles, delta.couvre.casses) == ((revenu,), 1, frozenset())


def test_a_wavering_link_is_listed_and_is_no_news():
    delta = compare(replace(VIDE, casses=(vu(1, instable=True),)), None)
    assert (ids(delta.nouveaux), ids(delta.toujours), delta.nouvelles) == ([], [[1]], 0)
    # Once it stays broken, it is news: nobody was told.
    assert ids(compare(replace(VIDE, casses=(vu(1),)), delta.couvre).nouveaux) == [[1]]


def test_a_link_said_broken_that_wavers_is_not_said_repaired_until_it_holds():
    wavering = compare(replace(VIDE, revenus=(vu(1, EtatLien.OK, instable=True),)), su(casses=[1]))
    assert (wavering.repares, wavering.nouvelles, wavering.couvre.casses) == ((), 0, frozenset([1]))
    held = compare(replace(VIDE, revenus=(vu(1, EtatLien.OK),)), wavering.couvre)
    assert [lien.id for lien in held.repares] == [1]


def test_four_hundred_links_of_a_dead_site_are_one_thing_to_read():
    liens = tuple(LienVu(n, f"https://x.example/{n}", "x.example", EtatLien.CASSE) for n in range(400))
    panne = Panne("x.example", "timeout_connect", AU)
    delta = compare(replace(VIDE, casses=(*liens, vu(1000)), pannes={"x.example": panne}), None)
    assert delta.nouveaux == (LinkGroup(liens, panne), LinkGroup((vu(1000),)))
    assert delta.nouvelles == 2


def test_a_site_that_answers_again_is_one_line_and_what_stays_broken_is_not_new():
    revenus = tuple(LienVu(n, f"https://x.example/{n}", "x.example", EtatLien.OK) for n in range(9))
    reste = LienVu(9, "https://x.example/9", "x.example", EtatLien.CASSE)
    before = su(casses=range(10), sites=["x.example"])
    delta = compare(replace(VIDE, revenus=revenus, casses=(reste,)), before)
    assert (delta.sites_revenus, delta.repares) == ({"x.example": 9}, ())
    assert (ids(delta.nouveaux), ids(delta.toujours)) == ([], [[9]])


def test_a_link_back_from_a_pause_is_new_again():
    paused = compare(VIDE, su(casses=[1]))
    assert ids(compare(replace(VIDE, casses=(vu(1),)), paused.couvre).nouveaux) == [[1]]


def test_a_doubt_alone_sends_nobody_a_mail():
    delta = compare(replace(VIDE, a_confirmer=(vu(1, EtatLien.SUSPECT),)), None)
    assert (ids(delta.a_confirmer), delta.nouvelles) == ([[1]], 0)


@pytest.mark.parametrize(
    "champs",
    [
        {"deplaces": (vu(1, EtatLien.ATTENTION, nouvelle_adresse="https://n.example/"),)},
        {"certificats": (Certificat("h1.example", AU, 3),)},
        {"pages": (PageARelire(1, "Guide", "Ses données datent de 2020.", "https://s.example/1", ""),)},
        {"pauses": (Pause(1, vu(1), AU),)},
    ],
)
def test_each_other_thing_is_said_once(champs):
    situation = replace(VIDE, **champs)
    premier = compare(situation, None)
    assert (premier.nouvelles, compare(situation, premier.couvre).nouvelles) == (1, 0)


def test_another_new_address_or_another_reason_is_news_again():
    couvre = compare(
        replace(
            VIDE,
            deplaces=(vu(1, EtatLien.ATTENTION, nouvelle_adresse="https://n.example/"),),
            pages=(PageARelire(1, "Guide", "Valable jusqu’au 20 mars.", "", ""),),
        ),
        None,
    ).couvre
    delta = compare(
        replace(
            VIDE,
            deplaces=(vu(1, EtatLien.ATTENTION, nouvelle_adresse="https://autre.example/"),),
            pages=(PageARelire(1, "Guide", "N’est plus valable depuis le 20 mars.", "", ""),),
        ),
        couvre,
    )
    assert delta.nouvelles == 2


def test_what_is_kept_of_a_report_comes_back_whole():
    couvre = su(casses=[2, 1], sites=["b", "a"], pages=["3 Relecture"])
    assert Instantane.de_json(couvre.en_json()) == couvre
    assert couvre.en_json()["casses"] == [1, 2]
