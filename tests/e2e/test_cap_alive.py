"""A C.A.P. that lives on: a chosen link dies at its partner's, a chosen page is unpublished, and the C.A.P. tells."""

import pytest

from tests.e2e.looks import faults
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


def test_dead_link_and_unpublished_page_are_told_and_kept(browser, site, clerk):
    morts = set()
    with partner_on_loopback(morts) as partner:
        slug, other, url = "convention-entreprise-ehpad-cantal", "mediation-conflits-partenaires", f"{partner}/guide"
        clerk(CITER, slug=slug, url=url)
        assert clerk(CONTROLER, url=url, jours=1, jusqu_a=["ok"]) == "ok\n"
        page = browser.new_context(base_url=site.url, viewport={"width": 360, "height": 640}, locale="fr-FR").new_page()
        for one in (slug, other):
            page.goto(f"/agir/piloter-des-partenariats/{one}/")
            page.locator(".au-cap a").first.click()
            page.locator("main button.bouton").first.click()
            page.wait_for_url("**/cap/modifier/**")
        before = page.locator(".cap-titre").all_inner_texts()
        assert "indisponible" not in page.locator("main").inner_text()

        morts.add("/guide")
        assert clerk(CONTROLER, url=url, jours=15, jusqu_a=["casse"]) == "casse\n"
        clerk(DEPUBLIER, slug=other)
        try:
            page.reload()
            assert page.locator(".cap-titre").all_inner_texts() == before
            dead, kept = page.locator(".cap-items > li").all()
            assert "Lien indisponible depuis le" in dead.inner_text()
            assert 1 <= dead.locator(".cap-remplacants li").count() <= 3
            assert "Cette page n’est plus publiée" in kept.inner_text()
            assert faults(page) == []
            instead = dead.locator(".cap-remplacants a").first
            title = instead.inner_text()
            dead.locator(".cap-remplacants li a", has_text="Ajouter").first.click()
            page.locator("main button.bouton").first.click()
            page.wait_for_url("**/cap/modifier/**")
            assert title in page.locator(".cap-titre").all_inner_texts()
        finally:
            clerk(PUBLIER, slug=other)
        page.context.close()
