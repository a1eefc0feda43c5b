"""The bodies of pages: made by Wagtail's own schemas, kept, and made again after every change.

A body that is not ready is made for the answer that needs it; only the worker keeps one, and only if nothing of what
it read has changed meanwhile (`ContenuRendu.version`).
"""

import json
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from ninja.responses import NinjaJSONEncoder

from ground.wake import wake
from headless.contenus.fingerprint import forme_du_code
from headless.contenus.models import ContenuRendu
from headless.contenus.schemas import schema_de
from pages.models import PageEditoriale

TAILLE_DE_LOT = 100
TACHE = "contenus.render_waiting"


def render(ids: Collection[int]) -> dict[int, bytes]:
    """The bodies of these pages as they stand now, live or not. Six queries and those of their own children."""
    pages = PageEditoriale.objects.filter(pk__in=ids).prefetch_related(None).specific()
    request = demande_neutre()
    return {page.pk: _corps(page, request) for page in pages}


def _corps(page: PageEditoriale, request: HttpRequest) -> bytes:
    read = schema_de(type(page)).model_validate(page, context={"request": request})
    # Ninja’s own encoder, so that the bytes are those of Wagtail’s detail.
    return json.dumps(
        read.model_dump(by_alias=True), cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":")
    ).encode()


def demande_neutre() -> HttpRequest:
    """A request of nobody, at the site's public address: bodies are the same for everyone."""
    address = urlsplit(settings.SITE_URL)
    request = HttpRequest()
    request.method = "GET"
    request.META = {
        "SERVER_NAME": address.hostname or "localhost",
        "SERVER_PORT": str(address.port or (443 if address.scheme == "https" else 80)),
    }
    request.user = AnonymousUser()
    return request


def expire(ids: Iterable[int], *, ouvrir: bool = True) -> None:
    """Mark these bodies as out of date, in the transaction of the change.

    The version of each goes up: a worker that makes a body just now, from what it read before, will not keep it. A page
    without a row gets one for the same reason, unless `ouvrir` is false: then some of these pages are being deleted.
    """
    known = sorted(set(ids))
    for start in range(0, len(known), TAILLE_DE_LOT):
        some = known[start : start + TAILLE_DE_LOT]
        found = ContenuRendu.objects.filter(page_id__in=some).update(version=F("version") + 1, corps=None)
        if ouvrir and found < len(some):
            _open_rows(some)


def _open_rows(ids: Collection[int]) -> None:
    missing = set(ids) - set(ContenuRendu.objects.filter(page_id__in=ids).values_list("page_id", flat=True))
    alive = PageEditoriale.objects.filter(pk__in=missing).values_list("pk", flat=True)
    ContenuRendu.objects.bulk_create([ContenuRendu(page_id=pk) for pk in alive], ignore_conflicts=True)


def expire_all() -> None:
    """Mark all bodies as out of date, in the transaction of the change."""
    ContenuRendu.objects.update(version=F("version") + 1, corps=None)


def wake_renderer() -> None:
    """Tell the worker that bodies wait."""
    wake(TACHE)


def is_ready() -> Q:
    """On pages: their body is there, and this code has written it."""
    return Q(contenu_rendu__corps__isnull=False) & Q(contenu_rendu__forme=forme_du_code())


def en_attente() -> list[int]:
    """Live pages whose body is not ready, or was written by other code. Looks at every page."""
    late = Q(contenu_rendu__isnull=True) | Q(contenu_rendu__corps__isnull=True)
    late |= ~Q(contenu_rendu__forme=forme_du_code())
    return list(PageEditoriale.objects.filter(late, live=True).order_by("pk").values_list("pk", flat=True))


def keep_bodies(ids: Collection[int]) -> int:
    """Make and keep these bodies; one whose page changes meanwhile is left for the next time."""
    _open_rows(ids)
    versions = dict(ContenuRendu.objects.filter(page_id__in=ids).values_list("page_id", "version"))
    made = render(versions)
    forme = forme_du_code()
    with transaction.atomic():
        return sum(
            ContenuRendu.objects.filter(page_id=pk, version=versions[pk]).update(corps=corps, forme=forme)
            for pk, corps in made.items()
        )


def corps_de(rows: Iterable[tuple[int, bytes | None, str | None]]) -> dict[int, bytes]:
    """The bodies of rows of (page, kept body, form of its code), in their order; those that lack are made."""
    forme = forme_du_code()
    found = {pk: bytes(corps) if corps is not None and kept == forme else b"" for pk, corps, kept in rows}
    missing = [pk for pk, corps in found.items() if not corps]
    if missing:
        made = render(missing)
        # A page that was deleted since the rows were read is left out.
        found = {pk: corps or made.get(pk, b"") for pk, corps in found.items()}
    return {pk: corps for pk, corps in found.items() if corps}
