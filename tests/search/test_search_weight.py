"""What the search weighs on the wire where it shows as much as it can, measured as every other page is."""

import pytest
from django.core.cache import cache

from search.index.rebuilding import rebuild_index
from taxonomy.enums import Niveau
from taxonomy.models import Partenaire
from tests.public.test_weight import FEUILLES_AU_PLUS, SCRIPTS_AU_PLUS, weigh
from tests.search.site import territoire

pytestmark = pytest.mark.django_db
PAGE_AU_PLUS = 100 * 1024


def test_search_with_long_facets_is_no_heavier(client, site, index):
    """Twenty hits, seventy partners, and as many territoires as an answer lists."""
    departements = [
        territoire(f"{number}", f"Département {number}", Niveau.DEPARTEMENT, site.region) for number in range(70, 95)
    ]
    for rank in range(70):
        where = territoire(f"{70000 + rank}", f"Saint-Hilaire {rank}", Niveau.COMMUNE, departements[rank % 25])
        page = site.ressource(f"Le guide des alliances locales {rank}", own=[where], chapo="Pour agir ensemble. " * 8)
        nom = f"Association des initiatives {rank}"
        page.partenaires_lies.create(partenaire=Partenaire.objects.create(nom=nom, slug=f"association-{rank}"))
        page.save()
    rebuild_index(index)
    cache.clear()
    html = client.get("/recherche/").content.decode()
    total, own, sheets = weigh(html)

    shown = [html.count(mark) for mark in ('class="ligne"', 'name="partenaire"')]
    assert (shown, html.count('name="territoire"') >= 40) == ([20, 70], True)
    assert (total <= PAGE_AU_PLUS, own <= SCRIPTS_AU_PLUS, sheets <= FEUILLES_AU_PLUS) == (True, True, True), total
