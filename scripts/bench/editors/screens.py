"""Screens of the admin that are asked all day: the explorer, lists, searches, choosers, reports.

Asked in this process, as an editor of one organisation and as somebody who may do all.
"""

from functools import partial
from http import HTTPStatus
from typing import Any

from scripts.bench.editors.targets import Target
from scripts.bench.report import Table
from scripts.bench.timing import measure

SCREEN_MS = 300.0
TERMS = "/admin/snippets/taxonomy/territoire/"
CHOOSER = "/admin/snippets/choose/taxonomy/territoire/"


def measured(*, quick: bool) -> tuple[list[Table], list[Target]]:
    """The table, and whether the slowest keeps to what is wanted."""
    rows, slowest = [], ("", 0.0)
    clients = _clients()
    for name, address in _screens().items():
        times = []
        for client in clients:
            answer = client.get(address)
            if answer.status_code != HTTPStatus.OK:
                raise RuntimeError(f"{address} answers {answer.status_code}")
            timing = measure(partial(client.get, address), repetitions=2 if quick else 20)
            slowest = max(slowest, (name, timing.p95), key=lambda one: one[1])
            times += [timing.shown, f"{timing.cpu:.0f}"]
        rows.append((name, *times))
    header = ("screen", "an editor, p50 / p95 (ms)", "CPU", "all rights, p50 / p95 (ms)", "CPU")
    name, late = slowest
    target = (
        "explorer, listings, search, choosers, p95",
        f"≤ {SCREEN_MS:.0f} ms",
        f"{late:.0f} ms ({name})",
        late <= SCREEN_MS,
    )
    return [Table(header, rows)], [target]


def _screens() -> dict[str, str]:
    from pages.models import BoiteAOutils

    fullest = max(BoiteAOutils.objects.order_by("pk"), key=lambda page: page.numchild).pk
    return {
        "explorer": f"/admin/pages/{fullest}/",
        "explorer, searched": f"/admin/pages/{fullest}/?q=mobilite",
        "ressources": "/admin/ressources/",
        "ressources, a later page": "/admin/ressources/?p=2",
        "ressources, searched": "/admin/ressources/?q=mobilite",
        "search of pages": "/admin/pages/search/?q=mobilite",
        "chooser of pages": f"/admin/choose-page/{fullest}/",
        "chooser of pages, searched": "/admin/choose-page/search/?q=mobilite",
        "territoires": TERMS,
        "territoires, searched": f"{TERMS}?q=lyon",
        "chooser of territoires": CHOOSER,
        "chooser of territoires, searched": f"{CHOOSER}results/?q=lyon",
        "pages à relire": "/admin/a-relire/",
        "doublons": "/admin/doublons/",
        "liens": "/admin/liens/",
    }


def _clients() -> tuple[Any, Any]:
    """An editor of a member of the Comité, roles being in force, and a superuser."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from comite.enums import RoleComite
    from comite.models import Appartenance
    from comite.staff.giving import put_roles_in_force
    from taxonomy.models import Partenaire

    accounts = get_user_model().objects
    everything, _ = accounts.get_or_create(username="tout", is_superuser=True)
    editor, _ = accounts.get_or_create(username="redaction")
    put_roles_in_force(by=everything)
    member = Partenaire.objects.filter(est_comite=True).order_by("pk")[0]
    Appartenance.objects.get_or_create(
        compte=editor, role=RoleComite.EDITEUR, partenaire=member, defaults={"du": timezone.localdate()}
    )
    clients = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    for client, account in zip(clients, (editor, everything), strict=True):
        client.force_login(account)
    return clients
