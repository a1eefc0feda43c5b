"""When every word finds too little, a part of them is enough: what is shown, said, counted and kept in the address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from search.answers.widening import ASSEZ, enough
from search.enums import Mots
from search.index.rebuilding import rebuild_index
from search.planning.parsing import parse
from search.planning.planner import mark_of, plan_search
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
ASKED = "crèche vélo campagne"


BODY = '[{"type": "paragraphe", "value": "<p>La crèche, le vélo, la campagne.</p>"}]'


@remembered
def fill(site):
    site.ressource("Crèche et vélo à la campagne", slug="tout")
    site.ressource("Guide du vélo", chapo="À la campagne.", slug="velo-campagne")
    site.ressource("Une école", corps=BODY, slug="texte")
    for rank in range(3):
        site.ressource(f"Plan vélo numéro {rank}", slug=f"velo-{rank}", own=[site.lyon])
    site.ressource("Recrutement : ce que doit savoir l’employeur", slug="employeur")


@pytest.fixture
def found(site, each_index):
    fill(site)
    rebuild_index(each_index)
    return each_index


def body_of(client, **asked):
    return client.get("/api/v3/recherche/", asked).json()


def shown(body):
    return [(hit["url"].strip("/").rsplit("/", 1)[-1], hit["groupe"], hit["sans"]) for hit in body["resultats"]]


def test_too_few_hits_are_widened_in_two_groups_and_each_absent_word_is_told(client, found):
    body = body_of(client, q=ASKED)

    assert (body["mots"], body["total"], body["avec_tous_les_mots"]) == ("partie", 3, 2)
    assert shown(body) == [
        ("tout", "tous", []),
        ("velo-campagne", "partie", ["crèche"]),
        ("texte", "partie", []),
    ] or shown(body) == [("tout", "tous", []), ("texte", "partie", []), ("velo-campagne", "partie", ["crèche"])]
    assert [(one["mot"], one["count"]) for one in body["mots_absents"]] == [("crèche", 2)]


def test_words_as_they_were_typed_come_before_a_title_with_one_of_them_in_another_sense(client, site, each_index):
    body = '[{"type": "paragraphe", "value": "<p>Une lettre au ministère de l’intérieur suffit.</p>"}]'
    site.ressource("Règlement intérieur", chapo="Le règlement intérieur du lieu.", slug="reglement")
    site.ressource("Écrire une lettre", corps=body, slug="lettre")
    rebuild_index(each_index)

    found = body_of(client, q="ministère de l'intérieur", mots="partie")
    assert shown(found) == [("lettre", "partie", []), ("reglement", "partie", ["ministère"])]


def test_each_absent_word_leads_to_what_it_finds_alone(client, found):
    (absent,) = body_of(client, q=ASKED)["mots_absents"]

    assert client.get(f"/api/v3/recherche/{absent['url'].removeprefix('./')}").json()["total"] == absent["count"]


def test_every_word_can_be_asked_for_and_a_part_of_them_too(client, found):
    assert [body_of(client, q=ASKED, mots=mots)["total"] for mots in ("tous", "partie", "auto")] == [2, 3, 3]


def test_word_of_the_people_finds_the_word_of_the_pages_only_where_it_is_widened(client, found):
    body = body_of(client, q="patron")

    assert (body["mots"], shown(body)) == ("partie", [("employeur", "partie", ["patron"])])
    assert body_of(client, q="patron", mots="tous")["total"] == 0


def test_phrase_in_quotes_is_never_widened(client, found):
    body = body_of(client, q='"crèche à la campagne"')

    assert (body["mots"], body["total"]) == ("", 0)


def test_filters_and_pages_repeat_the_choice_and_never_change_it(client, found):
    response = client.get("/recherche/", {"q": "vélo plan", "mots": "tous", "territoire": "com-69123"})
    urls = [chip.url_sans for chip in response.context["chips"]]

    assert [parse_qs(urlsplit(url).query)["mots"] for url in urls] == [["tous"]]
    assert response.context["results"].mots == "tous"


def test_form_repeats_the_choice_for_the_words_that_it_was_made_for(client, found):
    choice = client.get("/recherche/", {"q": ASKED}).context["mots_champ"]

    assert choice == f"partie:{mark_of(ASKED)}"
    assert plan_search(QueryDict(f"q={ASKED}&mots={choice}")).query.mots == Mots.PARTIE
    assert plan_search(QueryDict(f"q=autre chose&mots={choice}")).query.mots == Mots.AUTO


def test_unknown_choice_is_refused_by_the_api_with_what_is_allowed(client, found):
    response = client.get("/api/v3/recherche/", {"q": ASKED, "mots": "certains"})

    assert response.status_code == 422
    assert "tous" in response.content.decode()


def test_facets_feed_table_and_print_describe_the_set_shown(client, found):
    body = body_of(client, q=ASKED)
    france = next(one for one in body["facettes"][0]["values"] if one["slug"] == "france")
    table = b"".join(client.get("/recherche/export.csv", {"q": ASKED}).streaming_content).decode()
    feed = client.get("/recherche/flux.atom", {"q": ASKED}).content.decode()
    paper = client.get("/recherche/imprimer/", {"q": ASKED})

    assert france["count"] == body["total"] == table.count("\n") - 1 == feed.count("<entry>") == paper.context["total"]
    assert "crèche" in table


def test_groups_are_sections_with_headings_that_name_what_is_missing(client, found):
    html = client.get("/recherche/", {"q": "vélo numéro"}).content.decode()
    widened = client.get("/recherche/", {"q": ASKED}).content.decode()

    assert 'class="groupe"' not in html
    assert '<section class="groupe" aria-labelledby="groupe-tous">' in widened
    assert '<h3 class="groupe-titre" id="groupe-tous">Tous vos mots</h3>' in widened
    assert 'id="groupe-partie">Une partie de vos mots' in widened
    assert '<h4 class="ligne-titre">' in widened
    assert "<em>crèche</em>" in widened


def test_more_words_are_held_by_accident_more_often_and_a_sentence_most():
    assert [enough(parse(text, groups=())) for text in ("vélo", "plan vélo", "plan vélo eau", "plan vélo eau lac")] == [
        ASSEZ[1],
        ASSEZ[2],
        ASSEZ[3],
        20,
    ]
    assert enough(parse("comment faire un plan vélo eau lac", groups=())) == 100
