"""`python -m scripts.demo.partners plant|follow FILE`: cites the fictitious partners, or has their links checked.

FILE holds what `python -m scripts.world` printed. `follow` stays until it is ended: the one that watches the
demonstration takes an end for a failure. What it says is what a person reads at the terminal.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from scripts.demo.console import say

SLUG = "monde-des-partenaires"
TITLE = "Le monde des partenaires (démonstration)"
PER_PAGE = 25
PER_RUN = 10
EVERY_S = 2.0
# Meanwhile the schedule must find nothing due: all of them at once would show nothing for half a minute.
LATER = timedelta(hours=6)
#: An address that anybody may write, until the page is online.
STAND_IN = "https://partenaire-fictif.example/{}"
THEMES = {
    "ok": "Des sites qui répondent",
    "attention": "Des sites à regarder",
    "inverifiable": "Des sites qui écartent les robots",
    "suspect": "Des sites en panne",
    "nouveau": "Des sites en maintenance",
    "casse": "Des adresses mal écrites",
    "danger": "Des adresses dangereuses",
}
Row = dict[str, str]


def plant(rows: Sequence[Row]) -> None:
    """A rubrique with resources that cite every row, in place of what an earlier run left.

    No link is due for a while: those of real organisations have no name in this world, and would seem dead.
    """
    from django.db import transaction  # Django is set up by then
    from django.utils import timezone

    from liens.models import Lien
    from pages.models import Axe, Rubrique
    from taxonomy.enums import CodeAxe

    with transaction.atomic():
        for old in Rubrique.objects.filter(slug=SLUG):
            old.delete()
        axe = Axe.objects.get(code=CodeAxe.COMPRENDRE)
        rubrique = axe.add_child(instance=Rubrique(title=TITLE, slug=SLUG))
        rubrique.save_revision(clean=False).publish()
        for title, alike in pages_of(rows):
            _resource(rubrique, title, alike)
        Lien.objects.update(prochain_controle_le=timezone.now() + LATER)


def cited() -> list[int]:
    """The ids of the links that those resources cite."""
    from liens.models import Lien  # as above
    from pages.models import Rubrique

    pages = list(Rubrique.objects.get(slug=SLUG).get_children().values_list("pk", flat=True))
    return list(Lien.objects.filter(occurrences__page__in=pages).distinct().values_list("pk", flat=True))


def pages_of(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """(title, rows) of each resource: by what the first check will find, so many to a page."""
    for state, theme in THEMES.items():
        alike = [row for row in rows if row["first"] == state]
        for start in range(0, len(alike), PER_PAGE):
            number = f" ({start // PER_PAGE + 1})" if len(alike) > PER_PAGE else ""
            yield theme + number, alike[start : start + PER_PAGE]


def _resource(parent: Any, title: str, rows: Sequence[Row]) -> None:
    from liens.recording import record_page
    from pages.models import LienRessource, PageTerritoire, Ressource
    from taxonomy.models import Acteur, Domaine, Nature, Territoire

    page = Ressource(title=title, nature=Nature.objects.order_by("pk")[0])
    page.territoires_lies = [PageTerritoire(territoire=Territoire.objects.filter(parent=None)[0])]
    page.acteurs = list(Acteur.objects.order_by("pk")[:1])
    page.domaines = list(Domaine.objects.order_by("pk")[:1])
    page.liens = [
        LienRessource(libelle=label_of(row, rank + 1), url=STAND_IN.format(rank), sort_order=rank)
        for rank, row in enumerate(rows)
    ]
    parent.add_child(instance=page)
    page.save_revision().publish()
    # Some of the addresses are what no editor can write any more: like those of long ago, they stand in the table.
    links = list(LienRessource.objects.filter(page=page).order_by("sort_order"))
    for link, row in zip(links, rows, strict=True):
        link.url = row["url"]
    LienRessource.objects.bulk_update(links, ["url"])
    published = Ressource.objects.get(pk=page.pk)
    published.save_revision(clean=False, changed=False)
    record_page(published)


def label_of(row: Row, number: int) -> str:
    """What the page calls the link: what is to be found there."""
    from workers.links.client.classes import ObservationClass
    from workers.links.verdict.sentences import CLASS_SENTENCES

    return f"Cas {number} : {CLASS_SENTENCES[ObservationClass(row['class'])].title.lower()}"


def follow(ids: Sequence[int], slow: frozenset[str]) -> None:
    """Have the links checked in small runs, those that take long last, and tell how far it is."""
    from liens.models import Lien
    from workers.links.tasks import check_now

    urls = dict(Lien.objects.filter(pk__in=ids).values_list("pk", "url"))
    ordered = sorted(urls, key=lambda pk: (urls[pk] in slow, pk))
    for start in range(0, len(ordered), PER_RUN):
        check_now.delay(ordered[start : start + PER_RUN])
    told = ""
    while True:
        states = Counter(Lien.objects.filter(pk__in=ids, controle_le__isnull=False).values_list("etat", flat=True))
        if (line := progress(states, len(ids))) != told:
            say(line)
            told = line
        if states.total() == len(ids):
            return
        time.sleep(EVERY_S)


def progress(states: Counter[str], total: int) -> str:
    """How far it is, and what was found."""
    from liens.enums import EtatLien

    found = ", ".join(f"{EtatLien(state).label.lower()} {count}" for state, count in states.most_common())
    return f"  {states.total()} liens vérifiés sur {total}" + (f" : {found}" if found else "")


def main(what: str, file: str) -> None:
    rows: list[Row] = json.loads(Path(file).read_text(encoding="utf-8").splitlines()[0])["rows"]
    if what == "plant":
        plant(rows)
        return
    ids = cited()
    slow = frozenset(row["url"] for row in rows if row["class"].startswith("timeout"))
    follow(ids, slow)
    say(
        "✓ Chaque lien a été vérifié une fois : ce sont les premiers états. Un lien ne devient « cassé » qu’après "
        "plusieurs contrôles, sur un à trois jours ; ici, personne n’avance l’horloge."
    )
    signal.pause()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()
    main(*sys.argv[1:])
