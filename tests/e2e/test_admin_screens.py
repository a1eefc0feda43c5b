"""The screens of the Comité in the admin: axe finds nothing, and nothing overflows a telephone, whoever looks."""

import pytest

from tests.e2e.looks import faults_in_both_schemes, width_on

pytestmark = pytest.mark.e2e
NARROW = 360
#: Each kind of home, by the roles of a person of the demonstration.
HOMES = ("contributeur", "éditeur", "relecteur", "référent", "secrétariat du Comité", "administrateur", "observateur")
SCREENS = {
    "comité": "/admin/comite/",
    "donner un rôle": "/admin/comite/donner/",
    "noter une absence": "/admin/comite/absence/",
    "une personne": "/admin/comite/personnes/{person}/",
    "journal": "/admin/journal/",
    "journal sans rien": "/admin/journal/?du=2000-01-01&au=2000-01-02",
    "journal mal filtré": "/admin/journal/?du=hier",
    "brouillons": "/admin/brouillons/",
    "pages à relire": "/admin/a-relire/",
    "liens": "/admin/liens/",
    "incidents": "/admin/liens/incidents/",
    "courriels": "/admin/rapports/",
    "pages anciennes": "/admin/reports/aging-pages/",
    "relectures": "/admin/reports/workflow_tasks/",
    "connexion et sécurité": "/admin/connexion/",
    "inviter": "/admin/users/new/",
    "renvoyer une invitation": "/admin/connexion/renvoyer/{person}/",
    "retirer le second facteur": "/admin/connexion/sans-facteur/{person}/",
    "ajouter une application": "/admin/connexion/application/",
    "ajouter une clé": "/admin/connexion/cle/",
}
#: Something to read on each home: a draft, a page that waits, one that came back, a comment, a role that ends.
BUSY = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import Comment, WorkflowState
from comite.models import Appartenance
from pages.models import PageEditoriale
role = Appartenance.objects.filter(role="contributeur").order_by("pk").first()
role.au = timezone.localdate() + timedelta(days=9)
role.save()
reviewer = Appartenance.objects.filter(role="relecteur", partenaire=role.partenaire).first().compte
pages = [one.specific for one in PageEditoriale.objects.filter(responsable=role.partenaire).order_by("pk")[:3]]
for page in pages:
    page.save_revision(user=role.compte, log_action=True)
pages[0].get_workflow().start(pages[0], role.compte)
pages[1].get_workflow().start(pages[1], role.compte)
step = WorkflowState.objects.get(object_id=str(pages[1].pk)).current_task_state.specific
step.reject(user=reviewer, comment="Dites l’année.")
Comment.objects.create(page=pages[2], user=reviewer, text="D’où vient ce chiffre ?", contentpath="title")
print(User.objects.get(pk=role.compte.pk).pk)
"""
OF_ROLE = """
from comite.models import Appartenance
label = said["role"]
print(next(one.compte.username for one in Appartenance.objects.order_by("pk") if one.get_role_display() == label))
"""


@pytest.fixture(scope="module")
def person(clerk):
    """The key of a contributeur whose role ends soon, and who has something of everything."""
    return clerk(BUSY).strip()


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing_on_a_screen_of_the_comite(editor, person, name):
    editor.goto(SCREENS[name].format(person=person))
    assert editor.locator("h1").count() == 1
    assert faults_in_both_schemes(editor) == []
    assert width_on(editor, NARROW) <= NARROW


@pytest.mark.parametrize("role", HOMES)
def test_axe_finds_nothing_on_the_home_of_each_role(browser, site, clerk, person, role):
    context = browser.new_context(base_url=site.url, locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", clerk(OF_ROLE, role=role).strip())
    page.fill("input[name=password]", (site.var / "comite-password").read_text().strip())
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/admin/")
    assert faults_in_both_schemes(page) == []
    assert width_on(page, NARROW) <= NARROW
    context.close()


def test_choice_of_all_organisations_is_one_click_away(browser, site, clerk, person):
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", clerk(OF_ROLE, role="contributeur").strip())
    page.fill("input[name=password]", (site.var / "comite-password").read_text().strip())
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/admin/")
    page.goto("/admin/liens/?panier=fonctionne")
    page.get_by_role("link", name="Toutes les organisations").click()
    page.wait_for_url(f"{site.url}/admin/liens/?panier=fonctionne&organisation=toutes")
    page.get_by_role("link", name="Mon organisation").click()
    page.wait_for_url(f"{site.url}/admin/liens/?panier=fonctionne&organisation=miennes")
    context.close()
