"""Gives, opens and withdraws the links of partners. A secret has 128 bits; only its SHA-256 is kept."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.models import Page

from comite.refusing import RuleError
from ground.secrets import LONGUEUR, empreinte, nouveau_secret
from propositions.accesses.noting import ENTERED, GIVEN, WITHDRAWN, note_access
from propositions.models import AccesDePartenaire
from propositions.rights import gives_for, withdraws
from taxonomy.models import Partenaire

DUREES_JOURS = (15, 30, 60, 180, 365)
DUREE_JOURS = 60
NOT_FOR = "Votre compte ne donne pas d’accès au nom de cette organisation."
NOT_YOURS = "Cet accès a été donné au nom d’une autre organisation\u00a0: elle seule le retire."


class AccesInconnuError(LookupError):
    """No link has this secret."""


class AccesFermeError(LookupError):
    """The link has expired or was withdrawn. `access` is it."""

    def __init__(self, access: AccesDePartenaire) -> None:
        super().__init__(str(access.pk))
        self.access = access


@transaction.atomic
def give_access(
    *, partenaire: Partenaire, organisation: int | None, place: Page | None, days: int, by: Any, now: datetime
) -> tuple[AccesDePartenaire, str]:
    """A new link, and its secret, which nobody can read again. `days` is one of `DUREES_JOURS`. Raises RuleError."""
    if days not in DUREES_JOURS:
        raise ValueError(f"{days} days: one of {DUREES_JOURS} is expected")
    if not gives_for(user=by, organisation=organisation):
        raise RuleError(NOT_FOR)
    secret = nouveau_secret()
    access = AccesDePartenaire.objects.create(
        partenaire=partenaire,
        organisation=organisation,
        place=place,
        empreinte=empreinte(secret),
        donne_par=by,
        donne_le=now,
        expire_le=now + timedelta(days=days),
    )
    note_access(access, GIVEN, by=by, fin=f"{access.expire_le:%d/%m/%Y}")
    return access, secret


@transaction.atomic
def withdraw_access(*, access: AccesDePartenaire, by: Any, now: datetime) -> bool:
    """Close the link at once; False when it was closed before. Raises RuleError."""
    if not withdraws(user=by, access=access):
        raise RuleError(NOT_YOURS)
    closed = AccesDePartenaire.objects.filter(pk=access.pk, retire_le__isnull=True, expire_le__gt=now)
    if not closed.update(retire_le=now, retire_par=by):
        return False
    note_access(access, WITHDRAWN, by=by)
    return True


def access_of(secret: str, *, now: datetime) -> AccesDePartenaire:
    """The link with this secret; writes nothing. Raises AccesInconnuError, AccesFermeError."""
    found = None
    if len(secret) == LONGUEUR:
        found = _read().filter(empreinte=empreinte(secret)).first()
    return _opened(found, now)


def access_numbered(pk: int, *, now: datetime) -> AccesDePartenaire:
    """The link with this number; writes nothing. Raises AccesInconnuError, AccesFermeError."""
    return _opened(_read().filter(pk=pk).first(), now)


@transaction.atomic
def enter(access: AccesDePartenaire, *, now: datetime) -> None:
    """Note that somebody pressed « Entrer » behind this link."""
    AccesDePartenaire.objects.filter(pk=access.pk).update(utilise_le=now)
    note_access(access, ENTERED)


def _read() -> Any:
    return AccesDePartenaire.objects.select_related("partenaire")


def _opened(found: AccesDePartenaire | None, now: datetime) -> AccesDePartenaire:
    if found is None:
        raise AccesInconnuError
    if not found.is_open(now=now):
        raise AccesFermeError(found)
    return found
