"""What people search: counted once many ask, without knowing who, at no cost and at no risk to a search."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse

from search.frequent import counting
from search.frequent.counting import (
    JOURS,
    VISITEURS,
    AskedSearch,
    demande,
    flush,
    normalisee,
    note_search,
    prune,
    write_counts,
)
from search.frequent.models import EsquisseDeRecherche, RechercheFrequente
from search.planning.planner import plan_search

pytestmark = pytest.mark.django_db
LUNDI = date(2026, 11, 23)


def asked(parameters="q=vélo", *, address="192.0.2.1", browser="Firefox", resultats=0, jour=LUNDI):
    request = RequestFactory().get("/recherche/", REMOTE_ADDR=address, HTTP_USER_AGENT=browser)
    return demande(request, plan_search(QueryDict(parameters)), resultats, jour)


def by_visitors(count, *, requete="vélo", jour=LUNDI, resultats=0):
    return [AskedSearch(requete, resultats, seau, jour) for seau in range(count)]


def counted():
    return list(RechercheFrequente.objects.values_list("requete", "nombre", "resultats", "vue_le"))


def test_query_of_few_visitors_leaves_no_words():
    write_counts([*by_visitors(VISITEURS - 1), *by_visitors(VISITEURS - 1)])

    assert counted() == []
    kept = EsquisseDeRecherche.objects.values().get()
    assert (kept["jour"], kept["jours"], kept["visiteurs"].bit_count()) == (LUNDI, 1, VISITEURS - 1)
    assert "vélo" not in str(kept)


def test_query_of_enough_visitors_of_one_day_is_kept_and_then_counted():
    write_counts([*by_visitors(VISITEURS), AskedSearch("vélo", 4, 0, LUNDI + timedelta(days=1))])

    assert counted() == [("vélo", 2, 4, LUNDI + timedelta(days=1))]
    assert EsquisseDeRecherche.objects.count() == 0


def test_visitors_of_different_days_do_not_add_up():
    for day in range(VISITEURS):
        write_counts([AskedSearch("vélo", 0, day, LUNDI + timedelta(days=day))])

    assert counted() == []


def test_query_of_enough_days_is_kept():
    write_counts([AskedSearch("vélo", 2, 0, LUNDI + timedelta(days=day)) for day in range(JOURS)])

    assert counted() == [("vélo", 1, 2, LUNDI + timedelta(days=JOURS - 1))]


def test_late_search_of_yesterday_changes_nothing_of_today():
    write_counts([AskedSearch("vélo", 0, 1, LUNDI), AskedSearch("vélo", 0, 2, LUNDI - timedelta(days=1))])

    assert EsquisseDeRecherche.objects.values_list("jour", "jours", "visiteurs").get() == (LUNDI, 1, 1 << 1)


def test_last_bucket_fits_in_the_database():
    write_counts([AskedSearch("vélo", 0, counting._SEAUX - 1, LUNDI)])

    assert EsquisseDeRecherche.objects.get().visiteurs == 1 << 62


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Plan  VÉLO !", "plan vélo"),
        ("jeanne@exemple.fr", ""),
        ("06 12 34 56 78", ""),
        ("ODD 13", "odd 13"),
        ("mot " * 9, ""),
        ("a" * 81, ""),
        ("…", ""),
    ],
)
def test_query_is_counted_by_its_words_unless_it_may_name_someone(typed, kept):
    assert normalisee(typed) == kept


@pytest.mark.parametrize(
    "parameters", ["", "q=…", "q=vélo&etat_lien=ok", "q=vélo&page=2", "q=vélo&tri=alphabetique", "portee=propre"]
)
def test_only_bare_searches_are_counted(parameters):
    assert asked(parameters) is None


def test_same_visitor_has_one_bucket_a_day_and_others_with_other_words():
    cache.clear()
    same = {asked().seau, asked().seau}
    by_query = {asked(f"q=mot{number}").seau for number in range(40)}
    by_visitor = {asked(address=f"192.0.2.{number}").seau for number in range(40)}
    by_day = {asked(jour=LUNDI + timedelta(days=day)).seau for day in range(40)}

    assert (len(same), len(by_query) > 10, len(by_visitor) > 10, len(by_day) > 10) == (1, True, True, True)


def test_what_is_queued_holds_neither_address_nor_browser():
    assert set(AskedSearch.__slots__) == {"requete", "resultats", "seau", "jour"}
    assert asked(resultats=3) == AskedSearch("vélo", 3, asked().seau, LUNDI)


def test_address_is_that_of_the_one_function(settings):
    settings.TRUSTED_PROXIES = 1
    behind = [
        RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": f"192.0.2.{n}"})
        for n in range(40)
    ]
    found = {demande(request, plan_search(QueryDict("q=vélo")), 0, LUNDI).seau for request in behind}
    assert len(found) > 10


def test_past_visitors_salts_and_rare_queries_are_forgotten():
    asked(jour=LUNDI - timedelta(days=1))
    write_counts(by_visitors(2, jour=LUNDI - timedelta(days=1)))
    write_counts(by_visitors(2, requete="bus", jour=LUNDI - timedelta(days=61)))
    write_counts(by_visitors(VISITEURS, requete="car", jour=LUNDI - timedelta(days=401)))
    write_counts(by_visitors(VISITEURS, requete="train", jour=LUNDI))

    prune(now=datetime(2026, 11, 23, 0, 2, tzinfo=ZoneInfo("Europe/Paris")))

    assert list(EsquisseDeRecherche.objects.values_list("jours", "visiteurs")) == [(1, 0)]
    assert counted() == [("train", 1, 0, LUNDI)]
    assert cache.get(counting._nom_du_sel(LUNDI - timedelta(days=1))) is None


def test_setting_turns_the_count_off(settings, rf):
    settings.SEARCH_RECORD_QUERIES = False
    note_search(rf.get("/"), plan_search(QueryDict("q=vélo")), 0)

    assert flush() == 0


def test_search_that_is_answered_is_counted_later(settings, rf):
    settings.SEARCH_RECORD_QUERIES = True
    for number in range(40):
        note_search(rf.get("/", REMOTE_ADDR=f"192.0.2.{number}"), plan_search(QueryDict("q=vélo")), 0)

    assert RechercheFrequente.objects.count() == 0
    assert flush() == 40
    assert RechercheFrequente.objects.values_list("requete", flat=True).get() == "vélo"


def test_count_that_fails_does_not_fail_the_search(settings, caplog):
    settings.SEARCH_RECORD_QUERIES = True
    note_search(SimpleNamespace(), plan_search(QueryDict("q=vélo")), 0)

    assert [record.getMessage() for record in caplog.records] == ["A search could not be counted"]
    assert flush() == 0


@pytest.fixture
def report(client, admin_user):
    client.force_login(admin_user)
    write_counts([*by_visitors(VISITEURS, requete="vélocipède"), *by_visitors(VISITEURS, requete="bus", resultats=3)])
    return client


def test_report_names_what_finds_nothing_with_what_to_do_about_it(report):
    found = report.get(reverse("recherche_frequentes"))

    assert [
        (row.requete, synonyme.partition("?")[2], essai.partition("?")[2])
        for row, synonyme, essai in found.context["lignes"]
    ] == [("vélocipède", "expressions=v%C3%A9locip%C3%A8de", "q=v%C3%A9locip%C3%A8de")]
    assert report.get(found.context["url_de_ressource"]).status_code == 200


def test_report_shows_everything_when_asked(report):
    found = report.get(reverse("recherche_frequentes"), {"voir": "toutes"})

    assert sorted(row.requete for row, _, _ in found.context["lignes"]) == ["bus", "vélocipède"]


def test_search_that_an_editor_sets_aside_leaves_the_report(report):
    row = RechercheFrequente.objects.get(requete="vélocipède")

    report.post(reverse("recherche_ecarter", args=[row.pk]))

    assert report.get(reverse("recherche_frequentes")).context["lignes"] == []
