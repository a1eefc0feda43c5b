"""`python -m scripts.bench.editing TREE`: the admin of this tree against that of another checkout.

Each tree makes the same corpus in a folder of its own, and an account that writes and publishes: by a role, once roles
are in force, where the tree knows them, else by the groups. Then both answer the same pages by turns, one process each.
What counts is the best time of work: the rest of the machine takes none of it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.bench.report import Section, Table, write
from scripts.bench.sizes import SEED
from scripts.bench.timing import ratio
from scripts.demo.console import say
from scripts.demo.places import ROOT

TEXT = (
    "Pages of the admin as an account that publishes sees them, by this tree and by another checkout (*theirs*: commit "
    "{commit}), by turns, best of {runs}; {resources} ressources, all of one organisation and most of them in one box. "
    "CPU of the process in milliseconds; SQL: statements."
)
#: It must run in any checkout: rooms that a tree does not have are left out.
DRIVER = """
import gc, io, json, sys, time
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
def quiet(name, **options):
    call_command(name, stdout=io.StringIO(), stderr=io.StringIO(), **options)
quiet("migrate")
quiet("load_demo")
quiet("make_corpus", ressources=int(sys.argv[1]), seed=SEED)
settings.ALLOWED_HOSTS = ["*"]
from pages.models import Ressource
from taxonomy.models import Partenaire
member = Partenaire.objects.create(nom="Membre fictif", slug="membre-fictif", est_comite=True, est_fictif=True)
Ressource.objects.update(responsable=member)
user = User.objects.create_user("essai", "essai@exemple.example", "une phrase bien longue")
if apps.is_installed("comite"):
    from comite.staff.giving import put_roles_in_force
    user.appartenances.create(partenaire=member, role="relecteur", du="2020-01-01")
    put_roles_in_force(by=User.objects.create_superuser("premier", "", "x"))
else:
    user.groups.set(Group.objects.filter(name__endswith="du Comité"))
client = Client(SERVER_NAME="localhost")
client.force_login(user)
one = Ressource.objects.filter(slug__startswith="corpus-").order_by("pk").first()
box = Page.objects.get(path=Ressource.objects.order_by().values_list("path", flat=True).filter(pk=one.pk).get()[:-4])
places = {
    "editor of a ressource": f"/admin/pages/{one.pk}/edit/",
    "explorer of its box": f"/admin/pages/{box.pk}/",
    "its last page": f"/admin/pages/{box.pk}/?p={max(box.numchild // 50, 1)}",
    "home": "/admin/",
    "search of the explorer": "/admin/pages/search/?q=ressource",
}
print(json.dumps({"children": box.numchild, "places": list(places)}), flush=True)
for line in sys.stdin:
    address = places[line.strip()]
    gc.collect()
    with CaptureQueriesContext(connection) as asked:
        before = time.process_time()
        answer = client.get(address)
        answer.render() if hasattr(answer, "render") and not answer.is_rendered else None
        cpu = time.process_time() - before
    assert answer.status_code == 200, (address, answer.status_code)
    print(json.dumps([cpu * 1000, len(asked)]), flush=True)
""".replace("SEED", str(SEED))


class Tree:
    """A checkout that answers, in a process of its own."""

    def __init__(self, tree: Path, folder: Path, resources: int) -> None:
        names = {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings", "LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter, on a tree that the person named
            [sys.executable, "-c", DRIVER, str(resources)],
            cwd=tree,
            env={**os.environ, **names, "PYTHONPATH": str(tree)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said: dict[str, Any] = self._heard()

    def ask(self, name: str) -> tuple[float, int]:
        """Milliseconds of work, statements."""
        asking: Any = self.process.stdin
        asking.write(f"{name}\n")
        asking.flush()
        cpu, statements = self._heard()
        return cpu, statements

    def end(self) -> None:
        """Let it go."""
        self.process.communicate()

    def _heard(self) -> Any:
        hearing: Any = self.process.stdout
        line = hearing.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r:.80} ended; it says above why")
        return json.loads(line)


def measured(trees: tuple[Path, Path], folder: Path, resources: int, runs: int) -> list[tuple[str, ...]]:
    """Rows of the table."""
    both = []
    for name, tree in zip(("theirs", "ours"), trees, strict=True):
        say(f"  {name}: the corpus is made…")
        (folder / name).mkdir()
        both.append(Tree(tree, folder / name, resources))
    rows: list[tuple[str, ...]] = []
    for page in both[0].said["places"]:
        say(f"  {page}…")
        best = [(float("inf"), 0), (float("inf"), 0)]
        for _ in range(runs + 2):
            best = [min(kept, tree.ask(page)) for kept, tree in zip(best, both, strict=True)]
        (theirs, before), (ours, after) = best
        rows.append((page, f"{theirs:.0f}", f"{ours:.0f}", ratio(ours / theirs), str(before), str(after)))
    for one in both:
        one.end()
    return rows


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.editing", description=__doc__.split("\n")[0])
    parser.add_argument("tree", type=Path, help="another checkout of the project")
    parser.add_argument("--ressources", type=int, default=10_000, metavar="N", help="the size of the corpus")
    parser.add_argument("--write", action="store_true", help="put what was found into docs/benchmarks.md")
    parser.add_argument("--runs", type=int, default=20, help="answers of which the best counts")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="odd17-editing-") as folder:
        rows = measured((options.tree.resolve(), ROOT), Path(folder), options.ressources, options.runs)
    header = ("page", "theirs, CPU", "ours", "ratio", "theirs, SQL", "ours")
    asked = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, cwd=options.tree, capture_output=True, text=True, check=False)  # noqa: S603  names of ours
    text = TEXT.format(commit=done.stdout.strip() or "unknown", runs=options.runs, resources=options.ressources)
    section = Section("editing", "The admin, side by side", text, [Table(header, rows)])
    say(section.markdown())
    if options.write:
        write([section], f"python -m scripts.bench.editing TREE --ressources {options.ressources}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
