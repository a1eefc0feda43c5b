"""`python -m scripts.bench.pages.stock.fill ORDER`: the tables and the pages of the stock site.

ORDER is JSON: `pages`, how many there are beside those that are measured; `lengths`, by the name of one that is
measured (`home`, `boite`, `ressource`), how many bytes its HTML has with us. Its text is filled up to as many.
"""

import json
import os
import sys
from typing import Any

import django

WORDS = "Une phrase de la longueur de celles que le site montre, et qui ne dit rien de plus. "


def fill(order: dict[str, Any]) -> dict[str, str]:
    """The address of each page that is measured, by its name."""
    from django.core.management import call_command  # Django is set up by now
    from django.test import Client
    from wagtail.models import Page, Site

    from scripts.bench.pages.stock.models import StockPage

    call_command("migrate", verbosity=0)
    root = Page.objects.get(depth=1)
    root.get_children().delete()
    root.refresh_from_db()
    home = root.add_child(instance=StockPage(title="Accueil", slug="accueil"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    sections = [home.add_child(instance=StockPage(title=f"Axe {number}", show_in_menus=True)) for number in range(3)]
    boites = [sections[1].add_child(instance=StockPage(title=f"Boîte {number}")) for number in range(6)]
    ressource = boites[0].add_child(instance=StockPage(title="Ressource"))
    for rank, boite in enumerate(boites):
        _plain_pages(boite, order["pages"] // len(boites), first=10 + rank * 1_000_000)
    measured = {"home": home, "boite": boites[0], "ressource": ressource}
    client = Client(headers={"host": "127.0.0.1"})
    for name, page in measured.items():
        page.refresh_from_db()
        missing = order["lengths"][name] - len(client.get(page.url).content)
        page.body = f"<p>{(WORDS * (missing // len(WORDS) + 1))[: max(0, missing)]}</p>"
        page.save()
    return {name: page.url for name, page in measured.items()}


def _plain_pages(parent: Any, number: int, *, first: int) -> None:
    """So many pages below it, written as rows: they are there to be listed and to make the tables as long."""
    from django.contrib.contenttypes.models import ContentType  # as above
    from wagtail.models import Locale, Page

    kind, locale = ContentType.objects.get_for_model(Page), Locale.get_default()
    parent.refresh_from_db()
    taken = parent.numchild
    rows = [
        Page(
            title=f"Page {first + rank}",
            draft_title=f"Page {first + rank}",
            slug=f"page-{first + rank}",
            path=Page._get_path(parent.path, parent.depth + 1, taken + rank + 1),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}page-{first + rank}/",
            content_type=kind,
            locale=locale,
            live=True,
        )
        for rank in range(number)
    ]
    Page.objects.bulk_create(rows, batch_size=500)
    Page.objects.filter(pk=parent.pk).update(numchild=taken + number)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scripts.bench.pages.stock.settings")
    django.setup()
    json.dump(fill(json.loads(sys.argv[1])), sys.stdout)
