"""The names of page types that other sites keep: no move of a model between rooms may change them."""

import pytest
from django.urls import reverse

from headless.journal.keeping import keep_journal
from headless.webhooks.admin.viewsets import abonnements
from headless.webhooks.distribution import distribute
from headless.webhooks.models import Abonnement, Livraison
from pages.page_types import page_types
from tests.factories import pages, parcours

pytestmark = pytest.mark.django_db

NAMES = [
    *("pages.Accueil", "pages.Axe", "pages.BaseDeConnaissance", "pages.BoiteAOutils", "pages.ExempleInspirant"),
    *("pages.FicheRepereActeur", "pages.FicheRepereDomaine", "pages.FicheRepereTerritoire", "pages.PageDomaine"),
    *("pages.PageSimple", "pages.ParcoursAdoc", "pages.Ressource", "pages.Rubrique"),
]


@pytest.fixture
def page():
    """The way into the A.D.O.C.: a page type whose model lives in another room than its name says."""
    return parcours.porte(pages.arbre().accueil)


def test_page_types_bear_these_names():
    assert [model._meta.label for model in page_types()] == NAMES


def test_subscriptions_may_be_about_these_names(client):
    client.force_login(pages.administrateur())
    form = client.get(reverse(abonnements.get_url_name("add"))).context["form"]
    assert [name for name, _ in form.fields["page_types"].choices] == NAMES


def test_api_and_journal_and_messages_call_the_page_by_its_name(client, page):
    Abonnement.objects.create(nom="Site", url="https://site.example/", page_types=["pages.ParcoursAdoc"])
    keep_journal()
    distribute()
    [item] = client.get("/api/v3/contenus/", {"type": "pages.ParcoursAdoc"}).json()["items"]
    told = client.get("/api/v3/modifications/", {"depuis": 0}).json()["items"]
    assert {
        "api": (item["id"], item["meta"]["type"]),
        "journal": [one["page"]["type"] for one in told if one.get("page", {}).get("id") == page.pk],
        "messages": list(Livraison.objects.filter(cle__startswith="page-").values_list("cle", flat=True)),
    } == {
        "api": (page.pk, "pages.ParcoursAdoc"),
        "journal": ["pages.ParcoursAdoc"],
        "messages": [f"page-{page.pk}"],
    }
