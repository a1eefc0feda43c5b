"""Makes, opens and closes the links by which a draft is shared. A secret has 128 bits; only its SHA-256 is kept."""

from datetime import datetime, timedelta
from typing import Any

from wagtail.models import Page
from wagtail_headless_preview.models import PagePreview

from ground.secrets import LONGUEUR, empreinte, nouveau_secret
from headless.apercus.models import Partage
from pages.models import PageEditoriale

DUREES_JOURS = (1, 7, 30)
OUVERTURE_NOTEE = timedelta(minutes=1)


class PartageInconnuError(LookupError):
    """No link has this secret."""


class PartageFermeError(LookupError):
    """The link has expired or was closed."""


def share(*, page: Page, jours: int, par: Any, now: datetime) -> tuple[Partage, str]:
    """A new link, and its secret, which nobody can read again. `jours` is one of `DUREES_JOURS`."""
    if jours not in DUREES_JOURS:
        raise ValueError(f"{jours} days: one of {DUREES_JOURS} is expected")
    secret = nouveau_secret()
    partage = Partage.objects.create(
        page=page, empreinte=empreinte(secret), cree_par=par, cree_le=now, expire_le=now + timedelta(days=jours)
    )
    return partage, secret


def partage_de(secret: str, *, now: datetime) -> Partage:
    """The link with this secret. Raises PartageInconnuError, PartageFermeError."""
    found = None
    if len(secret) == LONGUEUR:
        found = Partage.objects.filter(empreinte=empreinte(secret)).select_related("page").first()
    if found is None:
        raise PartageInconnuError
    if not found.est_ouvert(now=now):
        raise PartageFermeError
    if found.ouvert_le is None or now - found.ouvert_le > OUVERTURE_NOTEE:
        Partage.objects.filter(pk=found.pk).update(ouvert_le=now)
    return found


def brouillon_partage(partage: Partage) -> PageEditoriale:
    """The page as it was last saved, published or not."""
    page: PageEditoriale = partage.page.get_latest_revision_as_object()
    return page


def close_shares(*, page: Page, ids: list[int] | None = None, now: datetime) -> int:
    """Close these links of the page, or all of them; returns how many were open."""
    open_ = Partage.objects.filter(page=page, revoque_le__isnull=True, expire_le__gt=now)
    return (open_ if ids is None else open_.filter(pk__in=ids)).update(revoque_le=now)


def close_previews(page: Page) -> int:
    """End the previews of the page that are open in a front end; returns how many."""
    return PagePreview.objects.filter(token__startswith=f"id={page.pk}:").delete()[0]
