"""« Mon organisation »: lists and reports open on it, « toutes » is one click away, and the choice goes along."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from comite.enums import RoleComite as Role
from liens.enums import EtatLien
from liens.models import Lien
from pages.models import Ressource
from tests.comite.test_doors import logged_in
from tests.factories import comite as people
from tests.factories import pages
from workers.links.models import Incident
from workers.links.reports.models import ReglagesDesRapports

pytestmark = pytest.mark.django_db
OURS, ALL = {"own", "deputy"}, {"own", "deputy", "other", "nobody"}


@pytest.fixture
def busy(there):
    """Something for every report to show, of each page; one person of two worlds reads it."""
    there.root = pages.administrateur()
    for kind, page in there.pages.items():
        page.save_revision(user=there.root, log_action=True).publish()
        page = Ressource.objects.get(pk=page.pk)
        page.save_revision(user=there.root)
        page.get_workflow().start(page, there.root)
        Incident.objects.create(
            hote=f"{kind}.example", classe="timeout_dns", ouvert_le=timezone.now(), liens_touches=1, liens_suivis=1
        )
    Page.objects.filter(pk__in=[page.pk for page in there.pages.values()]).update(locked=True)
    Ressource.objects.update(relu_le=date(2020, 1, 1))
    Lien.objects.update(etat=EtatLien.CASSE, controle_le=timezone.now())
    # Everything is open to an administrator, who may belong to an organisation as well.
    there.reader = there.comptes[Role.ADMINISTRATEUR]
    people.role(there.reader, Role.EDITEUR, there.notre)
    return there


def kinds(texts):
    """Which of the four pages these texts are about."""
    texts = list(texts)
    return {kind for kind in ALL for text in texts if f"Page {kind}" in text or f"{kind}.example" in text}


REPORTS = {
    "links_report": lambda one: one.url,
    "links_incidents": lambda one: one.hote,
    "a_relire": lambda one: one.title,
    "wagtailadmin_reports:aging_pages": lambda one: one.title,
    "wagtailadmin_reports:locked_pages": lambda one: one.title,
    "wagtailadmin_reports:workflow": lambda one: one.content_object.title,
    "wagtailadmin_reports:workflow_tasks": lambda one: one.workflow_state.content_object.title,
    "wagtailadmin_reports:site_history": lambda one: one.label,
}


@pytest.mark.parametrize("name", REPORTS)
def test_report_opens_on_ones_organisation_and_shows_all_on_demand(busy, name):
    client = logged_in(busy.reader)

    def shown(query=""):
        response = client.get(reverse(name) + query)
        return kinds(REPORTS[name](one) for one in response.context["object_list"])

    assert (shown(), shown("?organisation=toutes"), shown(f"?organisation={busy.autre.pk}")) == (
        OURS,
        ALL,
        {"deputy", "other"},
    )
    assert shown("?organisation=miennes") == OURS


@pytest.mark.parametrize("name", REPORTS)
def test_account_without_an_organisation_sees_all_and_is_offered_no_choice(busy, name):
    response = logged_in(busy.root).get(reverse(name))
    assert kinds(REPORTS[name](one) for one in response.context["object_list"]) == ALL
    assert "odd17-portee" not in response.content.decode()


def test_choice_goes_along_with_filters_and_exports_and_is_one_click_away(busy):
    client = logged_in(busy.reader)
    response = client.get(reverse("links_report") + "?panier=casse&p=1")
    doors = response.context["filters"].scope.doors
    assert doors == [
        ("Mon organisation", "?panier=casse&organisation=miennes", True),
        ("Toutes les organisations", "?panier=casse&organisation=toutes", False),
    ]
    html = response.content.decode()
    assert '<a href="/admin/liens/?panier=casse&amp;organisation=toutes">Toutes les organisations</a>' in html
    exported = b"".join(client.get(reverse("links_report") + "?export=csv").streaming_content).decode()
    assert (kinds([exported]), "nobody.example" in exported) == (OURS, False)
    every = b"".join(client.get(reverse("links_report") + "?organisation=toutes&export=csv").streaming_content).decode()
    assert kinds([every]) == ALL


def test_baskets_count_the_links_of_whoever_is_chosen(busy):
    client = logged_in(busy.reader)

    def broken(query=""):
        counted = client.get(reverse("links_report") + query).context["comptes"]
        return next((one.nombre, one.url) for one in counted if one.panier == "casse")

    assert broken() == (2, "/admin/liens/?panier=casse&organisation=miennes")
    assert broken("?organisation=toutes") == (4, "/admin/liens/?panier=casse&organisation=toutes")


def test_bulk_action_on_all_links_of_the_list_stays_within_the_organisation(busy):
    address = reverse("wagtail_bulk_action", args=["liens", "lien", "verifier"])
    response = logged_in(busy.reader).get(f"{address}?id=all&next={reverse('links_report')}")
    assert kinds(one["item"].url for one in response.context["items"]) == OURS


def test_drafts_to_finish_are_listed_whole_with_their_responsable(there):
    root = pages.administrateur()
    for page in there.pages.values():
        page.save_revision(user=root)
    client = logged_in(there.comptes[Role.EDITEUR])
    shown = {one.title for one in client.get(reverse("brouillons")).context["object_list"]}
    assert shown == {"Page own", "Page deputy"}
    exported = b"".join(client.get(reverse("brouillons") + "?export=csv").streaming_content).decode()
    assert exported.splitlines()[0] == "Titre,Type,État,Modifiée le,Responsable"


def test_mails_open_on_ones_organisation(busy):
    ReglagesDesRapports.load()
    client = logged_in(busy.reader)

    def named(query=""):
        return [rang.nom for rang in client.get(reverse("rapports") + query).context["rangs"]]

    every = ["Tout le site", "Cercle fictif des quatre vents", "Union fictive des deux rives"]
    assert (named(), named("?organisation=toutes")) == (["Union fictive des deux rives"], every)
    form = client.get(reverse("destinataires:add")).context["form"]
    assert form["partenaire"].value() == busy.notre.pk
