"""A set of twelve pages, as those who prepare it and those who read the site meet it: whole, at its minute."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, faults_in_both_schemes, width_on
from tests.patience import wait_until

pytestmark = pytest.mark.e2e

SEED = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from pages.models import BoiteAOutils, Ressource
from parutions.contents import add_pages
from parutions.enums import Sorte
from parutions.models import Parution

accounts = get_user_model().objects
other = accounts.create_superuser("autre-regard", "autre@comite.example", None)
boite = BoiteAOutils.objects.live().first()
model = Ressource.objects.live().filter(alias_of=None).first()
some = [
    model.copy(
        to=boite,
        update_attrs={"title": f"Rencontre de juillet {rank}", "slug": f"rencontre-{rank}"},
        keep_live=False,
        copy_revisions=False,
        user=other,
    )
    for rank in range(1, 13)
]
parution = Parution.objects.create(
    nom="Rencontre de juillet", le=timezone.now() + timedelta(days=1), preparee_par=accounts.get(username="admin")
)
add_pages(parution=parution, pages=some[:11], sorte=Sorte.PUBLIER, by=other)
print(parution.pk, some[11].pk, boite.get_url())
"""
APPROVE = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from parutions.models import Parution
from parutions.steps import approve

parution = Parution.objects.get()
third = get_user_model().objects.create_superuser("troisieme-regard", "troisieme@comite.example", None)
approve(parution=parution, by=third, now=timezone.now())
Parution.objects.update(le=timezone.now())
"""


@pytest.fixture(scope="module")
def seeded(clerk):
    parution, last, url = clerk(SEED).split()
    return int(parution), int(last), url


@pytest.fixture(scope="module")
def screen(administrator):
    return administrator(viewport={"width": 1280, "height": 900})


def look(page, name):
    """Keep what a person would look at, where somebody asks for it."""
    folder = os.environ.get("LOOKS")
    if folder:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(folder) / f"parution-{name}-{width}.png"), full_page=True)


def shown(page, name):
    assert faults(page) == []
    look(page, name)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_page_is_put_into_a_set_from_its_editor(screen, seeded):
    parution, last, _ = seeded
    screen.goto(f"/admin/pages/{last}/edit/")
    screen.get_by_role("button", name=re.compile("Actions")).first.click()
    screen.get_by_role("link", name="Ajouter à une parution").first.click()
    shown(screen, "ajouter")
    screen.get_by_role("button", name="Ajouter").click()
    expect(screen).to_have_url(re.compile(f"/admin/parutions/{parution}/"))
    expect(screen.get_by_role("heading", name="Pages (12)")).to_be_visible()
    # Wagtail’s own message fades in.
    screen.goto(f"/admin/parutions/{parution}/")
    shown(screen, "une")


def test_the_gate_and_the_form_and_the_list_are_shown(screen, seeded):
    parution, last, _ = seeded
    screen.goto("/admin/parutions/")
    expect(screen.get_by_role("link", name="Rencontre de juillet").first).to_be_visible()
    shown(screen, "liste")
    screen.goto("/admin/parutions/preparer/")
    shown(screen, "formulaire")
    screen.goto(f"/admin/parutions/{parution}/?verifier=1")
    expect(screen.get_by_text("Rien ne s’oppose à cette parution.")).to_be_visible()
    shown(screen, "verifiee")
    screen.goto(f"/admin/pages/{last}/edit/")
    expect(screen.get_by_text("Cette page est dans la parution").first).to_be_visible()


def test_the_preview_shows_the_site_as_it_will_be(screen, seeded, page):
    parution, _, url = seeded
    screen.goto(f"/admin/parutions/{parution}/")
    screen.get_by_role("button", name="Faire un lien").click()
    link = screen.locator("#lien ~ p a").inner_text()
    page.goto(link.rstrip("/") + url)
    expect(page.get_by_text("Le site tel qu’il sera le")).to_be_visible()
    assert page.get_by_text("Rencontre de juillet").count() > 1
    assert faults_in_both_schemes(page) == []
    assert width_on(page, 320) <= 320
    look(page, "apercu")
    page.goto(url)
    assert page.get_by_text("Rencontre de juillet").count() == 0


def test_twelve_pages_appear_at_their_minute_whole(screen, seeded, page, clerk):
    parution, _, url = seeded
    screen.goto(f"/admin/parutions/{parution}/")
    screen.get_by_role("button", name="Proposer à l’approbation").click()
    expect(screen.get_by_text("La parution est proposée")).to_be_visible()
    expect(screen.get_by_text("une autre personne l’approuve")).to_be_visible()
    clerk(APPROVE)
    seen = set()

    def appeared():
        page.goto("/recherche/?q=%22rencontre+de+juillet%22")
        seen.add(page.locator("main").get_by_role("link", name=re.compile(r"^Rencontre de juillet \d+")).count())
        return seen - {0}

    wait_until(appeared, pause=0.5)
    assert seen == {0, 12}
    screen.goto(f"/admin/parutions/{parution}/")
    expect(screen.get_by_role("heading", name="Parue")).to_be_visible()
    shown(screen, "parue")
    screen.get_by_role("button", name="Défaire la parution").click()
    expect(screen.get_by_role("heading", name="Défaite")).to_be_visible()
    page.goto(url)
    assert page.get_by_text("Rencontre de juillet").count() == 0
