"""The links' views in a real browser: axe, the keyboard, and a check whose result comes by itself."""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults_in_both_schemes, width

pytestmark = pytest.mark.e2e

SEED = """
import json
from datetime import timedelta
from django.utils import timezone
from liens.models import Lien, OccurrenceLien
from taxonomy.models import Partenaire
from workers.links import decisions
from workers.links.client.classes import ObservationClass as C
from workers.links.enums import SorteDecision
from workers.links.models import ReleveDuJour
from workers.links.client.observation import Observation
from workers.links.ledger import daily_counts, runs

now = timezone.now()
partner = Partenaire.objects.create(
    nom="Fédération d’essai", slug="federation-essai", courriel="contact@essai.example", site="https://www.essai.example/"
)

def cited(url, host):
    lien, _ = Lien.objects.get_or_create(
        url=url, defaults={"hote": host, "prochain_controle_le": now + timedelta(days=9)}
    )
    Lien.objects.filter(pk=lien.pk).update(prochain_controle_le=now + timedelta(days=9))
    OccurrenceLien.objects.get_or_create(
        lien=lien,
        partenaire=partner,
        champ="site",
        defaults={"origine": "partenaire", "url_saisie": url, "en_ligne": True},
    )
    lien.refresh_from_db()
    return lien

down = [cited(f"https://www.essai.example/{number}", "www.essai.example") for number in range(4)]
gone = cited("https://seul.essai.example/", "seul.essai.example")
for days in (3, 1):
    at = now - timedelta(days=days)
    for lien in (*down, gone):
        lien.refresh_from_db()
    runs.record_run(
        [(lien, Observation(lien.url, C.REFUSED, at, reason="connexion refusée")) for lien in down]
        + [(gone, Observation(gone.url, C.GONE, at, status=404, reason="page introuvable"))],
        now=at,
    )
decisions.take_decision(lien=gone, sorte=SorteDecision.IGNORER, at=now, raison="Page d’archive.")
daily_counts.count_today(now=now)
for days in range(1, 10):
    ReleveDuJour.objects.create(jour=timezone.localdate(now) - timedelta(days=days), etat="casse", nombre=days)
alive = cited(said["partner"] + "/guide", "127.0.0.1")
print(json.dumps({"gone": gone.pk, "down": down[0].pk, "alive": alive.pk, "partner": partner.pk}))
"""


@pytest.fixture(scope="module")
def ids(clerk, partner):
    return json.loads(clerk(SEED, partner=partner))


@pytest.fixture(scope="module")
def admin(administrator):
    return administrator()


VIEWS = {
    "report": "/admin/liens/",
    "report-filtered": "/admin/liens/?panier=casse&instable=non",
    "card": "/admin/liens/{down}/",
    "card-decided": "/admin/liens/{gone}/",
    "card-waiting": "/admin/liens/{alive}/?demande=2020-01-01T00:00:00Z",
    "incidents": "/admin/liens/incidents/",
    "site": "/admin/liens/sites/www.essai.example/",
    "partners": "/admin/liens/partenaires/",
    "partner": "/admin/liens/partenaires/{partner}/",
    "bulk-ignore": "/admin/bulk/liens/lien/ignorer/?id={down}&next=/admin/liens/",
    "bulk-check": "/admin/bulk/liens/lien/verifier/?id={down}&next=/admin/liens/",
}


@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing_in_the_views_of_links(admin, ids, name):
    admin.goto(VIEWS[name].format(**ids))
    for details in admin.locator("main details").all():
        details.locator("summary").click()
    assert faults_in_both_schemes(admin) == []
    assert width(admin) <= 1280


def test_a_decision_is_taken_by_keyboard_alone(administrator, ids):
    page = administrator()
    page.goto(f"/admin/liens/{ids['down']}/")
    page.get_by_label("Raison").focus()
    page.keyboard.type("Le partenaire prévient d’un arrêt.")
    page.keyboard.press("Tab")
    page.keyboard.type("31/12/2099")
    page.keyboard.press("Escape")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "pause":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Ce lien est en pause")
    expect(page.locator("main")).to_contain_text("En pause jusqu’au 31/12/2099")
    page.get_by_role("button", name="Lever la décision").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("La décision est levée")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_check_asked_for_shows_its_result_by_itself(administrator, ids, javascript):
    page = administrator(java_script_enabled=javascript)
    page.goto(f"/admin/liens/{ids['alive']}/")
    page.get_by_role("button", name="Vérifier maintenant").click()
    expect(page.get_by_role("status").filter(has_text="Vérification faite.")).to_contain_text("Fonctionne")


def test_links_are_chosen_in_the_report_and_set_aside_together(administrator, ids):
    page = administrator()
    page.goto("/admin/liens/?hote=www.essai.example")
    for box in page.locator("td.bulk-action-checkbox-cell input").all()[:2]:
        box.check()
    page.get_by_role("link", name="Ignorer les liens choisis").click()
    expect(page.locator("main")).to_contain_text("2 liens choisis")
    page.get_by_label("Raison").fill("Ancien programme.")
    page.get_by_role("button", name="Ignorer ces liens").click()
    expect(page.locator(".messages")).to_contain_text("Ignorer : 2 liens.")
