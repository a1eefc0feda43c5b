"""A C.A.P. that lives on: a chosen link dies at its partner's, a chosen page is unpublished, and the C.A.P. tells."""

import json
import os
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import ROOT
from tests.partner import partner_on_loopback

pytestmark = pytest.mark.e2e

CITER = """
from pages.models import Ressource
page = Ressource.objects.get(slug=said["slug"])
lien = page.liens.all()[0]
lien.url = said["url"]
lien.save()
page.save_revision(clean=False).publish()
"""
#: The checker itself, day after day, until its verdict is settled.
CONTROLER = """
from datetime import timedelta
import time_machine
from django.utils import timezone
from liens.models import Lien
from workers.links.run import check_links
lien = Lien.objects.get(url=said["url"])
start = timezone.now()
for day in range(said["jours"]):
    with time_machine.travel(start + timedelta(days=day), tick=True):
        check_links([lien.pk], waited_for=True)
    lien.refresh_from_db()
    if lien.etat in said["jusqu_a"]:
        break
print(lien.etat)
"""
DEPUBLIER = """
from pages.models import Ressource
Ressource.objects.get(slug=said["slug"]).unpublish()
"""
PUBLIER = DEPUBLIER.replace(".unpublish()", ".get_latest_revision().publish()")


@pytest.fixture
def admin(site, partner):
    """Runs lines as the site's own code would, on its database."""
    own = {"VAR_DIR": str(site.var), "LINKS_ALLOW_LOOPBACK": "1", "LINKS_CANARIES": f"{partner}/"}
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")} | own
    head = "import os, json\nos.environ['DJANGO_SETTINGS_MODULE'] = 'cms.settings'\nimport django\ndjango.setup()\n"

    def run(lines, **said):
        code = f"{head}said = json.loads({json.dumps(json.dumps(said))})\n{lines}"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[-1:] or [""]

    return run


def test_dead_link_and_unpublished_page_are_told_and_kept(browser, site, admin):
    morts = set()
    with partner_on_loopback(morts) as partner:
        slug, other, url = "convention-entreprise-ehpad-cantal", "mediation-conflits-partenaires", f"{partner}/guide"
        admin(CITER, slug=slug, url=url)
        assert admin(CONTROLER, url=url, jours=1, jusqu_a=["ok"]) == ["ok"]
        page = browser.new_context(base_url=site.url, viewport={"width": 360, "height": 640}, locale="fr-FR").new_page()
        for one in (slug, other):
            page.goto(f"/agir/piloter-des-partenariats/{one}/")
            page.locator(".au-cap a").first.click()
            page.locator("main button.bouton").first.click()
            page.wait_for_url("**/cap/modifier/**")
        before = page.locator(".cap-titre").all_inner_texts()
        assert "indisponible" not in page.locator("main").inner_text()

        morts.add("/guide")
        assert admin(CONTROLER, url=url, jours=15, jusqu_a=["casse"]) == ["casse"]
        admin(DEPUBLIER, slug=other)
        try:
            page.reload()
            assert page.locator(".cap-titre").all_inner_texts() == before
            dead, kept = page.locator(".cap-items > li").all()
            assert "Lien indisponible depuis le" in dead.inner_text()
            assert 1 <= dead.locator(".cap-remplacants li").count() <= 3
            assert "Cette page n’est plus publiée" in kept.inner_text()
            assert Axe().run(page).response["violations"] == []
            instead = dead.locator(".cap-remplacants a").first
            title = instead.inner_text()
            dead.locator(".cap-remplacants li a", has_text="Ajouter").first.click()
            page.locator("main button.bouton").first.click()
            page.wait_for_url("**/cap/modifier/**")
            assert title in page.locator(".cap-titre").all_inner_texts()
        finally:
            admin(PUBLIER, slug=other)
        page.context.close()
