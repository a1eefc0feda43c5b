"""A whole site that moved, `ancien.fr/x` → `nouveau.fr/x`: every link of it gets the address that it would have there.

Each new address is looked at by the link client before anything is replaced, in a room above; those that do not answer
are exceptions, told with the reason, and left. What is confirmed is done, and undone, link by link, as « Remplacer
partout » does it.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from ground.addresses.urls import InvalidUrlError, normalise
from ground.addresses.validation import validate_url
from liens.enums import VerificationDAdresse
from liens.models import LigneDeDomaine, RemplacementDeDomaine
from liens.models.lien import Lien
from liens.replacing.execution import request_replacement
from liens.replacing.undoing import request_undo

ACTION = "liens.remplacer_domaine"
LINKS_AT_MOST = 2_000
NOT_A_SITE = "Écrivez un site, et au besoin le début de ses adresses : « exemple.fr » ou « exemple.fr/docs/ »."
SAME = "C’est le même site : écrivez-en un autre."
NONE = "Aucune page ne cite de lien vers « {} »."
TOO_MANY = f"Ce site a plus de {LINKS_AT_MOST} liens : précisez le début de ses adresses."
NOT_LOOKED_AT = "Les nouvelles adresses n’ont pas encore toutes été vérifiées."
NOTHING = "Choisissez au moins une adresse."


class Site(NamedTuple):
    """A host and how its paths begin, "/" for all of them; `origin` is written in front of new addresses."""

    host: str
    path: str
    origin: str

    @property
    def shown(self) -> str:
        """As it is kept and read: « exemple.fr/docs/ »."""
        return f"{self.origin}{self.path}"


def site_of(written: str) -> Site:
    """The site that somebody wrote, with or without `https://`. Raises ValidationError."""
    text = written.strip()
    address = text if "://" in text else f"https://{text}"
    try:
        target = normalise(address)
        validate_url(address)
    except (InvalidUrlError, ValidationError) as exc:
        raise ValidationError(NOT_A_SITE, code="site") from exc
    if target.query or target.fragment:
        raise ValidationError(NOT_A_SITE, code="site")
    origin = target.text.removesuffix(target.path)
    return Site(
        target.host.removeprefix("www."), target.path if target.path.endswith("/") else f"{target.path}/", origin
    )


def links_of(site: Site) -> "QuerySet[Lien]":
    """The links that pages cite of this site, below how its paths begin."""
    hosts = [site.host, f"www.{site.host}"]
    starts = Q()
    for host in hosts:
        for scheme in ("http", "https"):
            starts |= Q(url__startswith=f"{scheme}://{host}{site.path}")
    return Lien.objects.cites().filter(starts, hote__in=hosts).order_by("url")


def address_at(url: str, old: Site, new: Site) -> str:
    """The address that a link of the old site has at the new one."""
    target = normalise(url)
    rest = target.path.removeprefix(old.path)
    return f"{new.origin}{new.path}{rest}{'?' + target.query if target.query else ''}"


@transaction.atomic
def request_domain(*, ancien: str, nouveau: str, par: Any) -> RemplacementDeDomaine:
    """Note which links would change, and have their new addresses looked at. Raises ValidationError by field."""
    old, new = _site(ancien, "ancien"), _site(nouveau, "nouveau")
    if (old.host, old.path) == (new.host, new.path):
        raise ValidationError({"nouveau": SAME})
    links = list(links_of(old)[: LINKS_AT_MOST + 1])
    if not links:
        raise ValidationError({"ancien": NONE.format(ancien.strip())})
    if len(links) > LINKS_AT_MOST:
        raise ValidationError({"ancien": TOO_MANY})
    demande = RemplacementDeDomaine.objects.create(ancien=old.shown, nouveau=new.shown, par=par)
    LigneDeDomaine.objects.bulk_create(
        LigneDeDomaine(demande=demande, lien=lien, nouvelle=address_at(lien.url, old, new)) for lien in links
    )
    return demande


def _site(written: str, field: str) -> Site:
    try:
        return site_of(written)
    except ValidationError as exc:
        raise ValidationError({field: exc.messages}) from exc


@transaction.atomic
def confirm_domain(*, demande: RemplacementDeDomaine, lignes: Collection[int], publier: bool, par: Any) -> int:
    """Ask for the replacement of these links, of those whose new address answered; returns how many.

    Raises ValidationError.
    """
    held = RemplacementDeDomaine.objects.select_for_update(of=("self",)).get(pk=demande.pk)
    rows = held.lignes.select_related("lien")
    if rows.filter(etat=VerificationDAdresse.ATTENTE).exists():
        raise ValidationError(NOT_LOOKED_AT)
    chosen = list(rows.filter(pk__in=lignes, etat=VerificationDAdresse.REPOND, remplacement__isnull=True))
    if not chosen:
        raise ValidationError(NOTHING)
    for row in chosen:
        row.remplacement = request_replacement(lien=row.lien, nouvelle=row.nouvelle, par=par, publier=publier)
        row.save(update_fields=["remplacement"])
    RemplacementDeDomaine.objects.filter(pk=held.pk).update(confirme_le=timezone.now())
    data = {"ancienne": held.ancien, "nouvelle": held.nouveau, "liens": len(chosen)}
    log(instance=held, action=ACTION, user=par, data=data)
    return len(chosen)


def undo_domain(demande: RemplacementDeDomaine, *, par: Any) -> int:
    """Have all that was replaced taken back; returns how many pages that concerns."""
    rows = demande.lignes.filter(remplacement__isnull=False).select_related("remplacement")
    return sum(request_undo(row.remplacement, par=par) for row in rows if row.remplacement is not None)
