"""The signed addresses of « fonctionne chez moi »: whoever holds one may confirm one link's one result, for a month.

It holds the link, what the check had seen and the state that followed: nothing about a person.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from workers.links.reports.contents.situation import LienVu

SEL = "workers.links.rapports.fonctionne"
VALIDITE = timedelta(days=30)


class JetonInvalideError(ValueError):
    """The address was cut, changed or made up."""


class JetonPerimeError(ValueError):
    """The address was ours, and its time is over."""


@dataclass(frozen=True, slots=True)
class Constat:
    """The result that a confirmation is about."""

    lien_id: int
    classe: str
    etat: str


def adresse_de_confirmation(lien: LienVu) -> str:
    """The address that confirms this link as the report shows it."""
    jeton = signing.dumps([lien.id, lien.classe, str(lien.etat)], salt=SEL)
    return settings.SITE_URL + reverse("lien_fonctionne", args=[jeton])


def read_token(jeton: str) -> Constat:
    """What the signed address is about; raises JetonInvalideError or JetonPerimeError."""
    try:
        lien_id, classe, etat = signing.loads(jeton, salt=SEL, max_age=VALIDITE)
    except signing.SignatureExpired as exc:
        raise JetonPerimeError from exc
    except (signing.BadSignature, ValueError, TypeError) as exc:
        raise JetonInvalideError from exc
    return Constat(lien_id, classe, etat)
