"""Why a token is refused, decided before anything else is read. Pure, apart from looking up the token.

A token that was sent is judged even where none is needed, so that whoever sends a wrong one learns it at once.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from wagtail.models import APIToken

from acces.enums import TokenScope
from acces.models import DroitsDeJeton

INCONNU = "Ce jeton n’est pas connu, ou il a été révoqué."
MAL_ECRIT = "L’en-tête « Authorization » s’écrit « Bearer », une espace, puis le jeton."


@dataclass(frozen=True, slots=True)
class TokenRefusal:
    """The status and the sentence."""

    status: int
    detail: str


def jeton_de(autorisation: str) -> APIToken | None:
    """The token that this header names, if it is in force; what it is good for is another question."""
    kind, _, plaintext = autorisation.partition(" ")
    return _jeton(plaintext.strip()) if kind.lower() == "bearer" else None


def judged(autorisation: str, besoin: TokenScope | None, *, now: datetime) -> TokenRefusal | frozenset[str]:
    """Why this call is refused, or else the rights of the token that it names, if it names one.

    `autorisation`: the header. `besoin`: the right that the call needs.
    """
    if not autorisation:
        return frozenset()
    kind, _, plaintext = autorisation.partition(" ")
    if kind.lower() != "bearer" or not plaintext.strip():
        return TokenRefusal(401, MAL_ECRIT)
    token = _jeton(plaintext.strip())
    if token is None:
        return TokenRefusal(401, INCONNU)
    droits = DroitsDeJeton.objects.filter(jeton=token).first()
    if droits is not None and droits.expire_le <= now:
        day = timezone.localtime(droits.expire_le)
        return TokenRefusal(401, f"Ce jeton a expiré le {day:%d/%m/%Y} : demandez-en un autre à l’administration.")
    rights = frozenset(droits.portees if droits else ())
    if besoin is not None and besoin not in rights:
        return TokenRefusal(403, f"Il faut un jeton qui a le droit « {besoin.value} » ({str(besoin.label).lower()}).")
    return rights


def _jeton(plaintext: str) -> APIToken | None:
    """The token, if it is in force and its account too."""
    if not APIToken.validate_token_format(plaintext):
        return None
    hashes = APIToken.candidate_key_hashes(plaintext)
    found = APIToken.objects.filter(key_hash__in=hashes, revoked_at__isnull=True).select_related("user").first()
    return found if found is not None and found.user.is_active else None
