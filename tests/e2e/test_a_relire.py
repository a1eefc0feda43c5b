"""« Pages à relire » emptied: one page by a press, the rest together, with the keyboard and on a telephone too."""

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults_in_both_schemes, width_on

pytestmark = pytest.mark.e2e

DUE = """
from datetime import date
from pages.models import Ressource
first = list(Ressource.objects.live().filter(alias_of=None).order_by("pk")[:7])
Ressource.objects.update(valable_jusqu_au=None)
Ressource.objects.filter(pk__in=[one.pk for one in first]).update(relu_le=date(2024, 1, 1), rythme_relecture="annee")
print(len(first))
"""
LIST = "/admin/a-relire/?organisation=toutes&motif=rythme&genre=ressource"


def rows(page):
    return page.locator(".odd17-relire tbody tr")


def test_list_is_emptied_one_by_one_then_together(clerk, administrator, site):
    assert clerk(DUE).strip() == "7"
    page = administrator(viewport={"width": 1280, "height": 900})
    page.goto(f"{site.url}{LIST}")
    expect(rows(page)).to_have_count(7)
    assert faults_in_both_schemes(page) == []
    assert width_on(page, 360) == 360

    title = rows(page).first.locator(".title").inner_text().strip()
    rows(page).first.get_by_role("button", name="Relue aujourd’hui").click()
    expect(page.locator(".messages")).to_contain_text("Une page est notée comme relue.")
    expect(rows(page)).to_have_count(6)
    expect(page.locator(".odd17-relire")).not_to_contain_text(title)

    boxes = page.get_by_role("checkbox", name="Choisir")
    boxes.nth(0).press("Space")
    boxes.nth(1).check()
    page.get_by_role("button", name="celles que j’ai cochées").press("Enter")
    expect(page.locator(".odd17-a-relire li")).to_have_count(2)
    assert faults_in_both_schemes(page) == []
    assert width_on(page, 360) == 360
    page.get_by_role("button", name="Relues aujourd’hui").click()
    expect(rows(page)).to_have_count(4)

    page.get_by_role("button", name="les 4 pages de cette liste").click()
    expect(page.locator(".odd17-a-relire li")).to_have_count(4)
    page.get_by_role("button", name="Relues aujourd’hui").click()
    expect(page.locator(".messages")).to_contain_text("4 pages sont notées comme relues.")
    expect(rows(page)).to_have_count(0)
