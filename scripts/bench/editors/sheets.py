"""Sheets: a listing taken out, a dry run and an import of five thousand lines, and the memory that they take.

« Today » is Wagtail’s own export of the same listing, which names no column and writes a blank line for each page; both
are asked by turns, in this process.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from scripts.bench.editors.targets import Target, cpu_of
from scripts.bench.memory import peak
from scripts.bench.report import Table
from scripts.bench.timing import ratio
from scripts.demo.console import say

EXPORT_SECONDS, TRIAL_SECONDS, IMPORT_SECONDS, MEGABYTES = 1.5, 15.0, 60.0, 300.0
LINES = 5_000
RUNS = 5


def measured(*, quick: bool) -> tuple[list[Table], list[Target]]:
    """The tables, and how the targets are met."""
    exports, kept = _exports(runs=1 if quick else RUNS)
    trial, writing, size = _beside(lines=60 if quick else LINES)
    say(f"  export {kept:.2f} s, dry run {trial:.1f} s, import {writing:.1f} s, {size:.0f} MiB")
    number = 60 if quick else LINES
    targets = [
        ("export of the listing, XLSX, CPU", f"≤ {EXPORT_SECONDS} s", f"{kept:.2f} s", kept <= EXPORT_SECONDS),
        (f"dry run of {number} lines", f"≤ {TRIAL_SECONDS:.0f} s", f"{trial:.1f} s", trial <= TRIAL_SECONDS),
        (f"import of {number} lines", f"≤ {IMPORT_SECONDS:.0f} s", f"{writing:.1f} s", writing <= IMPORT_SECONDS),
        ("memory of the process", f"≤ {MEGABYTES:.0f} MiB", f"{size:.0f} MiB", size <= MEGABYTES),
    ]
    return [exports], targets


def _exports(*, runs: int) -> tuple[Table, float]:
    from pages.models import Ressource  # once Django is set up, as all that follows
    from sheets.takeout.tables import exported

    keys = list(Ressource.objects.order_by("-latest_revision_created_at", "pk").values_list("pk", flat=True))
    ways: dict[str, Callable[[], object]] = {
        "today: XLSX, blank lines": _wagtails,
        **{f"ours: {form.upper()}": partial(exported, "ressources", form, keys) for form in _FORMS},
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(runs):
        for name, work in ways.items():
            best[name] = min(best[name], cpu_of(work))
    today = best["today: XLSX, blank lines"]
    rows = [(name, f"{spent:.2f} s", ratio(spent / today)) for name, spent in best.items()]
    return Table((f"listing of {len(keys)} ressources", "CPU, best", "to today’s"), rows), best["ours: XLSX"]


_FORMS = ("xlsx", "ods", "csv")


def _wagtails() -> None:
    """The listing as it was before: Wagtail’s own view, which writes what it was told to write, and that is nothing."""
    from django.contrib.auth import get_user_model
    from django.test import RequestFactory
    from wagtail.admin.views.pages.listing import IndexView

    from pages.admin.viewsets import ressources

    class Before(IndexView):
        def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
            super().setup(request, *args, **kwargs)
            self.is_export = True

    request = RequestFactory().get("/admin/ressources/", {"export": "xlsx"})
    request.user = get_user_model().objects.filter(is_superuser=True).order_by("pk")[0]
    view: Any = ressources.construct_view(Before, **ressources.get_index_view_kwargs())
    b"".join(view(request))


def _beside(*, lines: int) -> tuple[float, float, float]:
    """The same as `import_of`, in a process that did nothing else: its memory is that of the import."""
    asked = [sys.executable, "-m", "scripts.bench.editors.sheets", str(lines)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603  our own interpreter and module
    trial, writing, size = json.loads(done.stdout.splitlines()[-1])
    return trial, writing, size


def import_of(*, lines: int) -> tuple[float, float, float]:
    """Seconds of a dry run and of an import, MiB that the process grew to."""
    from django.contrib.auth import get_user_model

    from pages.models import BoiteAOutils
    from sheets.enums import EtatImport
    from sheets.running.advancing import advance_imports
    from sheets.running.depositing import choose_columns, deposit
    from sheets.running.writing import request_writing
    from taxonomy.models import Acteur, Domaine, Nature

    by, _ = get_user_model().objects.get_or_create(username="mesure", defaults={"is_superuser": True})
    names = [model.objects.order_by("pk").values_list("nom", flat=True)[0] for model in (Nature, Acteur, Domaine)]
    said = "\n".join(
        f"m{n};Mesure {n} des alliances;Deux phrases de présentation.;https://mesure{n % 400}.example/{n};"
        f"{names[0]};{names[1]};{names[2]};France"
        for n in range(lines)
    )
    octets = f"Identifiant;Titre;Chapô;Adresse;Nature;Acteurs;Domaines;Territoires\n{said}\n".encode()
    place = BoiteAOutils.objects.first()
    begun = time.perf_counter()
    imp = deposit(
        octets=octets, name="mesure.csv", sort="ressources", organisation=None, source="mesure", place=place, by=by
    )
    choose_columns(imp, columns=imp.colonnes)
    advance_imports()
    trial = time.perf_counter() - begun
    begun = time.perf_counter()
    request_writing(imp, submit=False)
    imp.etat = EtatImport.ECRITURE
    imp.save()
    advance_imports()
    writing = time.perf_counter() - begun
    written = imp.lignes.filter(issue="creee").count()
    if written != lines:
        raise RuntimeError(f"{written} lines of {lines} were written")
    return trial, writing, peak()


def main(lines: int) -> int:
    """Print (seconds of a dry run, of an import, MiB)."""
    import django

    django.setup()
    say(json.dumps(import_of(lines=lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
