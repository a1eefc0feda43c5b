"""Makes, opens and closes the links by which the preview of a set is shared. Only the SHA-256 of a secret is kept."""

from datetime import datetime, timedelta
from typing import Any

from ground.secrets import LONGUEUR, empreinte, nouveau_secret
from parutions.models import PartageDeParution, Parution


class UnknownShareError(LookupError):
    """No link has this secret."""


class ClosedShareError(LookupError):
    """The link has expired or was closed, or its set is over."""


def share(*, parution: Parution, jours: int, par: Any, now: datetime) -> str:
    """The secret of a new link, which nobody can read again."""
    secret = nouveau_secret()
    PartageDeParution.objects.create(
        parution=parution,
        empreinte=empreinte(secret),
        cree_par=par,
        cree_le=now,
        expire_le=now + timedelta(days=jours),
    )
    return secret


def shared_set(secret: str) -> PartageDeParution:
    """The link with this secret. Raises UnknownShareError, ClosedShareError."""
    found = None
    if len(secret) == LONGUEUR:
        found = PartageDeParution.objects.filter(empreinte=empreinte(secret)).select_related("parution").first()
    if found is None:
        raise UnknownShareError
    if not found.est_ouvert or not found.parution.est_ouverte:
        raise ClosedShareError
    return found


def close_shares(*, parution: Parution, now: datetime) -> int:
    """Close all links of the set; returns how many were open."""
    return PartageDeParution.objects.filter(parution=parution, revoque_le__isnull=True, expire_le__gt=now).update(
        revoque_le=now
    )
