"""The report and the card: what editors read, at a cost that does not grow with the list."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from liens.enums import EtatLien, OrigineOccurrence
from liens.models import Lien, OccurrenceLien
from taxonomy.models import Partenaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(get_user_model().objects.create_superuser("redaction"))
    return client


def a_lien(number=0, **fields):
    fields = {"etat": EtatLien.OK, "classe": "ok", "controle_le": timezone.now()} | fields
    return Lien.objects.create(
        url=f"https://h{number}.example/guide", hote=f"h{number}.example", prochain_controle_le=timezone.now(), **fields
    )


def rows_of(response):
    return [lien.url for lien in response.context["object_list"]]


def test_a_visitor_is_sent_to_the_login(client):
    response = client.get(reverse("links_report"))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")


def test_the_report_lists_cited_links_and_leaves_retired_ones(editor):
    a_lien(0)
    a_lien(1, etat=EtatLien.RETIRE)
    assert rows_of(editor.get(reverse("links_report"))) == ["https://h0.example/guide"]


def test_the_report_filters_by_state_and_host(editor):
    a_lien(0)
    a_lien(1, etat=EtatLien.CASSE)
    assert rows_of(editor.get(reverse("links_report"), {"etat": "casse"})) == ["https://h1.example/guide"]
    assert rows_of(editor.get(reverse("links_report"), {"hote": "h0"})) == ["https://h0.example/guide"]


def test_the_report_is_exported_with_french_headings(editor):
    a_lien(0, raison="tout va bien", code_http=200)
    response = editor.get(reverse("links_report"), {"export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].split(",")[:6] == ["Adresse", "Site", "État", "Ce qui a été vu", "Explication", "Réponse du site"]
    expected = ["https://h0.example/guide", "h0.example", "Fonctionne", "Fonctionne", "tout va bien", "200"]
    assert lines[1].split(",")[:6] == expected


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_asks_the_same_number_of_queries_for_one_row_or_three(editor, django_assert_num_queries, rows):
    for number in range(rows):
        a_lien(number)
    editor.get(reverse("links_report"))
    with django_assert_num_queries(QUERIES):
        editor.get(reverse("links_report"))


QUERIES = 19


def test_the_card_says_what_was_seen_and_who_cites_it(editor):
    lien = a_lien(0, etat=EtatLien.SUSPECT, classe="gone", code_http=404, raison="page introuvable")
    # Saved without the registry's own row, to have just this one.
    partenaire = Partenaire.objects.create(nom="Une fédération", slug="une-federation")
    OccurrenceLien.objects.create(
        lien=lien,
        partenaire=partenaire,
        origine=OrigineOccurrence.PARTENAIRE,
        champ="site",
        url_saisie=lien.url,
        en_ligne=True,
    )
    page = editor.get(reverse("links_card", args=[lien.pk])).content.decode()
    for words in ("Page introuvable", "Que faire", "Une fédération", "réponse 404", "Vérifier maintenant"):
        assert words in page


def test_check_now_asks_the_worker_and_says_so(editor, monkeypatch):
    asked = []
    monkeypatch.setattr("workers.links.admin.views.ask_for_check", asked.append)
    lien = a_lien(0)
    response = editor.post(reverse("links_check_now", args=[lien.pk]), follow=True)
    assert asked == [[lien.pk]]
    assert "Vérification en cours…" in response.content.decode()


def test_check_now_needs_a_post(editor):
    assert editor.get(reverse("links_check_now", args=[a_lien(0).pk])).status_code == 405
